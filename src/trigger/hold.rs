//! `for DURATION`: whether a condition has been true for the whole duration, as far as its metric was
//! observed.
//!
//! It has if every observation since the start of the window satisfies it, at least one was made at or before
//! that start, and no two neighbours are farther apart than the metric's `max_gap`. `any` and `all` check
//! this for each series separately, as alerts in Prometheus do. Sums, means, extremes and counts are computed
//! at each instant of an observation, with the last value of every other series carried forward for up to
//! `max_gap`. At an instant where some series has no such value, there is no verdict.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::evaluate::Scope;
use super::expression::{Hold, Metric};
use super::outcome::{Evidence, Finding, Truth};
use super::samples::{Sample, samples};
use super::value::{Cause, Labels, Reading, Series};

/// The period over which a condition must have been true, with the observations of its metric.
pub(super) struct Window<'a> {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub max_gap: Duration,
    metric: &'a Metric,
    reading: &'a Reading,
    by_series: BTreeMap<&'a Labels, Vec<&'a Series>>,
    scope: &'a Scope<'a>,
}

/// What was known at one instant, compared with the threshold.
pub(super) struct Instant {
    pub at: DateTime<Utc>,
    pub finding: Finding,
    /// The series whose earlier value was carried forward, each with the time of that value.
    pub carried: Vec<(Labels, DateTime<Utc>)>,
}

impl<'a> Window<'a> {
    /// The window of `hold`, which ends now.
    pub fn of(hold: &Hold, metric: &'a Metric, reading: &'a Reading, scope: &'a Scope<'a>) -> Self {
        let end = scope.now;
        let length = TimeDelta::from_std(hold.duration).unwrap_or(TimeDelta::MAX);
        let declared = scope.declarations.get(&metric.name);
        let mut by_series: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for series in &reading.history {
            by_series.entry(&series.labels).or_default().push(series);
        }
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
            by_series,
            scope,
        }
    }

    /// `now`, the finding for the series with these `labels`, unless it did not hold for the whole window.
    pub fn held_series(
        &self,
        now: Finding,
        labels: &Labels,
        judge: impl Fn(&Sample<'_>) -> Finding,
    ) -> Finding {
        self.held(now, |now| self.of_series(now, labels, judge))
    }

    /// `now`, the finding for all series together, unless it did not hold for the whole window.
    pub fn held_together(&self, now: Finding, judge: impl Fn(&[Sample<'_>]) -> Finding) -> Finding {
        self.held(now, |now| self.of_all(now, judge))
    }

    /// The instants at which the series with these `labels` was observed, followed by `now`.
    pub fn of_series(
        &self,
        now: &Finding,
        labels: &Labels,
        judge: impl Fn(&Sample<'_>) -> Finding,
    ) -> Vec<Instant> {
        let past = self.by_series.get(labels).into_iter().flatten().copied();
        let current = now.evidence.at.unwrap_or(self.end);
        self.instants(now, current, past, |samples| match samples {
            [only, ..] => judge(only),
            [] => unobserved(),
        })
    }

    /// The instants at which any series was observed, followed by `now`.
    pub fn of_all(&self, now: &Finding, judge: impl Fn(&[Sample<'_>]) -> Finding) -> Vec<Instant> {
        let selected = |series: &&Series| self.metric.selects(&series.labels);
        let past = self.reading.history.iter().filter(selected);
        let current = self.reading.series.iter().filter(selected);
        let all: BTreeSet<&Labels> = past
            .chain(current.clone())
            .map(|series| &series.labels)
            .collect();
        let newest = current.map(|series| series.at.unwrap_or(self.end)).max();
        let past = self.reading.history.iter();
        self.instants(now, newest.unwrap_or(self.end), past, |samples| {
            match samples.len() == all.len() {
                true => judge(samples),
                false => unobserved(),
            }
        })
    }

    fn held(&self, now: Finding, instants: impl FnOnce(&Finding) -> Vec<Instant>) -> Finding {
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
        match self.interruption(&instants(&now)) {
            None => now,
            Some(why) => {
                let mut finding = now;
                finding.truth = Truth::Unknown(Cause::InsufficientHistory);
                finding.evidence.detail = Some(why);
                finding
            }
        }
    }

    /// What was known at each instant of `past`, and `now` at the instant `current`, in chronological order.
    fn instants<'s>(
        &self,
        now: &Finding,
        current: DateTime<Utc>,
        past: impl Iterator<Item = &'s Series>,
        judge: impl Fn(&[Sample<'_>]) -> Finding,
    ) -> Vec<Instant> {
        let mut by_time: BTreeMap<DateTime<Utc>, Vec<Series>> = BTreeMap::new();
        for series in past.filter(|series| self.metric.selects(&series.labels)) {
            if let Some(at) = series.at {
                by_time
                    .entry(at.min(self.end))
                    .or_default()
                    .push(series.clone());
            }
        }
        let current = current.min(self.end);
        let mut last: BTreeMap<Labels, Vec<Series>> = BTreeMap::new();
        let mut carried = Vec::new();
        let mut instants: Vec<_> = Vec::with_capacity(by_time.len() + 1);
        for (at, observed) in by_time {
            for labels in observed.iter().map(|series| &series.labels) {
                last.insert(labels.clone(), Vec::new());
            }
            for series in observed {
                last.entry(series.labels.clone()).or_default().push(series);
            }
            let known = last.values().flatten();
            let known: Vec<_> = known.filter(|series| self.reaches(series, at)).collect();
            let of_before = known.iter().filter_map(|series| {
                let of_before = series.at.filter(|observed| *observed < at)?;
                Some((series.labels.clone(), of_before))
            });
            if at == current {
                carried = of_before.collect();
                continue;
            }
            instants.push(Instant {
                at,
                carried: of_before.collect(),
                finding: judge(&samples(self.metric, &reading_of(known), self.scope)),
            });
        }
        instants.push(Instant {
            at: current,
            finding: now.clone(),
            carried,
        });
        instants.sort_by_key(|instant| instant.at);
        instants
    }

    /// Whether the value of `series` can be carried forward to `at`.
    fn reaches(&self, series: &Series, at: DateTime<Utc>) -> bool {
        let since = series
            .at
            .map(|observed| at.signed_duration_since(observed.min(at)));
        since.is_some_and(|since| since.to_std().is_ok_and(|since| since <= self.max_gap))
    }

    /// The relevant part of `instants`: the last one at or before the start of the window, and all later
    /// ones. `None` if there is none that early.
    pub fn inside<'i>(&self, instants: &'i [Instant]) -> Option<&'i [Instant]> {
        let opening = instants
            .iter()
            .rposition(|instant| instant.at <= self.start)?;
        instants.get(opening..)
    }

    /// The periods longer than `max_gap` without any observation, up to now.
    pub fn gaps(&self, instants: &[Instant]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let begins = instants.iter().map(|instant| instant.at);
        let ends = begins.clone().skip(1).chain([self.end]);
        let is_too_long = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
            (*to - *from).to_std().is_ok_and(|gap| gap > self.max_gap)
        };
        begins.zip(ends).filter(is_too_long).collect()
    }

    /// Why `instants`, in chronological order, do not show that the condition held for the whole window.
    fn interruption(&self, instants: &[Instant]) -> Option<String> {
        let Some(inside) = self.inside(instants) else {
            let start = day_or_time(self.start);
            let first = instants.first().map_or(self.end, |first| first.at);
            return Some(format!(
                "observed only since {}, not since {start}",
                day_or_time(first)
            ));
        };
        let mut others = inside
            .iter()
            .rev()
            .filter(|instant| instant.finding.truth != Truth::True);
        if let Some(other) = others.next() {
            let was = match other.finding.truth {
                Truth::Unknown(cause) => cause.name(),
                _ => "not true",
            };
            return Some(format!("{was} at {}", day_or_time(other.at)));
        }
        let (from, to) = *self.gaps(inside).first()?;
        Some(format!(
            "nothing observed from {} to {}",
            day_or_time(from),
            day_or_time(to)
        ))
    }
}

/// The reading of a metric of which `series` are known.
fn reading_of(series: Vec<&Series>) -> Reading {
    Reading {
        series: series.into_iter().cloned().collect(),
        ..Reading::default()
    }
}

/// The finding if not every series was observed.
fn unobserved() -> Finding {
    Finding::unknown(Cause::NoValue, Evidence::default())
}

/// The date, with minute and second unless they are zero.
pub(super) fn day_or_time(at: DateTime<Utc>) -> String {
    let time = at.time();
    let format = match (time.num_seconds_from_midnight(), time.second()) {
        (0, _) => "%Y-%m-%d",
        (_, 0) => "%Y-%m-%dT%H:%MZ",
        _ => "%Y-%m-%dT%H:%M:%SZ",
    };
    at.format(format).to_string()
}
