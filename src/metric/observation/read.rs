//! Reads observations as current and past values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::line::Line;
use crate::diagnostic::{Diagnostic, Severity};
use crate::metric::INVALID_VALUES;
use crate::source::{Source, Span, shown};
use crate::store::Unreadable;
use crate::trigger::value::{Labels, Reading, Series, Values};

/// What files of observations say.
#[derive(Debug, Default)]
pub struct Past {
    /// By metric: the newest values as series, and all of them as history. Of a metric that a broken line or a
    /// broken file concerns, the fault.
    pub values: Values,
    /// What is wrong in them.
    pub faults: Vec<Diagnostic>,
    /// Which files could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// What `files` say of the `wanted` metrics.
pub fn read(
    files: impl IntoIterator<Item = Result<Arc<Source>, Unreadable>>,
    wanted: &BTreeSet<String>,
) -> Past {
    let mut past = Past::default();
    let mut series: BTreeMap<String, Vec<(Series, bool)>> = BTreeMap::new();
    let mut broken: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let source = match file {
            Ok(source) => source,
            Err(unreadable) => {
                let why = format!("{}: {}", shown(&unreadable.path), unreadable.why);
                broken.extend(wanted.iter().map(|metric| (metric.clone(), why.clone())));
                past.unreadable.push(unreadable);
                continue;
            }
        };
        for (span, text) in lines(source.text()) {
            match observation(text) {
                Ok((metric, found)) => {
                    if wanted.contains(&metric) {
                        series.entry(metric).or_default().push(found);
                    }
                }
                Err(Fault { metric, message }) => {
                    let line = source.position(span.start).line;
                    let why = format!("{}:{line}: {message}", source.shown_path());
                    let concerned = concerned(metric, source.text(), wanted);
                    broken.extend(concerned.into_iter().map(|metric| (metric, why.clone())));
                    let fault = Diagnostic::error(INVALID_VALUES, &source, span, message);
                    let help = "restore the line from git, or take the file away: it is one run";
                    past.faults
                        .push(fault.with_severity(Severity::Warning).with_help(help));
                }
            }
        }
    }
    for (metric, series) in series {
        past.values.supply(metric, reading(corrected(series)));
    }
    for (metric, fault) in broken {
        let reading = Reading {
            fault: Some(fault),
            ..Reading::default()
        };
        past.values.supply(metric, reading);
    }
    past
}

struct Fault {
    metric: Option<String>,
    message: String,
}

/// The series of which each is the one observed, or where any replace those of the same labels and time, the last of those.
fn corrected(observed: Vec<(Series, bool)>) -> Vec<Series> {
    let mut last: BTreeMap<(Labels, Option<DateTime<Utc>>), usize> = BTreeMap::new();
    for (position, (series, replaces)) in observed.iter().enumerate() {
        if *replaces {
            last.insert((series.labels.clone(), series.at), position);
        }
    }
    let stands = |position: usize, series: &Series| {
        let corrected = last.get(&(series.labels.clone(), series.at));
        corrected.is_none_or(|corrected| *corrected == position)
    };
    let observed = observed.into_iter().enumerate();
    observed
        .filter_map(|(position, (series, _))| stands(position, &series).then_some(series))
        .collect()
}

/// The metric, the series, and whether it replaces what was observed before.
fn observation(text: &str) -> Result<(String, (Series, bool)), Fault> {
    let fault = |metric: Option<String>, message: String| Fault { metric, message };
    let line: Line = serde_json::from_str(text).map_err(|error| {
        let message = match error.is_eof() {
            true => "the line is cut short".to_owned(),
            false if is_conflict(text) => "a conflict that was never resolved".to_owned(),
            false => format!("this is not an observation: {error}"),
        };
        fault(named_in(text), message)
    })?;
    let series = line
        .series()
        .map_err(|message| fault(Some(line.metric.clone()), message))?;
    Ok((line.metric, (series, line.replaces)))
}

/// Whether `text` is one of the marks that git leaves.
fn is_conflict(text: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

/// The metric that a broken line names.
fn named_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("\"metric\"")?;
    let (_, rest) = rest.split_once('"')?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// The metrics that a fault concerns: the one that the line names, else all that the file names, else all.
fn concerned(metric: Option<String>, file: &str, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let named: BTreeSet<String> = match metric {
        Some(metric) => BTreeSet::from([metric]),
        None => file.lines().filter_map(named_in).collect(),
    };
    match named.is_empty() {
        true => wanted.clone(),
        false => named.intersection(wanted).cloned().collect(),
    }
}

/// The lines of a file that are not blank, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(move |line| {
            let from = start;
            start += line.len();
            let bare = line.trim_end().trim_start_matches('\u{feff}');
            (from..from + line.trim_end().len(), bare)
        })
        .filter(|(_, line)| !line.trim().is_empty())
}

/// The newest of `history` as series, and all of it.
fn reading(history: Vec<Series>) -> Reading {
    let mut last: BTreeMap<&Labels, DateTime<Utc>> = BTreeMap::new();
    for series in &history {
        if let Some(at) = series.at {
            let known = last.entry(&series.labels).or_insert(at);
            *known = at.max(*known);
        }
    }
    let is_current =
        |series: &&Series| series.at.is_some() && last.get(&series.labels) == series.at.as_ref();
    Reading {
        series: history.iter().filter(is_current).cloned().collect(),
        history,
        ..Reading::default()
    }
}
