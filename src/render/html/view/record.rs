//! The content of a record's page.

use chrono::NaiveDate;
use minijinja::Value;
use serde::Serialize;

use super::super::forge;
use super::super::prose::{Heading, Prose};
use super::guard::GuardView;
use super::lineage::{self, LinkGroup, Step};
use super::summary::first_sentence;
use super::trigger::Trigger;
use super::{Reference, Site, Sources, Word, faults, lines, title_or_path};
use crate::record::{self, Record};

/// The data for `record.html`.
#[derive(Debug, Serialize)]
pub struct RecordPage<'s> {
    site: &'s Site<'s>,
    number: Option<String>,
    title: String,
    /// The length of the title, if its size has to be reduced: `long` or `very-long`.
    title_length: Option<&'static str>,
    /// The first sentence of the decision.
    summary: Option<String>,
    /// The URL of this page, if it is known.
    url: Option<String>,
    path: String,
    status: Option<Word>,
    date: Option<NaiveDate>,
    deciders: Vec<String>,
    tags: Vec<String>,
    affects: Vec<String>,
    successor: Option<Reference>,
    /// HTML, marked as safe.
    prose: Value,
    has_code: bool,
    /// The headings of its sections, if there are many.
    contents: Vec<Heading>,
    standing: Option<Word>,
    triggers: &'s [Trigger],
    guards: Vec<GuardView>,
    /// The corrections of the record, the newest first.
    amended: Vec<Amended>,
    chain: Vec<Step>,
    edges: Vec<LinkGroup>,
    /// The records whose prose names it, apart from those in `edges` and `chain`.
    cited_by: Vec<Reference>,
    /// The URL of its lineage on the graph page.
    graph: Option<String>,
    history: Option<FileHistory<'s>>,
    edit: Option<String>,
    previous: Option<Reference>,
    next: Option<Reference>,
    faults: Vec<String>,
}

/// The history of the record in git.
#[derive(Debug, Serialize)]
struct FileHistory<'s> {
    created: NaiveDate,
    changed: NaiveDate,
    authors: Vec<&'s str>,
    more_authors: usize,
}

/// The maximum number of authors listed; if there are more, only their number is shown.
const MAX_AUTHORS: usize = 6;

/// The number of sections up to which a reader needs no list of them.
const MAX_WITHOUT_CONTENTS: usize = 4;

/// How long `title` is, if it is too long to be set as large as others.
fn title_length(title: &str) -> Option<&'static str> {
    match title.chars().count() {
        ..=60 => None,
        61..=240 => Some("long"),
        _ => Some("very-long"),
    }
}

/// The page of the record at `position`, whose prose is `prose`.
pub fn record<'s>(
    sources: Sources<'s>,
    position: usize,
    record: &Record,
    prose: Prose,
) -> RecordPage<'s> {
    let front = record.front.as_ref();
    let successor = front.and_then(|front| front.superseded_by.as_ref());
    let texts = |of: fn(&record::Front) -> &[crate::source::Spanned<String>]| {
        front.map_or_else(Vec::new, |front| lines(of(front)))
    };
    let title = title_or_path(sources.pages, position, record);
    let base = sources.input.settings.url.as_deref();
    RecordPage {
        site: sources.site,
        number: record.number.map(record::reference),
        title_length: title_length(&title),
        title,
        summary: first_sentence(record),
        url: base.map(|base| format!("{base}{}", sources.pages.href(position))),
        path: sources.pages.path(position).to_owned(),
        status: record.status().map(Word::of_status),
        date: record.date(),
        deciders: texts(|front| &front.deciders),
        tags: texts(|front| &front.tags),
        affects: texts(|front| &front.affects),
        successor: successor.map(|number| Reference::to_number(&sources, number.value)),
        prose: Value::from_safe_string(prose.html),
        has_code: prose.has_code,
        contents: Some(prose.headings)
            .filter(|headings| headings.len() > MAX_WITHOUT_CONTENTS)
            .unwrap_or_default(),
        standing: sources.verdicts.standing(position),
        triggers: sources.verdicts.triggers(position),
        guards: GuardView::all(&sources, record),
        amended: amended(record),
        chain: lineage::chain(&sources, record),
        edges: lineage::links(&sources, record),
        cited_by: cited_by(&sources, position),
        graph: sources.lineages.href(sources.pages, position, record),
        history: history(&sources, position),
        edit: edit(&sources, position),
        previous: position
            .checked_sub(1)
            .and_then(|position| Reference::to(&sources, position))
            .map(Reference::shortened),
        next: Reference::to(&sources, position + 1).map(Reference::shortened),
        faults: faults(&sources, record),
    }
}

/// A correction of the record after it was accepted.
#[derive(Debug, Serialize)]
struct Amended {
    date: NaiveDate,
    reason: String,
}

fn amended(record: &Record) -> Vec<Amended> {
    let amendments = record
        .front
        .iter()
        .flat_map(|front| front.amended.iter().rev());
    amendments
        .map(|amendment| Amended {
            date: amendment.date.value,
            reason: amendment.reason.value.clone(),
        })
        .collect()
}

fn cited_by(sources: &Sources<'_>, position: usize) -> Vec<Reference> {
    let citing = sources
        .citations
        .citing_unlinked(sources.input.log, position);
    let references = citing.into_iter();
    references
        .filter_map(|position| Some(Reference::to(sources, position)?.shortened()))
        .collect()
}

fn history<'s>(sources: &Sources<'s>, position: usize) -> Option<FileHistory<'s>> {
    let found = sources.input.history.of(sources.pages.path(position))?;
    let authors = found.authors.iter().map(String::as_str);
    Some(FileHistory {
        created: found.created,
        changed: found.changed,
        authors: authors.take(MAX_AUTHORS).collect(),
        more_authors: found.authors.len().saturating_sub(MAX_AUTHORS),
    })
}

/// The URL for editing the record.
fn edit(sources: &Sources<'_>, position: usize) -> Option<String> {
    let pattern = sources.input.settings.edit_url.as_deref()?;
    let path = sources.pages.path(position);
    Some(match sources.input.folder {
        "" => forge::edit_url(pattern, path),
        folder => forge::edit_url(pattern, &format!("{folder}/{path}")),
    })
}
