//! The facts behind a comparison, for people and for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::{counted, human};
use crate::check::Standing;
use crate::source::printable;
use crate::trigger::value::{Cause, Labels};
use crate::trigger::{self, Facts, Fate, Moment, Outcome, Past, Supplied, Track};

/// The maximum number of values, and of instants of a window, shown in a terminal.
const MAX_SHOWN: usize = 24;

/// Writes `facts` for a terminal, each line after `indent`, with ANSI styles.
pub fn write(text: &mut String, facts: &Facts, indent: &str) {
    result(text, &facts.outcome, indent);
    for (position, part) in facts.outcome.evidence.parts.iter().enumerate() {
        let word = if position == 0 { "from" } else { "" };
        let _ = writeln!(text, "{indent}  {word:<8} {}", printable(&part.to_string()));
    }
    if !facts.values.is_empty() {
        let _ = writeln!(text, "{indent}  values");
        let metrics: BTreeSet<&str> = facts
            .values
            .iter()
            .map(|value| value.metric.as_str())
            .collect();
        let value = |supplied: &Supplied| match metrics.len() {
            1 => value(supplied),
            _ => format!("{} {}", supplied.metric, value(supplied)),
        };
        let shown: Vec<_> = facts.values.iter().take(MAX_SHOWN).map(value).collect();
        let widest = shown.iter().map(|text| text.chars().count()).max();
        let width = widest.unwrap_or(0);
        for (value, shown) in facts.values.iter().zip(&shown) {
            supplied(text, value, &format!("{shown:<width$}"), indent);
        }
        let hidden = facts.values.len() - shown.len();
        if hidden > 0 {
            let _ = writeln!(text, "{indent}    … {hidden} more; --format json shows all");
        }
    }
    if let Some(past) = &facts.window {
        window(text, past, indent);
    }
}

/// Writes the outcome of a condition or a part of it, and what to do if there is no verdict.
pub fn result(text: &mut String, outcome: &Outcome, indent: &str) {
    let state = outcome.state;
    let style = human::style_of(Standing::Active(state));
    let cause = state.cause().map(Cause::name);
    let reasons: Vec<_> = cause
        .into_iter()
        .chain(outcome.evidence.detail.as_deref())
        .collect();
    let reasons = match reasons.as_slice() {
        [] => String::new(),
        reasons => format!("  {}", printable(&reasons.join(": "))),
    };
    let _ = writeln!(
        text,
        "{indent}  {style}is {}{style:#}{reasons}",
        state.name()
    );
    if let Some(cause) = state.cause() {
        let (meaning, help) = (cause.meaning(), cause.help());
        let _ = writeln!(text, "{indent}    {meaning}; {help}");
    }
}

fn value(value: &Supplied) -> String {
    let value = value.value.as_deref().unwrap_or("no number");
    printable(value).into_owned()
}

fn supplied(text: &mut String, value: &Supplied, shown: &str, indent: &str) {
    let mut parts = vec![format!("{:<12}", value.fate.name()), shown.to_owned()];
    if !value.labels.is_empty() {
        parts.push(human::label_text(&value.labels));
    }
    let at = value.at.map(instant);
    let age = value.age.map(|age| span(age) + " old");
    let origin = [Some(value.source.to_string()), at, age];
    parts.push(origin.into_iter().flatten().collect::<Vec<_>>().join(", "));
    let line = parts.join("  ");
    let _ = writeln!(text, "{indent}    {}", printable(line.trim_end()));
    if let Some(rule) = &value.rule {
        let cause = match value.fate {
            Fate::Refused(cause) => format!("{}: ", cause.name()),
            _ => String::new(),
        };
        let _ = writeln!(text, "{indent}                  {cause}{}", printable(rule));
    }
}

fn window(text: &mut String, past: &Past, indent: &str) {
    let (start, end) = (instant(past.start), instant(past.end));
    let gap = span(past.max_gap);
    let _ = writeln!(
        text,
        "{indent}  window   {start} to {end}, with gaps of at most {gap}"
    );
    for track in &past.tracks {
        let of = match &track.labels {
            Some(labels) if labels.is_empty() => "the series".to_owned(),
            Some(labels) => human::label_text(labels),
            None => "all series together".to_owned(),
        };
        let _ = writeln!(text, "{indent}    {}", printable(&of));
        let hidden = track.moments.len().saturating_sub(MAX_SHOWN);
        if hidden > 0 {
            let _ = writeln!(
                text,
                "{indent}      … {} earlier; --format json shows all",
                counted(hidden, "instant")
            );
        }
        for moment in track.moments.iter().skip(hidden) {
            moment_line(text, moment, indent);
        }
        for (from, to) in &track.gaps {
            let _ = writeln!(
                text,
                "{indent}      nothing observed from {} to {}",
                instant(*from),
                instant(*to)
            );
        }
    }
}

fn moment_line(text: &mut String, moment: &Moment, indent: &str) {
    let value = moment.value.as_deref().unwrap_or("no number");
    let verdict = match moment.satisfied {
        Ok(true) => "true",
        Ok(false) => "false",
        Err(cause) => cause.name(),
    };
    let carried = moment.carried.iter().map(|(labels, at)| {
        let of = human::label_text(labels);
        format!("{of} carried forward from {}", instant(*at))
    });
    let carried: Vec<_> = carried.collect();
    let line = format!(
        "{}  {value}  {verdict}  {}",
        instant(moment.at),
        carried.join(", ")
    );
    let _ = writeln!(text, "{indent}      {}", printable(line.trim_end()));
}

/// A time in RFC 3339 format, in UTC, to the second.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `3 days`, `5 hours`, `1 minute`: a duration, truncated to its largest unit.
fn span(length: Duration) -> String {
    let seconds = length.as_secs();
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute")];
    let fitting = units.into_iter().find(|(unit, _)| seconds >= *unit);
    let (unit, name) = fitting.unwrap_or((1, "second"));
    counted(usize::try_from(seconds / unit).unwrap_or(usize::MAX), name)
}

/// The outcome of a condition or a part of it, for JSON.
#[derive(Serialize)]
pub struct Result {
    state: &'static str,
    cause: Option<&'static str>,
    detail: Option<String>,
    way_out: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

/// What a value was computed from, for JSON.
#[derive(Debug, Serialize)]
pub struct Part {
    role: &'static str,
    subject: String,
    value: Option<String>,
    witness: Option<Labels>,
    source: String,
    at: Option<String>,
}

impl From<trigger::Part> for Part {
    fn from(part: trigger::Part) -> Self {
        Self {
            role: part.role,
            subject: part.subject,
            value: part.value,
            witness: part.witness,
            source: part.source.to_string(),
            at: part.at.map(instant),
        }
    }
}

/// The facts behind a comparison, for JSON.
#[derive(Serialize)]
pub struct Document {
    #[serde(flatten)]
    result: Result,
    values: Vec<Value>,
    window: Option<Window>,
}

#[derive(Serialize)]
struct Value {
    metric: String,
    fate: &'static str,
    cause: Option<&'static str>,
    rule: Option<String>,
    value: Option<String>,
    labels: Labels,
    source: String,
    at: Option<String>,
    age_seconds: Option<u64>,
}

#[derive(Serialize)]
struct Window {
    start: String,
    end: String,
    max_gap_seconds: u64,
    tracks: Vec<WindowTrack>,
}

/// `labels` is null if the track is for all series together.
#[derive(Serialize)]
struct WindowTrack {
    labels: Option<Labels>,
    instants: Vec<Instant>,
    gaps: Vec<Span>,
}

/// `satisfied` is null if it is unknown because of `cause`.
#[derive(Serialize)]
struct Instant {
    at: String,
    value: Option<String>,
    satisfied: Option<bool>,
    cause: Option<&'static str>,
    carried: Vec<Carried>,
}

#[derive(Serialize)]
struct Carried {
    labels: Labels,
    from: String,
}

#[derive(Serialize)]
struct Span {
    from: String,
    to: String,
}

impl From<Outcome> for Result {
    fn from(outcome: Outcome) -> Self {
        let cause = outcome.state.cause();
        Self {
            state: outcome.state.name(),
            cause: cause.map(Cause::name),
            detail: outcome.evidence.detail,
            way_out: cause.map(Cause::help),
            parts: outcome.evidence.parts.into_iter().map(Part::from).collect(),
        }
    }
}

impl From<Facts> for Document {
    fn from(facts: Facts) -> Self {
        Self {
            result: facts.outcome.into(),
            values: facts.values.into_iter().map(Value::from).collect(),
            window: facts.window.map(Window::from),
        }
    }
}

impl From<Supplied> for Value {
    fn from(value: Supplied) -> Self {
        Self {
            metric: value.metric,
            fate: value.fate.name(),
            cause: match value.fate {
                Fate::Refused(cause) => Some(cause.name()),
                _ => None,
            },
            rule: value.rule,
            value: value.value,
            labels: value.labels,
            source: value.source.to_string(),
            at: value.at.map(instant),
            age_seconds: value.age.map(|age| age.as_secs()),
        }
    }
}

impl From<Past> for Window {
    fn from(past: Past) -> Self {
        Self {
            start: instant(past.start),
            end: instant(past.end),
            max_gap_seconds: past.max_gap.as_secs(),
            tracks: past.tracks.into_iter().map(WindowTrack::from).collect(),
        }
    }
}

impl From<Track> for WindowTrack {
    fn from(track: Track) -> Self {
        let gaps = track.gaps.into_iter().map(|(from, to)| Span {
            from: instant(from),
            to: instant(to),
        });
        Self {
            labels: track.labels,
            instants: track.moments.into_iter().map(Instant::from).collect(),
            gaps: gaps.collect(),
        }
    }
}

impl From<Moment> for Instant {
    fn from(moment: Moment) -> Self {
        let carried = moment.carried.into_iter().map(|(labels, at)| Carried {
            labels,
            from: instant(at),
        });
        Self {
            at: instant(moment.at),
            value: moment.value,
            satisfied: moment.satisfied.ok(),
            cause: moment.satisfied.err().map(Cause::name),
            carried: carried.collect(),
        }
    }
}
