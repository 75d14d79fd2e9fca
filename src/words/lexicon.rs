//! The phrases of one language and what they mean, from its file in `templates/words/`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::token::Token;

/// The languages, in the order in which they are tried.
const SOURCES: [&str; 1] = [include_str!("../../templates/words/en.toml")];

/// The tables of a language; its file says what each is for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lexicon {
    pub compare: Phrases,
    pub state: Phrases,
    pub compare_after: Phrases,
    pub between: Phrases,
    pub change: Phrases,
    pub multiples: Phrases,
    pub quotient: Phrases,
    pub numbers: Phrases,
    pub scales: Phrases,
    pub suffixes: Phrases,
    pub currencies: Phrases,
    pub fractions: Phrases,
    pub shares: Phrases,
    pub articles: Phrases,
    pub units: Phrases,
    pub days: Phrases,
    pub periods: Phrases,
    pub rates: Phrases,
    pub adverbs: Phrases,
    pub rate_symbols: Phrases,
    pub hold: Phrases,
    pub quantifiers: Phrases,
    pub months: Phrases,
    pub quarters: Phrases,
    pub dates: Phrases,
    pub versions: Phrases,
    pub clause: Phrases,
    pub doubt: Phrases,
    pub names: Phrases,
    pub endings: Phrases,
    pub synonyms: Phrases,
    /// The stems of synonyms, with the stem that stands for them.
    #[serde(skip)]
    stems: HashMap<String, String>,
}

/// Phrases, each with its meaning.
#[derive(Debug, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub(super) struct Phrases {
    /// By their first word, the longest first.
    by_first: HashMap<String, Vec<Phrase>>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    meaning: String,
}

/// A phrase in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'l> {
    /// The number of tokens.
    pub len: usize,
    /// What it means.
    pub meaning: &'l str,
}

impl Lexicon {
    /// All languages.
    pub(super) fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Lexicon>> = LazyLock::new(|| {
            let read = |source: &&str| Lexicon::read(source).ok();
            SOURCES.iter().filter_map(read).collect()
        });
        &ALL
    }

    fn read(source: &str) -> Result<Self, toml::de::Error> {
        let mut lexicon: Self = toml::from_str(source)?;
        let stem = |word: &str| lexicon.without_ending(word).to_owned();
        let synonyms = lexicon.synonyms.by_first.iter();
        let pairs = synonyms.filter_map(|(word, meant)| {
            let meant = &meant.first()?.meaning;
            Some((stem(word), stem(meant)))
        });
        lexicon.stems = pairs.collect();
        Ok(lexicon)
    }

    /// What the forms of `word` and its synonyms share.
    pub(super) fn stem<'l>(&'l self, word: &'l str) -> &'l str {
        let stem = self.without_ending(word);
        self.stems.get(stem).map_or(stem, String::as_str)
    }

    /// `word` without an ending such as that of engineers, and without that of engineering behind it.
    fn without_ending<'w>(&self, word: &'w str) -> &'w str {
        /// As much of a word stays, at least.
        const MIN_STEM: usize = 3;
        const ENDINGS: usize = 3;
        (0..ENDINGS).fold(word, |word, _| {
            let stems = self
                .endings
                .words()
                .filter_map(|end| word.strip_suffix(end));
            let kept = stems.filter(|stem| stem.chars().count() >= MIN_STEM);
            kept.min_by_key(|stem| stem.len()).unwrap_or(word)
        })
    }
}

impl Phrases {
    /// The longest phrase of any meaning at the start of `tokens`.
    pub(super) fn at(&self, tokens: &[Token<'_>]) -> Option<Found<'_>> {
        self.find(tokens, |_| true)
    }

    /// The length of the longest phrase with this `meaning` at the start of `tokens`.
    pub(super) fn says(&self, tokens: &[Token<'_>], meaning: &str) -> Option<usize> {
        self.find(tokens, |phrase| phrase.meaning == meaning)
            .map(|found| found.len)
    }

    /// What the single word `word` means.
    pub(super) fn meaning_of(&self, word: &str) -> Option<&str> {
        let phrases = self.by_first.get(word)?;
        let single = phrases.iter().find(|phrase| phrase.words.len() == 1)?;
        Some(&single.meaning)
    }

    /// All first words.
    fn words(&self) -> impl Iterator<Item = &str> {
        self.by_first.keys().map(String::as_str)
    }

    fn find(&self, tokens: &[Token<'_>], is_meant: impl Fn(&Phrase) -> bool) -> Option<Found<'_>> {
        let phrases = self.by_first.get(&tokens.first()?.word)?;
        let is_here = |phrase: &&Phrase| {
            let here = tokens.get(..phrase.words.len());
            let mut pairs = here.into_iter().flatten().zip(&phrase.words);
            here.is_some() && is_meant(phrase) && pairs.all(|(token, word)| token.word == *word)
        };
        let phrase = phrases.iter().find(is_here)?;
        Some(Found {
            len: phrase.words.len(),
            meaning: &phrase.meaning,
        })
    }
}

impl From<BTreeMap<String, Vec<String>>> for Phrases {
    fn from(forms: BTreeMap<String, Vec<String>>) -> Self {
        let mut by_first: HashMap<String, Vec<Phrase>> = HashMap::new();
        for (meaning, phrases) in forms {
            for phrase in phrases {
                let words: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
                let meaning = meaning.clone();
                if let Some(first) = words.first().cloned() {
                    let known = by_first.entry(first).or_default();
                    known.push(Phrase { words, meaning });
                }
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| Reverse(phrase.words.len()));
        }
        Self { by_first }
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn every_file_of_a_language_can_be_read() {
        for source in SOURCES {
            assert_eq!(Lexicon::read(source).err(), None);
        }
    }

    #[test]
    fn the_longest_phrase_counts() {
        let lexicon = &Lexicon::all()[0];
        let found = lexicon.compare.at(&tokens("no more than 5"));
        assert_eq!(
            found.map(|found| (found.len, found.meaning)),
            Some((3, "<="))
        );
    }

    #[test]
    fn forms_and_synonyms_share_a_stem() {
        let lexicon = &Lexicon::all()[0];
        for (one, other) in [
            ("writes", "written"),
            ("searchable", "searches"),
            ("engineers", "people"),
            ("deployments", "deploy"),
            ("latency", "latencies"),
        ] {
            assert_eq!(lexicon.stem(one), lexicon.stem(other), "{one} {other}");
        }
        assert_ne!(lexicon.stem("orders"), lexicon.stem("services"));
    }
}
