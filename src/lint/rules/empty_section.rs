//! Every section has content.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::SectionKind;

/// The rule.
pub const RULE: Rule = Rule {
    name: "empty-section",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: true,
    summary: "a section is empty",
    explain: "A heading with nothing under it, or only an HTML comment, promises something that the record does not \
              say. An empty section on alternatives is reported by `missing-alternatives`.",
    bad: "## Context\n\n<!-- what made a decision necessary -->\n",
    good: "## Context\n\nOrders, stock and payments change together 900 times a second at peak.\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let body = case.body();
    for section in &body.sections {
        let content = case.record.source.slice(&section.content);
        let is_empty = body.text(section).is_empty() && without_comments(content).trim().is_empty();
        if is_empty && section.kind != SectionKind::Alternatives {
            let message = format!("the section *{}* is empty", section.heading);
            let help = "fill it in, or remove the heading if it is one of your own";
            findings.add(case.trimmed(&section.heading_span), message, help);
        }
    }
}

/// `markdown` without HTML comments (HTML 13.1.6).
fn without_comments(markdown: &str) -> String {
    let mut kept = String::new();
    let mut rest = markdown;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}
