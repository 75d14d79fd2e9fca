//! Gradle: version catalogs, build scripts in Groovy and Kotlin, `gradle.lockfile`.

mod script;

use super::maven::MAVEN;
use super::tree::{self, Node};
use super::{Format, Kind, ManifestError, Package, check_merged, span_in};

pub(super) const CATALOG: Format = Format {
    ecosystem: &MAVEN,
    kind: Kind::Manifest,
    files: &["*.versions.toml"],
    lists: "`libraries`",
    read: read_catalog,
};

pub(super) const BUILD: Format = Format {
    ecosystem: &MAVEN,
    kind: Kind::Manifest,
    files: &["*.gradle", "*.gradle.kts"],
    lists: "coordinates written out in `dependencies` blocks; neither plugins nor names that the script computes",
    read: script::read,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &MAVEN,
    kind: Kind::Lock,
    files: &["*gradle.lockfile"],
    lists: "every line",
    read: read_lock,
};

fn read_catalog(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let libraries = root.entries_at(&["libraries"]);
    Ok(libraries
        .filter_map(|(_, library)| library_of(library))
        .collect())
}

/// `"group:artifact:version"`, `{ module = "group:artifact" }` or `{ group = "group", name = "artifact" }`.
fn library_of(library: &Node<'_>) -> Option<Package> {
    let whole = library.text().or_else(|| library.text_of("module"));
    match whole {
        Some(text) => Some(text.package_in(coordinates(&text.value)?)),
        None => {
            let (group, name) = (library.text_of("group")?, library.text_of("name")?);
            Some(apart(&group.value, name.package()))
        }
    }
}

/// The package `artifact` of a group that is written elsewhere.
fn apart(group: &str, artifact: Package) -> Package {
    Package {
        name: format!("{group}:{}", artifact.name),
        ..artifact
    }
}

/// The `group:artifact` with which `text` begins, if it is that and perhaps a version.
fn coordinates(text: &str) -> Option<&str> {
    let (group, rest) = text.split_once(':')?;
    let artifact = rest.split([':', '@']).next()?;
    let is_name = |part: &str| {
        let is_plain = |character: char| character.is_alphanumeric() || "-_.".contains(character);
        !part.is_empty() && part.chars().all(is_plain)
    };
    let end = group.len() + 1 + artifact.len();
    (is_name(group) && is_name(artifact)).then(|| &text[..end])
}

fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    check_merged(text)?;
    let mut found = Vec::new();
    let lines = text.lines().map(str::trim);
    let entries = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in entries.filter(|line| !line.starts_with("empty=")) {
        let Some(name) = coordinates(line) else {
            let message = "expected `group:artifact:version=configurations`";
            return Err(ManifestError::new(message, span_in(text, line)));
        };
        found.push(Package::named_in(text, name));
    }
    Ok(found)
}
