//! Splits a text into the clauses that each say when something is the case: "(a) …, (b) …, or (c) …".

use chrono::NaiveDate;

use super::reading::Reading;
use super::token::END;
use super::{comparison, date, version};

/// The place of a clause: its first token, and the one behind its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub start: usize,
    pub end: usize,
    /// The end of the sentence it belongs to.
    pub sentence_end: usize,
}

/// The places of the clauses in `reading`.
pub(super) fn clauses(reading: &Reading<'_>, today: NaiveDate) -> Vec<Place> {
    let mut clauses = Vec::new();
    for (start, sentence_end) in sentences(reading) {
        let part = reading.part(start, sentence_end);
        clauses.extend(alternatives(&part, today).into_iter().map(|(from, to)| {
            let (start, end) = trimmed(reading, start + from, start + to);
            Place {
                start,
                end,
                sentence_end,
            }
        }));
    }
    clauses
}

/// The place from `start` to `end` without the commas and the words such as or around it.
fn trimmed(reading: &Reading<'_>, mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && is_joint(reading, start) {
        start += 1;
    }
    while start < end && is_joint(reading, end - 1) {
        end -= 1;
    }
    (start, end)
}

/// Whether the token at `at` only joins two clauses.
fn is_joint(reading: &Reading<'_>, at: usize) -> bool {
    let token = reading.from(at).get(..1).unwrap_or_default();
    reading.word(at) == "," || reading.lexicon.clause.says(token, "or").is_some()
}

/// The sentences and the items of lists.
fn sentences(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < reading.tokens.len() {
        let mark = match reading.word(at) {
            END if !is_abbreviation(reading, at) => 1,
            _ => marker(reading, at, start),
        };
        if mark > 0 {
            sentences.push((start, at));
            start = at + mark;
        }
        at += mark.max(1);
    }
    sentences.push((start, at));
    sentences.retain(|(start, end)| start < end);
    sentences
}

fn is_abbreviation(reading: &Reading<'_>, end: usize) -> bool {
    let before = end.checked_sub(1);
    before.is_some_and(|before| reading.says(&reading.lexicon.clause, "abbreviations", before) > 0)
}

/// The length of the mark of an item at `at`: (a), (1), and at the start of a clause also a) and 1).
fn marker(reading: &Reading<'_>, at: usize, start: usize) -> usize {
    let is_label = |at| {
        let word = reading.word(at);
        let is_roman = word.len() <= 3 && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
        !word.is_empty()
            && (is_roman
                || word.len() == 1 && word.chars().all(char::is_alphanumeric)
                || word.len() == 2 && word.chars().all(|c| c.is_ascii_digit()))
    };
    if reading.word(at) == "(" && is_label(at + 1) && reading.word(at + 2) == ")" {
        return 3;
    }
    let is_first = at == start
        || at
            .checked_sub(1)
            .is_some_and(|before| is_joint(reading, before));
    let is_item = is_first && is_label(at) && reading.word(at + 1) == ")";
    if is_item { 2 } else { 0 }
}

/// The parts of one sentence between commas and words such as or, if each part compares something.
fn alternatives(reading: &Reading<'_>, today: NaiveDate) -> Vec<(usize, usize)> {
    let breaks = breaks(reading);
    let clause = &reading.lexicon.clause;
    let has_or = breaks
        .iter()
        .any(|(at, _)| reading.says(clause, "or", *at) > 0);
    let is_joined = (0..reading.tokens.len()).any(|at| reading.says(clause, "and", at) > 0);
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut has_measure = false;
    for (at, len) in breaks.into_iter().chain([(reading.tokens.len(), 0)]) {
        let measures = measures(&reading.part(start, at), today);
        let splits = has_or || !is_joined;
        match parts.last_mut() {
            Some(last) if !measures || !splits => last.1 = at,
            _ if measures || !has_measure => {
                let from = if has_measure { start } else { 0 };
                if !has_measure {
                    parts.clear();
                }
                parts.push((from, at));
            }
            _ => {}
        }
        has_measure |= measures;
        start = at + len;
    }
    parts
}

/// Where a sentence may be split: the place and the length of a comma or of a word such as or.
fn breaks(reading: &Reading<'_>) -> Vec<(usize, usize)> {
    let lexicon = reading.lexicon;
    let mut breaks = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let phrase = reading
            .phrase(&lexicon.compare, at)
            .or_else(|| reading.phrase(&lexicon.compare_after, at));
        if let Some(phrase) = phrase {
            at += phrase.len;
            continue;
        }
        let or = reading.says(&lexicon.clause, "or", at);
        let len = or.max(usize::from(reading.word(at) == ","));
        if len > 0 {
            breaks.push((at, len));
        }
        at += len.max(1);
    }
    breaks
}

/// Whether `reading` compares something, or names a date or a version.
pub(super) fn measures(reading: &Reading<'_>, today: NaiveDate) -> bool {
    let lexicon = reading.lexicon;
    (0..reading.tokens.len()).any(|at| {
        comparison::at(reading, at).is_some()
            || reading.phrase(&lexicon.multiples, at).is_some()
            || reading.says(&lexicon.quotient, "outnumber", at) > 0
            || reading.says(&lexicon.quotient, "times_as_many", at) > 0
            || date::at(reading, at, today).is_some()
            || version::at(reading, at).is_some()
    })
}

/// The parts of a clause that all must be true; one if there is no such word as and between two comparisons.
pub(super) fn conjuncts<'a>(reading: &Reading<'a>, today: NaiveDate) -> Vec<Reading<'a>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let end = reading.tokens.len();
    for at in 0..end {
        let len = reading.says(&reading.lexicon.clause, "and", at);
        if len == 0 || at < start {
            continue;
        }
        let left = reading.part(start, at);
        let right = reading.part(at + len, end);
        if measures(&left, today) && measures(&right, today) {
            parts.push(left);
            start = at + len;
        }
    }
    parts.push(reading.part(start, end));
    parts
}

/// Where `reading` first says that it is about a condition: when, if. Its end if it never does.
pub(super) fn first_lead(reading: &Reading<'_>) -> usize {
    let clause = &reading.lexicon.clause;
    let mut places = 0..reading.tokens.len();
    let lead = places.find(|at| reading.says(clause, "leads", *at) > 0);
    lead.unwrap_or(reading.tokens.len())
}
