//! The blocks of a record's prose, as far as title, sections and lists are read from them. Whether [`plain`]
//! or [`commonmark`] has found them makes no difference.
//!
//! [`plain`]: super::plain
//! [`commonmark`]: super::commonmark

use std::mem;

use crate::source::{Span, Spanned};

/// A prose, block by block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The outermost blocks in their order.
    pub blocks: Vec<Block>,
    /// Where its links and images lead.
    pub links: Vec<Spanned<String>>,
}

/// One of the outermost blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is, with what only such a block has.
    pub kind: Kind,
    /// From its first byte to its last.
    pub span: Span,
    /// Its whole lines.
    pub lines: Span,
    /// Its text without markup, one space for every run of white space.
    pub text: String,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A heading of that level.
    Heading(u8),
    /// A paragraph.
    Paragraph(Option<Opening>),
    /// A list, bulleted or numbered, with the paragraphs and headings at every depth in it.
    List(Vec<Item>, Vec<Spanned<String>>),
    /// Anything else, with the paragraphs and headings at every depth in it.
    Other(Vec<Spanned<String>>),
}

/// A paragraph that opens with a strong or emphasised part or a link, split behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The text of that part.
    pub name: String,
    /// The text after it.
    pub rest: String,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// From its marker to its last byte.
    pub span: Span,
    /// The paragraph it begins with, where it begins with one.
    pub first: Option<Paragraph>,
    /// The text of everything after that paragraph.
    pub rest: String,
}

/// The text of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// All of it.
    pub text: String,
    /// What it opens with.
    pub opening: Option<Opening>,
}

impl Block {
    /// The level of a heading.
    pub fn level(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(level) => Some(level),
            _ => None,
        }
    }

    /// Moves the paragraphs and headings in it, itself included, to `paragraphs`.
    pub fn move_paragraphs(&mut self, paragraphs: &mut Vec<Spanned<String>>) {
        match &mut self.kind {
            Kind::Heading(_) | Kind::Paragraph(_) => paragraphs.push(Spanned {
                value: mem::take(&mut self.text),
                span: self.span.clone(),
            }),
            Kind::List(_, inside) | Kind::Other(inside) => paragraphs.append(inside),
        }
    }
}

impl Item {
    /// Its whole text.
    pub fn text(&self) -> String {
        let first = self.first.as_ref().map(|first| first.text.as_str());
        joined(first.into_iter().chain([self.rest.as_str()]))
    }
}

/// The texts of blocks that follow each other as one.
pub fn joined<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut joined = String::new();
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(text);
    }
    joined
}
