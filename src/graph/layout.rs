//! Positions of boxes and lines in a drawing, from the layered layout of the `dagre` crate.

use dagre::graph::{Graph as Layers, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::row::row;
use super::{EdgeKind, Graph, Node};

/// A graph with more decisions or links is not drawn, because it would be unreadable.
const MAX_NODES: usize = 64;
const MAX_EDGES: usize = 96;

/// The approximate number of characters in a line of a title, and the maximum number of lines.
const TITLE_WIDTH: usize = 26;
const TITLE_LINES: usize = 3;

/// The size of a character and of a line of text, and the padding of a box, in CSS pixels.
const CHARACTER_WIDTH: f64 = 7.6;
pub(super) const LINE_HEIGHT: f64 = 20.0;
const PADDING: f64 = 32.0;

/// The size of a character in a link's label, and the distance of the label from its line.
const LABEL_CHARACTER_WIDTH: f64 = 6.6;
pub(super) const LABEL_OFFSET: f64 = 10.0;

/// The distance between layers, without the label of a link between them.
pub(super) const LAYER_SEPARATION: f64 = 36.0;

/// The margin of the whole drawing.
pub(super) const MARGIN: f64 = 12.0;

/// A graph with positions, in CSS pixels from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// The decisions, in the order of [`Graph::nodes`].
    pub nodes: Vec<DrawnNode>,
    /// The lines between boxes.
    pub edges: Vec<DrawnEdge>,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnNode {
    /// Its left side.
    pub x: f32,
    /// Its top.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// The title, wrapped into lines.
    pub lines: Vec<String>,
}

/// A line between two boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnEdge {
    /// The kind of link.
    pub kind: EdgeKind,
    /// Its corners; the last one is the tip of its arrow.
    pub points: Vec<(f32, f32)>,
    /// The centre of its label.
    pub label: Option<(f32, f32)>,
}

/// Lays out each of `graphs`; `None` if one is too large to be readable.
pub fn layouts(graphs: &[Graph]) -> Vec<Option<Drawing>> {
    graphs.par_iter().map(layout).collect()
}

/// Lays out `graph`; `None` if it is too large to be readable.
pub fn layout(graph: &Graph) -> Option<Drawing> {
    if graph.nodes.len() > MAX_NODES || graph.edges.len() > MAX_EDGES {
        return None;
    }
    row(graph).or_else(|| layered(graph))
}

/// Lays out `graph` in layers, so that links cross as little as can be.
pub(super) fn layered(graph: &Graph) -> Option<Drawing> {
    let mut layers = Layers::with_options(GraphOptions {
        directed: true,
        multigraph: true,
        compound: false,
    });
    let boxes: Vec<_> = graph.nodes.iter().map(box_of).collect();
    for (at, (width, height, _)) in boxes.iter().enumerate() {
        let label = NodeLabel {
            width: *width,
            height: *height,
            ..NodeLabel::default()
        };
        layers.set_node(at.to_string(), Some(label));
    }
    for edge in &graph.edges {
        let name = edge.kind.label();
        let label = EdgeLabel {
            width: label_width(edge.kind),
            height: LINE_HEIGHT,
            label_offset: LABEL_OFFSET,
            ..EdgeLabel::default()
        };
        layers.set_edge(
            edge.from.to_string(),
            edge.to.to_string(),
            Some(label),
            Some(name),
        );
    }
    let options = LayoutOptions {
        rankdir: RankDir::LR,
        nodesep: 28.0,
        ranksep: LAYER_SEPARATION,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut layers, Some(options));
    let nodes = boxes
        .into_iter()
        .enumerate()
        .map(|(at, (width, height, lines))| {
            let place = layers.node(&at.to_string())?;
            Some(DrawnNode {
                x: (place.x? - width / 2.0) as f32,
                y: (place.y? - height / 2.0) as f32,
                width: width as f32,
                height: height as f32,
                lines,
            })
        });
    let edges = graph.edges.iter().map(|edge| {
        let (from, to) = (edge.from.to_string(), edge.to.to_string());
        let line = layers.edge(&from, &to, Some(edge.kind.label()))?;
        Some(DrawnEdge {
            kind: edge.kind,
            points: line
                .points
                .iter()
                .map(|point| (point.x as f32, point.y as f32))
                .collect(),
            label: line.x.zip(line.y).map(|(x, y)| (x as f32, y as f32)),
        })
    });
    Some(sized(
        nodes.collect::<Option<_>>()?,
        edges.collect::<Option<_>>()?,
    ))
}

/// The width and height of a node's box, and the lines of its title.
pub(super) fn box_of(node: &Node) -> (f64, f64, Vec<String>) {
    let lines = wrapped(&node.title);
    let texts = lines.iter().chain([&node.name]);
    let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
    let width = CHARACTER_WIDTH * longest as f64 + PADDING;
    let height = LINE_HEIGHT * (lines.len() + 2) as f64;
    (width, height, lines)
}

/// The width of the label of a link.
pub(super) fn label_width(kind: EdgeKind) -> f64 {
    LABEL_CHARACTER_WIDTH * kind.label().len() as f64
}

/// The drawing of `nodes` and `edges`, large enough for all of them.
pub(super) fn sized(nodes: Vec<DrawnNode>, edges: Vec<DrawnEdge>) -> Drawing {
    let corners = nodes
        .iter()
        .map(|node| (node.x + node.width, node.y + node.height));
    let points = edges.iter().flat_map(|edge| edge.points.iter().copied());
    let label = |edge: &DrawnEdge| {
        let half = label_width(edge.kind) / 2.0;
        edge.label
            .map(|(x, y)| (x + half as f32, y + LINE_HEIGHT as f32 / 2.0))
    };
    let ends = corners.chain(points).chain(edges.iter().filter_map(label));
    let (width, height) = ends.fold((0.0_f32, 0.0_f32), |most, end| {
        (most.0.max(end.0), most.1.max(end.1))
    });
    Drawing {
        width: width + MARGIN as f32,
        height: height + MARGIN as f32,
        nodes,
        edges,
    }
}

/// `title` wrapped to fit into a box, with an ellipsis if it is truncated.
fn wrapped(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= TITLE_WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let is_cut = lines.len() > TITLE_LINES;
    lines.truncate(TITLE_LINES);
    for line in &mut lines {
        if line.chars().count() > TITLE_WIDTH {
            *line = line.chars().take(TITLE_WIDTH - 1).chain(['…']).collect();
        }
    }
    if let Some(last) = lines
        .last_mut()
        .filter(|last| is_cut && !last.ends_with('…'))
    {
        *last = last.chars().take(TITLE_WIDTH - 1).chain(['…']).collect();
    }
    lines
}
