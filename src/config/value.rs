//! Settings' values that TOML has no type for: durations, exact numbers, texts or lists of them.

use std::time::Duration;

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::fields::{Raw, Reader};
use crate::source::Spanned;

/// `raw` as a length of time such as `"14d"`; zero is a fault.
pub(super) fn duration(reader: &mut Reader, key: &str, raw: Raw<'_>) -> Option<Spanned<Duration>> {
    let text = reader.text(key, raw)?;
    let value = seconds(&text.value).filter(|duration| !duration.is_zero());
    let Some(value) = value else {
        let message = format!("`{key}` must be a length of time, not \"{}\"", text.value);
        let help = "write a whole number and min, h, d or w, such as \"14d\"";
        reader.fault(text.span, message).help = Some(help.to_owned());
        return None;
    };
    Some(Spanned {
        value,
        span: text.span,
    })
}

fn seconds(text: &str) -> Option<Duration> {
    let unit_at = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let length = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        "w" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let seconds = number.parse::<u32>().ok()?;
    Some(Duration::from_secs(u64::from(seconds) * length))
}

/// `raw` as a text or a list of texts.
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

/// `raw` as one end of a range; `inf` and `-inf` leave that end open.
pub(super) fn bound(reader: &mut Reader, key: &str, raw: Raw<'_>) -> Option<Option<Decimal>> {
    let number = match &raw.value {
        DeValue::Integer(integer) if integer.radix() == 10 => exact(integer.as_str()).map(Some),
        DeValue::Float(float) => match float.as_str().trim_start_matches(['+', '-']) {
            "inf" => Some(None),
            _ => exact(float.as_str()).map(Some),
        },
        _ => None,
    };
    if number.is_none() {
        let message = format!("`{key}` must be two numbers such as [0, 1]");
        reader.fault(raw.span, message);
    }
    number
}

fn exact(text: &str) -> Option<Decimal> {
    let text = text.replace('_', "");
    Decimal::from_str_exact(&text)
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}
