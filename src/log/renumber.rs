//! Renumbering of records that share a number: which record gets a new number, which one, and what that
//! changes in others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Log, Rewritten};
use crate::record::edit::{EditError, number_heading};
use crate::record::repoint::{Renaming, edges, rename_links, repoint};
use crate::record::{Record, file_name};
use crate::source::Source;

/// A record that gets another number.
#[derive(Debug, Clone)]
pub struct Move<'l> {
    /// The record as it is.
    pub record: &'l Record,
    /// What changes of its name.
    pub renaming: Renaming,
}

/// Who was there first.
#[derive(Debug, Clone, Default)]
pub struct Landing {
    /// File names of the log as they came to the base branch, those of one commit together.
    pub order: Vec<Vec<String>>,
    /// File names on a branch that this log will be merged into and that are not here yet.
    pub ahead: Vec<String>,
    /// The highest number that any other branch has taken.
    pub highest: Option<u32>,
}

/// The records that have to move: of those that share a number all but the one that landed first (by its
/// place on the base branch, then by date, then by name), and those whose number is taken ahead.
pub fn moves<'l>(log: &'l Log, landing: &Landing) -> Vec<Move<'l>> {
    let ahead: BTreeSet<u32> = landing
        .ahead
        .iter()
        .filter_map(|name| file_name::number(name))
        .collect();
    let highest_ahead = ahead.iter().next_back().copied();
    let mut free = log.next_number_after(landing.highest.max(highest_ahead));
    let mut moves = Vec::new();
    for records in log.by_number() {
        let Some(number) = records.first().and_then(|first| first.number) else {
            continue;
        };
        let mut records: Vec<_> = records
            .iter()
            .filter(|record| file_name::number(&name(record)).is_some())
            .collect();
        records.sort_by_key(|record| rank(record, landing));
        let stays = usize::from(!ahead.contains(&number));
        for record in records.into_iter().skip(stays) {
            let Some(to) = free else { break };
            free = to.checked_add(1);
            let old_name = name(record);
            moves.push(Move {
                record,
                renaming: Renaming {
                    new_name: numbered(&old_name, to),
                    old_name,
                    from: number,
                    to,
                },
            });
        }
    }
    moves
}

/// Every record that `moves` change, itself or by what it says of one that moves.
///
/// # Errors
/// Where one of them has no TOML that parses.
pub fn rewritten(log: &Log, moves: &[Move<'_>]) -> Result<Vec<Rewritten>, EditError> {
    let mut changed = Vec::new();
    for record in &log.records {
        let own = moves.iter().find(|step| std::ptr::eq(step.record, record));
        let mut text = record.source.text().to_owned();
        for step in moves {
            text = follow(log, record, text, step)?;
        }
        let mut path = record.source.path().to_owned();
        if let Some(step) = own {
            text = number_heading(&with_text(record, text), step.renaming.to);
            path.set_file_name(&step.renaming.new_name);
        }
        if own.is_some() || text != record.source.text() {
            let source = Arc::clone(&record.source);
            changed.push(Rewritten { source, path, text });
        }
    }
    Ok(changed)
}

/// `text` of `record`, in which everything that means `step`'s record means it under its new number.
fn follow(log: &Log, record: &Record, text: String, step: &Move<'_>) -> Result<String, EditError> {
    let Renaming { from, to, .. } = step.renaming;
    let mut record = with_text(record, text);
    for (edge, number) in edges(&record) {
        let means_it = number == from
            && record.number.is_some_and(|own| {
                let answers = |other: &Record| edges(other).contains(&(edge.reverse(), own));
                let others = || {
                    log.numbered(from)
                        .filter(|other| !std::ptr::eq(*other, step.record))
                };
                answers(step.record) && !others().any(answers)
            });
        if means_it {
            let text = repoint(&record, edge, from, to)?;
            record = with_text(&record, text);
        }
    }
    Ok(rename_links(&record, &step.renaming))
}

fn with_text(record: &Record, text: String) -> Record {
    Record::parse(Arc::new(Source::new(record.source.path(), text)))
}

fn rank(record: &Record, landing: &Landing) -> impl Ord + use<> {
    let name = name(record);
    let landed = landing.order.iter().position(|names| names.contains(&name));
    (landed.unwrap_or(usize::MAX), record.date(), name)
}

fn name(record: &Record) -> String {
    record
        .source
        .path()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// `name` with `number` in place of its own, in at least as many digits.
fn numbered(name: &str, number: u32) -> String {
    let start = name.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (before, rest) = name.split_at(start);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let width = rest.len() - after.len();
    format!("{before}{number:0width$}{after}")
}

/// How often each number is given, where it is more than once.
pub fn clashes(log: &Log) -> BTreeMap<u32, usize> {
    let shared = log.by_number().filter(|records| records.len() > 1);
    let counts = shared.filter_map(|records| Some((records.first()?.number?, records.len())));
    counts.collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::store::Place;

    const OTHER: &str = "+++\nstatus = \"accepted\"\ndate = 2026-01-01\n";

    fn log(files: &[(&str, &str)]) -> Log {
        let record = |(name, text): &(&str, &str)| {
            Record::parse(Arc::new(Source::new(format!("docs/adr/{name}"), *text)))
        };
        let place = Place {
            dir: PathBuf::from("docs/adr"),
            root: PathBuf::from("."),
        };
        Log::of(place, files.iter().map(record).collect())
    }

    fn planned(log: &Log, landing: &Landing) -> Vec<(String, String)> {
        let moves = moves(log, landing);
        moves
            .into_iter()
            .map(|step| (step.renaming.old_name, step.renaming.new_name))
            .collect()
    }

    #[test]
    fn the_one_that_landed_later_moves() {
        let early = format!("{OTHER}+++\n# ADR-0002: B\n");
        let late = early.replace("2026-01-01", "2026-02-01");
        let log = log(&[
            ("0001-a.md", &early),
            ("0002-b.md", &late),
            ("0002-c.md", &early),
        ]);
        let step = |old: &str, new: &str| vec![(old.to_owned(), new.to_owned())];
        let landing = Landing::default();
        assert_eq!(planned(&log, &landing), step("0002-b.md", "0003-b.md"));
        let landing = Landing {
            order: vec![vec!["0002-b.md".to_owned()]],
            highest: Some(6),
            ..landing
        };
        assert_eq!(planned(&log, &landing), step("0002-c.md", "0007-c.md"));
    }

    #[test]
    fn a_number_taken_ahead_is_given_up() {
        let text = format!("{OTHER}+++\n# ADR-0002: B\n");
        let log = log(&[("0002-b.md", &text)]);
        let landing = Landing {
            ahead: vec!["0002-x.md".to_owned(), "0003-y.md".to_owned()],
            ..Landing::default()
        };
        assert_eq!(
            planned(&log, &landing),
            [("0002-b.md".to_owned(), "0004-b.md".to_owned())]
        );
    }

    #[test]
    fn edges_and_links_follow_the_record_that_they_mean() {
        let stays =
            format!("{OTHER}links = [{{ kind = \"relates\", to = 1 }}]\n+++\n# ADR-0002: B\n");
        let moved = format!(
            "{OTHER}supersedes = [1]\n+++\n# ADR-0002: C\n\nBefore [ADR-0001](0001-a.md).\n"
        );
        let other = format!(
            "{OTHER}superseded_by = 2\nlinks = [{{ kind = \"relates\", to = 2 }}]\n+++\n# ADR-0001: A\n\nNow [ADR-0002](0002-c.md), not [ADR-0002](0002-b.md).\n"
        );
        let log = log(&[
            ("0001-a.md", &other),
            ("0002-b.md", &stays),
            ("0002-c.md", &moved),
        ]);
        let steps = moves(&log, &Landing::default());
        let changed = rewritten(&log, &steps).unwrap();
        let texts: Vec<_> = changed
            .iter()
            .map(|change| (change.path.as_path(), change.text.as_str()))
            .collect();
        let expected = other
            .replace("superseded_by = 2", "superseded_by = 3")
            .replace("[ADR-0002](0002-c.md)", "[ADR-0003](0003-c.md)");
        assert_eq!(
            texts,
            [
                (
                    std::path::Path::new("docs/adr/0001-a.md"),
                    expected.as_str()
                ),
                (
                    std::path::Path::new("docs/adr/0003-c.md"),
                    moved.replace("ADR-0002: C", "ADR-0003: C").as_str()
                ),
            ]
        );
    }
}
