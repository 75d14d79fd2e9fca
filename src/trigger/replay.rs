//! The state of a condition on each of many days: evaluated again as of the end of each, with what was known by then.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::evaluate::{Scope, evaluate};
use super::expression::Expr;
use super::outcome::State;
use super::past::{Past, end_of};
use super::value::Values;

/// Days in a row on which a condition had the same state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// The state.
    pub state: State,
}

impl Span {
    /// How many days it covers.
    pub fn days(&self) -> usize {
        usize::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }
}

/// The states of `expr` from `from` to the day before today, by the values in `past` that have a time, and `now`, its state
/// today.
pub fn replay(
    expr: &Expr,
    past: &Values,
    from: NaiveDate,
    now: State,
    scope: &Scope<'_>,
) -> Vec<Span> {
    let known = Past::of(expr, past, scope);
    let mut values = Values::default();
    let mut count = None;
    let mut spans = Vec::new();
    for day in from.iter_days().take_while(|day| *day < scope.today) {
        let end = end_of(day);
        let count_now = known.count_until(end);
        if count != Some(count_now) {
            values = known.values_at(end);
            count = Some(count_now);
        }
        add(&mut spans, day, state_at(expr, &values, day, end, scope));
    }
    if from <= scope.today {
        add(&mut spans, scope.today, now);
    }
    spans
}

/// The state of `expr` at `now`, on `day`, by what was known then.
fn state_at(
    expr: &Expr,
    values: &Values,
    day: NaiveDate,
    now: DateTime<Utc>,
    scope: &Scope<'_>,
) -> State {
    let then = Scope {
        today: day,
        now,
        latest: now,
        ..*scope
    };
    evaluate(expr, values, &then).state
}

/// Adds `day`, which follows the last span, with its `state`.
fn add(spans: &mut Vec<Span>, day: NaiveDate, state: State) {
    match spans.last_mut() {
        Some(last) if last.state == state => last.to = day,
        _ => spans.push(Span {
            from: day,
            to: day,
            state,
        }),
    }
}

/// The first of the `days` days that end with `today`.
pub fn first_of(days: u64, today: NaiveDate) -> NaiveDate {
    let before = Days::new(days.saturating_sub(1));
    today.checked_sub_days(before).unwrap_or(NaiveDate::MIN)
}
