//! A decision has costs as well as gains.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::{Paragraph, SectionKind, Side};
use crate::source::Spanned;

/// The rule.
pub const RULE: Rule = Rule {
    name: "one-sided-consequences",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "only gains or only costs are listed",
    explain: "What gets worse is what people will ask about in a year; a record that lists only gains was written to \
              persuade. Checked only if all consequences are listed by side, under **Gains** and **Costs** or similar; \
              prose is not judged.",
    bad: "## Consequences\n\n**Gains:**\n\n- One transaction covers stock and payment.\n",
    good: "## Consequences

**Gains:**

- One transaction covers stock and payment.

**Costs:**

- Writes scale only as far as one machine does.
",
    check: Check::Record(check),
};

/// What people write for a side about which they have nothing to say.
const NOTHING: [&str; 9] = [
    "none",
    "none known",
    "none so far",
    "no",
    "nothing",
    "n/a",
    "na",
    "not applicable",
    "-",
];

/// The maximum number of words of a label such as `Positive Consequences:`.
const MAX_LABEL_WORDS: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let body = case.body();
    let Some(section) = body.section(SectionKind::Consequences) else {
        return;
    };
    let (message, help) = match (says(body.gains()), says(body.costs())) {
        (true, false) => (
            "only gains are listed",
            "list what gets worse, or harder to change later, under `**Costs:**`",
        ),
        (false, true) => (
            "only costs are listed",
            "list what gets better under `**Gains:**`",
        ),
        _ => return,
    };
    let paragraphs = body.paragraphs(section);
    let has_more = has_more(paragraphs, [body.gains(), body.costs()]);
    if !has_more && !names_both_sides(body.text(section)) {
        findings.add(case.trimmed(&section.heading_span), message, help);
    }
}

/// Whether labels of both sides stand in `text`, in whatever layout: on lines of one paragraph, in HTML.
fn names_both_sides(text: &str) -> bool {
    let words = text
        .split(':')
        .filter_map(|before| before.rsplit(' ').next());
    let sides: Vec<Side> = words.filter_map(Side::of).collect();
    sides.contains(&Side::Gain) && sides.contains(&Side::Cost)
}

/// Whether part of the section belongs to neither side, so that it may be the other side.
fn has_more<'b>(
    mut paragraphs: impl Iterator<Item = Paragraph<'b>>,
    sides: [&[Spanned<String>]; 2],
) -> bool {
    paragraphs.any(|paragraph| {
        let is_label = paragraph.text.split_whitespace().count() <= MAX_LABEL_WORDS;
        let is_listed = sides.iter().any(|side| covers(side, paragraph.span.start));
        !is_label && !is_listed
    })
}

/// Whether one of `items`, in source order, contains the byte `at`.
fn covers(items: &[Spanned<String>], at: usize) -> bool {
    let after = items.partition_point(|item| item.span.start <= at);
    let before = after.checked_sub(1).and_then(|last| items.get(last));
    before.is_some_and(|item| at < item.span.end)
}

fn says(side: &[Spanned<String>]) -> bool {
    side.iter().any(|item| {
        let plain = item.value.to_lowercase();
        !NOTHING.contains(&plain.trim_end_matches(['.', '!']).trim())
    })
}
