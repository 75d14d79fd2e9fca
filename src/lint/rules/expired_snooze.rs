//! A snooze is removed or extended once it has expired.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::edit::{self, Change};

/// The rule.
pub const RULE: Rule = Rule {
    name: "expired-snooze",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a snooze has expired",
    explain: "Once its date is reached, a snooze has no effect, and leaving it in the record misleads readers.",
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
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for (position, trigger) in case.triggers.iter().enumerate() {
        if let Some(until) = &trigger.revisit.snoozed_until
            && until.value <= case.today
        {
            let message = format!(
                "the snooze of `{}` expired on {}",
                trigger.revisit.id, until.value
            );
            let help = "remove `snoozed_until` and `snooze_reason`, or snooze it to a later date with a new reason";
            let after = edit::apply(case.record, &[Change::Wake(position)]).ok();
            let edit = after.map(|after| Edit::between(&case.record.source, &after));
            let fix = edit.and_then(|edit| Fix::of("remove the snooze", edit));
            findings.add_fixable(until.span.clone(), message, help, fix);
        }
    }
}
