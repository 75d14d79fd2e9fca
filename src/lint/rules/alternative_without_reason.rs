//! Every alternative says why it was rejected.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule, quoted};

/// The rule.
pub const RULE: Rule = Rule {
    name: "alternative-without-reason",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "an alternative has no reason",
    explain: "A list of names shows that something was looked at, not why it lost. When the reason goes away, the option \
              comes back; only who knows the reason notices. In *Alternatives Rejected* every entry needs its reason beside \
              it. A section that also lists the chosen option, such as *Considered Options*, is held to it only where the \
              chosen one is certain and the rest of the record does not speak of the other.",
    bad: "## Alternatives Rejected\n\n- **DynamoDB**\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for alternative in &case.body().alternatives {
        if alternative.lacks_reason {
            let message = format!(
                "nothing says why {} was rejected",
                quoted(&alternative.name)
            );
            let help =
                "say what it costs or lacks: `- **DynamoDB:** no transaction across tables.`";
            findings.add(case.trimmed(&alternative.span), message, help);
        }
    }
}
