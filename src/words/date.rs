//! Dates in a clause: by June 2027, end of 2026, in six months.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use rust_decimal::prelude::ToPrimitive as _;

use super::parts::is_doubtful;
use super::reading::{Reading, Time};

/// A date in a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    /// The operator to compare today with.
    pub operator: &'static str,
    /// The day.
    pub day: NaiveDate,
    /// The number of tokens.
    pub len: usize,
    /// Whether it is so far from today rather than a day of the calendar.
    is_relative: bool,
}

/// A day or a longer part of the calendar.
struct Part {
    first: NaiveDate,
    last: NaiveDate,
    len: usize,
    sign: Sign,
}

/// What shows that something is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It cannot be anything else.
    Itself,
    /// A preposition, or that it stands alone: 2027 may be any number.
    Place,
    /// A preposition: May is also a verb.
    Preposition,
}

/// The only date in `reading`, if nothing is in doubt and it is still to come.
pub(super) fn only(reading: &Reading<'_>, today: NaiveDate) -> Option<Date> {
    let mut only = None;
    let mut is_review = true;
    let mut at = 0;
    while at < reading.tokens.len() {
        if let Some(date) = self::at(reading, at, today) {
            at += date.len;
            if only.replace(date).is_some() {
                return None;
            }
            continue;
        }
        if is_doubtful(reading, at) {
            return None;
        }
        let is_one = reading.phrase(&reading.lexicon.articles, at).is_some();
        if reading.number(at).is_some() && !is_one && !is_lead(reading, at) {
            return None;
        }
        is_review &= is_of_review(reading, at);
        at += 1;
    }
    only.filter(|date| (is_review || !date.is_relative) && date.day > today)
}

fn is_lead(reading: &Reading<'_>, at: usize) -> bool {
    reading.says(&reading.lexicon.clause, "leads", at) > 0
}

/// Whether the word at `at` only says that the decision is looked at again.
fn is_of_review(reading: &Reading<'_>, at: usize) -> bool {
    let lexicon = reading.lexicon;
    !reading.is_word(at)
        || is_lead(reading, at)
        || reading.says(&lexicon.names, "skip", at) > 0
        || reading.says(&lexicon.dates, "review", at) > 0
}

/// The date that starts at `at`, with the preposition in front of it.
pub(super) fn at(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Date> {
    relative(reading, at, today).or_else(|| of_calendar(reading, at, today))
}

fn of_calendar(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Date> {
    let dates = &reading.lexicon.dates;
    let after = reading.says(dates, "after", at);
    let lead = after.max(reading.says(dates, "at", at));
    let part = calendar(reading, at + lead, today)?;
    let (operator, day) = match after > 0 {
        true => (">", part.last),
        false => (">=", part.first),
    };
    let is_date = match part.sign {
        Sign::Itself => true,
        Sign::Place => lead > 0 || at == 0,
        Sign::Preposition => lead > 0,
    };
    is_date.then_some(Date {
        operator,
        day,
        len: lead + part.len,
        is_relative: false,
    })
}

/// In six months, a year from now.
fn relative(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Date> {
    let dates = &reading.lexicon.dates;
    let lead = reading.says(dates, "ahead", at);
    let time = reading.time(at + lead)?;
    let end = lead + time.len;
    let from_now = reading.says(dates, "from_now", at + end);
    let is_elsewhere = reading.says(dates, "elsewhere", at + end) > 0;
    let starts_today = from_now > 0 || lead > 0 && !is_elsewhere;
    let day = ahead(reading, today, &time)?;
    starts_today.then_some(Date {
        operator: ">=",
        day,
        len: end + from_now,
        is_relative: true,
    })
}

fn ahead(reading: &Reading<'_>, today: NaiveDate, time: &Time<'_>) -> Option<NaiveDate> {
    let number = Some(time.number).filter(|number| number.is_integer())?;
    let number = number.to_u32()?;
    let months = match time.unit {
        "30" => 1,
        "90" => 3,
        "365" => 12,
        "d" => return today.checked_add_days(Days::new(number.into())),
        "w" => return today.checked_add_days(Days::new(u64::from(number).checked_mul(7)?)),
        "sprint" => {
            let days = reading.duration(time)?.trim_end_matches('d').parse().ok()?;
            return today.checked_add_days(Days::new(days));
        }
        _ => return None,
    };
    today.checked_add_months(Months::new(number.checked_mul(months)?))
}

/// A part of the calendar, or the end, the middle or the start of one.
fn calendar(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Part> {
    let dates = &reading.lexicon.dates;
    let lens = ["end", "middle", "start"].map(|place| reading.says(dates, place, at));
    let [end, middle, start] = lens;
    let len = end.max(middle).max(start);
    if len == 0 {
        return middle_in_one_word(reading, at).or_else(|| whole(reading, at, today));
    }
    let of = whole(reading, at + len, today)?;
    let day = if end > 0 {
        of.last
    } else if middle > 0 {
        middle_of(&of)?
    } else {
        of.first
    };
    Some(Part {
        first: day,
        last: day,
        len: len + of.len,
        sign: Sign::Itself,
    })
}

/// Mid-2027.
fn middle_in_one_word(reading: &Reading<'_>, at: usize) -> Option<Part> {
    let (middle, year) = reading.word(at).split_once('-')?;
    let is_middle = reading.lexicon.dates.meaning_of(middle) == Some("middle");
    let day = NaiveDate::from_ymd_opt(year_of(year)?, 7, 1)?;
    is_middle.then_some(Part {
        first: day,
        last: day,
        len: 1,
        sign: Sign::Itself,
    })
}

fn middle_of(part: &Part) -> Option<NaiveDate> {
    if part.first.ordinal() == 1 && part.last.month() == 12 {
        return part.first.with_month(7);
    }
    let days = u64::try_from((part.last - part.first).num_days() / 2).ok()?;
    part.first.checked_add_days(Days::new(days))
}

fn whole(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Part> {
    day(reading, at)
        .or_else(|| month(reading, at, today))
        .or_else(|| quarter(reading, at, today))
        .or_else(|| year(reading, at))
        .or_else(|| named(reading, at, today))
}

/// 2027-03-01, 1 March 2027, March 1st, 2027.
fn day(reading: &Reading<'_>, at: usize) -> Option<Part> {
    let part = |day, len| Part {
        first: day,
        last: day,
        len,
        sign: Sign::Itself,
    };
    if let Ok(day) = reading.word(at).parse() {
        return Some(part(day, 1));
    }
    let (day, month, len) = if let Some((day, len)) = day_of_month(reading, at) {
        let len = len + between(reading, at + len);
        (day, month_at(reading, at + len)?, len + 1)
    } else {
        let month = month_at(reading, at)?;
        let (day, len) = day_of_month(reading, at + 1)?;
        (day, month, 1 + len)
    };
    let len = len + between(reading, at + len);
    let year = year_of(reading.word(at + len))?;
    Some(part(NaiveDate::from_ymd_opt(year, month, day)?, len + 1))
}

/// 1, 1st.
fn day_of_month(reading: &Reading<'_>, at: usize) -> Option<(u32, usize)> {
    let day: u32 = reading.word(at).parse().ok()?;
    let ordinal = reading.says(&reading.lexicon.dates, "ordinals", at + 1);
    (1..=31).contains(&day).then_some((day, 1 + ordinal))
}

fn month_at(reading: &Reading<'_>, at: usize) -> Option<u32> {
    let found = reading.lexicon.months.meaning_of(reading.word(at))?;
    found.parse().ok()
}

/// What may stand between the parts of a date.
fn between(reading: &Reading<'_>, at: usize) -> usize {
    reading.says(&reading.lexicon.dates, "between", at)
}

/// March 2027, or the next March.
fn month(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Part> {
    let month = month_at(reading, at)?;
    in_year(reading, at, today, (month, 1), Sign::Place)
}

/// Q3 2027, or the next third quarter.
fn quarter(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Part> {
    let quarter = reading.lexicon.quarters.meaning_of(reading.word(at))?;
    let quarter: u32 = quarter.parse().ok()?;
    let month = quarter.checked_mul(3)?.checked_sub(2)?;
    in_year(reading, at, today, (month, 3), Sign::Itself)
}

/// The part of the year named at `at`, which starts with a month and has a number of them, in the year behind it or else in
/// the first year in which it is not over.
fn in_year(
    reading: &Reading<'_>,
    at: usize,
    today: NaiveDate,
    (month, length): (u32, u32),
    sign: Sign,
) -> Option<Part> {
    let part =
        |year, len, sign| months(NaiveDate::from_ymd_opt(year, month, 1)?, length, len, sign);
    let len = 1 + between(reading, at + 1);
    if let Some(year) = year_of(reading.word(at + len)) {
        return part(year, len + 1, sign);
    }
    let this = part(today.year(), 1, Sign::Preposition)?;
    match this.last < today {
        true => part(today.year() + 1, 1, Sign::Preposition),
        false => Some(this),
    }
}

fn year(reading: &Reading<'_>, at: usize) -> Option<Part> {
    let year = year_of(reading.word(at))?;
    let has_unit = reading
        .tokens
        .get(at + 1)
        .is_some_and(|next| next.is_glued && next.word.starts_with(char::is_alphanumeric));
    let part = months(NaiveDate::from_ymd_opt(year, 1, 1)?, 12, 1, Sign::Place)?;
    (!has_unit).then_some(part)
}

/// The end of the year, next quarter.
fn named(reading: &Reading<'_>, at: usize, today: NaiveDate) -> Option<Part> {
    let dates = &reading.lexicon.dates;
    let next = reading.says(dates, "next", at);
    let this = reading.says(dates, "this", at);
    let lead = next.max(this);
    let (length, first) = [("year", 12), ("quarter", 3), ("month", 1)]
        .into_iter()
        .find_map(|(unit, length)| {
            let len = reading.says(dates, unit, at + lead);
            let month = today.month0() / length * length + 1;
            let first = NaiveDate::from_ymd_opt(today.year(), month, 1)?;
            (len > 0).then_some(((length, len), first))
        })?;
    let (length, len) = length;
    let first = match next > 0 {
        true => first.checked_add_months(Months::new(length))?,
        false => first,
    };
    let sign = if next > 0 { Sign::Itself } else { Sign::Place };
    (lead > 0).then_some(months(first, length, lead + len, sign)?)
}

fn months(first: NaiveDate, number: u32, len: usize, sign: Sign) -> Option<Part> {
    let next = first.checked_add_months(Months::new(number))?;
    Some(Part {
        first,
        last: next.pred_opt()?,
        len,
        sign,
    })
}

fn year_of(word: &str) -> Option<i32> {
    let year = word.parse().ok()?;
    (word.len() == 4 && (2000..2200).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::reading::Mood;
    use super::super::token::tokens;
    use super::*;
    use crate::quantity::Sprint;

    fn read(text: &str) -> String {
        let tokens = tokens(text);
        let reading = Reading {
            tokens: &tokens,
            lexicon: &Lexicon::all()[0],
            sprint: Sprint::default(),
            mood: Mood::Condition,
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let date = only(&reading, today);
        date.map_or_else(String::new, |date| {
            format!("{} {}", date.operator, date.day)
        })
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("by June 2027", ">= 2027-06-01"),
            ("by the end of June 2027", ">= 2027-06-30"),
            ("end of 2026", ">= 2026-12-31"),
            ("at the end of the year", ">= 2026-12-31"),
            ("mid-2027", ">= 2027-07-01"),
            ("in the middle of March 2027", ">= 2027-03-16"),
            ("Q3 2027", ">= 2027-07-01"),
            ("at the end of March", ">= 2027-03-31"),
            ("in December", ">= 2026-12-01"),
            ("next quarter", ">= 2027-01-01"),
            ("on March 1st, 2027", ">= 2027-03-01"),
            ("after 1 July 2027", "> 2027-07-01"),
            ("no later than June 2027", ">= 2027-06-01"),
            ("after July 2027", "> 2027-07-31"),
            ("in six months", ">= 2027-05-22"),
            ("in two sprints", ">= 2026-12-20"),
            ("a year from now", ">= 2027-11-22"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_something_else_is_no_date() {
        for text in [
            "support answers within two days",
            "two months after the release",
            "it fails twice in a week",
            "31 June 2027",
            "in May or 2027-01-01 and 2028-01-01",
            "not before 2027-01-01",
            "we may march on",
            "May we look again?",
            "in Q4",
            "by June 2026",
        ] {
            assert_eq!(read(text), "", "{text}");
        }
    }
}
