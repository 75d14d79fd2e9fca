//! `Cargo.lock`: every `[[package]]` with a source; those without one belong to the workspace.

use serde::Deserialize;

use super::{Format, Package, as_written};

pub(super) const CARGO: Format = Format {
    file_name: "Cargo.lock",
    read,
    canonical: as_written,
};

#[derive(Deserialize)]
struct Lock {
    #[serde(default)]
    package: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    version: String,
    source: Option<String>,
}

fn read(text: &str) -> Result<Vec<Package>, String> {
    let lock: Lock = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let foreign = lock
        .package
        .into_iter()
        .filter(|entry| entry.source.is_some());
    Ok(foreign
        .map(|entry| Package {
            name: entry.name,
            version: Some(entry.version),
        })
        .collect())
}
