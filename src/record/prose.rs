//! Markdown as a tree, and the source span of each node.

use std::ops::Range;

use comrak::nodes::{NodeMath, NodeValue, Sourcepos};
use comrak::{Arena, Node, Options, parse_document};
use memchr::{memchr, memchr_iter, memmem};

use crate::source::{Source, Span};

/// The maximum nesting of quotes, lists, emphasis, links and HTML on a page; anything deeper becomes plain text. No author
/// needs that many, and a malicious record could otherwise produce a page that no browser can lay out.
pub const MAX_DEPTH: usize = 40;

/// In prose with more of them, none starts a formula.
const MAX_DOLLARS: usize = 2_000;

/// How a record's Markdown is read, by rules and pages alike: CommonMark with GitHub's tables, strikethrough, task lists,
/// autolinks, footnotes, alerts, emoji and formulas. What cannot be in `prose` is not looked for, letter by letter.
pub fn options(prose: &str) -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.table = true;
    extension.strikethrough = true;
    extension.tasklist = true;
    let bytes = prose.as_bytes();
    // Of each mark, its rarest byte is looked for.
    let behind = |byte| memchr_iter(byte, bytes).filter_map(|at| bytes.get(at + 1..));
    let has_after_bracket = |byte| {
        memchr_iter(byte, bytes).any(|at| prose.get(..at).is_some_and(|text| text.ends_with('[')))
    };
    extension.autolink = memchr(b'@', bytes).is_some()
        || behind(b':').any(|rest| rest.starts_with(b"//"))
        || memmem::find(bytes, b"www.").is_some();
    extension.footnotes = has_after_bracket(b'^');
    // comrak's alerts take quadratic time in the depth of nested quotes.
    extension.alerts = has_after_bracket(b'!') && !is_deeply_quoted(prose);
    extension.shortcodes = behind(b':').any(ends_emoji);
    // comrak looks for the end of a formula in the rest of the paragraph, again for each `$`.
    let dollars = memchr_iter(b'$', bytes).count();
    let may_have_math = (1..=MAX_DOLLARS).contains(&dollars);
    extension.math_dollars = may_have_math;
    extension.math_code = may_have_math;
    options
}

/// Whether any line opens implausibly many quotes; each level needs a `>` on that line.
fn is_deeply_quoted(prose: &str) -> bool {
    let quotes = |text: &str| memchr_iter(b'>', text.as_bytes()).count();
    quotes(prose) > MAX_DEPTH && prose.lines().any(|line| quotes(line) > MAX_DEPTH)
}

/// Whether `behind`, which follows a colon, begins with the rest of a name such as `:tada:`.
fn ends_emoji(behind: &[u8]) -> bool {
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-_".contains(byte);
    let end = behind.iter().position(|byte| !is_in_name(byte));
    end.is_some_and(|end| end > 0 && behind.get(end) == Some(&b':'))
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
            NodeValue::Math(math) => {
                let (open, close) = delimiters(math);
                self.push(&format!("{open}{}{close}", math.literal));
            }
            NodeValue::Alert(alert) => self.push(alert.title.as_deref().unwrap_or_default()),
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

/// What a formula is written between.
pub fn delimiters(math: &NodeMath) -> (&'static str, &'static str) {
    match (math.dollar_math, math.display_math) {
        (true, true) => ("$$", "$$"),
        (true, false) => ("$", "$"),
        (false, _) => ("$`", "`$"),
    }
}

/// Whether `literal` is ASCII whose white space is single spaces between words.
pub fn is_even(literal: &str) -> bool {
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
        "> ",
        "[!NOTE]",
        "tada",
        "100",
        "$",
        "`",
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
            all.extension.alerts = true;
            all.extension.shortcodes = true;
            all.extension.math_dollars = true;
            all.extension.math_code = true;
            prop_assert_eq!(markdown_to_html(&prose, &looked_for), markdown_to_html(&prose, &all));
        }
    }
}
