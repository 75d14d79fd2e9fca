//! A guard is in a record that can be in force.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::Status;

/// The rule.
pub const RULE: Rule = Rule {
    name: "idle-guard",
    severity: Severity::Warning,
    applies: Applies::ToRecords,
    content: false,
    summary: "a guard is in a record that is proposed or accepted",
    explain: "`adr guard` looks at the guards of accepted decisions only. The guard of a superseded decision protects nothing: \
              either the successor rejects the same alternative and has the guard, or nobody does.",
    bad: "status = \"deprecated\"

[[guard]]
forbid_paths = [\"**/*.proto\"]
",
    good: "status = \"accepted\"

[[guard]]
forbid_paths = [\"**/*.proto\"]
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let status = case.record.status();
    let Some(status) =
        status.filter(|status| !matches!(status, Status::Proposed | Status::Accepted))
    else {
        return;
    };
    for guard in case.record.guards() {
        let message = format!(
            "the guard `{}` is in a record that is {}",
            guard.id,
            status.name()
        );
        let help = "remove it, or move it to the decision that holds now";
        findings.add(guard.span.clone(), message, help);
    }
}
