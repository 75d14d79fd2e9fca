//! npm: `package.json`, and the lock files of npm, pnpm, Yarn and Bun.

mod lock;
mod pnpm;
mod yarn;

use super::tree::{self, Text};
use super::{Ecosystem, Format, Kind, ManifestError, Package, as_written};

const NPM: Ecosystem = Ecosystem {
    name: "npm",
    naming: "as written; of `npm:name@range`, the name",
    canonical: as_written,
};

pub(super) const MANIFEST: Format = Format {
    ecosystem: &NPM,
    kind: Kind::Manifest,
    files: &["package.json"],
    lists: "`dependencies`, `devDependencies`, `peerDependencies` and `optionalDependencies`",
    read: read_manifest,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &NPM,
    kind: Kind::Lock,
    files: &["package-lock.json", "npm-shrinkwrap.json"],
    lists: "what is in `node_modules`, without links",
    read: lock::read_npm,
};

pub(super) const PNPM: Format = Format {
    ecosystem: &NPM,
    kind: Kind::Lock,
    files: &["pnpm-lock.yaml"],
    lists: "`packages`",
    read: pnpm::read,
};

pub(super) const YARN: Format = Format {
    ecosystem: &NPM,
    kind: Kind::Lock,
    files: &["yarn.lock"],
    lists: "entries, without those of a `workspace:`",
    read: yarn::read,
};

pub(super) const BUN: Format = Format {
    ecosystem: &NPM,
    kind: Kind::Lock,
    files: &["bun.lock"],
    lists: "`packages`, without those of a `workspace:`",
    read: lock::read_bun,
};

const DEPENDENCIES: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
];

fn read_manifest(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let dependencies = root.entries_at(&DEPENDENCIES);
    Ok(dependencies
        .map(|(name, range)| real_package(name, range.text()))
        .collect())
}

/// The package that is installed as `name` from `range`.
fn real_package(name: &Text<'_>, range: Option<&Text<'_>>) -> Package {
    let renamed = range.and_then(|range| Some(range.package_in(alias_target(&range.value)?)));
    renamed.unwrap_or_else(|| name.package())
}

/// The package that an alias stands for: `bar` in `npm:bar@^1`.
fn alias_target(range: &str) -> Option<&str> {
    let target = range.strip_prefix("npm:")?;
    match name_and_range(target) {
        Some((name, _)) => Some(name),
        None => target.starts_with('@').then_some(target),
    }
}

/// Splits `name@range`, where the name can begin with a scope (`@scope/name`).
fn name_and_range(text: &str) -> Option<(&str, &str)> {
    let after_first = text.char_indices().nth(1)?.0;
    let at = after_first + text[after_first..].find('@')?;
    Some((&text[..at], &text[at + 1..]))
}
