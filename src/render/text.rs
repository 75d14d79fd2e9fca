//! Small matters of text that every format shares: what a reader must never be sent, and how a path
//! becomes a URL.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` without control characters, but for tabs and line endings.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_dropped = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if !text.contains(is_dropped) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_dropped(*c)).collect())
}

/// `text` on one line: no control characters, one space for every run of white space.
pub fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// `word` with its first letter as a capital.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A path (`/` between its parts) as a relative URL: RFC 3986's unreserved characters stay.
pub fn percent_encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

/// A URL's path as it names a file; `None` where it does not decode to UTF-8.
pub fn percent_decoded(url: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(decoded).ok()
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
