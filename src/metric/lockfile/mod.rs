//! Lock files: the packages they list, and at which versions.
//!
//! A format is one file with a `pub const X: Format`, and one line in [`FORMATS`].

mod cargo;
mod go;
mod npm;
mod requirements;
mod uv;

use std::path::Path;

/// All lock file formats.
const FORMATS: &[Format] = &[
    cargo::CARGO,
    npm::NPM,
    go::GO,
    uv::UV,
    requirements::REQUIREMENTS,
];

/// A lock file format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    /// The name of its files; `*` matches any characters.
    pub file_name: &'static str,
    /// Returns the packages in a file's text, without the project's own.
    ///
    /// # Errors
    /// In words, if the text is not in this format.
    pub read: fn(&str) -> Result<Vec<Package>, String>,
    /// Returns a package's name as the format writes it.
    pub canonical: fn(&str) -> String,
}

/// A package in a lock file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    /// Its canonical name.
    pub name: String,
    /// Its version, if pinned.
    pub version: Option<String>,
}

impl Format {
    fn is_called(&self, file_name: &str) -> bool {
        match self.file_name.split_once('*') {
            None => self.file_name == file_name,
            Some((start, end)) => file_name
                .strip_prefix(start)
                .is_some_and(|rest| rest.ends_with(end)),
        }
    }
}

/// The format for a path's file name.
pub(super) fn format_of(path: &str) -> Option<&'static Format> {
    let file_name = path.rsplit('/').next().unwrap_or(path);
    FORMATS.iter().find(|format| format.is_called(file_name))
}

/// The names of the lock files in `root`, sorted alphabetically.
pub(super) fn at_root(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| format_of(name).is_some())
        .collect();
    names.sort();
    names
}

/// The known file names, for messages.
pub(super) fn listed() -> String {
    let names: Vec<_> = FORMATS.iter().map(|format| format.file_name).collect();
    names.join(", ")
}

/// For formats with case-sensitive package names.
fn as_written(name: &str) -> String {
    name.to_owned()
}

/// A Python package's name normalised by PEP 503: lower case, with `-` for every run of `-`, `_` and `.`.
fn python_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}
