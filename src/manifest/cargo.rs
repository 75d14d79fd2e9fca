//! Cargo: `Cargo.toml`, `Cargo.lock`.

use std::borrow::Cow;

use super::{Ecosystem, Format, Kind, ManifestError, Package, tree};

const CARGO: Ecosystem = Ecosystem {
    name: "Cargo",
    naming: "case does not matter, nor does `_` instead of `-`",
    canonical,
};

pub(super) const MANIFEST: Format = Format {
    ecosystem: &CARGO,
    kind: Kind::Manifest,
    files: &["Cargo.toml"],
    lists: "`dependencies`, `dev-dependencies` and `build-dependencies`, also those of a target and of the workspace",
    read: read_manifest,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &CARGO,
    kind: Kind::Lock,
    files: &["Cargo.lock"],
    lists: "packages with a `source`",
    read: read_lock,
};

/// crates.io gives no two crates names that differ only in case, or in `-` and `_`.
fn canonical(name: &str) -> Cow<'_, str> {
    let is_other = |character: char| character == '_' || character.is_ascii_uppercase();
    if name.contains(is_other) {
        Cow::Owned(name.to_ascii_lowercase().replace('_', "-"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The keys with `_` are an old spelling.
const DEPENDENCIES: [&str; 11] = [
    "dependencies",
    "dev-dependencies",
    "dev_dependencies",
    "build-dependencies",
    "build_dependencies",
    "workspace.dependencies",
    "target.*.dependencies",
    "target.*.dev-dependencies",
    "target.*.dev_dependencies",
    "target.*.build-dependencies",
    "target.*.build_dependencies",
];

fn read_manifest(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let dependencies = root.entries_at(&DEPENDENCIES);
    let name = |(key, value): &(tree::Text<'_>, tree::Node<'_>)| {
        let renamed = value.text_of("package");
        renamed.unwrap_or(key).package()
    };
    Ok(dependencies.map(name).collect())
}

fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let packages = root.select("package.*").into_iter();
    let foreign = packages.filter(|package| package.get("source").is_some());
    let names = foreign.filter_map(|package| package.text_of("name"));
    Ok(names.map(tree::Text::package).collect())
}
