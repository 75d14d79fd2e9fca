//! The TOML record can be parsed and is consistent.

use std::sync::Arc;

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule, help, rule};
use crate::record::{INVALID_RECORD, Record, Status};
use crate::source::Source;

/// The rule.
pub const RULE: Rule = Rule {
    name: INVALID_RECORD,
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "the TOML record is invalid",
    explain: "For example an unknown key, an unknown status or a date in quotes: what cannot be read would otherwise be \
              ignored without anybody noticing. A waiver for a rule that does not exist is also reported, and so is \
              `superseded_by` in a record that is not superseded.",
    bad: "status = \"acepted\"\n",
    good: "status = \"accepted\"\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for fault in &case.record.faults {
        findings.add_fault(fault, |fix| is_safe(case.record, fix));
    }
    let Some(front) = case.record.front.as_ref().filter(|_| case.record.is_ours()) else {
        return;
    };
    if let (Some(status), Some(successor)) = (&front.status, &front.superseded_by)
        && status.value != Status::Superseded
    {
        let message = format!(
            "`superseded_by` in a record that is {}",
            status.value.name()
        );
        let help = "write `status = \"superseded\"`, or remove `superseded_by`";
        findings.add(successor.span.clone(), message, help);
    }
    for waiver in &front.allow {
        if rule(&waiver.rule.value).is_none() {
            let message = format!("the waived rule `{}` does not exist", waiver.rule.value);
            let help = help(&waiver.rule.value);
            findings.add(waiver.rule.span.clone(), message, help);
        }
    }
}

/// Whether `fix` removes faults from `record` without adding any: the value of a renamed key may have the
/// wrong type for the new key.
fn is_safe(record: &Record, fix: &Fix) -> bool {
    let text = Edit::apply(&record.source, &fix.edits);
    let after = Record::parse(Arc::new(Source::new(record.source.path(), text)));
    let mut before: Vec<_> = record.faults.iter().map(|fault| &fault.message).collect();
    let was_there = |message: &String| {
        let at = before.iter().position(|known| *known == message);
        at.map(|at| before.swap_remove(at)).is_some()
    };
    after.faults.len() < record.faults.len()
        && after
            .faults
            .iter()
            .map(|fault| &fault.message)
            .all(was_there)
}
