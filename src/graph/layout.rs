//! Where a drawing has its boxes and lines: laid out by mermaid-rs-renderer, which draws the diagrams in records too.

use std::collections::HashMap;

use mermaid_rs_renderer::{LayoutConfig, Theme, compute_layout, parse_mermaid};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::mermaid::flowchart;
use super::{EdgeKind, Graph, Node};

/// A graph of more decisions, or edges, is not drawn: nobody could read it.
const MOST_NODES: usize = 64;
const MOST_EDGES: usize = 96;

/// A line of a title has about so many characters, and a title so many lines.
const LINE: usize = 26;
const LINES: usize = 3;

/// A graph with places, in CSS pixels from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// How wide it is.
    pub width: f32,
    /// How high it is.
    pub height: f32,
    /// The decisions, in the order of [`Graph::nodes`].
    pub nodes: Vec<DrawnNode>,
    /// The edges.
    pub edges: Vec<DrawnEdge>,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnNode {
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// The title in lines that fit.
    pub lines: Vec<String>,
}

/// A line between two boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnEdge {
    /// What it says.
    pub kind: EdgeKind,
    /// Its corners; the last is the point of its arrow.
    pub points: Vec<(f32, f32)>,
    /// The middle of its label.
    pub label: Option<(f32, f32)>,
}

/// Places for `graph`; `None` where it is too large to be read, or the library cannot lay it out.
pub fn layout(graph: &Graph) -> Option<Drawing> {
    layouts(std::slice::from_ref(graph)).pop().flatten()
}

/// Places for each of `graphs`. Those that are alike in shape are laid out once: a log has many pairs of decisions.
pub fn layouts(graphs: &[Graph]) -> Vec<Option<Drawing>> {
    let charts: Vec<_> = graphs.iter().map(shape).collect();
    let mut drawings: HashMap<&str, Option<Drawing>> = HashMap::new();
    let mut distinct: Vec<_> = charts.iter().zip(graphs).collect();
    distinct.sort_by_key(|(chart, _)| *chart);
    distinct.dedup_by_key(|(chart, _)| *chart);
    let laid: Vec<_> = distinct
        .par_iter()
        .filter_map(|(chart, graph)| Some((chart.as_deref()?, laid_out(chart.as_deref()?, graph))))
        .collect();
    drawings.extend(laid);
    let drawn = charts.iter().zip(graphs).map(|(chart, graph)| {
        let mut drawing = drawings.get(chart.as_deref()?)?.clone()?;
        for (place, node) in drawing.nodes.iter_mut().zip(&graph.nodes) {
            place.lines = wrapped(&node.title);
        }
        Some(drawing)
    });
    drawn.collect()
}

/// `graph` as a flowchart in which only the lengths of labels count, so that no title is taken for syntax; `None`
/// where it is too large to be read.
fn shape(graph: &Graph) -> Option<String> {
    if graph.nodes.len() > MOST_NODES || graph.edges.len() > MOST_EDGES {
        return None;
    }
    let plain = |line: &str| "x".repeat(line.chars().count().max(1));
    let label = |node: &Node| {
        let title = wrapped(&node.title);
        let all = std::iter::once(node.name.as_str()).chain(title.iter().map(String::as_str));
        let all: Vec<_> = all.map(plain).collect();
        all.join("<br/>")
    };
    Some(flowchart(graph, label))
}

/// The places that the library gives `graph`, whose shape is `chart`.
fn laid_out(chart: &str, graph: &Graph) -> Option<Drawing> {
    let config = LayoutConfig {
        fast_text_metrics: true,
        max_label_width_chars: LINE * 2,
        ..LayoutConfig::default()
    };
    let theme = Theme {
        font_family: "sans-serif".to_owned(),
        font_size: 14.0,
        ..Theme::modern()
    };
    let parsed = parse_mermaid(chart).ok()?;
    let laid = compute_layout(&parsed.graph, &theme, &config);
    let nodes = (0..graph.nodes.len()).map(|at| {
        let node = laid.nodes.get(&format!("n{at}"))?;
        Some(DrawnNode {
            x: node.x,
            y: node.y,
            width: node.width,
            height: node.height,
            lines: Vec::new(),
        })
    });
    let nodes: Vec<_> = nodes.collect::<Option<_>>()?;
    let edges = graph.edges.iter().map(|edge| {
        let ends = (format!("n{}", edge.from), format!("n{}", edge.to));
        let is_it = |line: &&mermaid_rs_renderer::EdgeLayout| {
            let label = line.label.as_ref().map(|label| label.lines.concat());
            (&line.from, &line.to) == (&ends.0, &ends.1)
                && label.as_deref() == Some(edge.kind.label())
        };
        let line = laid.edges.iter().find(is_it)?;
        Some(DrawnEdge {
            kind: edge.kind,
            points: line.points.clone(),
            label: line.label_anchor,
        })
    });
    let edges: Vec<_> = edges.collect::<Option<_>>()?;
    Some(fitted(nodes, edges))
}

/// The drawing moved to its upper left corner, with a margin around all of it.
fn fitted(mut nodes: Vec<DrawnNode>, mut edges: Vec<DrawnEdge>) -> Drawing {
    const MARGIN: f32 = 12.0;
    /// Half of what a label takes.
    const LABEL: (f32, f32) = (50.0, 10.0);
    let mut corners = Vec::new();
    for node in &nodes {
        corners.push((node.x, node.y));
        corners.push((node.x + node.width, node.y + node.height));
    }
    for edge in &edges {
        corners.extend(&edge.points);
        if let Some((x, y)) = edge.label {
            corners.extend([(x - LABEL.0, y - LABEL.1), (x + LABEL.0, y + LABEL.1)]);
        }
    }
    let least = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::MAX, f32::min);
    let most = |of: fn(&(f32, f32)) -> f32| corners.iter().map(of).fold(f32::MIN, f32::max);
    let (left, top) = (least(|at| at.0) - MARGIN, least(|at| at.1) - MARGIN);
    let (width, height) = (
        most(|at| at.0) + MARGIN - left,
        most(|at| at.1) + MARGIN - top,
    );
    for node in &mut nodes {
        node.x -= left;
        node.y -= top;
    }
    for edge in &mut edges {
        for point in edge.points.iter_mut().chain(&mut edge.label) {
            *point = (point.0 - left, point.1 - top);
        }
    }
    Drawing {
        width,
        height,
        nodes,
        edges,
    }
}

/// `title` in lines that fit into a box; what does not fit ends in an ellipsis.
fn wrapped(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > LINES;
    lines.truncate(LINES);
    for line in &mut lines {
        if line.chars().count() > LINE {
            *line = line.chars().take(LINE - 1).chain(['…']).collect();
        }
    }
    if let Some(last) = lines
        .last_mut()
        .filter(|last| is_cut && !last.ends_with('…'))
    {
        *last = last.chars().take(LINE - 1).chain(['…']).collect();
    }
    lines
}
