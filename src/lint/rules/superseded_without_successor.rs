//! A superseded record names what replaced it.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::Status;

/// The rule.
pub const RULE: Rule = Rule {
    name: "superseded-without-successor",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "a superseded record does not name its successor",
    explain: "Superseded means that another decision is in force now, and readers must be able to find it. If nothing \
              replaced the decision, it is deprecated.",
    bad: "status = \"superseded\"\n",
    good: "status = \"deprecated\"\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Some(front) = &case.record.front else {
        return;
    };
    if let Some(status) = &front.status
        && status.value == Status::Superseded
        && front.superseded_by.is_none()
        && case.record.faults.is_empty()
    {
        let message = "the record is superseded but does not say by which record";
        let help = "add `superseded_by` with the number of the new record, or write `status = \"deprecated\"`";
        findings.add(status.span.clone(), message, help);
    }
}
