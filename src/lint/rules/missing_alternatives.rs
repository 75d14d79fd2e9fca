//! What was rejected is named.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::{Body, SectionKind};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-alternatives",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "no alternative is named",
    explain: "Without what was rejected, nobody can tell a decision from a habit, and the next one proposes what was \
              turned down before. Alternatives are the list items, the headings, the paragraphs that open with a name, or the \
              rows of a table, under *Alternatives Rejected* (also *Alternatives*, *Considered Options* and the like) on any \
              level; options with headings of their own, such as *Option 2*, count too. Where other options are only \
              mentioned in the prose, the finding is a warning: they are not set out in a section.",
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
        None if mentions_options(body) => {
            let message =
                "options are mentioned, but not set out in a section *Alternatives Rejected*";
            findings.add_as(Severity::Warning, case.title_place(), message, help);
        }
        None => {
            let message = "there is no section *Alternatives Rejected*";
            findings.add(case.title_place(), message, help);
        }
    }
}

/// Words of a text that weighs one thing against another, in lower case.
const WEIGHING: [&str; 25] = [
    "alternative",
    "option",
    "instead",
    "rather than",
    "as opposed to",
    "compared",
    "comparison",
    "versus",
    " vs ",
    " vs. ",
    "considered",
    "evaluated",
    "trialled",
    "trialed",
    "tried",
    "explored",
    "investigated",
    "looked at",
    "reject",
    "ruled out",
    "decided against",
    "could also",
    "pros",
    "approaches",
    "other than",
];

/// Whether the record may weigh options in its prose. A word is enough: then it is no error that there is no section.
fn mentions_options(body: &Body) -> bool {
    let text = body.whole_text().to_lowercase();
    WEIGHING.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::Record;
    use crate::source::Source;

    fn mentions(prose: &str) -> bool {
        let text = format!("# T\n\n## Context\n\n{prose}\n");
        mentions_options(Record::parse(Arc::new(Source::new("0001-x.md", text))).body())
    }

    #[test]
    fn options_weighed_in_prose_are_seen() {
        for prose in [
            "Other options include a queue.",
            "We trialled Kafka and SQS for a month.",
            "Kafka rather than SQS, because orders must stay in order.",
            "We also considered Kafka, but nobody here has run it.",
        ] {
            assert!(mentions(prose), "{prose}");
        }
    }

    #[test]
    fn prose_without_another_option_is_told_apart() {
        for prose in [
            "Orders and stock change together 900 times a second.",
            "Requests above 10 MB are cut.",
        ] {
            assert!(!mentions(prose), "{prose}");
        }
    }
}
