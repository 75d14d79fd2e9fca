//! Verdicts as JSON (version 1).

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use crate::check::{Check, DecisionVerdict, Summary, TriggerVerdict, Verdict};
use crate::trigger::value::Labels;

#[derive(Serialize)]
struct Document<'c> {
    version: u8,
    today: NaiveDate,
    summary: Summary,
    decisions: Vec<Decision<'c>>,
}

#[derive(Serialize)]
struct Decision<'c> {
    number: Option<u32>,
    title: &'c str,
    path: &'c str,
    status: &'c str,
    state: Option<&'static str>,
    triggers: Vec<Trigger<'c>>,
}

#[derive(Default, Serialize)]
struct Trigger<'c> {
    id: &'c str,
    when: &'c str,
    state: &'static str,
    cause: Option<&'static str>,
    value: Option<&'c str>,
    threshold: Option<&'c str>,
    progress: Option<f64>,
    witness: Option<&'c Labels>,
    source: Option<&'c str>,
    at: Option<String>,
    note: Option<&'c str>,
}

/// `check` on the day `today`, pretty-printed.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn verdicts(check: &Check, today: NaiveDate) -> Result<String, serde_json::Error> {
    let document = Document {
        version: 1,
        today,
        summary: check.summary(),
        decisions: check.decisions.iter().map(Decision::of).collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

impl<'c> Decision<'c> {
    fn of(found: &'c DecisionVerdict) -> Self {
        Self {
            number: found.decision.number,
            title: &found.decision.title,
            path: &found.decision.path,
            status: &found.decision.status,
            state: found.standing().map(|standing| standing.name()),
            triggers: found.triggers.iter().map(Trigger::of).collect(),
        }
    }
}

impl<'c> Trigger<'c> {
    fn of(found: &'c TriggerVerdict) -> Self {
        let common = Self {
            id: &found.trigger.id,
            when: &found.trigger.when,
            state: found.standing().name(),
            note: found.trigger.note.as_deref(),
            ..Self::default()
        };
        match &found.verdict {
            Verdict::Invalid(error) => Self {
                cause: Some(error.fault.name()),
                ..common
            },
            Verdict::Judged(outcome) => Self {
                cause: outcome.state.cause().map(|cause| cause.name()),
                value: outcome.evidence.value.as_deref(),
                threshold: Some(&outcome.evidence.threshold),
                progress: outcome.evidence.progress,
                witness: outcome.evidence.witness.as_ref(),
                source: outcome.evidence.source.as_deref(),
                at: outcome.evidence.at.map(instant),
                ..common
            },
        }
    }
}

/// An instant by RFC 3339, in UTC, to the second.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
