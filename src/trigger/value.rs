//! The values a condition is evaluated against, wherever they came from.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::quantity::Value;

/// A metric's labels, in their order by name.
pub type Labels = BTreeMap<String, String>;

/// Why a trigger has no verdict, worst first. `ord` is the order in which one of several is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// NaN or an infinity.
    NonFinite,
    /// Outside the metric's declared range, or of more digits than are exact.
    OutOfRange,
    /// Two unequal values for the same labels.
    DuplicateSeries,
    /// Several series and no function to join them.
    AmbiguousSeries,
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
    /// What went wrong at its source, in words; the trigger is then `unknown(source-error)`.
    pub fault: Option<String>,
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

    /// Puts `reading` in place of what was known of `metric`: later suppliers win.
    pub fn supply(&mut self, metric: impl Into<String>, reading: Reading) {
        self.readings.insert(metric.into(), reading);
    }
}
