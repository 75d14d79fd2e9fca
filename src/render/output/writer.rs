//! Updates a folder to contain a site, file by file as each is rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::creator::{Creator, NewFile, Outcome};
use super::disk::{check_folder, create_file, is_regular_file, replace_file};
use super::manifest::{MANIFEST, Manifest, Provenance};
use super::{OutputError, io_error};
use crate::render::{Digest, Sink};
use crate::store::{self, Access, Place};

/// The number of files of the site that were written, left unchanged, and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// New or changed.
    pub written: usize,
    /// Unchanged.
    pub unchanged: usize,
    /// Pages of records that no longer exist.
    pub removed: usize,
}

impl Written {
    /// Whether the folder was already up to date.
    pub fn is_nothing(self) -> bool {
        self.written + self.removed == 0
    }
}

/// Writes a site into a folder. New files are created as they come, and removed again if the writer is
/// dropped before [`Writer::finish`], which replaces changed files atomically and removes pages that the site
/// no longer has. Unchanged files are not touched, and other files are kept.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    changes_nothing: bool,
    /// The previous manifest.
    before: Manifest,
    /// Its text.
    text: Option<Vec<u8>>,
    received: Mutex<Received>,
    /// Creates what is probably new.
    creator: Creator,
    /// Keeps other processes out of the folder.
    _lock: Option<File>,
}

/// What has been received so far.
#[derive(Debug, Default)]
struct Received {
    /// The files of the site, each with its digest.
    files: BTreeMap<String, Digest>,
    made_of: Option<Provenance>,
    /// Expected files, which are already in the manifest.
    expected: BTreeSet<String>,
    /// Folders that were created, parents first.
    folders: Vec<PathBuf>,
    created: Vec<PathBuf>,
    replaced: Vec<(PathBuf, Vec<u8>)>,
    unchanged: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Missing,
    Same,
    Different,
}

impl Writer {
    /// A writer into `folder`, which need not exist. It waits for other writers to finish.
    ///
    /// # Errors
    /// If the folder cannot be used for a site, its manifest was not written by this command, or another
    /// writer does not finish in time.
    pub fn new(folder: &Path, place: &Place, access: &Access<'_>) -> Result<Self, OutputError> {
        check_folder(folder, place)?;
        let mut writer = Self::bare(folder);
        writer.make_folder(folder)?;
        writer._lock = Some(store::hold(folder, access)?);
        writer.read_manifest()?;
        Ok(writer)
    }

    /// Like [`Writer::new`], but only determines what would change.
    ///
    /// # Errors
    /// If the folder cannot be used for a site, or its manifest was not written by this command.
    pub fn comparing(folder: &Path, place: &Place) -> Result<Self, OutputError> {
        check_folder(folder, place)?;
        let mut writer = Self::bare(folder);
        writer.changes_nothing = true;
        writer.read_manifest()?;
        Ok(writer)
    }

    fn bare(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            changes_nothing: false,
            before: Manifest::expecting(BTreeSet::new()),
            text: None,
            received: Mutex::default(),
            creator: Creator::default(),
            _lock: None,
        }
    }

    fn read_manifest(&mut self) -> Result<(), OutputError> {
        if let Some((manifest, text)) = Manifest::read(&self.folder)? {
            self.before = manifest;
            self.text = Some(text);
        }
        Ok(())
    }

    /// Makes the folder contain the received files, and no others that belong to the site.
    ///
    /// # Errors
    /// If another file is in the way, the folder is left as it was. If an I/O operation fails, some files are
    /// new and some old, and the next run continues.
    pub fn finish(self) -> Result<Written, OutputError> {
        self.take_created(self.creator.finish())?;
        let removed = self.no_longer_wanted()?;
        let mut received = self.lock();
        let written = Written {
            written: received.created.len() + received.replaced.len(),
            unchanged: received.unchanged,
            removed: removed.len(),
        };
        if self.changes_nothing {
            return Ok(written);
        }
        received.created.clear();
        received.folders.clear();
        for (path, bytes) in std::mem::take(&mut received.replaced) {
            replace_file(&path, &bytes)?;
        }
        for path in removed {
            fs::remove_file(&path).map_err(io_error("remove", &path))?;
        }
        let is_claimed = !std::mem::take(&mut received.expected).is_empty();
        let made_of = received.made_of.take();
        let manifest = Manifest::of(&received.files, made_of);
        let now = self.text.as_deref().filter(|_| !is_claimed);
        manifest.write(&self.folder, now)?;
        Ok(written)
    }

    /// Takes note of what has become of files that were probably new.
    fn take_created(&self, outcome: Outcome) -> Result<(), OutputError> {
        self.lock().created.extend(outcome.created);
        if let Some(error) = outcome.failed {
            return Err(error);
        }
        for file in outcome.existing {
            let state = self.file_state(&file.name, &file.path, &file.bytes)?;
            self.receive(state, file.path, file.bytes);
        }
        Ok(())
    }

    fn receive(&self, state: State, path: PathBuf, bytes: Vec<u8>) {
        let mut received = self.lock();
        match state {
            State::Missing => received.created.push(path),
            State::Different => received.replaced.push((path, bytes)),
            State::Same => received.unchanged += 1,
        }
    }

    fn no_longer_wanted(&self) -> Result<Vec<PathBuf>, OutputError> {
        let received = self.lock();
        let mut removed = Vec::new();
        let ours = self.before.files.iter();
        for name in ours.filter(|name| !received.files.contains_key(*name)) {
            let path = self.folder.join(name);
            if is_regular_file(&self.folder, name)? {
                removed.push(path);
            } else if fs::symlink_metadata(&path).is_ok() {
                return Err(OutputError::Foreign { path });
            }
        }
        Ok(removed)
    }

    /// All files of the site, if all of them exist.
    fn files_on_disk(&self) -> Option<BTreeMap<String, Digest>> {
        let names = self.before.files.par_iter();
        let digests = names.map(|name| {
            let is_file = is_regular_file(&self.folder, name).ok()?;
            let bytes = is_file.then(|| fs::read(self.folder.join(name)).ok())??;
            Some((name.clone(), Digest::of(&bytes)))
        });
        digests.collect()
    }

    fn state(&self, name: &str, bytes: &[u8]) -> Result<State, OutputError> {
        let path = self.folder.join(name);
        if !is_regular_file(&self.folder, name)? {
            return match fs::symlink_metadata(&path) {
                Ok(_) => Err(OutputError::Foreign { path }),
                Err(_) => Ok(State::Missing),
            };
        }
        let now = fs::read(&path).map_err(io_error("read", &path))?;
        if now == bytes {
            return Ok(State::Same);
        }
        if !self.before.files.contains(name) {
            return Err(OutputError::Foreign { path });
        }
        Ok(State::Different)
    }

    /// The state of a file, which is created if it was missing.
    fn file_state(&self, name: &str, path: &Path, bytes: &[u8]) -> Result<State, OutputError> {
        let state = self.state(name, bytes)?;
        if state == State::Missing && !self.changes_nothing {
            if let Some(parent) = path.parent() {
                self.make_folder(parent)?;
            }
            if !create_file(path, bytes)? {
                let path = path.to_owned();
                return Err(OutputError::Foreign { path });
            }
        }
        Ok(state)
    }

    /// Creates `folder`, and remembers which of its parents did not exist.
    fn make_folder(&self, folder: &Path) -> Result<(), OutputError> {
        let missing: Vec<_> = folder
            .ancestors()
            .take_while(|above| !above.as_os_str().is_empty() && !above.is_dir())
            .collect();
        fs::create_dir_all(folder).map_err(io_error("create", folder))?;
        let missing = missing.into_iter().rev().map(Path::to_owned);
        self.lock().folders.extend(missing);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Writer {
    /// Lists files in the manifest before the first of them is created, so that a page left by a killed
    /// process is not mistaken for another's file.
    fn expect(&self, names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError> {
        let new = names.filter(|name| !self.before.files.contains(*name));
        let new: Vec<_> = new.map(str::to_owned).collect();
        if self.changes_nothing || new.is_empty() {
            return Ok(());
        }
        let mut received = self.lock();
        received.expected.extend(new);
        let expected = self.before.files.union(&received.expected).cloned();
        Manifest::expecting(expected.collect()).write(&self.folder, None)
    }

    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError> {
        let path = self.folder.join(name);
        let digest = Digest::of(&bytes);
        // Of ten thousand new pages, none is looked up first. Files in subfolders could be behind a link.
        let is_likely_new = !self.before.files.contains(name) && !name.contains('/');
        if is_likely_new && !self.changes_nothing {
            self.lock().files.insert(name.to_owned(), digest);
            let name = name.to_owned();
            return self.creator.create(NewFile { name, path, bytes });
        }
        let state = self.file_state(name, &path, &bytes)?;
        self.lock().files.insert(name.to_owned(), digest);
        self.receive(state, path, bytes);
        Ok(())
    }

    fn unchanged(
        &self,
        inputs: &dyn Fn() -> Digest,
        linked: &dyn Fn(&str) -> Option<Digest>,
    ) -> Option<Vec<String>> {
        let made_of = self.before.made_of.as_ref();
        let made_of = made_of.filter(|_| !self.changes_nothing)?;
        let mut files = made_of.linked.iter();
        let is_same = made_of.inputs == inputs() && files.all(|(path, then)| linked(path) == *then);
        let files = is_same.then(|| self.files_on_disk())??;
        if self.before.content != Some(Digest::of(&files)) {
            return None;
        }
        let mut received = self.lock();
        received.unchanged = files.len();
        received.files = files;
        received.made_of = Some(made_of.clone());
        Some(made_of.warnings.clone())
    }

    fn remember(&self, made_of: &dyn Fn() -> Provenance) {
        if !self.changes_nothing {
            let made_of = made_of();
            self.lock().made_of = Some(made_of);
        }
    }
}

impl Drop for Writer {
    /// Removes what was created. Whatever cannot be removed is in the manifest, so the next run continues
    /// from there.
    fn drop(&mut self) {
        if self.changes_nothing {
            return;
        }
        let outcome = self.creator.finish();
        let received = self
            .received
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        received.created.extend(outcome.created);
        let is_gone = |path: &PathBuf| fs::remove_file(path).is_ok();
        let all_gone = received
            .created
            .iter()
            .filter(|path| !is_gone(path))
            .count()
            == 0;
        if !received.expected.is_empty() && all_gone {
            let manifest = self.folder.join(MANIFEST);
            let _ = match &self.text {
                Some(before) => replace_file(&manifest, before),
                None => fs::remove_file(&manifest).map_err(io_error("remove", &manifest)),
            };
        }
        for folder in received.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
