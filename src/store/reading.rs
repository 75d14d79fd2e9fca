//! A log held still while it is read.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::journal;
use super::lock::{self, Access, Share};
use super::names::Bounds;
use super::recover::{recover, remove_strays};
use super::{Place, StoreError};

/// While it exists, no one changes the log; others may read it too.
///
/// Where a file system has no locks, a reader goes without: it then relies on each file being replaced
/// as a whole.
#[derive(Debug)]
pub struct Reading {
    place: Place,
    folder: Option<File>,
}

impl Reading {
    /// Waits until no one writes, and completes what an interrupted run left.
    ///
    /// # Errors
    /// [`StoreError::Locked`] after the timeout; [`StoreError::BadJournal`] where what was left cannot be
    /// completed; [`StoreError::Io`] where the folder cannot be read.
    pub fn begin(place: &Place, access: &Access<'_>) -> Result<Self, StoreError> {
        loop {
            let folder = match lock::wait(&place.dir, Share::Readers, access) {
                Ok(folder) => Some(folder),
                Err(StoreError::Io { action: "lock", .. }) => None,
                Err(error) => return Err(error),
            };
            if !journal::is_there(&place.dir)? {
                return Ok(Self {
                    place: place.clone(),
                    folder,
                });
            }
            drop(folder);
            let _alone = lock::wait(&place.dir, Share::Nobody, access)?;
            recover(&Bounds::of(place)?, access)?;
        }
    }

    /// Ends it, and removes `strays`: the temporary files and folders that reading came across. Nobody was writing, so
    /// they belong to nobody. On a file system that cannot be written they stay.
    ///
    /// # Errors
    /// Where they cannot be removed for another reason.
    pub fn end(self, strays: &[PathBuf], access: &Access<'_>) -> Result<(), StoreError> {
        if strays.is_empty() || self.folder.is_none() {
            return Ok(());
        }
        drop(self.folder);
        let Some(_alone) = lock::try_now(&self.place.dir, Share::Nobody)? else {
            return Ok(());
        };
        match remove_strays(strays, access) {
            Err(StoreError::Io { cause, .. })
                if [ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied]
                    .contains(&cause.kind()) =>
            {
                Ok(())
            }
            result => result,
        }
    }
}
