//! Compares one value with one threshold: true, near or false, and how close it is.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::quantity::{DeclaredUnit, Exact, Sprint, Value};

use super::expression::{Literal, Operator};
use super::outcome::Truth;
use super::value::Cause;

/// The progress from which a value is near, in percent.
const NEAR_PERCENT: u32 = 80;
/// How many days before its date a condition is near.
pub(super) const NEAR_DAYS: i64 = 30;

/// The truth of a comparison, and the progress towards it if that is meaningful.
pub(super) type Verdict = (Truth, Option<f64>);

impl Operator {
    /// Whether a value in this order to the threshold satisfies the comparison.
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
        }
    }

    /// Whether the first of two values is farther past the threshold than the second.
    pub(super) fn is_farther(self, first_to_second: Ordering) -> bool {
        match self {
            Self::Above | Self::AtLeast => first_to_second.is_gt(),
            Self::Below | Self::AtMost => first_to_second.is_lt(),
            Self::Equal | Self::Unequal => false,
        }
    }
}

/// The threshold, read in the metric's unit or else in the value's.
pub(super) fn threshold_for(
    literal: &Literal,
    unit: Option<DeclaredUnit>,
    value: Option<&Value>,
) -> Value {
    match (unit, value) {
        (Some(unit), _) => literal.read_in(unit),
        (None, Some(Value::Version(_))) => literal.read_in(DeclaredUnit::Version),
        _ => literal.value.clone(),
    }
}

/// Evaluates `value operator threshold`.
pub(super) fn judge(
    value: &Value,
    operator: Operator,
    threshold: &Value,
    sprint: Sprint,
) -> Result<Verdict, Cause> {
    if let Some([value, threshold]) = value.amounts(threshold, sprint)? {
        return Ok(judge_amounts(&value, operator, &threshold));
    }
    let order = value.compare(threshold, sprint)?;
    Ok(match (value, threshold) {
        (Value::Date(day), Value::Date(due)) => (judge_days(*day, operator, *due), None),
        _ if operator.holds(order) => (Truth::True, None),
        _ => (Truth::False { near: false }, None),
    })
}

/// The same for amounts of the same dimension.
pub(super) fn judge_amounts(value: &Exact, operator: Operator, threshold: &Exact) -> Verdict {
    let ratio = match operator {
        Operator::Above | Operator::AtLeast => Some((value, threshold)),
        Operator::Below | Operator::AtMost => Some((threshold, value)),
        Operator::Equal | Operator::Unequal => None,
    };
    let ratio = ratio.filter(|(part, whole)| part.is_positive() && whole.is_positive());
    let progress = ratio.and_then(|(part, whole)| part.part_of(whole));
    if operator.holds(value.cmp(threshold)) {
        return (Truth::True, progress);
    }
    let near = ratio.is_some_and(|(part, whole)| part.reaches(NEAR_PERCENT, whole));
    (Truth::False { near }, progress)
}

fn judge_days(day: NaiveDate, operator: Operator, due: NaiveDate) -> Truth {
    if operator.holds(day.cmp(&due)) {
        return Truth::True;
    }
    let days_away = match operator {
        Operator::Above | Operator::AtLeast => Some((due - day).num_days()),
        Operator::Below | Operator::AtMost => Some((day - due).num_days()),
        Operator::Equal | Operator::Unequal => None,
    };
    let near = days_away.is_some_and(|days| days <= NEAR_DAYS);
    Truth::False { near }
}

/// Whether `today` has satisfied the comparison on each of the last `days` days. Time only moves forward, so
/// a date that has passed is never near again.
pub(super) fn judge_today(
    today: NaiveDate,
    days: u64,
    operator: Operator,
    due: NaiveDate,
) -> Truth {
    let first = today.checked_sub_days(chrono::Days::new(days));
    let first = first.unwrap_or(NaiveDate::MIN);
    let held = match operator {
        Operator::Above | Operator::AtLeast => return judge_days(first, operator, due),
        Operator::Below | Operator::AtMost => operator.holds(today.cmp(&due)),
        Operator::Equal => first == due && today == due,
        Operator::Unequal => due < first || today < due,
    };
    if held {
        Truth::True
    } else {
        Truth::False { near: false }
    }
}
