//! The series that a metric in a condition means, each with one value in its declared unit.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::quantity::{DeclaredUnit, Sprint, Value};

use super::evaluate::Scope;
use super::expression::Metric;
use super::value::{Cause, Labels, Reading, Series};

/// One series, fit to be compared.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub labels: Labels,
    pub value: Result<Value, Cause>,
    /// The value for a reader, fit to be compared or not; `None` where no single one was supplied.
    pub shown: Option<String>,
    pub at: Option<DateTime<Utc>>,
    pub source: String,
    /// Whether it is older than its metric allows.
    pub stale: bool,
}

/// The series of `reading` that `metric` selects, in the order of their labels. Equal values of the
/// same labels are one; unequal ones are a cause.
pub(super) fn samples(metric: &Metric, reading: &Reading, scope: &Scope<'_>) -> Vec<Sample> {
    let mut by_labels: BTreeMap<&Labels, Sample> = BTreeMap::new();
    for series in &reading.series {
        if !metric.selects(&series.labels) {
            continue;
        }
        let sample = sample(series, &metric.name, scope);
        match by_labels.get_mut(&series.labels) {
            Some(first) => first.merge(sample, scope.sprint),
            None => {
                by_labels.insert(&series.labels, sample);
            }
        }
    }
    by_labels.into_values().collect()
}

fn sample(series: &Series, metric: &str, scope: &Scope<'_>) -> Sample {
    let value = match scope.declarations.unit(metric) {
        Some(unit) => {
            let range = scope.declarations.get(metric).and_then(|known| known.range);
            let declared = series.value.clone();
            declared.and_then(|value| in_declared_unit(value, unit, range, scope.sprint))
        }
        None => series.value.clone(),
    };
    let shown = value.as_ref().or(series.value.as_ref()).ok();
    Sample {
        labels: series.labels.clone(),
        shown: shown.map(ToString::to_string),
        value,
        at: series.at,
        source: series.source.clone(),
        stale: is_stale(series.at, metric, scope),
    }
}

impl Sample {
    fn merge(&mut self, other: Self, sprint: Sprint) {
        let equal = match (&self.value, &other.value) {
            (Ok(left), Ok(right)) => left.compare(right, sprint).is_ok_and(|order| order.is_eq()),
            (left, right) => left == right,
        };
        if !equal {
            self.value = Err(Cause::DuplicateSeries);
            self.shown = None;
        } else if other.at.is_none() || self.at.is_some() && other.at > self.at {
            *self = other;
        }
    }
}

/// A supplied value of a metric declared in `unit`: a bare number is read in it, another must fit it.
pub(super) fn in_declared_unit(
    value: Value,
    unit: DeclaredUnit,
    range: Option<(Decimal, Decimal)>,
    sprint: Sprint,
) -> Result<Value, Cause> {
    let value = match value {
        Value::Amount(amount) if value.is_bare() => {
            let too_large = match unit {
                DeclaredUnit::Amount(_) => Cause::OutOfRange,
                DeclaredUnit::Version | DeclaredUnit::Date => Cause::UnitMismatch,
            };
            unit.read(amount.number).ok_or(too_large)?
        }
        other => other,
    };
    if !unit.fits(&value) {
        return Err(Cause::UnitMismatch);
    }
    let shares = (Decimal::ZERO, Decimal::ONE);
    let range = range.or_else(|| (unit == DeclaredUnit::RATIO).then_some(shares));
    let Some((least, greatest)) = range else {
        return Ok(value);
    };
    let below =
        |left: &Value, right: &Value| left.compare(right, sprint).is_ok_and(|order| order.is_lt());
    let too_small = unit.read(least).is_some_and(|least| below(&value, &least));
    let too_great = unit.read(greatest).is_some_and(|most| below(&most, &value));
    if too_small || too_great {
        return Err(Cause::OutOfRange);
    }
    Ok(value)
}

/// Whether more whole days have passed since `at` than the metric's `max_age` holds.
fn is_stale(at: Option<DateTime<Utc>>, metric: &str, scope: &Scope<'_>) -> bool {
    const DAY: u64 = 86_400;
    let max_age = scope
        .declarations
        .get(metric)
        .and_then(|known| known.max_age);
    let (Some(at), Some(max_age)) = (at, max_age) else {
        return false;
    };
    let days = (scope.today - at.date_naive()).num_days();
    let days = u64::try_from(days).unwrap_or(0);
    days.saturating_mul(DAY) > max_age.as_secs()
}
