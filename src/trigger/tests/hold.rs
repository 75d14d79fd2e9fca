//! `for`: how history affects a condition that is true now, on 2026-11-22.

use chrono::{DateTime, Utc};

use crate::quantity::{Sprint, parse_value};
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Declared, Scope, evaluate, parse};

/// Series such as `eu:7 @2026-11-01`, separated by `|`; without a date it is the current value.
fn reading(text: &str) -> Reading {
    let mut reading = Reading::default();
    for written in text
        .split('|')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let (value, at) = match written.split_once(" @") {
            Some((value, day)) => (value, Some(day)),
            None => (written, None),
        };
        let (label, value) = value
            .split_once(':')
            .map_or((None, value), |(l, v)| (Some(l), v));
        let labels = label.map(|label| ("m".to_owned(), label.to_owned()));
        let at: Option<DateTime<Utc>> = at.map(|day| format!("{day}T00:00:00Z").parse().unwrap());
        let series = Series {
            labels: Labels::from_iter(labels),
            value: parse_value(value).map_err(|_| crate::trigger::value::Cause::NonFinite),
            at,
            source: "test".into(),
        };
        match at {
            Some(_) => reading.history.push(series),
            None => reading.series.push(series),
        }
    }
    reading
}

fn state(values: &str, condition: &str, max_gap: Option<u64>) -> (String, String) {
    let mut all = Values::default();
    all.supply("a", reading(values));
    let declared = Declared {
        max_gap: max_gap.map(|days| std::time::Duration::from_secs(days * 86_400)),
        ..Declared::default()
    };
    let declarations = Declarations::from_iter([("a".to_owned(), declared)]);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &declarations,
    };
    let outcome = evaluate(&parse(condition).unwrap(), &all, &scope);
    let cause = outcome
        .state
        .cause()
        .map(|cause| format!(" {}", cause.name()));
    let state = outcome.state.name().to_owned() + &cause.unwrap_or_default();
    (state, outcome.evidence.detail.unwrap_or_default())
}

const INSUFFICIENT: &str = "unknown insufficient-history";

#[test]
fn a_condition_holds_if_every_observation_in_the_window_satisfies_it() {
    let whole = "7 | 6 @2026-11-08 | 8 @2026-11-15";
    for (values, condition, max_gap, expected, detail) in [
        (whole, "a > 5 for 2w", None, "fired", ""),
        (
            "7 | 6 @2026-11-01 | 8 @2026-11-12",
            "a > 5 for 2w",
            None,
            "fired",
            "",
        ),
        // One at the start or before it, or up to a day after it.
        ("7 | 6 @2026-11-08", "a > 5 for 2w", None, "fired", ""),
        (
            "7 | 6 @2026-11-09",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "observed only since 2026-11-09, not since 2026-11-08",
        ),
        (
            "7",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "observed only since 2026-11-22, not since 2026-11-08",
        ),
        // One that does not satisfy it, inside the window and at its start; an earlier one is irrelevant.
        (
            "7 | 6 @2026-11-08 | 5 @2026-11-15",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "not true at 2026-11-15",
        ),
        (
            "7 | 5 @2026-11-07 | 8 @2026-11-15",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "not true at 2026-11-07",
        ),
        (
            "7 | 5 @2026-11-07 | 8 @2026-11-08",
            "a > 5 for 2w",
            None,
            "fired",
            "",
        ),
        (
            "7 | NaN @2026-11-15 | 8 @2026-11-08",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "non-finite at 2026-11-15",
        ),
        // Gaps: by default, as long as the window.
        (whole, "a > 5 for 2w", Some(7), "fired", ""),
        (
            whole,
            "a > 5 for 2w",
            Some(6),
            INSUFFICIENT,
            "nothing observed from 2026-11-08 to 2026-11-15",
        ),
        (
            "7 | 6 @2026-10-01",
            "a > 5 for 2w",
            None,
            INSUFFICIENT,
            "nothing observed from 2026-10-01 to 2026-11-22",
        ),
        // If it is false or unknown now, history does not matter.
        (
            "5 | 6 @2026-11-08 | 8 @2026-11-15",
            "a > 5 for 2w",
            None,
            "holding",
            "",
        ),
        (
            "NaN | 6 @2026-11-08",
            "a > 5 for 2w",
            None,
            "unknown non-finite",
            "",
        ),
        (
            "6 @2026-11-08 | 8 @2026-11-15",
            "a > 5 for 2w",
            None,
            "unknown no-value",
            "",
        ),
    ] {
        let found = state(values, condition, max_gap);
        assert_eq!(
            found,
            (expected.to_owned(), detail.to_owned()),
            "{values}: {condition}"
        );
    }
}

#[test]
fn any_and_all_check_each_series_and_the_others_aggregate() {
    let apart = "x:7 | y:1 | x:7 @2026-11-08 | y:1 @2026-11-08 | x:1 @2026-11-15 | y:7 @2026-11-15";
    let steady = "x:7 | y:1 | x:7 @2026-11-08 | y:1 @2026-11-08";
    for (values, condition, expected) in [
        // At each time one of them is above, but neither is all the time.
        (apart, "any(a) > 5 for 2w", INSUFFICIENT),
        (apart, "sum(a) > 5 for 2w", "fired"),
        (apart, "max(a) > 5 for 2w", "fired"),
        (steady, "any(a) > 5 for 2w", "fired"),
        (steady, "all(a) > 5 for 2w", "holding"),
        (steady, "all(a) > 0 for 2w", "fired"),
        (steady, "min(a) > 0 for 2w", "fired"),
        (steady, "avg(a) >= 4 for 2w", "fired"),
        (steady, "count(a) = 2 for 2w", "fired"),
        (
            "x:7 | y:8 | x:7 @2026-11-08",
            "all(a) > 5 for 2w",
            INSUFFICIENT,
        ),
        ("x:7 | y:8 | x:7 @2026-11-08", "any(a) > 5 for 2w", "fired"),
        (
            "x:7 | y:8 | x:7 @2026-11-08",
            "count(a) = 2 for 2w",
            INSUFFICIENT,
        ),
        (steady, "a{m=\"x\"} > 5 for 2w", "fired"),
        (steady, "a > 5 for 2w", "unknown ambiguous-series"),
    ] {
        assert_eq!(
            state(values, condition, None).0,
            expected,
            "{values}: {condition}"
        );
    }
}

#[test]
fn joined_conditions_look_back_separately() {
    let values = "7 | 6 @2026-11-08 | 8 @2026-11-15";
    for (condition, expected) in [
        ("a > 5 for 2w and a > 6", "fired"),
        ("a > 5 for 3w or a > 6", "fired"),
        ("a > 5 for 3w and a > 6", INSUFFICIENT),
        ("a > 5 for 3w and a > 9", "holding"),
    ] {
        assert_eq!(state(values, condition, None).0, expected, "{condition}");
    }
}

#[test]
fn conflicting_values_at_one_instant_are_invalid() {
    let values = "7 | 6 @2026-11-08 | 8 @2026-11-15 | 9 @2026-11-15";
    let found = state(values, "a > 5 for 2w", None);
    assert_eq!(
        found,
        (
            INSUFFICIENT.to_owned(),
            "duplicate-series at 2026-11-15".to_owned()
        )
    );
    let equal = "7 | 6 @2026-11-08 | 8 @2026-11-15 | 8.0 @2026-11-15";
    assert_eq!(state(equal, "a > 5 for 2w", None).0, "fired");
}
