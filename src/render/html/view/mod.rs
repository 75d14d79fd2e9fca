//! The data passed to the templates. All strings are still to be escaped, except fields documented as HTML.

mod ahead;
mod anchor;
mod board;
mod graph;
mod guard;
mod horizon;
mod index;
mod lineage;
mod listing;
mod overview;
mod progress;
mod record;
mod rejected;
mod summary;
mod timeline;
mod trigger;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::entry;
use super::super::text::{self, shortened};
use super::Input;
use super::citations::Citations;
use super::pages::Pages;
use super::prose::{Mentioned, Successor};
use crate::check::Standing;
use crate::log::Log;
use crate::record::mention::Mention;
use crate::record::{Record, Status, reference};
use crate::trigger::State;
use crate::trigger::value::Cause;

pub use board::board;
pub use graph::{Lineages, graph};
pub use index::index;
pub use listing::{ListedRecord, Listing, Logs};
pub use record::record;
pub use rejected::{RejectedOption, options, rejected, verdict};
pub use trigger::{Trigger, Verdicts};

/// The maximum number of characters of a title where it is repeated for every citation: one long title could otherwise
/// fill the pages of a whole log.
const MAX_TITLE: usize = 200;

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
    /// The calendar of reviews, if there are any.
    pub reviews: Option<&'static str>,
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
    /// Which records name which in their prose.
    pub citations: &'s Citations,
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
#[derive(Debug, Clone, Serialize)]
pub struct Reference {
    /// `ADR-0007`, with the name of its log in a page about several.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Number and title: `ADR-0007: Keep orders in PostgreSQL`.
    pub name: String,
    /// The URL of its page.
    pub href: Option<String>,
}

/// The data for `404.html`.
#[derive(Debug, Serialize)]
pub struct NotFoundPage<'s> {
    site: &'s Site<'s>,
    /// What the URLs of other pages start with: the server answers requests for any folder with this page.
    root: String,
}

/// The page for addresses that are not there, of a site that is published at `url`.
pub fn not_found<'s>(site: &'s Site<'s>, url: Option<&str>) -> NotFoundPage<'s> {
    let path = url.and_then(|url| url.split_once("://")?.1.split_once('/'));
    let root = path.map(|(_, path)| format!("/{}", path.trim_start_matches('/')));
    NotFoundPage {
        site,
        root: root.unwrap_or_default(),
    }
}

impl Word {
    /// The name used in CSS classes.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The label for readers.
    pub fn label(&self) -> &str {
        &self.label
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
        let label = match standing {
            Standing::Active(State::Fired) => "Due",
            Standing::Active(State::Unknown(Cause::NoValue)) => "No value yet",
            Standing::Active(State::Unknown(_)) => "No verdict",
            other => return Self::of(other.name()),
        };
        Self {
            name: standing.name(),
            label: label.to_owned(),
        }
    }
}

impl Reference {
    /// A reference to record `number`, wherever it is.
    fn to_number(sources: &Sources<'_>, number: u32) -> Self {
        let title = sources.input.log.get(number).and_then(title_of);
        let href = sources.pages.href_of(number);
        Self::new(Some(number), title.unwrap_or_default(), href)
    }

    /// A reference to the record at `position`.
    fn to(sources: &Sources<'_>, position: usize) -> Option<Self> {
        let record = sources.input.log.records.get(position)?;
        let title = title_or_path(sources.pages, position, record);
        let href = Some(sources.pages.href(position));
        Some(Self::new(record.number, title, href))
    }

    /// The same with at most [`MAX_TITLE`] characters of the title.
    fn shortened(self) -> Self {
        Self {
            title: shortened(&self.title, MAX_TITLE).into_owned(),
            name: shortened(&self.name, MAX_TITLE).into_owned(),
            ..self
        }
    }

    /// This reference in a page about several logs, of which its log is called `log`.
    fn qualified(self, log: &str) -> Self {
        Self {
            number: self.number.map(|number| format!("{log}/{number}")),
            name: format!("{log}/{}", self.name),
            href: self.href.map(|href| within(log, &href)),
            ..self
        }
    }

    fn new(number: Option<u32>, title: String, href: Option<String>) -> Self {
        let number = number.map(reference);
        let name = match &number {
            Some(number) if title.is_empty() => number.clone(),
            Some(number) => [number, ": ", &title].concat(),
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

/// The record that `mention` names in the prose of the one at `from`.
pub fn mentioned(
    log: &Log,
    pages: &Pages,
    from: usize,
    mention: &Mention<'_>,
) -> Option<Mentioned> {
    let position = log.mentioned(mention).filter(|found| *found != from)?;
    let record = log.records.get(position)?;
    let status = record.status();
    let title = shortened(&title_or_path(pages, position, record), MAX_TITLE).into_owned();
    let is_in_force = matches!(status, None | Some(Status::Accepted));
    let successor = || {
        let number = record.front.as_ref()?.superseded_by.as_ref()?.value;
        let found = log.records.get(from).and_then(|from| from.number);
        Some(Successor {
            href: pages.href_of(number).filter(|_| found != Some(number))?,
            number: format!("{number:04}"),
            title: log
                .get(number)
                .and_then(title_of)
                .map_or_else(String::new, |title| {
                    shortened(&title, MAX_TITLE).into_owned()
                }),
        })
    };
    Some(Mentioned {
        href: pages.href(position),
        title: match status.filter(|_| !is_in_force) {
            Some(status) => format!("{title} ({})", status.name()),
            None => title,
        },
        is_superseded: status == Some(Status::Superseded),
        successor: successor(),
    })
}

/// The URL of the page at `href` in the site of the log called `log`, which is a folder of the whole.
fn within(log: &str, href: &str) -> String {
    format!("{}/{href}", text::percent_encoded(log))
}

fn title_of(record: &Record) -> Option<String> {
    let title = text::one_line(record.title()?);
    (!title.is_empty()).then_some(title)
}

fn title_or_path(pages: &Pages, position: usize, record: &Record) -> String {
    title_of(record).unwrap_or_else(|| text::one_line(pages.path(position)))
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
