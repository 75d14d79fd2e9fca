//! The content of the index page.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::super::entry::{self, Entry};
use super::super::super::text;
use super::guard;
use super::listing::{self, Listed, ListedRecord, Listing, qualified};
use super::overview::Overview;
use super::progress::Progress;
use super::{Reference, Site, Word, faults, lines};
use crate::record::Status;

/// The data for `index.html`.
#[derive(Debug, Serialize)]
pub struct IndexPage<'s> {
    site: &'s Site<'s>,
    overview: Overview<'s>,
    counts: Vec<Count>,
    tags: Vec<Facet>,
    deciders: Vec<Facet>,
    rows: Vec<Row<'s>>,
}

/// The number of records with a status.
#[derive(Debug, Serialize)]
struct Count {
    status: Word,
    records: usize,
}

/// A value by which the index can be filtered.
#[derive(Debug, Serialize)]
struct Facet {
    value: String,
    records: usize,
}

/// One row of the index. An unreadable record has no page.
#[derive(Debug, Default, Serialize)]
struct Row<'s> {
    number: Option<String>,
    title: String,
    href: Option<String>,
    status: Option<Word>,
    date: Option<NaiveDate>,
    deciders: Vec<String>,
    tags: Vec<String>,
    standing: Option<Word>,
    /// How far its most urgent trigger has come.
    progress: Option<&'s Progress>,
    successor: Option<Reference>,
    /// Whether its guards are `kept` or `broken`, if they were counted.
    guards: Option<&'static str>,
    faults: Vec<String>,
}

/// The index of everything in `listing`.
pub fn index<'s>(site: &'s Site<'s>, listing: &Listing<'s>) -> IndexPage<'s> {
    let rows: Vec<Row<'s>> = listing.entries.iter().map(row).collect();
    let counts = Status::ALL.into_iter().map(|status| {
        let has_status = |listed: &ListedRecord<'_>| listed.record.status() == Some(status);
        Count {
            status: Word::of_status(status),
            records: listing.records().filter(has_status).count(),
        }
    });
    IndexPage {
        site,
        overview: Overview::of(listing),
        counts: counts.filter(|count| count.records > 0).collect(),
        tags: facets(rows.iter().map(|row| &row.tags)),
        deciders: facets(rows.iter().map(|row| &row.deciders)),
        rows,
    }
}

/// Each value with the number of rows that have it, the most frequent first.
fn facets<'r>(values: impl Iterator<Item = &'r Vec<String>>) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values.flatten() {
        *counts.entry(value).or_default() += 1;
    }
    let mut facets: Vec<Facet> = counts
        .into_iter()
        .map(|(value, records)| Facet {
            value: value.to_owned(),
            records,
        })
        .collect();
    facets.sort_by_key(|facet| std::cmp::Reverse(facet.records));
    facets
}

fn row<'s>(listed: &Listed<'s>) -> Row<'s> {
    match (listed.record(), listed.entry) {
        (Some(record), _) => record_row(&record),
        (None, Entry::Record(..)) => Row::default(),
        (None, Entry::Unreadable(path, why)) => Row {
            number: entry::number_of(path).map(|number| listing::number(number, listed.log)),
            title: text::one_line(&entry::path_in_log(listed.sources.input.log, path)),
            faults: vec![format!("cannot be read: {}", text::one_line(why))],
            ..Row::default()
        },
    }
}

fn record_row<'s>(listed: &ListedRecord<'s>) -> Row<'s> {
    let front = listed.record.front.as_ref();
    let successor = front.and_then(|front| front.superseded_by.as_ref());
    let Reference {
        number,
        title,
        href,
        ..
    } = listed.reference();
    Row {
        number,
        title,
        href,
        guards: guard::verdict(&listed.sources, listed.record),
        status: listed.record.status().map(Word::of_status),
        date: listed.date(),
        deciders: front.map_or_else(Vec::new, |front| lines(&front.deciders)),
        tags: front.map_or_else(Vec::new, |front| lines(&front.tags)),
        standing: listed.sources.verdicts.standing(listed.position),
        progress: listed.sources.verdicts.progress(listed.position),
        successor: successor.map(|number| {
            let successor = Reference::to_number(&listed.sources, number.value);
            qualified(successor, listed.log)
        }),
        faults: faults(&listed.sources, listed.record),
    }
}
