//! Composer: `composer.json`, `composer.lock`.

use super::{Ecosystem, Format, Kind, ManifestError, Package, in_lower_case, tree};

const COMPOSER: Ecosystem = Ecosystem {
    name: "Composer",
    naming: "`vendor/package`; case does not matter",
    canonical: in_lower_case,
};

pub(super) const MANIFEST: Format = Format {
    ecosystem: &COMPOSER,
    kind: Kind::Manifest,
    files: &["composer.json"],
    lists: "`require` and `require-dev`, including PHP and its extensions (`ext-mongodb`)",
    read: read_manifest,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &COMPOSER,
    kind: Kind::Lock,
    files: &["composer.lock"],
    lists: "`packages` and `packages-dev`",
    read: read_lock,
};

fn read_manifest(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let required = root.entries_at(&["require", "require-dev"]);
    Ok(required.map(|(name, _)| name.package()).collect())
}

fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let names = root.texts_at(&["packages.*.name", "packages-dev.*.name"]);
    Ok(names.map(tree::Text::package).collect())
}
