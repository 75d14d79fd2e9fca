//! Parsing of TOML that may be broken in several places. The parser recovers from most errors; where it would
//! stop and leave later errors unreported, the line is patched to be valid and the text is parsed again.

use toml::Spanned;
use toml::de::DeTable;

use crate::source::Span;

/// A syntax error.
#[derive(Debug)]
pub(super) struct SyntaxError {
    /// Its span in the text.
    pub(super) span: Span,
    /// The parser's message.
    pub(super) message: String,
}

/// How error messages start after which the parser reads little or nothing more.
const STOP_MESSAGES: [&str; 3] = [
    "key with no value",
    "unclosed table",
    "unclosed array table",
];

/// The maximum number of retries; each one parses the whole text again.
const MAX_RETRIES: usize = 20;

/// The result of parsing as much of a text as possible.
#[derive(Debug)]
pub(super) struct Parsed<'i> {
    /// Its top-level table.
    pub(super) table: Spanned<DeTable<'i>>,
    /// All errors, in source order.
    pub(super) errors: Vec<SyntaxError>,
    /// The lines that were patched; their parsed content is meaningless.
    pub(super) illegible: Vec<Span>,
}

/// Parses `text`. `legible` receives a patched copy if any lines have to be replaced.
pub(super) fn parse<'i>(text: &'i str, legible: &'i mut String) -> Parsed<'i> {
    let (table, mut errors) = recovered(text);
    let mut illegible = Vec::new();
    if next_stop(&errors).is_none() {
        return Parsed {
            table,
            errors,
            illegible,
        };
    }
    *legible = text.to_owned();
    let mut found = Vec::new();
    for _ in 0..MAX_RETRIES {
        let Some(stop) = next_stop(&errors) else {
            break;
        };
        let line = line_at(legible, stop);
        let is_there =
            |error: &SyntaxError| line.start <= error.span.start && error.span.start <= line.end;
        found.extend(errors.into_iter().filter(is_there));
        let readable = readable(&legible[line.clone()], line.start);
        legible.replace_range(line.clone(), &readable);
        illegible.push(line);
        errors = recovered(legible).1;
    }
    let (table, rest) = recovered(legible);
    found.extend(rest);
    found.sort_by_key(|error| error.span.start);
    // Of two errors at the same place, the second is the cause: an unclosed quote, and so a missing value.
    found.dedup_by(|second, first| {
        let is_same = second.span.start == first.span.start;
        if is_same {
            std::mem::swap(first, second);
        }
        is_same
    });
    let errors = found;
    Parsed {
        table,
        errors,
        illegible,
    }
}

fn recovered(text: &str) -> (Spanned<DeTable<'_>>, Vec<SyntaxError>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let error = |error: toml::de::Error| SyntaxError {
        span: error.span().unwrap_or(0..text.len()),
        message: error.message().to_owned(),
    };
    let mut errors: Vec<_> = errors.into_iter().map(error).collect();
    errors.sort_by_key(|error| error.span.start);
    (table, errors)
}

/// The position of the first error at which the parser stops.
fn next_stop(errors: &[SyntaxError]) -> Option<usize> {
    let is_stop = |error: &&SyntaxError| {
        STOP_MESSAGES
            .iter()
            .any(|stop| error.message.starts_with(stop))
    };
    errors.iter().find(is_stop).map(|error| error.span.start)
}

/// The line of `text` that contains byte `at`, without its line ending.
fn line_at(text: &str, at: usize) -> Span {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..]
        .find(['\r', '\n'])
        .map_or(text.len(), |end| at + end);
    start..end
}

/// A harmless replacement of the same length for `line`, which starts at byte `start`: blanks, or, if it
/// opens a table, the header of an unknown table, so that the keys below are not attributed to the table
/// above.
fn readable(line: &str, start: usize) -> String {
    let name = format!("{start:_>width$}", width = line.len().saturating_sub(2));
    match line.trim_start().starts_with('[') && name.len() + 2 == line.len() {
        true => format!("[{name}]"),
        false => " ".repeat(line.len()),
    }
}

/// The first error inside an unclosed list. Everything below it is parsed as its elements, so later errors
/// are meaningless.
pub(super) fn unclosed_list(errors: &[SyntaxError]) -> Option<usize> {
    let says_unclosed = |error: &SyntaxError| error.message.starts_with("unclosed array,");
    let is_unclosed = errors.iter().any(says_unclosed);
    let is_inside =
        |error: &SyntaxError| error.message.contains("array") && !error.message.contains("table");
    is_unclosed
        .then(|| errors.iter().position(is_inside))
        .flatten()
}

/// A suggested fix, if the parser's `message` does not contain one.
pub(super) fn help(message: &str) -> Option<&'static str> {
    const QUOTES: &str = "put strings in quotes, and commas between the elements of a list";
    let hints = [
        (
            "invalid date",
            "write a date that exists, such as `2026-02-28`",
        ),
        ("duplicate key", "keep one of the two"),
        (
            "key with no value",
            "write `key = value`, or start a comment with `#`",
        ),
        ("string values must be quoted", QUOTES),
        ("invalid float", QUOTES),
        ("invalid basic string, expected", "close the quotation mark"),
        (
            "invalid literal string, expected",
            "close the quotation mark",
        ),
        ("unclosed array table", "close it as in `[[revisit]]`"),
        ("unclosed table", "close it as in `[allow]`"),
    ];
    let hint = hints
        .into_iter()
        .find(|(start, _)| message.starts_with(start));
    hint.map(|(_, hint)| hint)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    const PIECES: &[&str] = &[
        "a",
        "é",
        "[",
        "[[",
        "]",
        "]]",
        "=",
        " = ",
        "\"",
        "'",
        "\"\"\"",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "#",
        ".",
        "1",
        "2026-02-30",
        ",",
        "{",
        "}",
        "\\",
        "\u{0}",
        "\u{feff}",
        "🦀",
        "key = 1\n",
        "[table\n",
        "no value\n",
    ];

    proptest! {
        #[test]
        fn any_text_is_parsed_with_errors_inside_its_bounds(pieces in proptest::collection::vec(select(PIECES), 0..40)) {
            let text = pieces.concat();
            let mut legible = String::new();
            let parsed = parse(&text, &mut legible);
            let is_placed = |span: &Span| text.get(span.clone()).is_some();
            prop_assert!(parsed.errors.iter().all(|error| is_placed(&error.span)), "{:?}", parsed.errors);
            prop_assert!(parsed.illegible.iter().all(is_placed), "{:?}", parsed.illegible);
            prop_assert_eq!(parsed.errors.is_empty(), toml::from_str::<toml::Table>(&text).is_ok());
            prop_assert!(legible.is_empty() || legible.len() == text.len());
        }
    }
}
