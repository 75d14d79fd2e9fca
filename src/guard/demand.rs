//! What breaks a guard in a text.

use super::packages::PackageNames;
use crate::files::{Glob, LinePattern};
use crate::record::Demand;
use crate::source::{Span, Spanned};

/// A demand, ready to be compared with files.
#[derive(Debug)]
pub enum Compiled {
    /// No manifest names one of these.
    Packages(PackageNames),
    /// No line matches.
    Forbid(LinePattern),
    /// The file has a match.
    Require(LinePattern),
    /// There is no such file.
    ForbidPaths(Vec<Glob>),
}

/// What is wrong with a guard as it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GuardError {
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// The text of the guard that is wrong.
    pub text: Spanned<String>,
    /// The bytes of the text's value that are wrong.
    pub part: Span,
}

impl Compiled {
    /// # Errors
    /// If a pattern or a glob is not valid.
    pub fn new(demand: &Demand) -> Result<Self, GuardError> {
        Ok(match demand {
            Demand::Packages { names, transitive } => {
                Self::Packages(PackageNames::new(names, *transitive)?)
            }
            Demand::Forbid(pattern) => Self::Forbid(line_pattern(pattern)?),
            Demand::Require(pattern) => Self::Require(line_pattern(pattern)?),
            Demand::ForbidPaths(patterns) => Self::ForbidPaths(globs(patterns)?),
        })
    }
}

/// # Errors
/// If one of `patterns` is not a glob.
pub fn globs(patterns: &[Spanned<String>]) -> Result<Vec<Glob>, GuardError> {
    let glob = |pattern: &Spanned<String>| {
        Glob::new(&pattern.value).map_err(|message| GuardError {
            message: format!("`{}` is not a glob: {message}", pattern.value),
            help: "write one such as `src/**`".to_owned(),
            text: pattern.clone(),
            part: 0..pattern.value.len(),
        })
    };
    patterns.iter().map(glob).collect()
}

fn line_pattern(pattern: &Spanned<String>) -> Result<LinePattern, GuardError> {
    LinePattern::new(&pattern.value).map_err(|error| GuardError {
        message: error.message,
        help: error.help.to_owned(),
        text: pattern.clone(),
        part: error.part,
    })
}
