//! A condition can become true, and can be false.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::quantity::{Sprint, Value};
use crate::trigger::expression::{Condition, Function, Operand, Operator, Subject};
use crate::trigger::{Declarations, Expr};

/// The rule.
pub const RULE: Rule = Rule {
    name: "constant-trigger",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a condition that is always true or never true",
    explain: "`team.size > 20 and team.size < 5` is never true, `team.size > 5 or team.size <= 5` always is, a share never \
              exceeds 100%, and a date that has passed does not come back. Such a condition watches nothing. A review date \
              in the past (`today >= 2024-01-01`) is not reported: it has fired.",
    bad: "[[revisit]]\nwhen = 'team.size > 20 and team.size < 5'\n",
    good: "[[revisit]]\nwhen = 'team.size > 20 and orders.writes > 4000/s'\n",
    check: Check::Record(check),
};

/// The maximum number of comparisons in a condition; longer ones are skipped, because comparisons are checked
/// pairwise.
const MAX_COMPARISONS: usize = 32;

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for trigger in &case.triggers {
        let limits = Limits {
            declarations: case.declarations,
            sprint: case.config.sprint,
            today: case.today,
        };
        let short = trigger
            .expr()
            .filter(|expr| expr.conditions().count() <= MAX_COMPARISONS);
        let (message, help) = match short.and_then(|expr| limits.constant(expr)) {
            Some(false) => (
                "this condition can never become true",
                "give the value at which you would reconsider",
            ),
            Some(true) => (
                "this condition is true for every value",
                "give the value at which you would reconsider, and keep only the comparison beyond it",
            ),
            None => continue,
        };
        findings.add(trigger.revisit.when.span.clone(), message, help);
    }
}

/// What limits the values of a subject.
struct Limits<'a> {
    declarations: &'a Declarations,
    sprint: Sprint,
    today: NaiveDate,
}

/// How the parts of an expression are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joiner {
    And,
    Or,
}

impl Limits<'_> {
    /// The truth of `expr` if it is the same for all values; `None` if that is uncertain.
    fn constant(&self, expr: &Expr) -> Option<bool> {
        let (parts, joiner) = match expr {
            Expr::Condition(condition) => return self.of_subject(&[condition], Joiner::And),
            Expr::And(parts) => (parts, Joiner::And),
            Expr::Or(parts) => (parts, Joiner::Or),
        };
        let decisive = joiner == Joiner::Or;
        let each: Vec<_> = parts.iter().map(|part| self.constant(part)).collect();
        if each.contains(&Some(decisive)) || self.decides(parts, joiner) {
            return Some(decisive);
        }
        let all = each.iter().all(|part| *part == Some(!decisive));
        all.then_some(!decisive)
    }

    /// Whether the comparisons of a single subject among `parts` decide the whole expression.
    fn decides(&self, parts: &[Expr], joiner: Joiner) -> bool {
        let conditions = || {
            parts.iter().filter_map(|part| match part {
                Expr::Condition(condition) => Some(condition),
                _ => None,
            })
        };
        conditions().any(|first| {
            let name = first.subject.to_string();
            let same: Vec<_> = conditions()
                .filter(|other| other.subject.to_string() == name)
                .collect();
            self.of_subject(&same, joiner) == Some(joiner == Joiner::Or)
        })
    }

    /// The truth of `conditions`, all on one subject, if it is the same at, between and beyond all their
    /// thresholds, within the bounds of the subject.
    fn of_subject(&self, conditions: &[&Condition], joiner: Joiner) -> Option<bool> {
        let subject = &conditions.first()?.subject;
        let has_one_value = !subject.is_by_series();
        let waits = conditions.iter().any(|condition| condition.hold.is_some());
        if waits || (conditions.len() > 1 && !has_one_value) {
            return None;
        }
        let (least, greatest) = self.bounds(subject);
        if conditions.len() == 1 && least.is_none() && greatest.is_none() {
            return None;
        }
        let read = |condition: &&Condition| (condition.operator, self.threshold(condition));
        let comparisons: Vec<_> = conditions.iter().map(read).collect();
        let mut marks: Vec<Value> = comparisons.iter().map(|(_, value)| value.clone()).collect();
        marks.extend(least.iter().chain(&greatest).cloned());
        let marks = self.ordered(marks)?;
        let place = |value: &Value| marks.iter().position(|mark| self.is_same(mark, value));
        let first = least.as_ref().and_then(place).map_or(0, |at| 2 * at + 1);
        let last = greatest.as_ref().and_then(place);
        let last = last.map_or(2 * marks.len(), |at| 2 * at + 1);
        let truth = |point: usize| {
            let mut holds = comparisons.iter().map(|(operator, threshold)| {
                let at = place(threshold).map_or(0, |at| 2 * at + 1);
                satisfies(*operator, point.cmp(&at))
            });
            match joiner {
                Joiner::And => holds.all(|holds| holds),
                Joiner::Or => holds.any(|holds| holds),
            }
        };
        let always = truth(first);
        let is_constant = (first..=last).all(|point| truth(point) == always);
        let has_fired = always && matches!(subject, Subject::Today(_)) && conditions.len() == 1;
        (is_constant && !has_fired).then_some(always)
    }

    /// The minimum and maximum value that `subject` can have from today on.
    fn bounds(&self, subject: &Subject) -> (Option<Value>, Option<Value>) {
        let Operand { function, metric } = match subject {
            Subject::Today(_) => return (Some(Value::Date(self.today)), None),
            Subject::Metric(operand) => operand,
            Subject::Quotient { .. } | Subject::Change { .. } => return (None, None),
        };
        match function {
            Some(Function::Sum) => return (None, None),
            // Without any series there is no count, rather than a count of zero.
            Some(Function::Count) => return (Some(Value::count(1)), None),
            _ => {}
        }
        let Some(unit) = self.declarations.unit(&metric.name) else {
            return (None, None);
        };
        let declared = self.declarations.get(&metric.name);
        match declared.and_then(|declared| declared.range) {
            Some((least, greatest)) => (unit.read(least), unit.read(greatest)),
            None if unit.is_share() => (Value::ratio(0.into()), Value::ratio(1.into())),
            None => (None, None),
        }
    }

    fn threshold(&self, condition: &Condition) -> Value {
        let unit = match &condition.subject {
            Subject::Metric(Operand { metric, function }) if *function != Some(Function::Count) => {
                self.declarations.unit(&metric.name)
            }
            _ => None,
        };
        let literal = &condition.threshold;
        unit.map_or_else(|| literal.value.clone(), |unit| literal.read_in(unit))
    }

    /// The values in ascending order, without duplicates; `None` if any two are not comparable.
    fn ordered(&self, values: Vec<Value>) -> Option<Vec<Value>> {
        let mut ordered: Vec<Value> = Vec::new();
        for value in values {
            let mut at = ordered.len();
            let mut is_new = true;
            for (position, other) in ordered.iter().enumerate() {
                match value.compare(other, self.sprint).ok()? {
                    Ordering::Less => at = at.min(position),
                    Ordering::Equal => is_new = false,
                    Ordering::Greater => {}
                }
            }
            if is_new {
                ordered.insert(at, value);
            }
        }
        Some(ordered)
    }

    fn is_same(&self, a: &Value, b: &Value) -> bool {
        a.compare(b, self.sprint) == Ok(Ordering::Equal)
    }
}

fn satisfies(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Above => order.is_gt(),
        Operator::AtLeast => order.is_ge(),
        Operator::Below => order.is_lt(),
        Operator::AtMost => order.is_le(),
        Operator::Equal => order.is_eq(),
        Operator::Unequal => order.is_ne(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::Config;
    use crate::metric::Plan;
    use crate::source::Source;
    use crate::trigger;

    #[test]
    fn only_what_is_certain_is_constant() {
        let settings = "[metrics.\"db.cpu.share\"]\nunit = \"ratio\"\n[metrics.\"score\"]\nunit = \"count\"\nrange = [1, 5]\n";
        let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
        assert!(faults.is_empty());
        let limits = Limits {
            declarations: &Plan::of(&config).0.declarations(),
            sprint: config.sprint,
            today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(),
        };
        for (when, expected) in [
            ("a > 5", None),
            ("a > 5 or a <= 5", Some(true)),
            ("a > 5 or a < 5", None),
            ("a > 5 and a < 3", Some(false)),
            ("a > 1000ms and a < 1s", Some(false)),
            ("a > 1s and a < 1MB", None),
            ("a > 3 and a < 5", None),
            ("a = 3 and a = 4", Some(false)),
            ("any(a) > 5 and any(a) < 3", None),
            ("max(a) > 5 and max(a) < 3", Some(false)),
            ("a > 5 and a < 3 and b > 1", Some(false)),
            ("(a > 5 or a <= 5) and b > 1", None),
            ("a > 5 for 2w and a < 3", None),
            ("a{x=\"1\"} > 5 and a{x=\"2\"} < 3", None),
            ("count(a) >= 0", Some(true)),
            ("count(a) < 1", Some(false)),
            ("count(a) >= 1", Some(true)),
            ("count(a) < 2", None),
            ("any(db.cpu.share) > 100%", Some(false)),
            ("any(db.cpu.share) >= 100%", None),
            ("sum(db.cpu.share) > 100%", None),
            ("db.cpu.share >= 0%", Some(true)),
            ("score > 5", Some(false)),
            ("score >= 1", Some(true)),
            ("score > 4", None),
            ("today = 2020-01-01", Some(false)),
            ("today < 2020-01-01", Some(false)),
            ("today >= 2020-01-01", None),
            ("today >= 2027-01-01", None),
            ("today = 2027-01-01", None),
            ("today > 2027-01-01 and today < 2026-12-01", Some(false)),
            ("dependency.a >= 18.10 and dependency.a < 18.9", Some(false)),
            ("dependency.a >= 18.2 and dependency.a < 18.10", None),
        ] {
            let expr = trigger::parse(when).unwrap();
            assert_eq!(limits.constant(&expr), expected, "{when}");
        }
    }
}
