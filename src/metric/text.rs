//! Parses supplied text as the value of a metric.

use crate::config::Config;
use crate::quantity::{QuantityError, QuantityErrorKind, Value, parse_value};
use crate::trigger::value::Cause;

/// Parses `text` as a value of `metric`; a number without a unit is in the declared unit. The inner error
/// says why a number cannot be compared. Whether the value fits unit and range is checked by `trigger`.
///
/// # Errors
/// If `text` is not a value at all.
pub(super) fn read_value(
    config: &Config,
    metric: &str,
    text: &str,
) -> Result<Result<Value, Cause>, QuantityError> {
    let parsed = match config.unit_of(metric) {
        Some(unit) => unit.parse_value(text),
        None => parse_value(text),
    };
    match parsed {
        Ok(value) => Ok(Ok(value)),
        Err(error) => match error.kind {
            QuantityErrorKind::OutOfRange => Ok(Err(Cause::OutOfRange)),
            QuantityErrorKind::NonFinite => Ok(Err(Cause::NonFinite)),
            _ => Err(error),
        },
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
    "#;

    #[test]
    fn a_plain_number_is_read_in_the_declared_unit_and_others_in_their_own() {
        let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", SETTINGS)));
        assert!(faults.is_empty(), "{faults:?}");
        let cases = [
            ("cpu", "0.47", Ok("47%")),
            ("cpu", "47%", Ok("47%")),
            ("cpu", "3s", Ok("3s")),
            ("cpu", "NaN", Err(Cause::NonFinite)),
            ("cpu", "1e400", Err(Cause::OutOfRange)),
            ("latency", "180", Ok("180ms")),
            ("latency", "0.18s", Ok("0.18s")),
            ("unknown", "3/sprint", Ok("3/sprint")),
            ("dependency.tokio", "2.10", Ok("2.10")),
        ];
        for (metric, text, wanted) in cases {
            let read = read_value(&config, metric, text).unwrap();
            let read = read.map(|value| value.to_string());
            assert_eq!(read, wanted.map(str::to_owned), "{metric} {text}");
        }
        assert!(read_value(&config, "cpu", "much").is_err());
    }
}
