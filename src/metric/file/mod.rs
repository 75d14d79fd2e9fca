//! Values from `--metrics FILE`, in any supported format; every fault is reported with its location.
//!
//! A format is one file with a `pub const X: Format`, and one line in [`FORMATS`].

mod csv;
mod exposition;
mod json;
mod kind;
mod rows;
mod toml;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::config::{Config, METRIC_NAME_HELP, is_metric_name};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span, Spanned};
use crate::trigger::value::{Labels, Reading, Series, Values};

pub use exposition::bare_name;
pub use kind::FILE;

use super::INVALID_VALUES;
use super::text::read_value;

/// All file formats for values, in the order in which help lists them.
pub const FORMATS: &[Format] = &[toml::TOML, json::JSON, csv::CSV, exposition::PROMETHEUS];

/// A file format for values.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name for `--metrics-format`.
    pub name: &'static str,
    /// The extensions of its files, without the dot.
    pub extensions: &'static [&'static str],
    /// Whether metrics have other names in it, which are recognised by those in use.
    pub renames: bool,
    /// Reads the text, without its byte order mark, into the sheet.
    pub read: fn(&mut ReadingsBuilder<'_>, &str),
}

impl Format {
    /// The format for the extension of `path`.
    pub fn of_path(path: &Path) -> Option<&'static Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        let is_meant = |format: &&Self| format.extensions.contains(&extension.as_str());
        FORMATS.iter().find(is_meant)
    }

    /// The format called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// Reads the values in `source`, and reports everything wrong with it (`invalid-values`).
pub fn read(
    source: &Arc<Source>,
    format: &Format,
    config: &Config,
    requested: &BTreeSet<String>,
) -> (Values, Vec<Diagnostic>) {
    let text = source.text().trim_start_matches('\u{feff}');
    let mut builder = ReadingsBuilder {
        source,
        path: source.shown_path().into(),
        config,
        requested,
        base: source.text().len() - text.len(),
        readings: HashMap::new(),
        faults: Vec::new(),
    };
    match source.invalid_utf8_at() {
        Some(at) => {
            *builder.fault(at..at, "the file is not valid UTF-8") =
                Some("save it as UTF-8".to_owned());
        }
        None => (format.read)(&mut builder, text),
    }
    let readings = builder.readings.into_iter();
    let values = readings.map(|(metric, reading)| (metric, parted(reading)));
    let values = values.collect();
    builder.faults.sort_by_key(|fault| fault.span.start);
    (values, builder.faults)
}

/// Splits `reading` into the newest value of each series, as the current one, and the earlier ones, as its
/// history, provided that all values of the series have a time.
fn parted(reading: Reading) -> Reading {
    if reading.series.len() < 2 {
        return reading;
    }
    let mut all = reading.series;
    all.sort_by(|left, right| left.labels.cmp(&right.labels));
    let by_labels = all.chunk_by(|left, right| left.labels == right.labels);
    let is_past = by_labels.flat_map(|all| {
        let newest = all.iter().map(|series| series.at).max().flatten();
        let are_dated = all.iter().all(|series| series.at.is_some());
        all.iter()
            .map(move |series| are_dated && series.at != newest)
    });
    let is_past: Vec<bool> = is_past.collect();
    let mut parted = Reading {
        fault: reading.fault,
        notes: reading.notes,
        ..Reading::default()
    };
    for (series, is_past) in all.into_iter().zip(is_past) {
        match is_past {
            true => parted.history.push(series),
            false => parted.series.push(series),
        }
    }
    parted
}

/// What a format has read so far. All spans are relative to the start of the text passed to the format.
#[derive(Debug)]
pub struct ReadingsBuilder<'c> {
    source: &'c Arc<Source>,
    /// The path of the source, as shown to users.
    path: Arc<str>,
    config: &'c Config,
    /// The metrics that are requested, declared or not.
    requested: &'c BTreeSet<String>,
    base: usize,
    readings: HashMap<String, Reading>,
    faults: Vec<Diagnostic>,
}

/// One series in a file.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The labels that distinguish it from the metric's other series.
    pub labels: Labels,
    /// Its exact value as text.
    pub value: Spanned<String>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
}

impl ReadingsBuilder<'_> {
    /// Reports a fault `message` at `span`, and returns its help for the caller to fill in.
    pub fn fault(&mut self, span: Span, message: impl Into<String>) -> &mut Option<String> {
        let span = self.base + span.start..self.base + span.end;
        let fault = Diagnostic::error(INVALID_VALUES, self.source, span, message);
        self.faults.push(fault);
        let last = self.faults.len() - 1;
        &mut self.faults[last].help
    }

    /// Whether `metric` has been opened.
    fn has(&self, metric: &str) -> bool {
        self.readings.contains_key(metric)
    }

    /// Adds `metric` as mentioned by the file, without series so far.
    pub fn open(&mut self, metric: &Spanned<String>) {
        if is_metric_name(&metric.value) {
            self.readings.entry(metric.value.clone()).or_default();
            return;
        }
        let message = format!("`{}` is not a metric name", metric.value);
        *self.fault(metric.span.clone(), message) = Some(METRIC_NAME_HELP.to_owned());
    }

    /// Marks the values of `metric`, which must be open, as doubtful.
    pub fn note(&mut self, metric: &str, note: impl Into<String>) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.notes.insert(note.into());
        }
    }

    /// Records why `metric`, which must be open, has no value.
    pub fn refuse(&mut self, metric: &str, why: impl Into<String>) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.fault = Some(why.into());
        }
    }

    /// Adds a series to `metric`, which must be open.
    pub fn add(&mut self, metric: &str, entry: Entry) {
        let value = match read_value(self.config, metric, &entry.value.value) {
            Ok(value) => value,
            Err(error) => {
                *self.fault(entry.value.span, error.message) = Some(error.help);
                return;
            }
        };
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.series.push(Series {
                labels: entry.labels,
                value,
                at: entry.at,
                source: Arc::clone(&self.path),
            });
        }
    }
}

/// A time in RFC 3339 format; a date alone means its midnight in UTC.
fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(day.and_time(NaiveTime::MIN).and_utc());
    }
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}

#[cfg(test)]
mod tests;
