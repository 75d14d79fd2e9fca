//! Full-text search over a log: which records have the words, how well they match, and where.
//!
//! Ranking is BM25F: BM25 (Robertson and Zaragoza, *The Probabilistic Relevance Framework*, 2009) with occurrences in the
//! title counted several times; one in the name of a rejected alternative adds to the score.

mod index;
mod query;
mod snippet;
mod words;

use std::collections::HashSet;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::log::Log;
use crate::record::{Alternative, Record};

pub use index::Index;
use query::Finder;
pub use query::{Query, Term};
pub use snippet::Snippet;
pub use words::{STOP_WORDS, of as words_of};

/// A record that matches.
#[derive(Debug)]
pub struct Hit<'l> {
    /// The record.
    pub record: &'l Record,
    /// How well it matches; larger is better.
    pub score: f64,
    /// The part of its text that matches best.
    pub snippet: Option<Snippet>,
    /// The rejected alternative whose name matches.
    pub alternative: Option<Alternative>,
}

/// What a search finds.
#[derive(Debug)]
pub struct Results<'l> {
    /// The best matches, best first.
    pub hits: Vec<Hit<'l>>,
    /// How many records were searched.
    pub searched: usize,
    /// How many records match.
    pub total: usize,
    /// Whether no record has all the words, so that these have only some of them.
    pub is_partial: bool,
    /// The words that no record has, each with a similar word that some record has and that was searched instead.
    pub corrected: Vec<(String, Option<String>)>,
}

/// An occurrence in the title counts this many times.
const TITLE_WEIGHT: f64 = 8.0;
/// A match in the name of a rejected alternative adds this part to the score.
const ALTERNATIVE_BONUS: f64 = 0.25;

/// Term frequency saturation and length normalisation, with the values that Robertson and Zaragoza recommend.
const K1: f64 = 1.2;
const B: f64 = 0.75;

/// How often each term occurs in one record.
struct Counts {
    position: usize,
    frequencies: Vec<f64>,
    length: f64,
}

/// The records of `log` that match `query` and that `admits` lets through, at most `limit` of them.
pub fn search<'l>(
    log: &'l Log,
    query: &Query,
    admits: impl Fn(&Record) -> bool + Sync,
    limit: usize,
) -> Results<'l> {
    let mut counted = count(log, query, &admits);
    let corrected = corrections(log, query, &counted);
    let query = &match corrected.is_empty() {
        true => query.clone(),
        false => query.corrected(&corrected),
    };
    if corrected.iter().any(|(_, near)| near.is_some()) {
        counted = count(log, query, &admits);
    }
    let matches = |counts: &Counts| {
        let frequencies = counts.frequencies.iter();
        frequencies.filter(|frequency| **frequency > 0.0).count()
    };
    let most = counted.iter().map(matches).max().unwrap_or(0);
    let weights = weights(&counted, query.terms.len());
    let mean =
        counted.iter().map(|counts| counts.length).sum::<f64>() / counted.len().max(1) as f64;
    let mut ranked: Vec<(f64, usize)> = counted
        .iter()
        .filter(|counts| most > 0 && matches(counts) == most)
        .map(|counts| (score(counts, &weights, mean), counts.position))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut total = ranked.len();
    let hits = ranked.iter().filter_map(|(score, position)| {
        let hit = hit(log, log.records.get(*position)?, *score, query);
        // What matches in markup alone, such as the target of a link, is nothing that a reader sees.
        total -= usize::from(hit.is_none());
        hit
    });
    let mut hits: Vec<Hit<'_>> = hits.take(limit).collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    Results {
        hits,
        searched: counted.len(),
        total,
        is_partial: most < query.terms.len(),
        corrected,
    }
}

fn count(log: &Log, query: &Query, admits: &(impl Fn(&Record) -> bool + Sync)) -> Vec<Counts> {
    use rayon::iter::IndexedParallelIterator;
    let records = log.records.par_iter().enumerate();
    let admitted = records.filter(|(_, record)| admits(record));
    admitted
        .map(|(position, record)| counts(log, position, record, query))
        .collect()
}

/// The words of `query` that no record has, each with a similar one that some record has.
fn corrections(log: &Log, query: &Query, counted: &[Counts]) -> Vec<(String, Option<String>)> {
    let is_missing = |term: usize| {
        let mut frequencies = counted
            .iter()
            .filter_map(|counts| counts.frequencies.get(term));
        frequencies.all(|frequency| *frequency == 0.0)
    };
    let terms = query.terms.iter().enumerate();
    let missing: Vec<&Term> = terms
        .filter(|(at, _)| is_missing(*at))
        .map(|(_, term)| term)
        .collect();
    let vocabulary = match missing.is_empty() {
        true => HashSet::new(),
        false => vocabulary(log, &missing),
    };
    let correction = |term: &&Term| {
        let near = term.word().and_then(|word| nearest(word, &vocabulary));
        (term.shown(), near.cloned())
    };
    missing.iter().map(correction).collect()
}

/// The word that most likely was meant by `word`: with the same first letter, and one slip of the finger away, or two in a long word (optimal string
/// alignment distance).
fn nearest<'v>(word: &str, vocabulary: &'v HashSet<String>) -> Option<&'v String> {
    const MIN_LENGTH: usize = 4;
    const LONG: usize = 8;
    let length = word.chars().count();
    let most = if length >= LONG { 2 } else { 1 };
    let known = vocabulary.iter().filter(|_| length >= MIN_LENGTH);
    let distances = known.map(|known| (strsim::osa_distance(word, known), known));
    let near = distances.filter(|(distance, _)| *distance <= most);
    near.min().map(|(_, known)| known)
}

/// The words of the log, in lower case, that start like one of `missing` and are about as long.
fn vocabulary(log: &Log, missing: &[&Term]) -> HashSet<String> {
    const MAX_DIFFERENCE: usize = 2;
    let wanted: Vec<(Finder, usize)> = missing
        .iter()
        .filter_map(|term| {
            let word = term.word()?;
            let first = word.chars().next()?;
            Some((Finder::new(first.encode_utf8(&mut [0; 4])), word.len()))
        })
        .collect();
    let of_record = |mut words: HashSet<String>, record: &Record| {
        let whole = log.whole(record);
        let record = whole.as_ref().unwrap_or(record);
        for text in fields(record) {
            for (finder, length) in &wanted {
                let found = finder
                    .starts(text)
                    .filter_map(|start| words::at(text, start));
                for word in found.filter(|word| word.len().abs_diff(*length) <= MAX_DIFFERENCE) {
                    if !words.contains(word) {
                        words.insert(word.to_owned());
                    }
                }
            }
        }
        words
    };
    let parts = log.records.par_iter().fold(HashSet::new, of_record);
    let words = parts.reduce(HashSet::new, |mut all, some| {
        all.extend(some);
        all
    });
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// The texts in which words are looked for: the tags and the prose.
fn fields(record: &Record) -> Vec<&str> {
    let front = record.front.as_ref();
    let tags = front.into_iter().flat_map(|front| &front.tags);
    let tags = tags.map(|tag| tag.value.as_str());
    let own_title = record
        .title()
        .filter(|title| !record.prose().contains(title));
    tags.chain(own_title).chain([record.prose()]).collect()
}

fn counts(log: &Log, position: usize, record: &Record, query: &Query) -> Counts {
    let whole = log.whole(record);
    let record = whole.as_ref().unwrap_or(record);
    let fields = fields(record);
    let title = record.title().unwrap_or_default();
    let frequencies = query.terms.iter().map(|term| {
        let in_text: usize = fields.iter().map(|text| term.count_in(text)).sum();
        let in_title = if in_text > 0 { term.count_in(title) } else { 0 };
        let as_number = if term.is_number_of(record) {
            TITLE_WEIGHT * TITLE_WEIGHT
        } else {
            0.0
        };
        in_text as f64 + (TITLE_WEIGHT - 1.0) * in_title as f64 + as_number
    });
    Counts {
        position,
        frequencies: frequencies.collect(),
        length: record.prose().len() as f64,
    }
}

/// The inverse document frequency of each term.
fn weights(counted: &[Counts], terms: usize) -> Vec<f64> {
    let records = counted.len() as f64;
    let weight = |term: usize| {
        let has_term = |counts: &&Counts| {
            counts
                .frequencies
                .get(term)
                .is_some_and(|frequency| *frequency > 0.0)
        };
        let with_term = counted.iter().filter(has_term).count() as f64;
        (1.0 + (records - with_term + 0.5) / (with_term + 0.5)).ln()
    };
    (0..terms).map(weight).collect()
}

fn score(counts: &Counts, weights: &[f64], mean_length: f64) -> f64 {
    let norm = K1 * (1.0 - B + B * counts.length / mean_length.max(1.0));
    let parts = counts.frequencies.iter().zip(weights);
    parts
        .map(|(frequency, weight)| weight * frequency * (K1 + 1.0) / (frequency + norm))
        .sum()
}

/// `record` as a hit; `None` if no reader of it would see a match.
fn hit<'l>(log: &'l Log, record: &'l Record, score: f64, query: &Query) -> Option<Hit<'l>> {
    let whole = log.whole(record);
    let read = whole.as_ref().unwrap_or(record);
    let body = read.read_body();
    let matches = |text: &str| query.terms.iter().any(|term| term.occurs_in(text));
    let alternative = body
        .alternatives()
        .iter()
        .find(|alternative| matches(&alternative.name))
        .cloned();
    let snippet = Snippet::of(&body, query);
    let tags = record.front.iter().flat_map(|front| &front.tags);
    let is_named = record.title().is_some_and(matches)
        || tags.into_iter().any(|tag| matches(&tag.value))
        || query.terms.iter().any(|term| term.is_number_of(record))
        || matches(body.whole_text());
    let bonus = if alternative.is_some() {
        1.0 + ALTERNATIVE_BONUS
    } else {
        1.0
    };
    (is_named || snippet.is_some()).then_some(Hit {
        record,
        score: score * bonus,
        snippet,
        alternative,
    })
}

#[cfg(test)]
mod tests;
