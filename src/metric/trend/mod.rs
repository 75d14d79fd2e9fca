//! The history and forecast of a metric: its known values in chronological order, the thresholds set on it,
//! and when it will cross them if the trend continues.

mod forecast;
mod frame;
#[cfg(test)]
mod tests;
mod threshold;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::observation;
use crate::quantity::{Amount, DeclaredUnit, Sprint, Unit, Value};
use crate::trigger::expression::Function;
use crate::trigger::value::{Labels, Reading};

pub use forecast::{Crossing, Forecast, TooFew};
pub use frame::Frame;
pub use threshold::{Threshold, Watcher};

/// All known values of a metric, in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The metric's name.
    pub metric: String,
    /// The unit of all numbers here.
    pub unit: Unit,
    /// Its series, sorted by labels, followed by the values of functions.
    pub lines: Vec<Line>,
    /// The thresholds, in the order of the log.
    pub thresholds: Vec<Threshold>,
}

/// The values of one series, or of a function of all series.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The labels that distinguish it from other series; empty for a single series.
    pub labels: Labels,
    /// The function that combines all series; `None` for a single series.
    pub function: Option<Function>,
    /// Its values, oldest first.
    pub dots: Vec<Dot>,
    /// The newest value.
    pub last: Dot,
    /// The forecast.
    pub forecast: Result<Forecast, TooFew>,
}

/// One value at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// When it was measured.
    pub at: DateTime<Utc>,
    /// The value in the trend's unit.
    pub value: f64,
    /// The value as measured; `None` for a computed one.
    pub exact: Option<Amount>,
}

/// Why a metric has no trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTrend {
    /// It has no known values.
    #[error("it has no values")]
    NoValues,
    /// They are versions, dates or texts.
    #[error("its values are not quantities")]
    NoAmounts,
}

impl Trend {
    /// The trend of `metric` in its declared `unit`, or else in the unit of its newest value, with
    /// `thresholds`.
    ///
    /// # Errors
    /// If there is nothing to plot.
    pub fn of(
        metric: &str,
        reading: &Reading,
        unit: Option<DeclaredUnit>,
        watchers: &[Watcher],
        sprint: Sprint,
    ) -> Result<Self, NoTrend> {
        let known = reading.history.iter().chain(&reading.series);
        let known = known.filter_map(|series| {
            let value = series.value.as_ref().ok()?;
            Some((series, in_declared_unit(value, unit)))
        });
        let newest = known.clone().max_by_key(|(series, _)| series.at);
        let (_, newest) = newest.ok_or(NoTrend::NoValues)?;
        let unit = match (unit.map(DeclaredUnit::unit), newest) {
            (Some(Some(unit)), _) => unit,
            (None, value) if value.unit().is_some() => value.unit().unwrap_or(Unit::COUNT),
            _ => return Err(NoTrend::NoAmounts),
        };
        let mut dots: BTreeMap<&Labels, Vec<Dot>> = BTreeMap::new();
        for (series, value) in known {
            if let (Some(at), Some(number)) = (series.at, number_in(&value, unit, sprint)) {
                let exact = match value {
                    Value::Amount(exact) => Some(exact),
                    _ => None,
                };
                let value = number;
                let of_series = dots.entry(&series.labels).or_default();
                of_series.push(Dot { at, value, exact });
            }
        }
        let mut lines: Vec<Line> = dots
            .into_iter()
            .filter_map(|(labels, dots)| Line::of(labels.clone(), None, dots))
            .collect();
        if lines.is_empty() {
            return Err(NoTrend::NoAmounts);
        }
        let thresholds = threshold::of(metric, unit, watchers, sprint);
        let functions: BTreeSet<_> = thresholds.iter().filter_map(Threshold::joined).collect();
        if lines.len() > 1 {
            let joined: Vec<_> = functions
                .into_iter()
                .filter_map(|function| joined(&lines, function))
                .collect();
            lines.extend(joined);
        }
        Ok(Self {
            metric: metric.to_owned(),
            unit,
            lines,
            thresholds,
        })
    }

    /// The trend reduced to at most `most` lines that have thresholds, those nearest to a threshold first.
    #[must_use]
    pub fn nearest_to_thresholds(mut self, most: usize) -> Self {
        let distances = self.lines.iter().map(|line| {
            let thresholds = self.crossings(line).map(|(threshold, _)| threshold.value);
            let distances = thresholds.map(|value| (value - line.last.value).abs());
            distances.min_by(f64::total_cmp)
        });
        let distances: Vec<Option<f64>> = distances.collect();
        let lines = distances.into_iter().zip(std::mem::take(&mut self.lines));
        let mut nearest: Vec<(f64, Line)> = lines
            .filter_map(|(distance, line)| Some((distance?, line)))
            .collect();
        nearest.sort_by(|left, right| left.0.total_cmp(&right.0));
        nearest.truncate(most);
        self.lines = nearest.into_iter().map(|(_, line)| line).collect();
        self
    }

    /// The thresholds that apply to `line`, and when it crosses each; `None` if that cannot be predicted.
    pub fn crossings<'t>(
        &'t self,
        line: &'t Line,
    ) -> impl Iterator<Item = (&'t Threshold, Option<Crossing>)> {
        let is_single = self.lines.len() == 1;
        let concerns = move |threshold: &&Threshold| match (line.function, threshold.joined()) {
            (None, None) => threshold.selects(&line.labels),
            (None, Some(_)) => is_single,
            (ours, theirs) => ours == theirs,
        };
        let thresholds = self.thresholds.iter().filter(concerns);
        thresholds.map(|threshold| (threshold, line.crossing(threshold)))
    }

    /// `value` with the unit, to four significant digits.
    pub fn shown(&self, value: f64) -> String {
        self.unit.with(rounded(value, 4))
    }

    /// `change`, which is less certain than a value, with the unit, to two significant digits.
    pub fn shown_change(&self, change: f64) -> String {
        self.unit.with(rounded(change, 2))
    }
}

impl Dot {
    /// The measured value as a decimal string and its unit, as in observations; `None` for a computed one.
    pub fn written(&self) -> Option<(String, String)> {
        self.exact
            .map(|exact| observation::written(&Value::Amount(exact)))
    }
}

impl Line {
    fn of(labels: Labels, function: Option<Function>, mut dots: Vec<Dot>) -> Option<Self> {
        dots.sort_by_key(|dot| dot.at);
        dots.dedup();
        Some(Self {
            labels,
            function,
            last: *dots.last()?,
            forecast: Forecast::of(&dots),
            dots,
        })
    }

    fn crossing(&self, threshold: &Threshold) -> Option<Crossing> {
        if threshold.is_crossed_by(self.last.value) {
            return Some(Crossing::Past);
        }
        let forecast = self.forecast.as_ref().ok()?;
        forecast.crossing(threshold, &self.last)
    }

    /// What distinguishes it from other lines: its labels or its function; empty for a single series.
    pub fn name(&self) -> String {
        if let Some(function) = self.function {
            return function.name().to_owned();
        }
        let pairs = self.labels.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join(", ")
    }
}

/// A plain number as one of the declared unit, as in conditions.
fn in_declared_unit(value: &Value, unit: Option<DeclaredUnit>) -> Value {
    let read = match (value, unit) {
        (Value::Amount(amount), Some(unit)) if value.is_bare() => unit.read(amount.number),
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

fn number_in(value: &Value, unit: Unit, sprint: Sprint) -> Option<f64> {
    match value {
        Value::Amount(amount) => amount.number_in(unit, sprint),
        Value::Computed(computed) if computed.unit.dimension() == unit.dimension() => {
            computed.exact.digits_in(unit, sprint).parse().ok()
        }
        _ => None,
    }
}

/// `function` applied to all `lines`, at each time at which every line has a value.
fn joined(lines: &[Line], function: Function) -> Option<Line> {
    let mut by_time: BTreeMap<DateTime<Utc>, Vec<f64>> = BTreeMap::new();
    for dot in lines.iter().flat_map(|line| &line.dots) {
        by_time.entry(dot.at).or_default().push(dot.value);
    }
    let whole = by_time
        .into_iter()
        .filter(|(_, values)| values.len() == lines.len());
    let dots: Vec<Dot> = whole
        .map(|(at, values)| {
            let sum: f64 = values.iter().sum();
            let value = match function {
                Function::Avg => sum / lines.len() as f64,
                _ => sum,
            };
            let exact = None;
            Dot { at, value, exact }
        })
        .collect();
    Line::of(Labels::new(), Some(function), dots)
}

/// `value` to `digits` significant digits, without trailing zeros.
fn rounded(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let places = (digits - 1 - value.abs().log10().floor() as i32).clamp(0, 12);
    let text = format!("{value:.*}", places.unsigned_abs() as usize);
    let bare = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match bare {
        "-0" => "0".to_owned(),
        bare => bare.to_owned(),
    }
}
