//! What is computed from metrics: quotients and changes. Each becomes a reading of its own, with its present values and
//! those at each time at which something was observed, so that it is compared, held and plotted like any metric.

mod change;
mod quotient;
mod track;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::declared::{Declarations, Declared};
use super::evaluate::Scope;
use super::expression::{Condition, Function, Metric, Operand, Subject};
use super::outcome::{Finding, Part};
use super::value::{Cause, Labels, Reading, Series, Values};
use crate::quantity::Value;
use track::{Point, Track};

/// The values of what `condition` computes from metrics, now and in the past, to be plotted; `None` if it computes nothing
/// from known values.
pub fn computed(condition: &Condition, values: &Values, scope: &Scope<'_>) -> Option<Reading> {
    let derived = Derived::of(condition, values, scope)?.ok()?;
    Some(derived.reading)
}

/// The values of a quotient or a change.
pub(super) struct Derived {
    /// How they are compared: as the series of a metric without a name.
    pub operand: Operand,
    pub reading: Reading,
    /// What is missing for a whole verdict.
    pub missing: Option<(Cause, String)>,
    /// What each present value was computed from.
    parts: BTreeMap<Labels, Vec<Part>>,
    /// Why a present value has no verdict.
    details: BTreeMap<Labels, String>,
    declarations: Declarations,
}

/// One computed value.
struct Computed {
    point: Point,
    parts: Vec<Part>,
    /// Why it is not valid.
    detail: Option<String>,
    past: Vec<(DateTime<Utc>, Result<Value, Cause>)>,
}

impl Computed {
    /// What several series come to if no function combines them.
    fn ambiguous<'t>(tracks: impl IntoIterator<Item = &'t Track>) -> Self {
        let causes = tracks
            .into_iter()
            .filter_map(|track| track.now.value.as_ref().err());
        let cause = causes.copied().chain([Cause::AmbiguousSeries]).min();
        Self {
            point: Point {
                value: Err(cause.unwrap_or(Cause::AmbiguousSeries)),
                at: None,
                source: "".into(),
                stale: false,
            },
            parts: Vec::new(),
            detail: None,
            past: Vec::new(),
        }
    }
}

impl Derived {
    /// What the subject of `condition` is computed to; `None` if it is not computed.
    ///
    /// # Errors
    /// The error of the source of a metric in it.
    pub fn of(
        condition: &Condition,
        values: &Values,
        scope: &Scope<'_>,
    ) -> Option<Result<Self, String>> {
        match &condition.subject {
            Subject::Today(_) | Subject::Metric(_) => None,
            Subject::Quotient { above, below } => {
                Some(quotient::derived(condition, [above, below], values, scope))
            }
            Subject::Change { of, since } => {
                Some(change::derived(condition, of, since, values, scope))
            }
        }
    }

    /// `scope`, in which the computed values have no declaration but how far apart they may be for `for`.
    pub fn scope<'s>(&'s self, scope: &Scope<'s>) -> Scope<'s> {
        Scope {
            declarations: &self.declarations,
            ..*scope
        }
    }

    /// `finding` with what its value was computed from.
    pub fn explained(&self, mut finding: Finding) -> Finding {
        let none = Labels::new();
        let labels = finding.evidence.witness.as_ref().unwrap_or(&none);
        let detail = self.details.get(labels);
        finding.evidence.parts = self.parts.get(labels).cloned().unwrap_or_default();
        finding.evidence.detail = finding.evidence.detail.or_else(|| detail.cloned());
        finding
    }

    fn new(
        quantifier: Option<Function>,
        missing: Option<(Cause, String)>,
        max_gap: Option<Duration>,
        source: &str,
        computed: BTreeMap<Labels, Computed>,
        scope: &Scope<'_>,
    ) -> Self {
        let metric = Metric {
            name: String::new(),
            matchers: Box::default(),
            span: 0..0,
        };
        let declared = Declared {
            max_gap,
            // How old a value may be is decided by what it is computed from.
            max_age: Some(Duration::MAX),
            ..Declared::default()
        };
        let mut derived = Self {
            operand: Operand {
                function: quantifier,
                metric,
            },
            reading: Reading::default(),
            missing,
            parts: BTreeMap::new(),
            details: BTreeMap::new(),
            declarations: [(String::new(), declared)].into_iter().collect(),
        };
        for (labels, mut computed) in computed {
            // A value from the future is refused where it was measured, with its cause.
            computed.point.at = computed.point.at.filter(|at| !scope.is_future(Some(*at)));
            derived.add(labels, computed, source);
        }
        derived
    }

    fn add(&mut self, labels: Labels, computed: Computed, source: &str) {
        let series = |value, at| Series {
            labels: labels.clone(),
            value,
            at,
            source: source.into(),
        };
        let Computed {
            point,
            parts,
            detail,
            past,
        } = computed;
        let past = past.into_iter();
        self.reading
            .history
            .extend(past.map(|(at, value)| series(value, Some(at))));
        self.reading.series.push(series(point.value, point.at));
        if point.stale {
            self.reading.not_queried.insert(labels.clone());
        }
        self.details
            .extend(detail.map(|detail| (labels.clone(), detail)));
        self.parts.insert(labels, parts);
    }
}
