//! Which words which records have, small enough for a page to load.
//!
//! The words are sorted. Each is written as the number of letters that it shares with the one before it, in base 36, and
//! the rest of its letters; the records that have it follow a space, as the gaps between their positions.
//! A gap is a number in base 32, least significant digit first; each digit but the last is of another alphabet.

use std::collections::BTreeMap;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use rustc_hash::FxHashMap;

use super::words;

/// Which texts, by their positions, have each word.
#[derive(Debug, Default)]
pub struct Index {
    positions: BTreeMap<String, Vec<usize>>,
}

/// A longer word is cut.
const LONGEST_WORD: usize = 24;

impl Index {
    /// The index of `texts`.
    pub fn of(texts: &[&str]) -> Self {
        let mut index = Self::default();
        // Words are looked at as they are written, and once each thereafter: a text has most of its words many times.
        for (word, positions) in as_written(texts) {
            let lower = word.to_lowercase();
            if words::is_stop_word(&lower) || is_code(&lower) {
                continue;
            }
            let known = index.positions.entry(cut(lower)).or_default();
            known.extend(positions);
        }
        for positions in index.positions.values_mut() {
            positions.sort_unstable();
            positions.dedup();
        }
        index
    }

    /// The index as text: a line for each word.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        let mut before = "";
        for (word, positions) in &self.positions {
            let letters = before.chars().zip(word.chars());
            let shared = letters.take_while(|(a, b)| a == b).count();
            let rest = word.chars().skip(shared);
            text.extend(char::from_digit(
                u32::try_from(shared).unwrap_or_default(),
                36,
            ));
            text.extend(rest);
            text.push(' ');
            let mut next = 0;
            for position in positions {
                push_number(&mut text, position - next);
                next = position + 1;
            }
            text.push('\n');
            before = word;
        }
        text
    }
}

/// The words of `texts` as they are written, each with the positions of the texts that have it.
fn as_written<'t>(texts: &[&'t str]) -> FxHashMap<&'t str, Vec<usize>> {
    let add = |mut words: FxHashMap<&'t str, Vec<usize>>, (position, text): (usize, &&'t str)| {
        words::for_each(text, |word| {
            if word.len() < 2 {
                return;
            }
            match words.get_mut(word) {
                Some(positions) if positions.last() == Some(&position) => {}
                Some(positions) => positions.push(position),
                None => {
                    words.insert(word, vec![position]);
                }
            }
        });
        words
    };
    let parts = texts.par_iter().enumerate().fold(FxHashMap::default, add);
    parts.reduce(FxHashMap::default, |mut all, some| {
        for (word, mut positions) in some {
            all.entry(word).or_default().append(&mut positions);
        }
        all
    })
}

fn cut(word: String) -> String {
    match word.char_indices().nth(LONGEST_WORD) {
        Some((end, _)) => word.get(..end).unwrap_or(&word).to_owned(),
        None => word,
    }
}

/// Whether `word` is a hash, an identifier or encoded data: its letters and digits take turns more than twice.
fn is_code(word: &str) -> bool {
    let kinds = word.chars().map(|c| c.is_ascii_digit());
    let turns = kinds.clone().zip(kinds.skip(1)).filter(|(a, b)| a != b);
    turns.count() > 2
}

/// The digits in base 32: one that ends a number, and one that does not.
const LAST: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const MORE: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZwxyz-_";

fn push_number(text: &mut String, number: usize) {
    let (rest, digit) = (number / 32, number % 32);
    if rest == 0 {
        text.push(char::from(LAST[digit]));
    } else {
        text.push(char::from(MORE[digit]));
        push_number(text, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_front_coded_and_positions_are_gaps() {
        let mut texts = vec![""; 41];
        texts[0] = "Orders in one queue";
        texts[1] = "The order of queues";
        texts[40] = "Orders, again orders";
        // 40 is 8 + 1 × 32; between 0 and 40 lie 39 others, which is 7 + 1 × 32.
        let expected = "0again I1\n0one 0\n1rder 1\n5s 0H1\n0queue 0\n5s 1\n";
        assert_eq!(Index::of(&texts).encode(), expected);
    }

    #[test]
    fn hashes_and_encoded_data_are_no_words() {
        let index = Index::of(&["k8s p99 sha256 a1b2c3d4 2db3eaf7ad9 0x1f"]);
        let words: Vec<&String> = index.positions.keys().collect();
        assert_eq!(words, ["k8s", "p99", "sha256"]);
    }

    #[test]
    fn numbers_are_read_back() {
        let value = |text: &str| {
            let digits = text.bytes().map(|byte| {
                let is_it = |known: &&u8| **known == byte;
                let last = LAST.iter().position(|known| is_it(&known));
                last.or_else(|| MORE.iter().position(|known| is_it(&known)))
                    .unwrap()
            });
            digits.rev().fold(0, |value, digit| value * 32 + digit)
        };
        for number in (0..3000).chain([32_767, 32_768, 1_000_000]) {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(value(&text), number);
        }
    }
}
