//! How a trigger stands, as pages show it.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::super::text;
use super::Word;
use crate::check::{Check, DecisionVerdict, Standing, TriggerVerdict, Verdict};
use crate::record::{Record, Revisit};
use crate::trigger::value::Labels;
use crate::trigger::{Evidence, State};

/// The verdicts of one check, by record.
#[derive(Debug)]
pub struct Verdicts<'c> {
    by_path: HashMap<&'c str, &'c DecisionVerdict>,
    today: NaiveDate,
}

/// A condition that re-opens the decision.
#[derive(Debug, Serialize)]
pub struct Trigger {
    pub id: String,
    /// Its anchor in the record's page.
    pub anchor: String,
    pub when: String,
    pub note: Option<String>,
    pub snoozed_until: Option<String>,
    pub snooze_reason: Option<String>,
    /// `None` where nobody watches it: the decision is not in force.
    pub state: Option<Word>,
    pub facts: Option<Facts>,
}

/// What decided how a trigger stands.
#[derive(Debug, Default, Serialize)]
pub struct Facts {
    /// Why it cannot be told.
    pub cause: Option<&'static str>,
    pub value: Option<String>,
    pub threshold: String,
    pub subject: String,
    pub way: Option<Way>,
    pub witness: Option<String>,
    pub source: Option<String>,
    pub measured: Option<NaiveDate>,
    pub age: Option<String>,
    pub detail: Option<String>,
}

/// How far a value is on the way to its threshold.
#[derive(Debug, Serialize)]
pub struct Way {
    /// Of 100 units that the bar is wide; the threshold stands at [`THRESHOLD_AT`].
    pub gone: f64,
    pub threshold_at: f64,
    /// `17 % headroom`, `12 % past it`.
    pub words: String,
}

/// Where on a bar of 100 units the threshold stands; what is past it goes on behind.
const THRESHOLD_AT: f64 = 80.0;

impl<'c> Verdicts<'c> {
    /// The verdicts of `check`, as of `today`.
    pub fn new(check: &'c Check, today: NaiveDate) -> Self {
        let decisions = check.decisions.iter();
        let by_path = decisions.map(|found| (found.decision.path.as_str(), found));
        Self {
            by_path: by_path.collect(),
            today,
        }
    }

    /// The verdict on `record`, where it was looked at.
    pub fn of(&self, record: &Record) -> Option<&'c DecisionVerdict> {
        self.by_path
            .get(record.source.shown_path().as_str())
            .copied()
    }

    /// How many decisions are due.
    pub fn due(&self) -> usize {
        let fired = Some(Standing::Awake(State::Fired));
        let standings = self.by_path.values().map(|found| found.standing());
        standings.filter(|standing| *standing == fired).count()
    }

    /// How `record` stands; `None` where it has no trigger that anybody watches.
    pub fn standing(&self, record: &Record) -> Option<Word> {
        self.of(record)?.standing().map(Word::of_standing)
    }

    /// The triggers of `record`.
    pub fn triggers(&self, record: &Record) -> Vec<Trigger> {
        let Some(front) = &record.front else {
            return Vec::new();
        };
        let verdicts = self.of(record).map(|found| found.triggers.as_slice());
        let triggers = front.revisit.iter().enumerate();
        triggers
            .map(|(position, revisit)| {
                let verdict = verdicts.and_then(|verdicts| verdicts.get(position));
                self.trigger(position, revisit, verdict)
            })
            .collect()
    }

    fn trigger(
        &self,
        position: usize,
        revisit: &Revisit,
        verdict: Option<&TriggerVerdict>,
    ) -> Trigger {
        let until = revisit.snoozed_until.as_ref();
        let reason = revisit.snooze_reason.as_ref();
        Trigger {
            id: text::one_line(&revisit.id),
            anchor: format!("adr-trigger-{}", position + 1),
            when: text::one_line(&revisit.when.value),
            note: revisit.note.as_deref().map(text::one_line),
            snoozed_until: until.map(|day| day.value.to_string()),
            snooze_reason: reason.map(|reason| text::one_line(&reason.value)),
            state: verdict.map(|found| Word::of_standing(found.standing())),
            facts: verdict.map(|found| match &found.verdict {
                Verdict::Invalid(error) => Facts {
                    detail: Some(text::one_line(&format!("{error}: {}", error.help))),
                    ..Facts::default()
                },
                Verdict::Judged(outcome) => self.facts(&outcome.evidence, outcome.state),
            }),
        }
    }

    fn facts(&self, evidence: &Evidence, state: State) -> Facts {
        let measured = evidence.at.map(|at| at.date_naive());
        Facts {
            cause: state.cause().map(|cause| cause.name()),
            value: evidence.value.as_deref().map(text::one_line),
            threshold: text::one_line(&evidence.threshold),
            subject: text::one_line(&evidence.subject),
            way: evidence.progress.map(Way::gone),
            witness: evidence.witness.as_ref().map(labels),
            source: evidence.source.as_deref().map(text::one_line),
            measured,
            age: measured.map(|day| age((self.today - day).num_days())),
            detail: evidence.detail.as_deref().map(text::one_line),
        }
    }
}

impl Way {
    fn gone(progress: f64) -> Self {
        let percent = (progress * 100.0).round();
        let words = match percent {
            100.0 => "at the threshold".to_owned(),
            past if past > 100.0 => format!("{:.0} % past it", past - 100.0),
            before => format!("{:.0} % headroom", 100.0 - before),
        };
        let gone = (progress * THRESHOLD_AT).clamp(0.0, 100.0);
        Self {
            gone: (gone * 10.0).round() / 10.0,
            threshold_at: THRESHOLD_AT,
            words,
        }
    }
}

fn labels(labels: &Labels) -> String {
    let pairs = labels.iter();
    let pairs: Vec<_> = pairs
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    text::one_line(&pairs.join(", "))
}

fn age(days: i64) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=59 => format!("{days} days ago"),
        60..=729 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days / 365),
    }
}
