//! The blocks of plain Markdown, many times faster than by a tree: ATX headings, paragraphs, flat lists with `-`
//! or `*`, and code between backticks. Where a line could mean anything else, nothing is read, and
//! [`commonmark`](super::commonmark) reads it all. Section numbers are those of CommonMark 0.31.

mod inline;
#[cfg(test)]
mod tests;

use super::block::{Block, Item, Kind, Prose, joined};
use super::prose::collapse;
use crate::source::{Source, Span, Spanned};

/// Reads the prose that starts at byte `start` of `source`, if all of it is plain.
pub fn read(source: &Source, start: usize) -> Option<Prose> {
    let text = source.text();
    let prose = text.get(start..)?;
    if prose.starts_with('\u{feff}') || prose.contains('\r') || prose.contains('\0') {
        return None;
    }
    let mut reader = Reader {
        text,
        line: start..start,
        prose: Prose::default(),
    };
    reader.go_to(start);
    while !reader.is_at_end() {
        reader.block()?;
    }
    Some(reader.prose)
}

struct Reader<'s> {
    text: &'s str,
    /// The next line, without its ending.
    line: Span,
    prose: Prose,
}

/// What a line of plain Markdown begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    Heading(u8),
    Fence(usize),
    Item(u8),
    Text,
}

impl Reader<'_> {
    fn block(&mut self) -> Option<()> {
        match self.kind()? {
            Line::Blank => {
                self.pass();
            }
            Line::Heading(level) => self.heading(level)?,
            Line::Fence(length) => self.code(length)?,
            Line::Item(marker) => self.list(marker)?,
            Line::Text => self.paragraph()?,
        }
        Some(())
    }

    fn is_at_end(&self) -> bool {
        self.line.start == self.text.len()
    }

    fn go_to(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find('\n').unwrap_or(rest.len());
        self.line = start..start + length;
    }

    /// Goes on behind the next line, and gives it back.
    fn pass(&mut self) -> Span {
        let line = self.line.clone();
        self.go_to(self.text.len().min(line.end + 1));
        line
    }

    /// The next line's text.
    fn written(&self) -> &str {
        self.text.get(self.line.clone()).unwrap_or_default()
    }

    /// What the next line begins; a blank one at the end.
    fn kind(&self) -> Option<Line> {
        kind(self.written())
    }

    fn add(&mut self, kind: Kind, span: Span, text: String) {
        self.prose.blocks.push(Block {
            kind,
            lines: span.start..self.text.len().min(span.end + 1),
            span,
            text,
        });
    }

    /// §4.2
    fn heading(&mut self, level: u8) -> Option<()> {
        let line = self.pass();
        let inside = line.start + usize::from(level) + 1..line.end;
        let heading = inline::read(self.text, inside, &mut self.prose.links)?;
        self.add(Kind::Heading(level), line, heading.text);
        Some(())
    }

    /// §4.5
    fn code(&mut self, length: usize) -> Option<()> {
        let opening = self.pass();
        let start = self.line.start;
        while !self.is_at_end() {
            let written = self.written();
            if written.len() >= length && written.bytes().all(|byte| byte == b'`') {
                let code = collapse(self.text.get(start..self.line.start)?);
                let closing = self.pass();
                self.add(Kind::Other(Vec::new()), opening.start..closing.end, code);
                return Some(());
            }
            if written.trim_start().starts_with("```") {
                return None;
            }
            self.pass();
        }
        None
    }

    /// §4.8
    fn paragraph(&mut self) -> Option<()> {
        let mut span = self.pass();
        while self.kind()? == Line::Text {
            span.end = self.pass().end;
        }
        let paragraph = inline::read(self.text, span.clone(), &mut self.prose.links)?;
        self.add(Kind::Paragraph(paragraph.opening), span, paragraph.text);
        Some(())
    }

    /// §5.2, §5.3
    fn list(&mut self, marker: u8) -> Option<()> {
        let mut items = Vec::new();
        let mut paragraphs = Vec::new();
        let start = self.line.start;
        let mut end = start;
        while self.kind()? == Line::Item(marker) {
            let (item, paragraph) = self.item()?;
            end = item.span.end;
            items.push(item);
            paragraphs.push(paragraph);
            let is_text = self.kind()? == Line::Text;
            // It would go on with the item's paragraph without being indented: §5.2, "laziness".
            if is_text {
                return None;
            }
            while self.kind()? == Line::Blank && !self.is_at_end() {
                self.pass();
            }
        }
        let text = joined(paragraphs.iter().map(|text| text.value.as_str()));
        self.add(Kind::List(items, paragraphs), start..end, text);
        Some(())
    }

    /// An item of one paragraph, whose lines are indented by two blanks from the second one on.
    fn item(&mut self) -> Option<(Item, Spanned<String>)> {
        const MARKER: usize = 2;
        let mut span = self.pass();
        while let Some(text) = self.written().strip_prefix("  ") {
            if kind(text)? != Line::Text {
                return None;
            }
            span.end = self.pass().end;
        }
        let inside = span.start + MARKER..span.end;
        let is_task = self.text.as_bytes().get(inside.start + 2) == Some(&b']');
        if is_task {
            return None;
        }
        let paragraph = inline::read(self.text, inside.clone(), &mut self.prose.links)?;
        let text = Spanned {
            value: paragraph.text.clone(),
            span: inside,
        };
        let item = Item {
            span,
            first: Some(paragraph),
            rest: String::new(),
        };
        Some((item, text))
    }
}

/// What `line` begins; `None` where it is not plain.
fn kind(line: &str) -> Option<Line> {
    let bytes = line.as_bytes();
    let Some(first) = bytes.first() else {
        return Some(Line::Blank);
    };
    if bytes.ends_with(b" ") {
        return None;
    }
    match first {
        b'#' => {
            let text = line.trim_start_matches('#');
            let level = line.len() - text.len();
            let is_plain = text.starts_with(' ') && !text.starts_with("  ") && !text.ends_with('#');
            (level <= 6 && is_plain).then_some(Line::Heading(u8::try_from(level).ok()?))
        }
        b'`' if line.starts_with("```") => {
            let info = line.trim_start_matches('`');
            let length = line.len() - info.len();
            (!info.contains('`')).then_some(Line::Fence(length))
        }
        b'-' | b'*' if bytes.get(1) == Some(&b' ') => {
            begins_paragraph(bytes.get(2..)?).then_some(Line::Item(*first))
        }
        _ => begins_paragraph(bytes).then_some(Line::Text),
    }
}

/// Whether `line` can be nothing but the beginning of a paragraph, or go on with one.
fn begins_paragraph(line: &[u8]) -> bool {
    let is_word = |at: usize| {
        line.get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || *byte == b'`')
    };
    match line.first() {
        Some(b'0'..=b'9') => {
            let behind = line.iter().find(|byte| !byte.is_ascii_digit());
            !matches!(behind, Some(b'.' | b')'))
        }
        Some(b'*') => is_word(1) || (line.get(1) == Some(&b'*') && is_word(2)),
        Some(b'`') => !line.starts_with(b"```"),
        Some(first) => {
            first.is_ascii_alphabetic() || !first.is_ascii() || b"[(\"'$./".contains(first)
        }
        None => false,
    }
}
