//! A clause while it is read: its tokens, the language, and what both say of times.

use rust_decimal::Decimal;

use super::lexicon::{Found, Lexicon, Phrases};
use super::number::{Number, number};
use super::token::Token;
use crate::quantity::{Sprint, Unit};

/// A clause in a language.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// Its tokens.
    pub tokens: &'a [Token<'a>],
    /// The language.
    pub lexicon: &'a Lexicon,
    /// The length of a sprint.
    pub sprint: Sprint,
    /// What it is for.
    pub mood: Mood,
}

/// What a clause is for, by whether the text speaks of conditions there: when, if.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// It says when something is the case.
    Condition,
    /// It may also state something: the team has 5 people.
    Unclear,
    /// It states something, and others behind it are conditions.
    Statement,
}

/// A length of time in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time<'a> {
    /// How many of its unit.
    pub number: Decimal,
    /// The unit: its symbol, its days, or `sprint`.
    pub unit: &'a str,
    /// The number of tokens.
    pub len: usize,
}

impl<'a> Reading<'a> {
    /// The same clause without what comes before `start` and from `end` on.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        Self {
            tokens: self.tokens.get(start..end).unwrap_or_default(),
            ..*self
        }
    }

    /// The tokens from `at` on.
    pub(super) fn from(&self, at: usize) -> &'a [Token<'a>] {
        self.tokens.get(at..).unwrap_or_default()
    }

    /// The word at `at`; empty behind the end.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.word.as_str())
    }

    /// The longest of `phrases` at `at`.
    pub(super) fn phrase(&self, phrases: &'a Phrases, at: usize) -> Option<Found<'a>> {
        phrases.at(self.from(at))
    }

    /// The length of the longest of `phrases` at `at` that has this `meaning`; 0 if there is none.
    pub(super) fn says(&self, phrases: &Phrases, meaning: &str, at: usize) -> usize {
        phrases.says(self.from(at), meaning).unwrap_or_default()
    }

    /// The number at `at`.
    pub(super) fn number(&self, at: usize) -> Option<Number> {
        number(self.from(at), self.lexicon)
    }

    /// Whether the token at `at` is a word rather than a mark or a number.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_alphabetic)
    }

    /// The length of time at `at`: two weeks, 3 consecutive sprints, a month, the last month.
    pub(super) fn time(&self, at: usize) -> Option<Time<'a>> {
        let (number, mut len) = match self.number(at).filter(|number| !number.is_share) {
            Some(number) => (number.value, number.len),
            None => {
                let article = self.phrase(&self.lexicon.articles, at);
                let is_last = at
                    .checked_sub(1)
                    .is_some_and(|before| self.says(&self.lexicon.hold, "last", before) > 0);
                let article = article.map(|article| article.len);
                (Decimal::ONE, article.or(is_last.then_some(0))?)
            }
        };
        len += self.says(&self.lexicon.hold, "words", at + len);
        let unit = self.time_unit(at + len)?;
        Some(Time {
            number,
            unit: unit.meaning,
            len: len + unit.len,
        })
    }

    fn time_unit(&self, at: usize) -> Option<Found<'a>> {
        let is_time = |found: &Found<'_>| Unit::parse(found.meaning).is_ok_and(Unit::is_time);
        let unit = self.phrase(&self.lexicon.units, at).filter(is_time);
        unit.or_else(|| self.phrase(&self.lexicon.days, at))
    }

    /// How long a condition lasts by the words at `at`: for two weeks, three days in a row.
    pub(super) fn hold(&self, at: usize) -> Option<(String, usize)> {
        let lexicon = self.lexicon;
        let lead = self.says(&lexicon.hold, "for", at);
        let time = self.time(at + lead)?;
        let len = lead + time.len;
        let is_in_a_row = self.says(&lexicon.hold, "in_a_row", at + len);
        let words = self.number(at + lead).map_or(0, |number| number.len);
        let is_consecutive = self.says(&lexicon.hold, "words", at + lead + words) > 0;
        let lasts = lead > 0 || is_in_a_row > 0 || is_consecutive;
        let text = self.duration(&time)?;
        lasts.then_some((text, len + is_in_a_row))
    }

    /// `time` as a duration in a condition: `2w`, `90d`.
    pub(super) fn duration(&self, time: &Time<'_>) -> Option<String> {
        const DAY: u64 = 86_400;
        let days = match time.unit {
            "sprint" => {
                let seconds = self.sprint.length().as_secs();
                seconds.is_multiple_of(DAY).then_some(seconds / DAY)?
            }
            unit => match unit.parse() {
                Ok(days) => days,
                Err(_) => return Some(format!("{}{unit}", time.number.normalize())),
            },
        };
        let days = time.number.checked_mul(days.into())?.normalize();
        Some(format!("{days}d"))
    }
}
