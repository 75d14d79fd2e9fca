//! Where a text names a record by its number: `ADR-0007`.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The name of a record in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention<'t> {
    /// As it is spelled: `ADR-0007`, `ADR-7`, `ADR 7`.
    pub spelling: &'t str,
    /// The digits in it.
    pub digits: &'t str,
    /// The number that it names.
    pub number: u32,
    /// Its bytes.
    start: usize,
}

impl Mention<'_> {
    /// The bytes of the text that it takes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.spelling.len()
    }

    /// Whether a hyphen joins the number, as in [`reference`](super::reference).
    pub fn is_hyphenated(&self) -> bool {
        self.spelling.as_bytes().get(PREFIX.len()) == Some(&b'-')
    }
}

const PREFIX: &str = "ADR";

static PREFIX_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(PREFIX));

/// How the mentions begin that [`mention_in_code`] takes.
pub const OPENINGS_IN_CODE: [&str; 3] = ["ADR-", "ADR#", "adr#"];

/// The records that `text` names. A part of a longer word, of a path or of a file name is not a mention.
pub fn mentions(text: &str) -> impl Iterator<Item = Mention<'_>> {
    let starts = PREFIX_FINDER.find_iter(text.as_bytes());
    starts.filter_map(|start| mention_at(text, start))
}

/// The mention at byte `start` of `text` in a spelling that stands out in code: `ADR-0007`, `ADR#7` or `adr#7`. Word
/// boundaries are those of [`mentions`].
pub fn mention_in_code(text: &str, start: usize) -> Option<Mention<'_>> {
    let here = text.get(start..)?;
    let mut openings = OPENINGS_IN_CODE.iter();
    let number = openings.find_map(|opening| here.strip_prefix(opening))?;
    with_number(text, start, number)
}

fn mention_at(text: &str, start: usize) -> Option<Mention<'_>> {
    let behind = text.get(start..)?.strip_prefix(PREFIX)?;
    let number = behind.strip_prefix(['-', ' ']).unwrap_or(behind);
    with_number(text, start, number)
}

/// The mention from byte `start` of `text` to the end of the digits that `number`, the rest of the text, begins with.
fn with_number<'t>(text: &'t str, start: usize, number: &'t str) -> Option<Mention<'t>> {
    let (before, here) = text.split_at_checked(start)?;
    if before.chars().next_back().is_some_and(joins_before) {
        return None;
    }
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = number.strip_suffix(after)?;
    if joins_after(after) {
        return None;
    }
    Some(Mention {
        spelling: here.strip_suffix(after)?,
        digits,
        number: digits.parse().ok()?,
        start,
    })
}

/// Whether `c` in front of a name makes it a part of a longer one.
pub fn joins_before(c: char) -> bool {
    c.is_alphanumeric() || "-_./\\#%@&=~$".contains(c)
}

/// Whether `after` goes on with the word. A full stop at the end of a sentence does not.
fn joins_after(after: &str) -> bool {
    let mut rest = after.chars();
    match rest.next() {
        None => false,
        Some('.' | '-' | '\'' | '’' | ':' | '#') => rest
            .next()
            .is_some_and(|next| next.is_alphanumeric() && !after.starts_with(['\'', '’'])),
        Some(c) => c.is_alphanumeric() || "_/\\%@&=~$".contains(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_by_its_number_and_by_nothing_that_only_looks_like_it() {
        for (text, expected) in [
            ("See ADR-0005.", vec![("ADR-0005", 5)]),
            (
                "(ADR-0005), ADR-12; “ADR-7”",
                vec![("ADR-0005", 5), ("ADR-12", 12), ("ADR-7", 7)],
            ),
            (
                "ADR-0005's, ADR-0005’s",
                vec![("ADR-0005", 5), ("ADR-0005", 5)],
            ),
            ("ADR 5 and ADR5", vec![("ADR 5", 5), ("ADR5", 5)]),
            ("ADR-00005", vec![("ADR-00005", 5)]),
            ("ADR-0005: why", vec![("ADR-0005", 5)]),
            (
                "ADR-0005 – ADR-0006",
                vec![("ADR-0005", 5), ("ADR-0006", 6)],
            ),
            (
                "ADR-5.md ADR-0005-x ADR-0005.1 ADR-0005#why ADR-0005_b",
                vec![],
            ),
            (
                "orders/ADR-0005 ADR-0005/x MADR-0005 x-ADR-0005 #ADR-0005",
                vec![],
            ),
            ("ADR ADR- ADR-x adr-0005 ADR--5 ADR-99999999999", vec![]),
            ("größeADR-0005 ADR-0005größe ADR-٥", vec![]),
        ] {
            let found: Vec<_> = mentions(text)
                .map(|mention| (mention.spelling, mention.number))
                .collect();
            assert_eq!(found, expected, "{text}");
            assert!(mentions(text).all(|mention| &text[mention.range()] == mention.spelling));
        }
    }

    #[test]
    fn code_also_names_a_record_behind_a_number_sign() {
        for (text, expected) in [
            ("adr#7", Some("adr#7")),
            ("(ADR#0007)", Some("ADR#0007")),
            ("see ADR-7: why", Some("ADR-7")),
            ("adr#7b", None),
            ("madr#7", None),
            ("docs/adr#7", None),
            ("Adr#7", None),
            ("adr-7", None),
            ("ADR 7", None),
            ("adr#", None),
            ("adr#99999999999", None),
        ] {
            let start = text.to_lowercase().find("adr").unwrap();
            let found = mention_in_code(text, start).map(|mention| mention.spelling);
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(mention_in_code("größe", 3), None);
    }

    #[test]
    fn many_mentions_take_linear_time() {
        let text = "ADR-0005 ".repeat(200_000);
        assert_eq!(mentions(&text).count(), 200_000);
        assert_eq!(mentions(&"ADR".repeat(400_000)).count(), 0);
        assert_eq!(
            mentions(&format!("ADR-{}", "1".repeat(1_000_000))).count(),
            0
        );
    }
}
