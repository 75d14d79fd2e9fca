//! Reads the files of a log in parallel.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use walkdir::{DirEntry, WalkDir};

use super::StoreError;
use super::disk::retried;
use super::names::is_temporary;
use crate::source::Source;

/// Folders of a log that hold no records.
pub(super) const OTHER_FOLDERS: [&str; 2] = ["templates", "observations"];

const LARGEST_RECORD: u64 = 4 << 20;
/// Few records are larger.
const MOST_RECORDS: usize = 32 << 10;

/// What a log's folder holds.
#[derive(Debug)]
pub struct Contents<T> {
    /// What was made of each record's file, by path.
    pub records: Vec<T>,
    /// What stands where a record should and cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// The README of the folder itself, which is not a record and may list them.
    pub pages: Vec<PathBuf>,
    /// Temporary files and folders of a transaction; of an interrupted one, where the log was held while it was read.
    pub strays: Vec<PathBuf>,
    /// What the system failed to read, so that there may be more than was found. Also in `unreadable`.
    pub failed: Option<PathBuf>,
}

/// Something named like a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path.
    pub path: PathBuf,
    /// Why, as a clause: `it is a folder`.
    pub why: String,
}

/// Reads every record's file below `dir` and makes a `T` of each and of their number, on all cores.
///
/// # Errors
/// Where `dir` itself cannot be read.
pub fn read<T: Send>(
    dir: &Path,
    make: impl Fn(Arc<Source>, usize) -> T + Sync,
) -> Result<Contents<T>, StoreError> {
    retried(|| fs::read_dir(dir)).map_err(StoreError::io("read", dir))?;
    let mut found = walk(dir);
    // In the order of most logs, so that the records need hardly be moved to be in order.
    found
        .records
        .par_sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    let count = found.records.len();
    let made = |buffer: &mut Vec<u8>, path: PathBuf| match read_record(&path, buffer) {
        Ok(source) => Ok(make(source, count)),
        Err(refusal) => Err((path, refusal)),
    };
    let buffer = || Vec::with_capacity(MOST_RECORDS);
    let paths = found.records.into_par_iter();
    // None is left out here, so that each is written to its final place.
    let made: Vec<Result<T, _>> = paths.map_init(buffer, made).collect();
    let mut refused = Vec::new();
    let records = made.into_iter().filter_map(|made| match made {
        Ok(record) => Some(record),
        Err(refusal) => {
            refused.push(refusal);
            None
        }
    });
    let mut contents = Contents {
        records: records.collect(),
        unreadable: found.unreadable,
        pages: found.pages,
        strays: found.strays,
        failed: found.failed,
    };
    for (path, refusal) in refused {
        let why = match refusal {
            Refusal::TooLarge => format!("it is larger than {} MiB", LARGEST_RECORD >> 20),
            Refusal::Failed(error) => {
                contents.failed.get_or_insert_with(|| path.clone());
                error.to_string()
            }
        };
        contents.unreadable.push(Unreadable { path, why });
    }
    contents.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(contents)
}

/// The text of one record's file; `None` where it can no longer be read.
pub fn read_again(path: &Path) -> Option<Arc<Source>> {
    read_record(path, &mut Vec::new()).ok()
}

/// The text of one file that is not a record, such as the settings; `None` where there is none.
///
/// # Errors
/// Where it is there and cannot be read.
pub fn read_file(path: &Path) -> Result<Option<Arc<Source>>, StoreError> {
    match retried(|| fs::read(path)) {
        Ok(bytes) => Ok(Some(Arc::new(Source::from_bytes(path, bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}

/// What a walk through a log's folder comes across.
#[derive(Default)]
struct Found {
    records: Vec<PathBuf>,
    unreadable: Vec<Unreadable>,
    pages: Vec<PathBuf>,
    strays: Vec<PathBuf>,
    failed: Option<PathBuf>,
}

/// Whether a file of that name is Markdown: `.md`, `.html.md`, `.mdx`, `.markdown`.
fn is_markdown(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        ["md", "mdx", "markdown"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// Walks until no signal interrupts it.
fn walk(dir: &Path) -> Found {
    loop {
        let mut found = Found::default();
        let is_looked_into =
            |entry: &DirEntry| !entry.file_type().is_dir() || may_be_ours(entry, &name_of(entry));
        let entries = WalkDir::new(dir).into_iter().filter_entry(is_looked_into);
        let is_interrupted = entries.into_iter().any(|entry| match entry {
            Ok(entry) => {
                found.take(entry);
                false
            }
            Err(error) => found.miss(dir, &error),
        });
        if !is_interrupted {
            return found;
        }
    }
}

impl Found {
    fn take(&mut self, entry: DirEntry) {
        let name = name_of(&entry);
        let kind = entry.file_type();
        if !may_be_ours(&entry, &name) {
            return;
        }
        if is_temporary(&name) {
            if kind.is_file() || kind.is_dir() {
                self.strays.push(entry.into_path());
            }
            return;
        }
        if entry.depth() == 0 || !is_markdown(&name) || is_in_other_folder(&entry) {
            return;
        }
        let is_page = entry.depth() == 1 && name.eq_ignore_ascii_case("readme.md");
        let path = without_dot(entry.into_path());
        if is_page {
            self.pages.extend(kind.is_file().then_some(path));
            return;
        }
        if kind.is_file() {
            self.records.push(path);
            return;
        }
        let why = if kind.is_dir() {
            "it is a folder"
        } else if kind.is_symlink() {
            "it is a symbolic link; a record must be a regular file"
        } else {
            "it is not a regular file"
        };
        let why = why.to_owned();
        self.unreadable.push(Unreadable { path, why });
    }

    /// Notes what could not be looked into; gives back whether a signal alone was in the way.
    fn miss(&mut self, dir: &Path, error: &walkdir::Error) -> bool {
        let path = error.path().unwrap_or(dir).to_owned();
        let cause = error.io_error();
        if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::Interrupted) {
            return true;
        }
        let why = cause.map_or_else(|| error.to_string(), ToString::to_string);
        self.failed.get_or_insert_with(|| path.clone());
        self.unreadable.push(Unreadable { path, why });
        false
    }
}

/// Whether a log may have something in `entry`: nothing hidden but what is temporary, and nothing in a
/// temporary folder.
fn may_be_ours(entry: &DirEntry, name: &str) -> bool {
    let is_staged = || {
        let above = entry.path().parent().and_then(Path::file_name);
        above.is_some_and(|above| is_temporary(&above.to_string_lossy()))
    };
    let is_in_sight = !name.starts_with('.') || is_temporary(name);
    match entry.depth() {
        0 => true,
        1 => is_in_sight,
        _ => is_in_sight && !is_staged(),
    }
}

/// Whether `entry` lies in a folder of the log that holds no records.
fn is_in_other_folder(entry: &DirEntry) -> bool {
    if entry.depth() <= 1 {
        return false;
    }
    let above = entry.path().ancestors().nth(entry.depth() - 1);
    let first = above.and_then(Path::file_name).unwrap_or_default();
    OTHER_FOLDERS.iter().any(|folder| first == *folder)
}

/// `./0001-x.md` as `0001-x.md`.
fn without_dot(path: PathBuf) -> PathBuf {
    match path.as_os_str().as_encoded_bytes().first() {
        Some(b'.') => path.strip_prefix(".").map(Path::to_owned).unwrap_or(path),
        _ => path,
    }
}

/// The name of `entry`, with U+FFFD for what is not UTF-8.
fn name_of(entry: &DirEntry) -> Cow<'_, str> {
    let name = entry.file_name();
    name.to_str()
        .map_or_else(|| name.to_string_lossy(), Cow::Borrowed)
}

/// Why a record's file is not read.
enum Refusal {
    TooLarge,
    Failed(io::Error),
}

/// Reads the file at `path`, by way of a `buffer` that other files have used, so that its length need not be asked for.
fn read_record(path: &Path, buffer: &mut Vec<u8>) -> Result<Arc<Source>, Refusal> {
    let file = File::open(path).map_err(Refusal::Failed)?;
    buffer.clear();
    file.take(LARGEST_RECORD + 1)
        .read_to_end(buffer)
        .map_err(Refusal::Failed)?;
    if buffer.len() as u64 > LARGEST_RECORD {
        return Err(Refusal::TooLarge);
    }
    Ok(Arc::new(Source::from_bytes(path, buffer.to_vec())))
}
