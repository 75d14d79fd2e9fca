//! What was rejected is named.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::SectionKind;

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-alternatives",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "no alternative is named",
    explain: "Without what was rejected, nobody can tell a decision from a habit, and the next one proposes what was \
              turned down before. Alternatives are the list items, the paragraphs that open with a name, or the headings of \
              level three, in the section *Alternatives Rejected* (also *Alternatives*, *Considered Options* and the like).",
    bad: "## Alternatives Rejected\n\nWe did not look at anything else.\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let body = case.record.body();
    if !body.alternatives.is_empty() {
        return;
    }
    let help = "name each option with the reason against it: `- **DynamoDB:** no transaction across tables.`";
    match body.section(SectionKind::Alternatives) {
        Some(section) => {
            let message = format!("the section *{}* names no alternative", section.heading);
            findings.add(case.trimmed(&section.heading_span), message, help);
        }
        None => {
            let message = "there is no section *Alternatives Rejected*";
            findings.add(case.title_place(), message, help);
        }
    }
}
