//! Files that say what they are by their names alone.

use super::meta::{Fact, Key, Sheet};
use super::{Format, date, title};

/// The format.
pub const FORMAT: Format = Format {
    name: "loose",
    summary: "a number or a date in the file's name, or in that of its folder, or the sections of a decision",
    facts,
};

fn facts(sheet: &Sheet<'_>) -> Vec<Fact> {
    let name = title::own_name(sheet.source.path());
    let day = date::opening(&name);
    let fact = |day: String| Fact {
        key: Key::Date,
        values: vec![day],
        span: 0..0,
        extent: 0..0,
        group: None,
    };
    day.map(fact).into_iter().collect()
}
