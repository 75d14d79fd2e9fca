//! The text of one file, and conversion from byte offsets to lines and columns.
//! Knows nothing about what the text means.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Bytes of a [`Source`]'s text, start inclusive, end exclusive.
pub type Span = Range<usize>;

/// A value and the place it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// Line and column, both from 1; columns count characters (Unicode scalar values), not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A part of a file as programs name it: the end is the place behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub start: Position,
    /// Where it has ended.
    pub end: Position,
}

/// The text of one file, under the path by which messages name it.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    text: String,
    invalid_utf8_at: Option<usize>,
    line_starts: OnceLock<Vec<usize>>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Source {
    /// A source of `text`, named `path` in messages.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            invalid_utf8_at: None,
            line_starts: OnceLock::new(),
        }
    }

    /// A source of `bytes`; what is not UTF-8 is shown as U+FFFD and remembered in
    /// [`Source::invalid_utf8_at`].
    pub fn from_bytes(path: impl Into<PathBuf>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(path, text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Self {
                    invalid_utf8_at: Some(at),
                    ..Self::new(path, text)
                }
            }
        }
    }

    /// The path by which messages name this file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path with `/` between its parts, as every output shows it.
    pub fn shown_path(&self) -> String {
        shown(&self.path)
    }

    /// The whole text, byte order mark included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first byte that is not UTF-8, if there is one; the text is then not the file's.
    pub fn invalid_utf8_at(&self) -> Option<usize> {
        self.invalid_utf8_at
    }

    /// The text inside `span`; empty where the span does not fit the text.
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Where line `line` (from 1) starts; the text's end for a line past the last.
    pub fn line_start(&self, line: usize) -> usize {
        let starts = self.line_starts();
        starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len())
    }

    /// The line and column of a byte offset. A byte order mark takes no column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.text, offset);
        let (line, start) = self.line_at(offset);
        let column = self.text[start..offset]
            .chars()
            .filter(|character| *character != BYTE_ORDER_MARK)
            .count();
        Position {
            line,
            column: column + 1,
        }
    }

    /// The lines and columns of `span`.
    pub fn place(&self, span: &Span) -> Place {
        Place {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The line of a byte offset, and where it starts.
    fn line_at(&self, offset: usize) -> (usize, usize) {
        /// Up to here it takes longer to find all lines than to count those above.
        const NEAR: usize = 4096;
        if offset <= NEAR && self.line_starts.get().is_none() {
            let above = &self.text.as_bytes()[..offset];
            let newlines = memchr::memchr_iter(b'\n', above).count();
            let last = memchr::memrchr(b'\n', above);
            return (newlines + 1, last.map_or(0, |newline| newline + 1));
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        (line, starts[line - 1])
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0)
                .chain(newlines.map(|at| at + 1))
                .collect()
        })
    }
}

/// A path with `/` between its parts on every system.
pub fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// `text` as it may be sent to a terminal: control characters, and those that turn the direction of
/// what follows (Unicode UAX #9), become U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    if is_plain || !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_unprintable, "\u{fffd}"))
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The first byte of the character of `text` in which byte `offset` is; its length where it is shorter.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let source = Source::new("x", "\u{feff}añb\r\nc");
        let at = |needle: &str| source.position(source.text().find(needle).unwrap());
        assert_eq!(at("b"), Position { line: 1, column: 3 });
        assert_eq!(at("c"), Position { line: 2, column: 1 });
        assert_eq!(source.position(999), Position { line: 2, column: 2 });
        let all = |source: &Source| (0..9).map(|at| source.position(at)).collect::<Vec<_>>();
        let counted = all(&source);
        source.line_start(1);
        assert_eq!(all(&source), counted);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept_in_mind() {
        let source = Source::from_bytes("x", b"ab\xffc".to_vec());
        assert_eq!(source.invalid_utf8_at(), Some(2));
        assert_eq!(source.text(), "ab\u{fffd}c");
    }
}
