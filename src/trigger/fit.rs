//! Whether the unit of a threshold is compatible with the metric it is compared to.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::quantity::{DeclaredUnit, Value, Version};

use super::error::{Fault, TriggerError};
use super::expression::{Condition, Function, Literal, Subject};

impl Literal {
    /// The threshold read in `unit`, where `18.10` may be a version. It may still not be compatible.
    pub fn read_in(&self, unit: DeclaredUnit) -> Value {
        let is_day = matches!(self.value, Value::Date(_));
        match Version::parse(&self.text) {
            Some(version) if unit == DeclaredUnit::Version && !is_day => Value::Version(version),
            _ => self.value.clone(),
        }
    }
}

/// Checks for faults that do not depend on the metric.
pub(super) fn check_by_itself(condition: &Condition) -> Result<(), TriggerError> {
    let threshold = &condition.threshold;
    let (message, help) = match &condition.subject {
        Subject::Today(_) if !matches!(threshold.value, Value::Date(_)) => (
            "`today` must be compared with a date",
            "write a date, such as `2027-03-01`",
        ),
        Subject::Metric {
            function: Some(Function::Count),
            ..
        } if !threshold.value.is_bare() => (
            "`count` gives a plain number",
            "write a number without a unit",
        ),
        Subject::Metric {
            function: Some(Function::Sum | Function::Avg),
            ..
        } if !matches!(threshold.value, Value::Amount(_)) => (
            "versions and dates cannot be added up",
            "use `any`, `all`, `min` or `max`",
        ),
        _ => return Ok(()),
    };
    let span = threshold.span.clone();
    Err(TriggerError::new(Fault::UnitMismatch, span, message, help))
}

/// Checks a condition on a metric whose unit is unknown.
pub(super) fn check_without_unit(condition: &Condition) -> Result<(), TriggerError> {
    let threshold = &condition.threshold;
    let first = format!("{}-01", threshold.text);
    let is_month = first.parse::<NaiveDate>().is_ok();
    if !is_month {
        return Ok(());
    }
    let message = format!("`{}` is a month, not a date", threshold.text);
    let help =
        format!("write a date, such as `{first}`, or declare the metric's unit as `version`");
    Err(TriggerError::new(
        Fault::UnitMismatch,
        threshold.span.clone(),
        message,
        help,
    ))
}

/// Checks a condition on a metric measured in `unit`.
pub(super) fn check_in_unit(condition: &Condition, unit: DeclaredUnit) -> Result<(), TriggerError> {
    let Subject::Metric { function, metric } = &condition.subject else {
        return Ok(());
    };
    let adds = matches!(function, Some(Function::Sum | Function::Avg));
    if adds && unit.unit().is_none() {
        return Err(TriggerError::new(
            Fault::UnitMismatch,
            metric.span.clone(),
            format!("`{}` is a {unit}, which cannot be added up", metric.name),
            "use `any`, `all`, `min` or `max`",
        ));
    }
    let threshold = &condition.threshold;
    let counts = *function == Some(Function::Count);
    if counts || unit.fits(&threshold.read_in(unit)) {
        return Ok(());
    }
    Err(misfit(threshold, unit, &metric.name))
}

fn misfit(threshold: &Literal, unit: DeclaredUnit, metric: &str) -> TriggerError {
    let text = &threshold.text;
    let (fault, message, help) = match (&threshold.value, unit, unit.unit()) {
        (Value::Amount(amount), DeclaredUnit::RATIO, _) if threshold.value.is_bare() => (
            Fault::AmbiguousRatio,
            format!("`{metric}` is a ratio, so `{text}` could be a fraction or a percentage"),
            format!("write `{}`", percentage(amount.number, text)),
        ),
        (Value::Amount(_), _, Some(symbol)) if threshold.value.is_bare() => (
            Fault::MissingUnit,
            format!("`{metric}` is measured in `{symbol}`, but `{text}` has no unit"),
            format!("write `{text}{symbol}`, if that is what you mean"),
        ),
        _ => (
            Fault::UnitMismatch,
            format!("`{metric}` is declared as `{unit}`, which `{text}` does not fit"),
            format!("write a threshold such as `{}`", unit.example()),
        ),
    };
    TriggerError::new(fault, threshold.span.clone(), message, help)
}

/// The percentage most likely meant by a plain number compared with a ratio: a fraction up to 1, otherwise a
/// percentage.
fn percentage(number: Decimal, text: &str) -> String {
    match Value::ratio(number) {
        Some(share) if number.abs() <= Decimal::ONE => share.to_string(),
        _ => format!("{text}%"),
    }
}
