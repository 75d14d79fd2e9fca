//! Updates a folder to contain a site, file by file as each is rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::disk::{check_folder, create_file, is_regular_file, replace_file};
use super::manifest::{MANIFEST, MadeOf, Manifest};
use super::{OutputError, io_error};
use crate::render::{Digest, Sink};
use crate::store::{self, Access, Place};

/// How many files of the site were written, left as they were, and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// New or changed.
    pub written: usize,
    /// Left alone.
    pub unchanged: usize,
    /// Pages of records that are no longer there.
    pub removed: usize,
}

impl Written {
    /// Whether the folder held the site already.
    pub fn is_nothing(self) -> bool {
        self.written + self.removed == 0
    }
}

/// Takes a site into a folder. New files are made as they come, and are gone again where the writer is dropped before
/// [`Writer::finish`], which gives changed ones their content in one step each and removes pages of ours that the site no
/// longer has. Unchanged ones are not touched, and all else stays.
#[derive(Debug)]
pub struct Writer {
    folder: PathBuf,
    changes_nothing: bool,
    /// The manifest that was there.
    before: Manifest,
    /// Its text.
    text: Option<Vec<u8>>,
    taken: Mutex<Taken>,
    /// Keeps other runs out of the folder.
    _lock: Option<File>,
}

/// What has come so far.
#[derive(Debug, Default)]
struct Taken {
    /// The files of the site, each with its digest.
    files: BTreeMap<String, Digest>,
    made_of: Option<MadeOf>,
    /// What is to come, and is in the manifest already.
    claimed: BTreeSet<String>,
    /// Folders that were not there, each behind the one that it is in.
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
    /// A writer into `folder`, which need not be there. It waits for another one's end.
    ///
    /// # Errors
    /// Where the folder is no place for a site, its manifest is not ours, or another writer does not end.
    pub fn new(folder: &Path, place: &Place, access: &Access<'_>) -> Result<Self, OutputError> {
        check_folder(folder, place)?;
        let mut writer = Self::bare(folder);
        writer.make_folder(folder)?;
        writer._lock = Some(store::hold(folder, access)?);
        writer.read_manifest()?;
        Ok(writer)
    }

    /// As [`Writer::new`], but only finds out what would change.
    ///
    /// # Errors
    /// Where the folder is no place for a site, or its manifest is not ours.
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
            before: Manifest::claiming(BTreeSet::new()),
            text: None,
            taken: Mutex::default(),
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

    /// Makes the folder hold what has come, and nothing else of ours.
    ///
    /// # Errors
    /// Where something of other people's is in the way: then the folder is as it was. Where the disk says no: then some
    /// files are new, some old, and the next run goes on.
    pub fn finish(self) -> Result<Written, OutputError> {
        let removed = self.no_longer_wanted()?;
        let mut taken = self.lock();
        let written = Written {
            written: taken.created.len() + taken.replaced.len(),
            unchanged: taken.unchanged,
            removed: removed.len(),
        };
        if self.changes_nothing {
            return Ok(written);
        }
        taken.created.clear();
        taken.folders.clear();
        for (path, bytes) in std::mem::take(&mut taken.replaced) {
            replace_file(&path, &bytes)?;
        }
        for path in removed {
            fs::remove_file(&path).map_err(io_error("remove", &path))?;
        }
        let is_claimed = !std::mem::take(&mut taken.claimed).is_empty();
        let made_of = taken.made_of.take();
        let manifest = Manifest::of(&taken.files, made_of);
        let now = self.text.as_deref().filter(|_| !is_claimed);
        manifest.write(&self.folder, now)?;
        Ok(written)
    }

    fn no_longer_wanted(&self) -> Result<Vec<PathBuf>, OutputError> {
        let taken = self.lock();
        let mut removed = Vec::new();
        let ours = self.before.files.iter();
        for name in ours.filter(|name| !taken.files.contains_key(*name)) {
            let path = self.folder.join(name);
            if is_regular_file(&self.folder, name)? {
                removed.push(path);
            } else if fs::symlink_metadata(&path).is_ok() {
                return Err(OutputError::Foreign { path });
            }
        }
        Ok(removed)
    }

    /// Every file of ours, if all of them are there.
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

    /// How the file stands, which is there now if it was missing.
    fn settled(&self, name: &str, path: &Path, bytes: &[u8]) -> Result<State, OutputError> {
        // Of ten thousand new pages, none is looked for first. What lies deeper could lie behind a link.
        let is_likely_new = !self.before.files.contains(name) && !name.contains('/');
        if is_likely_new && !self.changes_nothing && create_file(path, bytes)? {
            return Ok(State::Missing);
        }
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

    /// Makes `folder`, and remembers which of its parts were not there.
    fn make_folder(&self, folder: &Path) -> Result<(), OutputError> {
        let missing: Vec<_> = folder
            .ancestors()
            .take_while(|above| !above.as_os_str().is_empty() && !above.is_dir())
            .collect();
        fs::create_dir_all(folder).map_err(io_error("make", folder))?;
        let missing = missing.into_iter().rev().map(Path::to_owned);
        self.lock().folders.extend(missing);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Writer {
    /// Names files as ours, before the first of them is there: a page that a killed run left is then not taken for
    /// somebody else's.
    fn expect(&self, names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError> {
        let new = names.filter(|name| !self.before.files.contains(*name));
        let new: Vec<_> = new.map(str::to_owned).collect();
        if self.changes_nothing || new.is_empty() {
            return Ok(());
        }
        let mut taken = self.lock();
        taken.claimed.extend(new);
        let claimed = self.before.files.union(&taken.claimed).cloned();
        Manifest::claiming(claimed.collect()).write(&self.folder, None)
    }

    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError> {
        let path = self.folder.join(name);
        let state = self.settled(name, &path, &bytes)?;
        let digest = Digest::of(&bytes);
        let mut taken = self.lock();
        taken.files.insert(name.to_owned(), digest);
        match state {
            State::Missing => taken.created.push(path),
            State::Different => taken.replaced.push((path, bytes)),
            State::Same => taken.unchanged += 1,
        }
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
        let mut taken = self.lock();
        taken.unchanged = files.len();
        taken.files = files;
        taken.made_of = Some(made_of.clone());
        Some(made_of.warnings.clone())
    }

    fn remember(&self, made_of: &dyn Fn() -> MadeOf) {
        if !self.changes_nothing {
            let made_of = made_of();
            self.lock().made_of = Some(made_of);
        }
    }
}

impl Drop for Writer {
    /// Takes back what was made; whatever cannot be removed is named in the manifest, and the next run goes on from there.
    fn drop(&mut self) {
        if self.changes_nothing {
            return;
        }
        let taken = self.taken.get_mut().unwrap_or_else(PoisonError::into_inner);
        let is_gone = |path: &PathBuf| fs::remove_file(path).is_ok();
        let all_gone = taken.created.iter().filter(|path| !is_gone(path)).count() == 0;
        if !taken.claimed.is_empty() && all_gone {
            let manifest = self.folder.join(MANIFEST);
            let _ = match &self.text {
                Some(before) => replace_file(&manifest, before),
                None => fs::remove_file(&manifest).map_err(io_error("remove", &manifest)),
            };
        }
        for folder in taken.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
