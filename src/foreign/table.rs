//! A table of metadata under the title.

use super::Format;
use super::meta::{Fact, Group, Key, Sheet};
use crate::record::outline::{Block, Kind};
use crate::source::Span;

/// The format.
pub const FORMAT: Format = Format {
    name: "table",
    summary: "a table under the title, a row or a column for each key",
    facts,
};

fn facts(sheet: &Sheet<'_>) -> Vec<Fact> {
    let head = sheet.head().into_iter();
    let tables = head.filter(|(_, block)| block.kind == Kind::Table);
    tables
        .flat_map(|(at, table)| of_table(sheet, at, &table.span))
        .collect()
}

fn of_table(sheet: &Sheet<'_>, position: usize, table: &Span) -> Vec<Fact> {
    let outline = sheet.outline;
    let rows: Vec<(Span, Vec<&Block>)> = outline
        .outermost(&outline.inside(position))
        .map(|(at, row)| {
            let cells = outline.outermost(&outline.inside(at));
            (row.span.clone(), cells.map(|(_, cell)| cell).collect())
        })
        .collect();
    let key = |cell: &Block| Key::of(outline.text_of(cell));
    let fact = |label: &Block, value: &Block, extent: &Span, group: Option<Group>| {
        Some(Fact {
            key: key(label)?,
            values: vec![outline.text_of(value).to_owned()],
            span: value.span.clone(),
            extent: extent.clone(),
            group,
        })
    };
    let whole = || {
        let group = Group {
            whole: table.clone(),
            content: table.clone(),
        };
        Some(group)
    };
    if let [(first, labels), (_, values), rest @ ..] = &rows[..]
        && labels.iter().filter(|cell| key(cell).is_some()).count() > 1
    {
        let is_all = rest.is_empty() && labels.iter().all(|cell| key(cell).is_some());
        let extent = if is_all { table } else { first };
        let pairs = labels.iter().zip(values);
        return pairs
            .filter_map(|(label, value)| fact(label, value, extent, whole()))
            .collect();
    }
    // A table cannot do without its first row.
    let is_blank = |cells: &[&Block]| cells.iter().all(|cell| outline.text_of(cell).is_empty());
    let is_keyed = |cells: &[&Block]| cells.first().is_some_and(|cell| key(cell).is_some());
    let is_bound = rows
        .iter()
        .all(|(_, cells)| is_blank(cells) || is_keyed(cells))
        || rows.first().is_some_and(|(_, cells)| is_keyed(cells));
    rows.iter()
        .filter_map(|(row, cells)| {
            let group = if is_bound { whole() } else { None };
            fact(cells.first()?, cells.get(1)?, row, group)
        })
        .collect()
}
