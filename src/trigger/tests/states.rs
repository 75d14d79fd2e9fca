//! What `docs/triggers.md` does not cover: which value decided a verdict, how states are ordered by severity,
//! and series of different ages.

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

/// Values such as `team.size=6; share{a}=47%; share{b}=NaN; age=3s@2026-11-01; broken=!`, where a label on
/// its own belongs to `m`.
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
        latest: format!("{today}T00:00:00Z").parse().unwrap(),
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

#[test]
fn an_old_series_makes_a_verdict_stale_if_it_could_change_it() {
    for (condition, expected) in [
        ("any(x) > 5", "stale"),
        ("all(x) > 5", "holding"),
        ("sum(x) > 5", "stale"),
    ] {
        let supplied = "x{a}=1@2026-11-01; x{b}=1";
        let outcome = outcome("x: count max_age=7d", supplied, condition, TODAY);
        assert_eq!(state(&outcome), expected, "{condition}");
    }
}

#[test]
fn the_evidence_is_that_of_the_deciding_comparison() {
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
            "1.66667 of 5 - 3",
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
        let value = evidence.value_text().unwrap_or("-".into());
        let witness = evidence.witness.as_ref().and_then(|labels| labels.get("m"));
        let witness = witness.unwrap_or("-");
        let progress = evidence
            .progress
            .map_or("-".to_owned(), |part| part.to_string());
        let shown = format!(
            "{value} of {} {witness} {progress}",
            evidence.threshold_text()
        );
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
