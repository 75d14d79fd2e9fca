//! Every record of a log, in order, and the ways to name one of them.

mod linked;
mod load;
pub mod migrate;
mod reference;
pub mod renumber;
mod succession;

use std::collections::{HashMap, HashSet};
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::record::draft::Numbering;
use crate::record::file_name::Naming;
use crate::record::repoint::{Renaming, renamed_links};
use crate::record::{Record, file_name};
use crate::source::Source;
use crate::store::{
    self, Access, Change, Changed, ChangedError, Extent, Place, Reading, StoreError, Transaction,
    Unreadable,
};

pub use linked::Linked;
use linked::Repository;
use load::{parse, records_and_pages};
pub use reference::ReferenceError;

/// A larger log takes more memory than it should where every record is kept whole.
const MOST_WHOLE: usize = 20_000;

/// A log as it was read.
#[derive(Debug)]
pub struct Log {
    /// Where it is.
    pub place: Place,
    /// Its records by number, then by path; those without a number last.
    pub records: Vec<Record>,
    /// What stands where a record should and cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// The Markdown files in it that are not records and may list them.
    pages: Vec<PathBuf>,
    /// Temporary files that lie in its folder.
    strays: Vec<PathBuf>,
    /// The numbers of the records that have one, with which `records` begins.
    numbers: Vec<u32>,
    by_path: OnceLock<HashMap<PathBuf, usize>>,
    naming: OnceLock<Naming>,
    repository: OnceLock<Repository>,
}

/// A record's file with a new text, and with a new path where it moves.
#[derive(Debug)]
pub struct Rewritten {
    /// The file as it is.
    pub source: Arc<Source>,
    /// Its path from now on.
    pub path: PathBuf,
    /// Its text from now on.
    pub text: String,
}

impl Rewritten {
    /// What a transaction has to do.
    pub fn changes(&self) -> Vec<Change> {
        let old = &self.source;
        if self.path == old.path() {
            return vec![Change::replace(old.path(), old.text(), self.text.as_str())];
        }
        vec![
            Change::create(&self.path, self.text.as_str()),
            Change::remove(old.path(), old.text()),
        ]
    }
}

/// Whether a caller that reads a log in less memory needs the prose of its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prose {
    /// All of it is: it is kept, but for a log of more than 20,000 records, whose prose is read again by [`Log::whole`].
    Read,
    /// At most a little of it is.
    Unread,
}

impl Log {
    /// Reads the log at `place` while no one changes it.
    ///
    /// # Errors
    /// Where its folder cannot be read, or another process keeps it for too long. A record that cannot be
    /// read is in [`Log::unreadable`].
    pub fn read(place: Place, access: &Access<'_>) -> Result<Self, StoreError> {
        let reading = Reading::begin(&place, access)?;
        let log = Self::load(place)?;
        reading.end(&log.strays, access)?;
        Ok(log)
    }

    /// The same in less memory: only the heads of the records are kept, as `prose` says.
    ///
    /// # Errors
    /// Those of [`Log::read`].
    pub fn read_lean(place: Place, access: &Access<'_>, prose: Prose) -> Result<Self, StoreError> {
        let reading = Reading::begin(&place, access)?;
        let most_whole = match prose {
            Prose::Unread => 0,
            Prose::Read => MOST_WHOLE,
        };
        let log = Self::load_as(place, |record, count| match count > most_whole {
            true => record.into_head(),
            false => record,
        })?;
        reading.end(&log.strays, access)?;
        Ok(log)
    }

    /// `record` with its prose, where this log keeps only its head; `None` where it is whole, or its file is gone.
    pub fn whole(&self, record: &Record) -> Option<Record> {
        let source = record
            .is_head()
            .then(|| store::read_again(record.source.path()));
        Some(record.whole(source??))
    }

    /// Reads the log that `transaction` is about to change.
    ///
    /// # Errors
    /// Where not all of it can be read: what is not seen could be harmed.
    pub fn read_for(transaction: &Transaction<'_>) -> Result<Self, StoreError> {
        let place = transaction.place().clone();
        let contents = store::read(&place.dir, |source, _| parse(source, &place.dir))?;
        if let Some(path) = contents.failed {
            return Err(StoreError::Incomplete { path });
        }
        transaction.remove_strays(&contents.strays)?;
        let (records, pages) = records_and_pages(contents.records);
        let mut log = Self::of(place, records);
        log.unreadable = contents.unreadable;
        log.pages = contents.pages.into_iter().chain(pages).collect();
        Ok(log)
    }

    /// Reads the log at `place` as it is at the moment, without waiting for a change to be complete.
    ///
    /// # Errors
    /// Where its folder cannot be read. A record that cannot be read is in [`Log::unreadable`].
    pub fn load(place: Place) -> Result<Self, StoreError> {
        Self::load_as(place, |record, _| record)
    }

    fn load_as(
        place: Place,
        keep: impl Fn(Record, usize) -> Record + Sync,
    ) -> Result<Self, StoreError> {
        let contents = store::read(&place.dir, |source, count| {
            let (record, role) = parse(source, &place.dir);
            (keep(record, count), role)
        })?;
        let (records, pages) = records_and_pages(contents.records);
        let mut log = Self::of(place, records);
        log.unreadable = contents.unreadable;
        log.pages = contents.pages.into_iter().chain(pages).collect();
        log.strays = contents.strays;
        Ok(log)
    }

    /// This log after `changes`, without reading it again.
    #[must_use]
    pub fn after(self, changes: &[Change]) -> Self {
        let mut records = self.records;
        let changed: HashSet<_> = changes.iter().map(|change| change.path.as_path()).collect();
        records.retain(|record| !changed.contains(record.source.path()));
        let written = changes.iter().filter_map(|change| {
            let bytes = change.after.clone()?;
            let source = Arc::new(Source::from_bytes(&change.path, bytes));
            Some(parse(source, &self.place.dir))
        });
        let (written, _) = records_and_pages(written.collect());
        records.extend(written);
        let mut log = Self::of(self.place, records);
        log.unreadable = self.unreadable;
        log.pages = self.pages;
        log
    }

    /// A log of `records`.
    pub fn of(place: Place, mut records: Vec<Record>) -> Self {
        let order = |record: &Record| (record.number.is_none(), record.number);
        records.sort_by(|a, b| {
            order(a)
                .cmp(&order(b))
                .then_with(|| a.source.path().cmp(b.source.path()))
        });
        let numbers = records.iter().map_while(|record| record.number);
        let numbers = numbers.collect();
        Self {
            place,
            records,
            unreadable: Vec::new(),
            pages: Vec::new(),
            strays: Vec::new(),
            numbers,
            by_path: OnceLock::new(),
            naming: OnceLock::new(),
            repository: OnceLock::new(),
        }
    }

    /// How its files are named.
    pub fn naming(&self) -> &Naming {
        self.naming.get_or_init(|| {
            let paths = self.records.iter().map(|record| record.source.path());
            Naming::of(paths.filter_map(|path| path.file_name()?.to_str()))
        })
    }

    /// How the titles of its records are numbered.
    pub fn numbering(&self) -> Numbering {
        let is_dotted = |record: &&Record| {
            let heading = record
                .heading()
                .map(|heading| record.source.slice(&heading.span));
            let text = heading.map(|heading| heading.trim_start_matches(['#', ' ']));
            text.is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()))
        };
        match self.records.iter().filter(is_dotted).count() * 2 > self.records.len() {
            true => Numbering::Dotted,
            false => Numbering::Reference,
        }
    }

    /// The folder for a new record: the one in which all of them lie, else the log's own.
    pub fn folder_of_records(&self) -> &Path {
        let mut folders = self
            .records
            .iter()
            .filter_map(|record| record.source.path().parent());
        let first = folders.next();
        let shared = first.filter(|first| folders.all(|folder| folder == *first));
        let is_stable = self.records.len() > 1;
        shared.filter(|_| is_stable).unwrap_or(&self.place.dir)
    }

    /// The READMEs in which links follow `renamings` and that say something else after it.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn pages_after(&self, renamings: &[Renaming]) -> Result<Vec<Rewritten>, StoreError> {
        if renamings.is_empty() {
            return Ok(Vec::new());
        }
        let read = |path: &PathBuf| store::read_file(path).transpose();
        let sources = self.pages.iter().filter_map(read);
        let follow = |source: Arc<Source>| {
            let text = renamed_links(&source, renamings)?;
            let path = source.path().to_owned();
            Some(Rewritten { source, path, text })
        };
        sources
            .filter_map(|source| source.map(follow).transpose())
            .collect()
    }

    /// The records of this log that were changed or removed since the branch `base` and this one parted, as they were then.
    ///
    /// # Errors
    /// If there is no repository, `base` is not a commit, or `git` fails.
    pub fn changed_since(&self, base: &str) -> Result<Vec<Record>, ChangedError> {
        const MAX_SIZE: u64 = 4 * 1024 * 1024;
        let since = Changed::Since(base);
        let files = store::differing(&self.place, since, Extent::Log, MAX_SIZE)?;
        let parsed = files.into_iter().filter_map(|file| {
            let path = self.place.dir.join(self.path_in_log(&file.path)?);
            let source = Arc::new(Source::from_bytes(path, file.before?));
            let is_markdown = file.path.ends_with(".md");
            is_markdown.then(|| parse(source, &self.place.dir))
        });
        Ok(records_and_pages(parsed.collect()).0)
    }

    /// The records that carry `number`: none, one, or several where it was given twice.
    pub fn numbered(&self, number: u32) -> impl Iterator<Item = &Record> {
        self.records[self.positions_of(number)].iter()
    }

    /// All records that carry a number, in order, those of each number together.
    fn by_number(&self) -> impl Iterator<Item = &[Record]> {
        let numbered = &self.records[..self.numbers.len()];
        numbered.chunk_by(|left, right| left.number == right.number)
    }

    /// The positions of the records that carry `number`, which stand together.
    pub fn positions_of(&self, number: u32) -> Range<usize> {
        self.positions_within(number..=number)
    }

    /// The position of the one record that carries `number`; `None` if there are several.
    pub fn position_of(&self, number: u32) -> Option<usize> {
        let positions = self.positions_of(number);
        (positions.len() == 1).then_some(positions.start)
    }

    fn positions_within(&self, range: RangeInclusive<u32>) -> Range<usize> {
        let start = self
            .numbers
            .partition_point(|number| number < range.start());
        let end = self.numbers.partition_point(|number| number <= range.end());
        start..end
    }

    /// Whether a file of that path was found, readable or not.
    pub fn has_file(&self, path: &Path) -> bool {
        let mut unreadable = self.unreadable.iter();
        self.record_at(path).is_some() || unreadable.any(|entry| entry.path == path)
    }

    /// The record in the file of that path.
    pub fn record_at(&self, path: &Path) -> Option<&Record> {
        self.records.get(self.position_at(path)?)
    }

    /// The position of the record in the file of that path.
    fn position_at(&self, path: &Path) -> Option<usize> {
        let positions = self.by_path.get_or_init(|| {
            let paths = self.records.iter().map(|record| record.source.path());
            paths.map(Path::to_owned).zip(0..).collect()
        });
        positions.get(path).copied()
    }

    /// The first record that carries `number`.
    pub fn get(&self, number: u32) -> Option<&Record> {
        self.numbered(number).next()
    }

    /// Whether a file carries `number`, readable or not.
    pub fn has_number(&self, number: u32) -> bool {
        let mut unread = self.unread_numbers();
        self.get(number).is_some() || unread.any(|unread| unread == number)
    }

    fn unread_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.unreadable.iter().filter_map(|entry| {
            let name = entry.path.file_name()?.to_string_lossy();
            file_name::number(&name)
        })
    }

    /// The number after every one in the folder; `None` when there is no room for another.
    pub fn next_number(&self) -> Option<u32> {
        self.next_number_after(None)
    }

    /// The number after every one in the folder, those of unreadable files too, and after `elsewhere`, the
    /// highest on other branches; `None` when there is no room for another.
    pub fn next_number_after(&self, elsewhere: Option<u32>) -> Option<u32> {
        let read = self.numbers.last().copied();
        let highest = self.unread_numbers().chain(read).chain(elsewhere).max();
        highest.unwrap_or(0).checked_add(1)
    }
}
