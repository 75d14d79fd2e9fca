//! The values of a metric, or of a function of its series, over time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::quantity::Value;
use crate::trigger::aggregate::combined;
use crate::trigger::evaluate::{Scope, find_missing};
use crate::trigger::expression::{Function, Operand};
use crate::trigger::outcome::Part;
use crate::trigger::samples::{MAX_AGE, Sample, are_equal, sample, samples};
use crate::trigger::value::{Cause, Labels, Reading, Values};

/// The series of an operand, or the only one if its function combines them.
pub(super) struct Tracks {
    pub of: Vec<Track>,
    /// What is missing from the metric, as its source or the settings say.
    pub missing: Option<(Cause, String)>,
    /// How long a value stands for what was not observed.
    pub carry: Duration,
}

/// One series over time.
pub(super) struct Track {
    pub labels: Labels,
    pub now: Point,
    /// The observations, oldest first, with the present value if it has a time.
    pub past: Vec<Observed>,
}

/// The present value of a series.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub value: Result<Value, Cause>,
    pub at: Option<DateTime<Utc>>,
    pub source: Arc<str>,
    /// Whether it is older than its metric allows.
    pub stale: bool,
}

/// One observation.
#[derive(Debug, Clone)]
pub(super) struct Observed {
    pub at: DateTime<Utc>,
    pub value: Result<Value, Cause>,
    pub source: Arc<str>,
}

impl Tracks {
    /// The values of `operand`. One is carried forward as long as the metric's `max_gap` says, or `gap`, or its `max_age`.
    ///
    /// # Errors
    /// The error of the metric's source.
    pub fn of(
        operand: &Operand,
        gap: Option<Duration>,
        values: &Values,
        scope: &Scope<'_>,
    ) -> Result<Self, String> {
        let metric = &operand.metric;
        let reading = values.of(&metric.name);
        if let Some(fault) = &reading.fault {
            return Err(fault.clone());
        }
        let declared = scope.declarations.get(&metric.name);
        let max_gap = declared.and_then(|declared| declared.max_gap).or(gap);
        let max_age = declared.and_then(|declared| declared.max_age);
        let carry = max_gap.or(max_age).unwrap_or(MAX_AGE);
        let now = samples(metric, reading, scope);
        let missing = match now.is_empty() {
            true => Some((Cause::NoValue, format!("nothing supplies `{metric}`"))),
            false => find_missing(reading, metric, &now, scope),
        };
        let past = observed(operand, reading, &now, scope);
        let of = match operand.function.filter(|_| operand.quantifier().is_none()) {
            Some(_) if now.is_empty() => Vec::new(),
            Some(function) => vec![Track::of_all(function, &now, &past, carry, scope)],
            None => of_each(now, past),
        };
        Ok(Self { of, missing, carry })
    }
}

/// The observations of each selected series, oldest first. Of several at one time that differ, none is known.
fn observed(
    operand: &Operand,
    reading: &Reading,
    now: &[Sample<'_>],
    scope: &Scope<'_>,
) -> BTreeMap<Labels, Vec<Observed>> {
    let metric = &operand.metric;
    let past = reading
        .history
        .iter()
        .filter(|series| metric.selects(&series.labels));
    let past = past.map(|series| sample(series, &metric.name, scope));
    let mut by_series: BTreeMap<Labels, Vec<Observed>> = BTreeMap::new();
    for sample in past.chain(now.iter().cloned()) {
        let Sample { series, value, .. } = sample;
        if let Some(at) = series.at {
            let observed = by_series.entry(series.labels.clone()).or_default();
            let source = series.source.clone();
            observed.push(Observed { at, value, source });
        }
    }
    for observed in by_series.values_mut() {
        observed.sort_by_key(|observed| observed.at);
        observed.dedup_by(|next, first| {
            let is_same_time = next.at == first.at;
            if is_same_time && !are_equal(&next.value, &first.value, scope.sprint) {
                first.value = Err(Cause::DuplicateSeries);
            }
            is_same_time
        });
    }
    by_series
}

fn of_each(now: Vec<Sample<'_>>, mut past: BTreeMap<Labels, Vec<Observed>>) -> Vec<Track> {
    let tracks = now.into_iter().map(|sample| Track {
        past: past.remove(&sample.series.labels).unwrap_or_default(),
        labels: sample.series.labels.clone(),
        now: Point::of(sample),
    });
    tracks.collect()
}

impl Track {
    /// `function` of all series: now, and whenever one was observed and the others were known.
    fn of_all(
        function: Function,
        now: &[Sample<'_>],
        past: &BTreeMap<Labels, Vec<Observed>>,
        carry: Duration,
        scope: &Scope<'_>,
    ) -> Self {
        let combine = |values: &[Result<Value, Cause>]| combined(function, values, scope.sprint);
        let values: Vec<_> = now.iter().map(|sample| sample.value.clone()).collect();
        let times: BTreeSet<_> = past
            .values()
            .flatten()
            .map(|observed| observed.at)
            .collect();
        let together = times.into_iter().filter_map(|at| {
            let each = past.values().map(|observed| known_at(observed, at, carry));
            let each: Option<Vec<&Observed>> = each.collect();
            let each = each?;
            let values: Vec<_> = each.iter().map(|observed| observed.value.clone()).collect();
            Some(Observed {
                at,
                value: combine(&values),
                source: each.first()?.source.clone(),
            })
        });
        Self {
            labels: Labels::new(),
            now: Point {
                value: combine(&values),
                at: now.iter().filter_map(|sample| sample.series.at).min(),
                source: now
                    .first()
                    .map(|first| first.series.source.clone())
                    .unwrap_or_default(),
                stale: now.iter().any(|sample| sample.stale),
            },
            past: together.collect(),
        }
    }

    /// What was known at `at`, if nothing older than `carry`.
    pub fn at(&self, at: DateTime<Utc>, carry: Duration) -> Option<&Observed> {
        known_at(&self.past, at, carry)
    }
}

impl Point {
    fn of(sample: Sample<'_>) -> Self {
        Self {
            value: sample.value,
            at: sample.series.at,
            source: sample.series.source.clone(),
            stale: sample.stale,
        }
    }

    /// Its part in a computed value.
    pub fn part(&self, role: &'static str, operand: &Operand, labels: &Labels) -> Part {
        let subject = match labels.is_empty() {
            true => operand.to_string(),
            false => operand.metric.name.clone(),
        };
        Part {
            role,
            subject,
            witness: (!labels.is_empty()).then(|| labels.clone()),
            value: self.value.as_ref().ok().map(ToString::to_string),
            at: self.at,
            source: self.source.clone(),
        }
    }
}

impl Observed {
    /// The observation as if it were the present value.
    pub fn point(&self) -> Point {
        Point {
            value: self.value.clone(),
            at: Some(self.at),
            source: self.source.clone(),
            stale: false,
        }
    }
}

fn known_at(observed: &[Observed], at: DateTime<Utc>, carry: Duration) -> Option<&Observed> {
    let end = observed.partition_point(|observed| observed.at <= at);
    let last = observed.get(end.checked_sub(1)?)?;
    let carry = TimeDelta::from_std(carry).unwrap_or(TimeDelta::MAX);
    (at - last.at <= carry).then_some(last)
}
