use proptest::prelude::*;

use crate::quantity::{DeclaredUnit, Sprint, parse_value};
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{
    Comparison, Declarations, Declared, Example, Explanation, Scope, State, evaluate, explain,
    parse,
};

const TODAY: &str = "2026-11-22";

fn declarations() -> Declarations {
    let declared = [
        ("share", "ratio"),
        ("lag", "ms"),
        ("release", "version"),
        ("expires", "date"),
    ];
    Declarations::from_iter(declared.map(|(name, unit)| {
        let unit = DeclaredUnit::parse(unit).unwrap();
        (name.to_owned(), Declared::of(unit))
    }))
}

fn scope(declarations: &Declarations) -> Scope<'_> {
    Scope {
        today: TODAY.parse().unwrap(),
        now: format!("{TODAY}T00:00:00Z").parse().unwrap(),
        latest: format!("{TODAY}T00:00:00Z").parse().unwrap(),
        sprint: Sprint::default(),
        declarations,
    }
}

fn comparison(when: &str) -> Comparison {
    let declarations = declarations();
    match explain(&parse(when).unwrap(), None, &scope(&declarations)) {
        Explanation::Comparison(comparison) => *comparison,
        joined => panic!("{when}: {joined:?}"),
    }
}

/// `2 fired, 1 near`.
fn listed(examples: &[Example]) -> String {
    let listed = |example: &Example| {
        let state = example.state.cause().map(|cause| cause.name());
        let state = state.unwrap_or(example.state.name());
        format!("{} {state}", example.value)
    };
    examples.iter().map(listed).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_comparison_is_explained_in_words() {
    let rows = [
        ("a > 20", "`a` is more than 20"),
        ("a >= 20", "`a` is 20 or more"),
        ("a < 20", "`a` is less than 20"),
        ("a <= 20", "`a` is 20 or less"),
        ("a = 20", "`a` is 20"),
        ("a != 20", "`a` is not 20"),
        ("any(a) > 1", "at least one series of `a` is more than 1"),
        ("all(a) > 1", "every series of `a` is more than 1"),
        ("sum(a) > 1", "the sum of all series of `a` is more than 1"),
        ("avg(a) > 1", "the mean of all series of `a` is more than 1"),
        ("min(a) > 1", "the smallest series of `a` is more than 1"),
        ("max(a) > 1", "the largest series of `a` is more than 1"),
        ("count(a) > 1", "the number of series of `a` is more than 1"),
        (
            "a{m=\"x\", env!=\"\", z=\"\", y!=\"q\"} > 1",
            "`a` whose m is \"x\" and env is given and z is not given and y is not \"q\" is more than 1",
        ),
        ("release > 18.10", "`release` is later than 18.10"),
        ("release <= 18.10", "`release` is 18.10 or earlier"),
        (
            "expires < 2027-01-01",
            "`expires` is earlier than 2027-01-01",
        ),
        ("today >= 2027-01-01", "today is 2027-01-01 or later"),
        (
            "today > 2027-01-01 for 2w",
            "today is later than 2027-01-01, and has been for 2w",
        ),
        (
            "a > 1 for 2w",
            "`a` is more than 1, and was at every observation in the last 2w",
        ),
        (
            "sum(a) / b > 10",
            "the sum of all series of `a`, divided by `b`, is more than 10",
        ),
        (
            "any(a) / any(b{m=\"x\"}) > 1%",
            "for at least one series, `a` divided by `b` whose m is \"x\" of equal labels is more than 1%",
        ),
        (
            "change(max(a) over 90d) >= 50%",
            "the change of the largest series of `a` over the last 90d is 50% or more",
        ),
        (
            "change(a since decision) <= -20%",
            "the change of `a` since the day of the decision is -20% or less",
        ),
    ];
    for (when, meaning) in rows {
        assert_eq!(comparison(when).meaning, meaning, "{when}");
    }
}

#[test]
fn examples_are_values_at_which_the_state_changes() {
    let rows = [
        ("a > 20", "21 fired, 20 near, 16 near, 15 holding"),
        ("a >= 20", "20 fired, 19 near, 16 near, 15 holding"),
        ("a < 20", "19 fired, 20 near, 25 near, 26 holding"),
        (
            "a <= 0.5s",
            "0.5s fired, 0.6s near, 0.625s near, 0.626s holding",
        ),
        ("a > 1", "2 fired, 1 near, 0.8 near, 0.7 holding"),
        ("a > -5%", "-4% fired, -5% holding"),
        ("a < 0", "-1 fired, 0 holding"),
        ("a = 20", "21 holding, 20 fired, 19 holding"),
        ("a != 20", "21 fired, 20 holding, 19 fired"),
        ("count(a) >= 1", "1 fired, 0 no-value"),
        (
            "share > 100%",
            "101% out-of-range, 100% near, 80% near, 79% holding",
        ),
        (
            "sum(share) > 100%",
            "101% fired, 100% near, 80% near, 79% holding",
        ),
        ("share > 900%", "900% out-of-range"),
        ("a / b > 10", "11 fired, 10 near, 8 near, 7 holding"),
        (
            "share / a > 90%",
            "91% fired, 90% near, 72% near, 71% holding",
        ),
        ("change(a over 2w) < -50%", "-51% fired, -50% holding"),
        ("release > 18.9", "18.10 fired, 18.9 holding"),
        ("release < 18.0", "18.0 holding"),
        (
            "release >= 18.0.0-rc1",
            "18.0.0-rc1 fired, 18.0.0-rc0 holding",
        ),
        (
            "today >= 2027-03-01",
            "2027-03-01 fired, 2027-02-28 near, 2027-01-30 near, 2027-01-29 holding",
        ),
        ("today < 2027-03-01", "2027-02-28 fired, 2027-03-01 holding"),
        (
            "expires < 2027-03-01",
            "2027-02-28 fired, 2027-03-01 near, 2027-03-31 near, 2027-04-01 holding",
        ),
        (
            "a > 79228162514264337593543950335",
            "63382530011411470074835160268 near, 63382530011411470074835160267 holding",
        ),
    ];
    for (when, examples) in rows {
        assert_eq!(listed(&comparison(when).examples), examples, "{when}");
    }
}

#[test]
fn units_are_shown_and_thresholds_converted_to_them() {
    let shown_unit = |when: &str| {
        let found = comparison(when);
        (found.unit, found.converted)
    };
    assert_eq!(
        shown_unit("lag > 0.5s"),
        ("ms".into(), Some("500ms".into()))
    );
    assert_eq!(shown_unit("lag > 500ms"), ("ms".into(), None));
    assert_eq!(shown_unit("share > 40%"), ("ratio".into(), None));
    assert_eq!(shown_unit("count(share) > 4"), ("count".into(), None));
    assert_eq!(shown_unit("dependency.tokio > 2"), ("version".into(), None));
    let undeclared = "not declared: any unit comparable with 5kB";
    assert_eq!(shown_unit("a > 5kB"), (undeclared.into(), None));
    let undeclared = "not declared: plain numbers or versions";
    assert_eq!(shown_unit("a > 5"), (undeclared.into(), None));
}

proptest! {
    /// Each example evaluates to the state it is given.
    #[test]
    fn examples_match_the_evaluation(
        function in prop::sample::select(vec!["", "any", "all", "min", "max"]),
        metric in prop::sample::select(vec!["share", "lag", "a"]),
        operator in prop::sample::select(vec![">", ">=", "<", "<=", "=", "!="]),
        number in -2_000_i64..20_000,
        scale in 0_u32..4,
    ) {
        let number = rust_decimal::Decimal::new(number, scale);
        let unit = match metric {
            "share" => "%",
            "lag" => "s",
            _ => "",
        };
        let subject = match function {
            "" => metric.to_owned(),
            function => format!("{function}({metric})"),
        };
        let when = format!("{subject} {operator} {number}{unit}");
        let (expr, declarations) = (parse(&when).unwrap(), declarations());
        let comparison = comparison(&when);
        prop_assert!(!comparison.examples.is_empty());
        for Example { value, state } in comparison.examples {
            let series = Series {
                labels: Labels::new(),
                value: Ok(parse_value(&value).unwrap()),
                at: None,
                source: "test".into(),
            };
            let mut values = Values::default();
            values.supply(metric, Reading { series: vec![series], ..Reading::default() });
            let found: State = evaluate(&expr, &values, &scope(&declarations)).state;
            prop_assert_eq!(found, state, "{} at {}", when, value);
        }
    }
}
