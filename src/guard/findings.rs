//! What was found, as diagnostics in the code: each with the alternative that was rejected and why, who decided when, and
//! whether the decision's reasons still stand.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::scan::{Exempted, Report, Violation};
use super::{Invalid, Watch};
use crate::check::{Check, DecisionVerdict, TriggerVerdict, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::log::Log;
use crate::record::{Demand, Record, Status, place_within, reference};
use crate::source::Span;

/// The rule name of a place that breaks a guard.
const BROKEN_GUARD: &str = "broken-guard";
/// The rule name of a guard that is not valid.
const INVALID_GUARD: &str = "invalid-guard";
/// The rule name of an exemption that says no reason.
const EXEMPTION_WITHOUT_REASON: &str = "exemption-without-reason";
/// The rule name of an exemption from a decision that is not in force.
const EXEMPTION_WITHOUT_DECISION: &str = "exemption-without-decision";
/// The rule name of an exemption of nothing.
const UNUSED_EXEMPTION: &str = "unused-exemption";
/// The rule name of an allowance that is larger than it has to be.
pub const LOOSE_ALLOWANCE: &str = "loose-allowance";

/// The diagnostics for what `report` found, by path and place.
pub fn findings(
    report: &Report,
    guards: &[Watch<'_>],
    invalid: &[Invalid<'_>],
    log: &Log,
    check: &Check,
) -> Vec<Diagnostic> {
    let by_path = check
        .decisions
        .iter()
        .map(|found| (found.decision.source.path(), found));
    let verdicts: HashMap<&Path, &DecisionVerdict> = by_path.collect();
    let verdict = |record: &Record| verdicts.get(record.source.path()).copied();
    let mut speeches: HashMap<usize, Speech> = HashMap::new();
    let mut found: Vec<Diagnostic> = invalid.iter().map(invalid_guard).collect();
    for violation in &report.violations {
        let watch = &guards[violation.guard];
        let count = report.counts[violation.guard];
        let speech = speeches
            .entry(violation.guard)
            .or_insert_with(|| Speech::of(watch, log, verdict(watch.record), count));
        found.push(broken(violation, watch, speech));
    }
    found.extend(
        report
            .exemptions
            .iter()
            .filter_map(|exempted| questionable(exempted, log)),
    );
    found.sort_by(|a, b| {
        let place = |finding: &Diagnostic| (finding.span.start, finding.span.end);
        let path = a.source.path().cmp(b.source.path());
        path.then_with(|| place(a).cmp(&place(b)))
    });
    found
}

/// The diagnostic for a guard that is not valid, in its record.
fn invalid_guard(invalid: &Invalid<'_>) -> Diagnostic {
    let (record, error) = (invalid.record, &invalid.error);
    let span = place_within(&record.source, &error.text, &error.part);
    Diagnostic::error(INVALID_GUARD, &record.source, span, &error.message).with_help(&error.help)
}

/// What is said of every place that breaks one guard.
struct Speech {
    /// ` brings back DynamoDB, which ADR-0007 rejected: no transaction`.
    breaks: String,
    /// The decision, who made it and when, and the state of its triggers.
    background: String,
    is_due: bool,
}

impl Speech {
    fn of(watch: &Watch<'_>, log: &Log, verdict: Option<&DecisionVerdict>, count: usize) -> Self {
        let record = watch.record;
        let whole = log.whole(record);
        let whole = whole.as_ref().unwrap_or(record);
        let is_due = verdict.is_some_and(DecisionVerdict::is_due);
        let mut breaks = reason(watch, whole);
        if watch.guard.allowed.is_some() {
            breaks += &format!(" ({count} places, {} allowed)", watch.allowed());
        }
        if is_due {
            breaks += "; the decision is due, so this is only a warning";
        }
        Self {
            breaks,
            background: background(whole, verdict),
            is_due,
        }
    }
}

fn reason(watch: &Watch<'_>, record: &Record) -> String {
    let decision = watch.record.short_name();
    if let Some(rejects) = &watch.guard.rejects {
        let alternative = record.body().alternative(&rejects.value);
        let why = alternative.and_then(|found| found.why_rejected.as_deref());
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        return format!(
            "brings back {}, which {decision} rejected{why}",
            rejects.value
        );
    }
    match &watch.guard.note {
        Some(note) => format!("breaks {decision}: {note}"),
        None => format!(
            "breaks {decision}: {}",
            record.title().unwrap_or("(no title)")
        ),
    }
}

/// `ADR-0007: Keep orders in one primary, accepted on 2026-03-02 by team-orders; it holds: orders.writes > 4000/s …`
fn background(record: &Record, verdict: Option<&DecisionVerdict>) -> String {
    let mut text = record.name();
    if let Some(date) = record.date() {
        text += &format!(", decided on {date}");
    }
    let deciders = record.front.iter().flat_map(|front| &front.deciders);
    let deciders: Vec<&str> = deciders.map(|decider| decider.value.as_str()).collect();
    if !deciders.is_empty() {
        text += &format!(" by {}", deciders.join(", "));
    }
    let triggers = verdict
        .map(|found| found.triggers.as_slice())
        .unwrap_or_default();
    let states: Vec<_> = triggers.iter().map(state).collect();
    match states.is_empty() {
        true => text,
        false => format!("{text}; think again when {}", states.join(", ")),
    }
}

/// `team.size > 20 (fired: 24)`.
fn state(found: &TriggerVerdict) -> String {
    let value = match &found.verdict {
        Verdict::Judged(outcome) => outcome.evidence.value.as_ref(),
        Verdict::Invalid(_) => None,
    };
    let value = value.map_or_else(String::new, |value| format!(": {value}"));
    format!(
        "{} ({}{value})",
        found.trigger.written.when.value,
        found.standing().name()
    )
}

fn broken(violation: &Violation, watch: &Watch<'_>, speech: &Speech) -> Diagnostic {
    let text = violation.source.slice(&violation.span);
    let what = match &watch.guard.demand {
        Demand::Require(pattern) => format!("no match of `{}`", pattern.value),
        Demand::ForbidPaths(_) => "this file".to_owned(),
        Demand::Packages { .. } | Demand::Forbid(_) => format!("`{text}`"),
    };
    let number = watch.record.number.map_or_else(String::new, |number| {
        format!(
            "; a comment `adr-allow {}: the reason` exempts a line",
            reference(number)
        )
    });
    let severity = match speech.is_due {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let message = format!("{what} {}", speech.breaks);
    Diagnostic::error(
        BROKEN_GUARD,
        &violation.source,
        violation.span.clone(),
        message,
    )
    .with_severity(severity)
    .with_help(format!("{}{number}", speech.background))
}

/// What is wrong with an exemption.
fn questionable(exempted: &Exempted, log: &Log) -> Option<Diagnostic> {
    let noted = &exempted.noted;
    let decision = reference(noted.number);
    let record = log.get(noted.number);
    let finding = |rule, message: String, help: &str| {
        let source = Arc::clone(&exempted.source);
        let span: Span = noted.span.clone();
        Some(Diagnostic::error(rule, &source, span, message).with_help(help))
    };
    match record.map(|record| record.status()) {
        None => finding(
            EXEMPTION_WITHOUT_DECISION,
            format!("there is no {decision}"),
            "name the decision whose guard the line breaks, or remove the comment",
        ),
        Some(status) if status != Some(Status::Accepted) => finding(
            EXEMPTION_WITHOUT_DECISION,
            format!("{decision} is not in force"),
            "remove the comment, or name the decision that holds now",
        ),
        Some(_) if !noted.has_reason => finding(
            EXEMPTION_WITHOUT_REASON,
            format!("this exemption from {decision} gives no reason, so it exempts nothing"),
            "write why this place may break the decision, after a colon",
        ),
        Some(_) if !noted.is_used => finding(
            UNUSED_EXEMPTION,
            format!("this exempts nothing from {decision}"),
            "remove the comment, or move it to the line that breaks the decision, or above it",
        ),
        Some(_) => None,
    }
}
