//! The state of a trigger, as shown on pages.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveTime};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use super::super::super::{plot, sparkline, strip, text};
use super::super::Input;
use super::Word;
use super::ahead::{Ahead, dates};
use super::anchor::anchors;
use super::progress::Progress;
use crate::check::replay;
use crate::check::{DecisionVerdict, Standing, TriggerInput, TriggerVerdict, Verdict};
use crate::metric::trend::{Trend, Watcher};
use crate::record::{Record, Revisit};
use crate::trigger::value::{Cause, Labels, Reading};
use crate::trigger::{self, Evidence, Scope, Span, State};

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
    /// The first day of the days on which it has been true without a break, if that is known.
    pub true_since: Option<NaiveDate>,
    pub when: String,
    pub note: Option<String>,
    pub snoozed_until: Option<String>,
    pub snooze_reason: Option<String>,
    /// `None` if it is not evaluated, because the decision is not in force.
    pub state: Option<Word>,
    pub facts: Option<Facts>,
    /// The history of its metrics, if there are earlier values.
    pub plots: Vec<Plot>,
    /// Its states over the last year, if there are earlier values.
    pub past: Option<PastYear>,
    /// When it may fire.
    pub ahead: Option<Ahead>,
    /// The days on which a date in its condition comes, past ones too.
    #[serde(skip)]
    pub dates: Vec<NaiveDate>,
    /// The metric for whose value it waits.
    pub awaits: Option<String>,
}

impl Trigger {
    /// Whether `state` is the name of its state.
    pub fn is_in(&self, state: &str) -> bool {
        self.state.as_ref().is_some_and(|word| word.name == state)
    }

    /// Whether nobody has supplied a value for it.
    pub fn has_no_value(&self) -> bool {
        let cause = self.facts.as_ref().and_then(|facts| facts.cause);
        cause == Some(Cause::NoValue.name())
    }

    /// How far its value has come towards the threshold.
    pub fn progress(&self) -> Option<&Progress> {
        self.facts.as_ref()?.way.as_ref()
    }

    /// The length of its bar; 0 where it has none.
    pub fn gone(&self) -> f64 {
        self.progress().map_or(0.0, |progress| progress.gone)
    }
}

/// The history of a metric.
#[derive(Debug, Serialize)]
pub struct Plot {
    pub metric: String,
    /// HTML, marked as safe.
    pub svg: minijinja::Value,
    /// The recent values as a line without axes: HTML, marked as safe.
    pub spark: Option<minijinja::Value>,
    /// When it may cross the threshold.
    pub ahead: Option<Ahead>,
}

/// The states of a trigger over the last year.
#[derive(Debug, Serialize)]
pub struct PastYear {
    /// HTML, marked as safe.
    pub strip: minijinja::Value,
    pub from: NaiveDate,
    /// `fired on 14 of 365 days, first 2026-03-02`
    pub words: String,
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
    /// What the value was computed from.
    pub parts: Vec<String>,
}

/// The number of days in the strip of states.
const DAYS: u64 = 365;

/// The maximum number of lines in a plot.
const MAX_LINES: usize = 6;

impl<'c> Verdicts<'c> {
    /// The verdicts of `input`.
    pub fn new(input: &'c Input<'c>) -> Self {
        let decisions = input.check.decisions.iter();
        let by_path = decisions.map(|found| (found.decision.source.path(), found));
        let by_path: HashMap<_, _> = by_path.collect();
        let records = input.log.records.par_iter();
        let results = records.map(|record| {
            let verdict = by_path.get(record.source.path()).copied();
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

    /// How far the most urgent trigger of the record at `position` has come towards its threshold.
    pub fn progress(&self, position: usize) -> Option<&Progress> {
        let standing = self.of(position)?.standing()?.name();
        let most_urgent = self
            .triggers(position)
            .iter()
            .filter(|trigger| trigger.is_in(standing));
        let progress = most_urgent.filter_map(Trigger::progress);
        progress.max_by(|a, b| a.gone.total_cmp(&b.gone))
    }

    /// The triggers of the record at `position`, if it is in force, so that they are evaluated.
    pub fn watched(&self, position: usize) -> &[Trigger] {
        match self.of(position) {
            Some(_) => self.triggers(position),
            None => &[],
        }
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
        let anchors = anchors(front.revisit.iter().map(|revisit| revisit.id.as_str()));
        let triggers = front.revisit.iter().zip(anchors).enumerate();
        triggers
            .map(|(position, (revisit, anchor))| {
                let verdict = verdicts.and_then(|verdicts| verdicts.get(position));
                self.trigger(anchor, revisit, verdict)
            })
            .collect()
    }

    fn trigger(
        &self,
        anchor: String,
        revisit: &Revisit,
        verdict: Option<&TriggerVerdict>,
    ) -> Trigger {
        let plots = verdict.map_or_else(Vec::new, |found| self.plots(&found.trigger));
        let condition = verdict.and_then(|found| found.trigger.condition.as_ref().ok());
        let next = condition.and_then(|condition| Ahead::of_dates(condition, self.input.today));
        let forecasts = plots.iter().filter_map(|plot| plot.ahead.clone());
        let until = revisit.snoozed_until.as_ref();
        let reason = revisit.snooze_reason.as_ref();
        Trigger {
            id: text::one_line(&revisit.id),
            anchor,
            true_since: verdict.and_then(|found| self.true_since(found)),
            when: text::one_line(&revisit.when.value),
            note: revisit.note.as_deref().map(text::one_line),
            snoozed_until: until.map(|day| day.value.to_string()),
            snooze_reason: reason.map(|reason| text::one_line(&reason.value)),
            state: verdict.map(|found| Word::of_standing(found.standing())),
            awaits: verdict.and_then(|found| self.awaited(found)),
            dates: condition.map(dates).unwrap_or_default(),
            past: verdict
                .filter(|_| !plots.is_empty())
                .and_then(|found| self.past(found)),
            ahead: Ahead::earliest(next.into_iter().chain(forecasts)),
            plots,
            facts: verdict.map(|found| match &found.verdict {
                Verdict::Invalid(error) => Facts {
                    detail: Some(text::one_line(&format!("{error}: {}", error.help))),
                    ..Facts::default()
                },
                Verdict::Judged(outcome) => self.facts(&outcome.evidence, outcome.state),
            }),
        }
    }

    /// The metric that `trigger` has no verdict for: the first without a value, or else the first.
    fn awaited(&self, trigger: &TriggerVerdict) -> Option<String> {
        let Standing::Active(State::Unknown(_)) = trigger.standing() else {
            return None;
        };
        let metrics: Vec<_> = trigger.trigger.condition.as_ref().ok()?.metrics().collect();
        let has_value = |name: &str| self.input.values.get(name).is_some();
        let missing = metrics.iter().find(|metric| !has_value(&metric.name));
        let awaited = missing.or(metrics.first())?;
        Some(text::one_line(&awaited.name))
    }

    fn true_since(&self, verdict: &TriggerVerdict) -> Option<NaiveDate> {
        let has_fired = verdict.standing() == Standing::Active(State::Fired);
        let condition = verdict.trigger.condition.as_ref().ok()?;
        has_fired.then(|| trigger::true_since(condition, self.input.values, &self.scope()))?
    }

    /// The states over the last year, if there was a verdict on any day of it but today.
    fn past(&self, verdict: &TriggerVerdict) -> Option<PastYear> {
        let today = self.input.today;
        let from = trigger::first_of(DAYS, today);
        let spans = replay::spans(verdict, self.input.values, from, &self.scope());
        let has_verdict = |span: &Span| span.from < today && span.state.cause().is_none();
        spans.iter().any(has_verdict).then(|| PastYear {
            strip: minijinja::Value::from_safe_string(strip::in_page(&spans)),
            from,
            words: replay::summary(&spans),
        })
    }

    fn scope(&self) -> Scope<'_> {
        let now = self.input.today.and_time(NaiveTime::MIN).and_utc();
        Scope {
            today: self.input.today,
            now,
            latest: now,
            sprint: self.input.sprint,
            declarations: self.input.declarations,
        }
    }

    /// A plot for each metric of `trigger` with earlier values.
    fn plots(&self, trigger: &TriggerInput) -> Vec<Plot> {
        let Ok(condition) = &trigger.condition else {
            return Vec::new();
        };
        let scope = self.scope();
        let known = condition.conditions().flat_map(|condition| {
            let computed = trigger::computed(condition, self.input.values, &scope)
                .map(|reading| (condition.subject.to_string(), Cow::Owned(reading)));
            let measured = condition.subject.metrics().filter_map(|metric| {
                let reading = self.input.values.get(&metric.name)?;
                Some((metric.name.clone(), Cow::Borrowed(reading)))
            });
            // The numbers that a quotient or a change is computed from are not what its threshold is about.
            match computed {
                Some(computed) => vec![computed],
                None => measured.collect(),
            }
        });
        let known = known.filter(|(_, reading)| !reading.history.is_empty());
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
            let unit = self.input.declarations.unit(&metric);
            let reading = self.with_times(&reading);
            let trend = Trend::of(&metric, &reading, unit, &watcher, self.input.sprint).ok()?;
            let trend = trend.nearest_to_thresholds(MAX_LINES);
            let is_known = trend.lines.iter().any(|line| line.dots.len() > 1);
            is_known.then(|| Plot {
                metric: text::one_line(&metric),
                svg: minijinja::Value::from_safe_string(plot::in_page(&trend)),
                spark: sparkline::in_page(&trend).map(minijinja::Value::from_safe_string),
                ahead: Ahead::of_trend(&trend),
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
            value: evidence.value_text().as_deref().map(text::one_line),
            threshold: text::one_line(&evidence.threshold_text()),
            subject: text::one_line(&evidence.subject),
            way: evidence.progress.map(Progress::gone),
            witness: evidence.witness.as_ref().map(labels),
            source: evidence.source.as_deref().map(text::one_line),
            measured,
            age: measured.map(|day| age((self.input.today - day).num_days())),
            detail: evidence.detail.as_deref().map(text::one_line),
            parts: evidence
                .parts
                .iter()
                .map(|part| text::one_line(&part.to_string()))
                .collect(),
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
        // A UTC date of tomorrow may be today's local date.
        ..=-2 => format!("{} days in the future", -days),
        -1..=0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        2..=59 => format!("{days} days ago"),
        60..=729 => format!("{} months ago", days / 30),
        _ => format!("{} years ago", days / 365),
    }
}
