//! The layout of a lineage in which each decision leads to the next: boxes in a row. It is what the layered layout makes of
//! such a graph, without its search for the order of boxes in a layer.

use super::layout::{
    Drawing, DrawnEdge, DrawnNode, LABEL_OFFSET, LAYER_SEPARATION, LINE_HEIGHT, MARGIN, box_of,
    label_width, sized,
};
use super::{Edge, Graph};

/// Lays out `graph` in a row; `None` if it is not a path through all of its nodes.
pub fn row(graph: &Graph) -> Option<Drawing> {
    let (first, links) = path(graph)?;
    let boxes: Vec<_> = graph.nodes.iter().map(box_of).collect();
    let heights = boxes.iter().map(|(_, height, _)| *height);
    let centre = MARGIN + heights.max_by(|a, b| a.total_cmp(b))? / 2.0;
    let mut lefts = vec![MARGIN; boxes.len()];
    let mut right = lefts[first] + boxes[first].0;
    for link in links {
        lefts[link.to] = right + LAYER_SEPARATION + label_width(link.kind);
        right = lefts[link.to] + boxes[link.to].0;
    }
    let edge = |edge: &Edge| {
        let (from, to) = (lefts[edge.from] + boxes[edge.from].0, lefts[edge.to]);
        let middle = (from + to) / 2.0;
        let label = centre + LABEL_OFFSET + LINE_HEIGHT / 2.0;
        DrawnEdge {
            kind: edge.kind,
            points: [from, middle, to].map(|x| (x as f32, centre as f32)).into(),
            label: Some((middle as f32, label as f32)),
        }
    };
    let edges = graph.edges.iter().map(edge).collect();
    let nodes = boxes.into_iter().zip(&lefts);
    let node = |((width, height, lines), left): ((_, _, Vec<String>), &_)| DrawnNode {
        x: *left as f32,
        y: (centre - height / 2.0) as f32,
        width: width as f32,
        height: height as f32,
        lines,
    };
    Some(sized(nodes.map(node).collect(), edges))
}

/// The first node and the links of a path through all nodes of `graph`, if it is one.
fn path(graph: &Graph) -> Option<(usize, Vec<&Edge>)> {
    let mut leaving = vec![None; graph.nodes.len()];
    let mut is_reached = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        let is_second = leaving[edge.from].replace(edge).is_some();
        if std::mem::replace(&mut is_reached[edge.to], true) || is_second {
            return None;
        }
    }
    let first = is_reached.iter().position(|is_reached| !is_reached)?;
    let links = std::iter::successors(leaving[first], |link| leaving[link.to]);
    let links: Vec<_> = links.collect();
    let is_whole = links.len() == graph.edges.len() && links.len() + 1 == graph.nodes.len();
    is_whole.then_some((first, links))
}
