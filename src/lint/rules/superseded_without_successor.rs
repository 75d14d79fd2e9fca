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
    explain: "Superseded means that another decision holds now, and the reader has to find it. Where nothing took its \
              place, the decision is deprecated.",
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
        let message = "the record is superseded and does not say by which";
        let help = "add `superseded_by` with the number of the new one, or write `status = \"deprecated\"`";
        findings.add(status.span.clone(), message, help);
    }
}
