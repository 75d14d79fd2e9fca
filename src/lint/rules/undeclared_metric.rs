//! A condition uses a metric that the settings declare.

use crate::config::{Config, DEPENDENCY_PREFIX};
use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "undeclared-metric",
    severity: Severity::Info,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a metric is not declared in `adr.toml`",
    explain: "A declaration says what the metric means, which unit it has and what measures it. A name that is close \
              to a declared one is taken for a typo and reported as an error: nothing would ever supply it. A log that \
              declares no metrics is not checked, nor is `dependency.NAME`.",
    bad: "[[revisit]]\nwhen = 'team.sise > 20'\n",
    good: "[[revisit]]\nwhen = 'team.size > 20'\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    if case.config.metrics.is_empty() {
        return;
    }
    for trigger in &case.triggers {
        let metrics = trigger.expr().into_iter().flat_map(|expr| expr.metrics());
        for metric in metrics.filter(|metric| !is_known(case.config, &metric.name)) {
            let place = trigger.place_of(&metric.span);
            let message = format!("the metric `{}` is not declared", metric.name);
            let mut names = case.config.metrics.keys();
            if let Some(near) = names.find(|name| is_typo(&metric.name, name)) {
                let help = format!("did you mean `{near}`?");
                findings.add_as(Severity::Error, place, message, help);
            } else {
                let help = format!("declare it in adr.toml: `[metrics.\"{}\"]`", metric.name);
                findings.add(place, message, help);
            }
        }
    }
}

fn is_known(config: &Config, name: &str) -> bool {
    name.starts_with(DEPENDENCY_PREFIX) || config.metrics.contains_key(name)
}

/// Whether `name` is probably a misspelling of `declared`: equal except for separators, or part by part
/// except for one letter of a longer part. Names that differ in digits (`p95`, `p99`) or in a short part
/// (`cpu`, `gpu`) are different metrics.
fn is_typo(name: &str, declared: &str) -> bool {
    let parts = |name: &str| name.split('.').map(str::to_owned).collect::<Vec<_>>();
    let joined = |name: &str| name.replace(['.', '_', '-'], "");
    let without_digits = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    let (own, theirs) = (parts(name), parts(declared));
    let is_near = |(own, theirs): (&String, &String)| own == theirs || is_near_part(own, theirs);
    joined(name) == joined(declared)
        || (own.len() == theirs.len()
            && without_digits(name) != without_digits(declared)
            && own.iter().zip(&theirs).all(is_near))
}

fn is_near_part(own: &str, theirs: &str) -> bool {
    let distance = strsim::damerau_levenshtein(own, theirs);
    match own.len().max(theirs.len()) {
        0..=3 => false,
        4..=7 => distance <= 1,
        _ => distance <= 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_distinguished_from_other_metrics() {
        for (name, declared, expected) in [
            ("team.sise", "team.size", true),
            ("tem.size", "team.size", true),
            ("team_size", "team.size", true),
            ("db.cpu.shrae", "db.cpu.share", true),
            ("orders.latncy.p99", "orders.latency.p99", true),
            ("api.latency.p95", "api.latency.p99", false),
            ("db.gpu.share", "db.cpu.share", false),
            ("db.cpu.max", "db.cpu.min", false),
            ("orders.writes", "orders.reads", false),
            ("orders.latency", "orders.writes", false),
            ("team", "team.size", false),
        ] {
            assert_eq!(is_typo(name, declared), expected, "{name} {declared}");
        }
    }
}
