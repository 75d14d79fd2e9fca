//! A snooze ends on its day.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "expired-snooze",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a snooze has run out",
    explain: "From its day on a snooze does nothing any more, and what stands in the record misleads who reads it.",
    bad: "[[revisit]]
when = 'team.size > 20'
snoozed_until = 2020-01-31
snooze_reason = \"the hiring freeze ends in January\"
",
    good: "[[revisit]]
when = 'team.size > 20'
snoozed_until = 2099-01-31
snooze_reason = \"the hiring freeze ends in January\"
",
    check,
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for trigger in &case.triggers {
        if let Some(until) = &trigger.revisit.snoozed_until
            && until.value <= case.today
        {
            let message = format!(
                "`{}` is snoozed no longer, since {}",
                trigger.revisit.id, until.value
            );
            let help = "take `snoozed_until` and `snooze_reason` away, or snooze it to a later day with a new reason";
            findings.add(until.span.clone(), message, help);
        }
    }
}
