//! Output formats for findings and verdicts: one file per format, all listed in [`FORMATS`].
//! Nothing is printed here; each format writes to the given writer.
//!
//! To add a format: a file with its `FORMAT`, a `mod` line and a line in [`FORMATS`].

mod alert;
mod base;
mod excerpt;
pub mod explanation;
mod facts;
mod github;
mod human;
mod json;
mod markdown;
mod sarif;
pub mod trend;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::check::{Check, Summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{printable, shown};
use crate::store::Unreadable;
use crate::trigger::Scope;
use crate::trigger::value::Values;
pub use base::Base;

/// Everything `lint` has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// What was found, in the order it is shown.
    pub diagnostics: &'a [Diagnostic],
    /// How many records were looked at.
    pub records: usize,
    /// How many findings a reader is shown at most; 0 is all. Programs get them all.
    pub limit: usize,
    /// Where it was looked.
    pub base: &'a Base,
}

/// Everything `check` has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Verdicts<'a> {
    /// What became of each decision that is shown.
    pub check: &'a Check,
    /// How the triggers of all decisions stand, shown or not.
    pub summary: Summary,
    /// How many decisions there are, shown or not.
    pub decisions: usize,
    /// By what values.
    pub values: &'a Values,
    /// In what they were evaluated.
    pub scope: &'a Scope<'a>,
    /// Where it was checked.
    pub base: &'a Base,
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Infos.
    pub info: usize,
}

/// One way to write findings.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// Who it is for.
    pub summary: &'static str,
    /// Writes findings; in colour (ANSI) where the flag says so and the format knows any.
    pub findings: fn(&Findings<'_>, bool, &mut dyn Write) -> io::Result<()>,
    /// Writes verdicts; in colour likewise.
    pub verdicts: fn(&Verdicts<'_>, bool, &mut dyn Write) -> io::Result<()>,
}

/// Every format.
pub const FORMATS: &[&Format] = &[
    &human::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &markdown::FORMAT,
];

/// The names of all formats.
pub fn names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// `diagnostics` as a reader sees them, without the closing count; in colour (ANSI) where `colour`.
pub fn diagnostics(diagnostics: &[Diagnostic], colour: bool) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| human::diagnostic(diagnostic, colour))
        .collect()
}

/// The line that tells what could not be read, and why; safe for a terminal.
pub fn unreadable(entry: &Unreadable) -> String {
    let line = format!("{}: {}", shown(&entry.path), entry.why);
    printable(&line).into_owned()
}

/// `1 record`, `2 records`.
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Characters of a message, a title or a note.
const LONGEST_TEXT: usize = 500;

/// `text` as a reader may see it, without the end that nobody would read.
fn cut(text: &str) -> Cow<'_, str> {
    let end = match text.len() > LONGEST_TEXT {
        true => text.char_indices().nth(LONGEST_TEXT),
        false => None,
    };
    match end {
        Some((end, _)) => Cow::Owned(format!("{}…", printable(&text[..end]))),
        None => printable(text),
    }
}

/// `2 errors, 1 warning`, or `no findings`.
fn told(counts: &Counts) -> String {
    let counts: Vec<String> = [
        (counts.error, "error"),
        (counts.warning, "warning"),
        (counts.info, "info"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, noun)| counted(number, noun))
    .collect();
    match counts.is_empty() {
        true => "no findings".to_owned(),
        false => counts.join(", "),
    }
}

impl Counts {
    /// The counts of `diagnostics`.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            let count = match diagnostic.severity {
                Severity::Error => &mut counts.error,
                Severity::Warning => &mut counts.warning,
                Severity::Info => &mut counts.info,
            };
            *count += 1;
        }
        counts
    }

    /// Whether there is something to mend: an error or a warning.
    pub fn any_fault(&self) -> bool {
        self.error + self.warning > 0
    }
}

#[cfg(test)]
mod tests;
