//! What a transaction does to one file.

use std::path::PathBuf;

/// One file's new content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: PathBuf,
    /// What it held when it was read; `None` for a file that must not be there yet.
    pub before: Option<Vec<u8>>,
    /// Its new content; `None` for a file to be removed.
    pub after: Option<Vec<u8>>,
}

impl Change {
    /// A new file. Its folder is made where it is missing.
    pub fn create(path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            before: None,
            after: Some(text.into()),
        }
    }

    /// New content for a file that was read as `before`.
    pub fn replace(
        path: impl Into<PathBuf>,
        before: impl Into<Vec<u8>>,
        after: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            path: path.into(),
            before: Some(before.into()),
            after: Some(after.into()),
        }
    }

    /// The end of a file that was read as `before`.
    pub fn remove(path: impl Into<PathBuf>, before: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            before: Some(before.into()),
            after: None,
        }
    }
}
