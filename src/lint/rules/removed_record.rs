//! An accepted decision stays in the log.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, Rule, Since};

/// The rule.
pub const RULE: Rule = Rule {
    name: "removed-record",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "an accepted record is removed",
    explain: "With `--base`. Whoever asks later why something was decided, or what was rejected, finds nothing. A decision that \
              no longer holds is superseded or deprecated, and stays. A record that was renamed or renumbered is found by its \
              title.",
    bad: "0008-send-invoices-by-mail.md:
    status = \"accepted\"
",
    good: "0007-keep-orders-in-one-primary.md:
    status = \"accepted\"
",
    check: Check::Since(check),
};

fn check(since: &Since<'_>, findings: &mut Findings<'_>) {
    for pair in since.pairs.iter().filter(|pair| pair.now.is_none()) {
        let before = pair.before;
        let span = before.heading().map_or(0..0, |title| title.span.clone());
        let message = format!(
            "{}, accepted on {}, is removed",
            before.name(),
            since.branch
        );
        let help = "put it back; `adr deprecate` or `adr supersede` say that it no longer holds";
        findings.add_in(&before.source, span, message, help);
    }
}
