//! What the graph shows: a drawing for each lineage, so that each can be read, and linked to, alone.

use minijinja::Value;
use serde::Serialize;

use super::super::super::graph::{Target, in_page};
use super::super::pages::{GRAPH, Pages};
use super::{Reference, Site, Sources};
use crate::graph::{Drawing, Graph, layouts};
use crate::log::Log;
use crate::record::Record;

/// The decisions that edges join, by lineage.
#[derive(Debug)]
pub struct Lineages {
    parts: Vec<Graph>,
    /// Whether the record at a position has an edge.
    is_joined: Vec<bool>,
}

/// What `graph.html` sees.
#[derive(Debug, Serialize)]
pub struct GraphPage<'s> {
    site: &'s Site<'s>,
    lineages: Vec<Lineage>,
    /// How many decisions belong to none.
    alone: usize,
}

/// Decisions that belong together.
#[derive(Debug, Serialize)]
struct Lineage {
    anchor: String,
    title: String,
    /// A drawing, marked as safe; `None` where it would be too large to be read.
    svg: Option<Value>,
    records: Vec<Member>,
}

/// A decision in a lineage that is not drawn.
#[derive(Debug, Serialize)]
struct Member {
    anchor: String,
    reference: Reference,
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

    /// Where the graph shows the record at `position`, as a link has it; `None` where it stands alone.
    pub fn href(&self, pages: &Pages, position: usize, record: &Record) -> Option<String> {
        let is_joined = self.is_joined.get(position).copied().unwrap_or_default();
        is_joined.then(|| format!("{GRAPH}#{}", pages.anchor(position, record.number)))
    }
}

/// The graph of the whole log.
pub fn graph(sources: Sources<'_>) -> GraphPage<'_> {
    let parts = &sources.lineages.parts;
    let lineages = parts.iter().zip(layouts(parts));
    let joined = sources.lineages.is_joined.iter();
    GraphPage {
        site: sources.site,
        lineages: lineages
            .map(|(part, drawing)| lineage(&sources, part, drawing))
            .collect(),
        alone: joined.filter(|is_joined| !**is_joined).count(),
    }
}

fn lineage(sources: &Sources<'_>, part: &Graph, drawing: Option<Drawing>) -> Lineage {
    let anchor = |position: usize| {
        let record = sources.input.log.records.get(position);
        sources
            .pages
            .anchor(position, record.and_then(|record| record.number))
    };
    let first = part.nodes.first();
    let names = first.zip(part.nodes.last());
    let title = names.map(|(first, last)| match part.nodes.len() {
        2 => format!("{} and {}", first.name, last.name),
        several => format!("{} to {}, {several} decisions", first.name, last.name),
    });
    let title = title.unwrap_or_default();
    let svg = drawing.map(|drawing| {
        Value::from_safe_string(in_page(part, &drawing, &title, |node| Target {
            href: sources.pages.href(node.position),
            id: anchor(node.position),
        }))
    });
    let members = part.nodes.iter().filter(|_| svg.is_none());
    let members = members.filter_map(|node| {
        Some(Member {
            anchor: anchor(node.position),
            reference: Reference::to(sources, node.position)?,
        })
    });
    Lineage {
        anchor: format!("adr-lineage-{}", first.map_or(0, |node| node.position + 1)),
        title,
        records: members.collect(),
        svg,
    }
}
