//! Versions in a clause: when tokio 2 is out.

use super::parts::is_doubtful;
use super::reading::Reading;

/// A new version of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Release<'a> {
    /// Its name, word by word.
    pub name: Vec<&'a str>,
    /// Its version as it is written.
    pub version: &'a str,
    /// Whether it is a product rather than a package that a lock file could name.
    pub is_product: bool,
}

/// The words of a name, at most.
const NAME_WORDS: usize = 3;

/// The only version in `reading`, if nothing is in doubt.
pub(super) fn only<'a>(reading: &Reading<'a>) -> Option<Release<'a>> {
    let places = 0..reading.tokens.len();
    if places.clone().any(|at| is_doubtful(reading, at)) {
        return None;
    }
    let mut found = places.filter_map(|place| at(reading, place));
    let only = found.next()?;
    found.next().is_none().then_some(only)
}

/// The release whose version stands at `at`.
pub(super) fn at<'a>(reading: &Reading<'a>, at: usize) -> Option<Release<'a>> {
    let versions = &reading.lexicon.versions;
    let written = reading.tokens.get(at)?.text;
    let version = written.strip_prefix(['v', 'V']).unwrap_or(written);
    if !version.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let is_out = |at| reading.says(versions, "out", at) > 0;
    let of = reading.says(versions, "of", at + 1);
    let noun = reading.says(versions, "version", at + 1);
    let behind = at + 1 + of.max(noun);
    let (name, start) = if of > 0 {
        let end = (behind..behind + NAME_WORDS + 1).find(|end| is_out(*end))?;
        (name(reading, behind, end), at)
    } else {
        let reached = (1..=NAME_WORDS).find(|len| {
            let reached = at.checked_sub(*len);
            reached.is_some_and(|reached| reading.says(versions, "reaches", reached) == *len)
        });
        let end = at - reached.unwrap_or(0);
        let start = name_start(reading, end);
        let is_moved = (1..=3).any(|len| {
            let moved = start.checked_sub(len);
            moved.is_some_and(|moved| reading.says(versions, "moved", moved) == len)
        });
        (is_out(behind) || is_moved || reached.is_some()).then_some(())?;
        (name(reading, start, end), start)
    };
    let is_named = !name.is_empty() && start <= at;
    let is_product = matches!(name[..], [single] if versions.meaning_of(single) == Some("product"));
    is_named.then_some(Release {
        name,
        version,
        is_product,
    })
}

/// Where the name in front of the version at `at` starts.
fn name_start(reading: &Reading<'_>, at: usize) -> usize {
    let lexicon = reading.lexicon;
    let is_of_name = |at: usize| {
        is_in_name(reading, at)
            && reading.says(&lexicon.clause, "leads", at) == 0
            && reading.says(&lexicon.versions, "moved", at) == 0
    };
    let words = (1..=NAME_WORDS).take_while(|len| at.checked_sub(*len).is_some_and(is_of_name));
    at - words.last().unwrap_or(0)
}

/// The words of a name from `start` to `end`.
fn name<'a>(reading: &Reading<'a>, start: usize, end: usize) -> Vec<&'a str> {
    let lexicon = reading.lexicon;
    let words = (start..end).filter(|at| {
        is_in_name(reading, *at) && reading.says(&lexicon.versions, "version", *at) == 0
    });
    words.map(|at| reading.word(at)).collect()
}

fn is_in_name(reading: &Reading<'_>, at: usize) -> bool {
    let lexicon = reading.lexicon;
    let is_product = reading.says(&lexicon.versions, "product", at) > 0;
    reading.is_word(at) && (is_product || reading.says(&lexicon.names, "skip", at) == 0)
}
