//! What the fixes of findings make of a log: taken round by round, until none is left. Nothing is written
//! here; the sum is what one transaction has to do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::log::{Log, Rewritten};
use crate::record::Record;
use crate::record::repoint::{Renaming, rename_links};
use crate::source::{Source, Span};

/// Rounds at most. A round takes every fix that does not touch another's place, so a log needs two or three;
/// fixes that undo each other would need more than any number.
const MOST_ROUNDS: usize = 50;

/// A log after its fixes.
#[derive(Debug)]
pub struct Mended {
    /// The log as it is to be.
    pub log: Log,
    /// The files that become others, in the order of their old paths.
    pub files: Vec<Rewritten>,
    /// How many findings were mended.
    pub fixed: usize,
}

/// `log` after every fix of what `lint` finds in it.
pub fn mend(log: Log, lint: impl Fn(&Log) -> Vec<Diagnostic>) -> Mended {
    let mut origins: BTreeMap<PathBuf, Arc<Source>> = BTreeMap::new();
    let (mut log, mut fixed) = (log, 0);
    for _ in 0..MOST_ROUNDS {
        let (files, count) = round(&log, &lint(&log));
        if files.is_empty() {
            break;
        }
        fixed += count;
        for file in &files {
            let origin = origins.remove(file.source.path());
            let origin = origin.unwrap_or_else(|| Arc::clone(&file.source));
            origins.insert(file.path.clone(), origin);
        }
        let changes: Vec<_> = files.iter().flat_map(Rewritten::changes).collect();
        log = log.after(&changes);
    }
    let files = files(&log, &origins);
    Mended { log, files, fixed }
}

/// The files of `log` that are not as they were, by what each was at first.
fn files(log: &Log, origins: &BTreeMap<PathBuf, Arc<Source>>) -> Vec<Rewritten> {
    let rewritten = log.records.iter().filter_map(|record| {
        let path = record.source.path();
        let source = origins.get(path)?;
        let is_other = source.path() != path || source.text() != record.source.text();
        is_other.then(|| Rewritten {
            source: Arc::clone(source),
            path: path.to_owned(),
            text: record.source.text().to_owned(),
        })
    });
    let mut files: Vec<_> = rewritten.collect();
    files.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    files
}

/// The files of one round and how many fixes they are: of edits, or of names where no edit is left.
fn round(log: &Log, findings: &[Diagnostic]) -> (Vec<Rewritten>, usize) {
    let fixes: Vec<_> = findings
        .iter()
        .filter_map(|found| found.fix.as_ref())
        .collect();
    let (files, fixed) = edited(&fixes);
    if fixed > 0 {
        return (files, fixed);
    }
    let renamed: Vec<_> = findings
        .iter()
        .filter_map(|found| Some((&found.source, found.fix.as_ref()?.rename.as_ref()?)))
        .collect();
    (renamings(log, &renamed), renamed.len())
}

/// The files after those of `fixes` that do not touch each other's places, and how many those are.
fn edited(fixes: &[&Fix]) -> (Vec<Rewritten>, usize) {
    let mut files: BTreeMap<PathBuf, Vec<&Edit>> = BTreeMap::new();
    let mut fixed = 0;
    for fix in fixes.iter().filter(|fix| !fix.edits.is_empty()) {
        let is_free = |edit: &Edit| {
            let taken = files.get(edit.source.path());
            let mut taken = taken.into_iter().flatten();
            !taken.any(|other| touch(&other.span, &edit.span))
        };
        if fix.edits.iter().all(is_free) {
            fixed += 1;
            for edit in &fix.edits {
                let path = edit.source.path().to_owned();
                files.entry(path).or_default().push(edit);
            }
        }
    }
    let change = |(path, mut edits): (PathBuf, Vec<&Edit>)| {
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let source = Arc::clone(&edits.first()?.source);
        let mut text = source.text().to_owned();
        for edit in edits {
            text.replace_range(edit.span.clone(), &edit.text);
        }
        Some(Rewritten { source, path, text })
    };
    (files.into_iter().filter_map(change).collect(), fixed)
}

fn touch(left: &Span, right: &Span) -> bool {
    left.start <= right.end && right.start <= left.end
}

/// Files under new names, and what links to them after them.
fn renamings(log: &Log, renamed: &[(&Arc<Source>, &PathBuf)]) -> Vec<Rewritten> {
    if renamed.is_empty() {
        return Vec::new();
    }
    let renamings: Vec<_> = renamed
        .iter()
        .filter_map(|(source, to)| renaming(log, source, to))
        .collect();
    let moved: BTreeMap<&Path, &PathBuf> = renamed
        .iter()
        .map(|(source, to)| (source.path(), *to))
        .collect();
    let follow = |record: &Record| {
        let source = &record.source;
        let text = followed(record, &renamings);
        let path = moved.get(source.path()).map_or(source.path(), |to| to);
        let is_other = path != source.path() || text != source.text();
        is_other.then(|| Rewritten {
            source: Arc::clone(source),
            path: path.to_owned(),
            text,
        })
    };
    log.records.iter().filter_map(follow).collect()
}

fn renaming(log: &Log, source: &Source, to: &Path) -> Option<Renaming> {
    let record = log
        .records
        .iter()
        .find(|record| record.source.path() == source.path())?;
    let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    let number = record.number?;
    Some(Renaming {
        old_name: name(source.path())?,
        new_name: name(to)?,
        from: number,
        to: number,
    })
}

/// The text of `record` in which links follow `renamings`.
fn followed(record: &Record, renamings: &[Renaming]) -> String {
    let mut text = record.source.text().to_owned();
    if record.source.invalid_utf8_at().is_some() {
        return text;
    }
    for renaming in renamings {
        if text.contains(&renaming.old_name) {
            let source = Arc::new(Source::new(record.source.path(), text));
            text = rename_links(&Record::parse(source), renaming);
        }
    }
    text
}
