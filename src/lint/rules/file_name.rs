//! The file is named after its title.

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "file-name",
    severity: Severity::Info,
    applies: Applies::ToRecords,
    content: true,
    summary: "the file is not named after its number and title",
    explain: "People find a decision in a list of files by its name. Existing links from outside may matter more than a \
              better name, so this is only for your information.",
    bad: "0007-database.md:\n    # ADR-0007: Keep orders in one primary\n",
    good: "0007-keep-orders-in-one-primary.md:\n    # ADR-0007: Keep orders in one primary\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let record = case.record;
    let name = record.source.path().file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let Some(number) = record.number else {
        let message =
            format!("the file name `{name}` has no number, so no other record can refer to it");
        let help =
            "name it by a free number and its title, such as `0007-keep-orders-in-one-primary.md`";
        return findings.add(case.title_place(), message, help);
    };
    let title = record.title().unwrap_or_default();
    let expected = case.naming().file_name(number, title);
    if let Some(expected) = expected
        && name != expected
    {
        let message = format!("the file `{name}` is not named after its title");
        let help = format!("rename it to `{expected}`");
        findings.add_fixable(
            case.title_place(),
            message,
            help,
            fix(case, number, &expected),
        );
    }
}

/// A fix that renames the file to `expected`, if that name is free and no other record has the number.
fn fix(case: &Case<'_>, number: u32, expected: &str) -> Option<Fix> {
    let log = case.log?;
    let path = case.record.source.path().with_file_name(expected);
    let is_taken = log.has_file(&path);
    let is_clear = !is_taken && log.numbered(number).count() == 1 && case.record.faults.is_empty();
    is_clear.then(|| Fix {
        title: format!("rename the file to `{expected}`"),
        edits: Vec::new(),
        rename: Some(path),
    })
}
