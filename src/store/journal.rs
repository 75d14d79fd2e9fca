//! The journal: what a transaction of several files is about to do. It lies in the log's folder while the
//! files get their names, complete from its first moment on. Line one says what it is, of which version,
//! and the checksum of the rest; the rest is one JSON array of steps.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::disk::{self, Digest, regular_file, retried, sync_folder};
use super::names::{self, Bounds};

/// The journal's file in the log's folder.
pub(super) const NAME: &str = ".adr-journal";

const MAGIC: &str = "adr-journal";
const VERSION: &str = "1";
const LARGEST: u64 = 64 << 20;

/// What is to happen to one file. Targets are named as [`Bounds::name`] does; a temporary file lies beside
/// its target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Entry {
    /// The temporary file becomes the target, which is not there yet.
    Create {
        target: String,
        temporary: String,
        after: Digest,
    },
    /// The temporary file takes the target's place.
    Replace {
        target: String,
        temporary: String,
        before: Digest,
        after: Digest,
    },
    /// The target goes.
    Remove { target: String, before: Digest },
}

/// Where the journal of the log at `dir` lies.
pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

/// Whether an interrupted run left a journal, or something in its place, in `dir`.
pub(super) fn is_there(dir: &Path) -> Result<bool, StoreError> {
    let path = path(dir);
    match retried(|| fs::symlink_metadata(&path)) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io("read", &path)(error)),
    }
}

/// Puts a journal of `entries` on the disk, whole, under its name.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn write(bounds: &Bounds, entries: &[Entry]) -> Result<(), StoreError> {
    let path = path(bounds.dir());
    let failed = || StoreError::io("write", &path);
    let text = encode(entries).map_err(|error| failed()(error.into()))?;
    let mut file = retried(|| names::temporary().tempfile_in(bounds.dir())).map_err(failed())?;
    file.write_all(text.as_bytes()).map_err(failed())?;
    retried(|| file.as_file().sync_all()).map_err(failed())?;
    let temporary = file.into_temp_path();
    disk::create(&temporary, &path)?;
    let _ = temporary.keep();
    sync_folder(bounds.dir())
}

/// The entries of the journal in `bounds`; `None` where there is none.
///
/// # Errors
/// [`StoreError::BadJournal`] where it is not whole, of another version, or no file of its own.
pub(super) fn read(bounds: &Bounds) -> Result<Option<Vec<Entry>>, StoreError> {
    let path = path(bounds.dir());
    let bad = |why: String| StoreError::BadJournal {
        path: path.clone(),
        why,
    };
    match regular_file(&path) {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        Err(StoreError::NotOurs { why, .. }) => return Err(bad(format!("it {why}"))),
        Err(error) => return Err(error),
    }
    let size = retried(|| fs::symlink_metadata(&path)).map_err(StoreError::io("read", &path))?;
    if size.len() > LARGEST {
        return Err(bad(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    decode(&disk::read(&path)?).map(Some).map_err(bad)
}

fn encode(entries: &[Entry]) -> serde_json::Result<String> {
    let body = serde_json::to_string(entries)? + "\n";
    let sum = serde_json::to_string(&Digest::of(body.as_bytes()))?;
    Ok(format!("{MAGIC} {VERSION} {sum}\n{body}"))
}

fn decode(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let damaged = || "it is truncated or damaged".to_owned();
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    let (head, body) = text.split_once('\n').ok_or_else(damaged)?;
    let mut words = head.splitn(3, ' ');
    if words.next() != Some(MAGIC) {
        return Err("it is not a journal of adr".to_owned());
    }
    let version = words.next().unwrap_or_default();
    if version != VERSION {
        return Err(format!(
            "it has version {version}, but this adr reads version {VERSION}"
        ));
    }
    let sum = words.next().and_then(|sum| serde_json::from_str(sum).ok());
    if sum != Some(Digest::of(body.as_bytes())) {
        return Err(damaged());
    }
    serde_json::from_str(body).map_err(|_| damaged())
}
