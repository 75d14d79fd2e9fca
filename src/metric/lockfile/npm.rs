//! `package-lock.json`, versions 1 to 3: the flat `packages` if present, otherwise the nested `dependencies`.
//! A package installed at the same version in several folders counts once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Format, Package, as_written};

pub(super) const NPM: Format = Format {
    file_name: "package-lock.json",
    read,
    canonical: as_written,
};

const FOLDER: &str = "node_modules/";

#[derive(Deserialize)]
struct Lock {
    packages: Option<BTreeMap<String, Entry>>,
    #[serde(default)]
    dependencies: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: Option<String>,
    version: Option<String>,
    #[serde(default)]
    link: bool,
    /// Names and version ranges in `packages`; nested entries in version 1.
    #[serde(default)]
    dependencies: BTreeMap<String, serde_json::Value>,
}

fn read(text: &str) -> Result<Vec<Package>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let lock: Lock = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut found = BTreeSet::new();
    match lock.packages {
        Some(packages) => {
            for (path, entry) in packages.into_iter().filter(|(_, entry)| !entry.link) {
                // A path outside node_modules is the project itself or one of its workspaces.
                if let Some((_, name)) = path.rsplit_once(FOLDER) {
                    found.insert((entry.name.unwrap_or(name.to_owned()), entry.version));
                }
            }
        }
        None => collect_nested(lock.dependencies, &mut found),
    }
    let found = found.into_iter();
    Ok(found
        .map(|(name, version)| Package { name, version })
        .collect())
}

fn collect_nested(
    dependencies: BTreeMap<String, Entry>,
    found: &mut BTreeSet<(String, Option<String>)>,
) {
    for (name, entry) in dependencies {
        let inner = entry.dependencies.into_iter();
        let inner = inner.filter_map(|(name, value)| {
            let entry = serde_json::from_value(value).ok()?;
            Some((name, entry))
        });
        collect_nested(inner.collect(), found);
        found.insert((name, entry.version));
    }
}
