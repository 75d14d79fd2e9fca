//! Python: `pyproject.toml`, `requirements.txt`, `Pipfile`, and their lock files.

mod requirements;

use std::borrow::Cow;

use super::tree::{self, Node, Text};
use super::{Ecosystem, Format, Kind, ManifestError, Package};

const PYTHON: Ecosystem = Ecosystem {
    name: "Python",
    naming: "case does not matter, and runs of `-`, `_` and `.` are all the same (PEP 503)",
    canonical,
};

pub(super) const PYPROJECT: Format = Format {
    ecosystem: &PYTHON,
    kind: Kind::Manifest,
    files: &["pyproject.toml"],
    lists: "`dependencies` and `optional-dependencies` of the project, `dependency-groups`, `requires` of the build system, \
            and what Poetry, uv, PDM and Hatch have below `tool`",
    read: read_pyproject,
};

pub(super) const REQUIREMENTS: Format = Format {
    ecosystem: &PYTHON,
    kind: Kind::Manifest,
    files: &[
        "requirements*.txt",
        "*requirements.txt",
        "requirements/*.txt",
        "requirements*.in",
        "*requirements.in",
        "requirements/*.in",
    ],
    lists: "requirements, and the `#egg=` of an address; `-r` and `-c` are not followed",
    read: requirements::read,
};

pub(super) const PIPFILE: Format = Format {
    ecosystem: &PYTHON,
    kind: Kind::Manifest,
    files: &["Pipfile"],
    lists: "`packages`, `dev-packages` and other categories",
    read: read_pipfile,
};

pub(super) const LOCK: Format = Format {
    ecosystem: &PYTHON,
    kind: Kind::Lock,
    files: &[
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "pylock.toml",
        "pylock.*.toml",
    ],
    lists: "packages, without those in a folder",
    read: read_lock,
};

pub(super) const PIPFILE_LOCK: Format = Format {
    ecosystem: &PYTHON,
    kind: Kind::Lock,
    files: &["Pipfile.lock"],
    lists: "packages, without those in a folder",
    read: read_pipfile_lock,
};

/// PEP 503: lower case, with `-` for every run of `-`, `_` and `.`.
fn canonical(name: &str) -> Cow<'_, str> {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    let joined = parts.collect::<Vec<_>>().join("-").to_lowercase();
    if joined == name {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(joined)
    }
}

/// Where `pyproject.toml` lists requirements as strings.
const REQUIREMENT_LISTS: [&str; 8] = [
    "project.dependencies.*",
    "project.optional-dependencies.*.*",
    "dependency-groups.*.*",
    "build-system.requires.*",
    "tool.uv.dev-dependencies.*",
    "tool.pdm.dev-dependencies.*.*",
    "tool.hatch.envs.*.dependencies.*",
    "tool.hatch.envs.*.extra-dependencies.*",
];

/// Where it has them as keys.
const REQUIREMENT_TABLES: [&str; 3] = [
    "tool.poetry.dependencies",
    "tool.poetry.dev-dependencies",
    "tool.poetry.group.*.dependencies",
];

fn read_pyproject(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let listed = root.texts_at(&REQUIREMENT_LISTS);
    let listed = listed.filter_map(|text| {
        Some(text.package_in(requirements::name_at_start(text.value.trim_start())?))
    });
    let keys = root.entries_at(&REQUIREMENT_TABLES).map(|(key, _)| key);
    let keys = keys.filter(|key| key.value != "python").map(Text::package);
    Ok(listed.chain(keys).collect())
}

/// The tables of a `Pipfile` that are no category of packages.
const NO_CATEGORIES: [&str; 4] = ["source", "requires", "scripts", "pipenv"];

fn read_pipfile(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let categories = root.entries().iter();
    let categories = categories.filter(|(key, _)| !NO_CATEGORIES.contains(&&*key.value));
    let names = categories.flat_map(|(_, table)| table.entries());
    Ok(names.map(|(name, _)| name.package()).collect())
}

/// Reads `[[package]]`, or `[[packages]]` in `pylock.toml` (PEP 751).
fn read_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::toml(text)?;
    let packages = ["package.*", "packages.*"];
    let packages = packages.iter().flat_map(|path| root.select(path));
    let foreign = packages.filter(|package| !is_own(package));
    let names = foreign.filter_map(|package| package.text_of("name"));
    Ok(names.map(Text::package).collect())
}

/// Whether a locked package is a folder: the project itself, or another one beside it.
fn is_own(package: &Node<'_>) -> bool {
    let has = |node: &Node<'_>, keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    // uv, Poetry
    let source = package.get("source");
    let is_folder = source.is_some_and(|source| {
        let kind = source.text_of("type");
        has(source, &["editable", "virtual", "directory"])
            || kind.is_some_and(|kind| kind.value == "directory")
    });
    // PEP 751, PDM
    is_folder || has(package, &["directory", "path"])
}

fn read_pipfile_lock(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let categories = root.entries().iter();
    let categories = categories.filter(|(key, _)| key.value != "_meta");
    let packages = categories.flat_map(|(_, packages)| packages.entries());
    let foreign = packages.filter(|(_, package)| package.get("path").is_none());
    Ok(foreign.map(|(name, _)| name.package()).collect())
}
