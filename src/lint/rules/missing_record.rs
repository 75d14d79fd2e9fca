//! Every file of the log starts with a TOML record.

use crate::config::NewFormat;
use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-record",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: true,
    summary: "the file does not start with a TOML record",
    explain: "Status, deciders and triggers are read from the TOML record at the top of the file. A file without one is \
              not checked by other rules, so a log of another tool gets one finding per file. `[lint] from` exempts older \
              files.",
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
    let is_wanted = case.config.new.format == NewFormat::Adr;
    if is_wanted && !record.is_ours() && record.faults.is_empty() {
        let message = "the file does not start with a TOML record";
        let help = "run `adr migrate`, or start the file with a fenced block of `status`, `date`, `deciders` and `[[revisit]]`";
        findings.add(case.title_place(), message, help);
    }
}
