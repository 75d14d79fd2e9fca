//! The source line of a finding, made safe for a terminal: without control characters, and with the finding's
//! span adjusted to the result.

use std::ops::Range;

use crate::source::{Source, Span, printable};

/// One printable line. It has as many characters as the line in the source, without a byte order mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Its text.
    pub text: String,
    /// The bytes of the text that the finding covers, as far as they are in its first line.
    pub marked: Range<usize>,
}

/// The first line of `span`.
pub fn of(source: &Source, span: &Span) -> Excerpt {
    let line = source.position(span.start).line;
    let start = source.line_start(line);
    let whole = source.slice(&(start..source.line_start(line + 1)));
    let whole = whole.trim_end_matches(['\r', '\n']);
    let shown = whole.trim_start_matches('\u{feff}');
    let start = start + (whole.len() - shown.len());
    let mut text = String::with_capacity(shown.len());
    let mut marked = None;
    let mut end = 0;
    for (at, character) in shown.char_indices() {
        if start + at >= span.start {
            marked.get_or_insert(text.len());
        }
        match character {
            '\t' => text.push('\t'),
            other => text.push_str(&printable(other.encode_utf8(&mut [0; 4]))),
        }
        if start + at < span.end {
            end = text.len();
        }
    }
    let from = marked.unwrap_or(text.len());
    Excerpt {
        text,
        marked: from..end.max(from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, needle: &str) -> (String, String) {
        let start = text.find(needle).unwrap();
        let excerpt = of(&Source::new("x", text), &(start..start + needle.len()));
        let marked = excerpt.text[excerpt.marked].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn the_mark_stays_on_the_same_words() {
        for (text, needle, line, marked) in [
            ("\u{feff}añb c\r\nd", "b", "añb c", "b"),
            ("a\n\tgröße = 1\n", "größe", "\tgröße = 1", "größe"),
            ("a\u{1b}[31mb\n", "b", "a\u{fffd}[31mb", "b"),
            ("one\ntwo\nthree", "two\nthree", "two", "two"),
        ] {
            assert_eq!(shown(text, needle), (line.to_owned(), marked.to_owned()));
        }
    }

    #[test]
    fn a_location_at_the_end_or_beyond_marks_nothing() {
        for (text, span) in [("", 0..0), ("ab", 2..2), ("ab\n", 99..120), ("é", 2..2)] {
            let excerpt = of(&Source::new("x", text), &span);
            assert!(excerpt.marked.is_empty(), "{text:?} {excerpt:?}");
            assert!(excerpt.text.is_char_boundary(excerpt.marked.start));
        }
    }
}
