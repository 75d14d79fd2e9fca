//! A record's prose after one walk through comrak's tree: its blocks in their order, its links, and all of its
//! text once, of which every block has a part.

mod walk;

use std::ops::Range;
use std::slice;

use comrak::Node;
use rustc_hash::FxHashMap;

use super::mention::{Mention, mentions};
use super::section::{SectionKind, has};
use crate::source::{Source, Span, Spanned};

/// The blocks of a prose.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// What a reader sees of it: no markup, one space for every run of white space and between blocks.
    text: String,
    blocks: Vec<Block>,
    /// Where its links and images lead: each one's URL, entities decoded, and its place.
    links: Vec<Spanned<String>>,
    /// The parts of its text that name a record, outside code and links.
    mentions: Vec<Range<usize>>,
    footnotes: Footnotes,
}

/// The footnotes of a prose, by name.
#[derive(Debug, Clone, Default)]
struct Footnotes {
    /// Where in the source each is referred to, in order.
    references: Vec<(usize, String)>,
    /// The position of each one's block.
    definitions: FxHashMap<String, usize>,
}

/// A block, and what it has of the outline's text. The blocks inside it follow it.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the source, from its first to its last; the whole lines of a heading.
    pub span: Span,
    /// Its part of the text.
    pub text: Range<usize>,
    /// Where in the text the emphasis or link ends that it begins with.
    pub opening_end: Option<usize>,
    /// Whether code stands between backticks in it.
    pub has_code: bool,
    /// What is under it, where it is a heading or a paragraph that stands for one.
    pub section: SectionKind,
    /// The position behind the last block inside it.
    pub end: usize,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading of that level.
    Heading(u8),
    /// A paragraph, or a block of raw HTML.
    Paragraph,
    /// A list, bulleted or numbered.
    List,
    /// An item of a list.
    Item,
    /// A block quote.
    Quote,
    /// A table.
    Table,
    /// A row of a table, its head included.
    Row,
    /// A cell of a row.
    Cell,
    /// A footnote, at the end of the prose wherever it is written.
    Footnote,
    /// Anything else, such as code.
    Other,
}

impl Outline {
    /// The outline of `tree`, the prose that starts at byte `start` of `source`.
    pub fn of(tree: Node<'_>, source: &Source, start: usize) -> Self {
        walk::outline(tree, source, start)
    }

    /// All of its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A part of its text, without the space between blocks at its ends.
    pub fn part(&self, part: &Range<usize>) -> &str {
        self.text.get(part.clone()).unwrap_or_default().trim()
    }

    /// The text of a block.
    pub fn text_of(&self, block: &Block) -> &str {
        self.part(&block.text)
    }

    /// Whether it seems to be in English: one word in fifty is among the commonest that no other language has. A short text
    /// of plain letters may lack them.
    pub fn is_english(&self) -> bool {
        const SHORT: usize = 40;
        let is_common =
            |word: &&str| has("the|and|that|with|this|not|are|from", &word.to_lowercase());
        let words = || {
            let words = self.text.split(|c: char| !c.is_alphabetic());
            words.filter(|word| !word.is_empty())
        };
        let count = words().count();
        let has_other_letters = || words().any(|word| !word.is_ascii());
        words().filter(is_common).count() * 50 >= count || count < SHORT && !has_other_letters()
    }

    /// The beginning of the first footnote that the bytes of `span` refer to; empty if there is none.
    pub fn footnote(&self, span: &Span) -> &str {
        const LONGEST: usize = 300;
        let text = self
            .footnote_block(span)
            .map_or("", |block| self.text_of(block));
        let end = text
            .char_indices()
            .nth(LONGEST)
            .map_or(text.len(), |(end, _)| end);
        text.get(..end).unwrap_or_default()
    }

    fn footnote_block(&self, span: &Span) -> Option<&Block> {
        let references = &self.footnotes.references;
        let first = references.partition_point(|(place, _)| *place < span.start);
        let (place, name) = references.get(first)?;
        let definition = self.footnotes.definitions.get(name)?;
        self.block(*definition).filter(|_| *place < span.end)
    }

    /// Where its links and images lead.
    pub fn links(&self) -> &[Spanned<String>] {
        &self.links
    }

    /// The records that it names outside code and links, each as often as it does.
    pub fn mentions(&self) -> impl Iterator<Item = Mention<'_>> {
        let named = self.mentions.iter().map(|part| self.part(part));
        named.flat_map(mentions)
    }

    /// The block at a position.
    pub fn block(&self, position: usize) -> Option<&Block> {
        self.blocks.get(position)
    }

    /// The positions of all blocks.
    pub fn all(&self) -> Range<usize> {
        0..self.blocks.len()
    }

    /// The blocks of `range`, those inside others too.
    pub fn blocks(&self, range: &Range<usize>) -> slice::Iter<'_, Block> {
        self.blocks.get(range.clone()).unwrap_or_default().iter()
    }

    /// The blocks of `range` that are inside no other one of it, with their positions.
    pub fn outermost<'o>(
        &'o self,
        range: &Range<usize>,
    ) -> impl Iterator<Item = (usize, &'o Block)> + use<'o> {
        let first = range.start;
        let end = range.end;
        let next = move |at: &usize| self.block(*at).map(|block| block.end);
        std::iter::successors(Some(first), next)
            .take_while(move |at| *at < end)
            .filter_map(|at| Some((at, self.block(at)?)))
    }

    /// The positions of what is inside the block at `position`.
    pub fn inside(&self, position: usize) -> Range<usize> {
        let end = self.block(position).map_or(position, |block| block.end);
        (position + 1).min(end)..end
    }

    /// What stands under the heading at `position`, up to the next one of its level or a higher one.
    pub fn under(&self, position: usize) -> Range<usize> {
        let level = self.block(position).and_then(Block::level);
        let ends = |block: &Block| block.level().is_some_and(|other| Some(other) <= level);
        let rest = position + 1..self.blocks.len();
        let end = self.outermost(&rest).find(|(_, block)| ends(block));
        rest.start..end.map_or(rest.end, |(at, _)| at)
    }

    /// The part of the text that the blocks of `range` have.
    pub fn text_range(&self, range: &Range<usize>) -> Range<usize> {
        let mut blocks = self.blocks(range);
        let Some(first) = blocks.next() else {
            return 0..0;
        };
        let end = self
            .outermost(range)
            .last()
            .map_or(0, |(_, last)| last.text.end);
        first.text.start..end.max(first.text.start)
    }
}

impl Block {
    /// The level of a heading.
    pub fn level(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// The text of a heading, or of a paragraph that stands for one: `**Alternatives considered**`, `Other options:`. It
    /// may be the last sentence of a longer paragraph.
    fn label<'t>(&self, text: &'t str) -> Option<&'t str> {
        const LONGEST: usize = 60;
        if self.level().is_some() {
            return Some(text);
        }
        let label = match text.ends_with(':') {
            true => text.rsplit(". ").next()?,
            false if self.opening_end == Some(self.text.end) => text,
            false => return None,
        };
        (self.kind == Kind::Paragraph && label.len() <= LONGEST).then_some(label)
    }
}
