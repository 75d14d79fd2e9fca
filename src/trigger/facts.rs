//! Why a comparison came out as it did: every known value of its metric, how each was judged and by which
//! rule, and the window of `for` instant by instant. All of it comes from the evaluation itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::derived::Derived;
use super::evaluate::{Scope, find_condition, find_sample, find_together};
use super::expression::{Condition, Function, Metric, Operand, Subject};
use super::hold::{Instant, Window};
use super::outcome::{Finding, Outcome, Truth};
use super::samples::{Sample, sample, samples};
use super::value::{Cause, Labels, Reading, Values};

/// The facts behind one comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The outcome of the comparison.
    pub outcome: Outcome,
    /// Every current value supplied for its metric, those that count first.
    pub values: Vec<Supplied>,
    /// The window of `for`.
    pub window: Option<Past>,
}

/// One supplied value.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplied {
    /// The metric.
    pub metric: String,
    /// Its labels.
    pub labels: Labels,
    /// The value with its unit; `None` if it is not valid.
    pub value: Option<String>,
    /// Where it came from.
    pub source: Arc<str>,
    /// When it was measured; `None` if it has no time and so is current.
    pub at: Option<DateTime<Utc>>,
    /// Its age.
    pub age: Option<Duration>,
    /// How it was used.
    pub fate: Fate,
    /// The reason, unless it simply counts.
    pub rule: Option<String>,
}

/// How a supplied value was used; the least is shown first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It counts.
    Counts,
    /// It counts, but cannot clear a trigger: it is too old, or its source was not queried.
    Stale,
    /// It gives no verdict.
    Refused(Cause),
    /// A later source has another value with the same labels.
    Replaced,
    /// The condition selects other labels.
    NotSelected,
}

impl Fate {
    /// The kebab-case name used in all output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Stale => "stale",
            Self::Refused(_) => "refused",
            Self::Replaced => "replaced",
            Self::NotSelected => "not-selected",
        }
    }
}

/// The window of `for`, and the observations in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Its start.
    pub start: DateTime<Utc>,
    /// Its end, which is now.
    pub end: DateTime<Utc>,
    /// The longest allowed time between observations.
    pub max_gap: Duration,
    /// One track per series, or one for all series together.
    pub tracks: Vec<Track>,
}

/// The observations of one series, or of all series together.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// The series; `None` for all series together.
    pub labels: Option<Labels>,
    /// From the last instant at or before the start of the window, or from the first one available.
    pub moments: Vec<Moment>,
    /// The pairs of instants that are more than `max_gap` apart.
    pub gaps: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

/// One instant of a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The time.
    pub at: DateTime<Utc>,
    /// The value, aggregated if the track is for all series; `None` if there is none.
    pub value: Option<String>,
    /// Whether the condition was true then, or why that is unknown.
    pub satisfied: Result<bool, Cause>,
    /// The series whose value was carried forward to this instant, each with the time of that value.
    pub carried: Vec<(Labels, DateTime<Utc>)>,
}

/// The facts behind the outcome of `condition`.
pub(super) fn facts(condition: &Condition, values: &Values, scope: &Scope<'_>) -> Facts {
    let outcome = find_condition(condition, values, scope).into();
    let of_metrics = condition.subject.metrics().flat_map(|metric| {
        let reading = values.of(&metric.name);
        supplied(metric, reading, scope)
    });
    let window = match (&condition.subject, Derived::of(condition, values, scope)) {
        (Subject::Metric(operand), _) => {
            let reading = values.of(&operand.metric.name);
            past(condition, operand, reading, scope)
        }
        (_, Some(Ok(derived))) => {
            let Derived {
                operand, reading, ..
            } = &derived;
            past(condition, operand, reading, &derived.scope(scope))
        }
        _ => None,
    };
    Facts {
        outcome,
        values: of_metrics.collect(),
        window,
    }
}

fn supplied(metric: &Metric, reading: &Reading, scope: &Scope<'_>) -> Vec<Supplied> {
    let joined = samples(metric, reading, scope).into_iter();
    let doubles = joined.filter(|sample| sample.value == Err(Cause::DuplicateSeries));
    let doubles: BTreeSet<&Labels> = doubles.map(|sample| &sample.series.labels).collect();
    let current = reading.series.iter().map(|series| {
        let sample = sample(series, &metric.name, scope);
        let (fate, rule) = match &sample.value {
            _ if !metric.selects(&series.labels) => {
                let rule = "the condition selects other labels".to_owned();
                (Fate::NotSelected, Some(rule))
            }
            _ if doubles.contains(&series.labels) => refused(Cause::DuplicateSeries),
            Err(cause) => refused(*cause),
            Ok(_) if sample.stale => {
                let rule = "older than the metric's `max_age`".to_owned();
                (Fate::Stale, Some(rule))
            }
            Ok(_) if reading.not_queried.contains(&series.labels) => {
                let rule = "the metric's source was not queried in this run".to_owned();
                (Fate::Stale, Some(rule))
            }
            Ok(_) => (Fate::Counts, None),
        };
        supplied_value(metric, &sample, (fate, rule), scope)
    });
    let replaced = reading.replaced.iter().map(|(series, by)| {
        let rule = format!("replaced by {by}, which has the same labels");
        let sample = sample(series, &metric.name, scope);
        supplied_value(metric, &sample, (Fate::Replaced, Some(rule)), scope)
    });
    let mut all: Vec<_> = current.chain(replaced).collect();
    all.sort_by(|left, right| (left.fate, &left.labels).cmp(&(right.fate, &right.labels)));
    all
}

fn refused(cause: Cause) -> (Fate, Option<String>) {
    (Fate::Refused(cause), Some(cause.meaning().to_owned()))
}

fn supplied_value(
    metric: &Metric,
    sample: &Sample<'_>,
    (fate, rule): (Fate, Option<String>),
    scope: &Scope<'_>,
) -> Supplied {
    let series = sample.series;
    Supplied {
        metric: metric.name.clone(),
        labels: series.labels.clone(),
        value: sample.shown().map(ToString::to_string),
        source: series.source.clone(),
        at: series.at,
        age: series
            .at
            .map(|at| (scope.now - at).to_std().unwrap_or_default()),
        fate,
        rule,
    }
}

fn past(
    condition: &Condition,
    operand: &Operand,
    reading: &Reading,
    scope: &Scope<'_>,
) -> Option<Past> {
    let Operand { function, metric } = operand;
    let window = Window::of(condition.hold.as_ref()?, metric, reading, scope);
    let current = samples(metric, reading, scope);
    let judge = |sample: &Sample<'_>| find_sample(condition, metric, sample, scope);
    let is_by_series = matches!(function, None | Some(Function::Any | Function::All));
    let tracks = if is_by_series {
        let of_series = |sample: &Sample<'_>| {
            let labels = &sample.series.labels;
            let instants = window.of_series(&judge(sample), labels, judge);
            track(Some(labels.clone()), instants, &window)
        };
        current.iter().map(of_series).collect()
    } else if current.is_empty() {
        Vec::new()
    } else {
        let judge = |samples: &[Sample<'_>]| find_together(condition, operand, samples, scope);
        let instants = window.of_all(&judge(&current), judge);
        vec![track(None, instants, &window)]
    };
    Some(Past {
        start: window.start,
        end: window.end,
        max_gap: window.max_gap,
        tracks,
    })
}

fn track(labels: Option<Labels>, instants: Vec<Instant>, window: &Window<'_>) -> Track {
    let inside = window.inside(&instants).unwrap_or(&instants);
    Track {
        labels,
        gaps: window.gaps(inside),
        moments: inside.iter().map(moment).collect(),
    }
}

fn moment(instant: &Instant) -> Moment {
    let Finding {
        truth, evidence, ..
    } = &instant.finding;
    let carried: BTreeSet<_> = instant.carried.iter().cloned().collect();
    Moment {
        at: instant.at,
        value: evidence.value_text(),
        satisfied: match truth {
            Truth::True => Ok(true),
            Truth::False { .. } => Ok(false),
            Truth::Unknown(cause) => Err(*cause),
        },
        carried: carried.into_iter().collect(),
    }
}
