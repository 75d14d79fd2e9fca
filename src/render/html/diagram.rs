//! Mermaid blocks as SVG, drawn while the site is rendered. The input is untrusted, so it is limited in size
//! and drawn in a thread of its own that may fail, and the output is not trusted either.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use mermaid_rs_renderer::{RenderOptions, Theme, compute_layout, render_svg};

use super::svg;

/// The maximum length of a diagram in bytes; longer ones are shown as code.
const MAX_BYTES: usize = 8 * 1024;
const MAX_LINES: usize = 150;
/// The library's layout takes more than quadratic time in these.
const MAX_NODES: usize = 64;
const MAX_EDGES: usize = 64;
/// Longer numbers could request a grid of any size.
const MAX_DIGITS: usize = 6;
const STACK: usize = 16 * 1024 * 1024;

/// The colours used for drawing, each replaced by a variable of the stylesheet for light and dark.
const COLOURS: [(&str, &str); 8] = [
    ("#f4f2ec", "var(--raised)"),
    ("#1d2126", "var(--ink)"),
    ("#5a616a", "var(--quiet)"),
    ("#dedad1", "var(--line)"),
    ("#0b5aa7", "var(--link)"),
    ("#fdfcf9", "var(--paper)"),
    ("#e4edf7", "var(--calm-soft)"),
    ("#fbf0d5", "var(--warn-soft)"),
];

/// Whether a block in `language` is a diagram.
pub fn is_diagram(language: &str) -> bool {
    language.eq_ignore_ascii_case("mermaid")
}

/// Draws diagrams, each of them once.
#[derive(Default)]
pub struct Diagrams {
    done: Mutex<HashMap<String, Result<String, String>>>,
}

impl Diagrams {
    /// Draws `text` as SVG that is safe inside a page; `position` makes its ids unique there.
    ///
    /// # Errors
    /// In words, if it cannot be drawn.
    pub fn draw(&self, text: &str, position: usize) -> Result<String, String> {
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
        let colour = |found: &str| {
            let found = found.to_ascii_lowercase();
            let known = COLOURS.iter().find(|(colour, _)| *colour == found);
            known.map(|(_, variable)| *variable)
        };
        svg::sanitised(&drawn, &format!("adr-diagram-{position}-"), &colour)
            .ok_or_else(|| "its drawing is not valid SVG".to_owned())
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
    let is_digit = |c: char| c.is_ascii_digit();
    let longest = text.split(|c| !is_digit(c)).map(str::len).max();
    if longest > Some(MAX_DIGITS) {
        return Err(format!("a number in it has more than {MAX_DIGITS} digits"));
    }
    let RenderOptions { theme, layout } = options();
    let parsed = mermaid_rs_renderer::parse_mermaid_strict(text);
    let parsed = parsed.map_err(|error| super::super::text::one_line(&error.to_string()))?;
    let graph = parsed.graph;
    if graph.nodes.len() > MAX_NODES || graph.edges.len() > MAX_EDGES {
        return Err(format!(
            "it has more than {MAX_NODES} nodes or {MAX_EDGES} edges"
        ));
    }
    let laid = compute_layout(&graph, &theme, &layout);
    Ok(render_svg(&laid, &theme, &layout))
}

/// Text is measured with a table of widths rather than installed fonts, so that every machine draws the same.
fn options() -> RenderOptions {
    let mut options = RenderOptions {
        theme: theme(),
        ..RenderOptions::default()
    };
    options.layout.fast_text_metrics = true;
    options
}

fn theme() -> Theme {
    let [raised, ink, quiet, line, link, paper, calm, warn] =
        COLOURS.map(|(colour, _)| colour.to_owned());
    Theme {
        font_family: "system-ui, sans-serif".to_owned(),
        primary_color: calm.clone(),
        primary_text_color: ink.clone(),
        primary_border_color: link.clone(),
        line_color: quiet.clone(),
        secondary_color: raised.clone(),
        tertiary_color: raised.clone(),
        edge_label_background: paper.clone(),
        cluster_background: raised.clone(),
        cluster_border: line,
        background: paper,
        sequence_actor_fill: calm.clone(),
        sequence_actor_border: link.clone(),
        sequence_actor_line: quiet,
        sequence_note_fill: warn.clone(),
        sequence_note_border: ink.clone(),
        sequence_activation_fill: raised,
        sequence_activation_border: link,
        text_color: ink,
        ..Theme::modern()
    }
}
