//! The files under `observations/` in a log's folder: immutable, one per run, so that branches never
//! conflict.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use walkdir::WalkDir;

use super::disk::retried;
use super::read::Unreadable;
use crate::source::Source;

/// The folder in a log that holds them.
pub const OBSERVATIONS: &str = "observations";

const ENDING: &str = "jsonl";

const LARGEST: u64 = 10 << 20;

/// Every file of observations in the log at `dir`, by path; none where there is no such folder. What is no
/// regular file, or cannot be read, says so.
pub fn observations(dir: &Path) -> Vec<Result<Arc<Source>, Unreadable>> {
    let entries = WalkDir::new(dir.join(OBSERVATIONS)).sort_by_file_name();
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let files = entries
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) => {
                let is_ours = entry.path().extension().is_some_and(|end| end == ENDING);
                let is_file = entry.file_type().is_file();
                is_ours.then(|| (entry.into_path(), is_file))
            }
            Err(_) => None,
        });
    let files: Vec<_> = files.collect();
    files.into_par_iter().map(read).collect()
}

fn read((path, is_file): (PathBuf, bool)) -> Result<Arc<Source>, Unreadable> {
    let unreadable = |why: String| Unreadable {
        path: path.clone(),
        why,
    };
    if !is_file {
        return Err(unreadable("it is not a regular file".to_owned()));
    }
    let bytes = retried(|| {
        let mut bytes = Vec::new();
        File::open(&path)?
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match bytes {
        Ok(bytes) if bytes.len() as u64 > LARGEST => Err(unreadable(format!(
            "it is larger than {} MiB",
            LARGEST >> 20
        ))),
        Ok(bytes) => Ok(Arc::new(Source::from_bytes(path, bytes))),
        Err(error) => Err(unreadable(error.to_string())),
    }
}
