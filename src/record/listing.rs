//! Entries in blocks that no heading divides: list items, paragraphs that open with a name (the summary of
//! `<details>` too), rows or columns of tables. Quotes count as what is in them.

use std::ops::Range;

use super::consequence::Side;
use super::entry::{Entry, MOST_STACKED};
use super::option_name::{self, word_count};
use super::outline::{Block, Kind, Outline};
use super::section::SectionKind;
use super::table;

/// A paragraph is taken for a name alone, or for a name in front of a mark, up to so many words.
const LONGEST_PLAIN_NAME: usize = 6;

/// Entries in the making.
pub struct Listing<'o> {
    outline: &'o Outline,
    entries: Vec<Entry>,
    /// The first of the entries that what follows may be said of.
    group: usize,
    /// Whether what follows is said of the last entry, since that is a paragraph.
    is_open: bool,
    /// Whether the block before is a label such as `Pros:`.
    is_after_label: bool,
    /// How many paragraphs open with a name that is set off. With one, none that is plain is a name alone; with
    /// several, lists belong to them.
    set_off: usize,
}

impl<'o> Listing<'o> {
    /// The entries in `blocks`.
    pub fn of(outline: &'o Outline, blocks: Range<usize>) -> Vec<Entry> {
        let opens = |(_, block): &(usize, &Block)| {
            let is_paragraph = block.kind == Kind::Paragraph && block.opening_end.is_some();
            is_paragraph && Side::of(outline.text_of(block)).is_none()
        };
        let mut listing = Self {
            outline,
            entries: Vec::new(),
            group: 0,
            is_open: false,
            is_after_label: false,
            set_off: outline.outermost(&blocks).filter(opens).count(),
        };
        let mut at = blocks.start;
        while let Some(block) = outline.block(at).filter(|_| at < blocks.end) {
            at = match block.kind {
                Kind::Quote => at + 1,
                _ => {
                    listing.add(at, block);
                    block.end
                }
            };
        }
        listing.entries
    }

    fn add(&mut self, position: usize, block: &Block) {
        let text = self.outline.text_of(block);
        let is_label = Side::of(text).is_some();
        match block.kind {
            _ if text.is_empty() || block.kind == Kind::Footnote => {}
            Kind::List => self.list(position, block),
            // It compares what those before it name, or is announced by them.
            Kind::Table if self.is_open && self.is_last_bare() => self.say(text, block),
            Kind::Table => {
                self.begin_group(false);
                self.entries.extend(table::entries(self.outline, position));
            }
            Kind::Paragraph | Kind::Heading(_) if !is_label => self.paragraph(text, block),
            _ => self.say(text, block),
        }
        self.is_after_label = is_label;
    }

    fn begin_group(&mut self, is_open: bool) {
        self.group = self.entries.len();
        self.is_open = is_open;
    }

    fn is_last_bare(&self) -> bool {
        self.entries.last().is_some_and(Entry::is_bare)
    }

    /// Adds `text` to what is said of the last entry, or of all those of its group of which nothing is said yet.
    fn say(&mut self, text: &str, block: &Block) {
        let count = self.entries.len();
        let group = self.entries.get_mut(self.group..).unwrap_or_default();
        let is_small = group.len() <= MOST_STACKED;
        let has_bare = is_small && group.iter().any(Entry::is_bare);
        for entry in group.iter_mut().filter(|entry| has_bare && entry.is_bare()) {
            entry.say(text);
        }
        if let Some(last) = self.entries.last_mut().filter(|_| self.is_open) {
            if !has_bare {
                last.say(text);
            }
            last.span.end = last.span.end.max(block.span.end);
            last.text.end = last.text.end.max(block.text.end);
        }
        self.group = count.saturating_sub(1);
    }

    fn list(&mut self, position: usize, list: &Block) {
        let items = self.outline.inside(position);
        let is_side = |item: &Block| Side::opening(self.outline.text_of(item)).is_some();
        let are_sides = self
            .outline
            .outermost(&items)
            .all(|(_, item)| is_side(item));
        let belongs_to_last = self.is_after_label
            || are_sides
            || self.is_open && (self.set_off > 1 || self.is_last_bare());
        if belongs_to_last && !self.entries.is_empty() {
            self.is_open = true;
            return self.say(self.outline.text_of(list), list);
        }
        self.begin_group(false);
        self.items(&items);
    }

    fn items(&mut self, items: &Range<usize>) {
        for (at, item) in self.outline.outermost(items) {
            self.item(&self.outline.inside(at), item);
        }
    }

    fn item(&mut self, inside: &Range<usize>, item: &Block) {
        let outline = self.outline;
        let first = outline.outermost(inside).next().map(|(_, block)| block);
        let first = first.filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Heading(_)));
        let first = first.unwrap_or(item);
        let text = outline.text_of(first);
        let is_list = |(_, block): &(usize, &Block)| block.kind == Kind::List;
        let nested = outline.outermost(inside).find(is_list);
        if let (SectionKind::Alternatives, Some((at, _))) = (first.section, nested) {
            return self.items(&outline.inside(at));
        }
        let (name, said) = named(outline, first).unwrap_or_else(|| option_name::split(text));
        let mut entry = Entry::of(name, said, item);
        entry.say(outline.part(&(first.text.end..item.text.end)));
        self.entries.push(entry);
    }

    fn paragraph(&mut self, text: &str, block: &Block) {
        let is_short = |name: &str| word_count(name) <= LONGEST_PLAIN_NAME;
        let plain = || option_name::split_at_mark(text).filter(|(name, _)| is_short(name));
        let bare = || {
            let is_sentence = text.ends_with(['.', ':', '!', '?', ';', ',']);
            let is_name = self.set_off == 0 && is_short(text) && !is_sentence;
            let is_name = is_name && option_name::split(text).1.is_empty();
            is_name.then_some((text, ""))
        };
        let Some((name, said)) = named(self.outline, block).or_else(plain).or_else(bare) else {
            return self.say(text, block);
        };
        if !(self.is_open && self.is_last_bare()) {
            self.begin_group(true);
        }
        self.entries.push(Entry::of(name, said, block));
    }
}

/// The name that a paragraph sets off by emphasis, or by a link, at its beginning, and what follows.
fn named<'o>(outline: &'o Outline, block: &Block) -> Option<(&'o str, &'o str)> {
    let end = block.opening_end?;
    let name = outline.part(&(block.text.start..end));
    let rest = outline.part(&(end..block.text.end));
    Some(
        match rest.trim_start_matches([':', '—', '–', '-', '→', ',', '.', ';', ' ']) {
            "" => option_name::split(name),
            rest => (name.trim_end_matches([':', '.', ',']).trim_end(), rest),
        },
    )
}
