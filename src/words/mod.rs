//! Conditions for sentences: "the team exceeds 20 engineers" is proposed as `team.size > 20`. Only simple sentences are
//! read, because no proposal is better than a wrong one. The words are data, one file per language in `templates/words/`.
//!
//! A text is split into clauses, and a clause into a comparison, a number and what is compared. Nothing is written here:
//! people choose what they mean.

mod clause;
mod comparison;
mod date;
mod known;
mod lexicon;
mod number;
mod parts;
mod proposal;
mod reading;
mod sentence;
mod token;
mod version;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub use known::Known;

use lexicon::Lexicon;
use reading::{Mood, Reading};
use token::Token;

use crate::trigger::Expr;

/// A clause of a text, and the conditions that it may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The clause as it is written.
    pub text: String,
    /// At least one condition and at most three, the most likely first.
    pub conditions: Vec<Expr>,
}

/// The number of conditions proposed for one clause, at most.
const MAX_PROPOSALS: usize = 3;

/// A clause with more words than this says more than one comparison does.
const MAX_WORDS: usize = 60;

/// The clauses of `text` that say when something is the case, each with conditions by what is `known`, in the first
/// language in which there are any.
pub fn propose(text: &str, known: &Known<'_>, today: NaiveDate) -> Vec<Clause> {
    let tokens = token::tokens(text);
    let in_language = |lexicon| {
        let tokens = with_percentiles(tokens.clone(), lexicon);
        let reading = Reading {
            tokens: &tokens,
            lexicon,
            sprint: known.sprint(),
            mood: Mood::Condition,
        };
        let places = clause::clauses(&reading, today);
        let is_alone = places.len() == 1;
        let first_lead = clause::first_lead(&reading);
        let clauses = places.into_iter().filter_map(|place| {
            let clause::Place { start, end, .. } = place;
            let mood = match first_lead {
                _ if is_alone => Mood::Condition,
                lead if lead < end => Mood::Condition,
                lead if lead >= place.sentence_end && lead < tokens.len() => Mood::Statement,
                _ => Mood::Unclear,
            };
            let part = Reading {
                mood,
                ..reading.part(start, end)
            };
            let conditions = conditions(&part, known, today);
            let first = reading.tokens.get(start)?.span.start;
            let last = reading.tokens.get(end.checked_sub(1)?)?.span.end;
            let text = text.get(first..last)?.split_whitespace();
            (!conditions.is_empty()).then_some(Clause {
                text: text.collect::<Vec<_>>().join(" "),
                conditions,
            })
        });
        clauses.collect::<Vec<_>>()
    };
    let mut languages = Lexicon::all().iter().map(in_language);
    languages
        .find(|clauses| !clauses.is_empty())
        .unwrap_or_default()
}

/// The conditions that one clause may stand for. Where all of several must be true, the best of each are joined.
fn conditions(reading: &Reading<'_>, known: &Known<'_>, today: NaiveDate) -> Vec<Expr> {
    if reading.tokens.len() > MAX_WORDS || is_foreign(reading) {
        return Vec::new();
    }
    let valid = |part: &Reading<'_>| -> Vec<Expr> {
        let mut texts = proposal::conditions(part, known, today);
        let mut seen = BTreeSet::new();
        texts.retain(|text| seen.insert(text.clone()));
        let valid = texts.iter().filter_map(|text| known.condition(text));
        valid.take(MAX_PROPOSALS).collect()
    };
    let parts = clause::conjuncts(reading, today);
    let mut found: Vec<Vec<Expr>> = parts.iter().map(valid).collect();
    match found.len() {
        1 => found.pop().unwrap_or_default(),
        _ => {
            let best: Option<Vec<Expr>> = found
                .into_iter()
                .map(|proposed| proposed.into_iter().next())
                .collect();
            let text = best.map(|parts| {
                let texts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                texts.join(" and ")
            });
            let joined = text.and_then(|text| known.condition(&text));
            joined.into_iter().collect()
        }
    }
}

/// `tokens` with p95 for 95th percentile.
fn with_percentiles<'t>(mut tokens: Vec<Token<'t>>, lexicon: &Lexicon) -> Vec<Token<'t>> {
    let is_percentile = |tokens: &[Token<'_>]| {
        tokens.first().is_some_and(|token| token.number.is_some())
            && lexicon
                .dates
                .says(tokens.get(1..).unwrap_or_default(), "ordinals")
                == Some(1)
            && lexicon
                .names
                .says(tokens.get(2..).unwrap_or_default(), "percentile")
                == Some(1)
    };
    let places: Vec<usize> = (0..tokens.len())
        .filter(|at| tokens.get(*at..).is_some_and(is_percentile))
        .collect();
    for at in places {
        if let Some([number, ordinal, percentile]) = tokens.get_mut(at..at + 3) {
            number.word.insert(0, 'p');
            number.number = None;
            ordinal.word.clear();
            percentile.word.clear();
        }
    }
    tokens.retain(|token| !token.word.is_empty());
    tokens
}

fn is_foreign(reading: &Reading<'_>) -> bool {
    (0..reading.tokens.len()).any(|at| reading.says(&reading.lexicon.doubt, "foreign", at) > 0)
}

#[cfg(test)]
mod tests;
