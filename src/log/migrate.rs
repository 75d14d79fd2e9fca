//! Foreign records as ours: which get a number, what each says of the others, and the files that come of it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use percent_encoding::percent_decode_str;

use super::{Log, Rewritten};
use crate::foreign::{self, Migration, Target};
use crate::record::edit::{self, Change, EditError};
use crate::record::repoint::{Renaming, rename_links};
use crate::record::{Link, LinkKind, Record, Status};
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
    let edits = answer(log, &mut steps);
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
    let by_name = by_name(log);
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
            Target::Link(target) => number_of(linked(log, &by_name, path, target)?),
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

/// The records of `log` by the names of their files, where one has that name.
fn by_name(log: &Log) -> HashMap<&str, Option<&Record>> {
    let mut names: HashMap<&str, Option<&Record>> = HashMap::new();
    for record in &log.records {
        if let Some(name) = record
            .source
            .path()
            .file_name()
            .and_then(|name| name.to_str())
        {
            names
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(Some(record));
        }
    }
    names
}

/// The record that a link to `target`, in the file at `path`, leads to.
fn linked<'l>(
    log: &'l Log,
    by_name: &HashMap<&str, Option<&'l Record>>,
    path: &Path,
    target: &str,
) -> Option<&'l Record> {
    let target = percent_decode_str(target.split(['#', '?']).next()?);
    let target = &*target.decode_utf8_lossy();
    let folder = path.parent().unwrap_or(Path::new(""));
    let beside = normal(&folder.join(target));
    log.record_at(&beside)
        .or_else(|| log.record_at(&beside.join("README.md")))
        .or_else(|| log.record_at(&beside.join("index.md")))
        .or_else(|| {
            let name = target.trim_end_matches('/').rsplit('/').next()?;
            *by_name.get(name)?
        })
        .or_else(|| {
            let number = foreign::number_of_link(target)?;
            let mut numbered = log.numbered(number);
            numbered.next().filter(|_| numbered.next().is_none())
        })
}

/// `path` without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// Lets each record say of the others what they say of it. What records of ours have to say for that is given back.
fn answer<'l>(log: &'l Log, steps: &mut [Step<'l>]) -> Vec<(&'l Record, Vec<Change>)> {
    let by_number: HashMap<u32, usize> = steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| Some((step.number?, at)))
        .collect();
    hear(log, &by_number, steps);
    let mut edits: BTreeMap<u32, Vec<Change>> = BTreeMap::new();
    for at in 0..steps.len() {
        let Some(own) = steps[at].number else {
            continue;
        };
        let front = steps[at].migration.front.clone();
        let is_in_force = front
            .status
            .as_ref()
            .is_none_or(|status| status.value != Status::Proposed);
        for old in &front.supersedes {
            let Some(position) = by_number.get(&old.value) else {
                let by = log.get(old.value).and_then(successor);
                let edits = edits.entry(old.value).or_default();
                if by.is_some_and(|by| by != own) {
                    let migration = &mut steps[at].migration;
                    relate_instead(migration, old.value);
                    edits.push(Change::Link(LinkKind::Relates, own));
                } else if is_in_force {
                    edits.push(Change::Status(Status::Superseded));
                    edits.push(Change::SupersededBy(own));
                }
                continue;
            };
            let other = &mut steps[*position].migration.front;
            let by = other.superseded_by.as_ref().map(|by| by.value);
            if by.is_none() && is_in_force {
                other.superseded_by = Some(unplaced(own));
                other.status = Some(unplaced(Status::Superseded));
            } else if by.is_some() && by != Some(own) {
                // A decision has one successor: what others say of it is kept as a link.
                relate(&mut steps[*position].migration, own);
                relate_instead(&mut steps[at].migration, old.value);
            }
        }
        if let Some(by) = &front.superseded_by {
            match by_number.get(&by.value) {
                Some(position) => add_superseded(&mut steps[*position].migration, own),
                None => edits
                    .entry(by.value)
                    .or_default()
                    .push(Change::Supersedes(own)),
            }
        }
        for link in &front.links {
            match by_number.get(&link.to.value) {
                Some(position) => {
                    add_link(&mut steps[*position].migration, link.kind.reverse(), own)
                }
                None => {
                    let change = Change::Link(link.kind.reverse(), own);
                    edits.entry(link.to.value).or_default().push(change);
                }
            }
        }
    }
    let of_ours = edits.into_iter().filter_map(|(number, mut changes)| {
        let record = log
            .get(number)
            .filter(|record| record.is_ours() && record.faults.is_empty())?;
        changes.retain(|change| !says(record, change));
        (!changes.is_empty()).then_some((record, changes))
    });
    of_ours.collect()
}

/// What replaced `record`.
fn successor(record: &Record) -> Option<u32> {
    let by = record.front.as_ref()?.superseded_by.as_ref()?;
    Some(by.value)
}

/// Whether `record`, one of ours, says what `change` would add.
fn says(record: &Record, change: &Change) -> bool {
    let Some(front) = &record.front else {
        return false;
    };
    match change {
        Change::Status(status) => record.status() == Some(*status),
        Change::SupersededBy(number) => successor(record) == Some(*number),
        Change::Supersedes(number) => front.supersedes.iter().any(|old| old.value == *number),
        Change::Link(kind, number) => {
            let mut links = front.links.iter();
            links.any(|link| link.kind == *kind && link.to.value == *number)
        }
        _ => false,
    }
}

/// Adds to `steps` what the records of ours in `log` say of them.
fn hear<'l>(log: &'l Log, by_number: &HashMap<u32, usize>, steps: &mut [Step<'l>]) {
    let is_ours = |record: &&Record| record.is_ours() && record.faults.is_empty();
    for record in log.records.iter().filter(is_ours) {
        let (Some(own), Some(front)) = (record.number, &record.front) else {
            continue;
        };
        let step = |number: u32| by_number.get(&number).copied();
        for at in front.supersedes.iter().filter_map(|old| step(old.value)) {
            let other = &mut steps[at].migration.front;
            if other.superseded_by.is_none() && record.status() != Some(Status::Proposed) {
                other.superseded_by = Some(unplaced(own));
                other.status = Some(unplaced(Status::Superseded));
            }
        }
        if let Some(at) = successor(record).and_then(step) {
            add_superseded(&mut steps[at].migration, own);
        }
        for link in &front.links {
            if let Some(at) = step(link.to.value) {
                add_link(&mut steps[at].migration, link.kind.reverse(), own);
            }
        }
    }
}

fn relate(migration: &mut Migration, to: u32) {
    add_link(migration, LinkKind::Relates, to);
}

/// Makes a link of what `migration` says to have replaced.
fn relate_instead(migration: &mut Migration, old: u32) {
    let supersedes = &mut migration.front.supersedes;
    supersedes.retain(|number| number.value != old);
    relate(migration, old);
}

fn add_superseded(migration: &mut Migration, old: u32) {
    let supersedes = &mut migration.front.supersedes;
    if supersedes.iter().all(|known| known.value != old) {
        supersedes.push(unplaced(old));
    }
}

fn add_link(migration: &mut Migration, kind: LinkKind, to: u32) {
    let links = &mut migration.front.links;
    if !links
        .iter()
        .any(|link| link.kind == kind && link.to.value == to)
    {
        let to = unplaced(to);
        links.push(Link { kind, to });
    }
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
