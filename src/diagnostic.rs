//! What is wrong in somebody's document: a value with a place, never an `Err`.
//! How it is shown is `report`'s matter.

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
