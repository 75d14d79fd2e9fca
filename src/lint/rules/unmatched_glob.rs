//! The files that a decision is about exist.

use crate::diagnostic::Severity;
use crate::files::unmatched;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};
use crate::record::{Record, Status};
use crate::source::Spanned;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unmatched-glob",
    severity: Severity::Info,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a glob in `affects`, or in the `in` of a guard, selects no file in the repository",
    explain: "`adr context` shows the decisions that govern a file, by their `affects`, and `adr guard` looks at the files that \
              a guard names. When a folder is renamed, a decision no longer governs what it is about. One that is only proposed \
              may be about files that are still to be written, and so may one that was just accepted: this is a note, and no \
              fault.",
    bad: "affects = [\"scr/orders/**\"]",
    good: "affects = [\"docs/**\"]",
    check: Check::Log(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    let is_wanted =
        |record: &&Record| record.is_ours() && record.status() == Some(Status::Accepted);
    let accepted = whole.log.records.iter().filter(is_wanted);
    let globs: Vec<_> = accepted
        .flat_map(|record| globs(record).map(move |glob| (record, glob)))
        .collect();
    let patterns: Vec<&str> = globs.iter().map(|(_, glob)| glob.value.as_str()).collect();
    for position in unmatched(&whole.log.place.root, &patterns) {
        if let Some((record, glob)) = globs.get(position) {
            let message = format!("`{}` selects no file", glob.value);
            let help = "write a glob from the repository's root, such as \"src/**\"";
            findings.add_in(&record.source, glob.span.clone(), message, help);
        }
    }
}

fn globs(record: &Record) -> impl Iterator<Item = &Spanned<String>> {
    let of_guards = record.guards().iter().flat_map(|guard| &guard.within);
    record.affects().iter().chain(of_guards)
}
