//! What is wrong with the text of a value, where, and what to write instead.

use std::ops::Range;

/// Why a text is not a valid value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QuantityError {
    /// The kind of error.
    pub kind: QuantityErrorKind,
    /// The affected bytes of the text.
    pub span: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The kinds of error that callers distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityErrorKind {
    /// Neither a number, a version nor a date.
    NotAValue,
    /// A number with an unknown unit.
    UnknownUnit,
    /// A number with more digits than can be represented exactly, about 28.
    OutOfRange,
    /// NaN or an infinity.
    NonFinite,
    /// A value, but not of the expected kind.
    WrongUnit,
}

impl QuantityError {
    pub(super) fn new(
        kind: QuantityErrorKind,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            span,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The same error for a longer text that contains this one at byte `offset`.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.span = self.span.start.saturating_add(offset)..self.span.end.saturating_add(offset);
        self
    }
}
