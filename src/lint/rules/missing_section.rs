//! Every record has the sections that readers look for.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::{Body, Paragraph, SectionKind, Status};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-section",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: true,
    summary: "a required section is missing",
    explain: "A record says what made a decision necessary, what was decided and what follows from it; while it is \
              proposed or accepted, also when to reconsider it. Common headings of other templates, such as *Context and \
              Problem Statement*, count. A missing section on alternatives is reported by `missing-alternatives`.",
    bad: "```toml
status = \"deprecated\"
date = 2026-03-02
deciders = [\"team-orders\"]
```

# ADR-0007: Keep orders in one primary

## Decision

Orders, stock and payments stay in one primary.

## Consequences

One transaction covers all three, and writes scale only as far as one machine does.
",
    good: "```toml
status = \"deprecated\"
date = 2026-03-02
deciders = [\"team-orders\"]
```

# ADR-0007: Keep orders in one primary

## Context

Orders, stock and payments change together 900 times a second at peak.

## Decision

Orders, stock and payments stay in one primary.

## Consequences

One transaction covers all three, and writes scale only as far as one machine does.
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let is_open = matches!(
        case.record.status(),
        Some(Status::Proposed | Status::Accepted)
    );
    let is_asked_for = |kind| match kind {
        SectionKind::Alternatives => false,
        SectionKind::Revisit => is_open,
        _ => true,
    };
    for (kind, heading) in SectionKind::REQUIRED {
        if is_asked_for(kind) && !has(case.body(), kind) {
            let message = format!("there is no section *{heading}*");
            let help = format!("write `## {heading}` and {}", purpose(kind));
            findings.add(case.title_place(), message, help);
        }
    }
}

/// Whether there is a section of `kind`, or a heading inside another section: MADR has *Consequences* under
/// *Decision Outcome*.
fn has(body: &Body, kind: SectionKind) -> bool {
    let is_it = |paragraph: Paragraph<'_>| SectionKind::of(paragraph.text) == kind;
    body.section(kind).is_some() || body.all_paragraphs().any(is_it)
}

/// What belongs in a section, as a clause after "and".
fn purpose(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Context => "what made a decision necessary",
        SectionKind::Decision => "what was decided",
        SectionKind::Consequences => "what gets better and what gets worse",
        SectionKind::Revisit => "what would make you reconsider, in words",
        SectionKind::Alternatives | SectionKind::Other => "what belongs there",
    }
}
