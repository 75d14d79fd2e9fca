//! The columns of the table and of CSV: each with its name, its heading and its value, all listed in [`ALL`].

use std::borrow::Cow;
use std::fmt::Display;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::log::Log;
use crate::record::{Body, Front, Record, Status};
use crate::source::{Spanned, printable};

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name for `--columns`, and its heading in CSV.
    pub name: &'static str,
    /// Its heading in the table.
    pub heading: &'static str,
    /// What is in it.
    summary: &'static str,
    value: Value,
    /// What the table shows, if it is not the value, or `-` where there is none.
    in_table: Option<fn(&Record) -> Cow<'_, str>>,
}

/// Where a value comes from.
#[derive(Debug)]
enum Value {
    Record(fn(&Record) -> Cow<'_, str>),
    Body(fn(&Body) -> String),
}

/// The columns of the table, if none are chosen.
pub const IN_TABLE: &[&Column] = &[&NUMBER, &STATUS, &DATE, &TITLE];

/// The columns of CSV, if none are chosen.
pub const IN_CSV: &[&Column] = &[&NUMBER, &TITLE, &STATUS, &DATE, &DECIDERS, &TAGS, &PATH];

/// All columns.
const ALL: &[&Column] = &[
    &NUMBER,
    &TITLE,
    &STATUS,
    &STATUS_TEXT,
    &DATE,
    &DATE_TEXT,
    &DECIDERS,
    &TAGS,
    &AFFECTS,
    &PATH,
    &FORMAT,
    &SUPERSEDES,
    &SUPERSEDED_BY,
    &LINKS,
    &ALTERNATIVES,
    &TRIGGERS,
];

const NUMBER: Column = Column {
    name: "number",
    heading: "",
    summary: "The number in its file name",
    value: Value::Record(|record| or_empty(record.number)),
    in_table: Some(|record| {
        record
            .number
            .map(|number| format!("{number:04}"))
            .unwrap_or_default()
            .into()
    }),
};

const TITLE: Column = Column {
    name: "title",
    heading: "Decision",
    summary: "The title without its number",
    value: Value::Record(|record| record.title().unwrap_or_default().into()),
    in_table: Some(|record| match record.title() {
        Some(title) => title.into(),
        None => record.source.shown_path().into(),
    }),
};

/// The status.
pub const STATUS: Column = Column {
    name: "status",
    heading: "Status",
    summary: "The status",
    value: Value::Record(|record| record.status().map_or("", Status::name).into()),
    in_table: None,
};

const STATUS_TEXT: Column = Column {
    name: "status-text",
    heading: "Status as written",
    summary: "The status as another tool's record says it",
    value: Value::Record(|record| original(record, "status")),
    in_table: None,
};

const DATE: Column = Column {
    name: "date",
    heading: "Date",
    summary: "The date of the decision",
    value: Value::Record(|record| or_empty(record.date())),
    in_table: Some(|record| match record.date() {
        Some(date) => date.to_string().into(),
        None => or_dash(original(record, "date")),
    }),
};

const DATE_TEXT: Column = Column {
    name: "date-text",
    heading: "Date as written",
    summary: "The date as another tool's record says it",
    value: Value::Record(|record| original(record, "date")),
    in_table: None,
};

const DECIDERS: Column = Column {
    name: "deciders",
    heading: "Deciders",
    summary: "Who decided",
    value: Value::Record(|record| joined(record, |front| &front.deciders)),
    in_table: None,
};

const TAGS: Column = Column {
    name: "tags",
    heading: "Tags",
    summary: "The tags",
    value: Value::Record(|record| joined(record, |front| &front.tags)),
    in_table: None,
};

const AFFECTS: Column = Column {
    name: "affects",
    heading: "Affects",
    summary: "The paths it affects",
    value: Value::Record(|record| joined(record, |front| &front.affects)),
    in_table: None,
};

const PATH: Column = Column {
    name: "path",
    heading: "Path",
    summary: "The path of its file",
    value: Value::Record(|record| record.source.shown_path().into()),
    in_table: None,
};

const FORMAT: Column = Column {
    name: "format",
    heading: "Format",
    summary: "The format of the record",
    value: Value::Record(|record| record.format.unwrap_or_default().into()),
    in_table: None,
};

const SUPERSEDES: Column = Column {
    name: "supersedes",
    heading: "Supersedes",
    summary: "The numbers of the decisions it replaces",
    value: Value::Record(|record| joined(record, |front| &front.supersedes)),
    in_table: None,
};

const SUPERSEDED_BY: Column = Column {
    name: "superseded-by",
    heading: "Superseded by",
    summary: "The number of the decision that replaces it",
    value: Value::Record(|record| joined(record, |front| front.superseded_by.as_slice())),
    in_table: None,
};

const LINKS: Column = Column {
    name: "links",
    heading: "Links",
    summary: "Other links, such as `amends 3`",
    value: Value::Record(|record| {
        let links = record.front.iter().flat_map(|front| &front.links);
        list(links.map(|link| format!("{} {}", link.kind.name(), link.to.value))).into()
    }),
    in_table: None,
};

const ALTERNATIVES: Column = Column {
    name: "alternatives",
    heading: "Alternatives",
    summary: "The names of the alternatives",
    value: Value::Body(|body| list(body.alternatives().iter().map(|option| &option.name))),
    in_table: None,
};

const TRIGGERS: Column = Column {
    name: "triggers",
    heading: "Triggers",
    summary: "The ids and conditions of the triggers",
    value: Value::Record(|record| {
        let triggers = record.front.iter().flat_map(|front| &front.revisit);
        list(triggers.map(|trigger| format!("{}: {}", trigger.id, trigger.when.value))).into()
    }),
    in_table: None,
};

impl Column {
    /// Parses the name of a column; names are suggested and completed.
    pub fn parser() -> impl TypedValueParser<Value = &'static Self> {
        let name = |column: &&Self| PossibleValue::new(column.name).help(column.summary);
        let names = PossibleValuesParser::new(ALL.iter().map(name));
        names.try_map(|name| {
            let column = ALL.iter().copied().find(|column| column.name == name);
            column.ok_or("not a column")
        })
    }

    /// Whether its value is in the prose of a record.
    pub fn is_in_prose(&self) -> bool {
        matches!(self.value, Value::Body(_))
    }

    fn value<'r>(&self, record: &'r Record, body: &Body) -> Cow<'r, str> {
        match self.value {
            Value::Record(value) => value(record),
            Value::Body(value) => value(body).into(),
        }
    }

    /// What the table shows: one line, safe for a terminal.
    fn shown<'r>(&self, record: &'r Record, body: &Body) -> Cow<'r, str> {
        one_line(match self.in_table {
            Some(text) => text(record),
            None => or_dash(self.value(record, body)),
        })
    }
}

/// The values of `columns` for each of `records`; empty where there is none.
pub fn values<'r>(
    columns: &[&Column],
    records: &[&'r Record],
    log: &Log,
) -> Vec<Vec<Cow<'r, str>>> {
    cells(columns, records, log, Column::value)
}

/// What the table shows in `columns` for each of `records`.
pub fn shown<'r>(columns: &[&Column], records: &[&'r Record], log: &Log) -> Vec<Vec<Cow<'r, str>>> {
    cells(columns, records, log, Column::shown)
}

fn cells<'r>(
    columns: &[&Column],
    records: &[&'r Record],
    log: &Log,
    cell: impl Fn(&Column, &'r Record, &Body) -> Cow<'r, str> + Sync,
) -> Vec<Vec<Cow<'r, str>>> {
    let is_prose_read = columns.iter().any(|column| column.is_in_prose());
    let row = |record: &&'r Record| {
        let body = match is_prose_read {
            true => log.whole(record).as_ref().unwrap_or(record).read_body(),
            false => Body::default(),
        };
        let cells = columns.iter().map(|column| cell(column, record, &body));
        cells.collect()
    };
    records.par_iter().map(row).collect()
}

fn or_empty<'r>(value: Option<impl Display>) -> Cow<'r, str> {
    value.map_or("".into(), |value| value.to_string().into())
}

fn or_dash(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.is_empty() {
        true => "-".into(),
        false => text,
    }
}

fn original<'r>(record: &'r Record, key: &str) -> Cow<'r, str> {
    let front = record.front.as_ref();
    let text = front.and_then(|front| front.original_text(key));
    text.unwrap_or_default().into()
}

fn joined<'r, T: Display + 'r>(
    record: &'r Record,
    values: impl Fn(&'r Front) -> &'r [Spanned<T>],
) -> Cow<'r, str> {
    let values = record.front.as_deref().map(values).unwrap_or_default();
    list(values.iter().map(|value| &value.value)).into()
}

fn list(values: impl Iterator<Item = impl Display>) -> String {
    let mut text = String::new();
    for value in values {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text += &value.to_string();
    }
    text
}

fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text.contains(['\n', '\t']) {
        true => text.replace("\r\n", " ").replace(['\n', '\t'], " ").into(),
        false => text,
    };
    match printable(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(printable) => printable.into(),
    }
}
