//! Where the files of a repository cite the decisions of its log, and which citations are out of date.
//! The log's own folder is left out: the links between records are the business of `lint`'s other rules.

mod find;
mod repoint;
mod stale;
mod standing;
mod walk;

use std::collections::{BTreeSet, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::log::Log;
use crate::record::mention::OPENINGS_IN_CODE;
use crate::record::{Record, Status};
use crate::source::Span;

pub use stale::STALE_CITATION;
pub use standing::Standing;
pub use walk::{Root, RootError, Walked};

/// One citation of a decision in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// What is cited.
    pub target: Target,
    /// As it is written: `ADR-0042`, `adr#42`, or a path such as `docs/adr/0042-keep-orders.md`.
    pub spelling: String,
    /// The bytes of the file that it takes.
    pub span: Span,
    /// Its line, starting at 1.
    pub line: usize,
    /// Its column in characters, starting at 1.
    pub column: usize,
    /// The text of its line, or what is around it in a line that is very long. Bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// What a citation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The record at this position in [`Log::records`].
    Record(usize),
    /// A number that no legible record carries.
    Missing(u32),
}

/// What it takes to find citations of the records of a log.
#[derive(Debug)]
pub struct Citing<'l> {
    log: &'l Log,
    openings: Option<AhoCorasick>,
    /// The log's folder below the repository's root, and `/`.
    folder: String,
    /// The paths below it that hold other characters than paths usually do, each with its record.
    odd_paths: Vec<(String, usize)>,
    /// The records that say which one they replace, by the number of that one.
    claims: HashMap<u32, BTreeSet<u32>>,
}

impl<'l> Citing<'l> {
    /// The citations of the records of `log`.
    pub fn of(log: &'l Log) -> Self {
        let folder = match log.folder_in_repository() {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let paths = Some(folder.as_str()).filter(|folder| !folder.is_empty());
        // Patterns are told apart by where they stand in this list: the folder comes last.
        let openings = OPENINGS_IN_CODE.into_iter().chain(paths);
        let openings = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(openings);
        Self {
            odd_paths: odd_paths(log, &folder),
            openings: openings.ok(),
            claims: claims(log),
            folder,
            log,
        }
    }

    /// What names `record` of the log by its path, or by its number if that is its alone.
    pub fn target(&self, record: &Record) -> Option<Target> {
        let mut records = self.log.records.iter();
        let path = record.source.path();
        let position = records.position(|other| other.source.path() == path);
        position.map(Target::Record)
    }

    /// The records that name `record` in their front matter or in their prose, in the log's order.
    pub fn records_that_name(&self, record: &Record) -> Vec<&'l Record> {
        let Some(Target::Record(position)) = self.target(record) else {
            return Vec::new();
        };
        let records = self.log.records.par_iter().enumerate();
        let names = |(at, other): &(usize, &Record)| {
            let front = other.front.as_ref();
            let mut linked = front.into_iter().flat_map(|front| front.linked());
            let is_linked = linked.any(|linked| Some(linked) == record.number);
            *at != position && (is_linked || self.log.named_in(other).contains(&position))
        };
        records.filter(names).map(|(_, other)| other).collect()
    }

    /// The record that `target` is.
    pub fn record(&self, target: Target) -> Option<&'l Record> {
        match target {
            Target::Record(position) => self.log.records.get(position),
            Target::Missing(_) => None,
        }
    }

    /// The number of `target`.
    pub fn number(&self, target: Target) -> Option<u32> {
        match target {
            Target::Record(position) => self.log.records.get(position)?.number,
            Target::Missing(number) => Some(number),
        }
    }
}

/// The paths in `folder` that [`find`] would not read to their end, the longest first.
fn odd_paths(log: &Log, folder: &str) -> Vec<(String, usize)> {
    let paths = log.records.iter().enumerate().filter_map(|(at, record)| {
        let path = log.path_in_repository(record.source.path());
        let inside = path.strip_prefix(folder)?;
        (!inside.chars().all(find::is_in_path)).then(|| (inside.to_owned(), at))
    });
    let mut paths: Vec<_> = paths.collect();
    paths.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    paths
}

/// What the records of `log` in force, or once in force, say that they replace.
fn claims(log: &Log) -> HashMap<u32, BTreeSet<u32>> {
    let mut claims: HashMap<u32, BTreeSet<u32>> = HashMap::new();
    for record in &log.records {
        let never_took_effect =
            matches!(record.status(), Some(Status::Proposed | Status::Rejected));
        let (Some(front), Some(number)) = (&record.front, record.number) else {
            continue;
        };
        for old in front.supersedes.iter().filter(|_| !never_took_effect) {
            claims.entry(old.value).or_default().insert(number);
        }
    }
    claims
}

#[cfg(test)]
mod tests;
