//! Why a text is not a valid condition: the kind of fault, its location and a suggested fix.

use std::fmt;

use crate::quantity::{QuantityError, QuantityErrorKind};
use crate::source::Span;

/// The faults a condition can have, by the names that reports use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nothing is compared.
    NoComparison,
    /// Compared with nothing, or with something that is no literal.
    NoThreshold,
    /// A unit nobody knows.
    UnknownUnit,
    /// The threshold's unit measures something else than the subject.
    UnitMismatch,
    /// A bare number where the subject has a unit.
    MissingUnit,
    /// A bare number against a share: 0.4 and 40 could both be meant.
    AmbiguousRatio,
    /// A metric's name in upper case.
    MetricCase,
    /// `and` beside `or` without parentheses.
    MixedAndOr,
    /// Any other departure from the grammar.
    Syntax,
}

impl Fault {
    /// The kebab-case name with which messages open.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoComparison => "no-comparison",
            Self::NoThreshold => "no-threshold",
            Self::UnknownUnit => "unknown-unit",
            Self::UnitMismatch => "unit-mismatch",
            Self::MissingUnit => "missing-unit",
            Self::AmbiguousRatio => "ambiguous-ratio",
            Self::MetricCase => "metric-case",
            Self::MixedAndOr => "mixed-and-or",
            Self::Syntax => "syntax",
        }
    }
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerError {
    /// Which fault it is.
    pub fault: Fault,
    /// The bytes of the condition that are wrong; empty at its end where something is missing.
    pub span: Span,
    /// What is wrong, in one line, without the fault's name.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl TriggerError {
    pub(super) fn new(
        fault: Fault,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            fault,
            span,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The fault of a threshold or a duration that starts at byte `offset` of the condition.
    pub(super) fn of_quantity(error: QuantityError, offset: usize) -> Self {
        let error = error.shifted(offset);
        let fault = match error.kind {
            QuantityErrorKind::UnknownUnit => Fault::UnknownUnit,
            QuantityErrorKind::WrongUnit => Fault::UnitMismatch,
            QuantityErrorKind::NotAValue | QuantityErrorKind::NonFinite => Fault::NoThreshold,
            QuantityErrorKind::OutOfRange => Fault::Syntax,
        };
        Self::new(fault, error.span, error.message, error.help)
    }
}

impl fmt::Display for TriggerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault.name(), self.message)
    }
}

impl std::error::Error for TriggerError {}
