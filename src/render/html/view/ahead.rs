//! When a trigger may fire: the dates in its condition, and the forecasts of its metrics.

use chrono::NaiveDate;
use serde::Serialize;

use crate::metric::trend::{Crossing, Trend};
use crate::quantity::Value;
use crate::trigger::expression::{Expr, Operator, Subject};

/// When a trigger may fire.
#[derive(Debug, Clone, Serialize)]
pub struct Ahead {
    /// The first day on which it may; `None` if that is not within ten years.
    pub from: Option<NaiveDate>,
    /// The last day of the forecast; `None` if it may never fire.
    pub to: Option<NaiveDate>,
    /// Both in words: `crosses between 2026-12 and 2027-03`, `on 2027-01-01`.
    pub words: String,
    /// The first day as precisely as it is known: `2027-01-01`, `from 2026-12`.
    pub short: String,
}

/// The days from which on a comparison of today's date in `condition` is true.
pub fn dates(condition: &Expr) -> Vec<NaiveDate> {
    let conditions = condition.conditions();
    let dates = conditions.filter_map(|condition| {
        match (
            &condition.subject,
            condition.operator,
            &condition.threshold.value,
        ) {
            (Subject::Today(_), Operator::AtLeast | Operator::Equal, Value::Date(day)) => {
                Some(*day)
            }
            (Subject::Today(_), Operator::Above, Value::Date(day)) => day.succ_opt(),
            _ => None,
        }
    });
    dates.collect()
}

impl Ahead {
    /// The earliest of what lies ahead.
    pub fn earliest(all: impl Iterator<Item = Self>) -> Option<Self> {
        all.min_by_key(|ahead| ahead.from.unwrap_or(NaiveDate::MAX))
    }

    /// The next date after `today` in a condition.
    pub fn of_dates(condition: &Expr, today: NaiveDate) -> Option<Self> {
        let dates = dates(condition).into_iter();
        let day = dates.filter(|day| *day > today).min()?;
        Some(Self {
            from: Some(day),
            to: Some(day),
            words: format!("on {day}"),
            short: day.to_string(),
        })
    }

    /// When the first of the lines crosses a threshold.
    pub fn of_trend(trend: &Trend) -> Option<Self> {
        let crossings = trend.lines.iter().flat_map(|line| trend.crossings(line));
        Self::earliest(crossings.filter_map(|(_, crossing)| Self::of_crossing(crossing?)))
    }

    fn of_crossing(crossing: Crossing) -> Option<Self> {
        let (from, to) = match crossing {
            Crossing::Past => return None,
            Crossing::Between(from, to) => (Some(from), Some(to)),
            Crossing::NotBefore(from) => (Some(from), None),
            Crossing::NotInSight => (None, None),
        };
        Some(Self {
            from,
            to,
            words: crossing.to_string(),
            short: match from {
                Some(day) => format!("from {}", day.format("%Y-%m")),
                None => crossing.to_string(),
            },
        })
    }
}
