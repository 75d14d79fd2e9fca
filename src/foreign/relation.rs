//! What a record says of others: which it replaces, which replaced it, which it changes.

use super::meta::Key;
use crate::record::file_name;

/// How texts name each relation, in lower case.
const PHRASES: [(Key, &str); 8] = [
    (
        Key::SupersededBy,
        "superseded by|superceded by|superceeded by|superseeded by|supersceded by|superseded in|replaced by|obsoleted by|\
         in favor of|in favour of|deprecated by|ersetzt durch|remplacé par|reemplazado por|substituído por|被取代",
    ),
    (
        Key::Supersedes,
        "supersedes|supercedes|superceeds|superseeds|superseding|replaces|obsoletes|取代",
    ),
    (
        Key::AmendedBy,
        "amended by|modified by|updated by|changed by|partially superseded by|partly superseded by|\
         partially replaced by|partly replaced by",
    ),
    (
        Key::Amends,
        "amends|modifies|updates|partially supersedes|partly supersedes|partially replaces|partly replaces",
    ),
    (Key::RefinedBy, "refined by|extended by|clarified by"),
    (Key::Refines, "refines|extends|clarifies"),
    (Key::Relates, "relates to|related to|linked to"),
    (Key::Conflicts, "conflicts with"),
];

/// How a text names a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'t> {
    /// By the target of a link.
    Link(&'t str),
    /// By its number.
    Number(u32),
}

/// The number of the record that is meant, where it has one.
pub type Resolve<'a> = &'a dyn Fn(Target<'_>) -> Option<u32>;

/// Takes every record to be there, and to have the number in its file's name.
pub fn by_name(target: Target<'_>) -> Option<u32> {
    match target {
        Target::Link(target) => of_link(target),
        Target::Number(number) => Some(number),
    }
}

/// What `markdown` says of other records: each relation that it names, and the numbers that follow it; none where the
/// record that is meant has no number.
pub fn all(markdown: &str, resolve: Resolve<'_>) -> Vec<(Key, Vec<u32>)> {
    let mut found = Vec::new();
    let phrases = phrases(markdown);
    for (position, (key, end)) in phrases.iter().enumerate() {
        let next = phrases
            .get(position + 1)
            .map_or(markdown.len(), |(_, end)| *end);
        let part = markdown.get(*end..next).unwrap_or_default();
        let mut numbers = numbers(part, resolve);
        if *key == Key::SupersededBy {
            // A decision has one successor.
            numbers.truncate(1);
        }
        found.push((*key, numbers));
    }
    found
}

/// The relations that `markdown` names, each with the place where it ends.
fn phrases(markdown: &str) -> Vec<(Key, usize)> {
    let lower = markdown.to_ascii_lowercase();
    let mut found: Vec<(usize, usize, Key)> = Vec::new();
    for (key, list) in PHRASES {
        for phrase in list.split('|') {
            let places = lower.match_indices(phrase).map(|(at, _)| at);
            found.extend(places.map(|at| (at, at + phrase.len(), key)));
        }
    }
    // The longest one counts: `amended by` is more than `amend`.
    found.sort_by_key(|(at, end, _)| (*at, usize::MAX - end));
    let mut taken = 0;
    found.retain(|(at, end, _)| {
        let is_free = *at >= taken;
        if is_free {
            taken = *end;
        }
        is_free
    });
    found.into_iter().map(|(_, end, key)| (key, end)).collect()
}

/// The numbers of the records that `markdown` names: by the targets of its links where it has some, else by
/// `ADR-0007`, else as bare numbers alone.
pub fn numbers(markdown: &str, resolve: Resolve<'_>) -> Vec<u32> {
    let targets: Vec<&str> = targets(markdown).collect();
    if !targets.is_empty() {
        let mut numbers: Vec<u32> = targets
            .iter()
            .filter_map(|target| resolve(Target::Link(target)))
            .collect();
        numbers.dedup();
        return numbers;
    }
    let known = |numbers: Vec<u32>| -> Vec<u32> {
        let numbers = numbers.into_iter();
        numbers
            .filter_map(|number| resolve(Target::Number(number)))
            .collect()
    };
    let named = named(markdown);
    if !named.is_empty() || markdown.contains("://") {
        return known(named);
    }
    let parts = markdown
        .split([',', ';', ' ', '[', ']', '"', '\''])
        .filter(|part| !part.is_empty());
    let bare: Option<Vec<u32>> = parts.map(bare).collect();
    known(bare.unwrap_or_default())
}

/// `0007`, `#7`, `0007-slug.md`.
fn bare(part: &str) -> Option<u32> {
    let part = part.trim_start_matches('#');
    let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => part.parse().ok(),
        false => file_name::number(part),
    }
}

/// Where the inline links of `markdown` lead.
fn targets(markdown: &str) -> impl Iterator<Item = &str> {
    markdown
        .split("](")
        .skip(1)
        .filter_map(|rest| match rest.strip_prefix('<') {
            Some(rest) => rest.split('>').next(),
            None => rest.split([')', ' ']).next(),
        })
}

/// The number in the name of the file that the link target `target` leads to. An address elsewhere may end in a number that is no
/// record's.
pub fn of_link(target: &str) -> Option<u32> {
    let path = target.split(['#', '?']).next()?.trim_end_matches('/');
    let name = path.rsplit('/').next()?;
    let is_file = name.contains('.') || name.to_ascii_lowercase().starts_with("adr");
    let is_here = !target.contains("://");
    file_name::number(name).filter(|_| is_file || is_here)
}

/// The numbers in `ADR-0007`, `ADR 7`, `adr007`, `ADR #7`.
fn named(text: &str) -> Vec<u32> {
    let lower = text.to_ascii_lowercase();
    let mut numbers = Vec::new();
    for (at, mark) in lower.match_indices("adr") {
        let is_word = !lower
            .get(..at)
            .is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let rest = lower.get(at + mark.len()..).unwrap_or_default();
        let rest = rest.trim_start_matches(['-', ' ', '#', '_', ':']);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = rest.get(..digits).and_then(|digits| digits.parse().ok());
        if let Some(number) = number.filter(|number| is_word && !numbers.contains(number)) {
            numbers.push(number);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(markdown: &str) -> Vec<(Key, u32)> {
        let relations = all(markdown, &by_name).into_iter();
        let pairs = relations.flat_map(|(key, numbers)| numbers.into_iter().map(move |n| (key, n)));
        pairs.collect()
    }

    #[test]
    fn relations_are_read_from_the_words_that_tools_and_people_use() {
        use Key::{AmendedBy, Amends, RefinedBy, Relates, SupersededBy, Supersedes};
        for (markdown, expected) in [
            ("Superceded by [1. T](0001-t.md)", vec![(SupersededBy, 1)]),
            ("superseded by ADR-49", vec![(SupersededBy, 49)]),
            ("Superseded by [ADR024][].", vec![(SupersededBy, 24)]),
            (
                "Deprecated in favor of [x](../ADR033-x/)",
                vec![(SupersededBy, 33)],
            ),
            ("Amends [2. X](0002-x.md)", vec![(Amends, 2)]),
            ("Amended by [3. Y](0003-y.md)", vec![(AmendedBy, 3)]),
            ("Partially superseded by ADR-7", vec![(AmendedBy, 7)]),
            ("Superseded by [x](<0004 x.md>)", vec![(SupersededBy, 4)]),
            (
                "Refined by ADR-5 and ADR-6",
                vec![(RefinedBy, 5), (RefinedBy, 6)],
            ),
            (
                "Accepted, supersedes ADR 3; relates to ADR 4",
                vec![(Supersedes, 3), (Relates, 4)],
            ),
            ("Supersedes https://example.com/pull/23", vec![]),
            (
                "Superseded by [a discussion](https://example.com/discussions/1198)",
                vec![],
            ),
            ("superseded by [20201029-x](20201029-x.md)", vec![]),
            ("Accepted", vec![]),
        ] {
            assert_eq!(flat(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn numbers_stand_by_themselves_or_in_names() {
        for (text, expected) in [
            ("0004", vec![4]),
            ("\"0004\", \"0007\"", vec![4, 7]),
            ("ADR-0005-foo.md", vec![5]),
            ("[ADR-5](0005-foo.md)", vec![5]),
            ("#12", vec![12]),
            ("N/A", vec![]),
            ("nothing of 2019", vec![]),
        ] {
            assert_eq!(numbers(text, &by_name), expected, "{text}");
        }
    }
}
