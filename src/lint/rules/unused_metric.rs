//! Every declared metric is used by a trigger.

use std::collections::HashSet;

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};
use crate::trigger;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unused-metric",
    severity: Severity::Info,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a declared metric is not used by any trigger",
    explain: "A metric is declared so that it can re-open a decision. If no record uses it, it may have been renamed, or \
              its trigger removed. It may also be kept for its history, so this is only for your information, and a log \
              without triggers is not checked.",
    bad: "adr.toml:
    [metrics.\"team.size\"]
    unit = \"count\"
    [metrics.\"queue.length\"]
    unit = \"count\"

0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'team.size > 20'
",
    good: "adr.toml:
    [metrics.\"queue.length\"]
    unit = \"count\"

0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'queue.length > 20'
",
    check: Check::Log(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    if whole.config.metrics.is_empty() {
        return;
    }
    let fronts = whole.log.records.iter().flat_map(|record| &record.front);
    let triggers = fronts.flat_map(|front| &front.revisit);
    let mut used = HashSet::new();
    for expr in triggers.filter_map(|trigger| trigger::parse(&trigger.when.value).ok()) {
        used.extend(expr.metrics().map(|metric| metric.name.clone()));
    }
    if used.is_empty() {
        return;
    }
    for (name, declared) in &whole.config.metrics {
        if !used.contains(name) {
            let message = format!("no trigger uses `{name}`");
            let help = "use it in a `[[revisit]]`, or remove the declaration";
            findings.add(declared.name_span.clone(), message, help);
        }
    }
}
