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

use crate::log::Log;
use crate::quantity::{DeclaredUnit, Value};
use crate::trigger::value::{Cause, Labels, Series};

pub use paths::unmatched;
pub use plan::{Measured, Plan};
pub use prometheus::Servers;
pub use spec::Spec;

/// Every kind of source, in the order help lists them.
pub const KINDS: &[Kind] = &[
    prometheus::PROMETHEUS,
    git::GIT,
    code::CODE,
    dependency::DEPENDENCY,
    log::LOG,
    file::FILE,
];

/// The rule that faults in supplied values carry.
pub const INVALID_VALUES: &str = "invalid-values";

/// A kind of source: what `source = { NAME = … }` in `adr.toml` can ask for.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The key that names it: `git`.
    pub name: &'static str,
    /// What it measures, in a few words.
    pub summary: &'static str,
    /// Its keys and what they mean, with an example; Markdown.
    pub explain: &'static str,
    /// What a source of this kind will do. Everything wrong with its keys goes to the
    /// [`Spec`]; `None` only where something is.
    pub plan: fn(&mut Spec<'_>) -> Option<Measurement>,
}

/// A measurement that is ready to be taken; nothing has been looked at yet.
pub struct Measurement {
    /// The unit that its values are in; `None` where they are bare numbers of the metric's declared unit.
    pub gives: Option<DeclaredUnit>,
    /// The question to a server that it is, where it is one.
    pub remote: Option<Remote>,
    /// Takes it.
    pub take: Box<Take>,
}

/// A question to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The server's name.
    pub server: String,
    /// What tells the question from others.
    pub key: String,
}

/// How a measurement is taken. Those that know the past look as far back as is wanted.
pub type Take = dyn Fn(&Scope<'_>, Option<Lookback>) -> Result<Taken, SourceError> + Send + Sync;

/// What a measurement found.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The values of now, none of them if there is nothing to measure yet.
    pub points: Vec<Point>,
    /// Values of before, each with its time.
    pub history: Vec<Point>,
    /// What the source has to say besides, a line each.
    pub notes: Vec<String>,
    /// Whether the source says that this is not all of it.
    pub is_partial: bool,
}

/// How far back a metric's past is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookback {
    /// From now.
    pub window: Duration,
    /// How far apart two values may be.
    pub step: Duration,
}

impl Lookback {
    /// Values that a window is divided into; Prometheus answers with no more than 11,000.
    const VALUES: u32 = 240;
    const MOST_VALUES: u32 = 10_000;
    const SHORTEST_STEP: Duration = Duration::from_secs(1);

    /// The `window` in steps that leave no gap longer than `max_gap`.
    pub fn over(window: Duration, max_gap: Option<Duration>) -> Self {
        let usual = window / Self::VALUES;
        let step = max_gap.map_or(usual, |gap| usual.min(gap / 2));
        let finest = (window / Self::MOST_VALUES).max(Self::SHORTEST_STEP);
        Self {
            window,
            step: step.max(finest),
        }
    }

    /// What reaches as far as both, as finely as either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let window = self.window.max(other.window);
        Self::over(window, Some(self.step.min(other.step) * 2))
    }
}

impl Measurement {
    /// The measurement that `take` takes, in the unit `gives`.
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

    /// The measurement that `take` takes, of bare numbers in the metric's unit and of values with their own.
    pub fn undeclared(
        take: impl Fn(&Scope<'_>) -> Result<Taken, SourceError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            gives: None,
            remote: None,
            take: Box::new(move |scope, _| take(scope)),
        }
    }

    /// The question to `server` that `take` asks, told from others by `key`.
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

/// What measurements look at.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The log that the settings belong to; nothing outside its repository is read.
    pub log: &'a Log,
    /// The day that windows count back from.
    pub today: NaiveDate,
    /// The time that values are marked with.
    pub now: DateTime<Utc>,
    /// The servers that may be asked.
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
    /// What tells it from the metric's other values; empty for a single one.
    pub labels: Labels,
    /// The value, or why it cannot be compared.
    pub value: Result<Value, Cause>,
    /// When it was measured; at the time of the run where it does not say.
    pub at: Option<DateTime<Utc>>,
}

impl Point {
    /// A metric's only value.
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

/// Why a source gave no value, in words for the reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

impl SourceError {
    /// The error that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

#[cfg(test)]
mod tests;
