//! Exact numbers, units, durations, rates and versions: the values that triggers compare.
//! No binary floats: decimals in, decimals out, comparison without rounding.
//!
//! What a metric means and when a condition holds is up to `trigger`.

mod computed;
mod declared;
mod error;
mod exact;
mod own;
mod parse;
mod spelling;
mod text;
mod unit;
mod version;

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use computed::{Computed, Division, Indivisible};
pub use declared::{DeclaredUnit, how_to_declare};
pub use error::{QuantityError, QuantityErrorKind};
pub use exact::{Exact, Sprint};
pub use own::OwnUnit;
pub use parse::{not_a_value, parse_duration, parse_number, parse_value};
pub use spelling::number_meant;
pub use text::{Text, quoted};
pub use unit::{Base, Dimension, Period, Unit, period_meant, undeclared_unit, unit_meant};
pub use version::Version;

/// The value of a metric, or the threshold of a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number with its unit.
    Amount(Amount),
    /// A number that was computed, with its unit.
    Computed(Box<Computed>),
    /// A version such as `18.10` or `18.0.0-rc1`.
    Version(Version),
    /// A date.
    Date(NaiveDate),
    /// A text, which is only equal to another one or not.
    Text(Text),
}

/// A number with its unit, as written.
///
/// Two amounts are `==` if written identically; [`Value::compare`] treats `1000ms` as `1s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The number in front of the unit; 47 for a share of 47 %.
    pub number: Decimal,
    /// The unit it was written in.
    pub unit: Unit,
}

/// Why two values are not comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomparable {
    /// One is a plain number, the other has a unit.
    MissingUnit,
    /// They have different dimensions.
    UnitMismatch,
}

impl Value {
    /// A plain number of things.
    pub fn count(number: u64) -> Self {
        Self::Amount(Amount::new(number.into(), Unit::COUNT))
    }

    /// A share, given as a fraction: 0.47 is `47%`. `None` beyond the range of exact decimals.
    pub fn ratio(fraction: Decimal) -> Option<Self> {
        let number = percent_of_fraction(fraction)?;
        Some(Self::Amount(Amount::new(number, Unit::PERCENT)))
    }

    /// A duration in whole days.
    pub fn days(days: u64) -> Self {
        let unit = Unit::of(Base::Day);
        Self::Amount(Amount::new(days.into(), unit))
    }

    /// A size in bytes.
    pub fn bytes(bytes: u64) -> Self {
        let unit = Unit::of(Base::Byte);
        Self::Amount(Amount::new(bytes.into(), unit))
    }

    /// Parses a version; a leading `v`, as in tags, is dropped. `None` if the text is not a version.
    pub fn version(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        Version::parse(text).map(Self::Version)
    }

    /// Whether this is a number without a unit, which is read in the declared unit of a metric.
    pub fn is_bare(&self) -> bool {
        self.unit() == Some(Unit::COUNT)
    }

    /// Compares two values of the same dimension, exactly for every number and unit.
    ///
    /// # Errors
    /// [`Incomparable`] if the dimensions differ; nothing is converted implicitly.
    pub fn compare(&self, other: &Self, sprint: Sprint) -> Result<Ordering, Incomparable> {
        match (self, other) {
            (Self::Version(left), Self::Version(right)) => Ok(left.cmp(right)),
            (Self::Date(left), Self::Date(right)) => Ok(left.cmp(right)),
            (Self::Text(left), Self::Text(right)) => Ok(left.cmp(right)),
            (Self::Version(_), number) | (number, Self::Version(_)) if number.is_bare() => {
                Err(Incomparable::MissingUnit)
            }
            _ => match self.amounts(other, sprint)? {
                Some([left, right]) => Ok(left.cmp(&right)),
                None => Err(Incomparable::UnitMismatch),
            },
        }
    }

    /// This amount and another of the same dimension, both in one quantum; `None` if either is not an amount.
    ///
    /// # Errors
    /// [`Incomparable`] if the dimensions differ.
    pub fn amounts(
        &self,
        other: &Self,
        sprint: Sprint,
    ) -> Result<Option<[Exact; 2]>, Incomparable> {
        if let (Self::Amount(left), Self::Amount(right)) = (self, other)
            && left.unit == right.unit
        {
            return Ok(Some(Exact::of_same_unit(left.number, right.number)));
        }
        match (self.measure(sprint), other.measure(sprint)) {
            (Some((left, of_left)), Some((right, of_right))) => {
                match of_left.dimension() == of_right.dimension() {
                    true => Ok(Some([left, right])),
                    false if of_left == Unit::COUNT || of_right == Unit::COUNT => {
                        Err(Incomparable::MissingUnit)
                    }
                    false => Err(Incomparable::UnitMismatch),
                }
            }
            _ => Ok(None),
        }
    }
}

impl Amount {
    /// `number` in `unit`.
    pub fn new(number: Decimal, unit: Unit) -> Self {
        Self { number, unit }
    }
}

/// Canonical text, which parses back to an equal value unless it is a long text: `47%`, `180ms`, `3/sprint`, `21 engineers`,
/// `18.10`, `2027-01-01`, `"MIT"`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::Computed(computed) => computed.fmt(f),
            Self::Version(version) => version.fmt(f),
            Self::Date(date) => write!(f, "{date}"),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The number without trailing zeros, then the unit; a space before a unit of a team's own.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number.normalize();
        match (number.scale(), i64::try_from(number.mantissa())) {
            (0, Ok(whole)) => write!(f, "{whole}")?,
            _ => write!(f, "{number}")?,
        }
        if self.unit.own().is_some() {
            f.write_str(" ")?;
        }
        self.unit.fmt(f)
    }
}

/// The fraction times a hundred, by moving the decimal point where possible.
fn percent_of_fraction(fraction: Decimal) -> Option<Decimal> {
    match fraction.scale().checked_sub(2) {
        Some(scale) => Decimal::try_from_i128_with_scale(fraction.mantissa(), scale).ok(),
        None => fraction.checked_mul(Decimal::ONE_HUNDRED),
    }
}

#[cfg(test)]
mod tests;
