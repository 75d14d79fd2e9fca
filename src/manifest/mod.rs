//! Manifests and lock files: which packages they name, and where.
//!
//! An ecosystem is one file; a format is a `pub(super) const` in it and one line in [`FORMATS`]. Which packages
//! somebody wants to find, and in which files, is decided by the caller.

mod cargo;
mod composer;
mod go;
mod gradle;
mod maven;
mod npm;
mod nuget;
mod python;
mod rubygems;
mod tree;
mod xml;

use std::borrow::Cow;

use crate::source::Span;

/// All formats.
pub const FORMATS: &[Format] = &[
    cargo::MANIFEST,
    cargo::LOCK,
    npm::MANIFEST,
    npm::LOCK,
    npm::PNPM,
    npm::YARN,
    npm::BUN,
    python::PYPROJECT,
    python::REQUIREMENTS,
    python::PIPFILE,
    python::LOCK,
    python::PIPFILE_LOCK,
    go::MANIFEST,
    go::SUM,
    maven::MANIFEST,
    gradle::CATALOG,
    gradle::BUILD,
    gradle::LOCK,
    nuget::PROJECT,
    nuget::PACKAGES_CONFIG,
    nuget::LOCK,
    rubygems::GEMFILE,
    rubygems::GEMSPEC,
    rubygems::LOCK,
    composer::MANIFEST,
    composer::LOCK,
];

/// The packages of one registry or package manager, and how their names are compared.
#[derive(Debug)]
pub struct Ecosystem {
    /// Its name as its users write it.
    pub name: &'static str,
    /// How its packages are named, and when two names are the same, in words.
    pub naming: &'static str,
    canonical: fn(&str) -> Cow<'_, str>,
}

impl Ecosystem {
    /// `name` in the form in which names are compared. It leaves `*` and `?` alone, so that globs can be compared too.
    pub fn canonical<'n>(&self, name: &'n str) -> Cow<'n, str> {
        (self.canonical)(name)
    }
}

/// What a file says about the packages that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Somebody wrote them down as needed.
    Manifest,
    /// A package manager resolved them, indirect dependencies included.
    Lock,
}

/// A format of manifests or lock files.
#[derive(Debug)]
pub struct Format {
    /// Where its packages come from.
    pub ecosystem: &'static Ecosystem,
    /// What it says about them.
    pub kind: Kind,
    /// The names of its files, some with their folder; `*` matches any characters but `/`.
    pub files: &'static [&'static str],
    /// Which packages it lists, in words.
    pub lists: &'static str,
    read: fn(&str) -> Result<Vec<Package>, ManifestError>,
}

/// A package that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name as written; `group:artifact` for Maven.
    pub name: String,
    /// The bytes that name it: the artifact where group and artifact are written apart.
    pub span: Span,
    /// Whether a manifest names it as a direct dependency.
    pub is_direct: bool,
}

/// Why a file's packages cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ManifestError {
    /// What is wrong, in words.
    pub message: String,
    /// Where, if known.
    pub span: Option<Span>,
}

/// The format of the file at `path`, by its name.
pub fn format_of(path: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.is_called(path))
}

impl Format {
    fn is_called(&self, path: &str) -> bool {
        self.files.iter().any(|pattern| {
            let folders = pattern.matches('/').count();
            let start = path.rmatch_indices('/').nth(folders);
            let name = start.map_or(path, |(slash, _)| &path[slash + 1..]);
            matches(pattern, name)
        })
    }

    /// The packages that `text` names, in its order; one that is named twice is listed twice. A lock file's own
    /// packages, those of the folder or workspace that it belongs to, are left out.
    ///
    /// # Errors
    /// If the text is not in this format.
    pub fn packages(&self, text: &str) -> Result<Vec<Package>, ManifestError> {
        let body = text.trim_start_matches(BYTE_ORDER_MARK);
        let skipped = text.len() - body.len();
        let shifted = |span: Span| span.start + skipped..span.end + skipped;
        let mut packages = (self.read)(body).map_err(|error| ManifestError {
            span: error.span.map(shifted),
            ..error
        })?;
        packages.retain(|package| !package.name.is_empty());
        for package in &mut packages {
            package.span = shifted(package.span.clone());
            package.is_direct &= self.kind == Kind::Manifest;
        }
        packages.sort_by_key(|package| package.span.start);
        Ok(packages)
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether `name` is `pattern`, which has at most one `*`.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let between = name.strip_prefix(start);
    let between = between.and_then(|rest| rest.strip_suffix(end));
    between.is_some_and(|between| !between.contains('/'))
}

impl Package {
    fn new(name: impl Into<String>, span: Span) -> Self {
        Self {
            name: name.into(),
            span,
            is_direct: true,
        }
    }

    /// The package that `name`, a part of `text`, names.
    fn named_in(text: &str, name: &str) -> Self {
        Self::new(name, span_in(text, name))
    }
}

impl ManifestError {
    fn new(message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Self {
            message: message.into(),
            span: span.into(),
        }
    }
}

/// Where `part`, a slice of `text`, is in it.
fn span_in(text: &str, part: &str) -> Span {
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    start..start + part.len()
}

/// For names in which every character counts.
fn as_written(name: &str) -> Cow<'_, str> {
    Cow::Borrowed(name)
}

/// For names whose case does not count.
fn in_lower_case(name: &str) -> Cow<'_, str> {
    if name.contains(char::is_uppercase) {
        Cow::Owned(name.to_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// # Errors
/// At the first line that a merge has left in `text`.
fn check_merged(text: &str) -> Result<(), ManifestError> {
    let mut lines = text.lines();
    match lines.find(|line| line.starts_with("<<<<<<< ")) {
        Some(line) => {
            let message = "a merge conflict is left in the file";
            Err(ManifestError::new(message, span_in(text, line)))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
