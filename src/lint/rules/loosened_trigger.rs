//! What re-opens an accepted decision, and what keeps the code to it, stays as it was agreed.

use crate::diagnostic::Severity;
use crate::lint::{Applies, Check, Findings, Rule, Since};
use crate::record::{Guard, Record, Status};
use crate::source::{Span, Spanned};

/// The rule.
pub const RULE: Rule = Rule {
    name: "loosened-trigger",
    severity: Severity::Error,
    applies: Applies::ToEveryFile,
    content: false,
    summary: "a trigger or a guard of an accepted record is changed, or gone",
    explain: "With `--base`. A threshold that is raised when it comes near never fires. If the threshold was wrong, say so on \
              record: `adr amend` adds `[[amended]]` with the day and the reason. `adr snooze` waits in the open, and is no loosening; \
              to lower what a guard allows is none either. A new waiver under `[allow]` for a rule on triggers or alternatives is.",
    bad: "0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'orders.writes > 9000/s'
",
    good: "0007-keep-orders-in-one-primary.md:
    [[revisit]]
    when = 'orders.writes > 4000/s'
",
    check: Check::Since(check),
};

/// The rules on triggers, guards and alternatives, which a record must not be spared after it was accepted.
const GUARDED_RULES: [&str; 13] = [
    "missing-trigger",
    "unmeasurable-trigger",
    "undeclared-metric",
    "constant-trigger",
    "compound-trigger",
    "expired-snooze",
    "missing-alternatives",
    "alternative-without-reason",
    "vague-reason",
    "invalid-guard",
    "unknown-alternative",
    "idle-guard",
    "loosened-trigger",
];

fn check(since: &Since<'_>, findings: &mut Findings<'_>) {
    for (before, now) in since.kept() {
        let record = now.record();
        if record.status() != Some(Status::Accepted) || now.is_amended(before) {
            continue;
        }
        let number = record
            .number
            .map_or_else(|| "REF".to_owned(), |number| number.to_string());
        let help =
            format!("put it back, or say why on record with `adr amend {number} --reason TEXT`");
        let mut add = |span: Span, message: String| {
            findings.add_in(&record.source, span, message, help.as_str());
        };
        for (span, what) in triggers(before, record)
            .into_iter()
            .chain(guards(before, record))
        {
            add(span, format!("{what} on {}", since.branch));
        }
        for (span, rule) in waivers(before, record) {
            add(
                span,
                format!("`{rule}` is waived here, and was not on {}", since.branch),
            );
        }
    }
}

fn title(record: &Record) -> Span {
    record.heading().map_or(0..0, |title| title.span.clone())
}

fn triggers(before: &Record, now: &Record) -> Vec<(Span, String)> {
    let of = |record: &'_ Record| {
        record
            .front
            .as_ref()
            .map_or_else(Vec::new, |front| front.revisit.clone())
    };
    let (old, new) = (of(before), of(now));
    let same = |a: &str, b: &str| a.split_whitespace().eq(b.split_whitespace());
    let is_there = |when: &str| new.iter().any(|trigger| same(&trigger.when.value, when));
    let lost = old.iter().filter(|trigger| !is_there(&trigger.when.value));
    lost.map(|trigger| {
        let when = &trigger.when.value;
        match new.iter().find(|other| other.id == trigger.id) {
            Some(other) => (
                other.when.span.clone(),
                format!("the trigger `{}` was `{when}`", trigger.id),
            ),
            None => (
                title(now),
                format!("the trigger `{when}` is gone, which was there"),
            ),
        }
    })
    .collect()
}

fn guards(before: &Record, now: &Record) -> Vec<(Span, String)> {
    let new = now.guards();
    let lost = before
        .guards()
        .iter()
        .filter(|guard| !new.iter().any(|other| demands_as_much(other, guard)));
    lost.map(
        |guard| match new.iter().find(|other| other.id == guard.id) {
            Some(other) => (
                other.span.clone(),
                format!("the guard `{}` was another", guard.id),
            ),
            None => (
                title(now),
                format!("the guard `{}` is gone, which was there", guard.id),
            ),
        },
    )
    .collect()
}

/// Whether `new` demands what `old` did, and allows no more.
fn demands_as_much(new: &Guard, old: &Guard) -> bool {
    let allowed = |guard: &Guard| guard.allowed.as_ref().map_or(0, |allowed| allowed.value);
    let texts = |list: &[Spanned<String>]| {
        list.iter()
            .map(|text| text.value.clone())
            .collect::<Vec<_>>()
    };
    new.demand.key() == old.demand.key()
        && new.demand.patterns() == old.demand.patterns()
        && new.demand.is_transitive() == old.demand.is_transitive()
        && texts(&new.within) == texts(&old.within)
        && texts(&new.except) == texts(&old.except)
        && allowed(new) <= allowed(old)
}

fn waivers(before: &Record, now: &Record) -> Vec<(Span, String)> {
    let of = |record: &Record| {
        record
            .front
            .as_ref()
            .map_or_else(Vec::new, |front| front.allow.clone())
    };
    let old = of(before);
    let is_new = |rule: &str| !old.iter().any(|waiver| waiver.rule.value == rule);
    let new = of(now).into_iter().map(|waiver| waiver.rule);
    new.filter(|rule| GUARDED_RULES.contains(&rule.value.as_str()) && is_new(&rule.value))
        .map(|rule| (rule.span, rule.value))
        .collect()
}
