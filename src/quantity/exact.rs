//! Amounts as integer multiples of a common quantum, so that comparison and addition never round.

use std::iter::Sum;
use std::time::Duration;

use num_bigint::{BigInt, Sign};
use rust_decimal::Decimal;

use super::error::{QuantityError, QuantityErrorKind};
use super::unit::{Period, Unit};
use super::{Amount, parse_duration};

/// The length of a sprint: two weeks unless the settings say otherwise, and never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sprint(Duration);

impl Default for Sprint {
    fn default() -> Self {
        Self(Duration::from_secs(14 * 86_400))
    }
}

impl Sprint {
    /// Parses the length of a sprint, such as `14d` or `2w`.
    ///
    /// # Errors
    /// As [`parse_duration`], and for a length of zero.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let length = parse_duration(text)?;
        if length.is_zero() {
            return Err(QuantityError::new(
                QuantityErrorKind::OutOfRange,
                0..text.len(),
                "a sprint must be longer than zero",
                "write its length, such as `14d`",
            ));
        }
        Ok(Self(length))
    }
}

/// An amount as a whole number of quanta of its dimension, for one length of the sprint.
///
/// The quantum is 10⁻²⁸ (the finest decimal) of 1, 1 %, 1 ns or 1 B; for a rate, per the shortest time that
/// divides every period. Only quanta of the same dimension and sprint are comparable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigInt);

/// The least common multiple of all fixed periods, in seconds.
const COMMON_PERIOD: u64 = 18_144_000;
const NANOSECONDS: u64 = 1_000_000_000;
/// Decimal places shown for a computed number.
const SHOWN_PLACES: u32 = 12;

impl Amount {
    /// The amount in quanta of its dimension.
    pub fn exact(&self, sprint: Sprint) -> Exact {
        let finer = Decimal::MAX_SCALE.saturating_sub(self.number.scale());
        let number = BigInt::from(self.number.mantissa()) * power_of_ten(finer);
        Exact(number * quanta(self.unit, sprint))
    }

    /// The amount in `unit`, as the nearest binary number, for plotting; `None` if the dimension differs.
    pub fn number_in(&self, unit: Unit, sprint: Sprint) -> Option<f64> {
        if self.unit.dimension() != unit.dimension() {
            return None;
        }
        let text = match self.unit == unit {
            true => self.number.to_string(),
            false => self.exact(sprint).number_in(unit, 1, sprint),
        };
        text.parse().ok()
    }
}

impl Exact {
    /// The amount times `number`, for comparing a sum instead of a mean.
    #[must_use]
    pub fn times(&self, number: usize) -> Self {
        Self(&self.0 * BigInt::from(number))
    }

    /// Whether it is greater than zero.
    pub fn is_positive(&self) -> bool {
        self.0.sign() == Sign::Plus
    }

    /// Whether it is at least `percent` percent of `whole`.
    pub fn reaches(&self, percent: u32, whole: &Self) -> bool {
        &self.0 * BigInt::from(100) >= &whole.0 * BigInt::from(percent)
    }

    /// The fraction of `whole`, to six decimal places, for display. `None` if `whole` is zero.
    pub fn part_of(&self, whole: &Self) -> Option<f64> {
        const PLACES: u32 = 6;
        if whole.0.sign() == Sign::NoSign {
            return None;
        }
        let part = rounded(&(&self.0 * power_of_ten(PLACES)), &whole.0);
        part.to_string()
            .parse::<f64>()
            .ok()
            .map(|millionths| millionths / 1e6)
    }

    /// The amount divided by `number` as text in `unit`, rounded to twelve decimal places.
    pub fn text_in(&self, unit: Unit, number: usize, sprint: Sprint) -> String {
        format!("{}{unit}", self.number_in(unit, number, sprint))
    }

    fn number_in(&self, unit: Unit, number: usize, sprint: Sprint) -> String {
        let one = quanta(unit, sprint) * power_of_ten(Decimal::MAX_SCALE);
        let divisor = one * BigInt::from(number.max(1));
        let digits = rounded(&(&self.0 * power_of_ten(SHOWN_PLACES)), &divisor);
        with_point(&digits)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).sum())
    }
}

/// The number of quanta in one `unit`.
fn quanta(unit: Unit, sprint: Sprint) -> BigInt {
    let size = BigInt::from(unit.base.size());
    match unit.per {
        None => size,
        Some(period) => size * per_common_period(period, sprint),
    }
}

fn per_common_period(period: Period, sprint: Sprint) -> BigInt {
    match period.seconds() {
        Some(seconds) => BigInt::from(COMMON_PERIOD / seconds) * BigInt::from(sprint.0.as_nanos()),
        None => BigInt::from(COMMON_PERIOD) * BigInt::from(NANOSECONDS),
    }
}

fn power_of_ten(exponent: u32) -> BigInt {
    BigInt::from(10).pow(exponent)
}

/// The quotient, rounded half away from zero.
fn rounded(dividend: &BigInt, divisor: &BigInt) -> BigInt {
    let doubled = dividend * BigInt::from(2);
    let half = if (dividend.sign() == Sign::Minus) == (divisor.sign() == Sign::Minus) {
        divisor.clone()
    } else {
        -divisor
    };
    (doubled + half) / (divisor * BigInt::from(2))
}

/// `digits` with a decimal point before the last [`SHOWN_PLACES`], without trailing zeros.
fn with_point(digits: &BigInt) -> String {
    let places = SHOWN_PLACES as usize;
    let sign = if digits.sign() == Sign::Minus {
        "-"
    } else {
        ""
    };
    let padded = format!("{:0>width$}", digits.magnitude(), width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
