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
    explain: "A list of names shows that something was considered, not why it was rejected. When that reason no longer \
              applies, the option is worth another look; only someone who knows the reason will notice. Every entry of \
              *Alternatives Rejected* needs a reason next to it, or in a footnote. In a record that is not in English, only \
              entries of one or two words are sure to be names alone. A section that also lists the chosen option, such as \
              *Considered Options*, is checked only if the chosen one is certain and the rest of the record does not \
              mention the other.",
    bad: "## Alternatives Rejected\n\n- **DynamoDB**\n",
    good: "## Alternatives Rejected\n\n- **DynamoDB:** no transaction across the stock and payment tables.\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for alternative in case.body().alternatives() {
        if alternative.lacks_reason {
            let message = format!(
                "there is no reason for rejecting {}",
                quoted(&alternative.name)
            );
            let help =
                "say what it costs or lacks: `- **DynamoDB:** no transaction across tables.`";
            findings.add(case.trimmed(&alternative.span), message, help);
        }
    }
}
