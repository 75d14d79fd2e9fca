//! The data passed to the templates. All strings are still to be escaped, except fields documented as HTML.

mod board;
mod graph;
mod index;
mod lineage;
mod record;
mod trigger;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::entry;
use super::super::text;
use super::Input;
use super::pages::Pages;
use crate::check::Standing;
use crate::record::{Record, Status, reference};

pub use board::{board, board_of_logs};
pub use graph::{Lineages, graph};
pub use index::{index, index_of_logs};
pub use record::record;
pub use trigger::Verdicts;

/// The data about the site that is shared by all pages.
#[derive(Debug, Serialize)]
pub struct Site<'s> {
    /// Its title.
    pub title: &'s str,
    /// The URL of its logo.
    pub logo: Option<String>,
    /// The footer text, if set.
    pub footer: Option<&'s str>,
    /// The date of the states.
    pub today: NaiveDate,
    /// The number of decisions that are due.
    pub due: usize,
    /// The feed, if there is one.
    pub feed: Option<&'static str>,
    /// The index of all logs, if this log is one of several.
    pub all_logs: Option<&'static str>,
    /// Whether there is a page with the decision graph.
    pub has_graph: bool,
}

/// The data that views are built from.
#[derive(Clone, Copy)]
pub struct Sources<'s> {
    /// The input for rendering.
    pub input: &'s Input<'s>,
    /// Where each record's page is.
    pub pages: &'s Pages,
    /// The verdicts on each record's triggers.
    pub verdicts: &'s Verdicts<'s>,
    /// The lineages of the log.
    pub lineages: &'s Lineages,
    /// The data shared by all pages.
    pub site: &'s Site<'s>,
}

/// A name for CSS classes, and its label for readers.
#[derive(Debug, Clone, Serialize)]
pub struct Word {
    name: &'static str,
    label: String,
}

/// Another record: its name, and its page if it has one.
#[derive(Debug, Serialize)]
pub struct Reference {
    number: Option<String>,
    title: String,
    /// Number and title: `ADR-0007: Keep orders in PostgreSQL`.
    name: String,
    href: Option<String>,
}

impl Word {
    /// The name used in CSS classes.
    pub fn name(&self) -> &'static str {
        self.name
    }

    fn of(name: &'static str) -> Self {
        Self {
            name,
            label: text::capitalised(name),
        }
    }

    fn of_status(status: Status) -> Self {
        Self::of(status.name())
    }

    fn of_standing(standing: Standing) -> Self {
        match standing.name() {
            "fired" => Self {
                name: "fired",
                label: "Due".to_owned(),
            },
            name => Self::of(name),
        }
    }
}

impl Reference {
    /// A reference to record `number`, wherever it is.
    fn to_number(sources: &Sources<'_>, number: u32) -> Self {
        let title = sources.input.log.get(number).and_then(title);
        let href = sources.pages.href_of(number);
        Self::new(Some(number), title.unwrap_or_default(), href)
    }

    /// A reference to the record at `position`.
    fn to(sources: &Sources<'_>, position: usize) -> Option<Self> {
        let record = sources.input.log.records.get(position)?;
        let title = title_or_path(sources, position, record);
        let href = Some(sources.pages.href(position));
        Some(Self::new(record.number, title, href))
    }

    /// This reference in a page about several logs, of which its log is called `log`.
    fn qualified(self, log: &str) -> Self {
        Self {
            number: self.number.map(|number| format!("{log}/{number}")),
            href: self.href.map(|href| within(log, &href)),
            ..self
        }
    }

    fn new(number: Option<u32>, title: String, href: Option<String>) -> Self {
        let number = number.map(reference);
        let name = match &number {
            Some(number) if title.is_empty() => number.clone(),
            Some(number) => format!("{number}: {title}"),
            None => title.clone(),
        };
        Self {
            number,
            title,
            name,
            href,
        }
    }
}

/// The URL of the page at `href` in the site of the log called `log`, which is a folder of the whole.
fn within(log: &str, href: &str) -> String {
    format!("{}/{href}", text::percent_encoded(log))
}

fn title(record: &Record) -> Option<String> {
    let title = text::one_line(record.title()?);
    (!title.is_empty()).then_some(title)
}

fn title_or_path(sources: &Sources<'_>, position: usize, record: &Record) -> String {
    title(record).unwrap_or_else(|| text::one_line(sources.pages.path(position)))
}

fn faults(sources: &Sources<'_>, record: &Record) -> Vec<String> {
    let faults = record.faults.iter();
    faults
        .map(|fault| entry::fault(sources.input.log, fault))
        .collect()
}

fn lines(values: &[crate::source::Spanned<String>]) -> Vec<String> {
    values
        .iter()
        .map(|value| text::one_line(&value.value))
        .collect()
}
