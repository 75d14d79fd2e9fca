//! One step of a transaction on the disk: how far it is, and doing what is left of it. Doing a step twice
//! is doing it once, so a step that a kill cut short is simply done again.

use std::path::{Path, PathBuf};

use super::StoreError;
use super::disk::{self, Digest, sync_folder};
use super::journal::Entry;
use super::names::{Bounds, folder_of, is_temporary};

/// An entry of a journal with its paths.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The file.
    pub(super) target: PathBuf,
    /// Its new content, in a file beside it; `None` for a file to be removed.
    pub(super) temporary: Option<PathBuf>,
    before: Option<Digest>,
    after: Option<Digest>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing of it is done, and all of it can be.
    Ready,
    /// It is done, but for its temporary file.
    Done,
    /// It can no longer be done: its temporary file is gone, or the target was changed by another process.
    Lost,
}

impl Step {
    /// The step that `entry` asks for.
    ///
    /// # Errors
    /// With the reason, as a clause, where it names what it may not.
    pub(super) fn of(entry: &Entry, bounds: &Bounds) -> Result<Self, String> {
        let (target, temporary, before, after) = match entry {
            Entry::Create {
                target,
                temporary,
                after,
            } => (target, Some(temporary), None, Some(*after)),
            Entry::Replace {
                target,
                temporary,
                before,
                after,
            } => (target, Some(temporary), Some(*before), Some(*after)),
            Entry::Remove { target, before } => (target, None, Some(*before), None),
        };
        let path = bounds
            .path(target)
            .map_err(|why| format!("its file {target} {why}"))?;
        if let Some(name) = temporary.filter(|name| !is_temporary(name)) {
            return Err(format!("{name} is not a temporary file of adr"));
        }
        Ok(Self {
            temporary: temporary.map(|name| folder_of(&path).join(name)),
            target: path,
            before,
            after,
        })
    }

    /// How far it is.
    ///
    /// # Errors
    /// Where a file cannot be read, or is none.
    pub(super) fn state(&self) -> Result<State, StoreError> {
        let target = Digest::of_file(&self.target)?;
        let Some(temporary) = &self.temporary else {
            return Ok(match target {
                None => State::Done,
                Some(_) if target == self.before => State::Ready,
                Some(_) => State::Lost,
            });
        };
        let staged = Digest::of_file(temporary)?;
        let is_whole = staged.is_some() && staged == self.after;
        Ok(if is_whole && target == self.before {
            State::Ready
        } else if target == self.after || (staged.is_none() && target != self.before) {
            State::Done
        } else {
            State::Lost
        })
    }

    /// Does what is left of it.
    ///
    /// # Errors
    /// If an I/O operation fails, or a file to be created already exists.
    pub(super) fn complete(&self) -> Result<(), StoreError> {
        match (&self.temporary, self.state()?) {
            (_, State::Lost) => Err(StoreError::Changed {
                path: self.target.clone(),
            }),
            (Some(temporary), State::Ready) if self.before.is_some() => {
                disk::replace(temporary, &self.target)
            }
            (Some(temporary), State::Ready) => disk::create(temporary, &self.target),
            (Some(temporary), State::Done) => disk::remove(temporary),
            (None, State::Ready) => disk::remove(&self.target),
            (None, State::Done) => Ok(()),
        }
    }
}

/// Completes all `steps`, and puts their folders on the disk.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn complete(steps: &[Step]) -> Result<(), StoreError> {
    for step in steps {
        step.complete()?;
    }
    sync_folders(steps)
}

/// Puts the names in the folders of `steps` on the disk.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn sync_folders(steps: &[Step]) -> Result<(), StoreError> {
    let mut folders: Vec<&Path> = steps.iter().map(|step| folder_of(&step.target)).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_iter().try_for_each(sync_folder)
}
