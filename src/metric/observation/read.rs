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

/// The contents of files of observations.
#[derive(Debug, Default)]
pub struct Past {
    /// By metric: the newest values as series, and all values as history. A metric affected by a broken line
    /// or file has the fault instead.
    pub values: Values,
    /// The errors in the files.
    pub faults: Vec<Diagnostic>,
    /// The files that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// Reads the observations of the `wanted` metrics in `files`.
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
                    let help =
                        "restore the line from git, or delete the file: it holds a single run";
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

/// The series after corrections: the observed one, or the last of those that replace others with the same
/// labels and time.
fn corrected(observed: Vec<(Series, bool)>) -> Vec<Series> {
    let mut last: BTreeMap<(Labels, Option<DateTime<Utc>>), usize> = BTreeMap::new();
    for (position, (series, replaces)) in observed.iter().enumerate() {
        if *replaces {
            last.insert((series.labels.clone(), series.at), position);
        }
    }
    let is_kept = |position: usize, series: &Series| {
        let corrected = last.get(&(series.labels.clone(), series.at));
        corrected.is_none_or(|corrected| *corrected == position)
    };
    let observed = observed.into_iter().enumerate();
    observed
        .filter_map(|(position, (series, _))| is_kept(position, &series).then_some(series))
        .collect()
}

/// The metric, the series, and whether it replaces an earlier observation.
fn observation(text: &str) -> Result<(String, (Series, bool)), Fault> {
    let fault = |metric: Option<String>, message: String| Fault { metric, message };
    let line: Line = serde_json::from_str(text).map_err(|error| {
        let message = match error.is_eof() {
            true => "the line is truncated".to_owned(),
            false if is_conflict(text) => "an unresolved merge conflict".to_owned(),
            false => format!("this is not an observation: {error}"),
        };
        fault(named_in(text), message)
    })?;
    let series = line
        .series()
        .map_err(|message| fault(Some(line.metric.clone()), message))?;
    Ok((line.metric, (series, line.replaces)))
}

/// Whether `text` is one of git's conflict markers.
fn is_conflict(text: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

/// The metric named in a broken line.
fn named_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("\"metric\"")?;
    let (_, rest) = rest.split_once('"')?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// The metrics affected by a fault: the one named in the line, or else all that the file names, or else all.
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

/// The non-blank lines of a file, with their spans.
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

/// A reading with the newest values of `history` as series, and all of it as history.
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
