//! What an interrupted run left: a journal is completed, or dropped where nothing of it was done and it
//! can no longer be; temporary files and folders that no journal names are removed. All of it under the lock, alone.

use std::fs;
use std::path::PathBuf;

use super::StoreError;
use super::disk::{self, retried, sync_folder};
use super::journal;
use super::lock::{Access, Event};
use super::names::{Bounds, folder_of, is_temporary};
use super::step::{self, State, Step};

/// Completes or drops the change that a journal in `bounds` describes, and reports it.
///
/// # Errors
/// [`StoreError::BadJournal`] where it cannot be followed: nothing has been touched then.
pub(super) fn recover(bounds: &Bounds, access: &Access<'_>) -> Result<(), StoreError> {
    let Some(entries) = journal::read(bounds)? else {
        return Ok(());
    };
    let path = journal::path(bounds.dir());
    let bad = |why: String| StoreError::BadJournal {
        path: path.clone(),
        why,
    };
    let steps: Result<Vec<_>, _> = entries
        .iter()
        .map(|entry| Step::of(entry, bounds))
        .collect();
    let steps = steps.map_err(bad)?;
    let states: Result<Vec<_>, _> = steps.iter().map(Step::state).collect();
    let states = states?;
    let lost = steps
        .iter()
        .zip(&states)
        .find(|(_, state)| **state == State::Lost);
    let event = match lost {
        None => {
            step::complete(&steps)?;
            let ready = steps
                .iter()
                .zip(states)
                .filter(|(_, state)| *state == State::Ready);
            Event::Completed(ready.map(|(step, _)| step.target.clone()).collect())
        }
        Some((lost, _)) if states.contains(&State::Done) => {
            let name = crate::source::shown(&lost.target);
            return Err(bad(format!(
                "{name} was modified since, while other files of the same change are already done"
            )));
        }
        Some(_) => Event::Dropped(Vec::new()),
    };
    disk::remove(&path)?;
    sync_folder(bounds.dir())?;
    if matches!(event, Event::Dropped(_)) {
        steps
            .iter()
            .filter_map(|step| step.temporary.as_deref())
            .try_for_each(disk::remove)?;
    }
    (access.tell)(event);
    Ok(())
}

/// Removes those of `paths` that are temporary files or folders of ours, and reports it.
///
/// # Errors
/// If an I/O operation fails.
pub(super) fn remove_strays(paths: &[PathBuf], access: &Access<'_>) -> Result<(), StoreError> {
    let mut removed = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !is_temporary(&name) {
            continue;
        }
        match retried(|| fs::symlink_metadata(path)) {
            Ok(metadata) if metadata.is_file() => disk::remove(path)?,
            Ok(metadata) if metadata.is_dir() => disk::remove_folder(path)?,
            _ => continue,
        }
        sync_folder(folder_of(path))?;
        removed.push(path.clone());
    }
    if !removed.is_empty() {
        (access.tell)(Event::Dropped(removed));
    }
    Ok(())
}
