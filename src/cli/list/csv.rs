//! The list as CSV (RFC 4180), safe to open in a spreadsheet.

use std::borrow::Cow;

use super::columns::{self, Column};
use crate::log::Log;
use crate::record::Record;

/// The `columns` of `records`, below their names.
///
/// # Errors
/// If it cannot be written, which does not happen in memory.
pub fn csv(columns: &[&Column], records: &[&Record], log: &Log) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name))?;
    for row in columns::values(columns, records, log) {
        writer.write_record(row.into_iter().map(cell).map(|cell| cell.into_owned()))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// `text` as a cell that no spreadsheet runs as a formula: behind an apostrophe if it begins like one, after
/// white space or not (OWASP, "CSV Injection"). Other control characters become U+FFFD.
fn cell(text: Cow<'_, str>) -> Cow<'_, str> {
    const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let text = match text.contains(is_control) {
        true => text.replace(is_control, "\u{fffd}").into(),
        false => text,
    };
    let is_formula = text.starts_with(BEGINNINGS) || text.trim_start().starts_with(BEGINNINGS);
    match is_formula {
        true => format!("'{text}").into(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_gets_an_apostrophe() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n-1",
        ] {
            assert_eq!(cell(text.into()), format!("'{text}"));
        }
        for text in ["", "a=1", "a@example.com", "2026-01-01", "'=1"] {
            assert_eq!(cell(text.into()), text);
        }
    }

    #[test]
    fn control_characters_hide_no_formula() {
        assert_eq!(cell("\u{0}=1".into()), "\u{fffd}=1");
        assert_eq!(cell("a\u{1b}[31m\tb\nc".into()), "a\u{fffd}[31m\tb\nc");
    }
}
