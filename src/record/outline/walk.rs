//! The walk through comrak's tree that makes an outline.

use std::ops::Range;

use comrak::Node;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{NodeCode, NodeLink, NodeValue};

use super::{Block, Footnotes, Kind, Outline};
use crate::record::mention::mentions;
use crate::record::prose::{Places, Text};
use crate::record::section::SectionKind;
use crate::source::{Source, Span, Spanned};

/// The outline of `tree`, the prose that starts at byte `start` of `source`.
pub(super) fn outline(tree: Node<'_>, source: &Source, start: usize) -> Outline {
    let prose = source.text().get(start..).unwrap_or_default();
    let mut walk = Walk {
        places: Places::new(source, start),
        text: Text::with_capacity(prose.len()),
        blocks: Vec::new(),
        links: Vec::new(),
        mentions: Vec::new(),
        footnotes: Footnotes::default(),
        open: Vec::new(),
        open_links: 0,
    };
    for edge in tree.traverse() {
        match edge {
            NodeEdge::Start(node) => walk.enter(node),
            NodeEdge::End(node) => walk.leave(node),
        }
    }
    walk.footnotes.references.sort_unstable();
    Outline {
        text: walk.text.into_string(),
        blocks: walk.blocks,
        links: walk.links,
        mentions: walk.mentions,
        footnotes: walk.footnotes,
    }
}

/// A walk that is under way.
struct Walk<'s> {
    places: Places<'s>,
    text: Text,
    blocks: Vec<Block>,
    links: Vec<Spanned<String>>,
    mentions: Vec<Range<usize>>,
    footnotes: Footnotes,
    /// The positions of the blocks that have begun and not ended.
    open: Vec<usize>,
    /// How many links and images have begun and not ended.
    open_links: usize,
}

impl Walk<'_> {
    fn enter(&mut self, node: Node<'_>) {
        let data = node.data();
        match &data.value {
            NodeValue::Document => {}
            NodeValue::Code(NodeCode { literal, .. }) => {
                self.text.push(literal);
                if let Some(block) = self.innermost() {
                    block.has_code = true;
                }
            }
            NodeValue::Link(link) | NodeValue::Image(link) => {
                self.open_links += 1;
                self.link(node, link);
            }
            NodeValue::FootnoteReference(reference) => {
                let place = self.places.span(node).start;
                let name = reference.name.clone();
                self.footnotes.references.push((place, name));
            }
            value if value.block() => {
                if let NodeValue::FootnoteDefinition(definition) = value {
                    let position = self.blocks.len();
                    let definitions = &mut self.footnotes.definitions;
                    definitions.insert(definition.name.clone(), position);
                }
                self.text.gap();
                self.open.push(self.blocks.len());
                let kind = kind_of(value);
                let start = self.text.next_word();
                let span = match kind {
                    Kind::Heading(_) => self.places.lines(node),
                    _ => self.written(node),
                };
                self.blocks.push(Block {
                    span,
                    text: start..start,
                    opening_end: None,
                    has_code: false,
                    section: SectionKind::Other,
                    end: 0,
                    kind,
                });
                self.push_block(value);
            }
            NodeValue::Text(literal) => {
                let start = self.text.len();
                self.text.push(literal);
                if self.open_links == 0 {
                    self.note_mentions(start);
                }
            }
            value => self.text.push_node(value),
        }
    }

    /// Notes which records are named in the text from byte `start` on.
    fn note_mentions(&mut self, start: usize) {
        let added = start..self.text.len();
        // No text without this letter names a record, and few texts have it.
        if memchr::memchr(b'R', self.text.part(&added).as_bytes()).is_none() {
            return;
        }
        let named = mentions(self.text.part(&added)).map(|mention| mention.range());
        let places = named.map(|range| start + range.start..start + range.end);
        self.mentions.extend(places);
    }

    /// Adds the text that a block has of its own. `<details>` opens with the name in its summary.
    fn push_block(&mut self, value: &NodeValue) {
        let html = match value {
            NodeValue::HtmlBlock(block) => block.literal.split_once("</summary>"),
            _ => None,
        };
        let Some((summary, rest)) = html else {
            let start = self.text.len();
            self.text.push_node(value);
            if let NodeValue::HtmlBlock(_) = value {
                self.note_mentions(start);
            }
            return;
        };
        let start = self.text.len();
        self.text.push_html(summary);
        let end = self.text.len();
        if let Some(block) = self.innermost() {
            block.opening_end = Some(end);
        }
        self.text.gap();
        self.text.push_html(rest);
        self.note_mentions(start);
    }

    fn leave(&mut self, node: Node<'_>) {
        let data = node.data();
        if let NodeValue::Link(_) | NodeValue::Image(_) = data.value {
            self.open_links = self.open_links.saturating_sub(1);
        }
        match &data.value {
            NodeValue::Document => {}
            NodeValue::Strong | NodeValue::Emph | NodeValue::Strikethrough | NodeValue::Link(_)
                if node.previous_sibling().is_none() =>
            {
                self.close_opening(node);
            }
            value if value.block() => {
                self.text.gap();
                let behind = self.blocks.len();
                let end = self.text.len();
                if let Some(block) = self.open.pop().and_then(|at| self.blocks.get_mut(at)) {
                    block.text.end = end.max(block.text.start);
                    block.end = behind;
                    let text = self.text.part(&block.text);
                    if let Some(label) = block.label(text) {
                        block.section = SectionKind::of(label);
                    }
                }
            }
            _ => {}
        }
    }

    /// The bytes of `node`. comrak lets the last item of a list end behind the blank lines that follow it.
    fn written(&self, node: Node<'_>) -> Span {
        let span = self.places.span(node);
        let written = self.places.source().slice(&span).trim_ascii_end();
        span.start..span.start + written.len()
    }

    /// Notes where the emphasis or link `node` ends, where a block begins with it.
    fn close_opening(&mut self, node: Node<'_>) {
        let is_in_block = node
            .parent()
            .is_some_and(|above| above.data().value.block());
        let end = self.text.len();
        if let (true, Some(block)) = (is_in_block, self.innermost()) {
            block.opening_end = Some(end);
        }
    }

    fn link(&mut self, node: Node<'_>, link: &NodeLink) {
        self.links.push(Spanned {
            value: link.url.clone(),
            span: self.places.span(node),
        });
    }

    fn innermost(&mut self) -> Option<&mut Block> {
        let at = self.open.last()?;
        self.blocks.get_mut(*at)
    }
}

fn kind_of(value: &NodeValue) -> Kind {
    match value {
        NodeValue::Heading(heading) => Kind::Heading(heading.level),
        NodeValue::Paragraph | NodeValue::HtmlBlock(_) => Kind::Paragraph,
        NodeValue::List(_) => Kind::List,
        NodeValue::Item(_) | NodeValue::TaskItem(_) => Kind::Item,
        NodeValue::BlockQuote | NodeValue::Alert(_) => Kind::Quote,
        NodeValue::Table(_) => Kind::Table,
        NodeValue::TableRow(_) => Kind::Row,
        NodeValue::TableCell => Kind::Cell,
        NodeValue::FootnoteDefinition(_) => Kind::Footnote,
        _ => Kind::Other,
    }
}
