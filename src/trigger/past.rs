//! What was known at an earlier time: the newest value of each series by then, and the earlier ones that a `for` looks
//! back at.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::quantity::Value;

use super::evaluate::{Scope, whole_days};
use super::expression::{Condition, Expr, Metric, Subject};
use super::value::{Labels, Reading, Series, Values};

/// The observations of the metrics of a condition.
pub(super) struct Past<'v> {
    metrics: BTreeMap<&'v str, Observed<'v>>,
}

/// The observations of one metric.
struct Observed<'v> {
    reading: Option<&'v Reading>,
    /// In the order of their times.
    series: Vec<(DateTime<Utc>, &'v Series)>,
    /// How many different series they are of.
    count: usize,
    /// How far back a `for` may look.
    reach: Option<TimeDelta>,
    /// How long the longest `for` is; a single series is only looked at back to the last value before its start.
    window: Option<TimeDelta>,
}

/// The start of `day`. Days are those of UTC, as the dates of observations are, so that they are the same everywhere.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The last moment of `day`.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.succ_opt().map(start_of);
    next.map_or(DateTime::<Utc>::MAX_UTC, |next| {
        next - TimeDelta::nanoseconds(1)
    })
}

/// What `values` say at the time `at`: the newest value of each series by then, with all earlier ones as history. Values
/// without a time were supplied for that time.
#[must_use]
pub fn known_at(values: &Values, at: DateTime<Utc>) -> Values {
    let mut known = Values::default();
    for name in values.names() {
        let mut observed = Observed::of(values.get(name));
        observed.reach = Some(TimeDelta::MAX);
        known.supply(name, observed.reading_at(at));
        let supplied = values
            .get(name)
            .into_iter()
            .flat_map(|reading| &reading.series);
        let series: Vec<_> = supplied
            .filter(|series| series.at.is_none())
            .cloned()
            .collect();
        if !series.is_empty() {
            known.supply(
                name,
                Reading {
                    series,
                    ..Reading::default()
                },
            );
        }
    }
    known
}

impl<'v> Past<'v> {
    /// What `values` hold of the metrics of `expr`.
    pub fn of(expr: &'v Expr, values: &'v Values, scope: &Scope<'_>) -> Self {
        let mut metrics = BTreeMap::new();
        for condition in expr.conditions() {
            let window = condition.reach(scope.today);
            let window = window.map(|window| TimeDelta::from_std(window).unwrap_or(TimeDelta::MAX));
            for metric in condition.subject.metrics() {
                let observed = metrics
                    .entry(metric.name.as_str())
                    .or_insert_with(|| Observed::of(values.get(&metric.name)));
                observed.reach = observed.reach.max(reach(condition, metric, scope));
                observed.window = observed.window.max(window);
            }
        }
        Self { metrics }
    }

    /// The times of all observations, in no particular order.
    pub fn times(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let series = self.metrics.values().flat_map(|observed| &observed.series);
        series.map(|(at, _)| *at)
    }

    /// The time of the last observation up to the end of `day`.
    pub fn last_time_until(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let last = self.metrics.values().filter_map(|observed| {
            let (at, _) = observed.until(end_of(day)).last()?;
            Some(*at)
        });
        last.max()
    }

    /// How many observations there are up to `now`.
    pub fn count_until(&self, now: DateTime<Utc>) -> usize {
        let observed = self.metrics.values();
        observed.map(|observed| observed.until(now).len()).sum()
    }

    /// What was known at `now`.
    pub fn values_at(&self, now: DateTime<Utc>) -> Values {
        let mut values = Values::default();
        for (name, observed) in &self.metrics {
            values.supply(*name, observed.reading_at(now));
        }
        values
    }
}

impl<'v> Observed<'v> {
    fn of(reading: Option<&'v Reading>) -> Self {
        let all = reading
            .into_iter()
            .flat_map(|reading| reading.history.iter().chain(&reading.series));
        let mut series: Vec<_> = all
            .filter_map(|series| Some((series.at?, series)))
            .collect();
        series.sort_by_key(|(at, _)| *at);
        let labels: BTreeSet<&Labels> = series.iter().map(|(_, series)| &series.labels).collect();
        Self {
            reading,
            count: labels.len(),
            series,
            reach: None,
            window: None,
        }
    }

    fn until(&self, now: DateTime<Utc>) -> &[(DateTime<Utc>, &'v Series)] {
        let end = self.series.partition_point(|(at, _)| *at <= now);
        self.series.get(..end).unwrap_or_default()
    }

    fn reading_at(&self, now: DateTime<Utc>) -> Reading {
        let known = self.until(now);
        let before = |length: Option<TimeDelta>| now.checked_sub_signed(length?);
        let earliest = before(self.reach);
        let start = before(self.window).filter(|_| self.count == 1);
        let mut opening = None;
        let mut current: BTreeMap<&Labels, DateTime<Utc>> = BTreeMap::new();
        let mut reading = Reading {
            fault: self.reading.and_then(|reading| reading.fault.clone()),
            is_partial: self.reading.is_some_and(|reading| reading.is_partial),
            ..Reading::default()
        };
        for (at, series) in known.iter().rev() {
            let is_in_reach =
                self.reach.is_some() && earliest.is_none_or(|earliest| *at >= earliest);
            let newest_of_all = reading.series.last().and_then(|series| series.at);
            let is_known = current.len() == self.count && newest_of_all != Some(*at);
            if is_known && (!is_in_reach || opening.is_some_and(|opening| *at < opening)) {
                break;
            }
            if opening.is_none() && start.is_some_and(|start| *at <= start) {
                opening = Some(*at);
            }
            let newest = *current.entry(&series.labels).or_insert(*at);
            if newest == *at {
                reading.series.push((*series).clone());
            } else if is_in_reach {
                reading.history.push((*series).clone());
            }
        }
        reading
    }
}

/// How far back `condition` looks if it does: through its windows, and over one gap before them.
fn reach(condition: &Condition, metric: &Metric, scope: &Scope<'_>) -> Option<TimeDelta> {
    const SLACK: Duration = Duration::from_secs(2 * 86_400);
    let window = condition.reach(scope.today)?;
    let declared = scope.declarations.get(&metric.name);
    let gap = declared
        .and_then(|declared| declared.max_gap)
        .unwrap_or(window);
    let reach = window.saturating_add(gap).saturating_add(SLACK);
    Some(TimeDelta::from_std(reach).unwrap_or(TimeDelta::MAX))
}

/// The days on which a comparison with today's date changes.
pub(super) fn turning_days(condition: &Condition) -> Vec<NaiveDate> {
    let (Subject::Today(_), Value::Date(date)) = (&condition.subject, &condition.threshold.value)
    else {
        return Vec::new();
    };
    let held = condition.hold.as_ref();
    let held = held.map_or(0, |hold| whole_days(hold.duration));
    let days = [0, 1, held, held.saturating_add(1)];
    let days = days.into_iter();
    days.filter_map(|days| date.checked_add_days(Days::new(days)))
        .collect()
}
