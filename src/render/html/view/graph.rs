//! The content of the graph page: a drawing for each lineage of three or more decisions, and a row for each
//! pair, so that each can be read, and linked to, separately.

use minijinja::Value;
use serde::Serialize;

use super::super::super::graph::{Target, in_page};
use super::super::pages::{GRAPH, Pages};
use super::{Reference, Site, Sources, Word};
use crate::graph::{Drawing, Graph, Node, layouts};
use crate::log::Log;
use crate::record::Record;

/// The linked decisions of a log, grouped by lineage.
#[derive(Debug)]
pub struct Lineages {
    parts: Vec<Graph>,
    /// Whether the record at each position has a link.
    is_joined: Vec<bool>,
}

/// The data for `graph.html`.
#[derive(Debug, Serialize)]
pub struct GraphPage<'s> {
    site: &'s Site<'s>,
    lineages: Vec<Lineage>,
    pairs: Vec<Pair>,
    /// The number of decisions without links.
    alone: usize,
}

/// Linked decisions.
#[derive(Debug, Serialize)]
struct Lineage {
    anchor: String,
    title: String,
    /// A drawing, marked as safe; `None` if it would be too large to be readable.
    svg: Option<Value>,
    records: Vec<Member>,
}

/// A decision in a pair, or in a lineage that is not drawn.
#[derive(Debug, Serialize)]
struct Member {
    anchor: String,
    reference: Reference,
    status: Option<Word>,
}

/// Two decisions that are linked only to each other.
#[derive(Debug, Serialize)]
struct Pair {
    anchor: String,
    records: Vec<Member>,
    /// The relation of the second to the first.
    labels: Vec<&'static str>,
    /// Whether the relation has a direction.
    is_directed: bool,
}

impl Lineages {
    /// The lineages of `log`.
    pub fn of(log: &Log) -> Self {
        let mut parts = Graph::of(log).parts();
        parts.retain(|part| !part.edges.is_empty());
        let mut is_joined = vec![false; log.records.len()];
        for node in parts.iter().flat_map(|part| &part.nodes) {
            is_joined[node.position] = true;
        }
        Self { parts, is_joined }
    }

    /// The URL of the record at `position` on the graph page; `None` if it has no links.
    pub fn href(&self, pages: &Pages, position: usize, record: &Record) -> Option<String> {
        let is_joined = self.is_joined.get(position).copied().unwrap_or_default();
        is_joined.then(|| format!("{GRAPH}#{}", pages.anchor(position, record.number)))
    }
}

/// The graph of the whole log.
pub fn graph(sources: Sources<'_>) -> GraphPage<'_> {
    let parts = &sources.lineages.parts;
    let (pairs, drawn): (Vec<Graph>, Vec<Graph>) = parts
        .iter()
        .cloned()
        .partition(|part| part.nodes.len() == 2);
    let lineages = drawn.iter().zip(layouts(&drawn));
    let joined = sources.lineages.is_joined.iter();
    GraphPage {
        site: sources.site,
        lineages: lineages
            .map(|(part, drawing)| lineage(&sources, part, drawing))
            .collect(),
        pairs: pairs.iter().map(|part| pair(&sources, part)).collect(),
        alone: joined.filter(|is_joined| !**is_joined).count(),
    }
}

fn lineage(sources: &Sources<'_>, part: &Graph, drawing: Option<Drawing>) -> Lineage {
    let first = part.nodes.first();
    let names = first.zip(part.nodes.last());
    let title = names.map(|(first, last)| {
        let count = part.nodes.len();
        format!("{} to {}, {count} decisions", first.name, last.name)
    });
    let title = title.unwrap_or_default();
    let svg = drawing.map(|drawing| {
        Value::from_safe_string(in_page(part, &drawing, &title, |node| Target {
            href: sources.pages.href(node.position),
            id: anchor(sources, node.position),
        }))
    });
    Lineage {
        anchor: anchor_of(part),
        title,
        records: match svg {
            Some(_) => Vec::new(),
            None => members(sources, part),
        },
        svg,
    }
}

fn pair(sources: &Sources<'_>, part: &Graph) -> Pair {
    let mut records = members(sources, part);
    let labels = part.edges.iter().map(|edge| edge.kind.label());
    if part.edges.first().is_some_and(|edge| edge.from > edge.to) {
        records.reverse();
    }
    Pair {
        anchor: anchor_of(part),
        is_directed: part.edges.iter().any(|edge| edge.kind.is_directed()),
        labels: labels.collect(),
        records,
    }
}

fn members(sources: &Sources<'_>, part: &Graph) -> Vec<Member> {
    let member = |node: &Node| {
        Some(Member {
            anchor: anchor(sources, node.position),
            reference: Reference::to(sources, node.position)?,
            status: node.status.map(Word::of_status),
        })
    };
    part.nodes.iter().filter_map(member).collect()
}

/// The `id` of a decision in the page.
fn anchor(sources: &Sources<'_>, position: usize) -> String {
    let record = sources.input.log.records.get(position);
    let number = record.and_then(|record| record.number);
    sources.pages.anchor(position, number)
}

/// The `id` of a lineage.
fn anchor_of(part: &Graph) -> String {
    let first = part.nodes.first();
    format!("adr-lineage-{}", first.map_or(0, |node| node.position + 1))
}
