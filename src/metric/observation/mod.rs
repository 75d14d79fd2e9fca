//! Values that were measured earlier: one JSON object per line, in files that are never modified.
//!
//! `{"metric":"db.cpu.share","labels":{"module":"billing"},"at":"2026-11-22T21:12:00Z","value":"0.47","unit":"ratio","source":"prod"}`:
//! the value is a decimal string in the unit given beside it, so that no precision is lost.

mod line;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use twox_hash::XxHash3_128;

use crate::store::OBSERVATIONS;
use crate::trigger::value::{Series, Values};

use line::Line;
pub(super) use line::written;
pub use read::{Past, read};

/// A file of observations to be written: its path in the log, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `observations/2026/20261122T211200Z-<hash>.jsonl`, with a hash of the text.
    pub path: PathBuf,
    /// One line per value.
    pub text: String,
    /// The number of values.
    pub values: usize,
}

impl File {
    /// The file for a run at `now` that measured `values`; values without a time get `now`. With `replaces`,
    /// they override earlier observations of the same series and time. `None` if there are no values to
    /// record.
    pub fn of(values: &Values, now: DateTime<Utc>, replaces: bool) -> Option<Self> {
        let mut lines = BTreeSet::new();
        for metric in values.names() {
            let series = values
                .get(metric)
                .into_iter()
                .flat_map(|reading| &reading.series);
            lines.extend(series.filter_map(|series| line_of(metric, series, now, replaces)));
        }
        if lines.is_empty() {
            return None;
        }
        let values = lines.len();
        let text: String = lines.into_iter().map(|line| line + "\n").collect();
        let hash = XxHash3_128::oneshot(text.as_bytes()) >> 80;
        let name = format!("{}-{hash:012x}.jsonl", now.format("%Y%m%dT%H%M%SZ"));
        let folder = now.format("%Y").to_string();
        Some(Self {
            path: PathBuf::from(OBSERVATIONS).join(folder).join(name),
            text,
            values,
        })
    }
}

fn line_of(metric: &str, series: &Series, now: DateTime<Utc>, replaces: bool) -> Option<String> {
    let value = series.value.as_ref().ok()?;
    let mut line = Line::new(metric, series, value, series.at.unwrap_or(now));
    line.replaces = replaces;
    serde_json::to_string(&line).ok()
}
