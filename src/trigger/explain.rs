//! Explains a condition in words, part by part, with the values at which its verdict changes. The results of
//! the examples come from the evaluation itself.

use crate::quantity::{DeclaredUnit, Division, Unit, Value};

use super::around::around;
use super::compare::{judge, judge_today, threshold_for};
use super::evaluate::{Scope, evaluate};
use super::expression::{
    Condition, Expr, Function, Matcher, Metric, Operand, Operator, Since, Subject,
};
use super::facts::{Facts, facts};
use super::outcome::{Outcome, State, Truth};
use super::samples::in_declared_unit;
use super::value::{Cause, Values};

/// The meaning of a condition or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Explanation {
    /// Several parts joined by `and` or `or`.
    Joined {
        /// Canonical text.
        text: String,
        /// `and` or `or`.
        joiner: &'static str,
        /// When it is true.
        meaning: &'static str,
        /// Its outcome, if evaluated against values.
        outcome: Option<Box<Outcome>>,
        /// The joined parts, in source order.
        parts: Vec<Explanation>,
    },
    /// One comparison.
    Comparison(Box<Comparison>),
}

/// The meaning of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Canonical text.
    pub text: String,
    /// When it is true.
    pub meaning: String,
    /// The unit of the values.
    pub unit: String,
    /// The threshold in the unit of the metric, if it is written in another one.
    pub converted: Option<String>,
    /// How long the comparison must have been true: `2w`.
    pub hold: Option<String>,
    /// Values at which the state changes, starting with those that satisfy the comparison; each evaluated as
    /// if it had lasted long enough.
    pub examples: Vec<Example>,
    /// The facts behind its outcome, if evaluated against values.
    pub facts: Option<Facts>,
}

/// A value and its state.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The value with its unit.
    pub value: String,
    /// The state of the comparison at this value.
    pub state: State,
}

/// Explains `expr`, with the declarations and the sprint of `scope`, and its outcome if there are `values`.
pub fn explain(expr: &Expr, values: Option<&Values>, scope: &Scope<'_>) -> Explanation {
    let (parts, joiner, meaning) = match expr {
        Expr::Condition(condition) => {
            return Explanation::Comparison(Box::new(Comparison {
                facts: values.map(|values| facts(condition, values, scope)),
                ..comparison(condition, scope)
            }));
        }
        Expr::And(parts) => (parts, "and", "true if every part is"),
        Expr::Or(parts) => (parts, "or", "true if any part is"),
    };
    Explanation::Joined {
        text: expr.to_string(),
        joiner,
        meaning,
        outcome: values.map(|values| Box::new(evaluate(expr, values, scope))),
        parts: parts
            .iter()
            .map(|part| explain(part, values, scope))
            .collect(),
    }
}

fn comparison(condition: &Condition, scope: &Scope<'_>) -> Comparison {
    let unit = unit_of(condition, scope);
    let threshold = threshold_for(&condition.threshold, unit, None);
    Comparison {
        text: condition.to_string(),
        meaning: meaning(condition, &threshold),
        unit: match (unit, &threshold) {
            (Some(unit), _) => unit.to_string(),
            (None, threshold) if threshold.is_bare() => {
                "not declared: plain numbers or versions".to_owned()
            }
            (None, _) => format!("not declared: any unit comparable with {threshold}"),
        },
        converted: match (unit.map(DeclaredUnit::unit), &threshold) {
            (Some(Some(unit)), Value::Amount(amount)) if amount.unit != unit => {
                Some(amount.exact(scope.sprint).text_in(unit, scope.sprint))
            }
            _ => None,
        },
        hold: condition.hold.as_ref().map(|hold| hold.text.clone()),
        examples: examples(condition, &threshold, scope),
        facts: None,
    }
}

/// The unit of the compared value, if known.
fn unit_of(condition: &Condition, scope: &Scope<'_>) -> Option<DeclaredUnit> {
    match &condition.subject {
        Subject::Today(_) => Some(DeclaredUnit::Date),
        Subject::Metric(operand) => unit_of_operand(operand, scope),
        Subject::Quotient { above, below } => {
            let unit = |operand| unit_of_operand(operand, scope)?.unit();
            let division = Division::of(unit(above)?, unit(below)?)?;
            let is_share = condition.threshold.value.unit() == Some(Unit::PERCENT);
            Some(match division.quotient {
                Unit::COUNT if is_share => DeclaredUnit::Percent,
                unit => DeclaredUnit::Amount(unit),
            })
        }
        Subject::Change { .. } => Some(DeclaredUnit::Percent),
    }
}

fn unit_of_operand(operand: &Operand, scope: &Scope<'_>) -> Option<DeclaredUnit> {
    match operand.function {
        Some(Function::Count) => Some(DeclaredUnit::COUNT),
        _ => scope.declarations.unit(&operand.metric.name),
    }
}

fn meaning(condition: &Condition, threshold: &Value) -> String {
    let subject = match &condition.subject {
        Subject::Today(_) => "today".to_owned(),
        Subject::Metric(operand) => described(operand),
        Subject::Quotient { above, below } => divided(above, below),
        Subject::Change { of, since } => {
            let since = match since {
                Since::Over(window) => format!("over the last {}", window.text),
                Since::Decision(_) => "since the day of the decision".to_owned(),
            };
            format!("the change of {} {since}", described(of))
        }
    };
    let verdict = compared(condition, threshold);
    let hold = match (&condition.hold, &condition.subject) {
        (None, _) => String::new(),
        (Some(hold), Subject::Today(_)) => format!(", and has been for {}", hold.text),
        (Some(hold), _) => format!(", and was at every observation in the last {}", hold.text),
    };
    format!("{subject} {verdict}{hold}")
}

fn divided(above: &Operand, below: &Operand) -> String {
    let each = match (above.quantifier(), below.quantifier()) {
        (Some(Function::All), Some(_)) => "for every series",
        (Some(_), Some(_)) => "for at least one series",
        _ => return format!("{}, divided by {},", described(above), described(below)),
    };
    let [above, below] = [above, below].map(|operand| selected(&operand.metric));
    format!("{each}, {above} divided by {below} of equal labels")
}

fn described(Operand { function, metric }: &Operand) -> String {
    let series = match function {
        None => "",
        Some(Function::Any) => "at least one series of ",
        Some(Function::All) => "every series of ",
        Some(Function::Sum) => "the sum of all series of ",
        Some(Function::Avg) => "the mean of all series of ",
        Some(Function::Min) => "the smallest series of ",
        Some(Function::Max) => "the largest series of ",
        Some(Function::Count) => "the number of series of ",
    };
    format!("{series}{}", selected(metric))
}

fn selected(metric: &Metric) -> String {
    format!("`{}`{}", metric.name, selection(&metric.matchers))
}

/// ` whose module is "billing" and env is not "test"`.
fn selection(matchers: &[Matcher]) -> String {
    let words = |matcher: &Matcher| {
        let Matcher { label, equal, text } = matcher;
        match (equal, text.is_empty()) {
            (true, true) => format!("{label} is not given"),
            (false, true) => format!("{label} is given"),
            (true, false) => format!("{label} is {text:?}"),
            (false, false) => format!("{label} is not {text:?}"),
        }
    };
    let words: Vec<_> = matchers.iter().map(words).collect();
    match words.is_empty() {
        true => String::new(),
        false => format!(" whose {}", words.join(" and ")),
    }
}

fn compared(condition: &Condition, threshold: &Value) -> String {
    let (more, less, beyond, below) = match threshold {
        Value::Amount(_) | Value::Computed(_) => ("more", "less", "more than", "less than"),
        Value::Version(_) | Value::Date(_) | Value::Text(_) => {
            ("later", "earlier", "later than", "earlier than")
        }
    };
    let written = &condition.threshold.text;
    match condition.operator {
        Operator::Above => format!("is {beyond} {written}"),
        Operator::AtLeast => format!("is {written} or {more}"),
        Operator::Below => format!("is {below} {written}"),
        Operator::AtMost => format!("is {written} or {less}"),
        Operator::Equal => format!("is {written}"),
        Operator::Unequal => format!("is not {written}"),
    }
}

/// The values on both sides of each change of state, or the threshold alone if the state never changes.
fn examples(condition: &Condition, threshold: &Value, scope: &Scope<'_>) -> Vec<Example> {
    let counts = matches!(
        condition.subject,
        Subject::Metric(Operand {
            function: Some(Function::Count),
            ..
        })
    );
    let judged: Vec<(Value, State)> = around(threshold, condition.operator)
        .into_iter()
        .filter(|value| !counts || is_count(value))
        .map(|value| {
            let state = state_at(&value, condition, threshold, scope);
            (value, state)
        })
        .collect();
    let differs = |left: Option<&(Value, State)>, state: State| {
        left.is_some_and(|(_, other)| *other != state)
    };
    let mut examples: Vec<Example> = Vec::new();
    for (at, (value, state)) in judged.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| judged.get(before));
        if differs(before, *state) || differs(judged.get(at + 1), *state) {
            let value = value.to_string();
            let state = *state;
            examples.push(Example { value, state });
        }
    }
    if examples.is_empty() {
        examples.push(Example {
            value: threshold.to_string(),
            state: state_at(threshold, condition, threshold, scope),
        });
    }
    examples
}

fn is_count(value: &Value) -> bool {
    matches!(value, Value::Amount(amount) if amount.number.is_integer() && !amount.number.is_sign_negative())
}

/// The state of the comparison at `value`, as if it had lasted as long as `for` requires.
fn state_at(value: &Value, condition: &Condition, threshold: &Value, scope: &Scope<'_>) -> State {
    let truth = match (&condition.subject, value, threshold) {
        (Subject::Today(_), Value::Date(day), Value::Date(due)) => {
            Ok(judge_today(*day, 0, condition.operator, *due))
        }
        (
            Subject::Metric(Operand {
                function: Some(Function::Count),
                ..
            }),
            Value::Amount(count),
            _,
        ) if count.number.is_zero() => Err(Cause::NoValue),
        (Subject::Metric(Operand { function, metric }), ..) => {
            let adds = matches!(function, Some(Function::Sum | Function::Count));
            let unit = scope.declarations.unit(&metric.name).filter(|_| !adds);
            let range = scope
                .declarations
                .get(&metric.name)
                .and_then(|known| known.range);
            let value = match unit {
                Some(unit) => in_declared_unit(value.clone(), unit, range, scope.sprint),
                None => Ok(value.clone()),
            };
            value.and_then(|value| {
                let judged = judge(&value, condition.operator, threshold, scope.sprint)?;
                Ok(judged.0)
            })
        }
        (Subject::Quotient { .. } | Subject::Change { .. }, ..) => {
            judge(value, condition.operator, threshold, scope.sprint).map(|(truth, _)| truth)
        }
        _ => Ok(Truth::False { near: false }),
    };
    let is_of_metric = !matches!(condition.subject, Subject::Today(_));
    match truth {
        // With `for`, a comparison that is false now is not near: it would have to last from now on.
        Ok(Truth::False { .. }) if is_of_metric && condition.hold.is_some() => State::Holding,
        Ok(truth) => truth.state(false),
        Err(cause) => State::Unknown(cause),
    }
}
