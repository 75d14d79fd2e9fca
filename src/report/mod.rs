//! Output formats for findings and verdicts: one file per format, all listed in [`FORMATS`].
//! Nothing is printed here; each format writes to the given writer.
//!
//! To add a format: a file with its `FORMAT`, a `mod` line and a line in [`FORMATS`].

pub mod advice;
mod alert;
mod base;
mod excerpt;
pub mod explanation;
mod facts;
mod github;
pub mod governing;
mod human;
pub mod json;
pub mod lacking;
mod markdown;
pub mod patterns;
pub mod proposals;
pub mod replay;
mod sarif;
pub mod trend;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::check::{Check, DecisionVerdict, Summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pattern::Pattern;
use crate::source::{printable, shown};
use crate::store::Unreadable;
use crate::trigger::Scope;
use crate::trigger::value::Values;
pub use base::Base;

/// The results of `lint` and of `guard`.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'a> {
    /// The diagnostics, in display order.
    pub diagnostics: &'a [Diagnostic],
    /// What was looked at: `12 records`.
    pub examined: &'a str,
    /// The command that shows and fixes them: `adr lint`.
    pub command: &'static str,
    /// The maximum number of findings to show in a terminal, or 0 for all. Other formats contain all of them.
    pub limit: usize,
    /// Where the command was run.
    pub base: &'a Base,
}

/// The results of `check`.
#[derive(Debug, Clone, Copy)]
pub struct Verdicts<'a> {
    /// The verdicts on the decisions that are shown.
    pub check: &'a Check,
    /// The summary of all decisions, shown or not.
    pub summary: Summary,
    /// The number of all decisions, shown or not.
    pub decisions: usize,
    /// The maximum number of decisions that hold to show in a terminal, or 0 for all. What asks for attention is always
    /// shown, and the formats for programs contain everything.
    pub limit: usize,
    /// The values that were used.
    pub values: &'a Values,
    /// The pattern that the rules of `advise` prefer by these values, if any.
    pub preferred: Option<&'a Pattern>,
    /// The context of the evaluation.
    pub scope: &'a Scope<'a>,
    /// Where the command was run.
    pub base: &'a Base,
}

impl Verdicts<'_> {
    /// The pattern that `found` started from, and the one preferred now, if it is due and both are known.
    fn preferred_now(&self, found: &DecisionVerdict) -> Option<(&Pattern, &Pattern)> {
        let pattern = found.decision.pattern.filter(|_| found.is_due())?;
        Some((pattern, self.preferred?))
    }
}

/// The number of findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Infos.
    pub info: usize,
}

/// An output format.
#[derive(Debug)]
pub struct Format {
    /// Its name for `--format`.
    pub name: &'static str,
    /// Its purpose.
    pub summary: &'static str,
    /// Writes findings; in colour (ANSI) if the flag is set and the format supports it.
    pub findings: fn(&Findings<'_>, bool, &mut dyn Write) -> io::Result<()>,
    /// Writes verdicts; colour as for findings.
    pub verdicts: fn(&Verdicts<'_>, bool, &mut dyn Write) -> io::Result<()>,
}

/// All formats.
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

/// The format called `name`.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// `diagnostics` for a terminal, without the closing count, and with ANSI colours if `colour` is set.
pub fn diagnostics(diagnostics: &[Diagnostic], colour: bool) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| human::diagnostic(diagnostic, colour))
        .collect()
}

/// The line that says which file could not be read, and why; safe for a terminal.
pub fn unreadable(entry: &Unreadable) -> String {
    let line = format!("{}: {}", shown(&entry.path), entry.why);
    printable(&line).into_owned()
}

/// `1 record`, `2 records`.
pub fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The maximum number of characters of a message, a title or a note.
const MAX_TEXT: usize = 500;

/// `text` made printable, and truncated if it is excessively long.
fn cut(text: &str) -> Cow<'_, str> {
    let end = match text.len() > MAX_TEXT {
        true => text.char_indices().nth(MAX_TEXT),
        false => None,
    };
    match end {
        Some((end, _)) => Cow::Owned(format!("{}…", printable(&text[..end]))),
        None => printable(text),
    }
}

/// `2 errors, 1 warning`, or `no findings`.
fn counts_text(counts: &Counts) -> String {
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

    /// Whether there is an error or a warning.
    pub fn any_fault(&self) -> bool {
        self.error + self.warning > 0
    }
}

#[cfg(test)]
mod tests;
