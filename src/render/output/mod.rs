//! Writes a rendered site to disk, or lists what would change. It is here and not in `store`, which protects
//! a log's own files by syncing each one: a site can be rendered again, so its files need not be durable, but
//! its own files must be told apart from others, which only a [`Site`](super::Site) and its manifest can do.

mod creator;
mod disk;
mod manifest;
mod writer;

use std::io;
use std::path::{Path, PathBuf};

use crate::source::shown;
use crate::store::StoreError;

pub use manifest::{MANIFEST, Provenance};
pub use writer::{Writer, Written};

/// Why a site was not written. Nothing was changed, except with [`OutputError::Io`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The folder is inside the log, whose files are records.
    #[error(
        "{} is inside the decision log; choose another folder with `--out`",
        shown(path)
    )]
    InsideLog {
        /// The output folder.
        path: PathBuf,
    },
    /// The folder is the repository's root.
    #[error(
        "{} is the repository root; choose a folder in it with `--out`",
        shown(path)
    )]
    RepositoryRoot {
        /// The output folder.
        path: PathBuf,
    },
    /// A path of the site is taken by something that this command did not write.
    #[error(
        "{} already exists and was not written by `adr render`; nothing was changed",
        shown(path)
    )]
    Foreign {
        /// The path that is taken.
        path: PathBuf,
    },
    /// The manifest was not written by this command.
    #[error(
        "{} is not a list of rendered files: {why}; nothing was changed",
        shown(path)
    )]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another process is using the folder, or the folder cannot be locked.
    #[error(transparent)]
    Shared(#[from] StoreError),
    /// An I/O operation failed.
    #[error("cannot {action} {}: {source}", shown(path))]
    Io {
        /// The operation: `read`, `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Io {
        action,
        path,
        source,
    }
}
