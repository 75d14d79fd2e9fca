//! The log's lock: on its folder's own handle, so that there is no lock file to forget or to forge. The
//! system gives it back when a process ends, however it ends.
//!
//! A writer holds it alone from before it reads until its change is complete; readers share it while
//! they read. So a reader sees the log before a change or after it.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::StoreError;
use super::disk::retried;
use crate::source::shown;

/// How long a lock is waited for before the caller hears of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// How to wait for a log, and whom to tell what happens to it.
#[derive(Clone, Copy)]
pub struct Access<'a> {
    /// How long another process may keep it.
    pub timeout: Duration,
    /// Is told what happens besides what was asked for.
    pub tell: &'a dyn Fn(Event),
}

impl Access<'_> {
    /// Waits for half a minute, without reporting it.
    pub const SILENT: Access<'static> = Access {
        timeout: Duration::from_secs(30),
        tell: &|_| {},
    };
}

/// What happens to a log besides what was asked for. Its text is a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Another process has the log, and is waited for.
    Waiting(PathBuf),
    /// The change of an interrupted run was completed; the files it had not reached.
    Completed(Vec<PathBuf>),
    /// The change of an interrupted run had not begun, and was dropped with its temporary files.
    Dropped(Vec<PathBuf>),
}

impl std::fmt::Display for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|p| shown(p))
                .collect::<Vec<_>>()
                .join(", ")
        };
        match self {
            Self::Waiting(dir) => write!(
                f,
                "waiting for another process that is using {}",
                shown(dir)
            ),
            Self::Completed(paths) if paths.is_empty() => {
                write!(f, "an interrupted change was already complete")
            }
            Self::Completed(paths) => write!(f, "completed an interrupted change: {}", list(paths)),
            Self::Dropped(paths) if paths.is_empty() => {
                write!(f, "discarded an interrupted change")
            }
            Self::Dropped(paths) => {
                write!(
                    f,
                    "removed what an interrupted run left behind: {}",
                    list(paths)
                )
            }
        }
    }
}

/// With whom a lock is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// With every other reader.
    Readers,
    /// With nobody.
    Nobody,
}

/// Keeps every other run of this program from writing into the folder at `dir` that asks in the same way, as long as
/// the handle lives.
///
/// # Errors
/// [`StoreError::Locked`] after the timeout; [`StoreError::Io`] where the system has no such lock.
pub fn hold(dir: &Path, access: &Access<'_>) -> Result<File, StoreError> {
    wait(dir, Share::Nobody, access)
}

/// Waits for the lock of the folder at `dir`. It is held as long as the handle lives.
///
/// # Errors
/// [`StoreError::Locked`] after the timeout; [`StoreError::Io`] where the system has no such lock.
pub(super) fn wait(dir: &Path, share: Share, access: &Access<'_>) -> Result<File, StoreError> {
    let start = Instant::now();
    loop {
        let folder = open(dir)?;
        let folder = if attempt(&folder, share).map_err(StoreError::io("lock", dir))? {
            folder
        } else {
            queue(dir, folder, share, access, start)?
        };
        if is_at(&folder, dir)? {
            return Ok(folder);
        }
    }
}

/// The lock of the folder at `dir` without waiting; `None` where another process has it.
///
/// # Errors
/// Where the system has no such lock.
pub(super) fn try_now(dir: &Path, share: Share) -> Result<Option<File>, StoreError> {
    let folder = open(dir)?;
    let is_ours = attempt(&folder, share).map_err(StoreError::io("lock", dir))?;
    Ok((is_ours && is_at(&folder, dir)?).then_some(folder))
}

fn open(dir: &Path) -> Result<File, StoreError> {
    retried(|| File::open(dir)).map_err(StoreError::io("read", dir))
}

fn attempt(folder: &File, share: Share) -> io::Result<bool> {
    retried(|| {
        let result = match share {
            Share::Readers => folder.try_lock_shared(),
            Share::Nobody => folder.try_lock(),
        };
        match result {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    })
}

/// Waits in the system's own queue. The thread that does so outlives a timeout and ends with the process,
/// or gives back at once what comes too late.
fn queue(
    dir: &Path,
    folder: File,
    share: Share,
    access: &Access<'_>,
    start: Instant,
) -> Result<File, StoreError> {
    let (sender, receiver) = mpsc::channel();
    let wait = move || {
        let locked = retried(|| match share {
            Share::Readers => folder.lock_shared(),
            Share::Nobody => folder.lock(),
        });
        let _ = sender.send(locked.map(|()| folder));
    };
    let failed = || StoreError::io("lock", dir);
    thread::Builder::new().spawn(wait).map_err(failed())?;
    let left = |limit: Duration| limit.saturating_sub(start.elapsed());
    let mut answer = receiver.recv_timeout(left(PATIENCE.min(access.timeout)));
    if answer.is_err() && access.timeout > PATIENCE {
        (access.tell)(Event::Waiting(dir.to_owned()));
        answer = receiver.recv_timeout(left(access.timeout));
    }
    match answer {
        Ok(locked) => locked.map_err(failed()),
        Err(_) => Err(StoreError::Locked {
            path: dir.to_owned(),
            timeout: access.timeout,
        }),
    }
}

/// Whether `folder` is what is at `dir` now: while it was waited for, another may have come in its place.
#[cfg(unix)]
fn is_at(folder: &File, dir: &Path) -> Result<bool, StoreError> {
    use std::os::unix::fs::MetadataExt;
    let failed = || StoreError::io("read", dir);
    let ours = retried(|| folder.metadata()).map_err(failed())?;
    let there = retried(|| fs::metadata(dir)).map_err(failed())?;
    Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> Result<bool, StoreError> {
    Ok(true)
}
