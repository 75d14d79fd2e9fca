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
    summary: "a section holds nothing",
    explain: "A heading with nothing under it, or with nothing but an HTML comment, promises what the record does not \
              say. An empty section on alternatives is `missing-alternatives`' matter.",
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
            let help =
                "say what belongs there, or take the heading away where it is one of your own";
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
