//! Parses supplied text as the value of a metric.

use crate::config::Config;
use crate::quantity::{
    DeclaredUnit, OwnUnit, QuantityError, QuantityErrorKind, Value, how_to_declare, parse_value,
    undeclared_unit,
};
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
        Ok(value) => match own_unit(&value) {
            Some(own) => known_unit(config, metric, text, own).map(|()| Ok(value)),
            None => Ok(Ok(value)),
        },
        Err(error) => match error.kind {
            QuantityErrorKind::OutOfRange => Ok(Err(Cause::OutOfRange)),
            QuantityErrorKind::NonFinite => Ok(Err(Cause::NonFinite)),
            QuantityErrorKind::NotAValue => Err(or_text(config, metric, text, error)),
            _ => Err(error),
        },
    }
}

/// The error for `text`, which is not a value; if it could be a text, its help says how to declare one.
fn or_text(config: &Config, metric: &str, text: &str, error: QuantityError) -> QuantityError {
    let is_text = text
        .trim_start()
        .starts_with(|c: char| c.is_alphabetic() || c == '"');
    if !is_text || config.unit_of(metric).is_some() {
        return error;
    }
    let declare = how_to_declare(metric, DeclaredUnit::Text);
    let help = format!("{}; for a text, {declare}", error.help);
    QuantityError { help, ..error }
}

fn own_unit(value: &Value) -> Option<OwnUnit> {
    match value {
        Value::Amount(amount) => amount.unit.own(),
        _ => None,
    }
}

/// Checks that some metric is declared in the unit `own`, in which `text` is.
fn known_unit(
    config: &Config,
    metric: &str,
    text: &str,
    own: OwnUnit,
) -> Result<(), QuantityError> {
    let declared = config.own_units();
    if declared.contains(&own) {
        return Ok(());
    }
    let unit = config.unit_of(metric);
    let counts = unit.is_none_or(|unit| unit == DeclaredUnit::COUNT);
    let declare = counts.then(|| how_to_declare(metric, own));
    let start = text.find(own.as_str()).unwrap_or(0);
    Err(undeclared_unit(own, start, &declared, declare.as_deref()))
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
        let help = |metric, text| read_value(&config, metric, text).unwrap_err().help;
        let declare = "for a text, declare `unit = \"text\"` under `[metrics.\"licence\"]`";
        assert!(help("licence", "MIT").ends_with(declare));
        assert!(!help("licence", "1,000").contains("text"));
        assert!(!help("cpu", "MIT").contains("text"));
        assert!(help("licence", "5 lightyears").contains("`unit = \"lightyears\"`"));
    }
}
