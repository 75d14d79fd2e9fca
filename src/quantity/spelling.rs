//! What somebody who wrote an unknown unit most likely meant.

use crate::diagnostic::did_you_mean;

/// Other spellings of units, with ours.
const UNITS: [(&str, &str); 22] = [
    ("m", "min"),
    ("mn", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("sec", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("µs", "us"),
    ("μs", "us"),
    ("hr", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "w"),
    ("weeks", "w"),
    ("percent", "%"),
    ("pct", "%"),
    ("byte", "B"),
    ("bytes", "B"),
];

/// Other spellings of periods, with ours.
const PERIODS: [(&str, &str); 10] = [
    ("sec", "s"),
    ("second", "s"),
    ("minute", "min"),
    ("m", "min"),
    ("hr", "h"),
    ("hour", "h"),
    ("d", "day"),
    ("w", "week"),
    ("mo", "month"),
    ("mon", "month"),
];

/// What to write instead of the unknown unit `word`, out of the `known` ones.
pub(super) fn unit_help<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, &UNITS, known.clone()) {
        Some("min") if word == "m" => "did you mean `min`? `m` could be minutes or months".into(),
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("units are {}", listed(known)),
    }
}

/// What to write instead of the unknown period `word`, out of the `known` ones.
pub(super) fn period_help<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, &PERIODS, known.clone()) {
        Some("min") if word == "m" => "did you mean `/min` or `/month`?".into(),
        Some(meant) => format!("did you mean `/{meant}`?"),
        None => format!("a rate is per {}", listed(known)),
    }
}

/// Our spelling of the unit that is written `word` elsewhere, where only one can be meant: `KB` is `kB`.
pub(super) fn unit_meant<'k>(
    word: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    respelt(word, &UNITS, known)
}

/// The same of a rate's period.
pub(super) fn period_meant<'k>(
    word: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    respelt(word, &PERIODS, known)
}

/// What `word` is another spelling of; `m` could be two things, and `Mb` is megabits to many.
fn respelt<'k>(
    word: &str,
    spellings: &[(&str, &'static str)],
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let lower = word.to_lowercase();
    let ours = spellings.iter().find(|(theirs, _)| *theirs == lower);
    let meant = ours.map(|(_, meant)| *meant);
    let mut same = known.filter(|symbol| Some(*symbol) == meant || symbol.to_lowercase() == lower);
    let is_ambiguous = lower == "m" || word.ends_with('b');
    same.next()
        .filter(|_| !is_ambiguous && same.next().is_none())
}

fn nearest<'k>(
    word: &str,
    spellings: &[(&str, &'static str)],
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let lower = word.to_lowercase();
    let ours = spellings.iter().find(|(theirs, _)| *theirs == lower);
    if let Some((_, meant)) = ours {
        return known.clone().find(|symbol| symbol == meant);
    }
    known
        .clone()
        .find(|symbol| symbol.to_lowercase() == lower)
        .or_else(|| did_you_mean(word, known))
}

fn listed<'k>(symbols: impl Iterator<Item = &'k str>) -> String {
    symbols.collect::<Vec<_>>().join(", ")
}
