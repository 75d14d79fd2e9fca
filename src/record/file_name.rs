//! File names of records: the number they carry, and the slug of a title.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

const LONGEST_SLUG: usize = 80;

/// The number that `name` carries: `7` for `0007-slug.md`, `7.md` and `adr-007-slug.md`.
/// A name that opens with a day (`2026-03-02-slug.md`, `20260302-slug.md`) carries none.
pub fn number(name: &str) -> Option<u32> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let lower = stem.to_ascii_lowercase();
    let rest = ["adr-", "adr_", "adr"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (digits, rest) = rest.split_at(digits);
    let ends_there = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    (ends_there && !is_day(digits, rest))
        .then(|| digits.parse().ok())
        .flatten()
}

fn is_day(digits: &str, rest: &str) -> bool {
    let parts: Vec<&str> = rest.split('-').collect();
    let two_digits = |part: Option<&&str>| {
        part.is_some_and(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits.len() == 8 || (digits.len() == 4 && two_digits(parts.get(1)) && two_digits(parts.get(2)))
}

/// The file name of record `number` with `title`: `0007-keep-orders-in-one-primary.md`.
/// `None` where the title has no letter and no digit.
pub fn file_name(number: u32, title: &str) -> Option<String> {
    Some(format!("{number:04}-{}.md", slug(title)?))
}

/// `title` as a part of a file name: Unicode letters and digits in lower case and NFC, joined by `-`,
/// at most 80 characters, cut at a word where there is one to cut at.
pub fn slug(title: &str) -> Option<String> {
    let normal: String = match title.is_ascii() {
        true => title.to_ascii_lowercase(),
        false => title
            .nfc()
            .collect::<String>()
            .to_lowercase()
            .nfc()
            .collect(),
    };
    let mut slug = String::new();
    let mut length = 0;
    let is_kept =
        |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    for word in normal
        .split(|c| !is_kept(c))
        .filter(|word| word.chars().any(char::is_alphanumeric))
    {
        let separator = usize::from(!slug.is_empty());
        let word_length = word.chars().count();
        if length + separator + word_length > LONGEST_SLUG {
            if slug.is_empty() {
                slug = first_graphemes(word);
            }
            break;
        }
        if separator == 1 {
            slug.push('-');
        }
        slug.push_str(word);
        length += separator + word_length;
    }
    (!slug.is_empty()).then_some(slug)
}

fn first_graphemes(word: &str) -> String {
    let mut length = 0;
    word.graphemes(true)
        .take_while(|grapheme| {
            length += grapheme.chars().count();
            length <= LONGEST_SLUG
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_from_the_names_people_use() {
        for (name, expected) in [
            ("0007-keep-orders.md", Some(7)),
            ("7.md", Some(7)),
            ("adr-001-x.md", Some(1)),
            ("ADR_12_x.md", Some(12)),
            ("0007_x.md", Some(7)),
            ("7x.md", None),
            ("2026-03-02-x.md", None),
            ("20260302-x.md", None),
            ("99999999999-x.md", None),
            ("index.md", None),
            ("2026-plan.md", Some(2026)),
        ] {
            assert_eq!(number(name), expected, "{name}");
        }
    }

    #[test]
    fn a_slug_keeps_letters_of_every_script() {
        for (title, expected) in [
            (
                "Keep orders in one PostgreSQL primary",
                Some("keep-orders-in-one-postgresql-primary"),
            ),
            ("Use C++ / Rust, not \"Go\"", Some("use-c-rust-not-go")),
            ("Größe: Cafe\u{301}", Some("größe-café")),
            ("采用 PostgreSQL", Some("采用-postgresql")),
            ("Ship it 🚀", Some("ship-it")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("?!…", None),
            ("🚀", None),
        ] {
            assert_eq!(slug(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn a_long_slug_is_cut_at_a_word_of_at_most_80_characters() {
        let slug_of_words = slug(&"word ".repeat(60)).unwrap();
        assert_eq!(slug_of_words.chars().count(), 79);
        assert!(slug_of_words.ends_with("-word"));
        assert_eq!(slug(&"x".repeat(300)).unwrap().chars().count(), 80);
    }
}
