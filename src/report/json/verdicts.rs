//! Verdicts as JSON.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::VERSION;
use crate::check::{DecisionVerdict, Summary, TriggerVerdict, Verdict};
use crate::report::Verdicts;
use crate::report::explanation::Part;
use crate::report::facts::{self, instant};
use crate::trigger::value::{Labels, Values};
use crate::trigger::{Expr, Scope, explain};

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    today: NaiveDate,
    summary: Summary,
    decisions: Vec<Decision<'c>>,
}

#[derive(Serialize)]
struct Decision<'c> {
    number: Option<u32>,
    title: &'c str,
    path: String,
    status: &'c str,
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<Advice<'c>>,
    triggers: Vec<Trigger<'c>>,
}

/// What the rules of `advise` say about a decision that is due.
#[derive(Serialize)]
struct Advice<'c> {
    pattern: &'c str,
    preferred: &'c str,
}

/// A trigger with its state, and the facts behind it.
#[derive(Serialize)]
struct Trigger<'c> {
    #[serde(flatten)]
    judged: Judged<'c>,
    explanation: Option<Why<'c>>,
}

/// A trigger with its state.
#[derive(Debug, Default, Serialize)]
pub struct Judged<'c> {
    id: &'c str,
    when: &'c str,
    state: &'static str,
    cause: Option<&'static str>,
    value: Option<String>,
    threshold: Option<String>,
    progress: Option<f64>,
    witness: Option<&'c Labels>,
    source: Option<&'c str>,
    at: Option<String>,
    note: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'c str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<facts::Part>,
}

/// The facts behind a condition's outcome, computed when it is serialized.
struct Why<'c> {
    condition: &'c Expr,
    values: &'c Values,
    scope: &'c Scope<'c>,
}

impl Serialize for Why<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let explanation = explain(self.condition, Some(self.values), self.scope);
        Part::from(explanation).serialize(serializer)
    }
}

pub fn write(verdicts: &Verdicts<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let decisions = verdicts.check.decisions.iter();
    let document = Document {
        version: VERSION,
        today: verdicts.scope.today,
        summary: verdicts.summary,
        decisions: decisions
            .map(|found| Decision::of(found, verdicts))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// `found` as one of the decisions that `check` reports, with what is known from `verdicts`.
pub fn verdict<'c>(found: &'c DecisionVerdict, verdicts: &'c Verdicts<'c>) -> impl Serialize {
    Decision::of(found, verdicts)
}

impl<'c> Decision<'c> {
    fn of(found: &'c DecisionVerdict, verdicts: &'c Verdicts<'c>) -> Self {
        let triggers = found.triggers.iter();
        let preferred = verdicts.preferred_now(found);
        Self {
            number: found.decision.number,
            title: &found.decision.title,
            path: found.decision.path().into_owned(),
            status: found.decision.status,
            state: found.standing().map(|standing| standing.name()),
            advice: preferred.map(|(pattern, preferred)| Advice {
                pattern: &pattern.name,
                preferred: &preferred.name,
            }),
            triggers: triggers
                .map(|trigger| Trigger::of(trigger, verdicts))
                .collect(),
        }
    }
}

impl<'c> Trigger<'c> {
    fn of(found: &'c TriggerVerdict, verdicts: &Verdicts<'c>) -> Self {
        let condition = found.trigger.condition.as_ref().ok();
        let is_judged = matches!(found.verdict, Verdict::Judged(_));
        let explanation = condition.filter(|_| is_judged).map(|condition| Why {
            condition,
            values: verdicts.values,
            scope: verdicts.scope,
        });
        Self {
            judged: Judged::of(found),
            explanation,
        }
    }
}

impl<'c> Judged<'c> {
    /// What `found` says.
    pub fn of(found: &'c TriggerVerdict) -> Self {
        let common = Self {
            id: &found.trigger.written.id,
            when: &found.trigger.written.when.value,
            state: found.standing().name(),
            note: found.trigger.written.note.as_deref(),
            ..Self::default()
        };
        match &found.verdict {
            Verdict::Invalid(error) => Self {
                cause: Some(error.fault.name()),
                ..common
            },
            Verdict::Judged(outcome) => Self {
                cause: outcome.state.cause().map(|cause| cause.name()),
                value: outcome.evidence.value_text(),
                threshold: Some(outcome.evidence.threshold_text()),
                progress: outcome.evidence.progress,
                witness: outcome.evidence.witness.as_ref(),
                source: outcome.evidence.source.as_deref(),
                at: outcome.evidence.at.map(instant),
                detail: outcome.evidence.detail.as_deref(),
                parts: outcome
                    .evidence
                    .parts
                    .iter()
                    .cloned()
                    .map(facts::Part::from)
                    .collect(),
                ..common
            },
        }
    }
}
