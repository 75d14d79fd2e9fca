//! The unit a metric is declared in, and how a number without a unit is read in it.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::error::{QuantityError, QuantityErrorKind};
use super::own::OwnUnit;
use super::spelling::is_slip;
use super::unit::{Base, Unit};
use super::version::Version;
use super::{Amount, Text, Value, parse_value};

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
    /// `text`.
    Text,
}

impl DeclaredUnit {
    /// A plain number.
    pub const COUNT: Self = Self::Amount(Unit::COUNT);
    /// A share; a plain number is a fraction.
    pub const RATIO: Self = Self::Amount(Unit::PERCENT);

    /// The default unit by the metric's name: a version for `dependency.tokio`, `postgres.version` and
    /// `postgres.server-version`, so that 18.10 is after 18.9.
    pub fn of_name(metric: &str) -> Option<Self> {
        let ends_in_version = metric
            .strip_suffix("version")
            .is_some_and(|before| before.is_empty() || before.ends_with(['.', '-', '_']));
        let is_version = ends_in_version || metric.starts_with("dependency.");
        is_version.then_some(Self::Version)
    }

    /// Parses a unit: `count`, `ratio`, `version`, `date`, `text`, the symbol of a unit, such as `ms` or
    /// `/sprint`, or a unit of a team's own, such as `EUR`.
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
            "text" => Ok(Self::Text),
            "" => Err(unknown(text, "write `count` for a plain number")),
            symbol => match Unit::parse(symbol) {
                Ok(unit) => match word_meant(unit) {
                    Some(word) => Err(unknown(symbol, &format!("did you mean `{word}`?"))),
                    None => Ok(Self::Amount(unit)),
                },
                Err(error) => Err(with_words(symbol, error)),
            },
        }
    }

    /// Reads a plain number in this unit: 0.47 as a ratio is `47%`, 180 in ms is `180ms`. `None` if that is
    /// not possible (a date, a text, a negative version) or out of range.
    pub fn read(self, number: Decimal) -> Option<Value> {
        match self {
            Self::RATIO => Value::ratio(number),
            Self::Amount(unit) => Some(Value::Amount(Amount::new(number, unit))),
            Self::Percent => Some(Value::Amount(Amount::new(number, Unit::PERCENT))),
            Self::Version => Version::parse(&number.to_string()).map(Value::Version),
            Self::Date | Self::Text => None,
        }
    }

    /// Parses `text` as a value of a metric in this unit. Only a plain number is read in it; whether any
    /// other value is compatible is checked by [`DeclaredUnit::fits`].
    ///
    /// # Errors
    /// As [`parse_value`], and for an empty text; [`QuantityErrorKind::WrongUnit`] for a plain number that is not a version or date.
    pub fn parse_value(self, text: &str) -> Result<Value, QuantityError> {
        if self == Self::Version {
            let trimmed = text.trim();
            if let Some(version) = Version::parse(trimmed).filter(|_| !is_date(trimmed)) {
                return Ok(Value::Version(version));
            }
        }
        if self == Self::Text {
            let value = Text::parse(text).map(Value::Text);
            return value.ok_or_else(|| missing_text(text));
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
            (Self::Version, Value::Version(_))
            | (Self::Date, Value::Date(_))
            | (Self::Text, Value::Text(_)) => true,
            _ => false,
        }
    }

    /// The unit of its numbers; `None` for a version, a date or a text.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Self::Amount(unit) => Some(unit),
            Self::Percent => Some(Unit::PERCENT),
            Self::Version | Self::Date | Self::Text => None,
        }
    }

    /// The unit of a team's own that its numbers count.
    pub fn own(self) -> Option<OwnUnit> {
        self.unit().and_then(Unit::own)
    }

    /// Whether it is a share, which is between 0 and 1 unless declared otherwise.
    pub fn is_share(self) -> bool {
        matches!(self, Self::RATIO | Self::Percent)
    }

    /// An example of a threshold in this unit: `40%`, `500ms`, `18.2`.
    pub fn example(self) -> String {
        match self {
            Self::RATIO | Self::Percent => "40%".to_owned(),
            Self::Amount(unit) => unit.with(20),
            Self::Version => "18.2".to_owned(),
            Self::Date => "2027-01-31".to_owned(),
            Self::Text => "\"MIT\"".to_owned(),
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
            Self::Text => f.write_str("text"),
        }
    }
}

fn missing_text(text: &str) -> QuantityError {
    let kind = QuantityErrorKind::NotAValue;
    let help = "write the text, or leave the value out";
    QuantityError::new(kind, 0..text.len(), "the text is empty", help)
}

fn is_date(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn unknown(text: &str, help: &str) -> QuantityError {
    let message = format!("a metric cannot be declared in the unit `{text}`");
    QuantityError::new(QuantityErrorKind::UnknownUnit, 0..text.len(), message, help)
}

/// How to declare `metric` in `unit`, for a suggestion.
pub fn how_to_declare(metric: &str, unit: impl fmt::Display) -> String {
    format!("declare `unit = \"{unit}\"` under `[metrics.\"{metric}\"]`")
}

/// The words for units that only the settings know.
const WORDS: [&str; 6] = ["count", "ratio", "percent", "version", "date", "text"];

/// The word of the settings that `unit`, which looks like one of a team's own, has a slip in.
fn word_meant(unit: Unit) -> Option<&'static str> {
    let written = unit.own()?.as_str().to_lowercase();
    WORDS.into_iter().find(|word| is_slip(&written, word))
}

/// The error for an invalid unit symbol, extended by the words that only the settings know.
fn with_words(text: &str, error: QuantityError) -> QuantityError {
    match crate::diagnostic::did_you_mean(&text.to_lowercase(), WORDS) {
        Some(word) => QuantityError {
            help: format!("did you mean `{word}`?"),
            ..error
        },
        None => error,
    }
}
