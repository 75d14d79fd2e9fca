//! Amounts that were computed from others, and how units divide.

use std::fmt;

use rust_decimal::Decimal;

use super::Value;
use super::exact::{Exact, Sprint};
use super::unit::{Base, Period, Unit};

/// An amount that need not be a decimal, such as a third.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    /// The amount.
    pub exact: Exact,
    /// The unit it is shown in.
    pub unit: Unit,
    /// The length of the sprint in it.
    pub sprint: Sprint,
}

/// A whole number of quanta to twelve decimal places, and what was divided to six significant digits.
impl fmt::Display for Computed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.exact.digits_in(self.unit, self.sprint);
        let rounded = digits
            .parse::<Decimal>()
            .ok()
            .filter(|_| !self.exact.is_whole());
        match rounded.and_then(|number| number.round_sf(SIGNIFICANT)) {
            Some(number) => write!(f, "{}{}", number.normalize(), self.unit),
            None => write!(f, "{digits}{}", self.unit),
        }
    }
}

const SIGNIFICANT: u32 = 6;

/// Why one value cannot be divided by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indivisible {
    /// The divisor is zero.
    ByZero,
    /// One of them is no number, or no unit stands for the quotient.
    UnitMismatch,
}

/// How units divide: an amount in `above`, divided by one in `below`, is one in `quotient`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// The unit of the dividend.
    pub above: Unit,
    /// The unit of the divisor.
    pub below: Unit,
    /// The unit of the quotient.
    pub quotient: Unit,
}

impl Division {
    /// How an amount in `above` is divided by one in `below`: of the same dimension to a plain number, by a plain number to
    /// the same unit, by a duration to a rate, and by a rate to what it is the rate of. `None` if no unit stands for the
    /// quotient.
    pub fn of(above: Unit, below: Unit) -> Option<Self> {
        const SECOND: Unit = Unit::of(Base::Second);
        let per_second = |base| Unit {
            base,
            per: Some(Period::Second),
        };
        let division = |above, below, quotient| {
            Some(Self {
                above,
                below,
                quotient,
            })
        };
        let is_number = |unit: Unit| unit.measures_same(Unit::COUNT);
        let (rate, whole) = (per_second(above.base), Unit::of(above.base));
        let (is_rate, by_rate) = (above.per.is_some(), below.per.is_some());
        if above.dimension() == below.dimension() {
            division(above, above, Unit::COUNT)
        } else if below.dimension() == Unit::COUNT.dimension() {
            division(above, below, above)
        } else if above.measures_same(Unit::PERCENT) || below.measures_same(Unit::PERCENT) {
            None
        } else if above.measures_same(below) && is_rate {
            division(rate, whole, per_second(Base::One))
        } else if above.measures_same(below) {
            division(whole, rate, SECOND)
        } else if below.is_time() && !is_rate {
            division(whole, SECOND, rate)
        } else if is_number(below) && is_rate && by_rate {
            division(rate, per_second(Base::One), whole)
        } else {
            None
        }
    }
}

impl Value {
    /// The amount and its unit; `None` for a version, a date or a text.
    pub fn measure(&self, sprint: Sprint) -> Option<(Exact, Unit)> {
        match self {
            Self::Amount(amount) => Some((amount.exact(sprint), amount.unit)),
            Self::Computed(computed) => Some((computed.exact.clone(), computed.unit)),
            Self::Version(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// The unit; `None` for a version, a date or a text.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            Self::Amount(amount) => Some(amount.unit),
            Self::Computed(computed) => Some(computed.unit),
            Self::Version(_) | Self::Date(_) | Self::Text(_) => None,
        }
    }

    /// This value divided by `other`, as a share if it `is_share` and a plain number otherwise.
    ///
    /// # Errors
    /// [`Indivisible`]
    pub fn divided_by(
        &self,
        other: &Self,
        is_share: bool,
        sprint: Sprint,
    ) -> Result<Self, Indivisible> {
        let measures = self.measure(sprint).zip(other.measure(sprint));
        let ((above, of_above), (below, of_below)) = measures.ok_or(Indivisible::UnitMismatch)?;
        let division = Division::of(of_above, of_below).ok_or(Indivisible::UnitMismatch)?;
        let exact = above.divided_by(&below, &division, sprint);
        let exact = exact.ok_or(Indivisible::ByZero)?;
        let computed = match is_share && division.quotient == Unit::COUNT {
            true => Computed::share(&exact, sprint),
            false => Computed {
                exact,
                unit: division.quotient,
                sprint,
            },
        };
        Ok(Self::Computed(computed.into()))
    }

    /// The relative change from `then` to this value, as a share: 50 % from 100 to 150.
    ///
    /// # Errors
    /// [`Indivisible`]; by zero also if `then` is negative, since a share of it means nothing.
    pub fn change_since(&self, then: &Self, sprint: Sprint) -> Result<Self, Indivisible> {
        let measures = self.measure(sprint).zip(then.measure(sprint));
        let ((now, of_now), (then, of_then)) = measures.ok_or(Indivisible::UnitMismatch)?;
        if of_now.dimension() != of_then.dimension() {
            return Err(Indivisible::UnitMismatch);
        }
        if !then.is_positive() {
            return Err(Indivisible::ByZero);
        }
        let division = Division {
            above: of_now,
            below: of_now,
            quotient: Unit::COUNT,
        };
        let change = now.less(&then).divided_by(&then, &division, sprint);
        let change = change.ok_or(Indivisible::ByZero)?;
        Ok(Self::Computed(Computed::share(&change, sprint).into()))
    }
}

impl Computed {
    /// The plain number `fraction` as a share.
    fn share(fraction: &Exact, sprint: Sprint) -> Self {
        Self {
            exact: fraction.times(100),
            unit: Unit::PERCENT,
            sprint,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use crate::quantity::{Sprint, parse_value};

    fn quotient(above: &str, below: &str) -> Option<String> {
        let value = |text| parse_value(text).unwrap();
        let quotient = value(above).divided_by(&value(below), false, Sprint::default());
        quotient.ok().map(|value| value.to_string())
    }

    #[test]
    fn units_divide() {
        for (above, below, expected) in [
            ("900/s", "2/s", Some("450")),
            ("900/s", "5400/min", Some("10")),
            ("1GB", "4MB", Some("250")),
            ("10", "4", Some("2.5")),
            ("10ms", "4", Some("2.5ms")),
            ("30%", "60%", Some("0.5")),
            ("30%", "3", Some("10%")),
            ("120MB", "1min", Some("2MB/s")),
            ("120", "1min", Some("2/s")),
            ("1GB", "10MB/s", Some("100s")),
            ("10/s", "5", Some("2/s")),
            ("10MB/s", "5MB", Some("2/s")),
            ("10MB/s", "5/s", Some("2MB")),
            ("2h", "30min", Some("4")),
            ("1", "3", Some("0.333333")),
            ("-1", "3", Some("-0.333333")),
            ("1", "-4", Some("-0.25")),
            ("0", "3", Some("0")),
            ("1", "0", None),
            ("1s", "1MB", None),
            ("1%", "1s", None),
            ("1", "5%", None),
            ("1MB/s", "1s", None),
            ("1.2.3", "1", None),
            ("2027-01-01", "1", None),
        ] {
            assert_eq!(
                quotient(above, below).as_deref(),
                expected,
                "{above} / {below}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_quotient_is_compared_as_its_dividend_with_the_product(
            above in -1_000_000_i64..1_000_000,
            below in -1_000_i64..1_000,
            threshold in -1_000_i64..1_000,
            (of_above, of_below, of_threshold) in (0_u32..4, 0_u32..4, 0_u32..4),
        ) {
            prop_assume!(below != 0);
            let sprint = Sprint::default();
            let [above, below, threshold] =
                [(above, of_above), (below, of_below), (threshold, of_threshold)]
                    .map(|(number, scale)| Decimal::new(number, scale));
            let value = |number: Decimal| parse_value(&number.to_string()).unwrap();
            let quotient = value(above).divided_by(&value(below), false, sprint).unwrap();
            let product = threshold * below;
            let expected = match below.is_sign_negative() {
                true => product.cmp(&above),
                false => above.cmp(&product),
            };
            prop_assert_eq!(quotient.compare(&value(threshold), sprint), Ok(expected));
        }

        #[test]
        fn a_change_is_by_its_definition(
            now in -10_000_i64..10_000,
            then in -100_i64..10_000,
            percent in -300_i64..300,
        ) {
            let sprint = Sprint::default();
            let value = |text: String| parse_value(&text).unwrap();
            let change = value(now.to_string()).change_since(&value(then.to_string()), sprint);
            prop_assert_eq!(change.is_ok(), then > 0);
            if let Ok(change) = change {
                let expected = (100 * (now - then)).cmp(&(percent * then));
                prop_assert_eq!(change.compare(&value(format!("{percent}%")), sprint), Ok(expected));
            }
        }
    }
}
