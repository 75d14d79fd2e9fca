//! Mermaid blocks as SVG, drawn while the site is rendered. The input is untrusted, so it is limited in size
//! and drawn in a thread of its own that may fail, and the output is not trusted either.

mod gantt;
mod palette;
mod shapes;
mod source;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use mermaid_rs_renderer::{
    DiagramKind, Graph, RenderOptions, compute_layout, parse_mermaid, render_svg, validator,
};

use super::svg;
use crate::render::text::one_line;

/// The maximum length of a diagram in bytes; longer ones are shown as code.
const MAX_BYTES: usize = 8 * 1024;
const MAX_LINES: usize = 150;
/// The library's layout takes more than quadratic time in these.
const MAX_NODES: usize = 64;
const MAX_EDGES: usize = 64;
/// The library allocates every column of a block diagram, whether there is anything in it or not.
const MAX_COLUMNS: usize = 64;
const STACK: usize = 16 * 1024 * 1024;

/// Whether a block in `language` is a diagram.
pub fn is_diagram(language: &str) -> bool {
    language.eq_ignore_ascii_case("mermaid")
}

/// A diagram, drawn.
#[derive(Debug)]
pub struct Drawing {
    /// SVG that is safe inside a page.
    pub svg: String,
    /// Whether it suits light and dark pages. Others need a light background.
    pub is_themed: bool,
}

/// Draws diagrams, each of them once.
#[derive(Default)]
pub struct Diagrams {
    done: Mutex<HashMap<String, Result<String, String>>>,
}

impl Diagrams {
    /// Draws `text`; `position` makes its ids unique inside its page.
    ///
    /// # Errors
    /// In words, if it cannot be drawn.
    pub fn draw(&self, text: &str, position: usize) -> Result<Drawing, String> {
        if text.len() > MAX_BYTES || text.lines().count() > MAX_LINES {
            return Err(format!(
                "it has more than {MAX_LINES} lines or {} kB",
                MAX_BYTES / 1024
            ));
        }
        let known = self.lock().get(text).cloned();
        let drawn = known.unwrap_or_else(|| {
            let drawn = draw(text);
            self.lock().insert(text.to_owned(), drawn.clone());
            drawn
        })?;
        let prefix = format!("adr-diagram-{position}-");
        let svg = svg::sanitised(&drawn, &prefix, &palette::variable)
            .map_err(|refusal| format!("its drawing cannot be shown: {refusal}"))?;
        let is_themed = palette::is_themed(&svg);
        Ok(Drawing { svg, is_themed })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Result<String, String>>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn draw(text: &str) -> Result<String, String> {
    let drawing = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn({
            let text = text.to_owned();
            move || drawing_of(&text)
        })
        .map_err(|error| error.to_string())?;
    drawing
        .join()
        .unwrap_or_else(|_| Err("the drawing library failed".to_owned()))
}

fn drawing_of(text: &str) -> Result<String, String> {
    let RenderOptions { theme, layout } = palette::options();
    let graph = graph(text)?;
    let mut laid = compute_layout(&graph, &theme, &layout);
    palette::repaint(&mut laid);
    Ok(render_svg(&laid, &theme, &layout))
}

fn graph(text: &str) -> Result<Graph, String> {
    let source = source::adapted(text)?;
    validator::validate(&source::checked(&source)).map_err(|error| one_line(&error.to_string()))?;
    let parsed = parse_mermaid(&source).map_err(|error| one_line(&error.to_string()))?;
    let mut graph = parsed.graph;
    if graph.nodes.len() > MAX_NODES || graph.edges.len() > MAX_EDGES {
        return Err(format!(
            "it has more than {MAX_NODES} nodes or {MAX_EDGES} edges"
        ));
    }
    if columns(&graph) > MAX_COLUMNS {
        return Err(format!("it has more than {MAX_COLUMNS} columns"));
    }
    for label in graph
        .edges
        .iter_mut()
        .filter_map(|edge| edge.label.as_mut())
    {
        *label = source::unquoted(label).to_owned();
    }
    if graph.kind == DiagramKind::Er {
        let entities = graph.nodes.values_mut();
        entities.for_each(|entity| source::name_types(&mut entity.label));
    }
    Ok(graph)
}

/// The number of columns that a block diagram asks for.
fn columns(graph: &Graph) -> usize {
    let block = graph.block.as_ref();
    let spans = block.into_iter().flat_map(|block| &block.nodes);
    let widest = spans.map(|node| node.span).max().unwrap_or_default();
    let columns = block.and_then(|block| block.columns).unwrap_or_default();
    columns.max(widest)
}
