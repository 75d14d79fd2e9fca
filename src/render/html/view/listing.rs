//! The records of a log, or of several, in the order of the index: the newest first.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::super::super::entry::{self, Entry};
use super::super::super::text;
use super::{Reference, Sources, title_or_path};
use crate::record::{self, Record};

/// The logs of a site; each has a name where there are several.
pub type Logs<'s> = [(Option<&'s str>, Sources<'s>)];

/// Everything that the index lists.
pub struct Listing<'s> {
    /// Files that cannot be read, then the newest decisions, then those without a date.
    pub entries: Vec<Listed<'s>>,
}

/// One entry of the index, with its log.
#[derive(Clone, Copy)]
pub struct Listed<'s> {
    /// The name of its log, in a site of several.
    pub log: Option<&'s str>,
    /// The log that it is in.
    pub sources: Sources<'s>,
    /// The record, or the file that cannot be read.
    pub entry: Entry<'s>,
}

/// A readable record of a listing.
#[derive(Clone, Copy)]
pub struct ListedRecord<'s> {
    /// The name of its log, in a site of several.
    pub log: Option<&'s str>,
    /// The log that it is in.
    pub sources: Sources<'s>,
    /// Its position in the log.
    pub position: usize,
    /// The record.
    pub record: &'s Record,
}

impl<'s> Listing<'s> {
    /// The entries of `logs`.
    pub fn of(logs: &Logs<'s>) -> Self {
        let entries = logs.iter().flat_map(|(log, sources)| {
            let entries = entry::entries(sources.input.log).into_iter();
            entries.map(|entry| Listed {
                log: *log,
                sources: *sources,
                entry,
            })
        });
        let mut entries: Vec<Listed<'s>> = entries.collect();
        entries.sort_by_key(|listed| match listed.entry {
            Entry::Unreadable(..) => (false, Reverse(None), Reverse(None)),
            Entry::Record(_, record) => (true, Reverse(record.date()), Reverse(record.number)),
        });
        Self { entries }
    }

    /// The records among the entries.
    pub fn records(&self) -> impl Iterator<Item = ListedRecord<'s>> + '_ {
        self.entries.iter().filter_map(Listed::record)
    }
}

impl<'s> Listed<'s> {
    /// The record, if it is one.
    pub fn record(&self) -> Option<ListedRecord<'s>> {
        match self.entry {
            Entry::Unreadable(..) => None,
            Entry::Record(position, record) => Some(ListedRecord {
                log: self.log,
                sources: self.sources,
                position,
                record,
            }),
        }
    }
}

impl ListedRecord<'_> {
    /// A reference to it from a page about all logs.
    pub fn reference(&self) -> Reference {
        let title = title_or_path(self.sources.pages, self.position, self.record);
        let href = Some(self.sources.pages.href(self.position));
        qualified(Reference::new(self.record.number, title, href), self.log)
    }

    /// Its date.
    pub fn date(&self) -> Option<NaiveDate> {
        self.record.date()
    }

    /// The URL of the anchor `name` in its page.
    pub fn href_of(&self, name: &str) -> String {
        let href = self.sources.pages.href(self.position);
        let href = match self.log {
            Some(log) => super::within(log, &href),
            None => href,
        };
        format!("{href}#{}", text::percent_encoded(name))
    }
}

/// `reference` as it is in a page about several logs, if its log has a name there.
pub fn qualified(reference: Reference, log: Option<&str>) -> Reference {
    match log {
        Some(log) => reference.qualified(log),
        None => reference,
    }
}

/// `number` as a reader sees it, with the name of its log.
pub fn number(number: u32, log: Option<&str>) -> String {
    let number = record::reference(number);
    match log {
        Some(log) => format!("{log}/{number}"),
        None => number,
    }
}
