//! The list as a table.

use std::borrow::Cow;

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr;

use super::columns::{self, Column, STATUS};
use crate::log::Log;
use crate::record::{Record, Status};

/// The `columns` of `records`, for a terminal of `width`, if it is one; nothing if there are no records.
pub fn table(columns: &[&Column], records: &[&Record], log: &Log, width: Option<usize>) -> String {
    if records.is_empty() {
        return String::new();
    }
    let rows = columns::shown(columns, records, log);
    match width {
        Some(width) => styled(columns, records, &rows, width),
        None => plain(columns, &rows),
    }
}

fn styled(
    columns: &[&Column],
    records: &[&Record],
    rows: &[Vec<Cow<'_, str>>],
    width: usize,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .enforce_styling()
        .set_header(columns.iter().map(|column| column.heading));
    table.add_rows(records.iter().zip(rows).map(|(record, row)| {
        let cells = columns.iter().zip(row).map(|(column, text)| {
            let status = record.status().filter(|_| column.name == STATUS.name);
            let cell = Cell::new(text);
            status.map_or(cell.clone(), |status| coloured(cell, status))
        });
        cells.collect::<Vec<_>>()
    }));
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

fn coloured(cell: Cell, status: Status) -> Cell {
    match status {
        Status::Proposed => cell.fg(Color::Yellow),
        Status::Accepted => cell.fg(Color::Green),
        Status::Rejected => cell.fg(Color::Red),
        Status::Deprecated | Status::Superseded => cell.add_attribute(Attribute::Dim),
    }
}

/// The table where no terminal sets its width, and nothing is wrapped.
fn plain(columns: &[&Column], rows: &[Vec<Cow<'_, str>>]) -> String {
    let headings = columns.iter().map(|column| column.heading);
    let mut widths: Vec<_> = headings.clone().map(width).collect();
    // Nothing is to the right of the last column, so that it is not measured.
    let last = widths.len().saturating_sub(1);
    for row in rows {
        for (most, cell) in widths[..last].iter_mut().zip(row) {
            *most = width(cell).max(*most);
        }
    }
    let mut text = String::with_capacity(64 * (rows.len() + 1));
    write_line(&mut text, headings, &widths);
    for row in rows {
        write_line(&mut text, row.iter().map(AsRef::as_ref), &widths);
    }
    text
}

fn write_line<'c>(text: &mut String, cells: impl Iterator<Item = &'c str>, widths: &[usize]) {
    let mut gap = 1;
    for (cell, most) in cells.zip(widths) {
        text.extend(std::iter::repeat_n(' ', gap));
        text.push_str(cell);
        gap = most.saturating_sub(width(cell)) + 2;
    }
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// The number of columns that `text` takes in a terminal.
fn width(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.width(),
    }
}
