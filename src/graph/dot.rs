//! Renders a graph in the DOT language (Graphviz, "The DOT Language").

use std::fmt::Write;

use super::{EdgeKind, Graph};

/// `graph` as a DOT document with all strings escaped.
pub fn dot(graph: &Graph) -> String {
    let mut dot = "digraph decisions {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    for (at, node) in graph.nodes.iter().enumerate() {
        let label = quoted(&format!("{}\n{}", node.name, node.title));
        let style = if node.is_past() { ", style=dashed" } else { "" };
        let _ = writeln!(dot, "  n{at} [label={label}{style}];");
    }
    for edge in &graph.edges {
        let label = quoted(edge.kind.label());
        let direction = match edge.kind {
            EdgeKind::Relates | EdgeKind::Conflicts => ", dir=none",
            _ => "",
        };
        let _ = writeln!(
            dot,
            "  n{} -> n{} [label={label}{direction}];",
            edge.from, edge.to
        );
    }
    dot.push_str("}\n");
    dot
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}
