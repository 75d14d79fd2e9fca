//! Files of the repository outside the log, for the links in records.

use std::fs;
use std::path::{Path, PathBuf};

use super::Place;

/// The repository around a log, from which single files are read and nothing else.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    folder: String,
}

impl Tree {
    /// The tree of the log at `place`; `None` where its folders cannot be looked at.
    pub fn of(place: &Place) -> Option<Self> {
        let root = fs::canonicalize(&place.root).ok()?;
        let dir = fs::canonicalize(&place.dir).ok()?;
        let folder = crate::source::shown(dir.strip_prefix(&root).ok()?);
        Some(Self { root, folder })
    }

    /// The log's folder below the root, `/` between its parts; empty where it is the root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// The regular file at `path` below the root, of at most `most` bytes. One to which a symbolic link leads counts
    /// as where it truly lies.
    pub fn read(&self, path: &str, most: u64) -> Option<Vec<u8>> {
        let whole = fs::canonicalize(self.root.join(Path::new(path))).ok()?;
        let inside = whole.strip_prefix(&self.root).ok()?;
        let is_hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
        let metadata = fs::metadata(&whole).ok()?;
        if inside.iter().any(is_hidden) || !metadata.is_file() || metadata.len() > most {
            return None;
        }
        fs::read(&whole).ok()
    }
}
