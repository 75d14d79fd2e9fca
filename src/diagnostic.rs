//! A problem in a user's document: a value with a location, never an `Err`.
//! How it is displayed is up to `report`.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::source::{Source, Span};

/// The severity of a diagnostic. Errors and warnings make a command exit with 1, infos do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Information only.
    Info,
    /// Weakens the record.
    Warning,
    /// Breaks the record or the log.
    Error,
}

impl Severity {
    /// The word used in all output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding in one file.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that found it, in kebab case: `missing-alternatives`.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// The file it is in.
    pub source: Arc<Source>,
    /// The location in that file.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// A fix that can be applied automatically, if there is one.
    pub fix: Option<Fix>,
}

/// A change that removes a finding without losing anything the author meant.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, in a few words: `write the number of the file`.
    pub title: String,
    /// Edits inside files, not only in the file of the finding.
    pub edits: Vec<Edit>,
    /// The new path of the finding's file, if it is renamed. Links to the file are updated.
    pub rename: Option<PathBuf>,
}

/// A replacement of text in a file.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes to replace.
    pub span: Span,
    /// The replacement.
    pub text: String,
}

impl Fix {
    /// A fix with one edit, or `None` if that would change nothing.
    pub fn of(title: impl Into<String>, edit: Edit) -> Option<Self> {
        let changes = edit.source.slice(&edit.span) != edit.text;
        changes.then(|| Self {
            title: title.into(),
            edits: vec![edit],
            rename: None,
        })
    }
}

impl Edit {
    /// The text of `source` with its `edits` applied, which must not overlap.
    pub fn apply<'e>(source: &Source, edits: impl IntoIterator<Item = &'e Self>) -> String {
        let mut edits: Vec<_> = edits.into_iter().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let mut text = source.text().to_owned();
        for edit in edits {
            text.replace_range(edit.span.clone(), &edit.text);
        }
        text
    }

    /// The smallest edit that turns the whole text of `source` into `after`.
    pub fn between(source: &Arc<Source>, after: &str) -> Self {
        let before = source.text();
        let same = |pair: &(char, char)| pair.0 == pair.1;
        let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
            pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum()
        };
        let start = length(&mut before.chars().zip(after.chars()));
        let (old, new) = (&before[start..], &after[start..]);
        let end = length(&mut old.chars().rev().zip(new.chars().rev()));
        Self {
            source: Arc::clone(source),
            span: start..before.len() - end,
            text: new[..new.len() - end].to_owned(),
        }
    }
}

impl Diagnostic {
    /// An error by `rule` at `span`.
    pub fn error(
        rule: &'static str,
        source: &Arc<Source>,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            source: Arc::clone(source),
            span,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    /// Sets the severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// The candidate most similar to `word`, if it is similar enough to be what was meant.
pub fn did_you_mean<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    const NEAR_ENOUGH: f64 = 0.8;
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= NEAR_ENOUGH)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}
