//! Single operations on the disk, each retried when interrupted by a signal.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::TempPath;

use super::StoreError;

/// Does `step` until no signal interrupts it.
pub(super) fn retried<T>(mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match step() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// What a file holds, short enough for a journal: its length and the 64-bit FNV-1a hash of its bytes.
/// It tells a file from another by accident, not by intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Digest {
    length: u64,
    hash: u64,
}

impl Digest {
    /// The digest of `bytes`.
    pub(super) fn of(bytes: &[u8]) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        Self {
            length: bytes.len() as u64,
            hash: bytes.iter().fold(OFFSET, step),
        }
    }

    /// The digest of the file at `path`; `None` where there is none.
    ///
    /// # Errors
    /// If it cannot be read, or is not a regular file.
    pub(super) fn of_file(path: &Path) -> Result<Option<Self>, StoreError> {
        match regular_file(path)? {
            true => read(path).map(|bytes| Some(Self::of(&bytes))),
            false => Ok(None),
        }
    }
}

/// Whether a regular file is at `path`.
///
/// # Errors
/// Where something else is, such as a symbolic link: it is never followed.
pub(super) fn regular_file(path: &Path) -> Result<bool, StoreError> {
    let metadata = match retried(|| fs::symlink_metadata(path)) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(StoreError::io("read", path)(error)),
    };
    if metadata.is_file() {
        return Ok(true);
    }
    let why = if metadata.is_symlink() {
        "is a symbolic link"
    } else {
        "is not a regular file"
    };
    Err(StoreError::NotOurs {
        path: path.to_owned(),
        why: why.to_owned(),
    })
}

/// The bytes of the file at `path`.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    retried(|| fs::read(path)).map_err(StoreError::io("read", path))
}

/// Removes the file at `path`, where there is one.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match retried(|| fs::remove_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes the folder at `path` with all it holds, where there is one. It follows no symbolic link.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn remove_folder(path: &Path) -> Result<(), StoreError> {
    match retried(|| fs::remove_dir_all(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(StoreError::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Gives the file at `from` the name `to`, in place of what has it.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn replace(from: &Path, to: &Path) -> Result<(), StoreError> {
    retried(|| fs::rename(from, to)).map_err(StoreError::io("write", to))
}

/// Gives the file at `from` the name `to`, which nothing must have yet. Where it fails, `from` stays.
///
/// # Errors
/// If the name is taken, or an I/O operation fails.
pub(super) fn create(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut temporary = TempPath::try_from_path(from).map_err(StoreError::io("write", to))?;
    loop {
        let error = match temporary.persist_noclobber(to) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        temporary = error.path;
        match error.error.kind() {
            io::ErrorKind::Interrupted => continue,
            kind => {
                let _ = temporary.keep();
                return Err(if kind == io::ErrorKind::AlreadyExists {
                    StoreError::Exists {
                        path: to.to_owned(),
                    }
                } else {
                    StoreError::io("write", to)(error.error)
                });
            }
        }
    }
}

/// Puts the names in `folder` on the disk.
///
/// # Errors
/// If an I/O operation fails.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    retried(|| File::open(folder)?.sync_all()).map_err(StoreError::io("write", folder))
}

/// Elsewhere than on Unix a folder cannot be synced.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> Result<(), StoreError> {
    Ok(())
}
