//! Every file of the log starts with a TOML record.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-record",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: true,
    summary: "the file does not open with a TOML record",
    explain: "Status, deciders and triggers are read from the record on top of the file. Of a file without one no other \
              rule is asked, so that a log of another tool gets one finding a file. `[lint] from` leaves older ones alone.",
    bad: "# 7. Keep orders in one primary\n\nDate: 2026-03-02\n\n## Status\n\nAccepted\n",
    good: "```toml
status = \"accepted\"
date = 2026-03-02
deciders = [\"team-orders\"]

[[revisit]]
when = 'orders.writes > 4000/s'
```

# ADR-0007: Keep orders in one primary

## Context

Orders, stock and payments change together 900 times a second at peak.

## Decision

All three stay in one primary.

## Consequences

**Gains:**

- One transaction covers all three.

**Costs:**

- Writes scale only as far as one machine does.

## Alternatives Rejected

- **DynamoDB:** no transaction across the stock and payment tables.

## Revisit When

Writes come near what one primary can take.
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let record = case.record;
    if record.front.is_none() && record.faults.is_empty() {
        let message = "the file does not open with a TOML record";
        let help = "open it with a fenced block of `status`, `date`, `deciders` and `[[revisit]]`";
        findings.add(case.title_place(), message, help);
    }
}
