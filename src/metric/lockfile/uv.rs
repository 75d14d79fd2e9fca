//! `uv.lock`: every `[[package]]` that comes from outside the project's own folders.

use serde::Deserialize;

use super::{Format, Package, python_name};

pub(super) const UV: Format = Format {
    file_name: "uv.lock",
    read,
    canonical: python_name,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    version: Option<String>,
    #[serde(default)]
    source: toml::Table,
}

/// The keys of `source` that mark a package as the project's own.
const OWN: [&str; 3] = ["editable", "virtual", "directory"];

fn read(text: &str) -> Result<Vec<Package>, String> {
    let lock: Lock = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let is_own = |entry: &Entry| OWN.iter().any(|key| entry.source.contains_key(*key));
    let foreign = lock.package.into_iter().filter(|entry| !is_own(entry));
    Ok(foreign
        .map(|entry| Package {
            name: python_name(&entry.name),
            version: entry.version,
        })
        .collect())
}
