//! The entries of a log: the path of each record inside the log, with faults located by it.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::log::Log;
use crate::record::{Record, file_name};
use crate::source::shown;

use super::text;

/// An entry in the log's index.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'l> {
    /// A record, with its position in [`Log::records`].
    Record(usize, &'l Record),
    /// A file that should be a record: its path, and why it cannot be read.
    Unreadable(&'l Path, &'l str),
}

/// All entries of the log by number, then by path; those without a number come last.
pub fn entries(log: &Log) -> Vec<Entry<'_>> {
    let records = log.records.iter().enumerate();
    let mut entries: Vec<_> = records
        .map(|(position, record)| Entry::Record(position, record))
        .collect();
    let unreadable = log.unreadable.iter();
    entries.extend(unreadable.map(|entry| Entry::Unreadable(&entry.path, &entry.why)));
    entries.sort_by_cached_key(|entry| {
        let (number, path) = match *entry {
            Entry::Record(_, record) => (record.number, record.source.path()),
            Entry::Unreadable(path, _) => (number_of(path), path),
        };
        (number.is_none(), number, path.to_owned())
    });
    entries
}

/// The number in a path's file name.
pub fn number_of(path: &Path) -> Option<u32> {
    file_name::number(&path.file_name()?.to_string_lossy())
}

/// `path` relative to the log, separated by `/`: no output depends on where the log is.
pub fn path_in_log(log: &Log, path: &Path) -> String {
    shown(path.strip_prefix(&log.place.dir).unwrap_or(path))
}

/// A fault in one line, with its location inside the log: ``0003-x.md:4:1: `date` is missing``.
pub fn fault(log: &Log, fault: &Diagnostic) -> String {
    let at = fault.source.position(fault.span.start);
    let path = path_in_log(log, fault.source.path());
    let message = format!("{path}:{}:{}: {}", at.line, at.column, fault.message);
    text::one_line(&message)
}
