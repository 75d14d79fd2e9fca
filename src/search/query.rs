//! What is searched for: words, and phrases in quotes.

use aho_corasick::packed::Searcher;

use super::words;
use crate::record::{Record, file_name};

/// A search.
#[derive(Debug, Clone)]
pub struct Query {
    /// What a record must have.
    pub terms: Vec<Term>,
}

/// One word or one phrase.
#[derive(Debug, Clone)]
pub struct Term {
    words: Vec<String>,
    /// Finds the first word, or what all its forms share, in any case.
    finder: Option<Finder>,
    /// The number of a record: `7` and `ADR-0007`.
    number: Option<u32>,
}

impl Query {
    /// The terms in `arguments`: each is split into words, but for what stands between double quotes. Words that every
    /// text has are left out unless there is nothing else.
    pub fn parse(arguments: &[String]) -> Self {
        let text = arguments.join(" ");
        let mut terms = Vec::new();
        for (position, part) in text.split('"').enumerate() {
            if position % 2 == 1 {
                terms.extend(Term::of_phrase(part));
            } else {
                terms.extend(part.split_whitespace().filter_map(Term::of_token));
            }
        }
        let says_something =
            |term: &&Term| !matches!(&term.words[..], [word] if words::is_stop_word(word));
        let telling: Vec<Term> = terms.iter().filter(says_something).cloned().collect();
        Self {
            terms: if telling.is_empty() { terms } else { telling },
        }
    }
}

impl Query {
    /// This query with each word that has a correction replaced by it.
    pub(super) fn corrected(&self, corrections: &[(String, Option<String>)]) -> Self {
        let terms = self.terms.iter().map(|term| {
            let shown = term.shown();
            let correction = corrections.iter().find(|(word, _)| *word == shown);
            let near = correction.and_then(|(_, near)| near.as_deref());
            near.map_or_else(|| term.clone(), Term::of_word)
        });
        Self {
            terms: terms.collect(),
        }
    }
}

impl Term {
    /// The term for one word of a query, or for one that is put together of several: `multi-row`.
    fn of_token(token: &str) -> Option<Self> {
        let mut term = Self::of_phrase(token)?;
        let is_reference = token.chars().all(|c| c.is_ascii_digit())
            || token.to_ascii_lowercase().starts_with("adr-");
        term.number = file_name::number(token).filter(|_| is_reference);
        if let [word] = &term.words[..] {
            term.finder = Some(Finder::new(words::stem(word)));
        }
        Some(term)
    }

    fn of_phrase(text: &str) -> Option<Self> {
        let words = words::of(text);
        let finder = Finder::new(words.first()?);
        Some(Self {
            words,
            finder: Some(finder),
            number: None,
        })
    }

    /// The term for a word as it stands in a text.
    pub(super) fn of_word(word: &str) -> Self {
        Self {
            words: vec![word.to_owned()],
            finder: Some(Finder::new(word)),
            number: None,
        }
    }

    /// Its only word.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.words[..] {
            [word] => Some(word),
            _ => None,
        }
    }

    /// It as a user would write it.
    pub(super) fn shown(&self) -> String {
        self.words.join(" ")
    }

    /// Whether it is the number of `record`.
    pub fn is_number_of(&self, record: &Record) -> bool {
        self.number.is_some() && self.number == record.number
    }

    /// Whether it occurs in `text`.
    pub fn occurs_in(&self, text: &str) -> bool {
        self.places(text).next().is_some()
    }

    /// How often it occurs in `text`.
    pub fn count_in(&self, text: &str) -> usize {
        self.places(text).count()
    }

    /// Where it occurs in `text`: from the start of its first word to the end of its last.
    pub fn places<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        let finder = self.finder.as_ref().into_iter();
        let starts = finder.flat_map(move |finder| finder.starts(text));
        starts.filter_map(move |start| Some(start..self.end(text, start)?))
    }

    /// Where it ends, if its first word starts at `start`. The only word of a term may go on; those of a phrase, all but
    /// the last, must be whole.
    fn end(&self, text: &str, start: usize) -> Option<usize> {
        let mut at = start;
        for (position, word) in self.words.iter().enumerate() {
            let rest = text.get(at..)?;
            let gap = rest.find(words::is_in_word)?;
            let found = rest.get(gap..)?;
            let length = found.find(|c| !words::is_in_word(c)).unwrap_or(found.len());
            let is_last = position + 1 == self.words.len();
            let is_whole = self.words.len() > 1 && !is_last;
            let written = found.get(..length)?.to_lowercase();
            let fits = match (self.words.len(), is_whole) {
                (1, _) => true,
                (_, true) => written == *word,
                (_, false) => written.starts_with(word.as_str()),
            };
            if !fits || gap > MAX_GAP {
                return None;
            }
            at += gap + length;
        }
        Some(at)
    }
}

/// Words of a phrase stand no further apart: a line break, an indent, a mark of a quote.
const MAX_GAP: usize = 12;

/// Finds words that start alike, in any case: by their first letters with vector instructions, then by the others.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    start: String,
    first_letters: Option<Searcher>,
}

impl Finder {
    /// Finds the words that start with `start`, which is in lower case.
    pub(super) fn new(start: &str) -> Self {
        const LETTERS: usize = 4;
        let mut spellings = vec![String::new()];
        for letter in start.chars().take(LETTERS) {
            let upper = letter.to_uppercase().to_string();
            let cases = [letter.to_string(), upper];
            let distinct = if cases[0] == cases[1] { 1 } else { 2 };
            let longer = spellings.iter().flat_map(|begun| {
                let cases = cases.iter().take(distinct);
                cases.map(move |case| format!("{begun}{case}"))
            });
            spellings = longer.collect();
        }
        Self {
            start: start.to_owned(),
            first_letters: Searcher::new(spellings),
        }
    }

    /// Where words of `text` start with it.
    pub(super) fn starts<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let searcher = self.first_letters.as_ref().into_iter();
        let found = searcher.flat_map(move |searcher| searcher.find_iter(text));
        let starts = found.map(|found| found.start());
        starts.filter(move |start| self.starts_word(text, *start))
    }

    fn starts_word(&self, text: &str, at: usize) -> bool {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(words::is_in_word) {
            return false;
        }
        let bytes = text.as_bytes().get(at..at + self.start.len());
        if bytes.is_some_and(|bytes| bytes.eq_ignore_ascii_case(self.start.as_bytes())) {
            return true;
        }
        let mut letters = text
            .get(at..)
            .unwrap_or_default()
            .chars()
            .flat_map(char::to_lowercase);
        !self.start.is_ascii()
            && self
                .start
                .chars()
                .all(|letter| letters.next() == Some(letter))
    }
}
