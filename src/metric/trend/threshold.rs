//! The thresholds that decisions set on a metric.

use crate::quantity::{Sprint, Unit, Value};
use crate::trigger::expression::{Condition, Expr, Function, Operand, Operator, Subject};
use crate::trigger::value::Labels;

/// A trigger that may use the metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watcher {
    /// The decision as used in references: `7`.
    pub decision: String,
    /// The trigger's id in the record.
    pub trigger: String,
    /// Its condition.
    pub expr: Expr,
}

/// A comparison of a metric with a value in a decision's trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The decision as used in references: `7`.
    pub decision: String,
    /// The trigger's id in the record.
    pub trigger: String,
    /// The value, in the unit of the trend.
    pub value: f64,
    /// The value as written: `40%`.
    pub text: String,
    /// The comparison operator.
    pub operator: Operator,
    subject: Subject,
}

/// The thresholds for `metric`, the name of one or the text of what is computed from some, in `unit`.
pub fn of(metric: &str, unit: Unit, watchers: &[Watcher], sprint: Sprint) -> Vec<Threshold> {
    let mut thresholds = Vec::new();
    for watcher in watchers {
        let conditions = watcher.expr.conditions();
        let of_metric = conditions.filter_map(|condition| {
            Threshold::of(watcher, condition, unit, sprint)
                .filter(|threshold| threshold.is_of(metric))
        });
        thresholds.extend(of_metric);
    }
    thresholds
}

impl Threshold {
    fn of(watcher: &Watcher, condition: &Condition, unit: Unit, sprint: Sprint) -> Option<Self> {
        if let Subject::Today(_)
        | Subject::Metric(Operand {
            function: Some(Function::Count),
            ..
        }) = &condition.subject
        {
            return None;
        }
        let Value::Amount(amount) = &condition.threshold.value else {
            return None;
        };
        Some(Self {
            decision: watcher.decision.clone(),
            trigger: watcher.trigger.clone(),
            value: amount.number_in(unit, sprint)?,
            text: condition.threshold.text.clone(),
            operator: condition.operator,
            subject: condition.subject.clone(),
        })
    }

    fn is_of(&self, metric: &str) -> bool {
        match &self.subject {
            Subject::Metric(operand) => operand.metric.name == metric,
            computed => computed.to_string() == metric,
        }
    }

    /// The function whose value is compared, if it combines several series.
    pub fn joined(&self) -> Option<Function> {
        let joins = [Function::Sum, Function::Avg];
        let Subject::Metric(operand) = &self.subject else {
            return None;
        };
        operand.function.filter(|function| joins.contains(function))
    }

    /// Whether it applies to the series with these labels.
    pub fn selects(&self, labels: &Labels) -> bool {
        match &self.subject {
            Subject::Metric(operand) => operand.metric.selects(labels),
            _ => true,
        }
    }

    /// Whether a value crosses it by rising or by falling; `None` if by neither alone.
    pub fn rises(&self) -> Option<bool> {
        match self.operator {
            Operator::Above | Operator::AtLeast => Some(true),
            Operator::Below | Operator::AtMost => Some(false),
            Operator::Equal | Operator::Unequal => None,
        }
    }

    /// Whether `value` is past it.
    pub fn is_crossed_by(&self, value: f64) -> bool {
        match self.operator {
            Operator::Above => value > self.value,
            Operator::AtLeast => value >= self.value,
            Operator::Below => value < self.value,
            Operator::AtMost => value <= self.value,
            Operator::Equal => value == self.value,
            Operator::Unequal => value != self.value,
        }
    }
}
