//! The links of a log as a graph: which decision replaced, amended or refined which. Pure. Each link appears
//! once, whichever of its two records declares it, and points from the older decision to the newer one.

mod dot;
mod layout;
mod mermaid;

use std::collections::{BTreeMap, BTreeSet};

use crate::log::Log;
use crate::record::{LinkKind, Record, Status, reference};

pub use dot::dot;
pub use layout::{Drawing, DrawnEdge, DrawnNode, layout, layouts};
pub use mermaid::mermaid;

/// Some of the decisions of a log, and the edges between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The decisions, in the log's order.
    pub nodes: Vec<Node>,
    /// The edges, in the order of what they lead between.
    pub edges: Vec<Edge>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its position in [`Log::records`].
    pub position: usize,
    /// `ADR-0007`; its file's name where it has no number.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its status, where it has one.
    pub status: Option<Status>,
}

/// An edge between two of [`Graph::nodes`], by their places there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// The earlier decision.
    pub from: usize,
    /// What became of it.
    pub to: usize,
    /// How they belong together.
    pub kind: EdgeKind,
}

/// What `to` is to `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// It replaces it.
    Supersedes,
    /// It changes a part of it.
    Amends,
    /// It spells it out.
    Refines,
    /// They have to do with each other; no direction.
    Relates,
    /// They cannot hold together; no direction.
    Conflicts,
}

impl EdgeKind {
    /// The word at the edge, read in its direction.
    pub fn label(self) -> &'static str {
        match self {
            Self::Supersedes => "superseded by",
            Self::Amends => "amended by",
            Self::Refines => "refined by",
            Self::Relates => "relates to",
            Self::Conflicts => "conflicts with",
        }
    }

    /// The word in a class of the drawing.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supersedes => "supersedes",
            Self::Amends => "amends",
            Self::Refines => "refines",
            Self::Relates => "relates",
            Self::Conflicts => "conflicts",
        }
    }

    /// Whether it leads from one decision to the other, rather than joining them.
    pub fn is_directed(self) -> bool {
        !matches!(self, Self::Relates | Self::Conflicts)
    }
}

impl Graph {
    /// The graph of every record in `log`. An edge to a number that the log does not have is left out: `lint` tells
    /// of it.
    pub fn of(log: &Log) -> Self {
        let mut by_number = BTreeMap::new();
        for (position, record) in log.records.iter().enumerate() {
            if let Some(number) = record.number {
                by_number.entry(number).or_insert(position);
            }
        }
        let mut edges = BTreeSet::new();
        for (position, record) in log.records.iter().enumerate() {
            for (other, kind, is_earlier) in named(record) {
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

    /// One graph of several.
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for part in parts {
            let before = joined.nodes.len();
            joined.nodes.extend(part.nodes);
            joined.edges.extend(part.edges.into_iter().map(|edge| Edge {
                from: edge.from + before,
                to: edge.to + before,
                kind: edge.kind,
            }));
        }
        joined
    }

    /// The graph in parts that no edge joins, each in the order of its first decision.
    pub fn parts(&self) -> Vec<Self> {
        let mut part_of: Vec<usize> = (0..self.nodes.len()).collect();
        for edge in &self.edges {
            let (a, b) = (root(&mut part_of, edge.from), root(&mut part_of, edge.to));
            part_of[a.max(b)] = a.min(b);
        }
        let mut parts: BTreeMap<usize, Self> = BTreeMap::new();
        let mut place = vec![0; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let part = parts.entry(root(&mut part_of, at)).or_default();
            place[at] = part.nodes.len();
            part.nodes.push(node.clone());
        }
        for edge in &self.edges {
            let part = parts.entry(root(&mut part_of, edge.from)).or_default();
            part.edges.push(Edge {
                from: place[edge.from],
                to: place[edge.to],
                kind: edge.kind,
            });
        }
        parts.into_values().collect()
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

    /// Whether it is no longer, or was never, in force.
    pub fn is_past(&self) -> bool {
        use Status::{Deprecated, Rejected, Superseded};
        matches!(self.status, Some(Superseded | Deprecated | Rejected))
    }
}

/// The records that `record` names, how they belong together, and whether the other one is the earlier.
fn named(record: &Record) -> Vec<(u32, EdgeKind, bool)> {
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

/// Whom `at` belongs to, in a forest of which every path is halved on the way.
fn root(part_of: &mut [usize], mut at: usize) -> usize {
    while part_of[at] != at {
        part_of[at] = part_of[part_of[at]];
        at = part_of[at];
    }
    at
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = words.join(" ");
    line.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests;
