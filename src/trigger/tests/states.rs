use std::time::Duration;

use crate::quantity::{DeclaredUnit, Sprint, parse_value};
use crate::trigger::value::{Cause, Labels, Series, Values};
use crate::trigger::{Declarations, Declared, Outcome, Scope, evaluate, parse};

const TODAY: &str = "2026-11-22";

/// Declarations such as `share: ratio; age: s max_age=7d; load: count range=0..100`.
fn declarations(text: &str) -> Declarations {
    let entries = text.split(';').filter(|entry| !entry.trim().is_empty());
    entries
        .map(|entry| {
            let (name, rest) = entry.split_once(':').expect(entry);
            let mut words = rest.split_whitespace();
            let unit = words.next().expect(entry);
            let mut declared = Declared::of(DeclaredUnit::parse(unit).unwrap());
            for word in words {
                match word.split_once('=').expect(entry) {
                    ("max_age", days) => {
                        let days: u64 = days.trim_end_matches('d').parse().unwrap();
                        declared.max_age = Some(Duration::from_secs(days * 86_400));
                    }
                    ("range", range) => {
                        let (least, greatest) = range.split_once("..").expect(entry);
                        declared.range = Some((least.parse().unwrap(), greatest.parse().unwrap()));
                    }
                    (key, _) => panic!("{key} in {entry}"),
                }
            }
            (name.trim().to_owned(), declared)
        })
        .collect()
}

/// Values such as `team.size=6; share{a}=47%; share{b}=NaN; age=3s@2026-11-01; broken=!`, where a
/// label alone is that of `m`.
fn values(text: &str) -> Values {
    let mut values = Values::default();
    for entry in text
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let (name, written) = entry.split_once('=').expect(entry);
        let (metric, label) = match name.split_once('{') {
            Some((metric, label)) => (metric, label.strip_suffix('}')),
            None => (name, None),
        };
        let mut reading = values.get(metric).cloned().unwrap_or_default();
        if written == "!" {
            reading.fault = Some("connection refused".into());
        } else {
            reading.series.push(series(label, written));
        }
        values.supply(metric, reading);
    }
    values
}

fn series(label: Option<&str>, written: &str) -> Series {
    let (value, at) = match written.split_once('@') {
        Some((value, day)) => (value, Some(format!("{day}T12:00:00Z").parse().unwrap())),
        None => (written, None),
    };
    let labels = label.map(|label| ("m".to_owned(), label.to_owned()));
    Series {
        labels: Labels::from_iter(labels),
        value: parse_value(value).map_err(|error| Cause::of_text(error.kind).expect(value)),
        at,
        source: "test".into(),
    }
}

fn outcome(declared: &str, supplied: &str, condition: &str, today: &str) -> Outcome {
    let expr = parse(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    let declarations = declarations(declared);
    let scope = Scope {
        today: today.parse().unwrap(),
        now: format!("{today}T00:00:00Z").parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &declarations,
    };
    evaluate(&expr, &values(supplied), &scope)
}

fn state(outcome: &Outcome) -> String {
    match outcome.state.cause() {
        Some(cause) => format!("{} {}", outcome.state.name(), cause.name()),
        None => outcome.state.name().to_owned(),
    }
}

/// Declaration, values, condition and the state on 2026-11-22.
type Row = (&'static str, &'static str, &'static str, &'static str);

fn conform(rows: &[Row]) {
    for (declared, supplied, condition, expected) in rows {
        let outcome = outcome(declared, supplied, condition, TODAY);
        assert_eq!(
            state(&outcome),
            *expected,
            "[{declared}] [{supplied}] {condition}"
        );
    }
}

#[test]
fn a_single_value_is_compared_as_written() {
    conform(&[
        ("", "team.size=21", "team.size > 20", "fired"),
        ("", "team.size=20", "team.size > 20", "near"),
        ("", "team.size=20", "team.size >= 20", "fired"),
        ("", "team.size=16", "team.size > 20", "near"),
        ("", "team.size=15.99", "team.size > 20", "holding"),
        ("", "free=1GB", "free < 1GiB", "fired"),
        ("", "free=1.25GB", "free < 1GB", "near"),
        ("", "free=1.26GB", "free < 1GB", "holding"),
        ("", "free=1GB", "free <= 1000MB", "fired"),
        ("", "x=5", "x = 5.0", "fired"),
        ("", "x=4.99", "x = 5", "holding"),
        ("", "x=5", "x != 5", "holding"),
        ("", "x=6", "x != 5", "fired"),
        ("", "x=-5%", "x < -4%", "fired"),
        ("", "x=-3%", "x < -4%", "holding"),
        ("", "x=-1", "x > 0", "holding"),
        ("", "x=0", "x > 0", "holding"),
        ("", "x=6/month", "x > 3/sprint", "near"),
        ("", "x=7/month", "x > 3/sprint", "fired"),
        (
            "",
            "x=79228162514264337593543950335TiB",
            "x > 79228162514264337593543950334TiB",
            "fired",
        ),
    ]);
}

#[test]
fn a_missing_or_doubtful_value_is_unknown() {
    conform(&[
        ("", "", "x > 1", "unknown no-value"),
        ("", "x{a}=1", "x{m=\"b\"} > 1", "unknown no-value"),
        ("", "x{a}=1", "count(x{m=\"b\"}) < 1", "unknown no-value"),
        ("", "", "any(x) > 1", "unknown no-value"),
        ("", "", "all(x) > 1", "unknown no-value"),
        ("", "x=NaN", "x > 1", "unknown non-finite"),
        ("", "x=Inf", "x > 1", "unknown non-finite"),
        ("", "x=1e400", "x > 1", "unknown out-of-range"),
        ("", "x=!", "x > 1", "unknown source-error"),
        ("", "x{a}=5; x{b}=6", "x > 1", "unknown ambiguous-series"),
        ("", "x{a}=NaN; x{b}=6", "x > 1", "unknown non-finite"),
        ("", "x{a}=5; x{b}=0", "x{m=\"a\"} > 1", "fired"),
        ("", "x{a}=5; x{b}=0", "x{m!=\"a\"} > 1", "holding"),
        ("", "x=5; x=5.0", "x > 1", "fired"),
        ("", "x=1s; x=1000ms", "x >= 1s", "fired"),
        ("", "x=5; x=6", "x > 1", "unknown duplicate-series"),
        ("", "x{a}=5; x{a}=6; x{b}=7", "any(x) > 6", "fired"),
        (
            "",
            "x{a}=5; x{a}=6; x{b}=4",
            "any(x) > 6",
            "unknown duplicate-series",
        ),
        (
            "",
            "x{a}=5; x{a}=6",
            "count(x) >= 1",
            "unknown duplicate-series",
        ),
    ]);
}

#[test]
fn a_supplied_unit_must_fit() {
    conform(&[
        ("", "x=5", "x > 5ms", "unknown missing-unit"),
        ("", "x=0.47", "x > 40%", "unknown missing-unit"),
        ("", "x=5ms", "x > 5", "unknown missing-unit"),
        ("", "x=5ms", "x > 5B", "unknown unit-mismatch"),
        ("", "x=2027-01-01", "x > 5B", "unknown unit-mismatch"),
        ("x: ms", "x=600", "x > 500ms", "fired"),
        ("x: ms", "x=0.6s", "x > 500ms", "fired"),
        ("x: ms", "x=6kB", "x > 500ms", "unknown unit-mismatch"),
        ("x: count", "x=6%", "x > 5", "unknown unit-mismatch"),
        ("x: date", "x=6", "x > 2027-01-01", "unknown unit-mismatch"),
        ("x: ratio", "x=0.47", "x > 40%", "fired"),
        ("x: ratio", "x=47%", "x > 40%", "fired"),
        ("x: ratio", "x=0.39", "x > 40%", "near"),
        ("x: ratio", "x=47", "x > 40%", "unknown out-of-range"),
        ("x: ratio", "x=-1%", "x > 40%", "unknown out-of-range"),
        ("x: ratio range=0..2", "x=150%", "x > 140%", "fired"),
        (
            "x: count range=0..100",
            "x=101",
            "x > 5",
            "unknown out-of-range",
        ),
        (
            "x: ms range=0..1000",
            "x=2s",
            "x > 5ms",
            "unknown out-of-range",
        ),
        ("x: /sprint", "x=4", "x > 3/sprint", "fired"),
    ]);
}

#[test]
fn versions_and_days_have_their_own_order() {
    conform(&[
        (
            "",
            "dependency.tokio=1.38.0",
            "dependency.tokio >= 2",
            "holding",
        ),
        (
            "",
            "dependency.tokio=2.0.0-rc1",
            "dependency.tokio >= 2",
            "holding",
        ),
        ("", "dependency.tokio=2", "dependency.tokio >= 2", "fired"),
        ("pg: version", "pg=18.2", "pg >= 18.10", "holding"),
        ("pg: version", "pg=18.10", "pg > 18.2", "fired"),
        ("pg: version", "pg=18.10", "pg = 18.1", "holding"),
        ("", "pg=18.10.0", "pg > 18.2", "fired"),
        ("", "pg=18", "pg > 18.2.0", "unknown missing-unit"),
        (
            "",
            "pg{a}=18.2.0; pg{b}=18.10.0",
            "max(pg) >= 18.10",
            "fired",
        ),
        ("", "", "today >= 2026-11-22", "fired"),
        ("", "", "today > 2026-11-22", "near"),
        ("", "", "today >= 2026-12-22", "near"),
        ("", "", "today >= 2026-12-23", "holding"),
        ("", "", "today = 2026-11-23", "holding"),
        ("", "", "today < 2026-11-21", "holding"),
        ("", "", "today >= 2026-11-20 for 2d", "fired"),
        ("", "", "today >= 2026-11-21 for 2d", "near"),
        ("", "", "today != 2026-11-21 for 2d", "holding"),
        ("", "cert=2026-12-20", "cert < 2026-12-01", "near"),
        ("", "cert=2027-12-20", "cert < 2026-12-01", "holding"),
    ]);
}

#[test]
fn functions_join_series() {
    conform(&[
        ("", "x{a}=1; x{b}=9", "any(x) > 5", "fired"),
        ("", "x{a}=1; x{b}=4", "any(x) > 5", "near"),
        ("", "x{a}=1; x{b}=2", "any(x) > 5", "holding"),
        ("", "x{a}=NaN; x{b}=9", "any(x) > 5", "fired"),
        ("", "x{a}=NaN; x{b}=2", "any(x) > 5", "unknown non-finite"),
        ("", "x{a}=6; x{b}=9", "all(x) > 5", "fired"),
        ("", "x{a}=4; x{b}=9", "all(x) > 5", "near"),
        ("", "x{a}=1; x{b}=4", "all(x) > 5", "holding"),
        ("", "x{a}=NaN; x{b}=9", "all(x) > 5", "unknown non-finite"),
        ("", "x{a}=NaN; x{b}=4", "all(x) > 5", "holding"),
        ("", "x{a}=600ms; x{b}=0.6s", "sum(x) > 1s", "fired"),
        ("", "x{a}=600ms; x{b}=0.4s", "sum(x) > 1s", "near"),
        ("", "x{a}=NaN; x{b}=9", "sum(x) > 5", "unknown non-finite"),
        (
            "",
            "x{a}=1; x{b}=0; x{c}=0",
            "avg(x) >= 0.3333333333333333333333333334",
            "near",
        ),
        (
            "",
            "x{a}=1; x{b}=0; x{c}=0",
            "avg(x) > 0.3333333333333333333333333333",
            "fired",
        ),
        ("", "x{a}=4; x{b}=9", "min(x) < 5", "fired"),
        ("", "x{a}=4; x{b}=9", "max(x) < 5", "holding"),
        ("", "x{a}=4; x{b}=NaN", "max(x) > 5", "unknown non-finite"),
        ("x: ratio", "x{a}=0.4; x{b}=47%", "count(x) >= 2", "fired"),
        ("", "x{a}=4; x{b}=NaN", "count(x) >= 2", "fired"),
        ("", "x{a}=4", "count(x) >= 2", "holding"),
        ("", "x{a}=18.2.0", "sum(x) > 2", "unknown unit-mismatch"),
    ]);
}

#[test]
fn joined_conditions_follow_kleene() {
    let supplied = "t=9; n=4; f=1; u=NaN";
    let rows = [
        ("t > 5 and t > 6", "fired"),
        ("t > 5 and n > 5", "near"),
        ("n > 5 and f > 5", "holding"),
        ("n > 5 and u > 5", "holding"),
        ("f > 5 and missing > 5", "holding"),
        ("t > 5 and u > 5", "unknown non-finite"),
        ("t > 5 and missing > 5", "unknown no-value"),
        ("u > 5 and missing > 5", "unknown non-finite"),
        ("f > 5 or t > 5", "fired"),
        ("u > 5 or t > 5", "fired"),
        ("f > 5 or n > 5", "near"),
        ("f > 5 or u > 5", "unknown non-finite"),
        ("n > 5 or missing > 5", "unknown no-value"),
        ("f > 5 or f > 6", "holding"),
        ("(f > 5 or t > 5) and n > 5", "near"),
        ("f = 2 and n > 5", "holding"),
    ];
    for (condition, expected) in rows {
        assert_eq!(
            state(&outcome("", supplied, condition, TODAY)),
            expected,
            "{condition}"
        );
    }
}

#[test]
fn a_condition_that_must_last_needs_history() {
    conform(&[
        ("", "x=9", "x > 5 for 2w", "unknown insufficient-history"),
        ("", "x=4.9", "x > 5 for 2w", "holding"),
        ("", "x=NaN", "x > 5 for 2w", "unknown non-finite"),
        ("", "", "x > 5 for 2w", "unknown no-value"),
        (
            "",
            "x{a}=9; x{b}=1",
            "any(x) > 5s for 1h",
            "unknown missing-unit",
        ),
        (
            "",
            "x{a}=9s; x{b}=1s",
            "any(x) > 5s for 1h",
            "unknown insufficient-history",
        ),
        ("", "x=9; y=1", "x > 5 for 2w and y > 5", "holding"),
    ]);
}

#[test]
fn an_old_value_is_stale_unless_it_fires() {
    conform(&[
        ("x: count max_age=7d", "x=1@2026-11-14", "x > 5", "stale"),
        ("x: count max_age=7d", "x=1@2026-11-15", "x > 5", "holding"),
        ("x: count max_age=7d", "x=1@2026-12-24", "x > 5", "holding"),
        ("x: count max_age=7d", "x=4@2026-11-01", "x > 5", "stale"),
        ("x: count max_age=7d", "x=9@2026-11-01", "x > 5", "fired"),
        ("x: count max_age=7d", "x=1", "x > 5", "holding"),
        ("", "x=1@2020-01-01", "x > 5", "holding"),
        (
            "x: count max_age=7d",
            "x{a}=1@2026-11-01; x{b}=1",
            "any(x) > 5",
            "stale",
        ),
        (
            "x: count max_age=7d",
            "x{a}=1@2026-11-01; x{b}=1",
            "all(x) > 5",
            "holding",
        ),
        (
            "x: count max_age=7d",
            "x{a}=1@2026-11-01; x{b}=1",
            "sum(x) > 5",
            "stale",
        ),
        (
            "x: count max_age=7d",
            "x=1@2026-11-01; y=1",
            "x > 5 and y > 5",
            "holding",
        ),
        (
            "x: count max_age=7d",
            "x=1@2026-11-01; y=1",
            "x > 5 or y > 5",
            "stale",
        ),
        (
            "x: count max_age=7d",
            "x=1@2026-11-01",
            "x > 5 for 2w",
            "stale",
        ),
        (
            "x: count max_age=7d",
            "x=1@2026-11-01; x=1",
            "x > 5",
            "holding",
        ),
    ]);
}

#[test]
fn the_evidence_shows_what_decided() {
    let share = "share: ratio";
    let series = "share{b}=0.47; share{a}=12%; share{c}=0.47";
    let rows = [
        (share, series, "any(share) > 40%", "47% of 40% b 1.175"),
        (share, series, "any(share) > 50%", "47% of 50% b 0.94"),
        (share, series, "all(share) > 10%", "47% of 10% b 4.7"),
        (share, series, "all(share) > 40%", "12% of 40% a 0.3"),
        (share, series, "any(share) < 15%", "12% of 15% a 1.25"),
        (share, series, "min(share) > 40%", "12% of 40% a 0.3"),
        (share, series, "max(share) > 40%", "47% of 40% b 1.175"),
        (share, series, "sum(share) > 200%", "106% of 200% - 0.53"),
        (share, series, "count(share) > 4", "3 of 4 - 0.75"),
        (
            share,
            "share{a}=NaN; share{b}=0.1",
            "any(share) > 40%",
            "- of 40% a -",
        ),
        (
            share,
            "share{a}=NaN; share{b}=0.1",
            "sum(share) > 40%",
            "- of 40% a -",
        ),
        ("", "team.size=6", "team.size > 20", "6 of 20 - 0.3"),
        ("", "x=1e3ms", "x > 2.0s", "1000ms of 2s - 0.5"),
        ("", "x=0", "x > 5", "0 of 5 - -"),
        ("", "x=4", "x = 5", "4 of 5 - -"),
        (
            "",
            "x{a}=1; x{b}=2; x{c}=2",
            "avg(x) < 5",
            "1.666666666667 of 5 - 3",
        ),
        (
            "",
            "dependency.tokio=1.38",
            "dependency.tokio >= 2.0",
            "1.38 of 2.0 - -",
        ),
        (
            "",
            "",
            "today >= 2027-01-01",
            "2026-11-22 of 2027-01-01 - -",
        ),
        ("", "", "x > 40%", "- of 40% - -"),
        ("", "x=1; y=4", "x > 5 or y > 5", "4 of 5 - 0.8"),
        ("", "x=1; y=4", "x > 5 and y > 5", "1 of 5 - 0.2"),
        ("", "x=1; y=4", "x > 5 or z > 5", "- of 5 - -"),
    ];
    for (declared, supplied, condition, expected) in rows {
        let evidence = outcome(declared, supplied, condition, TODAY).evidence;
        let value = evidence.value.as_deref().unwrap_or("-");
        let witness = evidence.witness.as_ref().and_then(|labels| labels.get("m"));
        let witness = witness.map_or("-", String::as_str);
        let progress = evidence
            .progress
            .map_or("-".to_owned(), |part| part.to_string());
        let shown = format!("{value} of {} {witness} {progress}", evidence.threshold);
        assert_eq!(shown, expected, "[{supplied}] {condition}");
    }
}

#[test]
fn a_failed_source_says_why() {
    let evidence = outcome("", "x=!", "any(x) > 5", TODAY).evidence;
    assert_eq!(evidence.detail.as_deref(), Some("connection refused"));
    assert_eq!(evidence.subject, "any(x)");
}

#[test]
fn states_are_ordered_from_worst_to_best() {
    let rows = [
        ("x=9", "x > 5"),
        ("x=NaN", "x > 5"),
        ("x=1e400", "x > 5"),
        ("x=1; x=2", "x > 5"),
        ("x{a}=1; x{b}=2", "x > 5"),
        ("x=1", "x > 5s"),
        ("x=1B", "x > 5s"),
        ("x=!", "x > 5"),
        ("", "x > 5"),
        ("x=9", "x > 5 for 1d"),
        ("old=1@2020-01-01", "old > 5"),
        ("x=4", "x > 5"),
        ("x=1", "x > 5"),
    ];
    let states = rows.map(|(supplied, condition)| {
        outcome("old: count max_age=1d", supplied, condition, TODAY).state
    });
    assert!(
        states.is_sorted_by(|worse, better| worse < better),
        "{states:?}"
    );
}
