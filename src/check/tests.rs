use super::*;
use crate::quantity::{DeclaredUnit, Sprint, parse_value};
use crate::source::{Source, Spanned};
use crate::trigger::value::{Cause, Labels, Reading, Series};
use crate::trigger::{Declarations, Declared};

fn trigger(when: &str) -> TriggerInput {
    let written = Revisit {
        id: "a".into(),
        when: Spanned {
            value: when.into(),
            span: 0..0,
        },
        note: None,
        snoozed_until: None,
        snooze_reason: None,
        span: 0..0,
    };
    TriggerInput::of(&Arc::new(written), None)
}

fn snoozed(when: &str, until: &str) -> TriggerInput {
    TriggerInput {
        snoozed_until: until.parse().ok(),
        ..trigger(when)
    }
}

fn decision(status: &'static str, triggers: Vec<TriggerInput>) -> DecisionInput {
    DecisionInput {
        is_foreign: false,
        pattern: None,
        number: Some(7),
        title: "Keep orders in one primary".into(),
        source: Arc::new(Source::new("docs/adr/0007-keep-orders.md", "")),
        status,
        invalid: false,
        triggers,
    }
}

/// On 2026-11-22: six people, 47 % of the CPU in billing, and an age of a week where a day is allowed.
fn checked(decisions: Vec<DecisionInput>) -> Check {
    let series = |value: &str, labels: Labels, at: Option<&str>| Series {
        labels,
        value: Ok(parse_value(value).unwrap()),
        at: at.map(|at| at.parse().unwrap()),
        source: "--metric".into(),
    };
    let reading = |series| Reading {
        series: vec![series],
        ..Reading::default()
    };
    let billing = Labels::from([("module".into(), "billing".into())]);
    let mut values = Values::default();
    values.supply("team.size", reading(series("6", Labels::new(), None)));
    values.supply("db.cpu.share", reading(series("47%", billing, None)));
    let week_ago = Some("2026-11-15T09:00:00Z");
    values.supply("queue.age", reading(series("1s", Labels::new(), week_ago)));
    let not_a_number = Series {
        value: Err(Cause::NonFinite),
        ..series("0", Labels::new(), None)
    };
    values.supply("error.rate", reading(not_a_number));
    let queue_age = Declared {
        max_age: Some(std::time::Duration::from_secs(86_400)),
        ..Declared::of(DeclaredUnit::parse("s").unwrap())
    };
    let declarations = Declarations::from_iter([("queue.age".to_owned(), queue_age)]);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &declarations,
    };
    check(decisions, &values, &scope)
}

const FIRED: &str = "any(db.cpu.share) > 40%";
const HOLDING: &str = "team.size > 20";
const NEAR: &str = "today >= 2026-12-01";
const STALE: &str = "queue.age > 1min";
const SOFT: &str = "deploy.contention > 3/sprint";
const HARD: &str = "error.rate > 1%";
const INVALID: &str = "team.size";
const MISFIT: &str = "queue.age > 5";

#[test]
fn exit_code_reflects_the_worst_standing() {
    let rows: [(&[&str], u8, u8); 14] = [
        (&[], 0, 0),
        (&[HOLDING], 0, 0),
        (&[NEAR, HOLDING], 0, 0),
        (&[STALE], 0, 3),
        (&[SOFT], 3, 3),
        (&[SOFT, SOFT], 3, 3),
        (&[SOFT, HOLDING], 0, 3),
        (&[SOFT, STALE], 0, 3),
        (&[HARD, HOLDING], 3, 3),
        (&[HARD, FIRED], 1, 1),
        (&[SOFT, FIRED], 1, 1),
        (&[INVALID, HOLDING], 2, 2),
        (&[INVALID, FIRED, HARD], 2, 2),
        (&[MISFIT, HOLDING], 2, 2),
    ];
    for (conditions, lenient, strict) in rows {
        let triggers = conditions.iter().map(|when| trigger(when)).collect();
        let check = checked(vec![decision("accepted", triggers)]);
        assert_eq!(check.tally().exit_code(false), lenient, "{conditions:?}");
        assert_eq!(
            check.tally().exit_code(true),
            strict,
            "{conditions:?}, strict"
        );
    }
}

#[test]
fn an_invalid_record_fails_the_check_without_hiding_others() {
    let invalid = DecisionInput {
        invalid: true,
        ..decision("accepted", Vec::new())
    };
    let check = checked(vec![invalid, decision("accepted", vec![trigger(FIRED)])]);
    assert_eq!(check.tally().exit_code(false), 2);
    assert_eq!(check.decisions[0].standing(), Some(Standing::Invalid));
    assert_eq!(check.tally().summary.fired, 1);
}

#[test]
fn an_invalid_trigger_of_an_unaccepted_decision_does_not_fail_the_check() {
    let proposed = decision("proposed", vec![trigger(INVALID), trigger(HOLDING)]);
    assert_eq!(checked(vec![proposed]).tally().exit_code(false), 0);
}

#[test]
fn a_decision_has_the_standing_of_its_worst_trigger() {
    let worst_first = [INVALID, FIRED, HARD, SOFT, STALE, NEAR, HOLDING];
    for (index, worst) in worst_first.iter().enumerate() {
        let triggers = worst_first[index..].iter().rev().map(|when| trigger(when));
        let check = checked(vec![decision("accepted", triggers.collect())]);
        let alone = checked(vec![decision("accepted", vec![trigger(worst)])]);
        let standing = check.decisions[0].standing();
        assert_eq!(standing, alone.decisions[0].standing(), "{worst}");
    }
    let none = checked(vec![decision("accepted", Vec::new())]);
    assert_eq!(none.decisions[0].standing(), None);
}

#[test]
fn a_snoozed_trigger_is_ignored_until_its_date() {
    let on = |until| {
        let check = checked(vec![decision("accepted", vec![snoozed(FIRED, until)])]);
        let standing = check.decisions[0].standing().map(Standing::name);
        (standing, check.tally().exit_code(true))
    };
    assert_eq!(on("2026-11-23"), (Some("snoozed"), 0));
    assert_eq!(on("2026-11-22"), (Some("fired"), 1));
    let invalid = checked(vec![decision(
        "accepted",
        vec![snoozed(INVALID, "2027-01-01")],
    )]);
    assert_eq!(invalid.tally().exit_code(false), 2);
}

#[test]
fn every_trigger_is_counted_once() {
    let conditions = [FIRED, HOLDING, NEAR, STALE, SOFT, HARD, INVALID];
    let mut triggers: Vec<_> = conditions.iter().map(|when| trigger(when)).collect();
    triggers.push(snoozed(FIRED, "2027-01-01"));
    let summary = checked(vec![decision("accepted", triggers)])
        .tally()
        .summary;
    let expected = Summary {
        fired: 1,
        near: 1,
        holding: 1,
        stale: 1,
        unknown: 2,
        snoozed: 1,
        invalid: 1,
    };
    assert_eq!(summary, expected);
}

#[test]
fn three_clauses_of_one_decision_have_a_verdict_each() {
    let conditions = [FIRED, HOLDING, SOFT];
    let triggers = conditions.iter().map(|when| trigger(when)).collect();
    let check = checked(vec![decision("accepted", triggers)]);
    let outcomes: Vec<_> = check.decisions[0]
        .triggers
        .iter()
        .map(|found| match &found.verdict {
            Verdict::Judged(outcome) => outcome,
            Verdict::Invalid(error) => panic!("{error}"),
        })
        .collect();
    let witness = outcomes[0].evidence.witness.as_ref();
    assert_eq!(
        witness.and_then(|labels| labels.get("module")),
        Some("billing")
    );
    assert_eq!(outcomes[0].evidence.value_text().as_deref(), Some("47%"));
    assert_eq!(outcomes[1].state, State::Holding);
    assert_eq!(outcomes[1].evidence.progress, Some(0.3));
    assert_eq!(outcomes[2].state, State::Unknown(Cause::NoValue));
    assert_eq!(check.tally().exit_code(false), 1);
}

/// The series that the triggers with these conditions lack on 2026-11-22, with one observation of `a` on each of `days`.
fn lacking_series(conditions: &[&str], days: &[&str], declared: Declared) -> Vec<String> {
    let triggers = conditions.iter().map(|when| trigger(when)).collect();
    let mut values = Values::default();
    for day in days {
        let (label, day) = day.split_once(' ').unwrap();
        let series = Series {
            labels: Labels::from([("m".into(), label.into())]),
            value: Ok(parse_value("5").unwrap()),
            at: Some(format!("{day}T00:00:00Z").parse().unwrap()),
            source: "observe".into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        values.supply("a", reading);
    }
    let declarations = Declarations::from_iter([("a".to_owned(), declared)]);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &declarations,
    };
    let is_measured = |metric: &str| metric == "measured";
    let found = lacking::lacking(
        &[decision("accepted", triggers)],
        &values,
        is_measured,
        &scope,
    );
    let shown = found.iter().map(|lacking| {
        let labels: Vec<_> = lacking.labels.iter().map(|(_, value)| value).collect();
        format!("{} {}", lacking.metric, labels.join(","))
    });
    shown.collect()
}

#[test]
fn a_value_is_lacking_from_half_its_max_age_on() {
    let month = Declared {
        max_age: Some(std::time::Duration::from_secs(30 * 86_400)),
        ..Declared::default()
    };
    let never = Declared {
        max_age: Some(std::time::Duration::MAX),
        ..Declared::default()
    };
    for (declared, day, expected) in [
        (Declared::default(), "x 2026-10-09", 0),
        (Declared::default(), "x 2026-10-07", 1),
        (month.clone(), "x 2026-11-08", 0),
        (month, "x 2026-11-06", 1),
        (never, "x 2001-01-01", 0),
    ] {
        let found = lacking_series(&["any(a) > 5"], &[day], declared);
        assert_eq!(found.len(), expected, "{day}");
    }
}

#[test]
fn each_series_is_asked_for_that_a_trigger_selects() {
    let expected = Declared {
        series: vec![Labels::from([("m".into(), "y".into())])],
        ..Declared::default()
    };
    type Row<'r> = (&'r [&'r str], &'r [&'r str], Declared, &'r [&'r str]);
    let rows: [Row<'_>; 5] = [
        (&["any(a) > 5"], &[], Declared::default(), &["a "]),
        (
            &["a{m=\"z\"} > 5", "measured > 1"],
            &[],
            Declared::default(),
            &["a z"],
        ),
        (
            &["any(a) > 5", "b > 1 and today > 2027-01-01"],
            &["x 2026-01-01"],
            expected.clone(),
            &["a x", "a y", "b "],
        ),
        (
            &["a{m=\"x\"} > 5"],
            &["x 2026-01-01", "w 2026-01-01"],
            expected,
            &["a x"],
        ),
        (&["today >= 2027-01-01"], &[], Declared::default(), &[]),
    ];
    for (conditions, days, declared, wanted) in rows {
        let found = lacking_series(conditions, days, declared);
        assert_eq!(found, wanted, "{conditions:?}");
    }
}
