//! A guard that notices the return of an alternative names one that the decision rejected.

use crate::diagnostic::{Severity, did_you_mean};
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unknown-alternative",
    severity: Severity::Warning,
    applies: Applies::ToRecords,
    content: false,
    summary: "the `rejects` of a guard names a rejected alternative of its record",
    explain: "Whoever breaks a guard is told which alternative comes back, and why it was rejected. The name is compared with \
              those under *Alternatives Rejected*, whatever their case.",
    bad: "[[guard]]
rejects = \"DynamoDB\"
packages = [\"aws-sdk-dynamodb\"]

## Alternatives Rejected

- **Cassandra:** two more people on call, at 300 EUR a night.
- **Shards by customer:** doubles the migration work until 2029.
",
    good: "[[guard]]
rejects = \"DynamoDB\"
packages = [\"aws-sdk-dynamodb\"]

## Alternatives Rejected

- **DynamoDB:** no transaction across the order and stock tables.
- **Shards by customer:** doubles the migration work until 2029.
",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let names: Vec<&str> = case
        .body()
        .alternatives()
        .iter()
        .map(|found| found.name.as_str())
        .collect();
    for rejects in case
        .record
        .guards()
        .iter()
        .filter_map(|guard| guard.rejects.as_ref())
    {
        if case.body().alternative(&rejects.value).is_some() {
            continue;
        }
        let help = match did_you_mean(&rejects.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => {
                "add it under *Alternatives Rejected*, with the reason".to_owned()
            }
            None => format!("name one of {}", names.join(", ")),
        };
        let message = format!(
            "`{}` is not a rejected alternative of this decision",
            rejects.value
        );
        findings.add(rejects.span.clone(), message, help);
    }
}
