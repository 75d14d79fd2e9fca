//! The outcome of an evaluation, and how several outcomes are combined by Kleene's logic.

use chrono::{DateTime, Utc};

use crate::quantity::Value;

use super::value::{Cause, Labels};

/// The state of a trigger; the lesser is the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The condition is true: revisit.
    Fired,
    /// It cannot be told.
    Unknown(Cause),
    /// False by a value older than its metric allows.
    Stale,
    /// False, and at least 80 % of the way or within 30 days.
    Near,
    /// False.
    Holding,
}

impl State {
    /// The word that every output uses; a cause is named beside it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Unknown(_) => "unknown",
            Self::Stale => "stale",
            Self::Near => "near",
            Self::Holding => "holding",
        }
    }

    /// Why it cannot be told.
    pub fn cause(self) -> Option<Cause> {
        match self {
            Self::Unknown(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The state of a condition and what decided it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The state.
    pub state: State,
    /// The comparison that decided; of several joined ones, one.
    pub evidence: Evidence,
}

/// One comparison as it came out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// What was compared: `any(db.cpu.share)`.
    pub subject: String,
    /// Its value with its unit; `None` where there is none.
    pub value: Option<String>,
    /// What it was compared with, with its unit.
    pub threshold: String,
    /// How far it is on the way; 1 is the threshold. `None` where there is no way.
    pub progress: Option<f64>,
    /// The labels of the series that decided; `None` for a metric without labels, and where no single one did.
    pub witness: Option<Labels>,
    /// Where the value came from.
    pub source: Option<String>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
    /// What is wrong, in words, where a source said so.
    pub detail: Option<String>,
}

/// True, false or unknown, of one comparison or of several joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False { near: bool },
    Unknown(Cause),
}

impl Truth {
    /// The state it makes; `stale` where a value behind it is older than its metric allows.
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

/// One comparison's truth, and what tells which of several is shown.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub truth: Truth,
    /// Whether a value behind it is older than its metric allows.
    pub stale: bool,
    /// The value compared, for telling which series is farthest.
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

/// Whether the first finding is farther on the way to being true than the second.
pub(super) type Farther<'f> = &'f dyn Fn(&Finding, &Finding) -> bool;

/// True when one is; false when all are, near when one is near, stale when one is stale.
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

/// True when all are; false when one is, near when all are near or true, stale when every false one is.
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

/// The first unknown one of the worst cause.
pub(super) fn worst_unknown(findings: Vec<Finding>) -> Finding {
    let unknown = findings
        .into_iter()
        .filter(|finding| finding.cause().is_some());
    let worst = unknown.min_by_key(Finding::cause);
    worst.unwrap_or_else(|| Finding::unknown(Cause::NoValue, Evidence::default()))
}

/// The best of those that are `wanted`, the first of equals.
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
