//! The values that triggers lack and that nobody but a person can supply: what a round of questions asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::DecisionInput;
use crate::quantity::{DeclaredUnit, Value};
use crate::trigger::expression::{Condition, Expr, Metric};
use crate::trigger::value::{Cause, Labels, Reading, Series, Values};
use crate::trigger::{MAX_AGE, Scope, evaluate};

/// A value that triggers lack: there is none, or it will soon be too old to count.
#[derive(Debug, Clone, PartialEq)]
pub struct Lacking {
    /// The metric.
    pub metric: String,
    /// The labels of the series; empty for a single value.
    pub labels: Labels,
    /// The declared unit.
    pub unit: Option<DeclaredUnit>,
    /// The last value and when it was measured.
    pub last: Option<(Value, DateTime<Utc>)>,
    /// The triggers that use it: `7:writes`.
    pub used_by: Vec<String>,
    /// The comparisons of those triggers.
    conditions: Vec<Condition>,
}

/// The triggers that use a metric, and their comparisons with it.
#[derive(Default)]
struct Used<'d> {
    used_by: Vec<String>,
    conditions: Vec<&'d Condition>,
}

/// The values that the triggers of `decisions` lack, in the order of their names; `is_measured` says whether a source
/// measures a metric. A value counts as lacking from half its `max_age` on, so that a round is done before any is stale.
pub fn lacking(
    decisions: &[DecisionInput],
    known: &Values,
    is_measured: impl Fn(&str) -> bool,
    scope: &Scope<'_>,
) -> Vec<Lacking> {
    let used = used(decisions).into_iter();
    used.filter(|(metric, _)| !is_measured(metric))
        .flat_map(|(metric, found)| of_metric(metric, &found, known.get(metric), scope))
        .collect()
}

/// The metrics of `decisions`, each with the triggers that use it.
fn used(decisions: &[DecisionInput]) -> BTreeMap<&str, Used<'_>> {
    let mut used: BTreeMap<&str, Used<'_>> = BTreeMap::new();
    for decision in decisions {
        let name = decision
            .number
            .map_or_else(|| decision.path().into_owned(), |number| number.to_string());
        for trigger in &decision.triggers {
            let name = format!("{name}:{}", trigger.written.id);
            let condition = trigger.condition.as_ref().ok();
            for condition in condition.into_iter().flat_map(Expr::conditions) {
                for metric in condition.subject.metrics() {
                    let found = used.entry(&metric.name).or_default();
                    if found.used_by.last() != Some(&name) {
                        found.used_by.push(name.clone());
                    }
                    found.conditions.push(condition);
                }
            }
        }
    }
    used
}

fn of_metric(
    metric: &str,
    found: &Used<'_>,
    reading: Option<&Reading>,
    scope: &Scope<'_>,
) -> Vec<Lacking> {
    let declared = scope.declarations.get(metric);
    let max_age = declared.and_then(|declared| declared.max_age);
    let is_old = |at: DateTime<Utc>| {
        let age = (scope.now - at).to_std().unwrap_or_default();
        age > max_age.unwrap_or(MAX_AGE) / 2
    };
    let lacking = series(metric, found, reading, scope)
        .into_iter()
        .map(|labels| {
            let last = reading.and_then(|reading| newest(reading, &labels));
            Lacking {
                metric: metric.to_owned(),
                unit: scope.declarations.unit(metric),
                last,
                labels,
                used_by: found.used_by.clone(),
                conditions: found.conditions.iter().copied().cloned().collect(),
            }
        });
    lacking
        .filter(|lacking| lacking.last.as_ref().is_none_or(|(_, at)| is_old(*at)))
        .collect()
}

/// The series of `metric` that its conditions select: those that the settings expect and those that were observed, or else
/// those that the conditions name.
fn series(
    metric: &str,
    found: &Used<'_>,
    reading: Option<&Reading>,
    scope: &Scope<'_>,
) -> BTreeSet<Labels> {
    let declared = scope.declarations.get(metric);
    let expected = declared.into_iter().flat_map(|declared| &declared.series);
    let observed = reading.into_iter().flat_map(|reading| &reading.series);
    let observed = observed.map(|series| &series.labels);
    let metrics = || {
        let conditions = found.conditions.iter();
        let metrics = conditions.flat_map(|condition| condition.subject.metrics());
        metrics.filter(|used| used.name == metric)
    };
    let is_selected = |labels: &&Labels| metrics().any(|metric| metric.selects(labels));
    let known: BTreeSet<Labels> = expected
        .chain(observed)
        .filter(is_selected)
        .cloned()
        .collect();
    match known.is_empty() {
        true => metrics().map(named).collect(),
        false => known,
    }
}

/// The labels that `metric` demands.
fn named(metric: &Metric) -> Labels {
    let equal = metric.matchers.iter().filter(|matcher| matcher.equal);
    equal
        .map(|matcher| (matcher.label.clone(), matcher.text.clone()))
        .collect()
}

fn newest(reading: &Reading, labels: &Labels) -> Option<(Value, DateTime<Utc>)> {
    let series = reading
        .series
        .iter()
        .filter(|series| series.labels == *labels);
    let dated = series.filter_map(|series| Some((series.value.clone().ok()?, series.at?)));
    dated.max_by_key(|(_, at)| *at)
}

impl Lacking {
    /// A value in the right unit, as an example: the threshold of a condition.
    pub fn example(&self) -> Option<&str> {
        let first = self.conditions.first();
        first.map(|condition| condition.threshold.text.as_str())
    }

    /// Why `value` is of no use to any of the conditions.
    pub fn refuses(&self, value: &Result<Value, Cause>, scope: &Scope<'_>) -> Option<Cause> {
        let mut known = Values::default();
        let series = Series {
            labels: self.labels.clone(),
            value: value.clone(),
            at: None,
            source: "".into(),
        };
        known.supply(
            self.metric.as_str(),
            Reading {
                series: vec![series],
                ..Reading::default()
            },
        );
        let causes = self.conditions.iter().filter_map(|condition| {
            let alone = Expr::Condition(Condition {
                hold: None,
                ..condition.clone()
            });
            evaluate(&alone, &known, scope).state.cause()
        });
        let mut causes = causes.filter(|cause| {
            let of_value = [
                Cause::NonFinite,
                Cause::OutOfRange,
                Cause::MissingUnit,
                Cause::UnitMismatch,
            ];
            of_value.contains(cause)
        });
        causes.next()
    }
}
