//! A number names one decision.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "duplicate-number",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "two records carry the same number",
    explain: "Two branches took the next number, and both were merged. Every reference to it now means either.",
    bad: "0007-keep-orders-in-one-primary.md:
    # ADR-0007: Keep orders in one primary

0007-send-invoices-by-mail.md:
    # ADR-0007: Send invoices by mail
",
    good: "0007-keep-orders-in-one-primary.md:
    # ADR-0007: Keep orders in one primary

0008-send-invoices-by-mail.md:
    # ADR-0008: Send invoices by mail
",
    check,
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(log), Some(number)) = (case.log, case.record.number) else {
        return;
    };
    let own = case.record.source.path();
    let others: Vec<_> = log
        .numbered(number)
        .filter(|other| other.source.path() != own)
        .map(|other| other.source.shown_path())
        .collect();
    if !others.is_empty() {
        let message = format!(
            "the number {number:04} is also that of {}",
            others.join(", ")
        );
        let free = log.next_number(None).unwrap_or(number);
        let help = format!(
            "give the one that came later the next free number, {free:04}, in its name, its title and in what refers to it"
        );
        findings.add(case.title_place(), message, help);
    }
}
