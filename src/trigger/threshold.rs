//! Another threshold in the place of the one that a condition has.

use crate::quantity::Sprint;

use super::declared::Declarations;
use super::error::TriggerError;
use super::expression::{Condition, Expr, Subject};
use super::parse::parse;

/// Why a condition cannot have another threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPlace {
    /// It has no threshold of that unit.
    None,
    /// It has several, which are listed.
    Several(Vec<String>),
}

/// `expr` with `threshold` in the place of the one threshold of a metric that has a unit of the same dimension.
///
/// # Errors
/// If there is none, or there are several.
pub fn with_threshold(
    expr: &Expr,
    threshold: &str,
    declarations: &Declarations,
    sprint: Sprint,
) -> Result<Expr, NoPlace> {
    let conditions = expr.conditions().enumerate();
    let mut fitting: Vec<(usize, Condition)> = conditions
        .filter_map(|(at, condition)| {
            Some((at, changed(condition, threshold, declarations, sprint)?))
        })
        .collect();
    match (fitting.pop(), fitting.is_empty()) {
        (None, _) => Err(NoPlace::None),
        (Some((place, condition)), true) => {
            let changed = replaced(expr, place, &condition, &mut 0);
            // Parsed again, so that each part has its span in the new text.
            let parsed = parse(&changed.to_string());
            Ok(parsed.map_or(changed, |parsed| parsed.decided_on(expr.decided())))
        }
        (Some(last), false) => {
            fitting.push(last);
            let subjects = fitting.iter().map(|(_, found)| found.subject.to_string());
            Err(NoPlace::Several(subjects.collect()))
        }
    }
}

/// Checks that `threshold` can be written as one.
///
/// # Errors
/// If it cannot.
pub fn check_threshold(threshold: &str) -> Result<(), TriggerError> {
    const BEFORE: &str = "x > ";
    parse(&format!("{BEFORE}{threshold}"))
        .map(drop)
        .map_err(|mut error| {
            let shift = |at: usize| at.saturating_sub(BEFORE.len());
            error.span = shift(error.span.start)..shift(error.span.end);
            error
        })
}

/// `condition` with `threshold`, if that has a unit of the same dimension as the one that it has.
fn changed(
    condition: &Condition,
    threshold: &str,
    declarations: &Declarations,
    sprint: Sprint,
) -> Option<Condition> {
    if matches!(condition.subject, Subject::Today(_)) {
        return None;
    }
    let (subject, operator) = (&condition.subject, condition.operator.symbol());
    let hold = condition.hold.as_ref();
    let hold_text = hold.map_or_else(String::new, |hold| format!(" for {}", hold.text));
    let text = format!("{subject} {operator} {threshold}{hold_text}");
    let parsed = parse(&text).ok()?;
    declarations.check(&parsed).ok()?;
    let Expr::Condition(changed) = parsed else {
        return None;
    };
    let is_same_hold = changed.hold.as_ref().map(|hold| &hold.text) == hold.map(|hold| &hold.text);
    let old = &condition.threshold.value;
    let compares = old.compare(&changed.threshold.value, sprint).is_ok();
    (is_same_hold && compares).then_some(changed)
}

/// `expr` with `condition` in the place of the one at `place`, counted from the left.
fn replaced(expr: &Expr, place: usize, condition: &Condition, next: &mut usize) -> Expr {
    let mut each = |parts: &[Expr]| -> Vec<Expr> {
        let parts = parts.iter();
        parts
            .map(|part| replaced(part, place, condition, next))
            .collect()
    };
    match expr {
        Expr::And(parts) => Expr::And(each(parts)),
        Expr::Or(parts) => Expr::Or(each(parts)),
        Expr::Condition(known) => {
            *next += 1;
            let is_here = *next == place + 1;
            Expr::Condition(if is_here { condition } else { known }.clone())
        }
    }
}
