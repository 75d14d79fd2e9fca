//! The number in the title matches the file's number.

use std::sync::Arc;

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::{Record, Title, edit, reference};
use crate::source::Source;

/// The rule.
pub const RULE: Rule = Rule {
    name: "title-number",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: true,
    summary: "the title and the file name have different numbers",
    explain: "The number comes from the file name. Readers of the page see only the title, and would cite another \
              decision. In a log of numbered files, a file without a number must not have one in its title.",
    bad: "# ADR-0008: Keep orders in one primary\n",
    good: "# ADR-0007: Keep orders in one primary\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Some(title) = case.record.heading() else {
        return;
    };
    let Some(number) = case.record.number else {
        return check_unnumbered(case, title, findings);
    };
    let message = match title.number {
        Some(other) if other == number => return,
        Some(other) => format!(
            "the title says {}, but the file name says {number:04}",
            reference(other)
        ),
        None if title.text.is_empty() => return,
        None => format!("the title does not include the file's number, {number:04}"),
    };
    let help = format!("write `# {}: {}`", reference(number), title.text);
    findings.add_fixable(case.title_place(), message, help, fix(case, title, number));
}

/// Checks a file whose name lacks the number in its title, if the log's other files are numbered.
fn check_unnumbered(case: &Case<'_>, title: &Title, findings: &mut Findings<'_>) {
    let (Some(number), Some(log)) = (title.number, case.log) else {
        return;
    };
    if log.records.iter().all(|record| record.number.is_none()) {
        return;
    }
    let called = reference(number);
    let message = format!("the title says {called}, but the file name has no number");
    let name = case.naming().file_name(number, &title.text);
    let help = match name {
        Some(name) => format!("rename the file to `{name}` so that other records can refer to it"),
        None => format!("start the file name with {number:04}"),
    };
    findings.add(case.title_place(), message, help);
}

/// A fix that replaces the number in front of the title, if the rest stays the same: a number inside markup
/// is not found.
fn fix(case: &Case<'_>, title: &Title, number: u32) -> Option<Fix> {
    let source = &case.record.source;
    let after = edit::number_heading(case.record, number);
    let numbered = Record::parse(Arc::new(Source::new(source.path(), after.as_str())));
    let numbered = numbered.heading()?;
    let is_as_meant = numbered.number == Some(number) && numbered.text == title.text;
    let edit = is_as_meant.then(|| Edit::between(source, &after))?;
    Fix::of("use the file's number", edit)
}
