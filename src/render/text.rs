//! Small matters of text that every format shares: what a reader must never be sent, and how a path
//! becomes a URL.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// `text` without control characters, but for tabs and line endings.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_dropped = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    // Whole pages come here, and hardly one has a control character: what cannot be the first byte of one is passed over,
    // many bytes at a time.
    let may_begin = |bytes: &[u8]| {
        let found = bytes.iter().map(|byte| may_begin_control(*byte));
        found.fold(false, |any, one| any | one)
    };
    if !text.as_bytes().chunks(64).any(may_begin) || !text.contains(is_dropped) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_dropped(*c)).collect())
}

/// Whether `byte` may be the first of a control character other than a tab or a line ending: of C0 and DEL it is the
/// character, and those of C1 begin with 0xC2 in UTF-8.
fn may_begin_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0x7f || byte == 0xc2
}

/// `text` on one line: no control characters, one space for every run of white space.
pub fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// Whether `text` is ASCII on one line already, as most titles and names are.
fn is_one_line(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ")
}

/// `word` with its first letter as a capital.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// What stays as it is in a path: RFC 3986's unreserved characters, and the `/` between parts.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// A path (`/` between its parts) as a relative URL.
pub fn percent_encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A URL's path as it names a file; `None` where it does not decode to UTF-8.
pub fn percent_decoded(url: &str) -> Option<String> {
    let decoded = percent_decode_str(url).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_url_and_is_read_back() {
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
        assert_eq!(one_line(" a\r\nb\u{0}\tc\u{9b} "), "a b c");
    }
}
