//! The state of a trigger, as shown on pages.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveTime};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use super::super::super::{plot, text};
use super::super::Input;
use super::Word;
use crate::check::{DecisionVerdict, Standing, TriggerInput, TriggerVerdict, Verdict};
use crate::metric::trend::{Crossing, Trend, Watcher};
use crate::record::{Record, Revisit};
use crate::trigger::value::{Labels, Reading};
use crate::trigger::{Evidence, State};

/// The verdicts of one check, by the position of each record in the log.
pub struct Verdicts<'c> {
    by_position: Vec<Option<&'c DecisionVerdict>>,
    triggers: Vec<Vec<Trigger>>,
}

/// The data about the triggers of one record.
struct RecordTriggers<'c> {
    input: &'c Input<'c>,
    verdict: Option<&'c DecisionVerdict>,
}

/// A condition for revisiting the decision.
#[derive(Debug, Serialize)]
pub struct Trigger {
    pub id: String,
    /// Its anchor in the record's page.
    pub anchor: String,
    pub when: String,
    pub note: Option<String>,
    pub snoozed_until: Option<String>,
    pub snooze_reason: Option<String>,
    /// `None` if it is not evaluated, because the decision is not in force.
    pub state: Option<Word>,
    pub facts: Option<Facts>,
    /// The history of its metrics, if there are earlier values.
    pub plots: Vec<Plot>,
}

/// The history of a metric.
#[derive(Debug, Serialize)]
pub struct Plot {
    pub metric: String,
    /// HTML, marked as safe.
    pub svg: minijinja::Value,
    /// When it may cross the threshold.
    pub forecast: Option<String>,
}

/// The facts that decided the state of a trigger.
#[derive(Debug, Default, Serialize)]
pub struct Facts {
    /// Why the condition could not be evaluated.
    pub cause: Option<&'static str>,
    pub value: Option<String>,
    pub threshold: String,
    pub subject: String,
    pub way: Option<Progress>,
    pub witness: Option<String>,
    pub source: Option<String>,
    pub measured: Option<NaiveDate>,
    pub age: Option<String>,
    pub detail: Option<String>,
}

/// The progress of a value towards its threshold.
#[derive(Debug, Serialize)]
pub struct Progress {
    /// The length of the bar, of 100 units; the threshold is at [`THRESHOLD_AT`].
    pub gone: f64,
    pub threshold_at: f64,
    /// `17 % headroom`, `12 % past it`.
    pub words: String,
}

/// The maximum number of lines in a plot.
const MAX_LINES: usize = 6;

/// The position of the threshold on a bar of 100 units; values past it extend further.
const THRESHOLD_AT: f64 = 80.0;

impl<'c> Verdicts<'c> {
    /// The verdicts of `input`.
    pub fn new(input: &'c Input<'c>) -> Self {
        let decisions = input.check.decisions.iter();
        let by_path = decisions.map(|found| (found.decision.path.as_str(), found));
        let by_path: HashMap<_, _> = by_path.collect();
        let records = input.log.records.par_iter();
        let results = records.map(|record| {
            let verdict = by_path.get(record.source.shown_path().as_str()).copied();
            (verdict, RecordTriggers { input, verdict }.triggers(record))
        });
        let (by_position, triggers) = results.unzip();
        Self {
            by_position,
            triggers,
        }
    }

    /// The verdict on the record at `position`, if it was checked.
    pub fn of(&self, position: usize) -> Option<&'c DecisionVerdict> {
        self.by_position.get(position).copied().flatten()
    }

    /// The number of decisions that are due.
    pub fn due(&self) -> usize {
        let fired = Some(Standing::Active(State::Fired));
        let verdicts = self.by_position.iter().flatten();
        let standings = verdicts.map(|found| found.standing());
        standings.filter(|standing| *standing == fired).count()
    }

    /// The standing of the record at `position`; `None` if it has no trigger that was evaluated.
    pub fn standing(&self, position: usize) -> Option<Word> {
        self.of(position)?.standing().map(Word::of_standing)
    }

    /// The triggers of the record at `position`.
    pub fn triggers(&self, position: usize) -> &[Trigger] {
        self.triggers.get(position).map_or(&[], Vec::as_slice)
    }
}

impl RecordTriggers<'_> {
    fn triggers(&self, record: &Record) -> Vec<Trigger> {
        let Some(front) = &record.front else {
            return Vec::new();
        };
        let verdicts = self.verdict.map(|found| found.triggers.as_slice());
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
            plots: verdict.map_or_else(Vec::new, |found| self.plots(&found.trigger)),
            facts: verdict.map(|found| match &found.verdict {
                Verdict::Invalid(error) => Facts {
                    detail: Some(text::one_line(&format!("{error}: {}", error.help))),
                    ..Facts::default()
                },
                Verdict::Judged(outcome) => self.facts(&outcome.evidence, outcome.state),
            }),
        }
    }

    /// A plot for each metric of `trigger` with earlier values.
    fn plots(&self, trigger: &TriggerInput) -> Vec<Plot> {
        let Ok(condition) = &trigger.condition else {
            return Vec::new();
        };
        let known = condition.metrics().filter_map(|metric| {
            let reading = self.input.values.get(&metric.name)?;
            let is_known = !reading.history.is_empty();
            is_known.then_some((metric.name.as_str(), reading))
        });
        let known: BTreeMap<_, _> = known.collect();
        if known.is_empty() {
            return Vec::new();
        }
        let watcher = [Watcher {
            decision: String::new(),
            trigger: String::new(),
            expr: condition.clone(),
        }];
        let plots = known.into_iter().filter_map(|(metric, reading)| {
            let unit = self.input.declarations.unit(metric);
            let reading = self.with_times(reading);
            let trend = Trend::of(metric, &reading, unit, &watcher, self.input.sprint).ok()?;
            let trend = trend.nearest_to_thresholds(MAX_LINES);
            let is_known = trend.lines.iter().any(|line| line.dots.len() > 1);
            is_known.then(|| Plot {
                metric: text::one_line(metric),
                svg: minijinja::Value::from_safe_string(plot::in_page(&trend)),
                forecast: forecast(&trend),
            })
        });
        plots.collect()
    }

    /// `reading` with a time for each current value: the current date, but not before any earlier value.
    fn with_times(&self, reading: &Reading) -> Reading {
        let midnight = self.input.today.and_time(NaiveTime::MIN).and_utc();
        let newest = reading.history.iter().filter_map(|series| series.at).max();
        let now = newest.map_or(midnight, |newest| newest.max(midnight));
        let mut reading = reading.clone();
        for series in &mut reading.series {
            series.at = series.at.or(Some(now));
        }
        reading
    }

    fn facts(&self, evidence: &Evidence, state: State) -> Facts {
        let measured = evidence.at.map(|at| at.date_naive());
        Facts {
            cause: state.cause().map(|cause| cause.name()),
            value: evidence.value.as_deref().map(text::one_line),
            threshold: text::one_line(&evidence.threshold),
            subject: text::one_line(&evidence.subject),
            way: evidence.progress.map(Progress::gone),
            witness: evidence.witness.as_ref().map(labels),
            source: evidence.source.as_deref().map(text::one_line),
            measured,
            age: measured.map(|day| age((self.input.today - day).num_days())),
            detail: evidence.detail.as_deref().map(text::one_line),
        }
    }
}

impl Progress {
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

/// When the first of the lines crosses a threshold.
fn forecast(trend: &Trend) -> Option<String> {
    let crossings = trend.lines.iter().flat_map(|line| trend.crossings(line));
    let ahead = crossings.filter_map(|(_, crossing)| match crossing? {
        Crossing::Past => None,
        ahead @ (Crossing::Between(day, _) | Crossing::NotBefore(day)) => Some((day, ahead)),
        far @ Crossing::NotInSight => Some((NaiveDate::MAX, far)),
    });
    let first = ahead.min_by_key(|(day, _)| *day);
    first.map(|(_, crossing)| crossing.to_string())
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
        // A UTC date of tomorrow may be today's local date.
        ..=-2 => format!("{} days in the future", -days),
        -1..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=59 => format!("{days} days ago"),
        60..=729 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days / 365),
    }
}
