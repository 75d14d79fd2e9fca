//! Text utilities shared by all formats: removal of what must never reach a reader, and conversion of paths
//! to URLs.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

pub use crate::record::draft::capitalised;
use crate::record::prose::is_even;

/// `text` without control characters, except tabs and line endings.
pub fn printable(text: &str) -> Cow<'_, str> {
    // This is called for whole pages, which hardly ever contain control characters.
    if !has_control_characters(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let is_dropped = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    Cow::Owned(text.chars().filter(|c| !is_dropped(c)).collect())
}

/// Whether UTF-8 text contains a control character other than a tab or a line ending. Bytes that cannot start
/// one are skipped quickly, many at a time.
fn has_control_characters(utf8: &[u8]) -> bool {
    // Without branches: the compiler makes vector code of it.
    let may_begin = |byte: u8| ((byte < b' ') & (byte != b'\n')) | (byte == 0x7f) | (byte == 0xc2);
    let begins = |at: usize| match utf8[at] {
        b'\t' | b'\r' => false,
        // C1 controls are 0xC2 followed by a byte below 0xA0.
        0xc2 => utf8.get(at + 1).is_some_and(|next| *next < 0xa0),
        byte => may_begin(byte),
    };
    let (chunks, _) = utf8.as_chunks::<64>();
    let found = |bytes: &[u8; 64]| bytes.iter().fold(false, |any, byte| any | may_begin(*byte));
    let positions = |chunk: usize| 64 * chunk..64 * (chunk + 1);
    let mut suspects = (0..).zip(chunks).filter(|(_, bytes)| found(bytes));
    suspects.any(|(chunk, _)| positions(chunk).any(begins))
        || (64 * chunks.len()..utf8.len()).any(begins)
}

/// `text` as one line: no control characters, and runs of white space collapsed to a single space.
pub fn one_line(text: &str) -> String {
    if is_even(text) {
        return text.to_owned();
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// The beginning of `text` where it has more than `most` characters.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()).into(),
        None => Cow::Borrowed(text),
    }
}

/// Everything that is escaped in a path: all but RFC 3986's unreserved characters, and the `/` separator.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Converts a path (separated by `/`) to a relative URL.
pub fn percent_encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Decodes the path of a URL; `None` if the result is not UTF-8.
pub fn percent_decoded(url: &str) -> Option<String> {
    let decoded = percent_decode_str(url).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_round_trip_through_urls() {
        for (path, url) in [
            ("0007-x.md", "0007-x.md"),
            ("a b/größe.md", "a%20b/gr%C3%B6%C3%9Fe.md"),
            ("50%.md", "50%25.md"),
            ("a#b?c.md", "a%23b%3Fc.md"),
        ] {
            assert_eq!(percent_encoded(path), url);
            assert_eq!(percent_decoded(url).as_deref(), Some(path));
        }
        assert_eq!(percent_decoded("%"), Some("%".to_owned()));
        assert_eq!(percent_decoded("%ff"), None);
    }

    #[test]
    fn control_characters_are_dropped_and_line_endings_kept() {
        assert_eq!(
            printable("a\u{1b}[31mb\r\n\tc\u{7f}\u{85}"),
            "a[31mb\r\n\tc"
        );
        let long = "·\u{a0}é".repeat(40);
        assert!(matches!(printable(&long), Cow::Borrowed(_)));
        assert_eq!(printable(&format!("{long}\u{9f}{long}")), long.repeat(2));
        assert_eq!(one_line(" a\r\nb\u{0}\tc\u{9b} "), "a b c");
    }
}
