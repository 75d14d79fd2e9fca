//! Each trigger has one condition, and so one verdict.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::split_trigger;
use crate::trigger::Expr;

/// The rule.
pub const RULE: Rule = Rule {
    name: "compound-trigger",
    severity: Severity::Info,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "a condition combines several with `or`",
    explain: "Each `[[revisit]]` has its own verdict. If conditions are combined with `or`, one that cannot be measured \
              can make the whole trigger unknown, and a note or a snooze applies to all of them.",
    bad: "[[revisit]]\nwhen = 'team.size > 20 or orders.writes > 4000/s'\n",
    good: "[[revisit]]\nwhen = 'team.size > 20'\n\n[[revisit]]\nwhen = 'orders.writes > 4000/s'\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for (position, trigger) in case.triggers.iter().enumerate() {
        if let Some(Expr::Or(parts)) = trigger.expr() {
            let message = format!("`or` combines {} conditions in one trigger", parts.len());
            let help = "give each its own `[[revisit]]`: every one of them re-opens the decision";
            let fix = split(case, position, parts);
            findings.add_fixable(trigger.revisit.when.span.clone(), message, help, fix);
        }
    }
}

/// The maximum number of triggers that a fix splits one into. Each gets a copy of the note, so splitting
/// thousands of parts with a long note would exhaust memory.
const MAX_TRIGGERS: usize = 26;

/// A fix that creates one trigger per part of `parts`, unless there are too many.
fn split(case: &Case<'_>, position: usize, parts: &[Expr]) -> Option<Fix> {
    if parts.len() > MAX_TRIGGERS {
        return None;
    }
    let conditions: Vec<String> = parts.iter().map(ToString::to_string).collect();
    let after = split_trigger(case.record, position, &conditions)?;
    let edit = Edit::between(&case.record.source, &after);
    Fix::of("give each condition its own `[[revisit]]`", edit)
}
