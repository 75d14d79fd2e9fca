//! Every record has a title.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::reference;

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-title",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: true,
    summary: "the record has no title",
    explain: "The title is the first level-one heading below the TOML record. Lists, references and the rendered \
              site use it to name the decision.",
    bad: "# ADR-0007\n",
    good: "# ADR-0007: Keep orders in one primary\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let record = case.record;
    if record.title().is_some_and(|title| !title.trim().is_empty()) {
        return;
    }
    let place = match record.heading() {
        Some(_) => case.title_place(),
        None => record.prose_start()..record.prose_start(),
    };
    let number = record
        .number
        .map_or_else(|| "ADR-0001".to_owned(), reference);
    let help = format!(
        "write a heading that says what was decided: `# {number}: Keep orders in one primary`"
    );
    findings.add(place, "the record has no title", help);
}
