//! Amounts as fractions of integers, in a common quantum, so that comparison, addition and division never round.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::iter::Sum;
use std::time::Duration;

use dashu_int::ops::UnsignedAbs as _;
use dashu_int::{IBig, Sign};
use rust_decimal::Decimal;

use super::computed::Division;
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

    /// Its length.
    pub fn length(self) -> Duration {
        self.0
    }
}

/// An amount as a number of quanta of its dimension, for one length of the sprint.
///
/// The quantum is 10⁻²⁸ (the finest decimal) of 1, 1 %, 1 ns or 1 B; for a rate, per the shortest time that
/// divides every period. Only quanta of the same dimension and sprint are comparable. Two
/// numbers that are compared in the same unit need no common quantum, and have one of their own.
#[derive(Debug, Clone)]
pub struct Exact {
    dividend: IBig,
    /// Always positive; 1 for what was measured, rather than computed.
    divisor: IBig,
}

/// The least common multiple of all fixed periods, in seconds.
const COMMON_PERIOD: u64 = 18_144_000;
const NANOSECONDS: u64 = 1_000_000_000;
/// Decimal places shown for a computed number.
const SHOWN_PLACES: u32 = 12;

impl Amount {
    /// The amount in quanta of its dimension.
    pub fn exact(&self, sprint: Sprint) -> Exact {
        let finer = Decimal::MAX_SCALE.saturating_sub(self.number.scale());
        let number = IBig::from(self.number.mantissa()) * power_of_ten(finer);
        Exact::whole(number * quanta(self.unit, sprint))
    }

    /// The amount in `unit`, as the nearest binary number, for plotting; `None` if the dimension differs.
    pub fn number_in(&self, unit: Unit, sprint: Sprint) -> Option<f64> {
        if self.unit.dimension() != unit.dimension() {
            return None;
        }
        let text = match self.unit == unit {
            true => self.number.to_string(),
            false => self.exact(sprint).digits_in(unit, sprint),
        };
        text.parse().ok()
    }
}

impl Exact {
    /// Two numbers of the same unit, in the last place of the finer one.
    pub(super) fn of_same_unit(left: Decimal, right: Decimal) -> [Self; 2] {
        let scale = left.scale().max(right.scale());
        [left, right].map(|number| {
            let mantissa = IBig::from(number.mantissa());
            Self::whole(match scale - number.scale() {
                0 => mantissa,
                finer => mantissa * power_of_ten(finer),
            })
        })
    }

    fn whole(number: IBig) -> Self {
        Self {
            dividend: number,
            divisor: IBig::ONE,
        }
    }

    /// The amount times `number`.
    #[must_use]
    pub fn times(&self, number: u32) -> Self {
        Self {
            dividend: &self.dividend * IBig::from(number),
            divisor: self.divisor.clone(),
        }
    }

    /// The amount divided by `number`, which is not zero.
    #[must_use]
    pub fn over(self, number: usize) -> Self {
        Self {
            divisor: self.divisor * IBig::from(number.max(1)),
            ..self
        }
    }

    /// The amount divided by `other`, as `division` says. `None` if `other` is zero.
    pub fn divided_by(&self, other: &Self, division: &Division, sprint: Sprint) -> Option<Self> {
        let size = |unit| quanta(unit, sprint);
        let dividend =
            &self.dividend * &other.divisor * size(division.below) * size(division.quotient);
        let dividend = dividend * power_of_ten(Decimal::MAX_SCALE);
        let divisor = &self.divisor * &other.dividend * size(division.above);
        match divisor.sign() {
            _ if divisor.is_zero() => None,
            Sign::Positive => Some(Self { dividend, divisor }),
            Sign::Negative => Some(Self {
                dividend: -dividend,
                divisor: -divisor,
            }),
        }
    }

    /// The amount less `other`, of the same dimension.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        Self {
            dividend: &self.dividend * &other.divisor - &other.dividend * &self.divisor,
            divisor: &self.divisor * &other.divisor,
        }
    }

    /// The dividends of this and `other` over a common divisor.
    fn over_common_divisor<'e>(&'e self, other: &'e Self) -> [Cow<'e, IBig>; 2] {
        match self.divisor == other.divisor {
            true => [&self.dividend, &other.dividend].map(Cow::Borrowed),
            false => [
                Cow::Owned(&self.dividend * &other.divisor),
                Cow::Owned(&other.dividend * &self.divisor),
            ],
        }
    }

    /// Whether it was not divided.
    pub fn is_whole(&self) -> bool {
        self.divisor.is_one()
    }

    /// Whether it is greater than zero.
    pub fn is_positive(&self) -> bool {
        self.dividend.sign() == Sign::Positive && !self.dividend.is_zero()
    }

    /// Whether it is at least `percent` percent of `whole`.
    pub fn reaches(&self, percent: u32, whole: &Self) -> bool {
        let [part, whole] = self.over_common_divisor(whole);
        &*part * IBig::from(100) >= &*whole * IBig::from(percent)
    }

    /// The fraction of `whole`, to six decimal places, for display. `None` if `whole` is zero.
    pub fn part_of(&self, whole: &Self) -> Option<f64> {
        const MILLION: u32 = 1_000_000;
        if whole.dividend.is_zero() {
            return None;
        }
        let [part, whole] = self.over_common_divisor(whole);
        let part = rounded(&(&*part * IBig::from(MILLION)), &whole);
        let millionths = match i32::try_from(&part) {
            Ok(few) => few.into(),
            Err(_) => part.to_string().parse::<f64>().ok()?,
        };
        Some(millionths / 1e6)
    }

    /// The amount as text in `unit`, rounded to twelve decimal places.
    pub fn text_in(&self, unit: Unit, sprint: Sprint) -> String {
        unit.with(self.digits_in(unit, sprint))
    }

    /// The same without the unit's symbol.
    pub fn digits_in(&self, unit: Unit, sprint: Sprint) -> String {
        let one = quanta(unit, sprint) * power_of_ten(Decimal::MAX_SCALE);
        let dividend = &self.dividend * power_of_ten(SHOWN_PLACES);
        with_point(&rounded(&dividend, &(one * &self.divisor)))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let [left, right] = self.over_common_divisor(other);
        left.cmp(&right)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Exact {}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::whole(IBig::ZERO), |sum, amount| {
            if sum.divisor == amount.divisor {
                return Self {
                    dividend: sum.dividend + amount.dividend,
                    ..sum
                };
            }
            Self {
                dividend: sum.dividend * &amount.divisor + amount.dividend * &sum.divisor,
                divisor: sum.divisor * amount.divisor,
            }
        })
    }
}

/// The number of quanta in one `unit`.
fn quanta(unit: Unit, sprint: Sprint) -> IBig {
    let size = IBig::from(unit.base.size());
    match unit.per {
        None => size,
        Some(period) => size * per_common_period(period, sprint),
    }
}

fn per_common_period(period: Period, sprint: Sprint) -> IBig {
    match period.seconds() {
        Some(seconds) => IBig::from(COMMON_PERIOD / seconds) * IBig::from(sprint.0.as_nanos()),
        None => IBig::from(COMMON_PERIOD) * IBig::from(NANOSECONDS),
    }
}

fn power_of_ten(exponent: u32) -> IBig {
    IBig::from(10).pow(exponent as usize)
}

/// The quotient, rounded half away from zero.
fn rounded(dividend: &IBig, divisor: &IBig) -> IBig {
    let doubled = dividend << 1;
    let is_positive = dividend.sign() == divisor.sign();
    let farther = if is_positive {
        doubled + divisor
    } else {
        doubled - divisor
    };
    farther / (divisor << 1)
}

/// `digits` with a decimal point before the last [`SHOWN_PLACES`], without trailing zeros.
fn with_point(digits: &IBig) -> String {
    let places = SHOWN_PLACES as usize;
    let sign = match digits.sign() {
        Sign::Negative => "-",
        Sign::Positive => "",
    };
    let magnitude = digits.unsigned_abs().to_string();
    let padded = format!("{magnitude:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
