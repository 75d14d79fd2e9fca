//! A record's prose: its title, its sections, and what the sections hold.

use std::ops::Range;
use std::sync::OnceLock;

use comrak::Node;

use super::alternative::{self, Alternative};
use super::consequence::{self, Sides};
use super::mention::Mention;
use super::outline::{Block, Kind, Outline};
use super::section::SectionKind;
use super::title::Title;
use crate::source::{Source, Span, Spanned};

/// An H2 and what stands under it.
#[derive(Debug, Clone)]
pub struct Section {
    /// What it is for.
    pub kind: SectionKind,
    /// The heading's text.
    pub heading: String,
    /// The heading's line.
    pub heading_span: Span,
    /// From the line after the heading to the next section.
    pub content: Span,
    /// Its blocks.
    blocks: Range<usize>,
}

/// A paragraph, or a heading, without markup.
#[derive(Debug, Clone, Copy)]
pub struct Paragraph<'b> {
    /// Its text.
    pub text: &'b str,
    /// Its place.
    pub span: &'b Span,
    /// Whether code stands between backticks in it.
    pub has_code: bool,
    /// Whether it is a heading.
    pub is_heading: bool,
}

/// The prose of a record.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The first H1.
    pub title: Option<Title>,
    /// The H2 sections in their order.
    pub sections: Vec<Section>,
    outline: Outline,
    alternatives: OnceLock<Vec<Alternative>>,
    sides: OnceLock<Sides>,
}

impl Body {
    /// Reads `tree`, the prose that starts at byte `start` of `source`.
    pub(super) fn of(tree: Node<'_>, source: &Source, start: usize) -> Self {
        let outline = Outline::of(tree, source, start);
        let mut title = None;
        let mut sections = Vec::new();
        for (at, block) in outline.outermost(&outline.all()) {
            match block.kind {
                Kind::Heading(1) if title.is_none() => {
                    title = Some(Title::of(outline.text_of(block), block.span.clone()));
                }
                Kind::Heading(2) => sections.push(Section::at(at, block, &outline, source)),
                // Some write every heading as an H1.
                Kind::Heading(1) if block.section != SectionKind::Other => {
                    sections.push(Section::at(at, block, &outline, source));
                }
                _ => {}
            }
        }
        Self {
            title,
            sections,
            outline,
            alternatives: OnceLock::new(),
            sides: OnceLock::new(),
        }
    }

    /// What was rejected, found on first use.
    pub fn alternatives(&self) -> &[Alternative] {
        self.alternatives
            .get_or_init(|| alternative::read(&self.outline))
    }

    /// What the decision makes better.
    pub fn gains(&self) -> &[Spanned<String>] {
        &self.sides().gains
    }

    /// What the decision makes worse.
    pub fn costs(&self) -> &[Spanned<String>] {
        &self.sides().costs
    }

    fn sides(&self) -> &Sides {
        self.sides.get_or_init(|| consequence::read(&self.outline))
    }

    /// The rejected alternative called `name`, whatever its case.
    pub fn alternative(&self, name: &str) -> Option<&Alternative> {
        let name = name.to_lowercase();
        let mut alternatives = self.alternatives().iter();
        alternatives.find(|found| found.name.to_lowercase() == name)
    }

    /// Its blocks.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// The first section of `kind`.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    /// Where its links and images lead: each one's URL, entities decoded, and its place.
    pub fn links(&self) -> &[Spanned<String>] {
        self.outline.links()
    }

    /// The records that it names outside code and links.
    pub fn mentions(&self) -> impl Iterator<Item = Mention<'_>> {
        self.outline.mentions()
    }

    /// The texts of its headings, on all levels.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let blocks = self.outline.blocks(&self.outline.all());
        let headings = blocks.filter(|block| block.level().is_some());
        headings.map(|block| self.outline.text_of(block))
    }

    /// The text of all of it, code included.
    pub fn whole_text(&self) -> &str {
        self.outline.text()
    }

    /// The text of a section, code included.
    pub fn text(&self, section: &Section) -> &str {
        self.outline.part(&self.outline.text_range(&section.blocks))
    }

    /// The paragraphs of a section, those inside lists and quotes too, and its headings.
    pub fn paragraphs(&self, section: &Section) -> impl Iterator<Item = Paragraph<'_>> {
        self.outline
            .blocks(&section.blocks)
            .filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Heading(_)))
            .map(|block| Paragraph {
                text: self.outline.text_of(block),
                span: &block.span,
                has_code: block.has_code,
                is_heading: block.level().is_some(),
            })
    }

    /// The paragraphs and headings of all sections.
    pub fn all_paragraphs(&self) -> impl Iterator<Item = Paragraph<'_>> {
        let sections = self.sections.iter();
        sections.flat_map(|section| self.paragraphs(section))
    }
}

impl Section {
    fn at(position: usize, heading: &Block, outline: &Outline, source: &Source) -> Self {
        let text = outline.text_of(heading);
        let blocks = outline.under(position);
        let next = outline.block(blocks.end);
        let end = next.map_or(source.text().len(), |next| next.span.start);
        Self {
            kind: heading.section,
            heading: text.to_owned(),
            content: heading.span.end..end.max(heading.span.end),
            heading_span: heading.span.clone(),
            blocks,
        }
    }
}
