//! Every file of a log, read side by side.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::{DirEntry, WalkDir};

use super::StoreError;
use crate::source::Source;

/// Folders of a log that hold no records.
const OTHER_FOLDERS: [&str; 2] = ["templates", "observations"];

const LARGEST_RECORD: u64 = 4 << 20;

/// What a log's folder holds.
#[derive(Debug)]
pub struct Contents<T> {
    /// What was made of each record's file, in no order.
    pub records: Vec<T>,
    /// What stands where a record should and cannot be read.
    pub unreadable: Vec<Unreadable>,
}

/// Something named like a record that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path.
    pub path: PathBuf,
    /// Why, as a clause: `it is a folder`.
    pub why: String,
}

/// Reads every record's file below `dir` and makes a `T` of each, on all cores.
///
/// # Errors
/// Where `dir` itself cannot be read.
pub fn read<T: Send>(
    dir: &Path,
    make: impl Fn(Arc<Source>) -> T + Sync,
) -> Result<Contents<T>, StoreError> {
    fs::read_dir(dir).map_err(StoreError::io("read", dir))?;
    let mut paths = Vec::new();
    let mut unreadable = Vec::new();
    for entry in WalkDir::new(dir).into_iter().filter_entry(may_hold_records) {
        match entry
            .map_err(|error| unreadable_entry(dir, &error))
            .and_then(record_path)
        {
            Ok(Some(path)) => paths.push(path),
            Ok(None) => {}
            Err(entry) => unreadable.push(entry),
        }
    }
    let read = |path: PathBuf| match read_record(&path) {
        Ok(source) => Ok(make(source)),
        Err(why) => Err(Unreadable { path, why }),
    };
    let results: Vec<_> = paths.into_par_iter().map(read).collect();
    let mut records = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(record) => records.push(record),
            Err(entry) => unreadable.push(entry),
        }
    }
    unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Contents {
        records,
        unreadable,
    })
}

/// The text of one file that is not a record, such as the settings; `None` where there is none.
///
/// # Errors
/// Where it is there and cannot be read.
pub fn read_file(path: &Path) -> Result<Option<Arc<Source>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(Arc::new(Source::from_bytes(path, bytes)))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", path)(error)),
    }
}

fn may_hold_records(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let is_other_folder = entry.depth() == 1 && OTHER_FOLDERS.contains(&name.as_ref());
    !name.starts_with('.') && !is_other_folder
}

/// The path of a record's file; `None` for what is no record.
fn record_path(entry: DirEntry) -> Result<Option<PathBuf>, Unreadable> {
    let name = entry.file_name().to_string_lossy();
    let is_named_like_one = name.ends_with(".md") && !name.eq_ignore_ascii_case("readme.md");
    if entry.depth() == 0 || !is_named_like_one {
        return Ok(None);
    }
    let kind = entry.file_type();
    let why = if kind.is_file() {
        return Ok(Some(without_dot(entry.into_path())));
    } else if kind.is_dir() {
        "it is a folder"
    } else if kind.is_symlink() {
        "it is a symbolic link; a record is a file of its own"
    } else {
        "it is not a regular file"
    };
    Err(Unreadable {
        path: without_dot(entry.into_path()),
        why: why.to_owned(),
    })
}

/// `./0001-x.md` as `0001-x.md`.
fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_owned).unwrap_or(path)
}

fn unreadable_entry(dir: &Path, error: &walkdir::Error) -> Unreadable {
    Unreadable {
        path: error.path().unwrap_or(dir).to_owned(),
        why: error
            .io_error()
            .map_or_else(|| error.to_string(), ToString::to_string),
    }
}

fn read_record(path: &Path) -> Result<Arc<Source>, String> {
    let failed = |error: std::io::Error| error.to_string();
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len().min(LARGEST_RECORD);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    file.take(LARGEST_RECORD + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST_RECORD {
        return Err(format!("it is larger than {} MiB", LARGEST_RECORD >> 20));
    }
    Ok(Arc::new(Source::from_bytes(path, bytes)))
}
