//! Renders a graph as a Mermaid flowchart, which GitHub and GitLab display.

use std::fmt::Write;

use super::Graph;

/// `graph` as a flowchart, with labels escaped for Mermaid and HTML.
pub fn mermaid(graph: &Graph) -> String {
    let mut chart = "flowchart LR\n".to_owned();
    for (at, node) in graph.nodes.iter().enumerate() {
        let (name, title) = (escaped(&node.name), escaped(&node.title));
        let _ = writeln!(chart, "  n{at}[\"{name}<br/>{title}\"]");
    }
    for edge in &graph.edges {
        let arrow = if edge.kind.is_directed() {
            "-->"
        } else {
            "---"
        };
        let label = edge.kind.label();
        let _ = writeln!(chart, "  n{} {arrow}|{label}| n{}", edge.from, edge.to);
    }
    let past = graph.nodes.iter().enumerate();
    let past = past.filter(|(_, node)| node.is_past());
    for (at, _) in past {
        let _ = writeln!(chart, "  style n{at} stroke-dasharray: 4");
    }
    chart
}

/// Escapes every character except letters, digits and plain punctuation as Mermaid's entity `#NN;`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | ',' | '.' | ':' | '(' | ')' | '/') {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "#{};", u32::from(c));
        }
    }
    escaped
}
