//! File names of records: the number they carry, and the slug of a title.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, is_separator};

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

const LONGEST_SLUG: usize = 80;

/// The number that `name` carries: `7` for `0007-slug.md`, `7.md` and `adr-007-slug.md`.
/// A name that opens with a day (`2026-03-02-slug.md`, `20260302-slug.md`) carries none.
pub fn number(name: &str) -> Option<u32> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let lower = stem.to_ascii_lowercase();
    let rest = ["adr-", "adr_", "adr ", "adr"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .unwrap_or(&lower);
    let rest = after_area(rest).unwrap_or(rest);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (digits, rest) = rest.split_at(digits);
    let ends_there = rest.is_empty() || rest.starts_with(['-', '_', ' ', '.']);
    (ends_there && !is_day(digits, rest))
        .then(|| digits.parse().ok())
        .flatten()
}

/// The number of the record in the file at `path`: the one in its name, or in its folder's where the file is a README or
/// an index.
pub fn number_at(path: &Path) -> Option<u32> {
    let name = path.file_name()?;
    match names_folder(name) {
        true => number(&path.parent()?.file_name()?.to_string_lossy()),
        false => number(&name.to_string_lossy()),
    }
}

/// Whether the file at `path` is a README or an index.
pub fn stands_for_folder(path: &Path) -> bool {
    names_folder(path.as_os_str())
}

fn names_folder(path: &OsStr) -> bool {
    let mut parts = path
        .as_encoded_bytes()
        .rsplit(|byte| is_separator((*byte).into()));
    let name = parts.next().unwrap_or_default();
    let stem = match name.iter().rposition(|byte| *byte == b'.') {
        Some(dot) if dot > 0 => &name[..dot],
        _ => name,
    };
    stem.eq_ignore_ascii_case(b"readme") || stem.eq_ignore_ascii_case(b"index")
}

/// What follows the words of a name such as `odh-adr-0001-x` and `odh-adr-dw-0001-x`, of which one is `adr`.
fn after_area(name: &str) -> Option<&str> {
    const MOST_WORDS: usize = 4;
    let start = name.find(|c: char| c.is_ascii_digit())?;
    let (words, rest) = name.split_at_checked(start)?;
    let words: Vec<&str> = words.strip_suffix(['-', '_'])?.split(['-', '_']).collect();
    (words.len() <= MOST_WORDS && words.contains(&"adr")).then_some(rest)
}

fn is_day(digits: &str, rest: &str) -> bool {
    let mut parts = rest.split(['-', '_', '.']).skip(1);
    let mut has_two_digits = || {
        let part = parts.next().unwrap_or_default();
        part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits.len() == 8 || digits.len() == 4 && has_two_digits() && has_two_digits()
}

/// How the files of a log are named, but for number and slug: `0007-slug.md`, `007-slug.md`, `adr-007_slug.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    prefix: String,
    width: usize,
    separator: char,
}

impl Default for Naming {
    fn default() -> Self {
        Self {
            prefix: String::new(),
            width: 4,
            separator: '-',
        }
    }
}

impl Naming {
    /// What most of `names` have; the default of names without numbers.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut widths: BTreeMap<(String, char), (usize, usize)> = BTreeMap::new();
        for Self {
            prefix,
            width,
            separator,
        } in names.filter_map(Self::of_name)
        {
            let (count, least) = widths.entry((prefix, separator)).or_insert((0, width));
            *count += 1;
            *least = width.min(*least);
        }
        let most = widths.into_iter().max_by_key(|(_, (count, _))| *count);
        most.map_or_else(Self::default, |((prefix, separator), (_, width))| Self {
            prefix,
            width,
            separator,
        })
    }

    fn of_name(name: &str) -> Option<Self> {
        number(name)?;
        let start = name.find(|c: char| c.is_ascii_digit())?;
        let (prefix, rest) = name.split_at_checked(start)?;
        let slug = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        Some(Self {
            prefix: prefix.to_owned(),
            width: rest.len() - slug.len(),
            separator: slug.chars().next().filter(|c| *c != '.')?,
        })
    }

    /// The file name of record `number` with `title`: `0007-keep-orders-in-one-primary.md`.
    /// `None` where the title has no letter and no digit.
    pub fn file_name(&self, number: u32, title: &str) -> Option<String> {
        let Self {
            prefix,
            width,
            separator,
        } = self;
        let slug = slug(title)?;
        let slug = match separator {
            '_' => slug.replace('-', "_"),
            _ => slug,
        };
        Some(format!("{prefix}{number:0width$}{separator}{slug}.md"))
    }
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
            ("ADR 7 - Keep orders.md", Some(7)),
            ("adr-001-x.md", Some(1)),
            ("ADR_12_x.md", Some(12)),
            ("0007_x.md", Some(7)),
            ("ORG-ADR-0012-x.md", Some(12)),
            ("ORG-ADR-AREA-0012-x.md", Some(12)),
            ("org-adr-area-012.md", Some(12)),
            ("use-2-queues.md", None),
            ("7x.md", None),
            ("2026-03-02-x.md", None),
            ("2026-03-02_x.md", None),
            ("2026_03_02.md", None),
            ("20260302-x.md", None),
            ("99999999999-x.md", None),
            ("index.md", None),
            ("2026-plan.md", Some(2026)),
        ] {
            assert_eq!(number(name), expected, "{name}");
        }
    }

    #[test]
    fn a_readme_has_the_number_of_its_folder() {
        for (path, expected) in [
            ("docs/adr/0007-keep-orders/README.md", Some(7)),
            ("docs/adr/0007-keep-orders/index.md", Some(7)),
            ("docs/adr/0007-keep-orders/notes.md", None),
            ("docs/adr/2026-03-02-keep-orders/README.md", None),
            ("README.md", None),
        ] {
            assert_eq!(number_at(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_new_file_is_named_as_most_of_the_log_are() {
        for (names, expected) in [
            (vec![], "0012-use-a-queue.md"),
            (vec!["0001-a.md", "0002-b.md"], "0012-use-a-queue.md"),
            (
                vec!["001-a.md", "002-b.md", "0003-c.md"],
                "012-use-a-queue.md",
            ),
            (vec!["1-a.md", "11-b.md"], "12-use-a-queue.md"),
            (
                vec!["ADR-001_a.md", "ADR-002_b_c.md"],
                "ADR-012_use_a_queue.md",
            ),
            (vec!["adr-0001-a.md", "notes.md"], "adr-0012-use-a-queue.md"),
            (
                vec!["2026-03-02-x.md", "index.md", "7.md"],
                "0012-use-a-queue.md",
            ),
        ] {
            let naming = Naming::of(names.iter().copied());
            let name = naming.file_name(12, "Use a queue");
            assert_eq!(name.as_deref(), Some(expected), "{names:?}");
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
