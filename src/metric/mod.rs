//! Values of metrics: measured by the sources declared in the settings, or supplied by the caller.
//! What a value means for a decision is up to `trigger` and `check`.
//!
//! A source kind is one file with a `pub const X: Kind`, and one line in [`KINDS`].

pub mod code;
pub mod dependency;
pub mod file;
pub mod flag;
pub mod git;
mod lockfile;
pub mod log;
pub mod observation;
mod paths;
mod plan;
pub mod prometheus;
mod spec;
mod text;
pub mod trend;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use crate::config::KeyShape;
use crate::log::Log;
use crate::quantity::{DeclaredUnit, Value};
use crate::trigger::value::{Cause, Labels, Series};

pub use plan::{Measured, Plan};
pub use prometheus::Servers;
pub use spec::Spec;

/// All source kinds, in the order in which help lists them.
pub const KINDS: &[Kind] = &[
    prometheus::PROMETHEUS,
    git::GIT,
    code::CODE,
    dependency::DEPENDENCY,
    log::LOG,
    file::FILE,
];

/// The rule name of faults in supplied values.
pub const INVALID_VALUES: &str = "invalid-values";

/// A kind of source, as in `source = { NAME = … }` in `adr.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The key that names it: `git`.
    pub name: &'static str,
    /// What it measures, in a few words.
    pub summary: &'static str,
    /// Its keys; the first has its name.
    pub keys: &'static [KeyShape],
    /// Its keys and their meaning, with an example, in Markdown.
    pub explain: &'static str,
    /// Plans a measurement from the keys of a source. Faults go to the [`Spec`]; returns `None` only if there
    /// are any.
    pub plan: fn(&mut Spec<'_>) -> Option<Measurement>,
}

/// A planned measurement; nothing has been read yet.
pub struct Measurement {
    /// The unit of its values; `None` if they are plain numbers in the metric's declared unit.
    pub gives: Option<DeclaredUnit>,
    /// The query to a server, if it is one.
    pub remote: Option<Remote>,
    /// Takes the measurement.
    pub take: Box<Take>,
}

/// A query to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The server's name.
    pub server: String,
    /// A key that identifies equal queries.
    pub key: String,
}

/// Takes a measurement. Sources with a history look back as far as requested.
pub type Take = dyn Fn(&Scope<'_>, Option<Lookback>) -> Result<Taken, SourceError> + Send + Sync;

/// The result of a measurement.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The current values; empty if there is nothing to measure yet.
    pub points: Vec<Point>,
    /// Earlier values, each with its time.
    pub history: Vec<Point>,
    /// Notes from the source, one line each.
    pub notes: Vec<String>,
    /// Whether the source reports that the result is incomplete.
    pub is_partial: bool,
}

/// How much of a metric's history is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookback {
    /// The period up to now.
    pub window: Duration,
    /// The maximum distance between two values.
    pub step: Duration,
}

impl Lookback {
    /// The number of values in a window; Prometheus returns at most 11,000.
    const VALUES: u32 = 240;
    const MAX_VALUES: u32 = 10_000;
    const MIN_STEP: Duration = Duration::from_secs(1);

    /// The `window` in steps that leave no gap longer than `max_gap`.
    pub fn over(window: Duration, max_gap: Option<Duration>) -> Self {
        let usual = window / Self::VALUES;
        let step = max_gap.map_or(usual, |gap| usual.min(gap / 2));
        let finest = (window / Self::MAX_VALUES).max(Self::MIN_STEP);
        Self {
            window,
            step: step.max(finest),
        }
    }

    /// A lookback that covers both, with the finer step.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let window = self.window.max(other.window);
        Self::over(window, Some(self.step.min(other.step) * 2))
    }
}

impl Measurement {
    /// A measurement by `take`, in the unit `gives`.
    pub fn new(
        gives: DeclaredUnit,
        take: impl Fn(&Scope<'_>) -> Result<Vec<Point>, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            gives: Some(gives),
            remote: None,
            take: Box::new(move |scope, _| {
                Ok(Taken {
                    points: take(scope)?,
                    ..Taken::default()
                })
            }),
        }
    }

    /// A measurement by `take`, in the unit `gives`, of values with times and of earlier ones.
    pub fn with_history(
        gives: DeclaredUnit,
        take: impl Fn(&Scope<'_>) -> Result<Taken, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            gives: Some(gives),
            ..Self::undeclared(take)
        }
    }

    /// A measurement by `take`, of plain numbers in the metric's unit and of values with units of their own.
    pub fn undeclared(
        take: impl Fn(&Scope<'_>) -> Result<Taken, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            gives: None,
            remote: None,
            take: Box::new(move |scope, _| take(scope)),
        }
    }

    /// A query to `server` by `take`, identified by `key`.
    pub fn remote(
        server: String,
        key: String,
        take: impl Fn(&Scope<'_>, Option<Lookback>) -> Result<Taken, SourceError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            gives: None,
            remote: Some(Remote { server, key }),
            take: Box::new(take),
        }
    }
}

/// The context of measurements.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The log of the settings; nothing outside its repository is read.
    pub log: &'a Log,
    /// The date that windows end on.
    pub today: NaiveDate,
    /// The time assigned to values.
    pub now: DateTime<Utc>,
    /// The latest plausible time of what is measured; anything later is in the future.
    pub latest: DateTime<Utc>,
    /// Whether that time has passed, so that only sources that know their past are asked.
    pub is_past: bool,
    /// How far apart the earlier values of a server may be at most, besides what each metric demands.
    pub every: Option<Duration>,
    /// The servers that may be queried.
    pub servers: &'a Servers,
}

impl Scope<'_> {
    /// The repository's root.
    fn root(&self) -> &Path {
        &self.log.place.root
    }
}

/// One measured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The labels that distinguish it from the metric's other values; empty for a single value.
    pub labels: Labels,
    /// The value, or why it cannot be compared.
    pub value: Result<Value, Cause>,
    /// When it was measured; the time of the run if unspecified.
    pub at: Option<DateTime<Utc>>,
}

impl Point {
    /// The only value of a metric.
    pub fn single(value: Value) -> Self {
        Self {
            labels: Labels::new(),
            value: Ok(value),
            at: None,
        }
    }

    /// The value of the series `label="name"`.
    pub fn labelled(label: &str, name: impl Into<String>, value: Value) -> Self {
        Self {
            labels: Labels::from([(label.to_owned(), name.into())]),
            value: Ok(value),
            at: None,
        }
    }
}

impl From<Series> for Point {
    fn from(series: Series) -> Self {
        Self {
            labels: series.labels,
            value: series.value,
            at: series.at,
        }
    }
}

/// Why a source gave no value, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

impl SourceError {
    /// An error with `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

#[cfg(test)]
mod tests;
