//! The outcome of an evaluation, and how several outcomes are combined by Kleene's logic.

use std::fmt;
use std::sync::Arc;

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
    /// Its value, if any.
    pub value: Option<Value>,
    /// The threshold, in the metric's unit; `None` if nothing was compared.
    pub threshold: Option<Value>,
    /// The progress towards the threshold, which is 1. `None` where progress is meaningless.
    pub progress: Option<f64>,
    /// The labels of the deciding series; `None` for a metric without labels, or if no single series decided.
    pub witness: Option<Labels>,
    /// Where the value came from.
    pub source: Option<Arc<str>>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
    /// The error reported by the source, if any.
    pub detail: Option<String>,
    /// What the value was computed from: dividend and divisor, or now and then. Empty for what was measured.
    pub parts: Vec<Part>,
}

impl Evidence {
    /// The value as text.
    pub fn value_text(&self) -> Option<String> {
        self.value.as_ref().map(ToString::to_string)
    }

    /// The threshold as text; empty if nothing was compared.
    pub fn threshold_text(&self) -> String {
        self.threshold
            .as_ref()
            .map_or_else(String::new, ToString::to_string)
    }
}

/// One value that another was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// `dividend` and `divisor`, or `now` and `then`.
    pub role: &'static str,
    /// What it is the value of: `sum(writes.rate)`, or the metric's name if it is one series of several.
    pub subject: String,
    /// The labels of its series; `None` for one without labels, or for several together.
    pub witness: Option<Labels>,
    /// The value with its unit, if it is valid.
    pub value: Option<String>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
    /// Where it came from.
    pub source: Arc<str>,
}

/// `writes.rate 60/s on 2026-11-22 from prod`, `then 1000 on 2026-08-24 from observations`.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role {
            "dividend" | "divisor" => f.write_str(&self.subject)?,
            role => f.write_str(role)?,
        }
        if let Some(labels) = &self.witness {
            f.write_str(&labels.braced())?;
        }
        write!(
            f,
            " {}",
            self.value.as_deref().unwrap_or("without a usable value")
        )?;
        if let Some(at) = self.at {
            write!(f, " on {}", at.format("%Y-%m-%d"))?;
        }
        write!(f, " from {}", self.source)
    }
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

/// The findings of each kind that may be shown for all of them, the first one of equals.
#[derive(Default)]
struct Shown {
    satisfied: Option<Finding>,
    unknown: Option<Finding>,
    stale: Option<Finding>,
    fresh: Option<Finding>,
}

impl Shown {
    /// Keeps `next` if it is the best of its kind so far: of those that are true, the one that is farther; of
    /// those that are false, the one that is `better`.
    fn consider(&mut self, next: Finding, farther: Farther<'_>, better: Farther<'_>) {
        let (best, is_better): (_, Farther<'_>) = match next.truth {
            Truth::True => (&mut self.satisfied, farther),
            Truth::Unknown(_) => (&mut self.unknown, &|next, best| next.cause() < best.cause()),
            Truth::False { .. } if next.stale => (&mut self.stale, better),
            Truth::False { .. } => (&mut self.fresh, better),
        };
        if best.as_ref().is_none_or(|best| is_better(&next, best)) {
            *best = Some(next);
        }
    }
}

/// True if any is true; false if all are, near if any is near, stale if any is stale.
pub(super) fn any_of(findings: impl IntoIterator<Item = Finding>, farther: Farther<'_>) -> Finding {
    let mut shown = Shown::default();
    let mut near = false;
    for finding in findings {
        near |= finding.is_near();
        shown.consider(finding, farther, farther);
    }
    if let Some(deciding) = shown.satisfied.or(shown.unknown) {
        return deciding;
    }
    Finding {
        truth: Truth::False { near },
        ..shown.stale.or(shown.fresh).unwrap_or_else(nothing)
    }
}

/// True if all are true; false if any is, near if all are near or true, stale if every false one is.
pub(super) fn all_of(findings: impl IntoIterator<Item = Finding>, farther: Farther<'_>) -> Finding {
    let mut shown = Shown::default();
    let mut near = true;
    for finding in findings {
        near &= finding.is_near() || finding.is_true();
        shown.consider(finding, farther, &|left, right| farther(right, left));
    }
    match shown.fresh.or(shown.stale) {
        Some(shown) => Finding {
            truth: Truth::False { near },
            ..shown
        },
        None => shown.unknown.or(shown.satisfied).unwrap_or_else(nothing),
    }
}

/// The finding where there is nothing to compare.
fn nothing() -> Finding {
    Finding::unknown(Cause::NoValue, Evidence::default())
}

/// The first unknown finding with the worst cause.
pub(super) fn worst_unknown(findings: Vec<Finding>) -> Finding {
    let unknown = findings
        .into_iter()
        .filter(|finding| finding.cause().is_some());
    let worst = unknown.min_by_key(Finding::cause);
    worst.unwrap_or_else(nothing)
}
