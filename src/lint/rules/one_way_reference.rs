//! A link is declared by both of its records.

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::log::Log;
use crate::record::edit::{self, Change};
use crate::record::{Front, Record, Status};
use crate::source::Spanned;

/// The rule.
pub const RULE: Rule = Rule {
    name: "one-way-reference",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "the other record does not refer back",
    explain: "Readers of the old decision must learn that there is a new one. So `supersedes` needs a `superseded_by` on \
              the other side, and every link its reverse: `amends` and `amended-by`, `refines` and `refined-by`; \
              `relates` and `conflicts` are their own reverse. A proposed or rejected record may use `supersedes` alone, \
              and a record without TOML cannot refer back.",
    bad: "0004-run-on-two-machines.md:
    status = \"accepted\"

0007-keep-orders-in-one-primary.md:
    supersedes = [4]
",
    good: "0004-run-on-two-machines.md:
    status = \"superseded\"
    superseded_by = 7

0007-keep-orders-in-one-primary.md:
    supersedes = [4]
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(log), Some(front)) = (case.log, &case.record.front) else {
        return;
    };
    let own = case.record.number;
    let names_us = |number: &Spanned<u32>| Some(number.value) == own;
    let mut check_link =
        |to: &Spanned<u32>, wanted: &str, changes: &[Change], has: &dyn Fn(&Front) -> bool| {
            if let Some(other) = missing_end(log, to.value, has) {
                let message = format!("{} does not refer back", other.name());
                let help = format!("write `{wanted}` in {}", other.source.shown_path());
                let is_clear = own.is_some_and(|own| log.numbered(own).count() == 1);
                let fix = is_clear.then(|| fix(log, other, changes)).flatten();
                findings.add_fixable(to.span.clone(), message, help, fix);
            }
        };
    let own_number = own.unwrap_or_default();
    let is_in_force = !matches!(
        case.record.status(),
        Some(Status::Proposed | Status::Rejected)
    );
    for old in front.supersedes.iter().filter(|_| is_in_force) {
        let wanted = format!("superseded_by = {own_number}");
        let changes = [
            Change::Status(Status::Superseded),
            Change::SupersededBy(own_number),
        ];
        check_link(old, &wanted, &changes, &|other| {
            other.superseded_by.iter().any(names_us)
        });
    }
    if let Some(new) = &front.superseded_by {
        let wanted = format!("supersedes = [{own_number}]");
        let changes = [Change::Supersedes(own_number)];
        check_link(new, &wanted, &changes, &|other| {
            other.supersedes.iter().any(names_us)
        });
    }
    for link in &front.links {
        let back = link.kind.reverse();
        let wanted = format!(
            "links = [{{ kind = \"{}\", to = {own_number} }}]",
            back.name()
        );
        let changes = [Change::Link(back, own_number)];
        check_link(&link.to, &wanted, &changes, &|other| {
            other
                .links
                .iter()
                .any(|link| link.kind == back && names_us(&link.to))
        });
    }
}

/// The record `number`, if no record with that number has the reverse link and one could have it.
fn missing_end<'l>(log: &'l Log, number: u32, has: &dyn Fn(&Front) -> bool) -> Option<&'l Record> {
    let fronts = log
        .numbered(number)
        .filter_map(|record| record.front.as_ref());
    if fronts.into_iter().any(|front| has(front)) {
        return None;
    }
    let mut others = log.numbered(number);
    others.find(|record| record.is_ours() && record.faults.is_empty())
}

/// A fix that adds the reverse link, unless it contradicts what `other` already says.
fn fix(log: &Log, other: &Record, changes: &[Change]) -> Option<Fix> {
    let front = other.front.as_ref()?;
    let is_only = log.numbered(other.number?).count() == 1;
    let contradicts = |change: &Change| match change {
        Change::SupersededBy(_) => front.superseded_by.is_some(),
        Change::Status(_) => !matches!(other.status(), Some(Status::Accepted | Status::Superseded)),
        _ => false,
    };
    if !is_only || changes.iter().any(contradicts) {
        return None;
    }
    let after = edit::apply(other, changes).ok()?;
    let title = format!("add the missing link to {}", other.source.shown_path());
    Fix::of(title, Edit::between(&other.source, &after))
}
