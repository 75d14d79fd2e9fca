//! Why a text is not a valid condition: the kind of fault, its location and a suggested fix.

use std::fmt;

use crate::quantity::{QuantityError, QuantityErrorKind};
use crate::source::Span;

/// The faults of a condition, by the names used in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// There is no comparison.
    NoComparison,
    /// The threshold is missing or is not a literal.
    NoThreshold,
    /// An unknown unit.
    UnknownUnit,
    /// The threshold's unit has a different dimension from the subject.
    UnitMismatch,
    /// A number without a unit, where the subject has one.
    MissingUnit,
    /// A plain number compared with a ratio: 0.4 and 40 are both plausible.
    AmbiguousRatio,
    /// A metric name in upper case.
    MetricCase,
    /// `and` and `or` mixed without parentheses.
    MixedAndOr,
    /// Any other syntax error.
    Syntax,
}

impl Fault {
    /// The kebab-case name that messages start with.
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

/// An error in a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriggerError {
    /// The kind of fault.
    pub fault: Fault,
    /// The affected bytes of the condition; empty at its end if something is missing.
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

    /// The error for a threshold or a duration that starts at byte `offset` of the condition.
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
