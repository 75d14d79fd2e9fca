//! Values from `--metrics FILE`, in any supported format; every fault is reported with its location.
//!
//! A format is one file with a `pub const X: Format`, and one line in [`FORMATS`].

mod csv;
mod exposition;
mod json;
mod kind;
mod toml;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
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

/// Every format of file that values are read from, in the order help lists them.
pub const FORMATS: &[Format] = &[toml::TOML, json::JSON, csv::CSV, exposition::PROMETHEUS];

/// A format of file that values are read from.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What `--metrics-format` calls it.
    pub name: &'static str,
    /// How its files end, without the dot.
    pub extensions: &'static [&'static str],
    /// Reads the text, which starts after a byte order mark, into the sheet.
    pub read: fn(&mut Sheet<'_>, &str),
}

impl Format {
    /// The format that the end of `path` tells.
    pub fn of_path(path: &Path) -> Option<&'static Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        let is_meant = |format: &&Self| format.extensions.contains(&extension.as_str());
        FORMATS.iter().find(is_meant)
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}

/// The values in `source`, and everything wrong with it (`invalid-values`).
pub fn read(
    source: &Arc<Source>,
    format: &Format,
    config: &Config,
    asked: &BTreeSet<String>,
) -> (Values, Vec<Diagnostic>) {
    let text = source.text().trim_start_matches('\u{feff}');
    let mut sheet = Sheet {
        source,
        config,
        asked,
        base: source.text().len() - text.len(),
        readings: BTreeMap::new(),
        faults: Vec::new(),
    };
    match source.invalid_utf8_at() {
        Some(at) => {
            *sheet.fault(at..at, "the file is not UTF-8 text") =
                Some("save it as UTF-8".to_owned());
        }
        None => (format.read)(&mut sheet, text),
    }
    let mut values = Values::default();
    for (metric, reading) in sheet.readings {
        values.supply(metric, parted(reading));
    }
    sheet.faults.sort_by_key(|fault| fault.span.start);
    (values, sheet.faults)
}

/// `reading` with the newest value of each series as that of now, where all values of the series have a time of their
/// own, and those before it as its history.
fn parted(reading: Reading) -> Reading {
    if reading.series.len() < 2 {
        return reading;
    }
    let mut by_labels: BTreeMap<Labels, Vec<Series>> = BTreeMap::new();
    for series in reading.series {
        by_labels
            .entry(series.labels.clone())
            .or_default()
            .push(series);
    }
    let mut parted = Reading {
        fault: reading.fault,
        notes: reading.notes,
        ..Reading::default()
    };
    for (_, mut all) in by_labels {
        let newest = all.iter().map(|series| series.at).max().flatten();
        if all.iter().all(|series| series.at.is_some()) {
            let (now, before): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|series| series.at == newest);
            all = now;
            parted.history.extend(before);
        }
        parted.series.append(&mut all);
    }
    parted
}

/// What a format has read so far. All spans count from the start of the text given to the format.
#[derive(Debug)]
pub struct Sheet<'c> {
    source: &'c Arc<Source>,
    config: &'c Config,
    /// The metrics that somebody asks for, declared or not.
    asked: &'c BTreeSet<String>,
    base: usize,
    readings: BTreeMap<String, Reading>,
    faults: Vec<Diagnostic>,
}

/// One series as a format reads it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What tells it from the metric's other series.
    pub labels: Labels,
    /// Its value as text, exact.
    pub value: Spanned<String>,
    /// When it was measured.
    pub at: Option<DateTime<Utc>>,
}

impl Sheet<'_> {
    /// Records that `message` holds at `span`; the way out goes into what this gives back.
    pub fn fault(&mut self, span: Span, message: impl Into<String>) -> &mut Option<String> {
        let span = self.base + span.start..self.base + span.end;
        let fault = Diagnostic::error(INVALID_VALUES, self.source, span, message);
        self.faults.push(fault);
        let last = self.faults.len() - 1;
        &mut self.faults[last].help
    }

    /// Says that the file speaks of `metric`, with no series so far.
    pub fn open(&mut self, metric: &Spanned<String>) {
        if is_metric_name(&metric.value) {
            self.readings.entry(metric.value.clone()).or_default();
            return;
        }
        let message = format!("`{}` is not a metric's name", metric.value);
        *self.fault(metric.span.clone(), message) = Some(METRIC_NAME_HELP.to_owned());
    }

    /// Says that the values of `metric`, which has been opened, are doubtful.
    pub fn note(&mut self, metric: &str, note: impl Into<String>) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.notes.insert(note.into());
        }
    }

    /// Says why there is not a value of `metric`, which has been opened.
    pub fn refuse(&mut self, metric: &str, why: impl Into<String>) {
        if let Some(reading) = self.readings.get_mut(metric) {
            reading.fault = Some(why.into());
        }
    }

    /// Adds a series to `metric`, which has been opened.
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
                source: self.source.shown_path(),
            });
        }
    }
}

/// A point in time as RFC 3339 writes it; a day alone is its first moment in UTC.
fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(day.and_time(NaiveTime::MIN).and_utc());
    }
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc())
}

#[cfg(test)]
mod tests;
