//! Other thresholds in the place of those that conditions have.

use crate::quantity::{DeclaredUnit, Sprint};
use crate::trigger::{Declarations, Declared, NoPlace, check_threshold, parse, with_threshold};

fn changed(condition: &str, threshold: &str) -> Result<String, NoPlace> {
    let cpu = Declared::of(DeclaredUnit::RATIO);
    let declarations = Declarations::from_iter([("cpu".to_owned(), cpu)]);
    let expr = parse(condition).unwrap();
    with_threshold(&expr, threshold, &declarations, Sprint::default()).map(|expr| {
        let text = expr.to_string();
        assert_eq!(parse(&text).as_ref(), Ok(&expr), "{text}");
        text
    })
}

#[test]
fn a_threshold_takes_the_place_of_the_one_that_it_fits() {
    for (condition, threshold, expected) in [
        ("team.size > 20", "15", "team.size > 15"),
        ("a > 4000/s for 2w", "240000/min", "a > 240000/min for 2w"),
        ("any(cpu) >= 40%", "35%", "any(cpu) >= 35%"),
        ("a > 200ms and b > 5", "0.1s", "a > 0.1s and b > 5"),
        ("a > 200ms and b > 5", "7", "a > 200ms and b > 7"),
        (
            "(a > 1 or today >= 2027-01-01) and b > 2ms",
            "3ms",
            "(a > 1 or today >= 2027-01-01) and b > 3ms",
        ),
        ("dependency.tokio >= 2", "1.40", "dependency.tokio >= 1.40"),
    ] {
        let found = changed(condition, threshold);
        assert_eq!(found.as_deref(), Ok(expected), "{condition}, {threshold}");
    }
}

#[test]
fn the_day_of_the_decision_stays() {
    let day = "2026-06-01".parse().ok();
    let expr = parse("change(a since decision) > 50% and b > 5").unwrap();
    let expr = expr.decided_on(day);
    let declarations = Declarations::default();
    let changed = with_threshold(&expr, "70%", &declarations, Sprint::default()).unwrap();
    assert_eq!(
        changed.to_string(),
        "change(a since decision) > 70% and b > 5"
    );
    assert_eq!(changed.decided(), day);
}

#[test]
fn a_threshold_of_another_unit_has_no_place() {
    for (condition, threshold) in [
        ("team.size > 20", "15ms"),
        ("any(cpu) > 40%", "0.4"),
        ("any(cpu) > 40%", "35%/s"),
        ("today >= 2027-01-01", "2026-12-01"),
        ("a > 5", "7 for 2d"),
        ("a > 5", "7 or b > 1"),
        ("a > 5", ""),
    ] {
        let found = changed(condition, threshold);
        assert_eq!(found, Err(NoPlace::None), "{condition}, {threshold}");
    }
    let several = changed("a > 5 or any(b) > 6", "7");
    let subjects = vec!["a".to_owned(), "any(b)".to_owned()];
    assert_eq!(several, Err(NoPlace::Several(subjects)));
}

#[test]
fn what_is_no_threshold_is_refused_at_its_place() {
    assert!(check_threshold("4000/s").is_ok());
    for (text, start) in [("5 KB", 2), ("", 0)] {
        let error = check_threshold(text).unwrap_err();
        assert_eq!(error.span.start, start, "{text}: {error}");
        assert!(!error.help.is_empty());
    }
}
