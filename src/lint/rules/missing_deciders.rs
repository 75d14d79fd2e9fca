//! Every record names who decided.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-deciders",
    severity: Severity::Warning,
    applies: Applies::ToRecords,
    content: true,
    summary: "no decider is named",
    explain: "To re-open a decision, people must know whom to ask. Naming a team is enough.",
    bad: "deciders = []\n",
    good: "deciders = [\"mara@example.com\", \"team-orders\"]\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Some(front) = &case.record.front else {
        return;
    };
    let is_named = front
        .deciders
        .iter()
        .any(|decider| !decider.value.trim().is_empty());
    if !is_named && case.record.faults.is_empty() {
        let help = "name a person or a team: `deciders = [\"team-orders\"]`";
        findings.add(case.opening(), "no decider is named", help);
    }
}
