//! The values around a threshold at which a verdict changes, used to explain a condition by example.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::quantity::{Amount, Text, Value};

use super::compare::NEAR_DAYS;
use super::expression::Operator;

/// Values on both sides of `threshold`, starting with the side that satisfies `operator`. Values too large
/// for exact numbers are left out.
pub(super) fn around(threshold: &Value, operator: Operator) -> Vec<Value> {
    let rises = !matches!(operator, Operator::Below | Operator::AtMost);
    match threshold {
        Value::Amount(amount) => numbers(amount.number, rises)
            .into_iter()
            .map(|number| Value::Amount(Amount::new(number, amount.unit)))
            .collect(),
        Value::Computed(_) => Vec::new(),
        Value::Version(version) => {
            let [beyond, before] = [rises, !rises].map(|up| neighbour(version.as_str(), up));
            [beyond, Some(threshold.clone()), before]
                .into_iter()
                .flatten()
                .collect()
        }
        Value::Date(due) => days(*due, rises).into_iter().map(Value::Date).collect(),
        Value::Text(text) => {
            let other = Text::parse(&format!("not {}", text.as_str()));
            let other = other.map(Value::Text);
            [Some(threshold.clone()), other]
                .into_iter()
                .flatten()
                .collect()
        }
    }
}

/// The threshold and its neighbours, one unit apart in the last digit; and the same where near begins.
fn numbers(threshold: Decimal, rises: bool) -> Vec<Decimal> {
    let step = |number: Decimal, up: bool| {
        let step = Decimal::new(1, number.normalize().scale());
        match up {
            true => number.checked_add(step),
            false => number.checked_sub(step),
        }
    };
    let share = if rises {
        Decimal::new(8, 1)
    } else {
        Decimal::new(125, 2)
    };
    let near = threshold
        .checked_mul(share)
        .filter(|_| threshold > Decimal::ZERO);
    let mut numbers: Vec<_> = [
        Some(threshold),
        step(threshold, true),
        step(threshold, false),
        near,
        near.and_then(|near| step(near, !rises)),
    ]
    .into_iter()
    .flatten()
    .collect();
    numbers.sort_unstable();
    numbers.dedup();
    if rises {
        numbers.reverse();
    }
    numbers
}

/// The version with its last number incremented or decremented.
fn neighbour(version: &str, up: bool) -> Option<Value> {
    let start = version
        .trim_end_matches(|last: char| last.is_ascii_digit())
        .len();
    let (before, last) = version.split_at_checked(start)?;
    let last: u64 = last.parse().ok()?;
    let next = match up {
        true => last.checked_add(1),
        false => last.checked_sub(1),
    };
    Value::version(&format!("{before}{}", next?))
}

fn days(due: NaiveDate, rises: bool) -> Vec<NaiveDate> {
    let near = u64::try_from(NEAR_DAYS).unwrap_or(0);
    let away = |days: u64, later: bool| match later {
        true => due.checked_add_days(Days::new(days)),
        false => due.checked_sub_days(Days::new(days)),
    };
    let days = [
        away(1, rises),
        Some(due),
        away(1, !rises),
        away(near, !rises),
        away(near + 1, !rises),
    ];
    days.into_iter().flatten().collect()
}
