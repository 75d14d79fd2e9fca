//! A decision says when to revisit it.

use crate::diagnostic::Severity;
use crate::lint::vague_words::next_year;
use crate::lint::{Applies, Case, Check, Findings, Rule};

/// The rule.
pub const RULE: Rule = Rule {
    name: "missing-trigger",
    severity: Severity::Error,
    applies: Applies::ToOpenRecords,
    content: true,
    summary: "no condition re-opens the decision",
    explain: "Every decision is right only under certain circumstances. The condition says when they no longer hold, and \
              `adr check` evaluates it. A review date is a condition too: `today >= 2027-03-01`. If *Revisit When* says a measure in \
              words, the help proposes the condition. If nothing can be \
              measured, waive the rule and describe the condition under *Revisit When*.",
    bad: "revisit = []\n",
    good: "[[revisit]]\nwhen = 'orders.writes > 4000/s'\nnote = \"one primary has headroom to about 6000/s\"\n",
    check: Check::Record(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) {
    if case.triggers.is_empty() && case.record.faults.is_empty() {
        let help = case.measure_instead().unwrap_or_else(|| {
            let day = next_year(case.today);
            format!("add `[[revisit]]` with `when = 'orders.writes > 4000/s'`, or with a date: `when = 'today >= {day}'`")
        });
        let message = "no `[[revisit]]` says what re-opens the decision";
        findings.add(case.opening(), message, help);
    }
}
