//! Setting values for which TOML has no type: durations, exact numbers, and a string or a list of strings.
//! The syntax of durations is defined in `quantity`.

use std::time::Duration;

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::fields::{Raw, Reader};
use crate::quantity::{QuantityError, parse_duration, parse_number};
use crate::source::{Span, Spanned};

/// Reads `raw` as a duration such as `"14d"`; zero is a fault.
pub(super) fn duration(reader: &mut Reader, key: &str, raw: Raw<'_>) -> Option<Duration> {
    let text = reader.text(key, raw)?;
    match parse_duration(&text.value) {
        Ok(duration) if !duration.is_zero() => Some(duration),
        Ok(_) => {
            let message = format!("`{key}` must be longer than zero");
            reader.fault(text.span, message);
            None
        }
        Err(error) => {
            quantity_fault(reader, key, text.span, error);
            None
        }
    }
}

/// Reports that the string of `key` at `span` is not a valid quantity.
pub(super) fn quantity_fault(reader: &mut Reader, key: &str, span: Span, error: QuantityError) {
    let message = format!("`{key}`: {}", error.message);
    reader.fault(span, message).help = Some(error.help);
}

/// Reads `raw` as a string or a list of strings.
pub(super) fn one_or_many(
    reader: &mut Reader,
    key: &str,
    raw: Raw<'_>,
) -> Option<Vec<Spanned<String>>> {
    if !matches!(raw.value, DeValue::Array(_)) {
        return reader.text(key, raw).map(|text| vec![text]);
    }
    let items = reader.elements(key, raw)?;
    let texts = items.into_iter().map(|item| reader.text(key, item));
    texts.collect()
}

/// Reads `raw` as one bound of a range; `inf` and `-inf` mean unbounded.
pub(super) fn bound(reader: &mut Reader, key: &str, raw: Raw<'_>) -> Option<Option<Decimal>> {
    let number = match &raw.value {
        DeValue::Integer(integer) if integer.radix() == 10 => {
            parse_number(unsigned(integer.as_str())).ok().map(Some)
        }
        DeValue::Float(float) => match float.as_str().trim_start_matches(['+', '-']) {
            "inf" => Some(None),
            _ => parse_number(unsigned(float.as_str())).ok().map(Some),
        },
        _ => None,
    };
    if number.is_none() {
        let message = format!("`{key}` must be two numbers such as [0, 1]");
        reader.fault(raw.span, message);
    }
    number
}

/// A number without the leading `+` that TOML allows.
fn unsigned(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}
