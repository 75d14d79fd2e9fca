//! The day since which a condition has been true, on 2026-11-22.

use chrono::{DateTime, Utc};

use crate::quantity::{Sprint, parse_value};
use crate::trigger::since::true_since;
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Scope, parse};

/// Observations such as `eu:7 @2026-11-01`, separated by `|`; the last one of each series is its current value.
fn observed(text: &str) -> Values {
    let mut values = Values::default();
    for written in text
        .split('|')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let (value, at) = written
            .split_once(" @")
            .map_or((written, None), |(v, at)| (v, Some(at)));
        let (label, value) = value
            .split_once(':')
            .map_or((None, value), |(l, v)| (Some(l), v));
        let at: Option<DateTime<Utc>> = at.map(|day| format!("{day}T12:00:00Z").parse().unwrap());
        let series = Series {
            labels: Labels::from_iter(label.map(|label| ("m".to_owned(), label.to_owned()))),
            value: Ok(parse_value(value).unwrap()),
            at,
            source: "test".into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        values.supply("a", reading);
    }
    values
}

fn since(condition: &str, values: &Values) -> Option<String> {
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T23:00:00Z".parse().unwrap(),
        latest: "2026-11-22T23:00:00Z".parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &Declarations::default(),
    };
    let day = true_since(&parse(condition).unwrap(), values, &scope)?;
    Some(day.to_string())
}

#[test]
fn a_condition_is_true_since_the_first_day_of_its_present_run() {
    let run = "6 @2026-10-01 | 4 @2026-10-08 | 7 @2026-10-15 | 9 @2026-10-22 | 8 @2026-11-20";
    for (condition, values, expected) in [
        ("a > 5", run, Some("2026-10-15")),
        ("a > 8", run, None),
        ("a > 3", run, Some("2026-10-01")),
        (
            "a > 5 for 2w",
            "6 @2026-10-01 | 6 @2026-10-08 | 6 @2026-10-15 | 6 @2026-10-22",
            Some("2026-10-15"),
        ),
        ("a > 5", "6 @2026-10-01 | 4 @2026-10-01", None),
        (
            "any(a) > 5",
            "x:6 @2026-10-01 | y:1 @2026-10-03 | x:1 @2026-10-05 | y:7 @2026-10-05",
            Some("2026-10-01"),
        ),
        (
            "sum(a) > 5",
            "x:3 @2026-10-01 | y:3 @2026-10-03 | x:4 @2026-10-05",
            Some("2026-10-03"),
        ),
        ("a > 5 and today >= 2026-11-01", run, Some("2026-11-01")),
        ("a > 5 or today > 2026-10-03", run, Some("2026-10-01")),
        ("today >= 2026-11-01", "", Some("2026-11-01")),
        ("today > 2026-11-01 for 3d", "", Some("2026-11-05")),
        ("a > 5", "7", None),
        ("a > 5", "7 @2026-12-01", None),
        ("a > 5", "", None),
    ] {
        assert_eq!(
            since(condition, &observed(values)).as_deref(),
            expected,
            "{condition}: {values}"
        );
    }
}

#[test]
fn a_long_history_is_not_searched_for_long() {
    let mut reading = Reading::default();
    let start: DateTime<Utc> = "2020-01-01T00:00:00Z".parse().unwrap();
    for hour in 0..50_000 {
        reading.history.push(Series {
            labels: Labels::default(),
            value: Ok(parse_value("7").unwrap()),
            at: Some(start + chrono::TimeDelta::hours(hour)),
            source: "test".into(),
        });
    }
    let mut values = Values::default();
    values.supply("a", reading);
    let began = std::time::Instant::now();
    assert!(since("a > 5", &values).is_some());
    assert!(since("a > 5 for 1d", &values).is_some());
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}
