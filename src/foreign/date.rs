//! Dates as people write them. One that could mean two days is not guessed.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;

/// The first date in `text`. `None` where there is none, or the first could be several days: `10/04/18`, `May 2021`.
pub fn find(text: &str) -> Option<NaiveDate> {
    let tokens = tokens(text);
    let windows = (0..tokens.len()).map(|at| tokens.get(at..).unwrap_or_default());
    windows
        .map(read)
        .find(|reading| *reading != Reading::Nothing)?
        .day()
}

/// Whether `text` is one date and nothing else.
pub fn is_alone(text: &str) -> bool {
    let tokens = tokens(text);
    read(&tokens).day().is_some() && matches!(tokens.len(), 1 | 3)
}

/// Every date in `text`, in its order.
pub fn all(text: &str) -> Vec<NaiveDate> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let reading = read(rest);
        found.extend(reading.day());
        at += if reading == Reading::Nothing {
            1
        } else {
            3.min(rest.len())
        };
    }
    found
}

/// The date that `name`, of a file or a folder, opens with: `2026-03-02-slug`, `20260302-slug`.
pub fn opening(name: &str) -> Option<String> {
    let starts = ["adr-", "ADR-", ""].iter();
    let rest = starts
        .filter_map(|prefix| name.strip_prefix(prefix))
        .next()?;
    // No date is longer.
    const LONGEST: usize = 32;
    let end = rest.char_indices().nth(LONGEST).map(|(end, _)| end);
    let opening = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
    let is_first = rest.starts_with(|c: char| c.is_ascii_digit());
    let day = is_first.then(|| read(&tokens(opening)).day())??;
    Some(day.to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Day(NaiveDate),
    /// A date, but several days could be meant.
    Ambiguous,
    Nothing,
}

impl Reading {
    fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Ambiguous | Self::Nothing => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// Digits, with how many there are, and the mark that stands in front of them.
    Number {
        value: u32,
        digits: usize,
        before: Mark,
    },
    /// A month by its name.
    Month(u32),
    Other,
}

/// What stands between a number and the token in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Dash,
    Slash,
    Dot,
    /// The signs that Chinese and Japanese set behind a year, a month.
    Sign,
    Space,
    Other,
}

const MONTHS: [&str; 12] = [
    "january|jan|januar|janvier|enero|janeiro|gennaio",
    "february|feb|februar|février|febrero|fevereiro|febbraio",
    "march|mar|märz|mars|marzo|março",
    "april|apr|avril|abril|aprile",
    "may|mai|mayo|maio|maggio",
    "june|jun|juni|juin|junio|junho|giugno",
    "july|jul|juli|juillet|julio|julho|luglio",
    "august|aug|août|agosto",
    "september|sep|sept|septembre|septiembre|setembro|settembre",
    "october|oct|oktober|okt|octobre|octubre|outubro|ottobre",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|dezember|dez|décembre|diciembre|dezembro|dicembre",
];

/// The month that `word` names, in whatever case.
fn month(word: &str) -> Option<u32> {
    static BY_NAME: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
        let months = (1..).zip(MONTHS);
        months
            .flat_map(|(month, names)| names.split('|').map(move |name| (name, month)))
            .collect()
    });
    const LONGEST: usize = 10;
    let is_short = word.len() <= LONGEST;
    is_short.then(|| BY_NAME.get(word.to_lowercase().as_str()).copied())?
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut before = Mark::Other;
    while let Some(c) = rest.chars().next() {
        let is_digit = c.is_ascii_digit();
        let is_sign = |c: char| matches!(c, '年' | '月' | '日');
        let run = |is_in: &dyn Fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
        if is_digit {
            let end = run(&|c| c.is_ascii_digit());
            let (digits, behind) = rest.split_at(end);
            tokens.push(digits.parse().map_or(Token::Other, |value| Token::Number {
                value,
                digits: digits.len(),
                before,
            }));
            rest = behind;
            // The letters of an ordinal belong to its number.
            for ordinal in ["st", "nd", "rd", "th"] {
                let without = rest.strip_prefix(ordinal);
                let ends = |rest: &&str| !rest.starts_with(char::is_alphanumeric);
                rest = without.filter(ends).unwrap_or(rest);
            }
            before = Mark::Other;
        } else if is_sign(c) {
            before = Mark::Sign;
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        } else if c.is_alphabetic() {
            let end = run(&|c| c.is_alphabetic() && !is_sign(c));
            let (word, behind) = rest.split_at(end.max(c.len_utf8()));
            tokens.push(month(word).map_or(Token::Other, Token::Month));
            rest = behind;
            before = Mark::Other;
        } else {
            before = match c {
                '-' => Mark::Dash,
                '/' => Mark::Slash,
                '.' => Mark::Dot,
                c if c.is_whitespace() || c == ',' => match before {
                    Mark::Dot | Mark::Sign => before,
                    _ => Mark::Space,
                },
                _ => Mark::Other,
            };
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    tokens
}

/// The date that `tokens` open with.
fn read(tokens: &[Token]) -> Reading {
    use Token::{Month, Number};
    match tokens {
        // `2026-03-02`, `2026/03/02`, and the five digits of the Long Now's years: `02026-03-02`.
        [Number { value: year, digits: 4 | 5, .. }, Number { value: month, before, .. }, Number { value: day, before: second, .. }, ..]
            if before == second && !matches!(before, Mark::Space | Mark::Other) =>
        {
            date(*year, *month, *day)
        }
        [Number { value: first, digits: 1 | 2, .. }, Number { value: second, before, .. }, Number { value: year, digits, before: also }, ..]
            if before == also && matches!(before, Mark::Dash | Mark::Slash | Mark::Dot) =>
        {
            day_or_month_first(*first, *second, *year, *digits, *before)
        }
        // `30th March 2021`, `22-Dec-2023`
        [Number { value: day, .. }, Month(month), Number { value: year, digits: 4, .. }, ..]
        // `July 1, 2021`
        | [Month(month), Number { value: day, .. }, Number { value: year, digits: 4, .. }, ..] => date(*year, *month, *day),
        // `20260302`
        [Number { value, digits: 8, .. }, ..] => date(value / 10_000, value / 100 % 100, value % 100),
        _ => Reading::Nothing,
    }
}

/// With dots the day comes first wherever people write them so; with slashes and dashes it depends on the country.
fn day_or_month_first(first: u32, second: u32, year: u32, digits: usize, mark: Mark) -> Reading {
    let is_certain = first > 12 || second > 12 || first == second || mark == Mark::Dot;
    match (digits, is_certain) {
        (4, true) if second > 12 => date(year, first, second),
        (4, true) => date(year, second, first),
        (2 | 4, _) => Reading::Ambiguous,
        _ => Reading::Nothing,
    }
}

fn date(year: u32, month: u32, day: u32) -> Reading {
    let year = i32::try_from(year).unwrap_or_default();
    let date = NaiveDate::from_ymd_opt(year, month, day);
    let date = date.filter(|date| (1970..2200).contains(&date.year()));
    date.map_or(Reading::Nothing, Reading::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2026-03-02", Some("2026-03-02")),
            ("02026-03-02", Some("2026-03-02")),
            ("2017/11/22", Some("2017-11-22")),
            ("2017.11.22", Some("2017-11-22")),
            ("22/03/2021", Some("2021-03-22")),
            ("03/22/2021", Some("2021-03-22")),
            ("02.03.2021", Some("2021-03-02")),
            ("2. 3. 2021", Some("2021-03-02")),
            ("30th March 2021", Some("2021-03-30")),
            ("July 1, 2021", Some("2021-07-01")),
            ("Sep 5th, 2023", Some("2023-09-05")),
            ("11-April-2023", Some("2023-04-11")),
            ("22-Dec-2023", Some("2023-12-22")),
            ("4. März 2022", Some("2022-03-04")),
            ("2017年11月22日", Some("2017-11-22")),
            ("2024-05-22 (back dated)", Some("2024-05-22")),
            ("2024-05-22T10:00:00Z", Some("2024-05-22")),
            (
                "proposed 2024-05-22, accepted 2024-06-01",
                Some("2024-05-22"),
            ),
            ("20240522", Some("2024-05-22")),
            ("10/04/18", None),
            ("10/04/2018", None),
            ("05-06-2024", None),
            ("May, 2026", None),
            ("2018-11", None),
            ("2024-13-45", None),
            ("1.2.3", None),
            ("", None),
        ] {
            let found = find(text).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_file_is_dated_by_the_start_of_its_name_alone() {
        for (name, expected) in [
            ("2026-03-02-slug", Some("2026-03-02")),
            ("2023-03-27_slug", Some("2023-03-27")),
            ("20260302-slug", Some("2026-03-02")),
            ("adr-2026-03-02-slug", Some("2026-03-02")),
            ("22-december-2023-slug", Some("2023-12-22")),
            ("0007-as-of-2026-03-02", None),
            ("slug-2026-03-02", None),
            ("2026-plan", None),
        ] {
            assert_eq!(opening(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn every_date_of_a_text_is_found() {
        let days = all("Provisional (2026-01-03 to 2026-01-17), see 10/04/18");
        let days: Vec<_> = days.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-01-03", "2026-01-17"]);
    }
}
