//! The cited decisions as a table.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::CitingFile;
use crate::citation::{Citing, Target};
use crate::record::Status;
use crate::source::printable;

/// How often, and in how many files, a decision is cited.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub citations: usize,
    pub files: usize,
}

/// What `files` cite, ordered by number; decisions without a number come last.
pub fn counts(files: &[CitingFile], citing: &Citing<'_>) -> Vec<(Target, Count)> {
    let mut counts: BTreeMap<_, (Target, Count)> = BTreeMap::new();
    for file in files {
        let mut in_file: Vec<_> = file
            .citations
            .iter()
            .map(|(citation, _)| {
                let target = citation.target;
                (order(target, citing), target)
            })
            .collect();
        in_file.sort_unstable_by_key(|(order, _)| *order);
        for same in in_file.chunk_by(|(a, _), (b, _)| a == b) {
            if let Some((order, target)) = same.first() {
                let (_, count) = counts.entry(*order).or_insert((*target, Count::default()));
                count.citations += same.len();
                count.files += 1;
            }
        }
    }
    counts.into_values().collect()
}

fn order(target: Target, citing: &Citing<'_>) -> (bool, Option<u32>, usize) {
    let number = citing.number(target);
    let position = match target {
        Target::Record(position) => position,
        Target::Missing(_) => 0,
    };
    (number.is_none(), number, position)
}

/// The table, for a terminal of `width`, if it is one; nothing if nothing is cited.
pub fn table(files: &[CitingFile], citing: &Citing<'_>, width: Option<usize>) -> String {
    let rows = counts(files, citing).into_iter().map(|(target, count)| {
        let record = citing.record(target);
        let number = citing.number(target);
        let status = record.map_or("missing", |record| {
            record.status().map_or("-", Status::name)
        });
        let title = record.and_then(|record| record.title()).unwrap_or_default();
        [
            number.map_or_else(String::new, |number| format!("{number:04}")),
            status.to_owned(),
            count.citations.to_string(),
            count.files.to_string(),
            printable(title).into_owned(),
        ]
    });
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["", "Status", "Citations", "Files", "Decision"])
        .add_rows(rows);
    if table.row_count() == 0 {
        return String::new();
    }
    if let Some(width) = width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    for counted in [2, 3] {
        if let Some(column) = table.column_mut(counted) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}
