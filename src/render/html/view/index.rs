//! The content of the index page.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::super::entry::{self, Entry};
use super::super::super::text;
use super::{Reference, Site, Sources, Word, faults, lines, title_or_path, within};
use crate::record::{self, Record, Status};

/// The data for `index.html`.
#[derive(Debug, Serialize)]
pub struct IndexPage<'s> {
    site: &'s Site<'s>,
    counts: Vec<Count>,
    rows: Vec<Row>,
}

/// The number of records with a status.
#[derive(Debug, Serialize)]
pub struct Count {
    status: Word,
    records: usize,
}

/// One row of the index. An unreadable record has no page.
#[derive(Debug, Serialize)]
pub struct Row {
    number: Option<String>,
    title: String,
    href: Option<String>,
    status: Option<Word>,
    date: Option<NaiveDate>,
    deciders: Vec<String>,
    tags: Vec<String>,
    standing: Option<Word>,
    successor: Option<Reference>,
    faults: Vec<String>,
}

impl Row {
    /// This row in the index of several logs, of which its log is called `log`.
    fn qualified(self, log: &str) -> Self {
        Self {
            number: self.number.map(|number| format!("{log}/{number}")),
            href: self.href.map(|href| within(log, &href)),
            successor: self.successor.map(|successor| successor.qualified(log)),
            ..self
        }
    }
}

/// The index of several logs, each with its name.
pub fn index_of_logs<'s>(site: &'s Site<'s>, logs: &[(&str, Sources<'_>)]) -> IndexPage<'s> {
    let rows = logs.iter().flat_map(|(name, sources)| {
        let entries = entry::entries(sources.input.log);
        let page = index(*sources, &entries);
        page.rows.into_iter().map(|row| row.qualified(name))
    });
    let rows: Vec<Row> = rows.collect();
    let counts = Status::ALL.into_iter().map(|status| {
        let has_status = |row: &&Row| {
            row.status
                .as_ref()
                .is_some_and(|word| word.name == status.name())
        };
        Count {
            status: Word::of_status(status),
            records: rows.iter().filter(has_status).count(),
        }
    });
    IndexPage {
        site,
        counts: counts.filter(|count| count.records > 0).collect(),
        rows,
    }
}

/// The index of everything in the log.
pub fn index<'s>(sources: Sources<'s>, entries: &[Entry<'_>]) -> IndexPage<'s> {
    let of_status = |wanted| {
        let records = sources.input.log.records.iter();
        records
            .filter(|record| record.status() == Some(wanted))
            .count()
    };
    let counts = Status::ALL.into_iter().map(|status| Count {
        status: Word::of_status(status),
        records: of_status(status),
    });
    let row = |listed: &Entry<'_>| match *listed {
        Entry::Record(position, record) => row(&sources, position, record),
        Entry::Unreadable(path, why) => Row {
            number: entry::number_of(path).map(record::reference),
            title: text::one_line(&entry::path_in_log(sources.input.log, path)),
            href: None,
            status: None,
            date: None,
            deciders: Vec::new(),
            tags: Vec::new(),
            standing: None,
            successor: None,
            faults: vec![format!("cannot be read: {}", text::one_line(why))],
        },
    };
    IndexPage {
        site: sources.site,
        counts: counts.filter(|count| count.records > 0).collect(),
        rows: entries.iter().map(row).collect(),
    }
}

fn row(sources: &Sources<'_>, position: usize, record: &Record) -> Row {
    let front = record.front.as_ref();
    let successor = front.and_then(|front| front.superseded_by.as_ref());
    Row {
        number: record.number.map(record::reference),
        title: title_or_path(sources, position, record),
        href: Some(sources.pages.href(position)),
        status: record.status().map(Word::of_status),
        date: record.date(),
        deciders: front.map_or_else(Vec::new, |front| lines(&front.deciders)),
        tags: front.map_or_else(Vec::new, |front| lines(&front.tags)),
        standing: sources.verdicts.standing(position),
        successor: successor.map(|number| Reference::to_number(sources, number.value)),
        faults: faults(sources, record),
    }
}
