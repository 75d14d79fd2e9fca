use super::*;
use crate::quantity::{DeclaredUnit, Sprint};
use crate::trigger::value::Series;
use crate::trigger::{Declarations, Declared};
use chrono::{DateTime, NaiveDate, Utc};

/// The values of facts given as `engineers=6`, by the flags' names.
fn values(facts: &[&str]) -> Values {
    let mut values = Values::default();
    for fact in facts {
        let (flag, text) = fact.split_once('=').unwrap();
        let fact = Rules::built_in()
            .facts
            .iter()
            .find(|fact| fact.flag == flag);
        let fact = fact.unwrap();
        let series = Series {
            labels: Default::default(),
            value: Ok(fact.read(text).unwrap()),
            at: None,
            source: format!("--{flag}").into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        values.supply(fact.metric.as_str(), reading);
    }
    values
}

fn with_scope<T>(body: impl FnOnce(&Scope<'_>) -> T) -> T {
    let declarations = Rules::built_in().declarations();
    body(&Scope {
        today: NaiveDate::default(),
        now: DateTime::<Utc>::default(),
        latest: DateTime::<Utc>::default(),
        sprint: Sprint::default(),
        declarations: &declarations,
    })
}

fn advice(facts: &[&str]) -> Advice {
    with_scope(|scope| advise(&values(facts), scope))
}

#[track_caller]
fn assert_preferred(facts: &[&str], pattern: &str) {
    let advice = advice(facts);
    let preferred = advice
        .preferred()
        .map(|ranked| ranked.pattern.name.as_str());
    assert_eq!(preferred, Some(pattern), "{facts:?}");
}

#[test]
fn every_rule_is_a_condition_on_facts_about_patterns() {
    let rules = Rules::built_in();
    assert!(rules.rules.len() > 20);
    let declarations = rules.declarations();
    let conditions = rules.rules.iter().map(|rule| &rule.when);
    let conditions = conditions.chain(rules.contradictions.iter().map(|found| &found.when));
    for when in conditions {
        let condition = parse(when).unwrap();
        assert!(declarations.check(&condition).is_ok(), "{when}");
        for metric in condition.metrics() {
            assert!(rules.fact(&metric.name).is_some(), "{when}");
        }
    }
    for rule in &rules.rules {
        let patterns = rule.speaks_for.keys().chain(rule.against.keys());
        for name in patterns.chain(&rule.missing) {
            assert!(pattern::find(name).is_some(), "{name}");
        }
        assert!(!rule.source.is_empty(), "{}", rule.id);
    }
}

#[test]
fn rules_and_triggers_count_in_the_unit_that_the_log_declares() {
    let engineers = DeclaredUnit::parse("engineers").unwrap();
    let of_log = [("team.size".to_owned(), Declared::of(engineers))];
    let of_log = Declarations::from_iter(of_log);
    let declarations = of_log.with_defaults(&Rules::built_in().declarations());
    let plain = advice(&["engineers=6", "concurrent-users=150", "transactions=acid"]);
    let mut values = values(&["concurrent-users=150", "transactions=acid"]);
    let size = Series {
        labels: Default::default(),
        value: Ok(engineers.parse_value("6").unwrap()),
        at: None,
        source: "--metric".into(),
    };
    let reading = Reading {
        series: vec![size],
        ..Reading::default()
    };
    values.supply("team.size", reading);
    with_scope(|scope| {
        let scope = Scope {
            declarations: &declarations,
            ..*scope
        };
        let advice = advise(&values, &scope);
        let scores = |advice: &Advice| -> Vec<_> {
            let ranking = advice.ranking.iter();
            ranking
                .map(|ranked| (ranked.pattern.name.clone(), ranked.score))
                .collect()
        };
        assert_eq!(scores(&advice), scores(&plain));
        assert!(advice.facts.iter().any(|known| known.value == "6"));
        let proposal = Proposal::of(&advice, &values, &scope).unwrap();
        let conditions: Vec<_> = proposal
            .triggers
            .iter()
            .map(|trigger| trigger.when.as_str())
            .collect();
        assert!(
            conditions.contains(&"team.size > 20 engineers"),
            "{conditions:?}"
        );
    });
}

#[test]
fn every_example_of_a_fact_can_be_read() {
    for fact in &Rules::built_in().facts {
        let value = fact.read(&fact.example).unwrap();
        assert_eq!(fact.shown(&value), fact.example);
    }
}

#[test]
fn every_metric_of_a_trigger_has_a_unit_that_its_threshold_fits() {
    let rules = Rules::built_in();
    let of_rules = rules.rules.iter().filter_map(|rule| rule.revisit.as_ref());
    let of_patterns = pattern::all().iter().flat_map(|pattern| &pattern.revisit);
    for trigger in of_patterns.chain(of_rules) {
        let condition = parse(&trigger.when).unwrap();
        for metric in condition.metrics() {
            let unit = rules.metric(&metric.name).unwrap().unit;
            let unit = DeclaredUnit::parse(&unit).unwrap();
            let declared = Declared::of(unit);
            let declarations = [(metric.name.clone(), declared)].into_iter().collect();
            let declarations: crate::trigger::Declarations = declarations;
            assert_eq!(declarations.check(&condition), Ok(()), "{}", trigger.when);
        }
    }
}

#[test]
fn the_size_of_a_team_chooses_among_deployments() {
    assert_preferred(&["engineers=2", "concurrent-users=150"], "monolith");
    assert_preferred(&["engineers=6", "concurrent-users=150"], "modular-monolith");
    assert_preferred(&["engineers=40", "platform-team=yes"], "microservices");
}

#[test]
fn a_pattern_is_chosen_for_what_it_is_made_for() {
    assert_preferred(
        &["independent-consumers=4", "transactions=eventual"],
        "event-driven",
    );
    assert_preferred(&["read-write-ratio=40", "stale-reads=safe"], "cqrs");
    assert_preferred(&["audit-history=yes"], "event-sourcing");
    assert_preferred(&["chain=3", "transactions=eventual"], "saga");
    assert_preferred(&["legacy=yes"], "strangler-fig");
}

#[test]
fn microservices_need_a_platform_team_whatever_else_speaks_for_them() {
    let advice = advice(&[
        "engineers=40",
        "platform-team=no",
        "blocked-deployments=5/sprint",
    ]);
    let last = advice.ranking.last().unwrap();
    assert_eq!(last.pattern.name, "microservices");
    assert!(last.is_ruled_out && last.score > 0);
    assert_eq!(last.missing_prerequisites.len(), 1);
}

#[test]
fn what_is_missing_is_named_by_how_much_depends_on_it() {
    let missing = advice(&[]).missing;
    assert_eq!(missing[0].flag, "engineers");
    assert!(missing.iter().all(|fact| fact.flag != "availability"));
    let missing = advice(&["chain=4"]).missing;
    assert!(missing.iter().any(|fact| fact.flag == "availability"));
}

#[test]
fn facts_that_exclude_each_other_are_refused() {
    let found = |facts: &[&str]| with_scope(|scope| contradiction(&values(facts), scope));
    let says = found(&["engineers=2", "platform-team=yes"]).unwrap();
    assert_eq!(
        says,
        "a platform team and a team that it serves need at least 4 engineers, not 2"
    );
    assert!(found(&["engineers=1", "blocked-deployments=1/week"]).is_some());
    assert_eq!(found(&["engineers=4", "platform-team=yes"]), None);
}

#[test]
fn a_fact_outside_its_unit_or_bounds_says_what_to_write() {
    let read = |metric: &str, text: &str| Rules::built_in().fact(metric).unwrap().read(text);
    let error = |metric: &str, text: &str| read(metric, text).unwrap_err();
    assert_eq!(
        error("deploy.blocked", "3"),
        "`3` has no unit; write it like 0/sprint"
    );
    assert_eq!(
        error("team.size", "6/sprint"),
        "`6/sprint` has the wrong unit; write it like 6"
    );
    assert_eq!(
        error("team.size", "0"),
        "`0` is less than 1; write it like 6"
    );
    assert_eq!(
        error("team.size", "6.5"),
        "`6.5` is not a whole number; write it like 6"
    );
    assert_eq!(
        error("module.infrastructure.share", "120%"),
        "`120%` is more than 100%; write it like 25%"
    );
    assert_eq!(
        error("platform.team", "maybe"),
        "`maybe` is not an answer; write no or yes"
    );
    assert!(read("team.size", "99999999999999999999999999999999").is_err());
}

#[test]
fn of_two_patterns_that_fit_equally_the_simpler_is_proposed() {
    let facts = ["concurrent-users=150", "transactions=acid"];
    let advice = advice(&facts);
    let proposal = with_scope(|scope| Proposal::of(&advice, &values(&facts), scope)).unwrap();
    assert_eq!(proposal.pattern.name, "monolith");
    let second = &proposal.alternatives[0];
    assert_eq!(second.name, "Modular monolith");
    assert_eq!(
        second.why_rejected,
        "the facts speak as much for it as for Monolith, which is simpler to run."
    );
}

#[test]
fn a_proposal_leaves_out_what_would_re_open_it_at_once() {
    let facts = [
        "engineers=6",
        "transactions=acid",
        "blocked-deployments=2/sprint",
    ];
    let advice = advice(&facts);
    let proposal = with_scope(|scope| Proposal::of(&advice, &values(&facts), scope)).unwrap();
    assert_eq!(proposal.pattern.name, "modular-monolith");
    assert_eq!(proposal.already_true[0].when, "deploy.blocked > 1/sprint");
    assert_eq!(proposal.triggers.len(), 2);
}

#[test]
fn every_proposal_has_alternatives_with_reasons_and_triggers() {
    let choices: [&[&'static str]; 6] = [
        &[
            "",
            "engineers=1",
            "engineers=8",
            "engineers=16",
            "engineers=40",
        ],
        &["", "transactions=acid", "transactions=eventual"],
        &["", "platform-team=yes", "platform-team=no"],
        &[
            "",
            "blocked-deployments=0/sprint",
            "blocked-deployments=3/sprint",
        ],
        &["", "independent-consumers=0", "independent-consumers=4"],
        &["", "audit-history=yes"],
    ];
    let mut combinations: Vec<Vec<&'static str>> = vec![Vec::new()];
    for choice in choices {
        let with = |known: &Vec<&'static str>, fact: &'static str| {
            let more = (!fact.is_empty()).then_some(fact);
            known.iter().copied().chain(more).collect()
        };
        combinations = combinations
            .iter()
            .flat_map(|known| choice.iter().map(move |fact| with(known, fact)))
            .collect();
    }
    for facts in combinations {
        let values = values(&facts);
        let proposal = with_scope(|scope| Proposal::of(&advise(&values, scope), &values, scope));
        let Some(proposal) = proposal else { continue };
        assert!(!proposal.triggers.is_empty(), "{facts:?}");
        assert!(!proposal.alternatives.is_empty(), "{facts:?}");
        for alternative in &proposal.alternatives {
            let why = &alternative.why_rejected;
            assert!(
                why.len() > 20 && !why.contains('{') && !why.ends_with(": ."),
                "{facts:?}: {why}"
            );
        }
    }
}
