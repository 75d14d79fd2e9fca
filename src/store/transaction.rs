//! The one place that writes to a log.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::disk::{self, Digest, regular_file, retried, sync_folder};
use super::journal::{self, Entry};
use super::lock::{self, Access, Share};
use super::names::{self, Bounds, folder_of};
use super::new_folder;
use super::recover::{recover, remove_strays};
use super::step::{self, State, Step};
use super::{Change, POINTER, Place, StoreError};

/// The right to change a log: as long as it lives, nobody else reads or changes it. Begin it before
/// reading what the change depends on; dropped without [`Transaction::commit`], it has changed nothing.
///
/// A commit goes through these states, each of which a kill or a power cut may leave behind:
///
/// 1. Every new content lies beside its target under a temporary name, on the disk. The log is as it was;
///    whoever comes next removes the temporary files.
/// 2. The journal is there: from here on the change will happen, and whoever comes next completes it. It
///    gets its name only when it is whole and on the disk, after the temporary files.
/// 3. Each file gets its name: a new one without taking another's place, a changed one by replacing what
///    is still what was read.
/// 4. The folders are on the disk, and the journal goes.
///
/// A change of one file needs no journal: its renaming is the commit. Where the folder of a new file is
/// missing too, it is made under a temporary name, with the file in it, and renamed in the file's place.
pub struct Transaction<'a> {
    place: Place,
    bounds: Bounds,
    access: Access<'a>,
    _alone: File,
}

impl<'a> Transaction<'a> {
    /// Waits until nobody else reads or writes the log at `place`, and completes what an interrupted run
    /// left.
    ///
    /// # Errors
    /// [`StoreError::Locked`] after the timeout; [`StoreError::BadJournal`] where what was left cannot be
    /// completed; [`StoreError::Io`] where the folder cannot be locked.
    pub fn begin(place: &Place, access: Access<'a>) -> Result<Self, StoreError> {
        let alone = lock::wait(&place.dir, Share::Nobody, &access)?;
        let bounds = Bounds::of(place)?;
        recover(&bounds, &access)?;
        Ok(Self {
            place: place.clone(),
            bounds,
            access,
            _alone: alone,
        })
    }

    /// The log's place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Removes those of `paths` that are temporary files of an interrupted run.
    ///
    /// # Errors
    /// If an I/O operation fails.
    pub fn remove_strays(&self, paths: &[PathBuf]) -> Result<(), StoreError> {
        remove_strays(paths, &self.access)
    }

    /// Makes all `changes`, or none.
    ///
    /// # Errors
    /// Where a new file is there already, a changed one is not what was read, a path may not be written,
    /// or the disk says no: nothing has changed then. [`StoreError::Unfinished`] where the disk says no
    /// after the journal was written: the next command completes the change.
    pub fn commit(self, changes: &[Change]) -> Result<(), StoreError> {
        self.remove_strays_beside(changes)?;
        if let [change] = changes
            && self.create_with_folder(change)?
        {
            return Ok(());
        }
        let mut staged = Vec::with_capacity(changes.len());
        for change in changes {
            staged.push(self.stage(change)?);
        }
        staged.sort_by_key(|(entry, _)| match entry {
            Entry::Create { .. } => 0,
            Entry::Replace { .. } => 1,
            Entry::Remove { .. } => 2,
        });
        let (entries, temporaries): (Vec<_>, Vec<_>) = staged.into_iter().unzip();
        let steps = entries
            .iter()
            .map(|entry| self.step(entry))
            .collect::<Result<Vec<_>, _>>()?;
        let journal = (steps.len() > 1).then(|| journal::path(self.bounds.dir()));
        let result = self.put_in_place(&entries, &steps, journal.as_deref());
        let error = match result {
            Ok(()) => {
                keep(temporaries);
                return Ok(());
            }
            Err(error) => error,
        };
        if is_untouched(&steps) && journal.as_deref().is_none_or(taken_back) {
            return Err(error);
        }
        keep(temporaries);
        Err(StoreError::Unfinished(Box::new(error)))
    }

    /// Puts `after` in the place of `before` in the file at `path`, which need not lie in the log, and whose user keeps it.
    /// The journal does not know such files: it comes with the repository, and must not lead out of the log. So several
    /// of them are rewritten one by one.
    ///
    /// A kill or a power cut leaves the one or the other, whole; whoever rewrites it next removes what was left beside it.
    ///
    /// # Errors
    /// Where the file is not as it was read, or the disk says no: nothing has changed then.
    /// [`StoreError::Unfinished`] where it has its new text, and the disk does not say that it will keep it.
    pub fn rewrite(&self, path: &Path, before: &[u8], after: &[u8]) -> Result<(), StoreError> {
        let folder = folder_of(path);
        self.remove_strays_in(folder)?;
        if Digest::of_file(path)? != Some(Digest::of(before)) {
            let path = path.to_owned();
            return Err(StoreError::Changed { path });
        }
        let temporary = write_beside(path, after, true)?;
        disk::replace(&temporary, path)?;
        keep(vec![Some(temporary)]);
        sync_folder(folder).map_err(|error| StoreError::Unfinished(Box::new(error)))
    }

    /// Removes what an interrupted run left where a reader of the log does not look: beside `.adr-dir`.
    fn remove_strays_beside(&self, changes: &[Change]) -> Result<(), StoreError> {
        changes
            .iter()
            .map(|change| &change.path)
            .filter(|path| path.ends_with(POINTER))
            .try_for_each(|pointer| self.remove_strays_in(folder_of(pointer)))
    }

    fn remove_strays_in(&self, folder: &Path) -> Result<(), StoreError> {
        let entries = retried(|| fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>());
        let entries = entries.map_err(StoreError::io("read", folder))?;
        self.remove_strays(&entries.iter().map(fs::DirEntry::path).collect::<Vec<_>>())
    }

    /// Makes `change` if it is a new file in a missing folder, and returns whether it has.
    fn create_with_folder(&self, change: &Change) -> Result<bool, StoreError> {
        let path = &change.path;
        let (None, Some(content)) = (&change.before, &change.after) else {
            return Ok(false);
        };
        let Some(folder) = new_folder::missing_above(path) else {
            return Ok(false);
        };
        self.bounds.allow_new(path, folder)?;
        new_folder::create(folder, path, content)
    }

    fn put_in_place(
        &self,
        entries: &[Entry],
        steps: &[Step],
        journal: Option<&Path>,
    ) -> Result<(), StoreError> {
        if journal.is_some() {
            step::sync_folders(steps)?;
            journal::write(&self.bounds, entries)?;
        }
        step::complete(steps)?;
        if let Some(journal) = journal {
            disk::remove(journal)?;
            sync_folder(self.bounds.dir())?;
        }
        Ok(())
    }

    fn step(&self, entry: &Entry) -> Result<Step, StoreError> {
        Step::of(entry, &self.bounds).map_err(|why| StoreError::NotOurs {
            path: self.place.dir.clone(),
            why,
        })
    }

    /// Puts a change's new content on the disk, beside its target.
    fn stage(&self, change: &Change) -> Result<(Entry, Option<TempPath>), StoreError> {
        let path = &change.path;
        make_folder(folder_of(path))?;
        let target = self.bounds.name(path)?;
        let before = change.before.as_deref().map(Digest::of);
        if Digest::of_file(path)? != before {
            let path = path.clone();
            return Err(match before {
                None => StoreError::Exists { path },
                Some(_) => StoreError::Changed { path },
            });
        }
        let Some(after) = &change.after else {
            let before = before.unwrap_or(Digest::of(b""));
            return Ok((Entry::Remove { target, before }, None));
        };
        let file = write_beside(path, after, before.is_some())?;
        let temporary = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let after = Digest::of(after);
        let entry = match before {
            None => Entry::Create {
                target,
                temporary,
                after,
            },
            Some(before) => Entry::Replace {
                target,
                temporary,
                before,
                after,
            },
        };
        Ok((entry, Some(file)))
    }
}

/// Whether nothing of `steps` is done.
fn is_untouched(steps: &[Step]) -> bool {
    steps
        .iter()
        .all(|step| matches!(step.state(), Ok(State::Ready | State::Lost)))
}

/// Whether the journal is gone for good.
fn taken_back(journal: &Path) -> bool {
    disk::remove(journal)
        .and_then(|()| sync_folder(folder_of(journal)))
        .is_ok()
}

/// Leaves the temporary files, or what became of them, to their new names.
fn keep(temporaries: Vec<Option<TempPath>>) {
    for temporary in temporaries.into_iter().flatten() {
        let _ = temporary.keep();
    }
}

/// Makes the folder at `folder`, and those above it, where they are missing.
///
/// # Errors
/// If an I/O operation fails.
pub fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = || StoreError::io("create", folder);
    if retried(|| fs::metadata(folder)).is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    retried(|| fs::create_dir_all(folder)).map_err(failed())?;
    sync_folder(folder_of(folder))
}

/// A temporary file with `content`, beside `target`, with its mode and owner; with those of any new file
/// where there is no target yet (`tempfile` alone would hide it from all but its owner).
fn write_beside(target: &Path, content: &[u8], is_there: bool) -> Result<TempPath, StoreError> {
    let failed = || StoreError::io("write", target);
    let mut builder = names::temporary();
    if let Some(permissions) = new_file_permissions() {
        builder.permissions(permissions);
    }
    let mut file = retried(|| builder.tempfile_in(folder_of(target))).map_err(failed())?;
    file.write_all(content).map_err(failed())?;
    if is_there && regular_file(target)? {
        let metadata = retried(|| fs::metadata(target)).map_err(StoreError::io("read", target))?;
        keep_owner(file.as_file(), &metadata);
        retried(|| file.as_file().set_permissions(metadata.permissions())).map_err(failed())?;
    }
    retried(|| file.as_file().sync_all()).map_err(failed())?;
    Ok(file.into_temp_path())
}

#[cfg(unix)]
fn new_file_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_permissions() -> Option<fs::Permissions> {
    None
}

/// Gives `file` the owner that `metadata` names, where the system lets us.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let ours = file.metadata().map(|own| (own.uid(), own.gid())).ok();
    if ours != Some((metadata.uid(), metadata.gid())) {
        let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}
