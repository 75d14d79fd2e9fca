//! The overview of the graph page: every decision as a dot, by year and by its most frequent tag.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Datelike;
use serde::Serialize;

use super::super::super::text;
use super::{Reference, Sources, Word};
use crate::check::Standing;
use crate::record::{Record, Status};
use crate::trigger::State;

/// Every decision of a log, by year and tag.
#[derive(Debug, Serialize)]
pub struct Timeline {
    /// The headings of the columns.
    columns: Vec<String>,
    rows: Vec<Row>,
    legend: Vec<Count>,
    /// Whether there are so many dots that they have to be close together.
    is_dense: bool,
}

/// The decisions of one tag.
#[derive(Debug, Serialize)]
struct Row {
    label: String,
    /// Whether its label is a tag.
    is_tag: bool,
    /// Its dots in each column, the earliest first.
    cells: Vec<Vec<Dot>>,
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
struct Dot {
    class: &'static str,
    /// Its place in its lineage, or its page if it has no links.
    href: String,
    /// `ADR-0007: Keep orders in PostgreSQL (accepted, due)`.
    name: String,
}

/// The number of dots that look the same.
#[derive(Debug, Serialize)]
struct Count {
    class: &'static str,
    label: &'static str,
    dots: usize,
}

/// The look of a dot: the state of a decision in force, or the status of any other. In the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Due,
    Near,
    Holding,
    NoVerdict,
    Proposed,
    Superseded,
    Deprecated,
    Rejected,
    NoStatus,
}

/// The years with a column each; earlier ones share a column if there are more.
struct Years {
    shown: Vec<i32>,
    has_earlier: bool,
}

const MAX_YEARS: usize = 16;
const MAX_TAGS: usize = 12;

/// From this number of dots on, they are close together.
const DENSE: usize = 500;

impl Timeline {
    /// The decisions of a log.
    pub fn of(sources: &Sources<'_>) -> Self {
        let records = &sources.input.log.records;
        let years = Years::of(records);
        let has_undated = records.iter().any(|record| record.date().is_none());
        let mut columns = years.labels();
        columns.extend(has_undated.then(|| "No date".to_owned()));
        let tags = main_tags(records);
        let shown_tags = most_frequent(&tags);
        let row_of: HashMap<&str, usize> = shown_tags.iter().copied().zip(0..).collect();
        let (others, untagged) = (shown_tags.len(), shown_tags.len() + 1);
        let mut cells = vec![vec![Vec::new(); columns.len()]; untagged + 1];
        let mut counts: BTreeMap<Look, usize> = BTreeMap::new();
        let mut by_date: Vec<_> = records.iter().zip(tags).enumerate().collect();
        by_date.sort_by_key(|(_, (record, _))| record.date());
        for (position, (record, tag)) in by_date {
            let row = tag.map_or(untagged, |tag| row_of.get(tag).copied().unwrap_or(others));
            let column = match record.date() {
                Some(date) => years.column(date.year()),
                None => columns.len() - 1,
            };
            let look = Look::of(sources, position, record);
            *counts.entry(look).or_default() += 1;
            cells[row][column].extend(dot(sources, position, record, look));
        }
        let tags = shown_tags.iter().map(|tag| (text::one_line(tag), true));
        let rest = ["Other tags", "No tag"];
        let labels = tags.chain(rest.map(|label| (label.to_owned(), false)));
        let rows = labels.zip(cells).map(|((label, is_tag), cells)| Row {
            label,
            is_tag,
            cells,
        });
        Self {
            columns,
            rows: rows.filter(Row::has_dots).collect(),
            legend: counts
                .into_iter()
                .map(|(look, dots)| Count {
                    class: look.class(),
                    label: look.label(),
                    dots,
                })
                .collect(),
            is_dense: records.len() >= DENSE,
        }
    }
}

impl Row {
    fn has_dots(&self) -> bool {
        self.cells.iter().any(|cell| !cell.is_empty())
    }
}

impl Years {
    fn of(records: &[Record]) -> Self {
        let years = records
            .iter()
            .filter_map(|record| Some(record.date()?.year()));
        let years: BTreeSet<i32> = years.collect();
        let span = years.first().zip(years.last());
        let Some((first, last)) = span.map(|(first, last)| (*first, *last)) else {
            return Self {
                shown: Vec::new(),
                has_earlier: false,
            };
        };
        if (last - first) < MAX_YEARS as i32 {
            return Self {
                shown: (first..=last).collect(),
                has_earlier: false,
            };
        }
        let has_earlier = years.len() > MAX_YEARS;
        let earlier = years.len().saturating_sub(MAX_YEARS);
        Self {
            shown: years.into_iter().skip(earlier).collect(),
            has_earlier,
        }
    }

    fn labels(&self) -> Vec<String> {
        let first = self.shown.first().filter(|_| self.has_earlier);
        let earlier = first.map(|first| format!("Before {first}"));
        let years = self.shown.iter().map(ToString::to_string);
        earlier.into_iter().chain(years).collect()
    }

    fn column(&self, year: i32) -> usize {
        match self.shown.binary_search(&year) {
            Ok(place) => place + usize::from(self.has_earlier),
            Err(_) => 0,
        }
    }
}

impl Look {
    fn of(sources: &Sources<'_>, position: usize, record: &Record) -> Self {
        match standing(sources, position) {
            Some(Standing::Active(State::Fired)) => Self::Due,
            Some(Standing::Active(State::Near)) => Self::Near,
            Some(Standing::Active(State::Holding)) => Self::Holding,
            Some(_) => Self::NoVerdict,
            None => match record.status() {
                Some(Status::Accepted) => Self::NoVerdict,
                Some(Status::Proposed) => Self::Proposed,
                Some(Status::Superseded) => Self::Superseded,
                Some(Status::Deprecated) => Self::Deprecated,
                Some(Status::Rejected) => Self::Rejected,
                None => Self::NoStatus,
            },
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Due => "t-fired",
            Self::Near => "t-near",
            Self::Holding => "t-holding",
            Self::NoVerdict => "t-unknown",
            Self::Proposed => "s-proposed",
            Self::Superseded => "s-superseded",
            Self::Deprecated => "s-deprecated",
            Self::Rejected => "s-rejected",
            Self::NoStatus => "s-none",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Due => "Due",
            Self::Near => "Near",
            Self::Holding => "Holding",
            Self::NoVerdict => "In force, no verdict",
            Self::Proposed => "Proposed",
            Self::Superseded => "Superseded",
            Self::Deprecated => "Deprecated",
            Self::Rejected => "Rejected",
            Self::NoStatus => "No status",
        }
    }
}

fn dot(sources: &Sources<'_>, position: usize, record: &Record, look: Look) -> Option<Dot> {
    let Reference { name, href, .. } = Reference::to(sources, position)?;
    let status = record.status().map(|status| status.name().to_owned());
    let state = standing(sources, position).map(Word::of_standing);
    let state = state.map(|state| state.label().to_lowercase());
    let words: Vec<String> = status.into_iter().chain(state).collect();
    let anchor = sources.lineages.anchor(sources.pages, position, record);
    Some(Dot {
        class: look.class(),
        href: match anchor {
            Some(anchor) => format!("#{anchor}"),
            None => href?,
        },
        name: match words.is_empty() {
            true => name,
            false => format!("{name} ({})", words.join(", ")),
        },
    })
}

fn standing(sources: &Sources<'_>, position: usize) -> Option<Standing> {
    sources.verdicts.of(position)?.standing()
}

/// Of the tags of each record, the one that most records have.
fn main_tags(records: &[Record]) -> Vec<Option<&str>> {
    let counts = counted(records.iter().flat_map(tags));
    let main_tag = |record| tags(record).max_by_key(|tag| (counts.get(tag), Reverse(*tag)));
    records.iter().map(main_tag).collect()
}

fn tags(record: &Record) -> impl Iterator<Item = &str> {
    let tags = record.front.iter().flat_map(|front| &front.tags);
    let tags = tags.map(|tag| tag.value.trim());
    tags.filter(|tag| !tag.is_empty())
}

/// The most frequent of `tags`, in that order.
fn most_frequent<'r>(tags: &[Option<&'r str>]) -> Vec<&'r str> {
    let counts = counted(tags.iter().flatten().copied());
    let mut tags: Vec<_> = counts.into_iter().collect();
    tags.sort_by_key(|(tag, count)| (Reverse(*count), *tag));
    tags.truncate(MAX_TAGS);
    tags.into_iter().map(|(tag, _)| tag).collect()
}

fn counted<'r>(tags: impl Iterator<Item = &'r str>) -> HashMap<&'r str, usize> {
    let mut counts = HashMap::new();
    for tag in tags {
        *counts.entry(tag).or_default() += 1;
    }
    counts
}
