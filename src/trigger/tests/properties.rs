//! Properties of all conditions and values: by Kleene's logic, knowing more never reverses a verdict.

use proptest::prelude::*;

use crate::quantity::Sprint;
use crate::trigger::value::{Cause, Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Expr, Scope, State, evaluate, parse};

const METRICS: [&str; 3] = ["a", "b", "c"];

/// A condition over three metrics, up to three levels deep.
fn condition() -> impl Strategy<Value = String> {
    let single = (0..3_usize, 0..6_usize, -5..6_i32, 0..10_usize).prop_map(
        |(metric, operator, threshold, function)| {
            let operator = [">", ">=", "<", "<=", "=", "!="][operator];
            let (metric, other) = (METRICS[metric], METRICS[(metric + 1) % 3]);
            let subject = match ["any", "all", "min", "max", "sum"].get(function) {
                Some(function) => format!("{function}({metric})"),
                None => match function {
                    6 => format!("{metric} / {other}"),
                    7 => format!("any({metric}) / any({other})"),
                    8 => format!("all({metric}) / sum({other})"),
                    _ => metric.to_owned(),
                },
            };
            format!("{subject} {operator} {threshold}")
        },
    );
    single.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 2..4), any::<bool>()).prop_map(|(parts, and)| {
            let joiner = if and { " and " } else { " or " };
            let parts: Vec<_> = parts.iter().map(|part| format!("({part})")).collect();
            parts.join(joiner)
        })
    })
}

/// A number, or a value that cannot be compared.
fn sample() -> impl Strategy<Value = Option<i32>> {
    prop_oneof![3 => (-6..7_i32).prop_map(Some), 1 => Just(None)]
}

fn series(position: usize, value: Option<i32>) -> Series {
    let number = |value: i32| crate::quantity::parse_value(&value.to_string()).unwrap();
    Series {
        labels: Labels::from([("m".to_owned(), position.to_string())]),
        value: value.map(number).ok_or(Cause::NonFinite),
        at: None,
        source: "test".into(),
    }
}

fn values(of: &[Vec<Option<i32>>]) -> Values {
    let mut values = Values::default();
    for (metric, samples) in METRICS.iter().zip(of) {
        let reading = Reading {
            series: samples
                .iter()
                .enumerate()
                .map(|(at, value)| series(at, *value))
                .collect(),
            ..Reading::default()
        };
        values.supply(*metric, reading);
    }
    values
}

fn state(expr: &Expr, of: &[Vec<Option<i32>>]) -> State {
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Sprint::default(),
        declarations: &Declarations::default(),
    };
    evaluate(expr, &values(of), &scope).state
}

/// True, false, or unknown.
fn truth(state: State) -> Option<bool> {
    match state {
        State::Fired => Some(true),
        State::Unknown(_) => None,
        State::Stale | State::Near | State::Holding => Some(false),
    }
}

proptest! {
    #[test]
    fn a_verdict_holds_whatever_an_unknown_value_turns_out_to_be(
        condition in condition(),
        known in prop::collection::vec(prop::collection::vec(sample(), 1..4), 3),
        filled in prop::collection::vec(-6..7_i32, 9),
    ) {
        let expr = parse(&condition).unwrap();
        let Some(verdict) = truth(state(&expr, &known)) else { return Ok(()) };
        let mut fill = filled.into_iter();
        let all: Vec<Vec<Option<i32>>> = known
            .iter()
            .map(|samples| samples.iter().map(|value| value.or_else(|| fill.next())).collect())
            .collect();
        prop_assert_eq!(truth(state(&expr, &all)), Some(verdict), "{}: {:?} {:?}", condition, known, all);
    }

    #[test]
    fn an_additional_unknown_series_never_makes_any_false(
        threshold in -5..6_i32,
        samples in prop::collection::vec(sample(), 0..4),
    ) {
        let expr = parse(&format!("any(a) > {threshold}")).unwrap();
        let before = state(&expr, std::slice::from_ref(&samples));
        let mut more = samples;
        more.push(None);
        let after = state(&expr, &[more]);
        prop_assert!(truth(after) != Some(false), "{:?} became {:?}", before, after);
        prop_assert_eq!(before == State::Fired, after == State::Fired);
    }

    #[test]
    fn printing_preserves_the_condition(condition in condition()) {
        let expr = parse(&condition).unwrap();
        let printed = expr.to_string();
        let again = parse(&printed).unwrap();
        prop_assert_eq!(&printed, &again.to_string());
        let sample = [vec![Some(1), Some(-3)], vec![Some(4)], vec![None, Some(0)]];
        prop_assert_eq!(state(&expr, &sample), state(&again, &sample));
    }
}
