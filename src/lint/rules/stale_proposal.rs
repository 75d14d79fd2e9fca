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
    summary: "a proposal has been undecided for 90 days",
    explain: "People build on a proposal, or wait for it. Within ninety days of its date, a proposal should be accepted, \
              rejected, or given a new date. `source = { log = \"stale-proposals\" }` counts such proposals for a trigger.",
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
        let message = format!("proposed {age} days ago and still undecided");
        let help =
            "`adr accept` or `adr reject` it, or set its date to the day it was last reviewed";
        findings.add(date.span.clone(), message, help);
    }
}
