//! `for DURATION`: whether a condition has been true all the while, as far as its metric was observed.
//!
//! It has where every observation from the start of the window on satisfies it, one was made at or before that
//! start, and none is farther from the next than the metric's `max_gap` allows. `any` and `all` ask that of each
//! series by itself, as alerts do in Prometheus; sums, means, extremes and counts are taken at each instant at
//! which something was observed, with the last value of every other series carried forward as far as `max_gap`. Where
//! one was not observed yet, or not for so long, there is no verdict of that instant.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::evaluate::Scope;
use super::expression::{Hold, Metric};
use super::outcome::{Finding, Truth};
use super::samples::{Sample, samples};
use super::value::{Cause, Labels, Reading, Series};

/// The time over which a condition must have been true, with what was observed of its metric.
pub(super) struct Window<'a> {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    max_gap: Duration,
    metric: &'a Metric,
    reading: &'a Reading,
    scope: &'a Scope<'a>,
}

/// One observation, or all of one instant, against the threshold.
struct Instant {
    at: DateTime<Utc>,
    truth: Truth,
}

impl<'a> Window<'a> {
    /// The window of `hold` up to now.
    pub fn of(hold: &Hold, metric: &'a Metric, reading: &'a Reading, scope: &'a Scope<'a>) -> Self {
        let end = scope.now;
        let length = TimeDelta::from_std(hold.duration).unwrap_or(TimeDelta::MAX);
        let declared = scope.declarations.get(&metric.name);
        Self {
            start: end
                .checked_sub_signed(length)
                .unwrap_or(DateTime::<Utc>::MIN_UTC),
            end,
            max_gap: declared
                .and_then(|declared| declared.max_gap)
                .unwrap_or(hold.duration),
            metric,
            reading,
            scope,
        }
    }

    /// `now`, the verdict on the series with these `labels`, where it held all the while.
    pub fn held_series(
        &self,
        now: Finding,
        labels: &Labels,
        judge: impl Fn(&Sample) -> Finding,
    ) -> Finding {
        let of_series = |series: &&Series| series.labels == *labels;
        let past = self.reading.history.iter().filter(of_series);
        self.held(now, past, |samples| {
            samples
                .first()
                .map_or(Truth::Unknown(Cause::NoValue), |only| judge(only).truth)
        })
    }

    /// `now`, the verdict on all series together, where it held all the while.
    pub fn held_together(&self, now: Finding, judge: impl Fn(&[Sample]) -> Finding) -> Finding {
        let selected = |series: &&Series| self.metric.selects(&series.labels);
        let past = self.reading.history.iter().filter(selected);
        let current = self.reading.series.iter().filter(selected);
        let all: BTreeSet<&Labels> = past.chain(current).map(|series| &series.labels).collect();
        self.held(now, self.reading.history.iter(), |samples| {
            match samples.len() == all.len() {
                true => judge(samples).truth,
                false => Truth::Unknown(Cause::NoValue),
            }
        })
    }

    fn held<'s>(
        &self,
        now: Finding,
        past: impl Iterator<Item = &'s Series>,
        judge: impl Fn(&[Sample]) -> Truth,
    ) -> Finding {
        match now.truth {
            Truth::True => {}
            Truth::False { .. } => {
                return Finding {
                    truth: Truth::False { near: false },
                    ..now
                };
            }
            Truth::Unknown(_) => return now,
        }
        let mut by_time: BTreeMap<DateTime<Utc>, Vec<Series>> = BTreeMap::new();
        for series in past.filter(|series| self.metric.selects(&series.labels)) {
            if let Some(at) = series.at {
                by_time
                    .entry(at.min(self.end))
                    .or_default()
                    .push(series.clone());
            }
        }
        let current = now.evidence.at.map_or(self.end, |at| at.min(self.end));
        by_time.remove(&current);
        let mut last: BTreeMap<Labels, Vec<Series>> = BTreeMap::new();
        let mut instants: Vec<_> = Vec::with_capacity(by_time.len() + 1);
        for (at, observed) in by_time {
            for labels in observed.iter().map(|series| &series.labels) {
                last.insert(labels.clone(), Vec::new());
            }
            for series in observed {
                last.entry(series.labels.clone()).or_default().push(series);
            }
            let carried = last
                .values()
                .flatten()
                .filter(|series| self.reaches(series, at));
            let samples = self.samples(carried.cloned().collect());
            instants.push(Instant {
                at,
                truth: judge(&samples),
            });
        }
        instants.push(Instant {
            at: current,
            truth: Truth::True,
        });
        instants.sort_by_key(|instant| instant.at);
        match self.break_in(&instants) {
            None => now,
            Some(why) => {
                let mut finding = now;
                finding.truth = Truth::Unknown(Cause::InsufficientHistory);
                finding.evidence.detail = Some(why);
                finding
            }
        }
    }

    /// Whether the value of `series` may be carried forward to `at`.
    fn reaches(&self, series: &Series, at: DateTime<Utc>) -> bool {
        let since = series
            .at
            .map(|observed| at.signed_duration_since(observed.min(at)));
        since.is_some_and(|since| since.to_std().is_ok_and(|since| since <= self.max_gap))
    }

    /// The series known at one instant, fit to be compared.
    fn samples(&self, series: Vec<Series>) -> Vec<Sample> {
        let reading = Reading {
            series,
            ..Reading::default()
        };
        samples(self.metric, &reading, self.scope)
    }

    /// Why `instants`, which are in the order of time, do not show that the condition held all the while.
    fn break_in(&self, instants: &[Instant]) -> Option<String> {
        let opening = instants
            .iter()
            .rposition(|instant| instant.at <= self.start);
        let Some(opening) = opening else {
            let start = shown(self.start);
            let first = instants.first().map_or(self.end, |first| first.at);
            return Some(format!(
                "observed since {}, not since {start}",
                shown(first)
            ));
        };
        let inside = instants.get(opening..).unwrap_or_default();
        if let Some(other) = inside.iter().rfind(|instant| instant.truth != Truth::True) {
            let was = match other.truth {
                Truth::Unknown(cause) => cause.name(),
                _ => "not true",
            };
            return Some(format!("{was} at {}", shown(other.at)));
        }
        let ends = inside.iter().skip(1).map(|instant| instant.at);
        let mut gaps = inside
            .iter()
            .map(|instant| instant.at)
            .zip(ends.chain([self.end]));
        let is_too_long = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
            (*to - *from).to_std().is_ok_and(|gap| gap > self.max_gap)
        };
        let (from, to) = gaps.find(is_too_long)?;
        Some(format!(
            "nothing observed from {} to {}",
            shown(from),
            shown(to)
        ))
    }
}

/// The day, with the minute and the second where it is not at their beginning.
fn shown(at: DateTime<Utc>) -> String {
    let time = at.time();
    let format = match (time.num_seconds_from_midnight(), time.second()) {
        (0, _) => "%Y-%m-%d",
        (_, 0) => "%Y-%m-%dT%H:%MZ",
        _ => "%Y-%m-%dT%H:%M:%SZ",
    };
    at.format(format).to_string()
}
