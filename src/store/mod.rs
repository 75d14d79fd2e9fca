//! The files of a log: where it is, what is in it, and the one place that writes to it.
//! What the files mean is `record`'s and `log`'s matter.

mod find;
mod read;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use crate::source::shown;

pub use find::{KNOWN_FOLDERS, POINTER, Place, find, repository_root};
pub use read::{Contents, SETTINGS, Unreadable, read, read_file};
pub use write::{Change, commit};

/// Why files could not be found, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No folder upwards holds a log.
    #[error(
        "no decision log here or in a folder above; `adr init` makes one, `--dir` names one elsewhere"
    )]
    NoLog,
    /// The folder that `--dir`, `ADR_DIR` or `.adr-dir` names is not there.
    #[error("{named_by} names {}, which is not a folder", shown(path))]
    NotAFolder {
        /// What named it.
        named_by: &'static str,
        /// The folder.
        path: PathBuf,
    },
    /// `.adr-dir` does not hold one relative path below it.
    #[error("{} must hold one relative path to a folder below it", shown(path))]
    BadPointer {
        /// The `.adr-dir` file.
        path: PathBuf,
    },
    /// A file that was to be created is there already.
    #[error("{} is there already; nothing was written", shown(path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file that was to be changed is no longer what was read.
    #[error(
        "{} changed in the meantime; nothing was written, try again",
        shown(path)
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The system said no.
    #[error("cannot {action} {}: {source}", shown(path))]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}
