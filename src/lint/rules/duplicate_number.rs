//! A number identifies one decision.

use std::collections::HashSet;
use std::ffi::OsStr;

use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::log::Log;
use crate::record::file_name;

/// The rule.
pub const RULE: Rule = Rule {
    name: "duplicate-number",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "two records have the same number",
    explain: "Two branches took the next number, and both were merged. Every reference to it is now ambiguous.",
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
    check: Check::Record(check),
};

/// The maximum number of records that a message lists.
const MAX_NAMED: usize = 5;

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(log), Some(number)) = (case.log, case.record.number) else {
        return;
    };
    let own = case.record.source.path();
    let mut others = log
        .numbered(number)
        .filter(|other| other.source.path() != own)
        .map(|other| other.source.shown_path());
    let named: Vec<_> = others.by_ref().take(MAX_NAMED).collect();
    if !named.is_empty() {
        let more = if others.next().is_some() { ", …" } else { "" };
        let message = format!(
            "the number {number:04} is also used by {}{more}",
            named.join(", ")
        );
        let free = log.next_number().unwrap_or(number);
        let help = format!(
            "run `adr renumber` to give the later one {free:04} and update references to it"
        );
        findings.add(case.title_place(), message, help);
    }
}

/// Reports the records of `log` whose number is taken by a file on the branch `base`, which this log is to be
/// merged into; `names` are the names of all files there.
pub fn taken_on(base: &str, names: &[String], log: &Log) -> Vec<Diagnostic> {
    let ours: HashSet<_> = log
        .records
        .iter()
        .filter_map(|record| record.source.path().file_name())
        .collect();
    let is_ahead = |name: &&String| !ours.contains(OsStr::new(name.as_str()));
    let ahead = names
        .iter()
        .filter(is_ahead)
        .filter_map(|name| Some((file_name::number(name)?, name)));
    let mut found = Vec::new();
    for (number, name) in ahead {
        for record in log.numbered(number) {
            let message = format!("the number {number:04} is used by {name} on {base}");
            let help =
                format!("run `adr renumber --base {base}` to give this one the next free number");
            let place = record.heading().map_or(0..0, |title| title.span.clone());
            found
                .push(Diagnostic::error(RULE.name, &record.source, place, message).with_help(help));
        }
    }
    found
}
