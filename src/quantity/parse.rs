//! Parsing of values: `47%`, `180ms`, `-5%`, `9e4`, `3/sprint`, `21 engineers`, `18.0.0-rc1`, `2027-01-01`.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::{QuantityError, QuantityErrorKind};
use super::spelling::number_meant;
use super::unit::{Unit, undeclared_unit};
use super::version::Version;
use super::{Amount, Value};

/// Parses the value in `text`. Spaces are allowed around it and between a number and its unit.
///
/// A text with two or more dots, or with a pre-release, is a version; `18.10` is a number, which a metric
/// with the unit version reads as a version.
///
/// # Errors
/// A [`QuantityError`] with the span in `text` and a suggested fix.
pub fn parse_value(text: &str) -> Result<Value, QuantityError> {
    let trimmed = text.trim();
    let offset = text.len() - text.trim_start().len();
    parse_trimmed(trimmed).map_err(|error| error.shifted(offset))
}

/// Parses a duration such as `90d`, `1.5h` or `2w`; zero is allowed.
///
/// # Errors
/// As [`parse_value`], and if the value is not a duration, is negative, or is finer than a nanosecond.
pub fn parse_duration(text: &str) -> Result<Duration, QuantityError> {
    let wrong = |kind, message: &str| {
        let help = "write a number and a unit of time, such as `90d` or `2w`";
        QuantityError::new(kind, 0..text.len(), message, help)
    };
    let Value::Amount(amount) = parse_value(text)? else {
        return Err(wrong(
            QuantityErrorKind::WrongUnit,
            "this is not a duration",
        ));
    };
    if let Some(own) = amount.unit.own() {
        let start = text.find(own.as_str()).unwrap_or(0);
        return Err(undeclared_unit(own, start, &BTreeSet::new(), None));
    }
    if !amount.unit.is_time() {
        return Err(wrong(
            QuantityErrorKind::WrongUnit,
            "this is not a duration",
        ));
    }
    amount
        .number
        .checked_mul(amount.unit.base.size().into())
        .filter(Decimal::is_integer)
        .and_then(|nanoseconds| u128::try_from(nanoseconds.normalize().mantissa()).ok())
        .and_then(duration_of_nanoseconds)
        .ok_or_else(|| {
            wrong(
                QuantityErrorKind::OutOfRange,
                "this duration is out of range",
            )
        })
}

/// Parses a number with sign, point and exponent; trailing zeros are kept.
///
/// # Errors
/// A [`QuantityError`] of any kind except an unknown unit.
pub fn parse_number(text: &str) -> Result<Decimal, QuantityError> {
    let trimmed = text.trim();
    if is_non_finite(trimmed) {
        return Err(non_finite(text));
    }
    match scan_number(trimmed) {
        Some(scanned) if scanned.length == trimmed.len() => scanned.value(),
        _ => Err(not_a_value(trimmed)),
    }
}

fn parse_trimmed(text: &str) -> Result<Value, QuantityError> {
    if is_non_finite(text) {
        return Err(non_finite(text));
    }
    if let Some(day) = parse_date(text) {
        return day.map(Value::Date);
    }
    if let Some(version) = unmistakable_version(text) {
        return Ok(Value::Version(version));
    }
    let scanned = scan_number(text).ok_or_else(|| not_a_value(text))?;
    let behind = text.get(scanned.length..).unwrap_or_default();
    let unit_text = behind.trim_start();
    let unit_start = text.len() - unit_text.len();
    if unit_text.starts_with([',', '_', '.', '\'']) {
        return Err(not_a_value(text));
    }
    let unit = match Unit::parse(unit_text) {
        Ok(unit) if unit.own().is_none() => unit,
        _ if number_meant(text).is_some() => return Err(not_a_value(text)),
        Ok(unit) => unit,
        Err(error) => return Err(error.shifted(unit_start)),
    };
    Ok(Value::Amount(Amount::new(scanned.value()?, unit)))
}

/// A text in the form of a date; an error if there is no such date.
fn parse_date(text: &str) -> Option<Result<NaiveDate, QuantityError>> {
    const YEAR: usize = "2027".len();
    if text.as_bytes().get(YEAR) != Some(&b'-') {
        return None;
    }
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_date = parts.next().is_none() && [year, month, day].into_iter().all(digits);
    if !is_date || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let date = match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(of_year), Ok(of_month)) if month.len() == 2 && day.len() == 2 => {
            NaiveDate::from_ymd_opt(year, of_year, of_month)
        }
        _ => None,
    };
    Some(date.ok_or_else(|| {
        QuantityError::new(
            QuantityErrorKind::NotAValue,
            0..text.len(),
            format!("`{text}` is not a valid date"),
            "write a date as `2027-01-31`",
        )
    }))
}

fn unmistakable_version(text: &str) -> Option<Version> {
    if !text.contains(['.', '-', '+']) {
        return None;
    }
    let release = text.split(['-', '+']).next().unwrap_or_default();
    let is_version = release.matches('.').count() >= 2 || release.len() < text.len();
    is_version.then(|| Version::parse(text)).flatten()
}

/// The parts of a number at the start of a text.
struct ScannedNumber<'t> {
    length: usize,
    text: &'t str,
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: &'t str,
}

fn scan_number(text: &str) -> Option<ScannedNumber<'_>> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = split_digits(unsigned);
    if whole.is_empty() {
        return None;
    }
    let (fraction, rest) = match rest.strip_prefix('.').map(split_digits) {
        Some((fraction, after)) if !fraction.is_empty() => (fraction, after),
        _ => ("", rest),
    };
    let (exponent, rest) = match rest.strip_prefix(['e', 'E']).and_then(split_exponent) {
        Some((exponent, after)) => (exponent, after),
        None => ("", rest),
    };
    let length = text.len() - rest.len();
    Some(ScannedNumber {
        length,
        text: text.get(..length).unwrap_or(text),
        negative: unsigned.len() < text.len(),
        whole,
        fraction,
        exponent,
    })
}

fn split_digits(text: &str) -> (&str, &str) {
    let digits = text.trim_start_matches(|character: char| character.is_ascii_digit());
    text.split_at(text.len() - digits.len())
}

fn split_exponent(text: &str) -> Option<(&str, &str)> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, rest) = split_digits(unsigned);
    let exponent = text.get(..text.len() - rest.len())?;
    (!digits.is_empty()).then_some((exponent, rest))
}

impl ScannedNumber<'_> {
    /// The exact decimal; out of range if it does not fit into 96 bits and 28 decimal places.
    fn value(&self) -> Result<Decimal, QuantityError> {
        self.decimal().ok_or_else(|| {
            QuantityError::new(
                QuantityErrorKind::OutOfRange,
                0..self.length,
                format!(
                    "`{}` is outside the range of exact numbers",
                    shortened(self.text)
                ),
                "write it with at most 28 digits, in a larger or smaller unit",
            )
        })
    }

    fn decimal(&self) -> Option<Decimal> {
        if self.fraction.is_empty() && self.exponent.is_empty() {
            let whole: i128 = self.whole.parse().ok()?;
            let signed = if self.negative { -whole } else { whole };
            return Decimal::try_from_i128_with_scale(signed, 0).ok();
        }
        let digits = format!("{}{}", self.whole, self.fraction);
        let digits = digits.trim_start_matches('0');
        if digits.is_empty() {
            let scale = u32::try_from(self.fraction.len()).ok()?;
            return Some(Decimal::new(0, scale.min(Decimal::MAX_SCALE)));
        }
        let exponent = match self.exponent {
            "" => 0,
            written => written.parse::<i64>().ok()?,
        };
        let places = i64::try_from(self.fraction.len()).ok()?;
        let (digits, scale) = fitted(digits, places.checked_sub(exponent)?);
        let mut mantissa: i128 = digits.parse().ok()?;
        if scale < 0 {
            let zeros = u32::try_from(scale.checked_neg()?).ok()?;
            mantissa = mantissa.checked_mul(10_i128.checked_pow(zeros)?)?;
        }
        let signed = if self.negative { -mantissa } else { mantissa };
        Decimal::try_from_i128_with_scale(signed, u32::try_from(scale.max(0)).ok()?).ok()
    }
}

/// Digits and scale of the same number, without trailing zeros that would not fit.
fn fitted(digits: &str, scale: i64) -> (&str, i64) {
    const FITTING_DIGITS: usize = 28;
    let mut digits = digits;
    let mut scale = scale;
    while scale > i64::from(Decimal::MAX_SCALE) || digits.len() > FITTING_DIGITS {
        match digits.strip_suffix('0') {
            Some(shorter) => digits = shorter,
            None => break,
        }
        scale = scale.saturating_sub(1);
    }
    (digits, scale)
}

fn duration_of_nanoseconds(nanoseconds: u128) -> Option<Duration> {
    const PER_SECOND: u128 = 1_000_000_000;
    let seconds = u64::try_from(nanoseconds / PER_SECOND).ok()?;
    let rest = u32::try_from(nanoseconds % PER_SECOND).ok()?;
    Some(Duration::new(seconds, rest))
}

fn is_non_finite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    ["nan", "inf", "infinity"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word))
}

fn non_finite(text: &str) -> QuantityError {
    QuantityError::new(
        QuantityErrorKind::NonFinite,
        0..text.len(),
        format!("`{text}` is not a finite number"),
        "write a number, such as `40%` or `180ms`",
    )
}

/// The error for a text that is not a value.
pub fn not_a_value(text: &str) -> QuantityError {
    let help = match text.chars().next() {
        _ if let Some(meant) = number_meant(text) => match text.ends_with(['k', 'K', 'M']) {
            true => format!("write `{meant}`, or a unit such as `kB` if it is a size"),
            false => format!("write `{meant}`"),
        },
        None => "write a number with its unit, such as `40%`".to_owned(),
        Some('.') => format!("write a digit before the point: `0{}`", shortened(text)),
        Some('+') => "write it without `+`".to_owned(),
        _ if text.contains(['_', ',', '\'']) => {
            "write the digits without separators, and decimals after a point: `1000.5`".to_owned()
        }
        _ => "write a number with its unit (`40%`, `180ms`), a version or a date".to_owned(),
    };
    let message = if text.is_empty() {
        "a value is missing".to_owned()
    } else {
        format!("`{}` is not a value", shortened(text))
    };
    QuantityError::new(QuantityErrorKind::NotAValue, 0..text.len(), message, help)
}

/// The text truncated to fit into a message.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(SHOWN).collect();
    format!("{start}…")
}
