//! The patterns and globs of guards are valid.

use crate::diagnostic::Severity;
use crate::guard::Watch;
use crate::lint::{Applies, Case, Check, Findings, Rule};
use crate::record::place_within;

/// The rule.
pub const RULE: Rule = Rule {
    name: "invalid-guard",
    severity: Severity::Error,
    applies: Applies::ToRecords,
    content: false,
    summary: "every pattern and glob of a guard is valid",
    explain: "A guard whose pattern cannot be read keeps nothing out. `forbid` and `require` are regular expressions as the \
              regex crate has them, which are compared with one line at a time; a pattern that matches an empty line would match \
              every line. Packages and paths are names or globs.",
    bad: "[[guard]]
forbid = 'use (crate::infra'
",
    good: "[[guard]]
forbid = 'use crate::infra'
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for guard in case.record.guards() {
        if let Err(error) = Watch::new(case.record, guard) {
            let span = place_within(&case.record.source, &error.text, &error.part);
            findings.add(span, error.message, error.help);
        }
    }
}
