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
              turned down before. Alternatives are the list items, the paragraphs that open with a name, or the headings of \
              level three, in the section *Alternatives Rejected* (also *Alternatives*, *Considered Options* and the like). A record \
              that weighs options elsewhere in its prose is let pass.",
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
        None if tells_of_options(body) => {}
        None => {
            let message = "there is no section *Alternatives Rejected*";
            findings.add(case.title_place(), message, help);
        }
    }
}

/// What a sentence says that weighs options outside a section of their own, in lower case.
const TOLD: [&str; 19] = [
    "options considered",
    "alternatives considered",
    "approaches considered",
    "we considered",
    "we also considered",
    "we have considered",
    "was considered",
    "were considered",
    "considered using",
    "an alternative is",
    "an alternative to this",
    "an alternative would",
    "alternative would be",
    "alternatives are",
    "both alternatives",
    "another option",
    "we rejected",
    "was rejected because",
    "decided against",
];

/// How many options a sentence announces.
const COUNTS: [&str; 10] = [
    "two", "three", "four", "five", "several", "2", "3", "4", "5", "possible",
];

/// Whether the record weighs options elsewhere: under a heading of less than a section, in a list that a
/// sentence announces, or in a sentence. A false alarm would be worse than a miss.
fn tells_of_options(body: &Body) -> bool {
    let texts = body.sections.iter().flat_map(|section| &section.paragraphs);
    texts.map(|text| text.value.as_str()).any(|text| {
        let is_heading_like = text.len() < LONGEST_HEADING && !text.ends_with('.');
        let lower = text.to_lowercase();
        is_heading_like && SectionKind::of(text) == SectionKind::Alternatives
            || announces(&lower)
            || TOLD.iter().any(|told| lower.contains(told))
    })
}

/// Bytes of a text that may be a heading.
const LONGEST_HEADING: usize = 60;

/// Whether the last sentence of `text` announces a list of options: `There are two ways to do it:`.
fn announces(text: &str) -> bool {
    let last = text.rsplit(". ").next().unwrap_or_default();
    let Some(sentence) = last.trim_end().strip_suffix(':') else {
        return sentence_counts_options(last);
    };
    let words: Vec<&str> = words(sentence).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    has(&["alternatives"])
        || sentence.ends_with("options are")
        || has(&["options", "approaches", "solutions", "ways"]) && has(&COUNTS)
}

/// Whether `sentence` says at its opening that there are so many options.
fn sentence_counts_options(sentence: &str) -> bool {
    let words: Vec<&str> = words(sentence).take(6).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    words.first() == Some(&"there") && has(&["options", "alternatives"]) && has(&COUNTS)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::Record;
    use crate::source::Source;

    fn tells(prose: &str) -> bool {
        let text = format!("# T\n\n## Context\n\n{prose}\n");
        tells_of_options(Record::parse(Arc::new(Source::new("0001-x.md", text))).body())
    }

    #[test]
    fn options_weighed_in_prose_are_seen() {
        for prose in [
            "### Available options\n\n#### Redis",
            "There are two ways to send it:\n\n- by mail\n- by post",
            "That can be stored anywhere. Options are:\n\n- a table\n- a file",
            "An alternative would be a file, which two processes cannot share.",
            "We also considered Kafka, but nobody here has run it.",
        ] {
            assert!(tells(prose), "{prose}");
        }
    }

    #[test]
    fn options_of_a_program_are_none_of_a_decision() {
        for prose in [
            "The configuration options are read at the start.",
            "It is started with these options:\n\n- `--port`",
            "Users have two accounts:\n\n- one to read\n- one to write",
            "Requests are rejected above 10 MB.",
        ] {
            assert!(!tells(prose), "{prose}");
        }
    }
}
