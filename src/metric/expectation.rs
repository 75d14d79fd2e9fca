//! What a declared metric's values must be: of its unit, and inside its range.

use rust_decimal::Decimal;

use crate::config::{Config, Range};
use crate::quantity::{DeclaredUnit, QuantityError, QuantityErrorKind, Sprint, Value, parse_value};
use crate::trigger::value::Cause;

/// How the values of one metric are read and checked.
#[derive(Debug, Clone, Copy)]
pub struct Expectation {
    unit: Option<DeclaredUnit>,
    range: Option<Range>,
    sprint: Sprint,
}

impl Expectation {
    /// What `config` says of `metric`. A ratio lies between 0 and 1 unless it says otherwise.
    pub fn of(config: &Config, metric: &str) -> Self {
        let unit = config.unit_of(metric);
        let declared = config
            .metrics
            .get(metric)
            .and_then(|declaration| declaration.range);
        let whole = Range {
            min: Some(Decimal::ZERO),
            max: Some(Decimal::ONE),
        };
        let of_ratio = (unit == Some(DeclaredUnit::RATIO)).then_some(whole);
        Self {
            unit,
            range: declared.or(of_ratio),
            sprint: config.sprint,
        }
    }

    /// The value written in `text`, or why the metric cannot have it.
    ///
    /// # Errors
    /// When `text` is no value at all.
    pub fn read(&self, text: &str) -> Result<Result<Value, Cause>, QuantityError> {
        let parsed = match self.unit {
            Some(unit) => unit.parse_value(text),
            None => parse_value(text),
        };
        match parsed {
            Ok(value) => Ok(self.check(value)),
            Err(error) => match error.kind {
                QuantityErrorKind::OutOfRange => Ok(Err(Cause::OutOfRange)),
                QuantityErrorKind::NonFinite => Ok(Err(Cause::NonFinite)),
                _ => Err(error),
            },
        }
    }

    /// `value`, or why the metric cannot have it.
    pub fn check(&self, value: Value) -> Result<Value, Cause> {
        if self.unit.is_some_and(|unit| !unit.fits(&value)) {
            return Err(Cause::UnitMismatch);
        }
        let Some(range) = self.range else {
            return Ok(value);
        };
        let beyond = |end: Option<Decimal>, is_beyond: fn(std::cmp::Ordering) -> bool| {
            let end = end.and_then(|end| self.unit.unwrap_or(DeclaredUnit::COUNT).read(end));
            end.and_then(|end| value.compare(&end, self.sprint).ok())
                .is_some_and(is_beyond)
        };
        if beyond(range.min, std::cmp::Ordering::is_lt)
            || beyond(range.max, std::cmp::Ordering::is_gt)
        {
            return Err(Cause::OutOfRange);
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    const SETTINGS: &str = r#"
        [metrics."cpu"]
        unit = "ratio"
        [metrics."latency"]
        unit = "ms"
        range = [0, inf]
        [metrics."team"]
        range = [1, 500]
    "#;

    #[test]
    fn a_value_is_read_in_the_declared_unit_and_checked_against_the_range() {
        let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", SETTINGS)));
        assert!(faults.is_empty(), "{faults:?}");
        let cases = [
            ("cpu", "0.47", Ok("47%")),
            ("cpu", "47%", Ok("47%")),
            ("cpu", "1", Ok("100%")),
            ("cpu", "47", Err(Cause::OutOfRange)),
            ("cpu", "-1%", Err(Cause::OutOfRange)),
            ("cpu", "3s", Err(Cause::UnitMismatch)),
            ("cpu", "NaN", Err(Cause::NonFinite)),
            ("cpu", "1e400", Err(Cause::OutOfRange)),
            ("latency", "180", Ok("180ms")),
            ("latency", "0.18s", Ok("0.18s")),
            ("latency", "-1us", Err(Cause::OutOfRange)),
            ("latency", "9e20", Ok("900000000000000000000ms")),
            ("team", "0", Err(Cause::OutOfRange)),
            ("team", "500", Ok("500")),
            ("unknown", "3/sprint", Ok("3/sprint")),
            ("dependency.tokio", "2.10", Ok("2.10")),
        ];
        for (metric, text, wanted) in cases {
            let read = Expectation::of(&config, metric).read(text).unwrap();
            let read = read.map(|value| value.to_string());
            assert_eq!(read, wanted.map(str::to_owned), "{metric} {text}");
        }
    }
}
