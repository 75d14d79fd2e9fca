//! A record's prose as HTML that is safe to publish. The tree is sanitised before it is written: raw HTML
//! becomes text, URLs are checked against the allow-list, nesting is limited. Then its sections are marked
//! for the stylesheet.

mod format;
mod harmless;
mod sections;

use comrak::html::format_document_with_formatter;
use comrak::options::Plugins;
use comrak::{Arena, parse_document};

use super::diagram::Diagrams;
use crate::record::Record;
use crate::record::prose::{self, Places};

/// Quotes, lists, emphasis and links deeper than this become plain text. Nobody writes as many; a hostile
/// record could otherwise make a page that no browser lays out.
const DEEPEST: usize = 40;

/// What every record's prose is made with.
pub struct Press<'p> {
    /// Draws diagrams.
    pub diagrams: &'p Diagrams,
}

/// Where the relative links of one record lead.
pub struct Links<'l> {
    /// The page of another record.
    pub page: &'l dyn Fn(&str) -> Option<String>,
    /// The copy of a file beside the records.
    pub file: &'l dyn Fn(&str) -> Option<String>,
}

/// A record's prose without its title.
#[derive(Debug)]
pub struct Prose {
    /// HTML, safe as it is.
    pub html: String,
    /// What could not be shown as it was meant.
    pub warnings: Vec<String>,
}

/// The prose of `record`.
pub fn html(record: &Record, links: &Links<'_>, press: &Press<'_>) -> Prose {
    let mut options = prose::options();
    // comrak's alerts take a time quadratic in the depth of nested quotes.
    options.extension.alerts = !is_deeply_quoted(record.prose());
    if record.front.is_none() {
        options.extension.front_matter_delimiter = Some("---".to_owned());
    }
    let arena = Arena::new();
    let tree = parse_document(&arena, record.prose(), &options);
    let places = Places::new(&record.source, record.prose_start());
    harmless::make_harmless(&arena, tree, links);
    sections::mark(&arena, tree, record, &places);
    // Hardly any prose is twice as long in HTML.
    let mut html = String::with_capacity(2 * record.prose().len());
    let plugins = Plugins::default();
    let blocks = format::Blocks::new(press);
    let formatter = format::format_node;
    let written =
        format_document_with_formatter(tree, &options, &mut html, &plugins, formatter, blocks);
    // Writing to a `String` does not fail.
    let warnings = written
        .map(format::Blocks::into_warnings)
        .unwrap_or_default();
    Prose { html, warnings }
}

/// Whether a line opens more quotes than anybody would; each needs a `>` of its own on that line.
fn is_deeply_quoted(prose: &str) -> bool {
    let quotes = |text: &str| text.bytes().filter(|byte| *byte == b'>').count();
    quotes(prose) > DEEPEST && prose.lines().any(|line| quotes(line) > DEEPEST)
}
