//! The log contains at least one decision.

use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};
use crate::source::Source;

/// The rule.
pub const RULE: Rule = Rule {
    name: "empty-log",
    severity: Severity::Warning,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "the log contains no decisions",
    explain: "A change that deletes or moves every record would pass every other rule. A newly created log has its first \
              record; a wrong folder has none.",
    bad: "adr.toml:
    [metrics.\"team.size\"]
    unit = \"count\"
",
    good: "0007-keep-orders-in-one-primary.md:
    # ADR-0007: Keep orders in one primary
",
    check: Check::Log(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    if !whole.log.records.is_empty() || !whole.log.unreadable.is_empty() {
        return;
    }
    let folder = Arc::new(Source::new(&whole.log.place.dir, ""));
    let message = "this log contains no decisions";
    let help = "restore the records, choose another folder with --dir, or record a decision with `adr new`";
    findings.add_in(&folder, 0..0, message, help);
}
