//! What a word is, for the command and for the site alike: `templates/site/search.js` follows the same rules.

use std::collections::HashSet;
use std::sync::LazyLock;

/// English words that say nothing of what a text is about.
pub const STOP_WORDS: &str = "a|about|after|all|also|an|and|any|are|as|at|be|because|been|but|by|can|could|did|do|does|for|from|\
                          had|has|have|how|if|in|into|is|it|its|may|more|must|no|not|of|on|only|or|other|our|out|over|\
                          should|so|some|such|than|that|the|their|them|then|there|these|they|this|to|up|us|was|we|were|\
                          what|when|where|which|while|who|why|will|with|would|you|your";

/// Endings that a word in a query loses, so that all its forms are found by what they share.
const ENDINGS: [&str; 7] = ["ations", "ation", "ings", "ing", "es", "ed", "s"];

/// As much of a word stays, at least, when it loses its ending.
const MIN_STEM: usize = 4;

/// The words of `text`, in lower case: runs of letters, digits and combining marks.
pub fn of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each(text, |word| words.push(word.to_lowercase()));
    words
}

/// Calls `take` with each word of `text` as it is written.
pub fn for_each<'t>(text: &'t str, mut take: impl FnMut(&'t str)) {
    // Bytes are looked at rather than characters; what is not ASCII is looked at again.
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut union = 0;
        while let Some(byte) = bytes.get(at)
            && MAY_BE_IN_WORD[usize::from(*byte)]
        {
            union |= *byte;
            at += 1;
        }
        let run = text.get(start..at).unwrap_or_default();
        at += 1;
        if !union.is_ascii() {
            let words = run.split(|c| !is_in_word(c));
            words.filter(|word| !word.is_empty()).for_each(&mut take);
        } else if !run.is_empty() {
            take(run);
        }
    }
}

/// Whether a byte is, or is part of, a character that may be in a word.
const MAY_BE_IN_WORD: [bool; 256] = {
    let mut may = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        may[byte] = byte > 0x7f || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    may
};

/// The word of `text` that starts at byte `start`.
pub fn at(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let end = rest.find(|c| !is_in_word(c)).unwrap_or(rest.len());
    rest.get(..end)
}

/// Whether `c` is part of a word.
pub fn is_in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Whether `word`, in lower case, says nothing of what a text is about.
pub fn is_stop_word(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP_WORDS.split('|').collect());
    KNOWN.contains(word)
}

/// What the forms of `word`, in lower case, share: `migrat` of `migrating`.
pub fn stem(word: &str) -> &str {
    let mut stems = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    let long_enough = |stem: &&str| stem.chars().count() >= MIN_STEM && stem.is_ascii();
    stems.find(long_enough).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_of_any_script() {
        let words = of;
        assert_eq!(
            words("PostgreSQL 17, “Größe”: o'clock"),
            ["postgresql", "17", "größe", "o", "clock"]
        );
        assert_eq!(words("采用 PostgreSQL"), ["采用", "postgresql"]);
        assert_eq!(words(" -- "), <[&str; 0]>::default());
    }

    #[test]
    fn the_forms_of_a_word_share_a_stem() {
        for (word, expected) in [
            ("migrating", "migrat"),
            ("migrations", "migr"),
            ("queues", "queu"),
            ("brokers", "broker"),
            ("sharded", "shard"),
            ("redis", "redi"),
            ("dns", "dns"),
            ("größen", "größen"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
