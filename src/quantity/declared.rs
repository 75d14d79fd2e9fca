//! The unit a metric is declared in, and how a number without a unit is read in it.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::{QuantityError, QuantityErrorKind};
use super::unit::{Base, Unit};
use super::version::Version;
use super::{Amount, Value, parse_value};

/// The type of a metric, as declared by `unit = "…"` in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredUnit {
    /// `count`, `ratio`, `s`, `B/s`, `/sprint`: numbers.
    Amount(Unit),
    /// `percent`: a share like a ratio, but a plain 47 is 47 %.
    Percent,
    /// `version`.
    Version,
    /// `date`.
    Date,
}

impl DeclaredUnit {
    /// A plain number.
    pub const COUNT: Self = Self::Amount(Unit::COUNT);
    /// A share; a plain number is a fraction.
    pub const RATIO: Self = Self::Amount(Unit::PERCENT);

    /// The default unit by the metric's name: a version for `dependency.tokio`, `postgres.version` and
    /// `postgres.server-version`, so that 18.10 is after 18.9.
    pub fn of_name(metric: &str) -> Option<Self> {
        let last = metric.rsplit(['.', '-', '_']).next();
        let is_version = metric.starts_with("dependency.") || last == Some("version");
        is_version.then_some(Self::Version)
    }

    /// Parses a unit: `count`, `ratio`, `version`, `date`, or the symbol of a unit, such as `ms` or
    /// `/sprint`.
    ///
    /// # Errors
    /// [`QuantityErrorKind::UnknownUnit`], suggesting the most similar one.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        match text {
            "count" => Ok(Self::COUNT),
            "ratio" => Ok(Self::RATIO),
            "percent" | "%" => Ok(Self::Percent),
            "version" => Ok(Self::Version),
            "date" => Ok(Self::Date),
            "" => Err(unknown(text, "write `count` for a plain number")),
            symbol => Unit::parse(symbol)
                .map(Self::Amount)
                .map_err(|error| with_words(symbol, error)),
        }
    }

    /// Reads a plain number in this unit: 0.47 as a ratio is `47%`, 180 in ms is `180ms`. `None` if that is
    /// not possible (a date, a negative version) or out of range.
    pub fn read(self, number: Decimal) -> Option<Value> {
        match self {
            Self::RATIO => Value::ratio(number),
            Self::Amount(unit) => Some(Value::Amount(Amount::new(number, unit))),
            Self::Percent => Some(Value::Amount(Amount::new(number, Unit::PERCENT))),
            Self::Version => Version::parse(&number.to_string()).map(Value::Version),
            Self::Date => None,
        }
    }

    /// Parses `text` as a value of a metric in this unit. Only a plain number is read in it; whether any
    /// other value is compatible is checked by [`DeclaredUnit::fits`].
    ///
    /// # Errors
    /// As [`parse_value`]; [`QuantityErrorKind::WrongUnit`] for a plain number that is not a version or date.
    pub fn parse_value(self, text: &str) -> Result<Value, QuantityError> {
        if self == Self::Version {
            let trimmed = text.trim();
            if let Some(version) = Version::parse(trimmed).filter(|_| !is_date(trimmed)) {
                return Ok(Value::Version(version));
            }
        }
        match parse_value(text)? {
            Value::Amount(amount) if amount.unit == Unit::COUNT => {
                self.read(amount.number).ok_or_else(|| {
                    QuantityError::new(
                        QuantityErrorKind::WrongUnit,
                        0..text.len(),
                        format!("`{}` is not a valid {self}", text.trim()),
                        format!("write a {self}"),
                    )
                })
            }
            value => Ok(value),
        }
    }

    /// Whether `value` has the same dimension as the unit.
    pub fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Amount(_) | Self::Percent, Value::Amount(amount)) => {
                self.unit().map(Unit::dimension) == Some(amount.unit.dimension())
            }
            (Self::Version, Value::Version(_)) | (Self::Date, Value::Date(_)) => true,
            _ => false,
        }
    }

    /// The unit of its numbers; `None` for a version or a date.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Self::Amount(unit) => Some(unit),
            Self::Percent => Some(Unit::PERCENT),
            Self::Version | Self::Date => None,
        }
    }

    /// Whether it is a share, which is between 0 and 1 unless declared otherwise.
    pub fn is_share(self) -> bool {
        matches!(self, Self::RATIO | Self::Percent)
    }

    /// An example of a threshold in this unit: `40%`, `500ms`, `18.2`.
    pub fn example(self) -> String {
        match self {
            Self::RATIO | Self::Percent => "40%".to_owned(),
            Self::Amount(unit) => format!("20{unit}"),
            Self::Version => "18.2".to_owned(),
            Self::Date => "2027-01-31".to_owned(),
        }
    }
}

/// As written in the settings.
impl fmt::Display for DeclaredUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(Unit {
                base: Base::One,
                per: None,
            }) => f.write_str("count"),
            Self::Amount(Unit {
                base: Base::Percent,
                per: None,
            }) => f.write_str("ratio"),
            Self::Amount(unit) => unit.fmt(f),
            Self::Percent => f.write_str("percent"),
            Self::Version => f.write_str("version"),
            Self::Date => f.write_str("date"),
        }
    }
}

fn is_date(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn unknown(text: &str, help: &str) -> QuantityError {
    let message = format!("a metric cannot be declared in the unit `{text}`");
    QuantityError::new(QuantityErrorKind::UnknownUnit, 0..text.len(), message, help)
}

/// The error for an invalid unit symbol, extended by the words that only the settings know.
fn with_words(text: &str, error: QuantityError) -> QuantityError {
    match crate::diagnostic::did_you_mean(text, ["count", "ratio", "percent", "version", "date"]) {
        Some(word) => QuantityError {
            help: format!("did you mean `{word}`?"),
            ..error
        },
        None => error,
    }
}
