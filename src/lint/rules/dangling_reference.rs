//! What a record refers to is there.

use crate::diagnostic::{Severity, did_you_mean};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::log::Log;
use crate::record::{Front, file_name, reference};
use crate::source::Spanned;

/// The rule.
pub const RULE: Rule = Rule {
    name: "dangling-reference",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "a reference to a record that is not there",
    explain: "`supersedes`, `superseded_by` and `links` name other records by their numbers. One that no file carries \
              was mistyped, renumbered or deleted; a decision is deprecated, not deleted.",
    bad: "links = [{ kind = \"relates\", to = 40 }]\n",
    good: "0004-run-on-two-machines.md:
    links = [{ kind = \"relates\", to = 7 }]

0007-keep-orders-in-one-primary.md:
    links = [{ kind = \"relates\", to = 4 }]
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let (Some(log), Some(front)) = (case.log, &case.record.front) else {
        return;
    };
    for (key, number) in references(front) {
        if log.get(number.value).is_none() && !is_unreadable(log, number.value) {
            let name = reference(number.value);
            let message = format!("`{key}` names {name}, which is not in this log");
            findings.add(number.span.clone(), message, way_out(log, number.value));
        }
    }
}

/// Every reference with the key it stands under.
fn references(front: &Front) -> impl Iterator<Item = (&'static str, &Spanned<u32>)> {
    let supersedes = front.supersedes.iter().map(|number| ("supersedes", number));
    let by = front.superseded_by.iter();
    let links = front.links.iter().map(|link| ("links", &link.to));
    supersedes
        .chain(by.map(|number| ("superseded_by", number)))
        .chain(links)
}

fn is_unreadable(log: &Log, number: u32) -> bool {
    log.unreadable.iter().any(|entry| {
        let name = entry.path.file_name().unwrap_or_default();
        file_name::number(&name.to_string_lossy()) == Some(number)
    })
}

fn way_out(log: &Log, number: u32) -> String {
    let numbers: Vec<String> = log
        .records
        .iter()
        .filter_map(|record| record.number)
        .map(|number| number.to_string())
        .collect();
    let near = did_you_mean(&number.to_string(), numbers.iter().map(String::as_str));
    match near.and_then(|near| log.get(near.parse().ok()?)) {
        Some(record) => format!("did you mean {}?", record.name()),
        None => "name a record of this log, or take the reference away".to_owned(),
    }
}
