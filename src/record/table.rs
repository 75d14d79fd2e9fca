//! Options in a table: one per row, or one per column if the rows are criteria.

use super::entry::{Entry, is_nothing};
use super::outline::{Block, Outline};
use super::section::has;

/// What the corner of a table says whose columns are the options.
const CRITERIA: &str = "criterion|criteria|feature|features|property|properties|aspect|factor|requirement|driver|\
                        attribute|quality|concern|dimension";

/// The options in the table at `position`, each named by the first cell of its row, or by the head of its column.
pub fn entries(outline: &Outline, position: usize) -> Vec<Entry> {
    let rows: Vec<Vec<&Block>> = outline
        .outermost(&outline.inside(position))
        .map(|(at, _)| {
            let cells = outline.outermost(&outline.inside(at));
            cells.map(|(_, cell)| cell).collect()
        })
        .collect();
    let Some((head, rows)) = rows.split_first() else {
        return Vec::new();
    };
    let corner = head
        .first()
        .map_or("", |cell| outline.text_of(cell))
        .to_lowercase();
    let entry = |name: &Block, said: &mut dyn Iterator<Item = &&Block>| {
        let texts = |cell: &&Block| [outline.text_of(cell), outline.footnote(&cell.span)];
        let said: Vec<&str> = said.flat_map(texts).collect();
        let said = said.join(" ");
        let said = match is_nothing(&said) {
            true => "",
            false => said.trim(),
        };
        Entry::of(outline.text_of(name), said, name)
    };
    let found: Vec<Entry> = if has(CRITERIA, &corner) {
        let columns = head.iter().enumerate().skip(1);
        columns
            .map(|(at, name)| entry(name, &mut rows.iter().filter_map(|row| row.get(at))))
            .collect()
    } else {
        let named = rows.iter().filter_map(|row| row.split_first());
        named
            .map(|(name, said)| entry(name, &mut said.iter()))
            .collect()
    };
    found
        .into_iter()
        .filter(|entry| !entry.name.is_empty())
        .collect()
}
