//! Conditions over the days of the past, up to 2026-11-22.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use crate::quantity::{DeclaredUnit, Sprint, parse_value};
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{
    Declarations, Declared, Scope, State, end_of, evaluate, first_of, known_at, parse, replay,
};

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn scope<'d>(today: NaiveDate, now: DateTime<Utc>, declarations: &'d Declarations) -> Scope<'d> {
    Scope {
        today,
        now,
        latest: now,
        sprint: Sprint::default(),
        declarations,
    }
}

fn series(label: &str, value: &str, at: Option<DateTime<Utc>>) -> Series {
    let label = (!label.is_empty()).then(|| ("m".to_owned(), label.to_owned()));
    Series {
        labels: Labels::from_iter(label),
        value: Ok(parse_value(value).unwrap()),
        at,
        source: "test".into(),
    }
}

fn values(all: impl IntoIterator<Item = Series>) -> Values {
    let mut values = Values::default();
    for series in all {
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        values.supply("a", reading);
    }
    values
}

/// Observations such as `eu:7 @2026-11-01`, at noon.
fn observed(text: &str) -> Values {
    values(text.split(" | ").map(|written| {
        let (value, at) = written.split_once(" @").unwrap();
        let (label, value) = value.split_once(':').unwrap_or(("", value));
        series(
            label,
            value,
            Some(format!("{at}T12:00:00Z").parse().unwrap()),
        )
    }))
}

/// The spans of `condition` over the last `days` days, such as `fired 2026-11-01 2026-11-22`.
fn spans(condition: &str, values: &Values, days: u64) -> Vec<String> {
    let declarations = Declarations::default();
    let scope = scope(day(TODAY), end_of(day(TODAY)), &declarations);
    let expr = parse(condition).unwrap();
    let now = evaluate(&expr, values, &scope).state;
    let from = first_of(days, scope.today);
    let spans = replay(&expr, values, from, now, &scope);
    spans
        .iter()
        .map(|span| format!("{} {} {}", span.state.name(), span.from, span.to))
        .collect()
}

#[test]
fn every_day_has_the_state_that_was_known_at_its_end() {
    let run = "6 @2026-11-02 | 4 @2026-11-10 | 9 @2026-11-20";
    for (condition, values, days, expected) in [
        (
            "a > 5",
            run,
            22,
            vec![
                "unknown 2026-11-01 2026-11-01",
                "fired 2026-11-02 2026-11-09",
                "near 2026-11-10 2026-11-19",
                "fired 2026-11-20 2026-11-22",
            ],
        ),
        (
            "a > 5 for 3d",
            "6 @2026-11-10 | 6 @2026-11-12 | 6 @2026-11-14 | 1 @2026-11-16",
            9,
            vec![
                "fired 2026-11-14 2026-11-15",
                "holding 2026-11-16 2026-11-22",
            ],
        ),
        (
            "today >= 2026-11-21",
            run,
            4,
            vec!["near 2026-11-19 2026-11-20", "fired 2026-11-21 2026-11-22"],
        ),
        (
            "any(a) > 5",
            "x:1 @2026-11-18 | y:7 @2026-11-20 | y:2 @2026-11-21",
            4,
            vec![
                "holding 2026-11-19 2026-11-19",
                "fired 2026-11-20 2026-11-20",
                "holding 2026-11-21 2026-11-22",
            ],
        ),
        (
            "a > 5",
            "1 @2026-08-20",
            6,
            vec![
                "holding 2026-11-17 2026-11-17",
                "stale 2026-11-18 2026-11-22",
            ],
        ),
        (
            "a > 5",
            "6 @2026-11-22",
            1,
            vec!["fired 2026-11-22 2026-11-22"],
        ),
    ] {
        let found = spans(condition, &observed(values), days);
        assert!(
            found.ends_with(
                &expected
                    .iter()
                    .map(|text| (*text).to_owned())
                    .collect::<Vec<_>>()
            ),
            "{condition}: {found:?}"
        );
    }
}

#[test]
fn a_value_without_a_time_counts_today_only() {
    let known = values([series("", "9", None)]);
    assert_eq!(
        spans("a > 5", &known, 2),
        [
            "unknown 2026-11-21 2026-11-21",
            "fired 2026-11-22 2026-11-22"
        ]
    );
}

#[test]
fn what_was_known_leaves_out_later_values() {
    let known = known_at(
        &observed("6 @2026-11-02 | 4 @2026-11-10 | 9 @2026-11-20"),
        end_of(day("2026-11-10")),
    );
    let reading = known.get("a").unwrap();
    let shown = |series: &[Series]| -> Vec<String> {
        let values = series.iter().map(|series| series.value.as_ref().unwrap());
        values.map(ToString::to_string).collect()
    };
    assert_eq!(shown(&reading.series), ["4"]);
    assert_eq!(shown(&reading.history), ["6"]);
}

#[test]
fn a_fault_makes_every_day_unknown() {
    let mut known = observed("9 @2026-11-02");
    let reading = Reading {
        fault: Some("x.jsonl:1: the line is truncated".to_owned()),
        ..Reading::default()
    };
    known.supply("a", reading);
    assert_eq!(spans("a > 5", &known, 3), ["unknown 2026-11-20 2026-11-22"]);
}

const CONDITIONS: [&str; 10] = [
    "any(a) > 5",
    "all(a) > 5 for 3d",
    "any(a) >= 5 for 1w",
    "sum(a) > 8",
    "sum(a) > 8 for 2d",
    "avg(a) < 4 for 5d",
    "count(a) > 1",
    "a{m=\"x\"} > 5 for 36h",
    "max(a) > 6 and today > 2026-11-10",
    "min(a) < 3 or today = 2026-11-05 for 1d",
];

fn declared() -> Declarations {
    let declared = Declared {
        unit: Some(DeclaredUnit::COUNT),
        max_age: Some(std::time::Duration::from_secs(5 * 86_400)),
        max_gap: Some(std::time::Duration::from_secs(2 * 86_400)),
        ..Declared::default()
    };
    Declarations::from_iter([("a".to_owned(), declared)])
}

proptest! {
    /// Each day of a replay is what a check as of its end finds, and the last is what a check finds now.
    #[test]
    fn a_replay_agrees_with_checks(
        condition in proptest::sample::select(&CONDITIONS[..]),
        has_limits in any::<bool>(),
        observations in prop::collection::vec((0_i64..30 * 24, 0_usize..3, 0_u8..10), 0..40),
    ) {
        let expr = parse(condition).unwrap();
        let declarations = if has_limits { declared() } else { Declarations::default() };
        let today = day(TODAY);
        let now = end_of(today) - TimeDelta::hours(3);
        let start = end_of(today) - TimeDelta::days(30);
        let all = observations.iter().map(|(hours, label, value)| {
            let at = start + TimeDelta::hours(*hours);
            series(["x", "y", ""][*label], &value.to_string(), Some(at))
        });
        let mut sorted: Vec<Series> = all.filter(|series| series.at <= Some(now)).collect();
        sorted.sort_by_key(|series| series.at);
        let known = values(sorted);
        let present = scope(today, now, &declarations);
        let state_now = evaluate(&expr, &known, &present).state;
        let from = first_of(32, today);
        let spans = replay(&expr, &known, from, state_now, &present);
        let states: Vec<(NaiveDate, State)> = spans
            .iter()
            .flat_map(|span| span.from.iter_days().take(span.days()).map(|day| (day, span.state)))
            .collect();
        prop_assert_eq!(states.len(), 32);
        prop_assert_eq!(states.last().copied(), Some((today, state_now)));
        for (day, state) in &states[..31] {
            let end = end_of(*day);
            let then = known_at(&known, end);
            let checked = evaluate(&expr, &then, &scope(*day, end, &declarations)).state;
            prop_assert_eq!(*state, checked, "{} on {}", condition, day);
        }
    }
}
