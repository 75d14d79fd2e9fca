//! Renders a graph in the DOT language (Graphviz, "The DOT Language").

use std::fmt::Write;

use super::Graph;

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
        let direction = match edge.kind.is_directed() {
            true => "",
            false => ", dir=none",
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

/// `text` as a quoted string. Labels have escapes such as `\N`, and entities such as `&lt;`, which a title must not
/// produce.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '&' => quoted.push_str("&amp;"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
