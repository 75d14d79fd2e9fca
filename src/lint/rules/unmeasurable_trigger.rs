//! A condition can be parsed, and its units match the metric's declaration.

use std::sync::Arc;

use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::{Applies, Case, Check, Findings, Rule, Trigger};
use crate::quantity::{period_meant, unit_meant};
use crate::trigger::{Fault, TriggerError};

/// The rule.
pub const RULE: Rule = Rule {
    name: "unmeasurable-trigger",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a condition cannot be evaluated",
    explain: "A condition compares a metric with a threshold: `team.size > 20`, `any(db.cpu.share) > 40%`, \
              `today >= 2027-03-01`, or several joined by `and` or `or`. The message starts with the fault: `no-comparison`, \
              `no-threshold`, `unknown-unit`, `unit-mismatch`, `missing-unit`, `ambiguous-ratio`, `metric-case`, \
              `mixed-and-or` or `syntax`. For what is said in words, the help proposes conditions, \
              as `adr check --explain` does. Describe what cannot be measured in prose under *Revisit When*.",
    bad: "[[revisit]]\nwhen = 'the team has grown a lot'\n",
    good: "[[revisit]]\nwhen = 'team.size > 20'\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    for trigger in &case.triggers {
        if let Err(error) = &trigger.condition {
            let place = trigger.place_of(&error.span);
            let fix = respelt(case, trigger, error);
            let is_prose = matches!(error.fault, Fault::NoComparison | Fault::NoThreshold);
            let measured = || case.measured(&trigger.revisit.when.value);
            let help = match is_prose.then(|| measured().or_else(|| case.measure_instead())) {
                Some(Some(proposal)) => format!("{}; {proposal}", error.help),
                _ => error.help.clone(),
            };
            findings.add_fixable(place, error.to_string(), help, fix);
        }
    }
}

/// A fix that corrects the spelling of the unit, if it is unambiguous.
fn respelt(case: &Case<'_>, trigger: &Trigger<'_>, error: &TriggerError) -> Option<Fix> {
    let when = &trigger.revisit.when.value;
    let word = when.get(error.span.clone())?;
    let is_period = when.get(..error.span.start)?.ends_with('/');
    let meant = match error.fault {
        Fault::UnknownUnit if is_period => period_meant(word),
        Fault::UnknownUnit => unit_meant(word),
        _ => None,
    }?;
    let source = Arc::clone(&case.record.source);
    let span = trigger.place_of(&error.span);
    // A unit written with escapes has no location of its own.
    if source.slice(&span) != word {
        return None;
    }
    let text = meant.to_owned();
    let edit = Edit { source, span, text };
    Fix::of(format!("write `{meant}`"), edit)
}
