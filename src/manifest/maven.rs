//! Maven: `pom.xml`.

use std::collections::HashMap;

use super::xml::{self, Part};
use super::{Ecosystem, Format, Kind, ManifestError, Package, as_written, span_in};
use crate::source::Span;

/// Gradle takes the same packages.
pub(super) const MAVEN: Ecosystem = Ecosystem {
    name: "Maven",
    naming: "`group:artifact`, as written",
    canonical: as_written,
};

pub(super) const MANIFEST: Format = Format {
    ecosystem: &MAVEN,
    kind: Kind::Manifest,
    files: &["pom.xml"],
    lists: "each `dependency` (managed ones too), `plugin`, `extension` and `parent`; properties are filled in if the file itself defines them",
    read,
};

const DECLARATIONS: [&str; 4] = ["dependency", "plugin", "extension", "parent"];

/// That of a plugin that gives none.
const PLUGIN_GROUP: &str = "org.apache.maven.plugins";

/// An element that has begun, and the coordinates in it.
#[derive(Default)]
struct Open {
    name: String,
    group: Option<String>,
    artifact: Option<(String, Span)>,
}

fn read(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut properties: HashMap<String, String> = HashMap::new();
    xml::visit(text, |part| match part {
        Part::Start(element) => open.push(Open {
            name: element.name().to_owned(),
            ..Open::default()
        }),
        Part::Text(value) => {
            if let [.., parent, element] = open.as_mut_slice() {
                match element.name.as_str() {
                    "groupId" => parent.group = Some(value.to_owned()),
                    "artifactId" => {
                        parent.artifact = Some((value.to_owned(), span_in(text, value)));
                    }
                    name if parent.name == "properties" => {
                        properties.insert(name.to_owned(), value.to_owned());
                    }
                    _ => {}
                }
            }
        }
        Part::End => {
            let Some(closed) = open.pop() else { return };
            if let Some(project) = own_group_of(&closed, &open) {
                for key in ["project.groupId", "pom.groupId", "groupId"] {
                    properties.insert(key.to_owned(), project.to_owned());
                }
            }
            if DECLARATIONS.contains(&closed.name.as_str()) {
                found.extend(coordinates(closed));
            }
        }
    })?;
    for package in &mut found {
        package.name = filled_in(&package.name, &properties);
    }
    Ok(found)
}

/// The project's own group, which it has from its parent unless it gives one after it.
fn own_group_of<'e>(closed: &'e Open, around: &[Open]) -> Option<&'e str> {
    let is_parent = closed.name == "parent" && around.len() == 1;
    let is_project = closed.name == "project" && around.is_empty();
    let group = closed.group.as_deref();
    group.filter(|_| is_parent || is_project)
}

fn coordinates(declaration: Open) -> Option<Package> {
    let default = (declaration.name == "plugin").then(|| PLUGIN_GROUP.to_owned());
    let group = declaration.group.or(default)?;
    let (artifact, span) = declaration.artifact?;
    Some(Package::new(format!("{group}:{artifact}"), span))
}

/// A longer value is no part of a name, and many of them would fill the memory.
const MAX_PROPERTY: usize = 200;

/// `name` with the values of its `${properties}`, as far as the file has them.
fn filled_in(name: &str, properties: &HashMap<String, String>) -> String {
    let mut filled = String::new();
    let mut rest = name;
    while let Some((before, inner)) = rest.split_once("${") {
        filled.push_str(before);
        let key = inner.split(['}', '$']).next().unwrap_or_default();
        let after = inner[key.len()..].strip_prefix('}');
        let value = properties.get(key);
        let value = value.filter(|value| value.len() <= MAX_PROPERTY).zip(after);
        rest = match value {
            Some((value, after)) => {
                filled.push_str(value);
                after
            }
            None => {
                filled.push_str("${");
                inner
            }
        };
    }
    filled + rest
}
