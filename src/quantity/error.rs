//! What is wrong with the text of a value, where, and what to write instead.

use std::ops::Range;

/// Why a text is not a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QuantityError {
    /// What sort of fault it is.
    pub kind: QuantityErrorKind,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// The sorts of fault that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityErrorKind {
    /// Neither a number, a version nor a date.
    NotAValue,
    /// A number with a unit nobody knows.
    UnknownUnit,
    /// A number of more digits than are exact, 28 or so.
    OutOfRange,
    /// NaN or an infinity.
    NonFinite,
    /// A value, but not of the kind that is asked for here.
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

    /// The same error in a text in which this one starts at byte `offset`.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.span = self.span.start.saturating_add(offset)..self.span.end.saturating_add(offset);
        self
    }
}
