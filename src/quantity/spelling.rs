//! Suggestions for misspelt units.

use rust_decimal::Decimal;

use crate::diagnostic::did_you_mean;

/// Other spellings of units, with their symbols. A longer one also stands for its plural in `s`.
const UNITS: [(&str, &str); 29] = [
    ("m", "min"),
    ("mn", "min"),
    ("minute", "min"),
    ("nanosecond", "ns"),
    ("microsecond", "us"),
    ("millisecond", "ms"),
    ("sec", "s"),
    ("second", "s"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("µs", "us"),
    ("μs", "us"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("day", "d"),
    ("week", "w"),
    ("percent", "%"),
    ("pct", "%"),
    ("byte", "B"),
    ("kilobyte", "kB"),
    ("megabyte", "MB"),
    ("gigabyte", "GB"),
    ("terabyte", "TB"),
    ("kibibyte", "KiB"),
    ("mebibyte", "MiB"),
    ("gibibyte", "GiB"),
    ("tebibyte", "TiB"),
    ("min", "min"),
];

/// Other spellings of periods, with their symbols.
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

/// Thousands separators in various locales.
const SEPARATORS: [char; 6] = [',', '_', '\'', ' ', '\u{a0}', '\u{202f}'];

const CURRENCIES: [char; 4] = ['€', '$', '£', '¥'];

/// Suffixes that multiply an abbreviated number.
const MULTIPLIERS: [(&str, u32); 6] = [
    ("k", 1_000),
    ("K", 1_000),
    ("M", 1_000_000),
    ("bn", 1_000_000_000),
    ("x", 1),
    ("×", 1),
];

/// The number in the syntax of this module, if `text` is one in another notation: `1,000`, `10k`, `+21`,
/// `0x15`, `€120`.
pub fn number_meant(text: &str) -> Option<String> {
    let bare = text.trim().trim_matches(CURRENCIES).trim();
    let bare = bare.strip_prefix('+').unwrap_or(bare);
    if let Some(digits) = bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")) {
        return Some(u64::from_str_radix(digits, 16).ok()?.to_string());
    }
    let multiplied = MULTIPLIERS
        .iter()
        .find_map(|(letters, factor)| Some((bare.strip_suffix(letters)?.trim_end(), *factor)));
    let (number, factor) = multiplied.unwrap_or((bare, 1));
    let number = number.strip_suffix('.').unwrap_or(number);
    let digits = without_separators(number)?;
    let number: Decimal = digits.parse().ok()?;
    let meant = number.checked_mul(factor.into())?.normalize().to_string();
    (meant != text).then_some(meant)
}

/// `text` without thousands separators; `None` if it is not a number, or separators are misplaced.
fn without_separators(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(SEPARATORS);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.clone();
    let is_grouped = first.len() <= 3 || rest.next().is_none();
    let is_number = are_digits(first)
        && are_digits(fraction)
        && is_grouped
        && groups.all(|group| group.len() == 3 && are_digits(group));
    is_number.then(|| text.replace(SEPARATORS, ""))
}

/// A suggestion for the unknown unit `word`, from the `known` ones.
pub(super) fn unit_help<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    if let Some("per") = word.split_whitespace().next() {
        let period = word.split_whitespace().nth(1).unwrap_or("sprint");
        return format!("write `/{period}`, as in `3/{period}`");
    }
    let meant = built_in_meant(word, known.clone());
    match meant.or_else(|| did_you_mean(word, known.clone())) {
        Some("min") if word == "m" => "did you mean `min`? `m` could be minutes or months".into(),
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("leave it out, or write a unit: {}", listed(known)),
    }
}

/// A suggestion for the unknown period `word`, from the `known` ones.
pub(super) fn period_help<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest_period(word, known.clone()) {
        Some("min") if word == "m" => "did you mean `/min` or `/month`?".into(),
        Some(meant) => format!("did you mean `/{meant}`?"),
        None => format!("a rate is per {}", listed(known)),
    }
}

/// The symbol of a unit in another spelling, if it is unambiguous: `kB` for `KB`.
pub(super) fn unit_meant<'k>(
    word: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    respelt(word, &UNITS, known)
}

/// The same for the period of a rate.
pub(super) fn period_meant<'k>(
    word: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    respelt(word, &PERIODS, known)
}

/// The built-in unit that `word` stands for in another case or spelling, or with one slip in a longer name. A
/// word that is merely similar, such as `users` to `us`, may be a unit of a team's own.
pub(super) fn built_in_meant<'k>(
    word: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let lower = word.to_lowercase();
    let slip = || UNITS.iter().find(|(theirs, _)| is_slip(&lower, theirs));
    let meant = spelled(&lower, &UNITS).or_else(|| slip().map(|(_, meant)| *meant));
    known
        .clone()
        .find(|symbol| symbol.to_lowercase() == lower)
        .or_else(|| known.clone().find(|symbol| Some(*symbol) == meant))
}

/// The unit that the undeclared `word` probably misspells: a declared one first.
pub(super) fn own_meant<'k>(
    word: &str,
    built_in: &[&'k str],
    declared: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let lower = word.to_lowercase();
    declared
        .clone()
        .find(|unit| unit.to_lowercase() == lower)
        .or_else(|| did_you_mean(word, declared))
        .or_else(|| did_you_mean(word, built_in.iter().copied()))
}

/// Whether `word` is `name`, or its plural, but for one letter; short names differ from others by less.
pub(super) fn is_slip(word: &str, name: &str) -> bool {
    const SHORTEST: usize = 5;
    let singular = word.strip_suffix('s').unwrap_or(word);
    let is_near = |word: &str| strsim::osa_distance(word, name) <= 1;
    name.len() >= SHORTEST && (is_near(word) || is_near(singular))
}

/// The symbol that the lower-case `word` is a spelling of.
fn spelled(word: &str, spellings: &[(&str, &'static str)]) -> Option<&'static str> {
    const SHORTEST_PLURAL: usize = 4;
    let singular = word
        .strip_suffix('s')
        .filter(|_| word.len() >= SHORTEST_PLURAL);
    let is_it = |theirs: &str| theirs == word || Some(theirs) == singular;
    let found = spellings.iter().find(|(theirs, _)| is_it(theirs));
    found.map(|(_, meant)| *meant)
}

/// The symbol that `word` is another spelling of; `m` is ambiguous, and many read `Mb` as megabits.
fn respelt<'k>(
    word: &str,
    spellings: &[(&str, &'static str)],
    known: impl Iterator<Item = &'k str> + Clone,
) -> Option<&'k str> {
    let lower = word.to_lowercase();
    let meant = spelled(&lower, spellings);
    let mut same = known.filter(|symbol| Some(*symbol) == meant || symbol.to_lowercase() == lower);
    let is_ambiguous = lower == "m" || word.ends_with('b');
    same.next()
        .filter(|_| !is_ambiguous && same.next().is_none())
}

fn nearest_period<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let lower = word.to_lowercase();
    if let Some(meant) = spelled(&lower, &PERIODS) {
        return known.clone().find(|symbol| *symbol == meant);
    }
    known
        .clone()
        .find(|symbol| symbol.to_lowercase() == lower)
        .or_else(|| did_you_mean(word, known))
}

fn listed<'k>(symbols: impl Iterator<Item = &'k str>) -> String {
    symbols.collect::<Vec<_>>().join(", ")
}
