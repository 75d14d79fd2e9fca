//! Markdown as a tree, and back from its nodes to bytes of the source.

use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Arena, Node, Options, parse_document};

use crate::source::{Source, Span};

/// How every record's Markdown is read: CommonMark with GitHub's tables, strikethrough, task lists,
/// autolinks and footnotes.
pub fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    options.extension.footnotes = true;
    options
}

/// The tree of a record's prose.
pub fn parse<'a>(arena: &'a Arena<'a>, prose: &str) -> Node<'a> {
    parse_document(arena, prose, &options())
}

/// Turns comrak's places (line and byte column inside the prose) into spans of the source.
pub struct Places<'s> {
    source: &'s Source,
    lines_above: usize,
}

impl<'s> Places<'s> {
    /// Places of a prose that starts at byte `start` of `source`.
    pub fn new(source: &'s Source, start: usize) -> Self {
        Self {
            source,
            lines_above: source.position(start).line - 1,
        }
    }

    /// What they are places of.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// The bytes of `node`.
    pub fn span(&self, node: Node<'_>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        let offset = |line: usize, column: usize| {
            let line_start = self.source.line_start(line + self.lines_above);
            (line_start + column).min(self.source.text().len())
        };
        let from = offset(start.line, start.column.saturating_sub(1));
        from..offset(end.line, end.column).max(from)
    }

    /// The whole lines of `node`.
    pub fn lines(&self, node: Node<'_>) -> Span {
        let Sourcepos { start, end } = node.data().sourcepos;
        let from = self.source.line_start(start.line + self.lines_above);
        from..self
            .source
            .line_start(end.line + self.lines_above + 1)
            .max(from)
    }
}

/// The text of `node` as a reader sees it: no markup, one space for every run of white space.
pub fn plain_text(node: Node<'_>) -> String {
    plain_text_of([node])
}

/// The text of several nodes: blocks apart, inline nodes joined as they stand.
pub fn plain_text_of<'a>(nodes: impl IntoIterator<Item = Node<'a>>) -> String {
    let mut text = String::new();
    for node in nodes {
        append(node, &mut text);
    }
    collapse(&text)
}

/// `text` with one space for every run of white space, and none at its ends.
pub fn collapse(text: &str) -> String {
    if text.is_ascii() {
        // The white space of Unicode that is ASCII, told without decoding characters.
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let words = text.as_bytes().split(is_space).scan(0, |start, word| {
            let span = *start..*start + word.len();
            *start = span.end + 1;
            Some(text.get(span).unwrap_or_default())
        });
        return joined(words.filter(|word| !word.is_empty()), text.len());
    }
    joined(text.split_whitespace(), text.len())
}

fn joined<'t>(words: impl Iterator<Item = &'t str>, longest: usize) -> String {
    let mut joined = String::with_capacity(longest);
    for word in words {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

fn append(node: Node<'_>, text: &mut String) {
    for descendant in node.descendants() {
        let data = descendant.data();
        match &data.value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::CodeBlock(block) => {
                text.push(' ');
                text.push_str(&block.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            value if value.block() => text.push(' '),
            _ => {}
        }
    }
}
