//! A record's prose as HTML that is safe to publish. The tree is sanitised before it is written: of raw HTML,
//! a few elements become nodes of the tree and the rest becomes text, URLs are checked against the allow-list,
//! nesting is limited. Then its sections are marked for the stylesheet.

mod elements;
mod format;
mod math;
mod mentions;
mod sanitise;
mod sections;

use std::collections::HashSet;

use comrak::html::format_document_with_formatter;
use comrak::options::Plugins;
use comrak::{Arena, Options};
use serde::Serialize;

use super::diagram::Diagrams;
use crate::record::Record;
use crate::record::mention::Mention;
use crate::record::prose::Places;

pub use mentions::{Mentioned, Successor};

/// The tools for rendering prose, shared by all records.
pub struct ProseTools<'p> {
    /// Draws diagrams.
    pub diagrams: &'p Diagrams,
}

/// Resolves the relative links of one record, and its mentions of other records.
pub struct Links<'l> {
    /// The page of another record.
    pub page: &'l dyn Fn(&str) -> Option<String>,
    /// The copy of a file that is not a record.
    pub file: &'l dyn Fn(&str) -> Option<String>,
    /// The page that shows a file of the repository elsewhere.
    pub forge: &'l dyn Fn(&str) -> Option<String>,
    /// The record that a mention names, if it is another one.
    pub mentioned: &'l dyn Fn(&Mention<'_>) -> Option<Mentioned>,
}

/// A record's prose without its title.
#[derive(Debug)]
pub struct Prose {
    /// Safe HTML.
    pub html: String,
    /// The headings of its sections.
    pub headings: Vec<Heading>,
    /// Whether it has a block of code.
    pub has_code: bool,
    /// What could not be shown as intended.
    pub warnings: Vec<String>,
}

/// The heading of a section.
#[derive(Debug, Serialize)]
pub struct Heading {
    /// Its anchor.
    pub anchor: String,
    /// Its text, without markup.
    pub text: String,
}

/// Renders the prose of `record` for a page that has elements with the ids `taken`.
pub fn html(
    record: &Record,
    links: &Links<'_>,
    tools: &ProseTools<'_>,
    taken: &HashSet<&str>,
) -> Prose {
    let arena = Arena::new();
    let tree = record.tree(&arena);
    let places = Places::new(&record.source, record.prose_start());
    sanitise::sanitise(&arena, tree, links);
    let mut mentions = record.body().mentions();
    if mentions.any(|mention| (links.mentioned)(&mention).is_some()) {
        mentions::link(&arena, tree, links.mentioned);
    }
    sections::mark(&arena, tree, record, &places);
    // HTML is rarely more than twice as long as its Markdown.
    let mut html = String::with_capacity(2 * record.prose().len());
    let plugins = Plugins::default();
    let blocks = format::Blocks::new(tools, taken);
    let formatter = format::format_node;
    let options = Options::default();
    let written =
        format_document_with_formatter(tree, &options, &mut html, &plugins, formatter, blocks);
    // Writing to a `String` cannot fail.
    let findings = written.map(format::Blocks::into_findings);
    let format::Findings {
        headings,
        has_code,
        warnings,
    } = findings.unwrap_or_default();
    Prose {
        // Kept until its page is rendered, so without spare room.
        html: html.as_str().to_owned(),
        headings,
        has_code,
        warnings,
    }
}
