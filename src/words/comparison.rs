//! The comparison of a clause with a number: which one, with how much, and where it stands.

use rust_decimal::Decimal;

use super::number::Number;
use super::reading::{Mood, Reading};

/// A comparison with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comparison<'a> {
    /// The operator.
    pub operator: &'a str,
    /// The number and its unit.
    pub amount: Amount<'a>,
    /// Where the comparison or its number starts.
    pub start: usize,
    /// Where its unit ends.
    pub end: usize,
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount<'a> {
    /// The number.
    pub number: Decimal,
    /// The symbol of its unit; empty if it has none.
    pub unit: &'a str,
    /// The code of its currency.
    pub currency: Option<&'a str>,
    /// The number of tokens.
    pub len: usize,
}

impl Amount<'_> {
    /// Its text in a condition, without a period.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.number.normalize(), self.unit)
    }
}

/// The only comparison of the clause; `None` if there are several.
pub(super) fn only<'a>(reading: &Reading<'a>) -> Option<Comparison<'a>> {
    let mut found = all(reading, in_front);
    if found.is_empty() {
        found = all(reading, behind);
    }
    if found.is_empty() {
        found = all(reading, stated);
    }
    let first = found.first().map(|first| first.start);
    found.retain(|comparison| Some(comparison.start) == first || !is_hold(reading, comparison));
    match <[Comparison<'a>; 1]>::try_from(found) {
        Ok([only]) => Some(only),
        Err(_) => None,
    }
}

/// The comparison that starts at `at`, of any kind.
pub(super) fn at<'a>(reading: &Reading<'a>, at: usize) -> Option<Comparison<'a>> {
    in_front(reading, at)
        .or_else(|| behind(reading, at))
        .or_else(|| stated(reading, at))
}

fn all<'a>(
    reading: &Reading<'a>,
    find: fn(&Reading<'a>, usize) -> Option<Comparison<'a>>,
) -> Vec<Comparison<'a>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        match find(reading, at) {
            Some(comparison) => {
                at = comparison.end.max(at + 1);
                found.push(comparison);
            }
            None => at += 1,
        }
    }
    found
}

/// More than 500 ms. A comparison behind the number, as in: shrinks to 4 people or fewer, is part of it.
fn in_front<'a>(reading: &Reading<'a>, at: usize) -> Option<Comparison<'a>> {
    let phrase = reading.phrase(&reading.lexicon.compare, at)?;
    // In the past 30 days.
    let is_noun = at
        .checked_sub(1)
        .is_some_and(|before| reading.word(before) == "the");
    let number_at = skip_between(reading, at + phrase.len);
    let amount = amount(reading, number_at).filter(|_| !is_noun)?;
    let operator = match (phrase.meaning, amount.number.is_zero()) {
        (">=" | "<=", true) => "=",
        (operator, _) => operator,
    };
    Some(Comparison {
        operator,
        start: at,
        end: number_at + amount.len,
        amount,
    })
}

/// 500 ms or more, 20 engineers or more.
fn behind<'a>(reading: &Reading<'a>, at: usize) -> Option<Comparison<'a>> {
    const NOUNS: usize = 2;
    let amount = amount(reading, at)?;
    let after = (0..=NOUNS).find_map(|nouns| {
        let after = at + amount.len + nouns;
        reading.phrase(&reading.lexicon.compare_after, after)
    })?;
    Some(Comparison {
        operator: after.meaning,
        start: at,
        end: at + amount.len,
        amount,
    })
}

/// There are 20 engineers.
fn stated<'a>(reading: &Reading<'a>, at: usize) -> Option<Comparison<'a>> {
    let phrase = reading.phrase(&reading.lexicon.state, at)?;
    let amount = amount(reading, at + phrase.len).filter(|_| reading.mood == Mood::Condition)?;
    Some(Comparison {
        operator: phrase.meaning,
        start: at,
        end: at + phrase.len + amount.len,
        amount,
    })
}

fn skip_between(reading: &Reading<'_>, from: usize) -> usize {
    let mut at = from;
    while amount(reading, at).is_none() {
        let len = reading.says(&reading.lexicon.between, "words", at);
        if len == 0 {
            break;
        }
        at += len;
    }
    at
}

/// The number at `at` with its unit or its currency.
pub(super) fn amount<'a>(reading: &Reading<'a>, at: usize) -> Option<Amount<'a>> {
    let lexicon = reading.lexicon;
    let before = reading.phrase(&lexicon.currencies, at);
    let start = before.map_or(0, |before| before.len);
    if before.is_none()
        && let Some(one) = one_unit_of_time(reading, at)
    {
        return Some(one);
    }
    let Number {
        value,
        len,
        is_share,
    } = reading.number(at + start)?;
    let mut end = start + len;
    let behind = reading.phrase(&lexicon.currencies, at + end);
    let currency = before.or(behind).map(|found| found.meaning);
    let whole = |number, unit: &'a str, len| {
        let is_possessive = reading.word(at + len).ends_with("'s");
        let is_one_of = reading.word(at + len) == "of" && number == Decimal::ONE && unit.is_empty();
        (!is_possessive && !is_one_of).then_some(Amount {
            number,
            unit,
            currency,
            len,
        })
    };
    if is_share {
        return whole(value, "%", end);
    }
    if has_unclear_unit(reading, at + end) {
        return None;
    }
    end += behind.map_or(0, |behind| behind.len);
    if currency.is_some() {
        return whole(value, "", end);
    }
    if let Some(unit) = reading.phrase(&lexicon.units, at + end) {
        return whole(value, unit.meaning, end + unit.len);
    }
    if let Some(days) = reading.phrase(&lexicon.days, at + end)
        && let Ok(length) = days.meaning.parse::<u64>()
    {
        return whole(value.checked_mul(length.into())?, "d", end + days.len);
    }
    // More than twice, but not: ten times as many.
    let is_factor = ["times_the", "times_as_many"]
        .iter()
        .any(|meaning| reading.says(&lexicon.quotient, meaning, at + end) > 0);
    let times = reading.says(&lexicon.names, "times", at + end);
    whole(value, "", end + if is_factor { 0 } else { times })
}

/// A week, but not a second team.
fn one_unit_of_time<'a>(reading: &Reading<'a>, at: usize) -> Option<Amount<'a>> {
    let lexicon = reading.lexicon;
    let article = reading.phrase(&lexicon.articles, at)?;
    let time = reading
        .time(at)
        .filter(|time| time.number == Decimal::ONE)?;
    let end = at + time.len;
    let is_whole = !reading.is_word(end)
        || reading.says(&lexicon.names, "skip", end) > 0
        || reading.says(&lexicon.clause, "ends", end) > 0;
    let days: Option<u64> = time.unit.parse().ok();
    let is_sprint = time.unit == "sprint";
    (is_whole && !is_sprint && article.len < time.len).then_some(Amount {
        number: days.map_or(Decimal::ONE, Decimal::from),
        unit: if days.is_some() { "d" } else { time.unit },
        currency: None,
        len: time.len,
    })
}

/// Whether the unit at `at` may be one of several: 10m, 500 Mb.
fn has_unclear_unit(reading: &Reading<'_>, at: usize) -> bool {
    let lexicon = reading.lexicon;
    let Some(token) = reading.tokens.get(at).filter(|_| reading.is_word(at)) else {
        return false;
    };
    let is_article = reading.phrase(&lexicon.articles, at).is_some();
    let is_known = reading.phrase(&lexicon.units, at).is_some()
        || reading.phrase(&lexicon.currencies, at).is_some()
        || reading.phrase(&lexicon.rate_symbols, at).is_some();
    let is_letter = token.is_glued || token.word.len() == 1 && !is_article;
    let is_bit = token.text.ends_with('b') && token.text != token.word;
    !is_known && is_letter || is_known && is_bit
}

/// Whether it says how long another comparison lasts: for more than 15 minutes, over a week.
fn is_hold(reading: &Reading<'_>, comparison: &Comparison<'_>) -> bool {
    let from = |start: usize| {
        reading
            .hold(start)
            .is_some_and(|(_, len)| start + len >= comparison.end)
    };
    let before = comparison.start.checked_sub(1);
    from(comparison.start) || before.is_some_and(from)
}
