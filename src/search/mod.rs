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

use crate::diagnostic::did_you_mean;
use crate::log::Log;
use crate::record::{Alternative, Record};

pub use index::Index;
pub use query::{Query, Term};
pub use snippet::Snippet;
pub use words::STOP_WORDS;

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
    let (query, corrected) = corrected(log, query);
    let positions: Vec<usize> = (0..log.records.len()).collect();
    let count = |position: &usize| {
        let record = log.records.get(*position)?;
        admits(record).then(|| counts(log, *position, record, &query))
    };
    let counted: Vec<Counts> = positions.par_iter().filter_map(count).collect();
    let matches = |counts: &&Counts| {
        counts
            .frequencies
            .iter()
            .filter(|frequency| **frequency > 0.0)
            .count()
    };
    let most = counted
        .iter()
        .map(|counts| matches(&counts))
        .max()
        .unwrap_or(0);
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
        let hit = hit(log, log.records.get(*position)?, *score, &query);
        // What matches in markup alone, such as the target of a link, is nothing that a reader sees.
        total -= usize::from(hit.is_none());
        hit
    });
    let mut hits: Vec<Hit<'_>> = hits.take(limit).collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score));
    Results {
        hits,
        total,
        is_partial: most < query.terms.len(),
        corrected,
    }
}

/// `query` with each word that no record has replaced by a similar one, and those words.
fn corrected(log: &Log, query: &Query) -> (Query, Vec<(String, Option<String>)>) {
    let is_found = |term: &&Term| {
        let has_term = |record: &Record| {
            let whole = log.whole(record);
            let record = whole.as_ref().unwrap_or(record);
            term.is_number_of(record) || fields(record).iter().any(|text| term.occurs_in(text))
        };
        log.records.par_iter().any(has_term)
    };
    let missing: Vec<&Term> = query.terms.iter().filter(|term| !is_found(term)).collect();
    if missing.is_empty() {
        return (query.clone(), Vec::new());
    }
    let texts = log.records.par_iter().map(|record| {
        let whole = log.whole(record);
        let record = whole.as_ref().unwrap_or(record);
        let texts = fields(record);
        texts
            .iter()
            .flat_map(|text| words::of(text))
            .collect::<HashSet<_>>()
    });
    let vocabulary = texts.reduce(HashSet::new, |mut all, some| {
        all.extend(some);
        all
    });
    let mut corrected = Vec::new();
    let terms = query.terms.iter().map(|term| {
        if !missing.iter().any(|other| std::ptr::eq(*other, term)) {
            return term.clone();
        }
        let near = term
            .word()
            .and_then(|word| did_you_mean(word, vocabulary.iter().map(String::as_str)));
        corrected.push((term.shown(), near.map(str::to_owned)));
        near.map_or_else(|| term.clone(), Term::of_word)
    });
    let terms = terms.collect();
    (Query { terms }, corrected)
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
        .alternatives
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
