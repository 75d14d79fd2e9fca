//! Markdown as a tree, and the source span of each node.

use std::ops::Range;

use comrak::nodes::{NodeValue, Sourcepos};
use comrak::{Arena, Node, Options, parse_document};
use memchr::memmem;

use crate::source::{Source, Span};

/// How a record's Markdown is read: CommonMark with GitHub's tables, strikethrough, task lists, autolinks and footnotes.
/// What cannot be in `prose` is not looked for, letter by letter.
pub fn options(prose: &str) -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    let has = |mark: &str| memmem::find(prose.as_bytes(), mark.as_bytes()).is_some();
    options.extension.autolink = ["@", "://", "www."].into_iter().any(has);
    options.extension.footnotes = has("[^");
    options
}

/// The tree of a record's prose.
pub fn parse<'a>(arena: &'a Arena<'a>, prose: &str) -> Node<'a> {
    parse_document(arena, prose, &options(prose))
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

/// The text of `node` as a reader sees it: no markup, blocks apart, one space for every run of white space.
pub fn plain_text(node: Node<'_>) -> String {
    let mut text = Text::default();
    for descendant in node.descendants() {
        let data = descendant.data();
        if data.value.block() {
            text.gap();
        }
        text.push_node(&data.value);
    }
    text.into_string()
}

/// A text in the making: one space for every run of white space, none at its ends.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
    /// Whether a space comes before the next word.
    has_gap: bool,
}

impl Text {
    /// An empty text with room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            has_gap: false,
        }
    }

    /// A part of it.
    pub fn part(&self, part: &Range<usize>) -> &str {
        self.text.get(part.clone()).unwrap_or_default()
    }

    /// Its length so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Where a word after a gap would begin.
    pub fn next_word(&self) -> usize {
        self.text.len() + usize::from(!self.text.is_empty())
    }

    /// Keeps what follows apart from what there is.
    pub fn gap(&mut self) {
        self.has_gap = true;
    }

    /// Adds what a reader sees of one node, without its children.
    pub fn push_node(&mut self, value: &NodeValue) {
        match value {
            NodeValue::Text(literal) => self.push(literal),
            NodeValue::Code(code) => self.push(&code.literal),
            NodeValue::Math(math) => self.push(&math.literal),
            // As GitHub spells them in the anchors of headings.
            NodeValue::ShortCode(emoji) => self.push(&format!(":{}:", emoji.code)),
            NodeValue::CodeBlock(block) => self.push(&block.literal),
            NodeValue::HtmlInline(tag) if is_blank(tag) => self.push(tag),
            NodeValue::HtmlBlock(block) => self.push_html(&block.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => self.gap(),
            _ => {}
        }
    }

    /// Adds `literal` as it stands, but for its white space.
    pub fn push(&mut self, literal: &str) {
        let inner = literal.strip_prefix(' ').unwrap_or(literal);
        let inner = inner.strip_suffix(' ').unwrap_or(inner);
        self.has_gap |= literal.starts_with(char::is_whitespace);
        if is_even(inner) {
            self.push_word(inner);
            self.has_gap |= literal.ends_with(' ');
            return;
        }
        for word in literal.split_whitespace() {
            self.push_word(word);
            self.has_gap = true;
        }
        let ends_in_word = literal.ends_with(|c: char| !c.is_whitespace());
        self.has_gap &= !ends_in_word;
    }

    /// Adds the text of `html`, without comments and tags.
    pub fn push_html(&mut self, html: &str) {
        if is_blank(html.trim()) {
            return self.push(html);
        }
        let mut rest = html;
        while let Some((before, tag)) = rest.split_once('<') {
            self.push(before);
            self.gap();
            let end = if tag.starts_with("!--") { "-->" } else { ">" };
            rest = tag.split_once(end).map_or("", |(_, behind)| behind);
        }
        self.push(rest);
    }

    fn push_word(&mut self, word: &str) {
        if self.has_gap && !self.text.is_empty() && !word.is_empty() {
            self.text.push(' ');
        }
        self.has_gap &= word.is_empty();
        self.text.push_str(word);
    }

    /// The finished text.
    pub fn into_string(self) -> String {
        self.text
    }
}

/// Whether the white space of `literal` is single spaces between words.
fn is_even(literal: &str) -> bool {
    // Folds, not searches: the compiler makes vector code of them.
    let bytes = literal.as_bytes();
    let is_odd = |byte: &u8| !(b' '..0x7f).contains(byte);
    let has_odd = bytes.iter().fold(false, |found, byte| found | is_odd(byte));
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let has_double = pairs.fold(false, |found, (a, b)| found | ((*a == b' ') & (*b == b' ')));
    let is_space_at = |end: Option<&u8>| end == Some(&b' ');
    !has_odd && !has_double && !is_space_at(bytes.first()) && !is_space_at(bytes.last())
}

/// Whether `tag` is no HTML but a blank of a template, such as `<describe the forces at play>`: words, and no
/// attribute with a value.
fn is_blank(tag: &str) -> bool {
    let inner = tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>'));
    inner.is_some_and(|inner| {
        inner.starts_with(|c: char| c.is_ascii_alphabetic())
            && inner.contains(' ')
            && !inner.contains(['=', '<', '>', '/'])
    })
}

/// `text` with one space for every run of white space, and none at its ends.
pub fn collapse(text: &str) -> String {
    let mut collapsed = Text::with_capacity(text.len());
    collapsed.push(text);
    collapsed.into_string()
}

#[cfg(test)]
mod tests {
    use comrak::markdown_to_html;
    use proptest::prelude::*;

    use super::options;

    const PIECES: &[&str] = &[
        "www",
        ".",
        "example",
        ".org",
        "http",
        "ftp",
        "mailto",
        ":",
        "/",
        "//",
        "@",
        "[",
        "]",
        "^",
        "1",
        "[^1]",
        "[^1]: ",
        "(",
        ")",
        "<",
        ">",
        " ",
        "\n",
        "\n\n",
        "a",
        "- ",
        "| a |\n|---|\n",
    ];

    proptest! {
        #[test]
        fn what_is_not_looked_for_is_not_there(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30)
        ) {
            let prose = pieces.concat();
            let looked_for = options(&prose);
            let mut all = looked_for.clone();
            all.extension.autolink = true;
            all.extension.footnotes = true;
            prop_assert_eq!(markdown_to_html(&prose, &looked_for), markdown_to_html(&prose, &all));
        }
    }
}
