//! A problem in a user's document: a value with a location, never an `Err`.
//! How it is displayed is up to `report`.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use crate::source::{Source, Span};

/// How much a diagnostic weighs. Errors and warnings make a command exit 1, infos do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Weakens the record.
    Warning,
    /// Breaks the record or the log.
    Error,
}

impl Severity {
    /// The word used in every output.
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
    /// How much it weighs.
    pub severity: Severity,
    /// The file it is in.
    pub source: Arc<Source>,
    /// The place in that file.
    pub span: Span,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// What mends it without a question, where something does.
    pub fix: Option<Fix>,
}

/// A change after which a finding is gone and nothing that was meant is lost.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, in a few words: `write the number of the file`.
    pub title: String,
    /// What changes inside files, not only in the one of the finding.
    pub edits: Vec<Edit>,
    /// The new path of the finding's file, where it gets one. What links to the file follows.
    pub rename: Option<PathBuf>,
}

/// Other text in a place of a file.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes that go.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Fix {
    /// A fix of one edit; none where that would change nothing.
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
    /// The text of `source` after `edits` of it, no two of which touch each other.
    pub fn apply<'e>(source: &Source, edits: impl IntoIterator<Item = &'e Self>) -> String {
        let mut edits: Vec<_> = edits.into_iter().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let mut text = source.text().to_owned();
        for edit in edits {
            text.replace_range(edit.span.clone(), &edit.text);
        }
        text
    }

    /// The least edit that makes `after` of the whole text of `source`.
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
    /// An error of `rule` at `span`.
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

    /// The same, weighing `severity`.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same, with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with a change that mends it.
    #[must_use]
    pub fn with_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// The candidate nearest to `word`, when it is near enough to be what was meant.
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
