//! Why a comparison came out as it did: every known value of its metric, how each was judged and by which
//! rule, and the window of `for` instant by instant. All of it comes from the evaluation itself.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::evaluate::{Scope, find_condition, find_sample, find_together};
use super::expression::{Condition, Function, Metric, Subject};
use super::hold::{Instant, Window};
use super::outcome::{Finding, Outcome, Truth};
use super::samples::{Sample, sample, samples};
use super::value::{Cause, Labels, Reading, Series, Values};

/// What one comparison was held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What it came to.
    pub outcome: Outcome,
    /// Every value of now that was supplied for its metric, those that count first.
    pub values: Vec<Supplied>,
    /// What `for` looked at.
    pub window: Option<Past>,
}

/// One value that was supplied.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplied {
    /// Its labels.
    pub labels: Labels,
    /// The value with its unit; `None` where it is none.
    pub value: Option<String>,
    /// Where it came from.
    pub source: String,
    /// When it was measured; `None` where it has no time, and so is of now.
    pub at: Option<DateTime<Utc>>,
    /// How long before now that was.
    pub age: Option<Duration>,
    /// What became of it.
    pub fate: Fate,
    /// By which rule, where it does not simply count.
    pub rule: Option<String>,
}

/// What became of a supplied value; the lesser is shown first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It counts.
    Counts,
    /// It counts, but shows no peace: it is too old, or its source was not asked.
    Stale,
    /// There is no verdict by it.
    Refused(Cause),
    /// A later source has another value for the same labels.
    Replaced,
    /// The condition asks for other labels.
    NotSelected,
}

impl Fate {
    /// The kebab-case name that every output uses.
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

/// The window of `for`, and what was observed in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Its beginning.
    pub start: DateTime<Utc>,
    /// Its end, which is now.
    pub end: DateTime<Utc>,
    /// The longest time without an observation.
    pub max_gap: Duration,
    /// A track for each series, or one for all together.
    pub tracks: Vec<Track>,
}

/// What was observed of one series, or of all together.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// The series; `None` for all together.
    pub labels: Option<Labels>,
    /// From the last instant at or before the start of the window on, or from the first that there is.
    pub moments: Vec<Moment>,
    /// Between which instants more time passed than `max_gap`.
    pub gaps: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

/// One instant of a track.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// The value, of all together where the track is of all; `None` where there is none.
    pub value: Option<String>,
    /// Whether the condition was true then; the cause where that is not known.
    pub satisfied: Result<bool, Cause>,
    /// The series whose value was carried forward to it, each with the time of that value.
    pub carried: Vec<(Labels, DateTime<Utc>)>,
}

/// What `condition` was held against.
pub(super) fn facts(condition: &Condition, values: &Values, scope: &Scope<'_>) -> Facts {
    let outcome = find_condition(condition, values, scope).into();
    let nothing = Reading::default();
    match &condition.subject {
        Subject::Today(_) => Facts {
            outcome,
            values: Vec::new(),
            window: None,
        },
        Subject::Metric { function, metric } => {
            let reading = values.get(&metric.name).unwrap_or(&nothing);
            Facts {
                outcome,
                values: supplied(metric, reading, scope),
                window: past(condition, *function, metric, reading, scope),
            }
        }
    }
}

fn supplied(metric: &Metric, reading: &Reading, scope: &Scope<'_>) -> Vec<Supplied> {
    let joined = samples(metric, reading, scope).into_iter();
    let doubles = joined.filter(|of| of.value == Err(Cause::DuplicateSeries));
    let doubles: BTreeSet<Labels> = doubles.map(|of| of.labels).collect();
    let current = reading.series.iter().map(|series| {
        let mut sample = sample(series, &metric.name, scope);
        if doubles.contains(&series.labels) {
            sample.value = Err(Cause::DuplicateSeries);
        }
        let (fate, rule) = match &sample.value {
            _ if !metric.selects(&series.labels) => {
                let rule = "the condition asks for other labels".to_owned();
                (Fate::NotSelected, Some(rule))
            }
            Err(cause) => (Fate::Refused(*cause), Some(cause.meaning().to_owned())),
            Ok(_) if sample.stale => {
                let rule = "older than the metric's `max_age`".to_owned();
                (Fate::Stale, Some(rule))
            }
            Ok(_) if reading.unasked.contains(&series.labels) => {
                let rule = "the metric's source was not asked in this run".to_owned();
                (Fate::Stale, Some(rule))
            }
            Ok(_) => (Fate::Counts, None),
        };
        told(series, sample.shown, fate, rule, scope)
    });
    let replaced = reading.replaced.iter().map(|(series, by)| {
        let rule = format!("{by} comes later, and has the same labels");
        let sample = sample(series, &metric.name, scope);
        told(series, sample.shown, Fate::Replaced, Some(rule), scope)
    });
    let mut all: Vec<_> = current.chain(replaced).collect();
    all.sort_by(|left, right| (left.fate, &left.labels).cmp(&(right.fate, &right.labels)));
    all
}

fn told(
    series: &Series,
    value: Option<String>,
    fate: Fate,
    rule: Option<String>,
    scope: &Scope<'_>,
) -> Supplied {
    Supplied {
        labels: series.labels.clone(),
        value,
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
    function: Option<Function>,
    metric: &Metric,
    reading: &Reading,
    scope: &Scope<'_>,
) -> Option<Past> {
    let window = Window::of(condition.hold.as_ref()?, metric, reading, scope);
    let current = samples(metric, reading, scope);
    let judge = |sample: &Sample| find_sample(condition, metric, sample, scope);
    let is_by_series = matches!(function, None | Some(Function::Any | Function::All));
    let tracks = if is_by_series {
        let of_series = |sample: &Sample| {
            let instants = window.of_series(&judge(sample), &sample.labels, judge);
            track(Some(sample.labels.clone()), instants, &window)
        };
        current.iter().map(of_series).collect()
    } else if current.is_empty() {
        Vec::new()
    } else {
        let judge = |samples: &[Sample]| find_together(condition, function, metric, samples, scope);
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
        value: evidence.value.clone(),
        satisfied: match truth {
            Truth::True => Ok(true),
            Truth::False { .. } => Ok(false),
            Truth::Unknown(cause) => Err(*cause),
        },
        carried: carried.into_iter().collect(),
    }
}
