//! The rejected alternatives are named.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::{Body, SectionKind};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-alternatives",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "no alternatives are listed",
    explain: "Without the rejected options, a decision looks like a habit, and the next person proposes what was already \
              turned down. Alternatives are the list items, the headings, the paragraphs that start with a name, or the \
              rows of a table under *Alternatives Rejected* (also *Alternatives*, *Considered Options* and similar) at any \
              level; options with their own headings, such as *Option 2*, also count. If the prose sets \
              one thing against another but no section lists the options, or the record is not in English, the finding is \
              a warning.",
    bad: "## Alternatives Rejected\n\nWe did not look at anything else.\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let body = case.body();
    if !body.alternatives().is_empty() {
        return;
    }
    // An error only if the prose does not compare options either.
    let severity = match mentions_options(body) {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let (place, message) = match body.section(SectionKind::Alternatives) {
        Some(section) => (
            case.trimmed(&section.heading_span),
            format!("the section *{}* lists no alternatives", section.heading),
        ),
        None => (
            case.title_place(),
            "there is no section *Alternatives Rejected*".to_owned(),
        ),
    };
    let help = "list each option with the reason against it: `- **DynamoDB:** no transaction across tables.`";
    findings.add_as(severity, place, message, help);
}

/// Prefixes of words that compare options, in lower case.
const COMPARISON_PREFIXES: &[&str] = &[
    "alternative",
    "option",
    "instead",
    "rather",
    "oppose",
    "compar",
    "competitor",
    "versus",
    "vs",
    "than",
    "consider",
    "evaluat",
    "trial",
    "tried",
    "explor",
    "investigat",
    "reject",
    "rule",
    "against",
    "could",
    "approaches",
    "pros",
    "chose",
    "choos",
    "choice",
    "prefer",
    "avoid",
    "better",
    "discuss",
    "other",
    "different",
];

/// Words that set one thing against another, so that the other may be an alternative: the status quo, a thing left undone.
const CONTRASTS: &str = "no|not|cannot|but|without|however|although|though|while|why|current|currently|existing|previously";

/// Whether the record may compare options in its prose, as one in a language whose words are not known always may. A
/// single word is enough; then a missing section is not an error.
fn mentions_options(body: &Body) -> bool {
    let text = body.whole_text().to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let compares = |word: &str| {
        let mut prefixes = COMPARISON_PREFIXES.iter();
        prefixes.any(|prefix| word.starts_with(prefix))
            || CONTRASTS.split('|').any(|known| known == word)
    };
    words.any(compares)
        || text.contains("n't")
        || text.contains("n’t")
        || !body.outline().is_english()
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
    fn options_compared_in_prose_are_recognised() {
        for prose in [
            "Other options include a queue.",
            "We trialled Kafka and SQS for a month.",
            "Kafka rather than SQS, because orders must stay in order.",
            "We also considered Kafka, but nobody here has run it.",
            "**Why not Kafka?** It needs three brokers.",
            "Kafka braucht drei Broker, wir können nur einen betreiben.",
        ] {
            assert!(mentions(prose), "{prose}");
        }
    }

    #[test]
    fn prose_without_another_option_is_recognised() {
        for prose in [
            "Orders and stock change together 900 times a second.",
            "Requests above 10 MB are cut, and logged.",
        ] {
            assert!(!mentions(prose), "{prose}");
        }
    }
}
