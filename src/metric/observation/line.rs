//! One observation as a line of JSON.

use chrono::{DateTime, SecondsFormat, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::quantity::{DeclaredUnit, Unit, Value};
use crate::trigger::value::{Labels, Series};

/// One line. Unknown keys from later versions are ignored.
#[derive(Debug, Serialize, Deserialize)]
pub struct Line {
    pub metric: String,
    #[serde(default, skip_serializing_if = "Labels::is_empty")]
    pub labels: Labels,
    at: String,
    value: String,
    unit: String,
    #[serde(default)]
    source: String,
    /// Whether it replaces an earlier observation of the same series and time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
}

impl Line {
    /// The line for `series` of `metric` with `value` at `at`.
    pub fn new(metric: &str, series: &Series, value: &Value, at: DateTime<Utc>) -> Self {
        let (value, unit) = written(value);
        Self {
            metric: metric.to_owned(),
            labels: series.labels.clone(),
            at: at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            value,
            unit,
            source: series.source.to_string(),
            replaces: false,
        }
    }

    /// The series in the line, or why it is invalid.
    pub fn series(&self) -> Result<Series, String> {
        let at: DateTime<Utc> = self.at.parse().map_err(|_| {
            format!(
                "`at` is not a time such as 2026-11-22T21:12:00Z: `{}`",
                self.at
            )
        })?;
        let unit = DeclaredUnit::parse(&self.unit).map_err(|error| error.message)?;
        let value = unit
            .parse_value(&self.value)
            .map_err(|error| error.message)?;
        if !unit.fits(&value) {
            return Err(format!("`{}` is not a value in {unit}", self.value));
        }
        Ok(Series {
            labels: self.labels.clone(),
            value: Ok(value),
            at: Some(at),
            source: self.source.as_str().into(),
        })
    }
}

/// A value as a decimal string and its unit; a ratio as a fraction, a text as it is.
pub fn written(value: &Value) -> (String, String) {
    match value {
        Value::Amount(amount) if amount.unit == Unit::PERCENT => {
            let fraction = amount.number / Decimal::ONE_HUNDRED;
            (
                fraction.normalize().to_string(),
                DeclaredUnit::RATIO.to_string(),
            )
        }
        Value::Amount(amount) => {
            let unit = DeclaredUnit::Amount(amount.unit);
            (amount.number.normalize().to_string(), unit.to_string())
        }
        Value::Computed(computed) => {
            let (unit, exact) = (computed.unit, computed.exact.clone());
            let exact = match unit {
                Unit::PERCENT => exact.over(100),
                _ => exact,
            };
            let digits = exact.digits_in(unit, computed.sprint);
            (digits, DeclaredUnit::Amount(unit).to_string())
        }
        Value::Version(version) => (version.to_string(), DeclaredUnit::Version.to_string()),
        Value::Date(_) => (value.to_string(), DeclaredUnit::Date.to_string()),
        Value::Text(text) => (text.as_str().to_owned(), DeclaredUnit::Text.to_string()),
    }
}
