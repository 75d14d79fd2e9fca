//! The outcome of an evaluation, and how several outcomes are combined by Kleene's logic.

use chrono::{DateTime, Utc};

use crate::quantity::Value;

use super::value::{Cause, Labels};

/// The state of a trigger; lesser is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The condition is true: revisit.
    Fired,
    /// The condition cannot be evaluated.
    Unknown(Cause),
    /// False, based on a value older than its metric allows.
    Stale,
    /// False, but at least 80 % of the way to the threshold or within 30 days.
    Near,
    /// False.
    Holding,
}

impl State {
    /// The word used in all output; a cause is named beside it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Unknown(_) => "unknown",
            Self::Stale => "stale",
            Self::Near => "near",
            Self::Holding => "holding",
        }
    }

    /// Why the condition cannot be evaluated.
    pub fn cause(self) -> Option<Cause> {
        match self {
            Self::Unknown(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The state of a condition and the comparison that decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The state.
    pub state: State,
    /// The deciding comparison; if several are joined, one of them.
    pub evidence: Evidence,
}

/// The result of one comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// What was compared: `any(db.cpu.share)`.
    pub subject: String,
    /// Its value with its unit, if any.
    pub value: Option<String>,
    /// The threshold, with its unit.
    pub threshold: String,
    /// The progress towards the threshold, which is 1. `None` where progress is meaningless.
    pub progress: Option<f64>,
    /// The labels of the deciding series; `None` for a metric without labels, or if no single series decided.
    pub witness: Option<Labels>,
    /// Where the value came from.
    pub source: Option<String>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
    /// The error reported by the source, if any.
    pub detail: Option<String>,
}

/// True, false or unknown, for one comparison or several joined ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False { near: bool },
    Unknown(Cause),
}

impl Truth {
    /// The resulting state; `stale` means that a value used is older than its metric allows.
    pub(super) fn state(self, stale: bool) -> State {
        match self {
            Self::True => State::Fired,
            Self::Unknown(cause) => State::Unknown(cause),
            Self::False { .. } if stale => State::Stale,
            Self::False { near: true } => State::Near,
            Self::False { near: false } => State::Holding,
        }
    }
}

/// The truth of one comparison, and what decides which of several is shown.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub truth: Truth,
    /// Whether a value used is older than its metric allows.
    pub stale: bool,
    /// The compared value, used to find the series farthest past the threshold.
    pub value: Option<Value>,
    pub evidence: Evidence,
}

impl Finding {
    pub(super) fn unknown(cause: Cause, evidence: Evidence) -> Self {
        Self {
            truth: Truth::Unknown(cause),
            stale: false,
            value: None,
            evidence,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        self.truth == Truth::True
    }

    pub(super) fn is_near(&self) -> bool {
        self.truth == Truth::False { near: true }
    }

    fn is_false(&self) -> bool {
        matches!(self.truth, Truth::False { .. })
    }

    fn cause(&self) -> Option<Cause> {
        match self.truth {
            Truth::Unknown(cause) => Some(cause),
            _ => None,
        }
    }
}

impl From<Finding> for Outcome {
    fn from(finding: Finding) -> Self {
        Self {
            state: finding.truth.state(finding.stale),
            evidence: finding.evidence,
        }
    }
}

/// Whether the first finding is farther towards being true than the second.
pub(super) type Farther<'f> = &'f dyn Fn(&Finding, &Finding) -> bool;

/// True if any is true; false if all are, near if any is near, stale if any is stale.
pub(super) fn any_of(findings: Vec<Finding>, farther: Farther<'_>) -> Finding {
    if findings.iter().any(Finding::is_true) {
        return first_best(findings, Finding::is_true, farther);
    }
    if findings.iter().any(|finding| !finding.is_false()) {
        return worst_unknown(findings);
    }
    let near = findings.iter().any(Finding::is_near);
    let stale = findings.iter().any(|finding| finding.stale);
    let shown = first_best(findings, |finding| finding.stale == stale, farther);
    Finding {
        truth: Truth::False { near },
        ..shown
    }
}

/// True if all are true; false if any is, near if all are near or true, stale if every false one is.
pub(super) fn all_of(findings: Vec<Finding>, farther: Farther<'_>) -> Finding {
    if findings.iter().any(Finding::is_false) {
        let near = findings.iter().all(|part| part.is_near() || part.is_true());
        let stale = findings.iter().all(|part| part.stale || !part.is_false());
        let is_shown = |part: &Finding| part.is_false() && part.stale == stale;
        let shown = first_best(findings, is_shown, &|left, right| farther(right, left));
        return Finding {
            truth: Truth::False { near },
            ..shown
        };
    }
    if findings.iter().all(Finding::is_true) {
        return first_best(findings, Finding::is_true, farther);
    }
    worst_unknown(findings)
}

/// The first unknown finding with the worst cause.
pub(super) fn worst_unknown(findings: Vec<Finding>) -> Finding {
    let unknown = findings
        .into_iter()
        .filter(|finding| finding.cause().is_some());
    let worst = unknown.min_by_key(Finding::cause);
    worst.unwrap_or_else(|| Finding::unknown(Cause::NoValue, Evidence::default()))
}

/// The best of the `wanted` findings, the first one of equals.
fn first_best(
    findings: Vec<Finding>,
    wanted: impl Fn(&Finding) -> bool,
    better: Farther<'_>,
) -> Finding {
    let best = findings
        .into_iter()
        .filter(wanted)
        .reduce(|best, next| if better(&next, &best) { next } else { best });
    best.unwrap_or_else(|| Finding::unknown(Cause::NoValue, Evidence::default()))
}
