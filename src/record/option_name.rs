//! What an option is called, split from what is said of it; and whether two names mean the same option.
//! Texts are an outline's: one space between words.

use std::collections::{BTreeSet, HashMap};

use super::section::has;

/// Words that call an option by its kind, in front of its number or letter.
const KINDS: &str = "option|alternative|approach|solution|variant";

/// Where a name ends, whatever follows.
const MARKS: [&str; 9] = [": ", " — ", " – ", " - ", " → ", " -> ", " => ", "; ", "："];

/// Where a name ends if a sentence follows.
const SENTENCE_END: &str = ". ";

/// Where a name ends if what follows tells something.
const BREAKS: [&str; 2] = [", ", " ("];

/// Verbs that make a sentence of a name and what follows.
const VERBS: &str = "is|are|was|were|has|have|had|does|did|can|cannot|could|would|should|will|may|might|must|needs|\
                     needed|requires|required|costs|takes|makes|means|adds|fails|breaks|loses|gives|leaves|forbids|\
                     depends|lacks|lacked";

/// Other words that stand in what is said of an option, and hardly ever in a name.
const TELLING: &str = "no|not|never|without|nobody|because|since|due|but|although|though|whereas|too|than|only|\
                       rejected|discarded|dismissed|declined|it|they|we|which";

/// A longer text is not taken for a name alone.
const LONGEST_NAME: usize = 12;

/// Bytes in front of a mark that a name may have.
const LONGEST_NAME_BYTES: usize = 120;

/// A name in front of a verb has at most so many words, and at least so many follow.
const LONGEST_SUBJECT: usize = 6;
const SHORTEST_PREDICATE: usize = 3;

/// Splits `text` into a name and what is said of it; the latter is empty where `text` is a name alone. Where the
/// two cannot be told apart, both are the whole text.
pub fn split(text: &str) -> (&str, &str) {
    let start = number_length(text);
    let (name, said) = split_unnumbered(text.get(start..).unwrap_or_default());
    let name = text.get(..start + name.len()).unwrap_or(text);
    (name.trim_end_matches([':', '.', ',']).trim_end(), said)
}

fn split_unnumbered(text: &str) -> (&str, &str) {
    let marks = MARKS.iter().filter_map(|mark| find(text, mark, |_| true));
    let breaks = BREAKS.iter().filter_map(|mark| find(text, mark, tells));
    let sentence = find(text, SENTENCE_END, |behind| {
        !behind.starts_with(char::is_lowercase)
    });
    if let Some((at, mark)) = marks.chain(breaks).chain(sentence).min() {
        let (name, rest) = text.split_at_checked(at).unwrap_or((text, text));
        let said = rest.strip_prefix(mark).unwrap_or(rest);
        return match mark {
            " (" => (name, said.strip_suffix(')').unwrap_or(said)),
            _ => (name, said),
        };
    }
    let words: Vec<&str> = text.split(' ').take(LONGEST_NAME + 1).collect();
    let verb = words.iter().skip(1).position(|word| is_verb(word));
    match verb.map(|before| before + 1) {
        None if words.len() <= LONGEST_NAME => (text, ""),
        Some(verb) if verb <= LONGEST_SUBJECT && words.len() - verb >= SHORTEST_PREDICATE => {
            let subject: usize = words.iter().take(verb).map(|word| word.len() + 1).sum();
            let (name, said) = text.split_at_checked(subject).unwrap_or((text, text));
            (name.trim_end(), said)
        }
        _ => (text, text),
    }
}

/// Splits `text` at the first mark that sets off a name, whatever follows; `None` where there is none.
pub fn split_at_mark(text: &str) -> Option<(&str, &str)> {
    let start = number_length(text);
    let rest = text.get(start..)?;
    let (at, mark) = MARKS
        .iter()
        .filter_map(|mark| find(rest, mark, |_| true))
        .min()?;
    Some((
        text.get(..start + at)?,
        text.get(start + at + mark.len()..)?,
    ))
}

/// The place of the first `mark` that ends a name, by what stands behind it.
fn find<'m>(text: &str, mark: &'m str, is_end: impl Fn(&str) -> bool) -> Option<(usize, &'m str)> {
    let places = text.match_indices(mark).map(|(at, _)| at);
    let mut near = places
        .take_while(|at| *at <= LONGEST_NAME_BYTES)
        .filter(|at| *at > 0);
    let is_quoted = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'"').count() % 2 == 1;
    let at = near.find(|at| !is_quoted(*at) && text.get(at + mark.len()..).is_some_and(&is_end))?;
    Some((at, mark))
}

/// Whether `name` can be nothing but a name, in whatever language: a word or two, of letters that words are made of.
pub fn is_plain(name: &str) -> bool {
    let bare = name.get(number_length(name)..).unwrap_or_default();
    let is_whole_word = |c: char| c.is_alphabetic() && !(c.is_lowercase() || c.is_uppercase());
    word_count(bare) <= 2 && !bare.contains('(') && !bare.contains(is_whole_word)
}

/// How many words `text` has.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether one of the first words of `text` is one that names do not have.
fn tells(text: &str) -> bool {
    text.split(' ').take(LONGEST_NAME).any(is_telling)
}

fn is_telling(word: &str) -> bool {
    is_verb(word) || has(TELLING, &bare(word))
}

fn is_verb(word: &str) -> bool {
    let bare = bare(word);
    has(VERBS, &bare) || bare.ends_with("n't") || bare.ends_with("n’t")
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// The length of the number that `text` opens with: `Option 2: `, `Alternative A - `, `1. `.
fn number_length(text: &str) -> usize {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let is_kind = has(KINDS, &first.to_lowercase());
    let number = if is_kind {
        words.next().unwrap_or_default()
    } else {
        first
    };
    let bare = number.trim_end_matches([':', '.', ')']);
    let is_number = bare.len() == 1 && bare.chars().all(char::is_alphanumeric)
        || !bare.is_empty()
            && bare
                .trim_start_matches('#')
                .bytes()
                .all(|byte| byte.is_ascii_digit());
    let kind = if is_kind { first.len() + 1 } else { 0 };
    let end = kind + number.len() + 1;
    match words.next() {
        Some("-" | "–" | "—") if is_number && is_kind => text
            .get(end..)
            .and_then(|rest| Some(end + rest.find(' ')? + 1))
            .unwrap_or(0),
        Some(_) if is_number && bare.len() < number.len() => end,
        _ => 0,
    }
}

/// Whether `text` is the heading of a numbered option: `Option 2`, `Alternative A: Kafka`.
pub fn is_numbered(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    has("option|alternative", &bare(first))
}

/// Whether `text` speaks of an option by its number or letter.
pub fn has_number(text: &str) -> bool {
    let mut words = text.split(' ').map(bare).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().map_or("", String::as_str);
        let is_number = next.len() == 1 && next != "a" || next.parse::<u8>().is_ok();
        if is_number && has(KINDS, word.trim_end_matches('s')) {
            return true;
        }
    }
    false
}

/// How a name, or what is said of it, marks the option that was chosen.
const CHOSEN: [&str; 6] = [
    "chosen",
    "selected",
    "accepted",
    "adopted",
    "picked",
    "our choice",
];

/// Whether `name` says of itself that it was chosen: `RabbitMQ (chosen)`, `✅ RabbitMQ`.
pub fn is_marked_chosen(name: &str) -> bool {
    let lower = name.to_lowercase();
    let closed = lower.trim_end_matches([')', ']', '*', '!']);
    let closes = |word: &&str| {
        let before = closed.strip_suffix(*word).map(str::trim_end);
        before.is_some_and(|before| before.ends_with(['(', '[', '—', '–', '-', ':']))
    };
    name.contains(['✅', '☑', '✔']) || CHOSEN.iter().any(closes)
}

/// Whether what is said of an option begins with the word that it was chosen.
pub fn is_said_chosen(said: &str) -> bool {
    let opening: Vec<&str> = said.split(' ').take(3).collect();
    let lower = opening.join(" ").to_lowercase();
    let opening = lower.strip_prefix("we ").unwrap_or(&lower);
    let rest = CHOSEN
        .iter()
        .chain(&["chose"])
        .find_map(|word| opening.strip_prefix(word));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Words that every other option has too.
const COMMON: &str = "a|an|the|use|using|used|of|for|to|in|on|with|and|or|by|as|is|it|its|we|our|be|option|keep|new|\
                      existing";

/// The words of a name that tell it from others, in lower case.
pub fn words(name: &str) -> BTreeSet<String> {
    let name = name
        .get(number_length(name)..)
        .unwrap_or_default()
        .to_lowercase();
    let words = name.split(|c: char| !c.is_alphanumeric());
    let tells = |word: &&str| !word.is_empty() && !has(COMMON, word);
    words.filter(tells).map(str::to_owned).collect()
}

/// A name without its number, case, spaces and punctuation.
fn key(name: &str) -> String {
    let name = name.get(number_length(name)..).unwrap_or_default();
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The names of the options of a record.
#[derive(Debug)]
pub struct Names {
    whole: Vec<String>,
    by_key: HashMap<String, Vec<usize>>,
    words: Vec<BTreeSet<String>>,
}

/// Among more options than anybody lists, only equal names are looked for.
const MOST_COMPARED: usize = 100;

impl Names {
    /// The `names`, in their order.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let whole: Vec<String> = names.map(str::to_owned).collect();
        let mut by_key: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, name) in whole.iter().enumerate() {
            by_key.entry(key(name)).or_default().push(at);
        }
        let compared = whole.iter().filter(|_| whole.len() <= MOST_COMPARED);
        Self {
            words: compared.map(|name| words(name)).collect(),
            by_key,
            whole,
        }
    }

    /// The position of the one that `name` means: the only one of the same letters, else the one of that very name,
    /// else the only one that has all the words of `name`, or no others.
    pub fn position(&self, name: &str) -> Option<usize> {
        match self.by_key.get(&key(name)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            Some(several) => {
                let is_it = |at: &&usize| self.whole.get(**at).is_some_and(|whole| whole == name);
                several.iter().find(is_it).copied()
            }
            None => {
                let wanted = words(name);
                self.only(|words| is_within(words, &wanted) || is_within(&wanted, words))
            }
        }
    }

    /// The position of the only one all of whose words are in `text`.
    pub fn only_one_within(&self, text: &str) -> Option<usize> {
        let said = words(text);
        self.only(|words| is_within(words, &said))
    }

    fn only(&self, is_it: impl Fn(&BTreeSet<String>) -> bool) -> Option<usize> {
        let mut found = self
            .words
            .iter()
            .enumerate()
            .filter(|(_, words)| is_it(words));
        match (found.next(), found.next()) {
            (Some((position, _)), None) => Some(position),
            _ => None,
        }
    }
}

fn is_within(words: &BTreeSet<String>, others: &BTreeSet<String>) -> bool {
    !words.is_empty() && words.is_subset(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_something_is_said_of_it() {
        for (text, name, said) in [
            ("Kafka: three brokers", "Kafka", "three brokers"),
            ("Kafka — three brokers", "Kafka", "three brokers"),
            ("Kafka; three brokers", "Kafka", "three brokers"),
            ("SQS → no order", "SQS", "no order"),
            (
                "SQS, which the bank forbids",
                "SQS",
                "which the bank forbids",
            ),
            ("SQS. It has no order.", "SQS", "It has no order."),
            (
                "Salt (rejected because the master would sit in the DMZ)",
                "Salt",
                "rejected because the master would sit in the DMZ",
            ),
            ("Kafka needs three brokers", "Kafka", "needs three brokers"),
            ("Option 2: Kafka", "Option 2: Kafka", ""),
            (
                "Option B - Kafka: three brokers",
                "Option B - Kafka",
                "three brokers",
            ),
            ("1. Kafka (three brokers)", "1. Kafka (three brokers)", ""),
            ("Redis, Valkey or KeyDB", "Redis, Valkey or KeyDB", ""),
            ("Node.js with e.g. express", "Node.js with e.g. express", ""),
            ("Headed \"Good, because\"", "Headed \"Good, because\"", ""),
            ("Do not use a queue", "Do not use a queue", ""),
            ("Do nothing", "Do nothing", ""),
            ("Kafka", "Kafka", ""),
            ("", "", ""),
        ] {
            assert_eq!(split(text), (name, said), "{text}");
        }
    }

    #[test]
    fn the_chosen_option_is_known_by_its_mark() {
        for name in [
            "RabbitMQ (chosen)",
            "✅ RabbitMQ",
            "RabbitMQ [Selected]",
            "RabbitMQ — chosen",
        ] {
            assert!(is_marked_chosen(name), "{name}");
        }
        for name in [
            "RabbitMQ",
            "The option that was chosen last year",
            "Carefully chosen",
        ] {
            assert!(!is_marked_chosen(name), "{name}");
        }
        assert!(is_said_chosen("Chosen, because it is there"));
        assert!(is_said_chosen("we chose this one"));
        assert!(!is_said_chosen("chosenness is no word"));
    }

    #[test]
    fn a_name_means_the_one_option_that_it_fits() {
        let position =
            |name: &str, options: &[&str]| Names::of(options.iter().copied()).position(name);
        let options = [
            "Queue in PostgreSQL, with SKIP LOCKED",
            "Kafka (three brokers)",
            "Mark it with `#`",
        ];
        assert_eq!(position("PostgreSQL queue", &options), Some(0));
        assert_eq!(position("Option 2: Kafka", &options), Some(1));
        assert_eq!(position("Something else", &options), None);
        let alike = ["Store mail in a table", "Store mail in a file"];
        assert_eq!(position("Store mail", &alike), None);
        assert_eq!(position("Mark `%`", &["Mark `#`", "Mark `%`"]), Some(1));
    }
}
