//! The series that a metric in a condition selects, each with one value in the metric's declared unit.

use std::time::Duration;

use chrono::{DateTime, NaiveTime, Utc};
use rust_decimal::Decimal;

use crate::quantity::{DeclaredUnit, Sprint, Value};

use super::evaluate::Scope;
use super::expression::Metric;
use super::value::{Cause, Reading, Series};

/// One series, ready for comparison.
#[derive(Debug, Clone)]
pub(super) struct Sample<'r> {
    pub series: &'r Series,
    /// Its value in the metric's declared unit.
    pub value: Result<Value, Cause>,
    /// Whether it is older than the metric's `max_age`.
    pub stale: bool,
}

/// The series of `reading` that `metric` selects, sorted by labels. Equal values with the same labels are
/// merged; unequal ones are a cause.
pub(super) fn samples<'r>(
    metric: &Metric,
    reading: &'r Reading,
    scope: &Scope<'_>,
) -> Vec<Sample<'r>> {
    let selected = reading.series.iter();
    let selected = selected.filter(|series| metric.selects(&series.labels));
    let mut samples: Vec<_> = selected
        .map(|series| {
            let mut sample = sample(series, &metric.name, scope);
            sample.stale |= reading.not_queried.contains(&series.labels);
            sample
        })
        .collect();
    samples.sort_by(|left, right| left.series.labels.cmp(&right.series.labels));
    samples.dedup_by(|next, first| {
        let is_same = next.series.labels == first.series.labels;
        if is_same {
            first.merge(next, scope.sprint);
        }
        is_same
    });
    samples
}

/// Prepares one series for comparison.
pub(super) fn sample<'r>(series: &'r Series, metric: &str, scope: &Scope<'_>) -> Sample<'r> {
    let value = match scope.declarations.unit(metric) {
        Some(unit) => {
            let range = scope.declarations.get(metric).and_then(|known| known.range);
            let declared = series.value.clone();
            declared.and_then(|value| in_declared_unit(value, unit, range, scope.sprint))
        }
        None => series.value.clone(),
    };
    let value = match scope.is_future(series.at) {
        true => Err(Cause::FutureValue),
        false => value,
    };
    Sample {
        series,
        value,
        stale: is_stale(series.at, metric, scope),
    }
}

impl Sample<'_> {
    /// The value as displayed, whether or not it can be compared; `None` if there is not exactly one.
    pub fn shown(&self) -> Option<&Value> {
        match &self.value {
            Ok(value) => Some(value),
            Err(Cause::DuplicateSeries) => None,
            Err(_) => self.series.value.as_ref().ok(),
        }
    }

    /// Takes the value of `other`, which has the same labels and comes later, into account.
    fn merge(&mut self, other: &mut Self, sprint: Sprint) {
        if !are_equal(&self.value, &other.value, sprint) {
            self.value = Err(Cause::DuplicateSeries);
        } else if is_newer(other.series.at, self.series.at) {
            std::mem::swap(self, other);
        }
    }
}

/// Whether two values are equal, in whatever units, or missing for the same cause.
pub(super) fn are_equal(
    left: &Result<Value, Cause>,
    right: &Result<Value, Cause>,
    sprint: Sprint,
) -> bool {
    match (left, right) {
        (Ok(left), Ok(right)) => left.compare(right, sprint).is_ok_and(|order| order.is_eq()),
        (left, right) => left == right,
    }
}

/// Whether a value measured at `at`, or given now, is newer than one of `other`.
fn is_newer(at: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> bool {
    at.is_none() || other.is_some() && at > other
}

/// A supplied value of a metric declared in `unit`: a number without a unit is read in it, any other must be
/// convertible.
pub(super) fn in_declared_unit(
    value: Value,
    unit: DeclaredUnit,
    range: Option<(Decimal, Decimal)>,
    sprint: Sprint,
) -> Result<Value, Cause> {
    let value = match value {
        Value::Amount(amount) if value.is_bare() => {
            let too_large = match unit.unit() {
                Some(_) => Cause::OutOfRange,
                None => Cause::UnitMismatch,
            };
            unit.read(amount.number).ok_or(too_large)?
        }
        other => other,
    };
    if !unit.fits(&value) {
        return Err(Cause::UnitMismatch);
    }
    let (least, greatest) = match range {
        Some((least, greatest)) => (unit.read(least), unit.read(greatest)),
        None if unit.is_share() => (Value::ratio(Decimal::ZERO), Value::ratio(Decimal::ONE)),
        None => return Ok(value),
    };
    let below =
        |left: &Value, right: &Value| left.compare(right, sprint).is_ok_and(|order| order.is_lt());
    let too_small = least.is_some_and(|least| below(&value, &least));
    let too_great = greatest.is_some_and(|most| below(&most, &value));
    if too_small || too_great {
        return Err(Cause::OutOfRange);
    }
    Ok(value)
}

/// The age beyond which a value is stale, unless its metric declares another `max_age`.
pub const MAX_AGE: Duration = Duration::from_secs(90 * DAY);

const DAY: u64 = 86_400;

/// Whether a value measured at `at` is older than its metric allows: to the second, or in whole days if `at`
/// is midnight, which is how a date is read.
fn is_stale(at: Option<DateTime<Utc>>, metric: &str, scope: &Scope<'_>) -> bool {
    let Some(at) = at else {
        return false;
    };
    let declared = scope.declarations.get(metric);
    let max_age = declared.and_then(|known| known.max_age).unwrap_or(MAX_AGE);
    let age = match at.time() == NaiveTime::MIN {
        true => {
            let days = (scope.today - at.date_naive()).num_days();
            Duration::from_secs(u64::try_from(days).unwrap_or(0).saturating_mul(DAY))
        }
        false => (scope.now - at).to_std().unwrap_or_default(),
    };
    age > max_age
}
