//! A condition can be read, and its units fit what is declared.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unmeasurable-trigger",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a condition cannot be evaluated",
    explain: "A condition compares a metric with a threshold: `team.size > 20`, `any(db.cpu.share) > 40%`, \
              `today >= 2027-03-01`, several joined by `and` or `or`. The message opens with the fault: `no-comparison`, \
              `no-threshold`, `unknown-unit`, `unit-mismatch`, `missing-unit`, `ambiguous-ratio`, `metric-case`, \
              `mixed-and-or` or `syntax`. What nobody can measure stays prose under *Revisit When*.",
    bad: "[[revisit]]\nwhen = 'the team has grown a lot'\n",
    good: "[[revisit]]\nwhen = 'team.size > 20'\n",
    check,
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for trigger in &case.triggers {
        if let Err(error) = &trigger.condition {
            let place = trigger.place_of(&error.span);
            findings.add(place, error.to_string(), error.help.as_str());
        }
    }
}
