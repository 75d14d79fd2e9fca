//! The values that a condition is evaluated against, whatever their origin.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::quantity::{Incomparable, QuantityErrorKind, Value};

/// A metric's labels, in their order by name.
pub type Labels = BTreeMap<String, String>;

/// Why a trigger has no verdict, worst first. `ord` is the order in which one of several is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// NaN or an infinity.
    NonFinite,
    /// Outside the metric's declared range, or of more digits than are exact.
    OutOfRange,
    /// Measured later than now, by more than clocks differ.
    FutureValue,
    /// Two unequal values for the same labels.
    DuplicateSeries,
    /// Several series and no function to join them.
    AmbiguousSeries,
    /// A series that the settings expect is not there.
    MissingSeries,
    /// The source says that its answer is not all of it.
    PartialAnswer,
    /// A bare number where a unit is needed to compare.
    MissingUnit,
    /// A unit of another dimension.
    UnitMismatch,
    /// The source could not be read.
    SourceError,
    /// Nothing supplied the metric.
    NoValue,
    /// `for` needs more observations than there are.
    InsufficientHistory,
}

impl Cause {
    /// The kebab-case name that every output uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::NonFinite => "non-finite",
            Self::OutOfRange => "out-of-range",
            Self::FutureValue => "future-value",
            Self::DuplicateSeries => "duplicate-series",
            Self::AmbiguousSeries => "ambiguous-series",
            Self::MissingSeries => "missing-series",
            Self::PartialAnswer => "partial-answer",
            Self::MissingUnit => "missing-unit",
            Self::UnitMismatch => "unit-mismatch",
            Self::SourceError => "source-error",
            Self::NoValue => "no-value",
            Self::InsufficientHistory => "insufficient-history",
        }
    }

    /// What it means, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::NonFinite => "NaN and infinities compare with nothing",
            Self::OutOfRange => {
                "it lies outside the metric's `range`, or has more digits than are exact"
            }
            Self::FutureValue => "it was measured later than now",
            Self::DuplicateSeries => "another value has the same labels",
            Self::AmbiguousSeries => "there are several series, and no function joins them",
            Self::MissingSeries => "a series that the settings expect is not there",
            Self::PartialAnswer => "the source says that its answer is not all of it",
            Self::MissingUnit => "one of value and threshold has a unit, the other has none",
            Self::UnitMismatch => "its unit measures something else than the threshold's",
            Self::SourceError => "the source could not be read",
            Self::NoValue => "nothing supplies the metric",
            Self::InsufficientHistory => "too little was observed to tell",
        }
    }

    /// What to do for a verdict.
    pub fn way_out(self) -> &'static str {
        match self {
            Self::NonFinite => "supply a number, or no value at all",
            Self::OutOfRange => "supply a value inside the range, or widen `range` in adr.toml",
            Self::FutureValue => "correct the time of the value",
            Self::DuplicateSeries => {
                "keep one of the values, or give them labels that differ; `adr observe --replace` corrects an observation"
            }
            Self::AmbiguousSeries => {
                "select one series by its labels, or join them, as in any(…), all(…) or sum(…)"
            }
            Self::MissingSeries => {
                "supply the series, or take it out of `series` or `min_series` in adr.toml"
            }
            Self::PartialAnswer => "ask again when the source can answer whole",
            Self::MissingUnit => {
                "write the unit with the value, or declare the metric's `unit` in adr.toml"
            }
            Self::UnitMismatch => "supply the value in a unit that the threshold converts to",
            Self::SourceError => "mend the source",
            Self::NoValue => "supply it by --metric or --metrics, or name its `source` in adr.toml",
            Self::InsufficientHistory => {
                "observe it for as long as the window, as with `adr check --record` in CI"
            }
        }
    }

    /// Whether something is wrong, rather than merely not there yet.
    pub fn is_hard(self) -> bool {
        !matches!(self, Self::NoValue | Self::InsufficientHistory)
    }

    /// The cause that a supplied text gives when it is not a value; `None` where the text is simply
    /// misspelt, which is its supplier's error.
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
    /// What tells it from the metric's other series; empty for a single one.
    pub labels: Labels,
    /// The value, or why there is none.
    pub value: Result<Value, Cause>,
    /// When it was measured; `None` for a value given on the command line.
    pub at: Option<DateTime<Utc>>,
    /// Where it came from, for the reader: `--metric`, `metrics.toml`, `git`.
    pub source: String,
}

/// What is known of one metric.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Its series, in the order they were supplied.
    pub series: Vec<Series>,
    /// Earlier values, each with its time; in any order. What `for` looks back at.
    pub history: Vec<Series>,
    /// What went wrong at its source, in words; the trigger is then `unknown(source-error)`.
    pub fault: Option<String>,
    /// Whether its source says that the answer is not all of it.
    pub is_partial: bool,
    /// What makes its values doubtful, a line each.
    pub notes: BTreeSet<String>,
    /// The series that were only observed before, of a metric whose source was not asked in this run.
    pub unasked: BTreeSet<Labels>,
    /// What a later supplier had another value for, each with the source of that.
    pub replaced: Vec<(Series, String)>,
}

/// Everything known, by metric name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    readings: BTreeMap<String, Reading>,
}

impl Values {
    /// What is known of `metric`.
    pub fn get(&self, metric: &str) -> Option<&Reading> {
        self.readings.get(metric)
    }

    /// The names of all metrics with a reading.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.readings.keys().map(String::as_str)
    }

    /// Adds `reading` to what was known of `metric`. Later suppliers win series by series (equal labels): what was known
    /// of another series stays, and so does a fault, unless a value without labels stands for the whole metric. What is
    /// replaced and has a time belongs to the past, of which all stays that `reading` does not say anew of the same time.
    pub fn supply(&mut self, metric: impl Into<String>, mut reading: Reading) {
        let metric = metric.into();
        if let Some(known) = self.readings.remove(&metric) {
            let newer = reading.series.iter().map(|of| (&of.labels, &of.source));
            let newer: BTreeMap<&Labels, &String> = newer.collect();
            let is_replaced = |of: &Series| newer.contains_key(&of.labels);
            let (old, mut series): (Vec<_>, Vec<_>) =
                known.series.into_iter().partition(is_replaced);
            let dated = old.iter().filter(|of| of.at.is_some()).cloned().collect();
            let past = joined(joined(known.history, dated), reading.history);
            let mut replaced = known.replaced;
            for of in old {
                let by = newer.get(&of.labels).filter(|by| ***by != of.source);
                replaced.extend(by.map(|by| (of.clone(), (*by).clone())));
            }
            let is_whole = newer.keys().any(|labels| labels.is_empty());
            let unasked = known.unasked.into_iter();
            reading.unasked = unasked.filter(|of| !newer.contains_key(of)).collect();
            series.append(&mut reading.series);
            reading.series = series;
            reading.history = past;
            reading.replaced = replaced;
            reading.is_partial |= known.is_partial;
            reading.notes.extend(known.notes);
            reading.fault = reading.fault.or(known.fault.filter(|_| !is_whole));
        }
        self.readings.insert(metric, reading);
    }

    /// Notes that the source of `metric` was not asked in this run, so that all that is known of it is of before.
    pub fn mark_unasked(&mut self, metric: &str) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.unasked = reading.series.iter().map(|of| of.labels.clone()).collect();
        }
    }

    /// Forgets what went wrong with `metric` before, since its source has answered now.
    pub fn lift_fault(&mut self, metric: &str) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.fault = None;
        }
    }

    /// Every value of now, to be changed.
    pub fn series_mut(&mut self) -> impl Iterator<Item = &mut Series> {
        self.readings.values_mut().flat_map(|of| &mut of.series)
    }

    /// The same values, those of before as if they were of now.
    #[must_use]
    pub fn flattened(mut self) -> Self {
        for reading in self.readings.values_mut() {
            reading.series.append(&mut reading.history);
        }
        self
    }

    /// Puts every reading of `later` in place of what was known of its metric.
    pub fn supply_all(&mut self, later: Self) {
        for (metric, reading) in later.readings {
            self.supply(metric, reading);
        }
    }
}

/// What was known of the past, with `later` in place of what is of the same series and time.
fn joined(mut past: Vec<Series>, mut later: Vec<Series>) -> Vec<Series> {
    let said: BTreeSet<_> = later.iter().map(|of| (&of.labels, of.at)).collect();
    past.retain(|of| !said.contains(&(&of.labels, of.at)));
    past.append(&mut later);
    past
}
