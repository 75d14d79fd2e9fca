//! The values that a condition is evaluated against, whatever their origin.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::quantity::{Incomparable, QuantityErrorKind, Value};

pub use super::labels::Labels;

/// Why a trigger has no verdict, worst first: of several causes, the least by `Ord` is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// NaN or an infinity.
    NonFinite,
    /// Outside the metric's declared range, or with more digits than can be represented exactly.
    OutOfRange,
    /// Measured in the future, by more than the tolerated clock skew.
    FutureValue,
    /// Two unequal values for the same labels.
    DuplicateSeries,
    /// Several series without a function that combines them.
    AmbiguousSeries,
    /// A series required by the settings is missing.
    MissingSeries,
    /// The source reports that its answer is incomplete.
    PartialAnswer,
    /// The value below the line of a quotient is zero, or what a change is a share of is not positive.
    DivisionByZero,
    /// A number without a unit where one is needed for the comparison.
    MissingUnit,
    /// A unit of another dimension.
    UnitMismatch,
    /// The source could not be read.
    SourceError,
    /// No source supplied the metric.
    NoValue,
    /// `for` needs more observations than are available.
    InsufficientHistory,
}

impl Cause {
    /// The kebab-case name used in all output.
    pub fn name(self) -> &'static str {
        match self {
            Self::NonFinite => "non-finite",
            Self::OutOfRange => "out-of-range",
            Self::FutureValue => "future-value",
            Self::DuplicateSeries => "duplicate-series",
            Self::AmbiguousSeries => "ambiguous-series",
            Self::MissingSeries => "missing-series",
            Self::PartialAnswer => "partial-answer",
            Self::DivisionByZero => "division-by-zero",
            Self::MissingUnit => "missing-unit",
            Self::UnitMismatch => "unit-mismatch",
            Self::SourceError => "source-error",
            Self::NoValue => "no-value",
            Self::InsufficientHistory => "insufficient-history",
        }
    }

    /// The cause in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NonFinite => "NaN and infinities cannot be compared",
            Self::OutOfRange => {
                "it is outside the metric's `range`, or has too many digits to be exact"
            }
            Self::FutureValue => "its time is in the future",
            Self::DuplicateSeries => "another value has the same labels",
            Self::AmbiguousSeries => "there are several series, and no function combines them",
            Self::MissingSeries => "a series that the settings expect is missing",
            Self::PartialAnswer => "the source reports that its answer is incomplete",
            Self::DivisionByZero => {
                "it is divided by zero, or is the change of what was not positive"
            }
            Self::MissingUnit => "only one of the value and the threshold has a unit",
            Self::UnitMismatch => "its unit cannot be converted to the threshold's",
            Self::SourceError => "the source could not be read",
            Self::NoValue => "nothing supplies the metric",
            Self::InsufficientHistory => "there are too few observations to decide",
        }
    }

    /// What to do to get a verdict.
    pub fn help(self) -> &'static str {
        match self {
            Self::NonFinite => "supply a number, or no value at all",
            Self::OutOfRange => "supply a value within the range, or widen `range` in adr.toml",
            Self::FutureValue => "correct the time of the value",
            Self::DuplicateSeries => {
                "keep one of the values, or give them different labels; `adr observe --replace` corrects an observation"
            }
            Self::AmbiguousSeries => {
                "select one series by its labels, or combine them, as in any(…), all(…) or sum(…)"
            }
            Self::MissingSeries => {
                "supply the series, or remove it from `series` or `min_series` in adr.toml"
            }
            Self::PartialAnswer => "try again when the source can answer completely",
            Self::DivisionByZero => {
                "add to the condition what must be so for it to mean something, as in `… and writes.rate > 0`"
            }
            Self::MissingUnit => {
                "write the unit with the value, or declare the metric's `unit` in adr.toml"
            }
            Self::UnitMismatch => {
                "supply the value in a unit that can be converted to the threshold's"
            }
            Self::SourceError => "fix the source",
            Self::NoValue => {
                "supply it with --metric or --metrics, or declare its `source` in adr.toml"
            }
            Self::InsufficientHistory => {
                "record it for the whole window, for example with `adr check --record` in CI"
            }
        }
    }

    /// Whether something is wrong, rather than merely not available yet.
    pub fn is_hard(self) -> bool {
        !matches!(self, Self::NoValue | Self::InsufficientHistory)
    }

    /// The cause for a supplied text that is not a valid value; `None` if the text is merely misspelt, which
    /// is the supplier's error.
    pub fn of_text(fault: QuantityErrorKind) -> Option<Self> {
        match fault {
            QuantityErrorKind::NonFinite => Some(Self::NonFinite),
            QuantityErrorKind::OutOfRange => Some(Self::OutOfRange),
            QuantityErrorKind::UnknownUnit | QuantityErrorKind::WrongUnit => {
                Some(Self::UnitMismatch)
            }
            QuantityErrorKind::NotAValue => None,
        }
    }
}

impl From<Incomparable> for Cause {
    fn from(why: Incomparable) -> Self {
        match why {
            Incomparable::MissingUnit => Self::MissingUnit,
            Incomparable::UnitMismatch => Self::UnitMismatch,
        }
    }
}

/// One value of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The labels that distinguish it from the metric's other series; empty for a single series.
    pub labels: Labels,
    /// The value, or why there is none.
    pub value: Result<Value, Cause>,
    /// When it was measured; `None` for a value given on the command line.
    pub at: Option<DateTime<Utc>>,
    /// Where it came from, for display: `--metric`, `metrics.toml`, `git`.
    pub source: Arc<str>,
}

/// Everything known about one metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Its series, in the order they were supplied.
    pub series: Vec<Series>,
    /// Earlier values, each with its time, in any order; used by `for`.
    pub history: Vec<Series>,
    /// The error of its source; the trigger is then `unknown(source-error)`.
    pub fault: Option<String>,
    /// Whether its source reports that the answer is incomplete.
    pub is_partial: bool,
    /// Doubts about its values, one line each.
    pub notes: BTreeSet<String>,
    /// The series known only from earlier observations, if the metric's source was not queried in this run.
    pub not_queried: BTreeSet<Labels>,
    /// Values that were replaced by a later supplier, each with the source of the replacement.
    pub replaced: Vec<(Series, String)>,
}

/// What is known of a metric that nothing supplies.
static NOTHING: Reading = Reading {
    series: Vec::new(),
    history: Vec::new(),
    fault: None,
    is_partial: false,
    notes: BTreeSet::new(),
    not_queried: BTreeSet::new(),
    replaced: Vec::new(),
};

impl Reading {
    /// What is known after `reading`, by the rules of [`Values::supply`].
    fn followed_by(self, mut reading: Self) -> Self {
        let newer = reading
            .series
            .iter()
            .map(|series| (&series.labels, &series.source));
        let newer: BTreeMap<&Labels, &Arc<str>> = newer.collect();
        let is_replaced = |series: &Series| newer.contains_key(&series.labels);
        let (old, mut series): (Vec<_>, Vec<_>) = self.series.into_iter().partition(is_replaced);
        let dated = old
            .iter()
            .filter(|series| series.at.is_some())
            .cloned()
            .collect();
        let past = joined(joined(self.history, dated), reading.history);
        let mut replaced = self.replaced;
        for series in old {
            let by = newer
                .get(&series.labels)
                .filter(|by| ***by != series.source);
            replaced.extend(by.map(|by| (series.clone(), by.to_string())));
        }
        let is_whole = newer.keys().any(|labels| labels.is_empty());
        let not_queried = self.not_queried.into_iter();
        reading.not_queried = not_queried
            .filter(|series| !newer.contains_key(series))
            .collect();
        series.append(&mut reading.series);
        reading.series = series;
        reading.history = past;
        reading.replaced = replaced;
        reading.is_partial |= self.is_partial;
        reading.notes.extend(self.notes);
        reading.fault = reading.fault.or(self.fault.filter(|_| !is_whole));
        reading
    }
}

/// All known values, by metric name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    /// Shared by copies of the values: most readings never change.
    readings: HashMap<String, Arc<Reading>>,
}

impl Values {
    /// What is known about `metric`.
    pub fn get(&self, metric: &str) -> Option<&Reading> {
        self.readings.get(metric).map(Arc::as_ref)
    }

    /// What is known about `metric`, even if that is nothing.
    pub(super) fn of(&self, metric: &str) -> &Reading {
        self.get(metric).unwrap_or(&NOTHING)
    }

    /// Whether there is no reading at all.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// The names of all metrics with a reading, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.readings.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// What is known about each metric, in any order.
    pub fn readings(&self) -> impl Iterator<Item = (&str, &Reading)> {
        let readings = self.readings.iter();
        readings.map(|(metric, reading)| (metric.as_str(), reading.as_ref()))
    }

    /// Adds `reading` to what is known about `metric`. Later suppliers override series with equal labels.
    /// Other series are kept, and so is a fault, unless a value without labels stands for the whole metric. A
    /// replaced value with a time becomes history; history is kept except where `reading` has a value for the
    /// same time.
    pub fn supply(&mut self, metric: impl Into<String>, reading: Reading) {
        self.supply_shared(metric.into(), Arc::new(reading));
    }

    fn supply_shared(&mut self, metric: String, reading: Arc<Reading>) {
        match self.readings.entry(metric) {
            Entry::Vacant(nothing) => {
                nothing.insert(reading);
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                let before = Arc::unwrap_or_clone(std::mem::take(known));
                *known = Arc::new(before.followed_by(Arc::unwrap_or_clone(reading)));
            }
        }
    }

    /// Records that the source of `metric` was not queried in this run, so that all its values are earlier
    /// observations.
    pub fn mark_not_queried(&mut self, metric: &str) {
        if let Some(reading) = self.readings.get_mut(metric) {
            let reading = Arc::make_mut(reading);
            reading.not_queried = reading
                .series
                .iter()
                .map(|series| series.labels.clone())
                .collect();
        }
    }

    /// Clears the fault of `metric`, because its source has answered.
    pub fn lift_fault(&mut self, metric: &str) {
        let reading = self.readings.get_mut(metric);
        if let Some(reading) = reading.filter(|reading| reading.fault.is_some()) {
            Arc::make_mut(reading).fault = None;
        }
    }

    /// All current values, mutably.
    pub fn series_mut(&mut self) -> impl Iterator<Item = &mut Series> {
        self.readings
            .values_mut()
            .flat_map(|reading| &mut Arc::make_mut(reading).series)
    }

    /// The same values, with history turned into current values.
    #[must_use]
    pub fn flattened(mut self) -> Self {
        for reading in self.readings.values_mut() {
            let Reading {
                series, history, ..
            } = Arc::make_mut(reading);
            series.append(history);
        }
        self
    }

    /// Supplies every reading in `later`.
    pub fn supply_all(&mut self, later: Self) {
        if self.readings.is_empty() {
            *self = later;
            return;
        }
        for (metric, reading) in later.readings {
            self.supply_shared(metric, reading);
        }
    }
}

impl FromIterator<(String, Reading)> for Values {
    fn from_iter<I: IntoIterator<Item = (String, Reading)>>(readings: I) -> Self {
        let readings = readings.into_iter();
        Self {
            readings: readings
                .map(|(metric, reading)| (metric, Arc::new(reading)))
                .collect(),
        }
    }
}

/// The history `past` extended by `later`, which overrides entries of the same series and time.
fn joined(mut past: Vec<Series>, mut later: Vec<Series>) -> Vec<Series> {
    let known: BTreeSet<_> = later
        .iter()
        .map(|series| (&series.labels, series.at))
        .collect();
    past.retain(|series| !known.contains(&(&series.labels, series.at)));
    past.append(&mut later);
    past
}
