//! Foreign records as ours: which get a number, what each says of the others, and the files that come of it.

mod links;
mod targets;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Log, Rewritten};
use crate::foreign::{self, Migration, Target};
use crate::record::edit::{self, EditError};
use crate::record::repoint::{Renaming, rename_links};
use crate::record::{Record, Status};
use crate::source::{Source, Spanned};

/// What to do with a log.
pub struct Wanted<'a> {
    /// Whether a record is to be migrated.
    pub is_selected: &'a dyn Fn(&Record) -> bool,
    /// Whether every file keeps its name, so that one without a number stays without.
    pub keep_names: bool,
    /// The day of a record that says none.
    pub undated: &'a dyn Fn(&Record) -> NaiveDate,
}

/// A log of which records have become ours.
#[derive(Debug, Default)]
pub struct Migrated {
    /// Those records, in the log's order.
    pub records: Vec<MigratedRecord>,
    /// Every file that changes: theirs, and those that name one that has another name now.
    pub files: Vec<Rewritten>,
    /// Those that stay as they are, each with why, as a clause.
    pub passed_over: Vec<(PathBuf, String)>,
}

/// A record that has become one of ours.
#[derive(Debug)]
pub struct MigratedRecord {
    /// Its file as it was.
    pub before: PathBuf,
    /// Its file from now on.
    pub after: PathBuf,
    /// The lines that its TOML record replaces.
    pub moved: Vec<String>,
    /// Its day, where neither its file nor its name says one.
    pub dated: Option<NaiveDate>,
    /// Its status, where its text says none that is known.
    pub guessed: Option<Status>,
}

struct Step<'l> {
    record: &'l Record,
    number: Option<u32>,
    path: PathBuf,
    migration: Migration,
    dated: Option<NaiveDate>,
    guessed: Option<Status>,
}

/// Makes records of ours of the foreign ones in `log`.
///
/// # Errors
/// Where a record of ours that one of them names has no TOML that parses.
pub fn migrate(log: &Log, wanted: &Wanted<'_>) -> Result<Migrated, EditError> {
    let mut migrated = Migrated::default();
    let mut chosen = Vec::new();
    for record in log
        .records
        .iter()
        .filter(|record| !record.is_ours() && (wanted.is_selected)(record))
    {
        match why_not(record) {
            Some(why) => migrated
                .passed_over
                .push((record.source.path().to_owned(), why.to_owned())),
            None => chosen.push(record),
        }
    }
    let named = names(log, &chosen, wanted.keep_names);
    let mut steps = steps(log, &chosen, &named, wanted);
    let edits = links::complete(log, &mut steps);
    let mut texts: BTreeMap<PathBuf, (Arc<Source>, PathBuf, String)> = BTreeMap::new();
    for step in &steps {
        let text = step.migration.text(step.record, step.number);
        let source = Arc::clone(&step.record.source);
        if !Record::parse(Arc::new(Source::new(&step.path, text.as_str())))
            .faults
            .is_empty()
        {
            let why = "what it says cannot be written as a TOML record".to_owned();
            migrated.passed_over.push((source.path().to_owned(), why));
            continue;
        }
        let key = source.path().to_owned();
        migrated.records.push(MigratedRecord {
            before: key.clone(),
            after: step.path.clone(),
            moved: step
                .migration
                .moved_lines(&source)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            dated: step.dated,
            guessed: step.guessed,
        });
        texts.insert(key, (source, step.path.clone(), text));
    }
    for (record, changes) in edits {
        let text = edit::apply(record, &changes)?;
        let path = record.source.path().to_owned();
        texts.insert(path.clone(), (Arc::clone(&record.source), path, text));
    }
    migrated.files = renamed(log, texts, &steps);
    Ok(migrated)
}

fn why_not(record: &Record) -> Option<&'static str> {
    if !record.faults.is_empty() {
        return Some("it has a fault that `adr lint` shows");
    }
    record
        .format
        .is_none()
        .then_some("it does not look like a decision")
}

/// The number and the path that each of `chosen` has from now on.
fn names(log: &Log, chosen: &[&Record], keep: bool) -> HashMap<PathBuf, (Option<u32>, PathBuf)> {
    let mut unnumbered: Vec<&&Record> = chosen
        .iter()
        .filter(|record| record.number.is_none())
        .collect();
    unnumbered.retain(|record| !keep && !foreign::stands_for_folder(record));
    unnumbered.sort_by_key(|record| (record.date(), record.source.path().to_owned()));
    let mut free = log.next_number();
    let mut names: HashMap<_, _> = chosen
        .iter()
        .map(|record| {
            let path = record.source.path().to_owned();
            (path.clone(), (record.number, path))
        })
        .collect();
    for record in unnumbered {
        let path = record.source.path();
        let title = foreign::title_of_name(path);
        let name = free.and_then(|number| log.naming().file_name(number, &title));
        if let (Some(number), Some(name)) = (free, name) {
            names.insert(path.to_owned(), (Some(number), path.with_file_name(name)));
            free = number.checked_add(1);
        }
    }
    names
}

fn steps<'l>(
    log: &'l Log,
    chosen: &[&'l Record],
    named: &HashMap<PathBuf, (Option<u32>, PathBuf)>,
    wanted: &Wanted<'_>,
) -> Vec<Step<'l>> {
    let number_of = |record: &Record| {
        let new = named.get(record.source.path());
        new.map_or(record.number, |(number, _)| *number)
    };
    let by_name = targets::by_name(log);
    let step = |record: &&'l Record| {
        let path = record.source.path();
        let (number, new_path) = named.get(path).cloned().unwrap_or((None, path.to_owned()));
        let resolve = |target: Target<'_>| match target {
            _ if number.is_none() => None,
            Target::Number(number) => {
                let mut numbered = log.numbered(number);
                numbered.next().filter(|_| numbered.next().is_none())?;
                Some(number)
            }
            Target::Link(target) => number_of(targets::linked(log, &by_name, path, target)?),
        };
        let mut migration = Migration::of(record, &resolve);
        let front = &mut migration.front;
        let guess = match front.original_text("status") {
            Some(_) => Status::Proposed,
            None => Status::Accepted,
        };
        let guessed = front.status.is_none().then_some(guess);
        front.status.get_or_insert(unplaced(guess));
        let dated = front.date.is_none().then(|| (wanted.undated)(record));
        if let Some(day) = dated {
            front.date = Some(unplaced(day));
        }
        Step {
            record,
            number,
            path: new_path,
            migration,
            dated,
            guessed,
        }
    };
    chosen.iter().map(step).collect()
}

fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

/// The files that change: `texts`, and every other one with a link to a record that has another name now.
fn renamed(
    log: &Log,
    mut texts: BTreeMap<PathBuf, (Arc<Source>, PathBuf, String)>,
    steps: &[Step<'_>],
) -> Vec<Rewritten> {
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let renamings: Vec<Renaming> = steps
        .iter()
        .filter(|step| {
            step.path != step.record.source.path() && texts.contains_key(step.record.source.path())
        })
        .map(|step| {
            let number = step.number.unwrap_or_default();
            Renaming {
                old_name: name(step.record.source.path()),
                new_name: name(&step.path),
                from: number,
                to: number,
            }
        })
        .collect();
    if !renamings.is_empty() {
        for record in &log.records {
            let path = record.source.path();
            let entry = texts.get(path);
            let (new_path, mut text) = entry.map_or_else(
                || (path.to_owned(), record.source.text().to_owned()),
                |(_, new_path, text)| (new_path.clone(), text.clone()),
            );
            for renaming in &renamings {
                if renaming
                    .spellings()
                    .iter()
                    .any(|old| text.contains(old.as_str()))
                {
                    let now = Record::parse(Arc::new(Source::new(path, text.as_str())));
                    text = rename_links(&now, renaming);
                }
            }
            if entry.is_some() || text != record.source.text() {
                texts.insert(
                    path.to_owned(),
                    (Arc::clone(&record.source), new_path, text),
                );
            }
        }
    }
    let mut files: Vec<Rewritten> = texts
        .into_values()
        .map(|(source, path, text)| Rewritten { source, path, text })
        .collect();
    // A page that cannot be read has no link that could be followed.
    files.extend(log.pages_after(&renamings).unwrap_or_default());
    files
}
