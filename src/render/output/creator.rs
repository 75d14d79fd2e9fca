//! Creates files in a thread of its own. The kernel locks a folder while a file is created in it, so that threads which
//! create files beside each other spend a tenth of a large rendering on waiting.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::disk::create_file;
use super::{OutputError, io_error};

/// A file that is probably new.
#[derive(Debug)]
pub struct NewFile {
    /// Its name in the site.
    pub name: String,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

/// What has become of the files.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Those that were created.
    pub created: Vec<PathBuf>,
    /// Those that were there before, and are as they were.
    pub existing: Vec<NewFile>,
    /// Why one could not be created; none was created after it.
    pub failed: Option<OutputError>,
}

/// Creates files one after the other, in a thread that starts with the first of them.
#[derive(Debug, Default)]
pub struct Creator {
    thread: Mutex<Option<Thread>>,
}

#[derive(Debug)]
struct Thread {
    files: SyncSender<NewFile>,
    outcome: JoinHandle<Outcome>,
}

/// The number of files that may wait for the disk.
const WAITING: usize = 256;

impl Creator {
    /// Creates `file` soon.
    ///
    /// # Errors
    /// If there can be no other thread.
    pub fn create(&self, file: NewFile) -> Result<(), OutputError> {
        let mut thread = self.lock();
        let thread = match &mut *thread {
            Some(thread) => thread,
            none => none.insert(Thread::start().map_err(io_error("write", &file.path))?),
        };
        // The thread receives until the last sender is dropped.
        let _ = thread.files.send(file);
        Ok(())
    }

    /// Waits for the last file, and tells what has become of all.
    pub fn finish(&self) -> Outcome {
        let Some(thread) = self.lock().take() else {
            return Outcome::default();
        };
        drop(thread.files);
        // It does not panic.
        thread.outcome.join().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Thread>> {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Thread {
    fn start() -> io::Result<Self> {
        let (files, waiting) = sync_channel(WAITING);
        let outcome = thread::Builder::new().spawn(|| create_all(waiting))?;
        Ok(Self { files, outcome })
    }
}

fn create_all(files: Receiver<NewFile>) -> Outcome {
    let mut outcome = Outcome::default();
    for file in files {
        if outcome.failed.is_some() {
            continue;
        }
        match create_file(&file.path, &file.bytes) {
            Ok(true) => outcome.created.push(file.path),
            Ok(false) => outcome.existing.push(file),
            Err(error) => outcome.failed = Some(error),
        }
    }
    outcome
}
