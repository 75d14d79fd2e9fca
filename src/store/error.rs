//! Why files could not be found, read or written.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::source::shown;

/// Why files could not be found, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No folder upwards holds a log.
    #[error(
        "no decision log in this folder or above; create one with `adr init`, or use `--dir` for one elsewhere"
    )]
    NoLog,
    /// The folder that `--dir`, `ADR_DIR` or `.adr-dir` names does not exist.
    #[error("{named_by} is set to {}, which is not a folder", shown(path))]
    NotAFolder {
        /// What named it.
        named_by: &'static str,
        /// The folder.
        path: PathBuf,
    },
    /// `.adr-dir` does not hold one relative path below it.
    #[error("{} must contain one relative path to a folder below it", shown(path))]
    BadPointer {
        /// The `.adr-dir` file.
        path: PathBuf,
    },
    /// A file to be created already exists.
    #[error("{} already exists; nothing was written", shown(path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file to be changed was modified after it was read.
    #[error(
        "{} changed in the meantime; nothing was written, try again",
        shown(path)
    )]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A file that does not belong to the log, or may not be written as a part of it.
    #[error("{} {why}; nothing was written", shown(path))]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Why, as a clause: `is a symbolic link`.
        why: String,
    },
    /// Another process kept the log for too long.
    #[error(
        "another process has been using {} for {} s; try again, or wait longer with --lock-timeout",
        shown(path),
        timeout.as_secs()
    )]
    Locked {
        /// The log's folder.
        path: PathBuf,
        /// How long it was waited for.
        timeout: Duration,
    },
    /// Something of the log could not be read, so that a change could take another's place.
    #[error(
        "{} cannot be read, so the log is incomplete; nothing was written",
        shown(path)
    )]
    Incomplete {
        /// What could not be read.
        path: PathBuf,
    },
    /// The journal of an interrupted run cannot be followed.
    #[error(
        "an interrupted run left {}, which cannot be used: {why}; nothing was changed. Compare the log with its history, then delete that file",
        shown(path)
    )]
    BadJournal {
        /// The journal.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The change stands, in the journal or in place, but the disk did not confirm all of it.
    #[error(
        "the change was made, but is not yet completely on disk; the next `adr` command completes it: {0}"
    )]
    Unfinished(Box<StoreError>),
    /// An I/O operation failed.
    #[error("cannot {action} {}: {cause}", shown(path))]
    Io {
        /// The operation: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: io::Error,
    },
}

impl StoreError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Io {
            action,
            path,
            cause,
        }
    }
}
