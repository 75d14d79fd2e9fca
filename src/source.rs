//! The text of one file, and conversion from byte offsets to lines and columns.
//! Knows nothing about what the text means.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A byte range in a [`Source`]'s text.
pub type Span = Range<usize>;

/// A value and its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its location.
    pub span: Span,
}

/// Line and column, both starting at 1; columns count characters (Unicode scalar values), not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, starting at 1.
    pub line: usize,
    /// Column in characters, starting at 1.
    pub column: usize,
}

/// A range in a file as used by editors: the end is the position after the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The start, inclusive.
    pub start: Position,
    /// The end, exclusive.
    pub end: Position,
}

/// The text of one file, and the path that messages use for it.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    text: String,
    invalid_utf8_at: Option<usize>,
    line_starts: OnceLock<Vec<usize>>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Source {
    /// A source with `text`, called `path` in messages.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            invalid_utf8_at: None,
            line_starts: OnceLock::new(),
        }
    }

    /// A source with `bytes`; invalid UTF-8 is replaced by U+FFFD and recorded in
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

    /// The path that messages use for this file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path with `/` as separator, as used in all output.
    pub fn shown_path(&self) -> String {
        shown(&self.path)
    }

    /// The whole text, including a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The offset of the first invalid UTF-8 byte, if any; the text then differs from the file.
    pub fn invalid_utf8_at(&self) -> Option<usize> {
        self.invalid_utf8_at
    }

    /// The text in `span`; empty if the span is out of bounds.
    pub fn slice(&self, span: &Span) -> &str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// The start of line `line` (from 1); the end of the text for a line past the last.
    pub fn line_start(&self, line: usize) -> usize {
        let starts = self.line_starts();
        starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len())
    }

    /// The line and column of a byte offset. A byte order mark is not counted as a column.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.text, offset);
        let (line, start) = self.line_at(offset);
        Position {
            line,
            column: columns(&self.text[start..offset]) + 1,
        }
    }

    /// The range of `span` in lines and columns.
    pub fn place(&self, span: &Span) -> Place {
        let start = self.position(span.start);
        let inside = self
            .text
            .get(span.clone())
            .filter(|text| memchr::memchr(b'\n', text.as_bytes()).is_none());
        let end = match inside {
            Some(text) => Position {
                column: start.column + columns(text),
                ..start
            },
            None => self.position(span.end),
        };
        Place { start, end }
    }

    /// The line of a byte offset, and the start of that line.
    fn line_at(&self, offset: usize) -> (usize, usize) {
        /// Up to this offset, counting lines is faster than building the index of all lines.
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

fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let is_shown = |character: &char| *character != BYTE_ORDER_MARK;
    text.chars().filter(is_shown).count()
}

/// A path with `/` as separator on every system.
pub fn shown(path: &Path) -> String {
    with_slashes(path).into_owned()
}

/// The same, copied only if it must be.
pub fn with_slashes(path: &Path) -> Cow<'_, str> {
    // Most paths are UTF-8, which is checked more quickly as a whole than piece by piece.
    let text = path
        .to_str()
        .map_or_else(|| path.to_string_lossy(), Cow::Borrowed);
    match text.contains('\\') {
        true => Cow::Owned(text.replace('\\', "/")),
        false => text,
    }
}

/// `text` made safe for a terminal: control characters, and those that change the text direction (Unicode UAX
/// #9), are replaced by U+FFFD.
pub fn printable(text: &str) -> Cow<'_, str> {
    // Without a way out of the loop, sixteen bytes are looked at in one step.
    let is_plain = text
        .bytes()
        .fold(true, |plain, byte| plain & (b' '..0x7f).contains(&byte));
    if is_plain || !text.contains(is_unprintable) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_unprintable, "\u{fffd}"))
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// The start of the character of `text` that contains byte `offset`; the length of the text if it is shorter.
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
    fn invalid_utf8_is_recorded() {
        let source = Source::from_bytes("x", b"ab\xffc".to_vec());
        assert_eq!(source.invalid_utf8_at(), Some(2));
        assert_eq!(source.text(), "ab\u{fffd}c");
    }
}
