//! What the templates see: texts, each still to be escaped, but for [`RecordPage::prose`].

use serde::Serialize;

use super::super::entry::{self, Entry};
use super::super::text;
use super::pages::Pages;
use super::prose;
use crate::log::Log;
use crate::record::{self, Record, Revisit, Status};

/// What every page says of the site.
#[derive(Debug, Serialize)]
pub struct Site<'s> {
    /// Its title.
    pub title: &'s str,
}

/// A status: the word in the record, and as a heading has it.
#[derive(Debug, Serialize)]
pub struct StatusView {
    name: &'static str,
    label: String,
}

/// Another record: how it is named, and its page where it has one.
#[derive(Debug, Serialize)]
pub struct Reference {
    number: String,
    title: String,
    href: Option<String>,
}

/// One kind of edge to other records, in words.
#[derive(Debug, Serialize)]
pub struct Edge {
    label: &'static str,
    to: Vec<Reference>,
}

/// A condition that re-opens the decision.
#[derive(Debug, Serialize)]
pub struct Trigger {
    id: String,
    when: String,
    note: Option<String>,
    snoozed_until: Option<String>,
    snooze_reason: Option<String>,
}

/// What `record.html` sees.
#[derive(Debug, Serialize)]
pub struct RecordPage<'s> {
    site: &'s Site<'s>,
    number: Option<String>,
    title: String,
    path: String,
    status: Option<StatusView>,
    date: Option<String>,
    deciders: Vec<String>,
    tags: Vec<String>,
    affects: Vec<String>,
    successor: Option<Reference>,
    /// HTML, safe as it is.
    prose: String,
    triggers: Vec<Trigger>,
    lineage: Vec<Edge>,
    faults: Vec<String>,
}

/// What `index.html` sees.
#[derive(Debug, Serialize)]
pub struct IndexPage<'s> {
    site: &'s Site<'s>,
    counts: Vec<Count>,
    rows: Vec<Row>,
}

/// How many records have a status.
#[derive(Debug, Serialize)]
pub struct Count {
    status: StatusView,
    records: usize,
}

/// One line of the index. What cannot be read has no page.
#[derive(Debug, Serialize)]
pub struct Row {
    number: Option<String>,
    title: String,
    href: Option<String>,
    status: Option<StatusView>,
    date: Option<String>,
    deciders: Vec<String>,
    tags: Vec<String>,
    successor: Option<Reference>,
    faults: Vec<String>,
}

/// The page of the record at `position`.
pub fn record<'s>(
    log: &Log,
    pages: &Pages,
    position: usize,
    record: &Record,
    site: &'s Site<'s>,
) -> RecordPage<'s> {
    let row = record_row(log, pages, position, record);
    let front = record.front.as_ref();
    let revisit = front.map(|front| front.revisit.as_slice());
    RecordPage {
        site,
        number: row.number,
        title: row.title,
        path: pages.path(position).to_owned(),
        status: row.status,
        date: row.date,
        deciders: row.deciders,
        tags: row.tags,
        affects: front.map_or_else(Vec::new, |front| lines(&front.affects)),
        successor: row.successor,
        prose: prose::html(record, &|link| pages.rewritten(position, link)),
        triggers: revisit.unwrap_or_default().iter().map(trigger).collect(),
        lineage: lineage(log, pages, record),
        faults: row.faults,
    }
}

/// The index of everything in the log.
pub fn index<'s>(
    log: &Log,
    pages: &Pages,
    entries: &[Entry<'_>],
    site: &'s Site<'s>,
) -> IndexPage<'s> {
    let of_status = |wanted| {
        let records = log.records.iter();
        records
            .filter(|record| record.status() == Some(wanted))
            .count()
    };
    let counts = Status::ALL.into_iter().map(|status| Count {
        status: status_view(status),
        records: of_status(status),
    });
    let row = |listed: &Entry<'_>| match *listed {
        Entry::Record(position, record) => record_row(log, pages, position, record),
        Entry::Unreadable(path, why) => Row {
            number: entry::number_of(path).map(record::reference),
            title: text::one_line(&entry::path_in_log(log, path)),
            href: None,
            status: None,
            date: None,
            deciders: Vec::new(),
            tags: Vec::new(),
            successor: None,
            faults: vec![format!("cannot be read: {}", text::one_line(why))],
        },
    };
    IndexPage {
        site,
        counts: counts.filter(|count| count.records > 0).collect(),
        rows: entries.iter().map(row).collect(),
    }
}

fn record_row(log: &Log, pages: &Pages, position: usize, record: &Record) -> Row {
    let front = record.front.as_ref();
    let successor = front.and_then(|front| front.superseded_by.as_ref());
    Row {
        number: record.number.map(record::reference),
        title: title(record).unwrap_or_else(|| text::one_line(pages.path(position))),
        href: Some(pages.href(position)),
        status: record.status().map(status_view),
        date: record.date().map(|date| date.to_string()),
        deciders: front.map_or_else(Vec::new, |front| lines(&front.deciders)),
        tags: front.map_or_else(Vec::new, |front| lines(&front.tags)),
        successor: successor.map(|number| reference(log, pages, number.value)),
        faults: record
            .faults
            .iter()
            .map(|fault| entry::fault(log, fault))
            .collect(),
    }
}

fn title(record: &Record) -> Option<String> {
    let title = text::one_line(record.title()?);
    (!title.is_empty()).then_some(title)
}

fn status_view(status: Status) -> StatusView {
    StatusView {
        name: status.name(),
        label: text::capitalised(status.name()),
    }
}

fn trigger(revisit: &Revisit) -> Trigger {
    let until = revisit.snoozed_until.as_ref();
    let reason = revisit.snooze_reason.as_ref();
    Trigger {
        id: text::one_line(&revisit.id),
        when: text::one_line(&revisit.when.value),
        note: revisit.note.as_deref().map(text::one_line),
        snoozed_until: until.map(|day| day.value.to_string()),
        snooze_reason: reason.map(|reason| text::one_line(&reason.value)),
    }
}

fn lineage(log: &Log, pages: &Pages, record: &Record) -> Vec<Edge> {
    let Some(front) = &record.front else {
        return Vec::new();
    };
    let edge = |label, numbers: Vec<u32>| Edge {
        label,
        to: numbers
            .into_iter()
            .map(|number| reference(log, pages, number))
            .collect(),
    };
    let replaced = front.supersedes.iter().map(|number| number.value).collect();
    let replaced_by = front
        .superseded_by
        .iter()
        .map(|number| number.value)
        .collect();
    let links = record::LinkKind::ALL.into_iter().map(|(kind, _)| {
        let of_kind = front.links.iter().filter(|link| link.kind == kind);
        edge(words(kind), of_kind.map(|link| link.to.value).collect())
    });
    [
        edge("Supersedes", replaced),
        edge("Superseded by", replaced_by),
    ]
    .into_iter()
    .chain(links)
    .filter(|edge| !edge.to.is_empty())
    .collect()
}

fn words(kind: record::LinkKind) -> &'static str {
    match kind {
        record::LinkKind::Amends => "Amends",
        record::LinkKind::AmendedBy => "Amended by",
        record::LinkKind::Relates => "Relates to",
        record::LinkKind::Refines => "Refines",
        record::LinkKind::RefinedBy => "Refined by",
        record::LinkKind::Conflicts => "Conflicts with",
    }
}

fn reference(log: &Log, pages: &Pages, number: u32) -> Reference {
    let title = log.get(number).and_then(title);
    Reference {
        number: record::reference(number),
        title: title.unwrap_or_default(),
        href: pages.href_of(number),
    }
}

fn lines(values: &[crate::source::Spanned<String>]) -> Vec<String> {
    values
        .iter()
        .map(|value| text::one_line(&value.value))
        .collect()
}
