//! Since when a condition has been true: evaluated again, backwards, on each day on which it may have become so.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::evaluate::{Scope, evaluate};
use super::expression::Expr;
use super::outcome::State;
use super::past::{Past, start_of, turning_days};
use super::value::Values;

/// The maximum number of days that are looked at.
const MAX_DAYS: usize = 1000;

/// The first day of the present run of days on which `expr` was true, as far as `values` tell. `None` if it was not true
/// when a value was last observed or a date was last passed.
pub fn true_since(expr: &Expr, values: &Values, scope: &Scope<'_>) -> Option<NaiveDate> {
    let past = Past::of(expr, values, scope);
    let run = days(&past, expr, scope.today)
        .into_iter()
        .rev()
        .take(MAX_DAYS);
    let run = run.take_while(|day| {
        let now = last_time_on(&past, *day);
        let values = past.values_at(now);
        let scope = Scope {
            today: *day,
            now,
            latest: now,
            ..*scope
        };
        evaluate(expr, &values, &scope).state == State::Fired
    });
    run.last()
}

/// The days on which the condition may have become true, in order.
fn days(past: &Past<'_>, expr: &Expr, today: NaiveDate) -> BTreeSet<NaiveDate> {
    let observed = past.times().map(|at| at.date_naive());
    let dates = expr.conditions().flat_map(turning_days);
    let days = observed.chain(dates);
    days.filter(|day| *day <= today).collect()
}

/// When the last value of `day` was observed; its start where none was.
fn last_time_on(past: &Past<'_>, day: NaiveDate) -> DateTime<Utc> {
    let last = past.last_time_until(day);
    last.map_or(start_of(day), |last| last.max(start_of(day)))
}
