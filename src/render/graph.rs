//! A graph as SVG (SVG 2), for a page or standalone.

use std::fmt::Write;

use super::escape::{attribute, escape_into};
use crate::graph::{Drawing, Graph, Node};

/// The style of a standalone drawing, light and dark; in a page, the page's stylesheet applies.
const STYLE: &str = "\
svg{background:#fdfcfa;color:#1d2127;font:14px system-ui,sans-serif}\
.node rect{fill:#f4f2ed;stroke:#5a616b}.node.past rect{stroke-dasharray:4 3}\
.node .name{font-weight:600}.node text,.edge text{fill:currentColor}\
.edge path{fill:none;stroke:#5a616b;stroke-width:1.5}.edge text{font-size:12px}\
.edge.relates path,.edge.conflicts path{stroke-dasharray:2 4}\
.arrow{fill:#5a616b}\
@media(prefers-color-scheme:dark){svg{background:#15181d;color:#e4e6ea}.node rect{fill:#1e2229}}";

/// The link and the anchor of a node in a page's drawing.
pub struct Target {
    /// The URL of the page.
    pub href: String,
    /// The node's `id`.
    pub id: String,
    /// The class of its state, if that is to be seen.
    pub class: Option<String>,
}

/// `drawing` of `graph` as an element for a page, in which each node is a link.
pub fn in_page(
    graph: &Graph,
    drawing: &Drawing,
    label: &str,
    target: impl Fn(&Node) -> Target,
) -> String {
    let mut svg = opened(drawing, label, "");
    draw(&mut svg, graph, drawing, &|svg, node| {
        let target = target(node);
        svg.push_str("<a");
        attribute(svg, "href", &target.href);
        attribute(svg, "id", &target.id);
        if let Some(class) = &target.class {
            attribute(svg, "class", class);
        }
        svg.push('>');
        "</a>"
    });
    svg.push_str("</svg>");
    svg
}

/// `drawing` of `graph` as a standalone file.
pub fn standalone(graph: &Graph, drawing: &Drawing) -> String {
    let mut svg = opened(
        drawing,
        "Decisions",
        " xmlns=\"http://www.w3.org/2000/svg\"",
    );
    let _ = write!(svg, "<style>{STYLE}</style>");
    draw(&mut svg, graph, drawing, &|_, _| "");
    svg.push_str("</svg>\n");
    svg
}

fn opened(drawing: &Drawing, label: &str, namespace: &str) -> String {
    let (width, height) = (drawing.width.ceil(), drawing.height.ceil());
    let mut svg = format!(
        "<svg{namespace} class=\"graph\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\""
    );
    attribute(&mut svg, "aria-label", label);
    svg.push('>');
    svg
}

/// Writes the opening tag around a node, and returns the closing one.
type Open<'o> = &'o dyn Fn(&mut String, &Node) -> &'static str;

fn draw(svg: &mut String, graph: &Graph, drawing: &Drawing, open: Open<'_>) {
    for edge in &drawing.edges {
        let _ = write!(svg, "<g class=\"edge {}\"><path d=\"", edge.kind.name());
        for (at, (x, y)) in edge.points.iter().enumerate() {
            let _ = write!(svg, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
        }
        svg.push_str("\"/>");
        if edge.kind.is_directed() {
            arrow(svg, &edge.points);
        }
        if let Some((x, y)) = edge.label {
            let label = edge.kind.label();
            let _ = write!(
                svg,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" dominant-baseline=\"middle\">{label}</text>"
            );
        }
        svg.push_str("</g>");
    }
    for (node, place) in graph.nodes.iter().zip(&drawing.nodes) {
        let close = open(svg, node);
        let past = if node.is_past() { " past" } else { "" };
        let (x, y) = (place.x, place.y);
        let _ = write!(
            svg,
            "<g class=\"node{past}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\"/>",
            place.width, place.height
        );
        let lines = std::iter::once(&node.name).chain(&place.lines);
        let step = place.height / (place.lines.len() as f32 + 2.0);
        for (at, line) in lines.enumerate() {
            let (x, y) = (x + place.width / 2.0, y + step * (at as f32 + 1.0));
            let class = if at == 0 { "name" } else { "title" };
            let _ = write!(
                svg,
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" dominant-baseline=\"middle\">"
            );
            escape_into(svg, line);
            svg.push_str("</text>");
        }
        svg.push_str("</g>");
        svg.push_str(close);
    }
}

/// The arrowhead at the end of a line, as a triangle: a marker would need a unique id in every drawing.
fn arrow(svg: &mut String, points: &[(f32, f32)]) {
    const LENGTH: f32 = 9.0;
    const HALF: f32 = 4.5;
    let [.., before, end] = points else { return };
    let (dx, dy) = (end.0 - before.0, end.1 - before.1);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return;
    }
    let (dx, dy) = (dx / length, dy / length);
    let base = (end.0 - dx * LENGTH, end.1 - dy * LENGTH);
    let _ = write!(
        svg,
        "<path class=\"arrow\" d=\"M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z\"/>",
        end.0,
        end.1,
        base.0 - dy * HALF,
        base.1 + dx * HALF,
        base.0 + dy * HALF,
        base.1 - dx * HALF
    );
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;
    use crate::graph::layout;

    /// The texts in a standalone drawing of one decision, which is well-formed and has no elements but ours.
    fn texts(title: &str) -> Vec<String> {
        let node = Node {
            position: 0,
            name: "ADR-0001".to_owned(),
            title: title.to_owned(),
            status: None,
        };
        let graph = Graph {
            nodes: vec![node],
            edges: Vec::new(),
        };
        let svg = standalone(&graph, &layout(&graph).unwrap());
        let is_allowed = |c: char| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
        assert!(svg.chars().all(is_allowed), "{svg}");
        let mut reader = Reader::from_str(&svg);
        let (mut texts, mut inside) = (Vec::new(), false);
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let name = start.name();
                    let known: [&[u8]; 4] = [b"svg", b"style", b"g", b"text"];
                    assert!(known.contains(&name.as_ref()), "{svg}");
                    inside = name.as_ref() == b"text";
                    if inside {
                        texts.push(String::new());
                    }
                }
                Event::Empty(empty) => assert_eq!(empty.name().as_ref(), b"rect", "{svg}"),
                Event::Text(text) if inside => {
                    texts.last_mut().unwrap().push_str(&text.decode().unwrap())
                }
                Event::GeneralRef(reference) => {
                    let reference = format!("&{};", reference.decode().unwrap());
                    let text = quick_xml::escape::unescape(&reference).unwrap();
                    texts.last_mut().unwrap().push_str(&text);
                }
                Event::End(_) => inside = false,
                Event::Eof => return texts,
                _ => {}
            }
        }
    }

    #[test]
    fn a_hostile_title_is_text() {
        for title in [
            "</text><script>1",
            "]]> <![CDATA[ <!-- x",
            "\"'`&lt;&#x0;&nbsp;",
        ] {
            assert_eq!(texts(title)[1..].join(" "), title);
        }
        assert_eq!(texts("a\u{0}\u{1b}\u{fffe}b")[1], "ab");
    }
}
