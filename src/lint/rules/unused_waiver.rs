//! Every waiver suppresses a finding.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Case, Check, Findings, Rule, findings_of, holds, rule};
use crate::record::Waiver;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unused-waiver",
    severity: Severity::Warning,
    applies: Applies::ToOpenRecords,
    content: false,
    summary: "a waiver for a rule that has no findings",
    explain: "`[allow]` silences a rule for this record. Once the record is fixed, the waiver would silence the next, \
              real finding. Waivers for rules that are switched off are not checked, nor are records that `[lint] from` \
              exempts: there it is unknown what the rule would find.",
    bad: "[allow]\nmissing-deciders = \"a team of one\"\n",
    good: "deciders = []\n\n[allow]\nmissing-deciders = \"a team of one\"\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    let can_tell = case.log.is_some() && case.record.faults.is_empty();
    let Some(front) = case.record.front.as_ref().filter(|_| can_tell) else {
        return;
    };
    for waiver in front.allow.iter().filter(|waiver| is_unused(case, waiver)) {
        let name = &waiver.rule.value;
        let message = format!("`{name}` has no findings here");
        let help = "remove the waiver";
        findings.add(waiver.rule.span.clone(), message, help);
    }
}

fn is_unused(case: &Case<'_>, waiver: &Waiver) -> bool {
    rule(&waiver.rule.value).is_some_and(|waived| {
        let looks_at_records = matches!(waived.check, Check::Record(_));
        looks_at_records
            && waived.name != RULE.name
            && holds(waived, case)
            && findings_of(waived, case).is_empty()
    })
}
