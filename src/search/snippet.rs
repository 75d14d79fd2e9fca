//! The part of a record that matches best, with the matches in it.

use std::ops::Range;

use super::query::Query;
use crate::record::Body;

/// About so many bytes are shown.
const LENGTH: usize = 160;

/// A part of a record's text, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The heading of the section that it is from.
    pub section: String,
    /// The text; `…` stands where it was cut.
    pub text: String,
    /// The places in it that match, in bytes.
    pub matches: Vec<Range<usize>>,
}

impl Snippet {
    /// The part of `body` with most of the terms of `query`; `None` if only its title or nothing matches.
    pub fn of(body: &Body, query: &Query) -> Option<Self> {
        let sections = body.sections.iter();
        let found = sections.filter_map(|section| {
            let text = body.text(section);
            let (start, terms) = best_place(text, query)?;
            Some((terms, section, text, start))
        });
        // Of several, the first.
        let (_, section, text, start) =
            found.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        let part = around(text, start);
        let mut shown = String::with_capacity(LENGTH + 8);
        if part.start > 0 {
            shown.push_str("… ");
        }
        shown.push_str(text.get(part.clone())?);
        if part.end < text.len() {
            shown.push_str(" …");
        }
        let mut matches: Vec<Range<usize>> = query
            .terms
            .iter()
            .flat_map(|term| term.places(&shown))
            .collect();
        matches.sort_by_key(|range| (range.start, range.end));
        let mut end = 0;
        matches.retain(|range| {
            let is_apart = range.start >= end;
            end = end.max(range.end);
            is_apart
        });
        Some(Self {
            section: section.heading.clone(),
            text: shown,
            matches,
        })
    }
}

/// Where in `text` most terms stand near together, and how many.
fn best_place(text: &str, query: &Query) -> Option<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (term, found) in query.terms.iter().enumerate() {
        places.extend(found.places(text).map(|range| (range.start, term)));
    }
    places.sort_unstable();
    let near = |at: usize| {
        let (start, _) = places[at];
        let window = places[at..]
            .iter()
            .take_while(|(place, _)| *place < start + LENGTH);
        let mut terms: Vec<usize> = window.map(|(_, term)| *term).collect();
        terms.sort_unstable();
        terms.dedup();
        (start, terms.len())
    };
    let windows = (0..places.len()).map(near);
    windows.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// About [`LENGTH`] bytes of `text` around `start`, cut between words.
fn around(text: &str, start: usize) -> Range<usize> {
    const BEFORE: usize = 40;
    let from = word_start(text, start.saturating_sub(BEFORE));
    let to = from + LENGTH;
    if to >= text.len() {
        return from..text.len();
    }
    let boundary = (from..=to)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(from);
    let end = text
        .get(from..boundary)
        .and_then(|part| part.rfind(' '))
        .map_or(boundary, |space| from + space);
    from..end.max(start)
}

/// The start of the first word at or after byte `at`.
fn word_start(text: &str, at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let boundary = (at..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    let rest = text.get(boundary..).unwrap_or_default();
    rest.find(' ')
        .map_or(boundary, |space| boundary + space + 1)
}
