//! An entry and what is said of it, in whatever layout people write them: under headings here, in lists, tables and
//! paragraphs by way of [`Listing`].

use std::ops::Range;

use super::consequence::Side;
use super::listing::Listing;
use super::option_name::{self, word_count};
use super::outline::{Block, Kind, Outline};
use super::section::{SectionKind, has, is_weighing};
use crate::source::Span;

/// A name and what is said of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// All that is said of it; empty where that is nothing.
    pub said: String,
    /// Its place.
    pub span: Span,
    /// Its part of the outline's text.
    pub text: Range<usize>,
    /// Whether its section holds only what was rejected.
    pub is_rejected: bool,
}

/// A paragraph of at least so many words describes an option without naming it; it is called by its first words.
const SHORTEST_TELLING: usize = 8;

/// What stands below more names than that is not said of all of them.
pub const MOST_STACKED: usize = 20;

impl Entry {
    /// `name` in the place of `block`, and what is said of it. A sentence that is both is called by its first words.
    pub fn of(name: &str, said: &str, block: &Block) -> Self {
        let name = match name == said {
            true => name
                .splitn(SHORTEST_TELLING + 1, ' ')
                .take(SHORTEST_TELLING)
                .collect::<Vec<_>>()
                .join(" "),
            false => name.to_owned(),
        };
        Self {
            name,
            said: said.to_owned(),
            span: block.span.clone(),
            text: block.text.clone(),
            is_rejected: false,
        }
    }

    /// Whether nothing is said of it.
    pub fn is_bare(&self) -> bool {
        self.said.is_empty()
    }

    /// Whether more than figures and marks is said of it.
    pub fn says_words(&self) -> bool {
        self.said.contains(char::is_alphabetic)
    }

    /// Adds `more` to what is said of it.
    pub fn say(&mut self, more: &str) {
        if self.said != more && !more.is_empty() {
            self.said
                .push_str(if self.said.is_empty() { "" } else { " " });
            self.said.push_str(more);
        }
    }
}

/// The entries among `blocks`. Where headings divide those, each of the highest ones is an entry, and what stands
/// under it is said of it.
pub fn read(outline: &Outline, blocks: &Range<usize>) -> Vec<Entry> {
    let mut entries = divided(outline, blocks);
    for entry in &mut entries {
        entry.say(outline.footnote(&entry.span));
    }
    entries.retain(|entry| !says_none(entry));
    if entries.is_empty() {
        let paragraphs = outline
            .blocks(blocks)
            .filter(|block| block.kind == Kind::Paragraph);
        let told = paragraphs.map(|block| (outline.text_of(block), block));
        let long = told.filter(|(text, _)| word_count(text) >= SHORTEST_TELLING);
        entries = long
            .map(|(text, block)| Entry::of(text, text, block))
            .collect();
        entries.retain(|entry| !says_none(entry));
    }
    entries
}

/// The heading at `position` as the name of what stands under it.
pub fn under_heading(outline: &Outline, position: usize, heading: &Block) -> Entry {
    let under = outline.under(position);
    let below = outline.text_range(&under);
    let text = outline.text_of(heading);
    let (name, said) = match outline.part(&below) {
        "" => option_name::split(text),
        said => (text, said),
    };
    let last = outline.outermost(&under).last();
    let mut entry = Entry::of(name, said, heading);
    entry.span.end = last.map_or(heading.span.end, |(_, last)| last.span.end);
    entry.text.end = heading.text.end.max(below.end);
    entry
}

fn divided(outline: &Outline, blocks: &Range<usize>) -> Vec<Entry> {
    let headings = outline.outermost(blocks).filter_map(|(at, block)| {
        let text = outline.text_of(block);
        Some((at, block, block.level()?, text, block.section))
    });
    let headings: Vec<_> = headings.collect();
    let may_hold = |kind| matches!(kind, SectionKind::Alternatives | SectionKind::Other);
    let names_some = headings
        .iter()
        .filter(|(.., text, kind)| may_hold(*kind) && Side::of(text).is_none());
    let Some(highest) = names_some.map(|(_, _, level, ..)| *level).min() else {
        let other = headings.iter().find(|(.., kind)| !may_hold(*kind));
        let end = other.map_or(blocks.end, |(at, ..)| *at);
        return Listing::of(outline, blocks.start..end);
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (at, heading, level, text, kind) in headings {
        if level != highest || !may_hold(kind) {
            continue;
        }
        match kind == SectionKind::Alternatives || is_weighing(text) {
            true => entries.extend(divided(outline, &outline.under(at))),
            false => entries.push(under_heading(outline, at, heading)),
        }
    }
    // Headings that follow each other without text are discussed together below the last.
    let mut stacked: Option<(String, usize)> = None;
    for entry in entries.iter_mut().rev() {
        match &mut stacked {
            Some((said, count)) if entry.is_bare() && *count < MOST_STACKED => {
                entry.say(said);
                *count += 1;
            }
            _ => stacked = Some((entry.said.clone(), 1)),
        }
    }
    entries
}

/// Whether an entry is no more than the word that there is none, or is still to be written.
fn says_none(entry: &Entry) -> bool {
    const LONGEST: usize = 200;
    if entry.said.len() > LONGEST {
        return false;
    }
    let text = match entry.is_bare() {
        true => &entry.name,
        false => &entry.said,
    };
    let first = text.split(' ').next().unwrap_or_default();
    let is_still_to_come = || has("tbd|todo", &without_marks(text).to_lowercase());
    if is_nothing(text) || entry.is_bare() && is_still_to_come() {
        return true;
    }
    if !has("no|none|nothing|we", &first.to_lowercase()) {
        return false;
    }
    let text = text.to_lowercase();
    let any = |wanted| text.split(' ').any(|word| has(wanted, word));
    text.starts_with(&entry.name.to_lowercase())
        && any("no|not|none|nothing|didn't|any")
        && any("alternative|alternatives|option|options|other|others|else|considered")
}

/// Whether `text` is nothing but dashes and the like, or the word that there is nothing.
pub fn is_nothing(text: &str) -> bool {
    let bare = without_marks(text);
    bare.is_empty() || has("none|n/a|na|nothing|not applicable", &bare.to_lowercase())
}

fn without_marks(text: &str) -> &str {
    let is_mark =
        |c: char| c.is_ascii_punctuation() || matches!(c, ' ' | '–' | '—' | '…' | '“' | '”');
    text.trim_matches(is_mark)
}
