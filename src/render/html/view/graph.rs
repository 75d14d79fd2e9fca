//! The content of the graph page: an overview of all decisions, then a drawing for each lineage of three or more
//! and a row for each pair, so that each can be read, and linked to, separately.

use minijinja::Value;
use serde::Serialize;

use super::super::super::graph::{Target, in_page};
use super::super::pages::{GRAPH, Pages};
use super::timeline::Timeline;
use super::{Reference, Site, Sources, Word};
use crate::graph::{Drawing, Graph, Node, layouts};
use crate::log::Log;
use crate::record::{Record, Status};

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
    timeline: Timeline,
    lineages: Vec<Lineage>,
    pairs: Vec<Pair>,
    /// The number of decisions without links.
    alone: usize,
}

/// Linked decisions.
#[derive(Debug, Serialize)]
struct Lineage {
    anchor: String,
    /// What is in force of it now.
    title: String,
    /// The number of its decisions.
    count: usize,
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
    /// Its state, if it is due or near.
    urgency: Option<Word>,
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
        let anchor = self.anchor(pages, position, record)?;
        Some(format!("{GRAPH}#{anchor}"))
    }

    /// The `id` of the record at `position` on the graph page; `None` if it has no links.
    pub fn anchor(&self, pages: &Pages, position: usize, record: &Record) -> Option<String> {
        let is_joined = self.is_joined.get(position).copied().unwrap_or_default();
        is_joined.then(|| pages.anchor(position, record.number))
    }
}

/// The graph of the whole log.
pub fn graph(sources: Sources<'_>) -> GraphPage<'_> {
    let parts = &sources.lineages.parts;
    let (pairs, drawn): (Vec<Graph>, Vec<Graph>) = parts
        .iter()
        .cloned()
        .partition(|part| part.nodes.len() == 2);
    let drawn: Vec<Graph> = drawn
        .into_iter()
        .map(|part| with_urgency(&sources, part))
        .collect();
    let lineages = drawn.iter().zip(layouts(&drawn));
    let joined = sources.lineages.is_joined.iter();
    GraphPage {
        site: sources.site,
        timeline: Timeline::of(&sources),
        lineages: lineages
            .map(|(part, drawing)| lineage(&sources, part, drawing))
            .collect(),
        pairs: pairs.iter().map(|part| pair(&sources, part)).collect(),
        alone: joined.filter(|is_joined| !**is_joined).count(),
    }
}

/// `part` with the state of each decision that is due or near in its name, so that its box has room for it.
fn with_urgency(sources: &Sources<'_>, mut part: Graph) -> Graph {
    for node in &mut part.nodes {
        if let Some(urgency) = urgency(sources, node.position) {
            node.name = format!("{} · {}", node.name, urgency.label());
        }
    }
    part
}

/// The state of the record at `position`, if it is due or near.
fn urgency(sources: &Sources<'_>, position: usize) -> Option<Word> {
    let state = sources.verdicts.standing(position)?;
    matches!(state.name(), "fired" | "near").then_some(state)
}

fn lineage(sources: &Sources<'_>, part: &Graph, drawing: Option<Drawing>) -> Lineage {
    let title = lineage_title(sources, part);
    let svg = drawing.map(|drawing| {
        Value::from_safe_string(in_page(part, &drawing, &title, |node| Target {
            href: sources.pages.href(node.position),
            id: anchor(sources, node.position),
            class: urgency(sources, node.position).map(|state| format!("t-{}", state.name())),
        }))
    });
    Lineage {
        anchor: anchor_of(part),
        title,
        count: part.nodes.len(),
        records: match svg {
            Some(_) => Vec::new(),
            None => members(sources, part),
        },
        svg,
    }
}

/// What is in force of a lineage now, or its newest decision with its status.
fn lineage_title(sources: &Sources<'_>, part: &Graph) -> String {
    let current = latest_in_force(part);
    let newest = |nodes: &mut dyn Iterator<Item = &Node>| {
        let record = |node: &Node| sources.input.log.records.get(node.position);
        let date = |node: &Node| record(node).and_then(Record::date);
        nodes
            .max_by_key(|node| (date(node), node.position))
            .and_then(|node| Some((Reference::to(sources, node.position)?.name, node.status)))
    };
    match newest(&mut current.iter().copied()) {
        Some((name, _)) if current.len() == 1 => name,
        Some((name, _)) => format!("{name} and {} more in force", current.len() - 1),
        None => match newest(&mut part.nodes.iter()) {
            Some((name, Some(status))) => format!("{name} ({})", status.name()),
            Some((name, None)) => name,
            None => String::new(),
        },
    }
}

/// The decisions in force that no other decision in force replaces or changes; all in force if they change each other in a
/// circle.
fn latest_in_force(part: &Graph) -> Vec<&Node> {
    let is_in_force = |node: &Node| node.status == Some(Status::Accepted);
    let mut is_latest: Vec<bool> = part.nodes.iter().map(is_in_force).collect();
    for edge in &part.edges {
        if edge.kind.is_directed() && is_in_force(&part.nodes[edge.to]) {
            is_latest[edge.from] = false;
        }
    }
    let in_force = part.nodes.iter().filter(|node| is_in_force(node));
    let latest = part.nodes.iter().zip(is_latest);
    let latest: Vec<_> = latest
        .filter_map(|(node, is_latest)| is_latest.then_some(node))
        .collect();
    match latest.is_empty() {
        true => in_force.collect(),
        false => latest,
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
            urgency: urgency(sources, node.position),
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
