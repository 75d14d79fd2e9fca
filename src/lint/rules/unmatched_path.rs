//! The files that a source measures exist.

use crate::diagnostic::Severity;
use crate::files::unmatched;
use crate::lint::{Applies, Check, Findings, LogCase, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unmatched-path",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "the path of a source matches no file in the repository",
    explain: "Renaming a folder can break the source of a trigger: `adr check` then says `source-error`. This rule \
              reports it before anybody runs a check.",
    bad: "adr.toml:
    [metrics.\"orders.lines\"]
    unit = \"count\"
    source = { code = \"lines\", path = \"scr/orders/**\" }

0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'orders.lines > 20000'
",
    good: "adr.toml:
    [metrics.\"orders.lines\"]
    unit = \"count\"
    source = { code = \"lines\", path = \"src/**\" }

0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'orders.lines > 20000'
",
    check: Check::Log(check),
};

fn check(whole: &LogCase<'_>, findings: &mut Findings<'_>) {
    let sources = whole
        .config
        .metrics
        .values()
        .filter_map(|metric| metric.source.as_ref());
    let keys = sources.flat_map(|source| &source.keys);
    let paths: Vec<_> = keys
        .filter(|key| key.name.value == "path")
        .flat_map(|key| &key.texts)
        .collect();
    let patterns: Vec<&str> = paths.iter().map(|path| path.value.as_str()).collect();
    for position in unmatched(&whole.log.place.root, &patterns) {
        if let Some(path) = paths.get(position) {
            let message = format!("no file matches `{}`", path.value);
            let help = "write a path from the repository's root, such as \"src/**\"";
            findings.add(path.span.clone(), message, help);
        }
    }
}
