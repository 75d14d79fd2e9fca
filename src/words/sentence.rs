//! What a clause says, once it is clear: which of a few simple sentences it is.

use rust_decimal::Decimal;

use super::comparison::{self, Amount, Comparison};
use super::parts::{Parts, Side, is_doubtful};
use super::reading::{Mood, Reading};

/// A clause that says when something is the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sentence<'a> {
    /// A metric against a threshold.
    Compared {
        /// What is said of the metric, before and behind the number.
        sides: [Parts<'a>; 2],
        /// The operator.
        operator: &'a str,
        /// The threshold.
        amount: Amount<'a>,
    },
    /// A quotient of two metrics against a number.
    Quotient {
        /// What is divided by what.
        words: [Vec<&'a str>; 2],
        /// The operator.
        operator: &'a str,
        /// The threshold.
        number: Decimal,
    },
    /// A metric against an earlier value of its own.
    Changed {
        /// What is said of the metric.
        parts: Parts<'a>,
        /// The operator.
        operator: &'a str,
        /// By how many hundredths it changes.
        percent: Decimal,
        /// Since when: a duration, or since the decision if there is none.
        window: Option<String>,
    },
}

/// What `reading` says, if it is one of the simple sentences and nothing is in doubt.
pub(super) fn read<'a>(reading: &Reading<'a>) -> Option<Sentence<'a>> {
    if reading.mood == Mood::Statement {
        return None;
    }
    let found = changed(reading)
        .or_else(|| outnumbered(reading))
        .or_else(|| times_as_many(reading));
    match found {
        Some(found) => (!is_in_doubt(reading)).then_some(found),
        None => compared(reading),
    }
}

fn is_in_doubt(reading: &Reading<'_>) -> bool {
    (0..reading.tokens.len()).any(|at| is_doubtful(reading, at))
}

/// Where the condition in front of `at` begins: behind the last word such as when.
pub(super) fn start(reading: &Reading<'_>, at: usize) -> usize {
    let leads = (0..at).filter_map(|lead| {
        let len = reading.says(&reading.lexicon.clause, "leads", lead);
        (len > 0 && lead + len <= at).then_some(lead + len)
    });
    leads.max().unwrap_or(0)
}

fn compared<'a>(reading: &Reading<'a>) -> Option<Sentence<'a>> {
    let Comparison {
        operator,
        amount,
        start: compared_at,
        end,
    } = comparison::only(reading)?;
    let before = reading.part(start(reading, compared_at), compared_at);
    if let Some(words) = ratio_of(&before) {
        let number = amount.number;
        return (amount.unit.is_empty() && !is_in_doubt(&before)).then_some(Sentence::Quotient {
            words,
            operator,
            number,
        });
    }
    let is_relative = |at| reading.says(&reading.lexicon.doubt, "relative", at) > 0;
    if (0..reading.tokens.len()).any(is_relative) {
        return None;
    }
    let times = reading.says(&reading.lexicon.quotient, "times_the", end);
    if times > 0 && amount.unit.is_empty() {
        let behind = reading.part(end + times, reading.tokens.len());
        return many_times(&before, &behind, operator, amount.number);
    }
    let end = end + after(reading, end);
    let behind = reading.part(end, reading.tokens.len());
    let sides = [
        Parts::of(&before, Side::Before),
        Parts::of(&behind, Side::Behind),
    ];
    let is_doubtful = sides.iter().any(|side| side.is_doubtful);
    (!is_doubtful).then_some(Sentence::Compared {
        sides,
        operator,
        amount,
    })
}

/// Reads are more than ten times the writes.
fn many_times<'a>(
    before: &Reading<'a>,
    behind: &Reading<'a>,
    operator: &'a str,
    number: Decimal,
) -> Option<Sentence<'a>> {
    let is_clear = !is_in_doubt(before) && !is_in_doubt(behind);
    let words = names([*before, *behind]).filter(|_| is_clear)?;
    Some(Sentence::Quotient {
        words,
        operator,
        number,
    })
}

/// The length of the comparison behind a number at `at`: or more.
fn after(reading: &Reading<'_>, at: usize) -> usize {
    let found = reading.phrase(&reading.lexicon.compare_after, at);
    found.map_or(0, |found| found.len)
}

/// The names in `before`, if it is: the ratio of reads to writes.
fn ratio_of<'a>(before: &Reading<'a>) -> Option<[Vec<&'a str>; 2]> {
    let quotient = &before.lexicon.quotient;
    let phrase = |meaning, from: usize| {
        let mut places = from..before.tokens.len();
        places.find_map(|at| {
            let len = before.says(quotient, meaning, at);
            (len > 0).then_some((at, len))
        })
    };
    let (ratio, len) = phrase("ratio_of", 0)?;
    let (to, to_len) = phrase("to", ratio + len)?;
    names([
        before.part(ratio + len, to),
        before.part(to + to_len, before.tokens.len()),
    ])
}

/// The names in two parts; `None` if one has none.
fn names<'a>(parts: [Reading<'a>; 2]) -> Option<[Vec<&'a str>; 2]> {
    let words = parts.map(|part| Parts::of(&part, Side::Before).words);
    words.iter().all(|words| !words.is_empty()).then_some(words)
}

/// Reads outnumber writes ten to one.
fn outnumbered<'a>(reading: &Reading<'a>) -> Option<Sentence<'a>> {
    let quotient = &reading.lexicon.quotient;
    let place = |(at, _): (usize, _)| {
        let len = reading.says(quotient, "outnumber", at);
        (len > 0).then_some((at, len))
    };
    let (at, len) = reading.tokens.iter().enumerate().find_map(place)?;
    let behind = at + len;
    let number_at = (behind..reading.tokens.len()).find(|at| reading.number(*at).is_some())?;
    let number = reading.number(number_at)?;
    let is_to_one = reading.says(quotient, "to_one", number_at + number.len) > 0;
    let by = (behind..number_at).find(|at| reading.says(quotient, "by", *at) > 0);
    let compared = (behind..number_at).find_map(|at| {
        let found = reading.phrase(&reading.lexicon.compare, at)?;
        Some((at, found.meaning))
    });
    let end = by.or(compared.map(|(at, _)| at)).unwrap_or(number_at);
    let words = names([
        reading.part(start(reading, at), at),
        reading.part(behind, end),
    ])?;
    (is_to_one || by.is_some()).then_some(Sentence::Quotient {
        words,
        operator: compared.map_or(">", |(_, operator)| operator),
        number: number.value,
    })
}

/// There are ten times as many reads as writes.
fn times_as_many<'a>(reading: &Reading<'a>) -> Option<Sentence<'a>> {
    let quotient = &reading.lexicon.quotient;
    let (at, number, len) = (0..reading.tokens.len()).find_map(|at| {
        let number = reading.number(at)?;
        let len = reading.says(quotient, "times_as_many", at + number.len);
        (len > 0).then_some((at, number, len))
    })?;
    let behind = at + number.len + len;
    let than = (behind..reading.tokens.len()).find(|at| reading.says(quotient, "as", *at) > 0)?;
    let words = names([
        reading.part(behind, than),
        reading.part(than + 1, reading.tokens.len()),
    ])?;
    Some(Sentence::Quotient {
        words,
        operator: operator_before(reading, at).map_or(">=", |(operator, _)| operator),
        number: number.value,
    })
}

/// The comparison whose words end at `end`, and where it starts.
fn operator_before<'a>(reading: &Reading<'a>, end: usize) -> Option<(&'a str, usize)> {
    const LONGEST: usize = 4;
    (end.saturating_sub(LONGEST)..end).find_map(|at| {
        let found = reading.phrase(&reading.lexicon.compare, at)?;
        (at + found.len == end).then_some((found.meaning, at))
    })
}

/// Traffic doubles, or grows by more than 20 % within a quarter.
fn changed<'a>(reading: &Reading<'a>) -> Option<Sentence<'a>> {
    let mut places = 0..reading.tokens.len();
    let change = places.find_map(|at| multiple(reading, at).or_else(|| grown(reading, at)))?;
    let before = reading.part(start(reading, change.start), change.start);
    let behind = reading.part(change.end, reading.tokens.len());
    let mut parts = Parts::of(&before, Side::Before);
    let (window, len) = window(&behind);
    let more = Parts::of(&behind.part(len, behind.tokens.len()), Side::Behind);
    parts.words.extend(more.words);
    let is_clear = !parts.is_doubtful && !more.is_doubtful && parts.hold.or(more.hold).is_none();
    parts.hold = None;
    is_clear.then_some(Sentence::Changed {
        parts,
        operator: change.operator,
        percent: change.percent,
        window,
    })
}

/// By how much a metric changes, and where that is said.
struct Change<'a> {
    operator: &'a str,
    percent: Decimal,
    start: usize,
    end: usize,
}

/// Doubles, more than halves. To double the number is something else.
fn multiple<'a>(reading: &Reading<'a>, at: usize) -> Option<Change<'a>> {
    let found = reading.phrase(&reading.lexicon.multiples, at)?;
    let percent: Decimal = found.meaning.trim_end_matches('%').parse().ok()?;
    let end = at + found.len;
    let (operator, start) = match operator_before(reading, at) {
        Some((operator, start)) => (operator, start),
        None => (">=", at),
    };
    (reading.word(end) != "the").then_some(directed(operator, percent, start, end)?)
}

/// Grows by 20 %, drops more than 20 %.
fn grown<'a>(reading: &Reading<'a>, at: usize) -> Option<Change<'a>> {
    let lexicon = reading.lexicon;
    let verb = reading.phrase(&lexicon.change, at)?;
    let is_fall = match verb.meaning {
        "rises" => false,
        "falls" => true,
        _ => return None,
    };
    let by = reading.says(&lexicon.change, "by", at + verb.len);
    let behind = at + verb.len + by;
    let more = reading.says(&lexicon.change, "more", behind);
    let compared = reading.phrase(&lexicon.compare, behind);
    let compared = compared.filter(|found| by > 0 || found.len == more);
    let number_at = behind + compared.map_or(0, |found| found.len);
    let amount = comparison::amount(reading, number_at).filter(|amount| amount.unit == "%")?;
    let percent = match is_fall {
        true => -amount.number,
        false => amount.number,
    };
    let operator = compared.map_or(">=", |found| found.meaning);
    directed(operator, percent, at, number_at + amount.len)
}

/// A fall by more than 20 % is a change of less than -20 %.
fn directed<'a>(
    operator: &'a str,
    percent: Decimal,
    start: usize,
    end: usize,
) -> Option<Change<'a>> {
    let operator = match (operator, percent.is_sign_negative()) {
        (operator @ (">" | ">="), false) => operator,
        (">", true) => "<",
        (">=", true) => "<=",
        _ => return None,
    };
    Some(Change {
        operator,
        percent,
        start,
        end,
    })
}

/// The window of a change at the start of `behind`, and the number of its tokens.
fn window(behind: &Reading<'_>) -> (Option<String>, usize) {
    let change = &behind.lexicon.change;
    let since = behind.says(change, "since_decision", 0);
    if since > 0 {
        return (None, since);
    }
    let per = behind.says(change, "window", 0);
    let time = behind.time(per).map(|time| (time, per + time.len));
    // Month over month.
    let period = || {
        let unit = behind.phrase(&behind.lexicon.days, 0)?;
        let over = behind.says(change, "against_previous", unit.len);
        let len = unit.len + over + unit.len;
        let time = super::reading::Time {
            number: Decimal::ONE,
            unit: unit.meaning,
            len,
        };
        (over > 0).then_some((time, len))
    };
    // The article of: a month, is the whole of what introduces it.
    let bare = || {
        let time = behind.time(0)?;
        Some((time, time.len))
    };
    match time.filter(|_| per > 0).or_else(bare).or_else(period) {
        Some((time, len)) => match behind.duration(&time) {
            Some(text) => (Some(text), len),
            None => (None, 0),
        },
        None => (None, 0),
    }
}
