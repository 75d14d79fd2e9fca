use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::source::Source;
use crate::trigger::{Declarations, Declared, parse};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// The conditions proposed for the clauses of `text` by `settings`.
fn proposed(text: &str, settings: &str) -> Vec<Vec<String>> {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty(), "{faults:?}");
    let declared = config.metrics.iter().map(|(name, metric)| {
        let unit = metric.unit.as_ref().map(|unit| unit.value);
        let unit = unit.map_or_else(Declared::default, Declared::of);
        (name.clone(), unit)
    });
    let declarations: Declarations = declared.collect();
    let clauses = propose(text, &Known::of(&config, &declarations), today());
    let texts = |clause: Clause| clause.conditions.iter().map(ToString::to_string).collect();
    clauses.into_iter().map(texts).collect()
}

fn first(text: &str, settings: &str) -> String {
    let clauses = proposed(text, settings);
    let firsts = clauses
        .into_iter()
        .filter_map(|clause| clause.into_iter().next());
    firsts.collect::<Vec<_>>().join("; ")
}

const SETTINGS: &str = r#"
[metrics."team.size"]
description = "engineers with commit rights"
unit = "count"

[metrics."db.cpu.share"]
description = "share of database CPU per module"
unit = "ratio"
series = { module = ["billing", "orders"] }

[metrics."orders.latency.p99"]
description = "slowest hundredth of order requests"
unit = "s"

[metrics."search.latency.p99"]
description = "slowest hundredth of catalogue searches"
unit = "s"
"#;

#[test]
fn a_declared_metric_is_found_by_its_name_its_description_and_its_labels() {
    for (text, expected) in [
        ("team.size exceeds 20", "team.size > 20"),
        (
            "more than 20 engineers have commit rights",
            "team.size > 20",
        ),
        (
            "billing uses more than 40% of the database CPU",
            r#"db.cpu.share{module="billing"} > 40%"#,
        ),
        (
            "billing or orders exceeds 40% of the database CPU",
            "any(db.cpu.share) > 40%",
        ),
        (
            "a module exceeds 40% of the database CPU",
            "any(db.cpu.share) > 40%",
        ),
        (
            "the slowest hundredth of searches takes over 300 ms",
            "search.latency.p99 > 300ms",
        ),
    ] {
        assert_eq!(first(text, SETTINGS), expected, "{text}");
    }
}

#[test]
fn a_metric_with_a_series_per_module_is_about_any_of_them() {
    let settings = "[metrics.\"db.cpu.share\"]\ndescription = \"share of database CPU per module\"\nunit = \"ratio\"";
    let text = "the database CPU of one module goes over 60%";
    assert_eq!(first(text, settings), "any(db.cpu.share) > 60%");
    assert_eq!(
        first("database CPU goes over 60%", settings),
        "db.cpu.share > 60%"
    );
}

#[test]
fn a_cost_per_order_is_a_quotient_of_what_is_declared() {
    let settings = "[metrics.\"hosting.cost\"]\nunit = \"count\"\n[metrics.\"orders.count\"]\nunit = \"count\"";
    let text = "the hosting cost per order exceeds 0.02";
    assert_eq!(first(text, settings), "hosting.cost / orders.count > 0.02");
    assert_eq!(first(text, ""), "hosting.cost.per.order > 0.02");
}

#[test]
fn a_number_is_in_the_unit_of_the_teams_own_that_its_metric_has() {
    let settings = r#"
[metrics."team.size"]
unit = "engineers"

[metrics."hosting.cost"]
description = "what the servers cost"
unit = "EUR/month"
"#;
    for (text, expected) in [
        ("the team exceeds 20 engineers", "team.size > 20 engineers"),
        ("the team exceeds 20", "team.size > 20 engineers"),
        (
            "hosting costs exceed €5,000 a month",
            "hosting.cost > 5000 EUR/month",
        ),
        (
            "hosting costs exceed 5000 a month",
            "hosting.cost > 5000 EUR/month",
        ),
        (
            "hosting costs exceed $5,000 a month",
            "hosting.costs > 5000/month",
        ),
        ("the team fixes more than 20 bugs", "team.fixes.bugs > 20"),
    ] {
        assert_eq!(first(text, settings), expected, "{text}");
    }
}

#[test]
fn a_statement_in_front_of_conditions_is_none() {
    let text =
        "One primary takes more than 6000 writes a second. Look again when writes exceed 4000/s.";
    assert_eq!(first(text, ""), "writes > 4000/s");
}

#[test]
fn a_declared_metric_of_another_kind_is_not_proposed() {
    for (text, expected) in [
        ("the team has more than 30 bugs", "team.bugs > 30"),
        ("order latency exceeds 5 GB", "order.latency > 5GB"),
    ] {
        assert_eq!(first(text, SETTINGS), expected, "{text}");
    }
}

#[test]
fn two_metrics_that_fit_as_well_are_both_proposed() {
    assert_eq!(
        proposed("p99 latency exceeds 300 ms", SETTINGS),
        [[
            "orders.latency.p99 > 300ms",
            "search.latency.p99 > 300ms",
            "p99.latency > 300ms"
        ]]
    );
}

#[test]
fn clauses_are_gone_through_in_order() {
    let text = "Revisit when (a) writes exceed 4000/s, (b) the team outgrows 20 people, or (c) it is slow.\n\n\
                - Also by June 2027; or once tokio 2 is out.";
    assert_eq!(
        first(text, ""),
        "writes > 4000/s; team.people > 20; today >= 2027-06-01; dependency.tokio >= 2"
    );
}

#[test]
fn what_must_be_true_together_is_one_condition() {
    assert_eq!(
        first("latency exceeds 300 ms and the error rate is above 1%", ""),
        "latency > 300ms and error.rate > 1%"
    );
    assert_eq!(
        first("latency exceeds 300 ms and nothing is above 1%", ""),
        ""
    );
}

#[test]
fn a_sprint_is_as_long_as_the_settings_say() {
    let text = "lag stays above 5 s for two sprints";
    assert_eq!(first(text, ""), "lag > 5s for 28d");
    assert_eq!(first(text, "sprint = \"7d\""), "lag > 5s for 14d");
}

#[test]
fn a_sentence_of_ten_thousand_words_proposes_nothing() {
    let text = "more than 5 and 1 000 or 1-1-1 in June 2027, ".repeat(1_000);
    assert_eq!(first(&text, SETTINGS), "");
}

proptest! {
    #[test]
    fn every_proposal_is_a_condition(text in sentence()) {
        for condition in proposed(&text, SETTINGS).iter().flatten() {
            prop_assert!(parse(condition).is_ok(), "{condition}");
        }
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        proposed(&text, SETTINGS);
    }
}

/// Words that mean something, in any order.
fn sentence() -> impl Strategy<Value = String> {
    let words = [
        "exceeds",
        "more than",
        "fewer than",
        "at least",
        "doubles",
        "grows by",
        "outnumber",
        "to one",
        "20",
        "40%",
        "five",
        "half",
        "500 ms",
        "1.5M",
        "per sprint",
        "a week",
        "for two weeks",
        "any single",
        "in total",
        "on average",
        "the team",
        "engineers",
        "writes",
        "database CPU",
        "today",
        "count",
        "and",
        "or",
        ",",
        "(a)",
        "by June 2027",
        "in six months",
        "tokio 2 is out",
        "ratio of",
        "größe",
        "since we decided",
        "$",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 1..9)
        .prop_map(|words| words.join(" "))
}
