//! The links of a log as a graph: which decision replaced, amended or refined which. Pure. Each link appears
//! once, whichever of its two records declares it, and points from the older decision to the newer one.

mod dot;
mod layout;
mod mermaid;
mod row;
mod select;

use std::collections::{BTreeMap, BTreeSet};

use crate::log::Log;
use crate::record::{LinkKind, Record, Status, reference};
use crate::source::printable;

pub use dot::dot;
pub use layout::{Drawing, DrawnEdge, DrawnNode, layout, layouts};
pub use mermaid::mermaid;

/// Some of the decisions of a log, and the links between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The decisions, in the log's order.
    pub nodes: Vec<Node>,
    /// The links, ordered by the decisions they connect.
    pub edges: Vec<Edge>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its position in [`Log::records`].
    pub position: usize,
    /// `ADR-0007`, or the name of its file if it has no number.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its status, if it has one.
    pub status: Option<Status>,
}

/// A link between two of [`Graph::nodes`], given by their indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The earlier decision.
    pub from: usize,
    /// The later decision.
    pub to: usize,
    /// The kind of link.
    pub kind: EdgeKind,
}

/// The relation of `to` to `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// It replaces it.
    Supersedes,
    /// It changes part of it.
    Amends,
    /// It adds detail to it.
    Refines,
    /// They are related; no direction.
    Relates,
    /// They conflict with each other; no direction.
    Conflicts,
}

impl EdgeKind {
    /// The label of the link, read in its direction.
    pub fn label(self) -> &'static str {
        match self {
            Self::Supersedes => "superseded by",
            Self::Amends => "amended by",
            Self::Refines => "refined by",
            Self::Relates => "relates to",
            Self::Conflicts => "conflicts with",
        }
    }

    /// The name used in CSS classes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::Refines => "refines",
            Self::Relates => "relates",
            Self::Conflicts => "conflicts",
        }
    }

    /// Whether it has a direction.
    pub fn is_directed(self) -> bool {
        !matches!(self, Self::Relates | Self::Conflicts)
    }
}

impl Graph {
    /// The graph of all records in `log`. A link to a number that the log does not have is left out, because
    /// `lint` reports it.
    pub fn of(log: &Log) -> Self {
        let mut by_number = BTreeMap::new();
        for (position, record) in log.records.iter().enumerate() {
            if let Some(number) = record.number {
                by_number.entry(number).or_insert(position);
            }
        }
        let mut edges = BTreeSet::new();
        for (position, record) in log.records.iter().enumerate() {
            for (other, kind, is_earlier) in links(record) {
                let Some(other) = by_number.get(&other).copied().filter(|at| *at != position)
                else {
                    continue;
                };
                let (from, to) = match kind.is_directed() {
                    true if is_earlier => (other, position),
                    true => (position, other),
                    false => (position.min(other), position.max(other)),
                };
                edges.insert(Edge { from, to, kind });
            }
        }
        Self {
            nodes: log.records.iter().enumerate().map(Node::of).collect(),
            edges: edges.into_iter().collect(),
        }
    }
}

impl Node {
    fn of((position, record): (usize, &Record)) -> Self {
        let file = record.source.path().file_stem().unwrap_or_default();
        let title = record.title().unwrap_or_default();
        Self {
            position,
            name: record
                .number
                .map_or_else(|| one_line(&file.to_string_lossy()), reference),
            title: one_line(title),
            status: record.status(),
        }
    }

    /// Whether it is no longer in force, or never was.
    pub fn is_past(&self) -> bool {
        use Status::{Deprecated, Rejected, Superseded};
        matches!(self.status, Some(Superseded | Deprecated | Rejected))
    }
}

/// The records that `record` links to, the kind of each link, and whether the other record is the earlier
/// one.
fn links(record: &Record) -> Vec<(u32, EdgeKind, bool)> {
    let Some(front) = &record.front else {
        return Vec::new();
    };
    let replaced = front.supersedes.iter();
    let replaced = replaced.map(|number| (number.value, EdgeKind::Supersedes, true));
    let replaced_by = front.superseded_by.iter();
    let replaced_by = replaced_by.map(|number| (number.value, EdgeKind::Supersedes, false));
    let links = front.links.iter().map(|link| {
        let (kind, is_earlier) = match link.kind {
            LinkKind::Amends => (EdgeKind::Amends, true),
            LinkKind::AmendedBy => (EdgeKind::Amends, false),
            LinkKind::Refines => (EdgeKind::Refines, true),
            LinkKind::RefinedBy => (EdgeKind::Refines, false),
            LinkKind::Relates => (EdgeKind::Relates, true),
            LinkKind::Conflicts => (EdgeKind::Conflicts, true),
        };
        (link.to.value, kind, is_earlier)
    });
    replaced.chain(replaced_by).chain(links).collect()
}

/// `text` on one line, without what a terminal or a browser would not show as it is.
fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    // XML 1.0 (§2.2), which drawings are written in, allows neither.
    printable(&words.join(" ")).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests;
