//! The availability of services that call each other one after the other.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};

const HOURS_A_YEAR: u32 = 8_760;

/// The availability of a synchronous chain, which is up only while each of its services is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// The number of services.
    pub services: u32,
    /// The availability of each, in percent.
    #[serde(serialize_with = "number")]
    pub each: Decimal,
    /// The availability of all together, in percent, to four digits.
    #[serde(serialize_with = "number")]
    pub together: Decimal,
    /// How long the chain is down in a year, in hours, to one digit.
    #[serde(serialize_with = "number")]
    pub hours_down_a_year: Decimal,
}

fn number<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    number.to_f64().serialize(serializer)
}

impl Availability {
    /// The availability of `services` that are each available `each` percent of the time.
    pub fn of_chain(services: u32, each: Decimal) -> Self {
        let share = each / Decimal::ONE_HUNDRED;
        // Both factors are at most 1, so that a product is rounded but cannot overflow.
        let together = (0..services).fold(Decimal::ONE, |product, _| {
            product.checked_mul(share).unwrap_or_default()
        });
        let down = (Decimal::ONE - together) * Decimal::from(HOURS_A_YEAR);
        Self {
            services,
            each,
            together: (together * Decimal::ONE_HUNDRED).round_dp(4).normalize(),
            hours_down_a_year: down.round_dp(1).normalize(),
        }
    }

    /// `4 services in a row at 99.9% each are available 99.6% of the time: down for about 35 hours a year`.
    pub fn sentence(&self) -> String {
        let whole = Decimal::TEN;
        let hours = match self.hours_down_a_year {
            hours if hours >= whole => hours.round(),
            hours => hours,
        };
        let together = match self.together.round_dp(1) {
            together if together < Decimal::ONE_HUNDRED => together.normalize(),
            _ => self.together,
        };
        let (services, each) = (self.services, self.each.normalize());
        match services {
            1 => format!("one service at {each}% is down for about {hours} hours a year"),
            _ => format!(
                "{services} services in a row at {each}% each are available {together}% of the time: down for about {hours} hours a year"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_services_at_three_nines_are_down_for_35_hours_a_year() {
        let chain = Availability::of_chain(4, Decimal::new(999, 1));
        assert_eq!(chain.together.to_string(), "99.6006");
        assert_eq!(chain.hours_down_a_year.to_string(), "35");
        assert_eq!(
            chain.sentence(),
            "4 services in a row at 99.9% each are available 99.6% of the time: down for about 35 hours a year"
        );
    }

    #[test]
    fn extremes_do_not_overflow() {
        let never = Availability::of_chain(1000, Decimal::ZERO);
        assert_eq!(never.hours_down_a_year.to_string(), "8760");
        let long = Decimal::from_str_exact("99.99999999999999999999999").unwrap();
        assert!(
            Availability::of_chain(1000, long)
                .sentence()
                .contains("99.9")
        );
    }
}
