//! A record's title: its H1, with and without the number in front.

use comrak::Arena;

use super::prose;
use crate::source::{Source, Span};

/// A title as its H1 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The text without the number in front.
    pub text: String,
    /// The number in front: 7 of `ADR-0007: …` and of `7. …`.
    pub number: Option<u32>,
    /// The heading's line.
    pub span: Span,
}

impl Title {
    /// The title in the heading `text`, split from its number.
    pub fn of(text: &str, span: Span) -> Self {
        let (number, text) =
            split_number(text).map_or((None, text), |(number, rest)| (Some(number), rest));
        Self {
            text: text.to_owned(),
            number,
            span,
        }
    }
}

/// The H1 on the prose's first line, where that line says all: an ATX heading (CommonMark 0.31 §4.2)
/// without markup. Anything less plain is left to the full parse.
pub(super) fn plain_first_heading(source: &Source, start: usize) -> Option<Title> {
    let prose = source.text().get(start..)?;
    let blank = prose.len() - prose.trim_start_matches(['\r', '\n']).len();
    let line = prose[blank..].lines().next()?;
    let text = line.strip_prefix("# ")?;
    let is_mark = |byte| {
        matches!(
            byte,
            b'\\' | b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'~' | b'#' | b'!' | b'\t' | b'@'
        )
    };
    if text.bytes().any(is_mark) || text.contains("://") || text.contains("www.") {
        return None;
    }
    let from = start + blank;
    let length = prose[blank..]
        .find('\n')
        .map_or(prose.len() - blank, |newline| newline + 1);
    Some(Title::of(&prose::collapse(text), from..from + length))
}

/// The text of a heading after its number.
pub(super) fn without_number(text: &str) -> &str {
    split_number(text).map_or(text, |(_, title)| title)
}

fn split_number(text: &str) -> Option<(u32, &str)> {
    let has_prefix = text
        .get(..3)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("adr"));
    let rest = if has_prefix {
        text[3..].trim_start_matches(['-', ' ', '#'])
    } else {
        text
    };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest[..rest.len() - after.len()].parse().ok()?;
    if after.is_empty() && has_prefix {
        return Some((number, ""));
    }
    let mark = after.trim_start();
    let unmarked = mark.strip_prefix([':', '.', '-', '–', '—']);
    let title = match unmarked {
        Some(title) if has_prefix || after.starts_with(['.', ':']) => title,
        None if has_prefix => after,
        _ => return None,
    };
    title.starts_with(' ').then(|| (number, title.trim_start()))
}

/// `title` as the text of a heading that reads back as the same title.
pub fn heading_text(title: &str) -> String {
    let reads_back = |markdown: &str, wanted: &str| {
        let arena = Arena::new();
        let document = format!("# {markdown}\n");
        let tree = prose::parse(&arena, &document);
        let heading = tree.first_child();
        heading.is_some_and(|heading| prose::plain_text(heading) == wanted)
            && tree.children().count() == 1
    };
    if reads_back(title, title) || reads_back(title, &title.replace('`', "")) {
        return title.to_owned();
    }
    title
        .chars()
        .flat_map(|c| {
            c.is_ascii_punctuation()
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect()
}
