//! The content of a record's page.

use chrono::NaiveDate;
use minijinja::Value;
use serde::Serialize;

use super::super::prose::Prose;
use super::lineage::{self, LinkGroup, Step};
use super::trigger::Trigger;
use super::{Reference, Site, Sources, Word, faults, lines, title_or_path};
use crate::record::{self, Record};

/// The data for `record.html`.
#[derive(Debug, Serialize)]
pub struct RecordPage<'s> {
    site: &'s Site<'s>,
    number: Option<String>,
    title: String,
    path: String,
    status: Option<Word>,
    date: Option<NaiveDate>,
    deciders: Vec<String>,
    tags: Vec<String>,
    affects: Vec<String>,
    successor: Option<Reference>,
    /// HTML, marked as safe.
    prose: Value,
    standing: Option<Word>,
    triggers: &'s [Trigger],
    chain: Vec<Step>,
    edges: Vec<LinkGroup>,
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
    RecordPage {
        site: sources.site,
        number: record.number.map(record::reference),
        title: title_or_path(&sources, position, record),
        path: sources.pages.path(position).to_owned(),
        status: record.status().map(Word::of_status),
        date: record.date(),
        deciders: texts(|front| &front.deciders),
        tags: texts(|front| &front.tags),
        affects: texts(|front| &front.affects),
        successor: successor.map(|number| Reference::to_number(&sources, number.value)),
        prose: Value::from_safe_string(prose.html),
        standing: sources.verdicts.standing(position),
        triggers: sources.verdicts.triggers(position),
        chain: lineage::chain(&sources, record),
        edges: lineage::links(&sources, record),
        graph: sources.lineages.href(sources.pages, position, record),
        history: history(&sources, position),
        edit: edit(&sources, position),
        previous: position
            .checked_sub(1)
            .and_then(|position| Reference::to(&sources, position)),
        next: Reference::to(&sources, position + 1),
        faults: faults(&sources, record),
    }
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
    let base = sources.input.settings.edit_url.as_deref()?;
    let path = sources.pages.path(position);
    let path = match sources.input.folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let path = super::text::percent_encoded(&path);
    Some(match base.contains("{path}") {
        true => base.replace("{path}", &path),
        false => format!("{}/{path}", base.trim_end_matches('/')),
    })
}
