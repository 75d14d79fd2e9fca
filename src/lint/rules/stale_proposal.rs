//! A proposal is decided within 90 days.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::Status;

/// The rule.
pub const RULE: Rule = Rule {
    name: "stale-proposal",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "a proposal that nobody decided on for 90 days",
    explain: "People build on what is proposed, or wait for it. Ninety days after its date a proposal is accepted, \
              rejected, or proposed anew with a new date. `source = { log = \"stale-proposals\" }` counts them for a trigger.",
    bad: "status = \"proposed\"\ndate = 2026-01-15\n",
    good: "status = \"proposed\"\ndate = 2026-11-15\n",
    check: Check::Record(check),
};

/// The number of days after which a proposal is stale.
const STALE_AFTER: i64 = 90;

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let front = case.record.front.as_ref();
    let Some(date) = front.and_then(|front| front.date.as_ref()) else {
        return;
    };
    let age = (case.today - date.value).num_days();
    if case.record.status() == Some(Status::Proposed) && age > STALE_AFTER {
        let message = format!("proposed {age} days ago, and not decided on");
        let help =
            "`adr accept` or `adr reject` it, or give it the day on which it was last looked at";
        findings.add(date.span.clone(), message, help);
    }
}
