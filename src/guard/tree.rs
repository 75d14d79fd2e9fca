//! The files that guards are compared with.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use super::Watch;
use crate::files::{Files, text, walk};
use crate::manifest::format_of;
use crate::store::{self, Changed, ChangedError, Differing, Extent, Place};

/// The largest file of code that is looked at.
const MAX_CODE: u64 = 1024 * 1024;

/// The largest manifest or lock file.
const MAX_MANIFEST: u64 = 32 * 1024 * 1024;

/// The files of the repository, or what was changed in them.
#[derive(Debug)]
pub struct Tree {
    /// All files.
    pub files: Files,
    /// Why folders could not be read.
    pub unreadable: Vec<String>,
    root: PathBuf,
    /// The changed files by position, where only they are looked at.
    changes: Option<HashMap<usize, Differing>>,
    /// What the index holds of files that are different on disk.
    index: BTreeMap<String, Option<Vec<u8>>>,
}

impl Tree {
    /// All files of the repository of the log at `place`: those that git tracks, or those in the folder where there is no
    /// git.
    ///
    /// # Errors
    /// If `git` fails.
    pub fn whole(place: &Place) -> Result<Self, ChangedError> {
        let mut unreadable = Vec::new();
        let files = match store::tracked(place)? {
            Some(paths) => paths.into_iter().collect(),
            None => in_folder(&place.root, &mut unreadable),
        };
        Ok(Self {
            unreadable,
            ..Self::of(place, files)
        })
    }

    fn of(place: &Place, files: Files) -> Self {
        Self {
            files,
            unreadable: Vec::new(),
            root: place.root.clone(),
            changes: None,
            index: BTreeMap::new(),
        }
    }

    /// The same with only what `changed` is about to be looked at. For staged changes, the files are those of the index. The
    /// other files are there only if `counts_all`, as allowances need them.
    ///
    /// # Errors
    /// If there is no repository, a name is unknown, or `git` fails.
    pub fn changed(
        place: &Place,
        changed: Changed<'_>,
        counts_all: bool,
    ) -> Result<Self, ChangedError> {
        let differing = store::differing(place, changed, Extent::Repository, MAX_MANIFEST)?;
        let present = differing.iter().filter(|file| file.is_there);
        let paths: Vec<&str> = present.map(|file| file.path.as_str()).collect();
        let mut tree = match counts_all {
            true => Self::whole(place)?,
            false => Self::of(place, paths.iter().map(|path| (*path).to_owned()).collect()),
        };
        if matches!(changed, Changed::Staged) {
            let paths = (!counts_all).then_some(paths.as_slice());
            tree.index = store::staged_contents(place, paths, MAX_MANIFEST)?;
        }
        let files = &tree.files;
        let by_position = differing
            .into_iter()
            .filter_map(|file| Some((files.position(&file.path)?, file)));
        tree.changes = Some(by_position.collect());
        Ok(tree)
    }

    /// The positions of the files that `guard` is compared with: where only changes are looked at, the changed ones, unless
    /// it has an allowance, for which all places count.
    pub fn looked_at_by(&self, guard: &Watch<'_>) -> Vec<usize> {
        let Some(changes) = self
            .changes
            .as_ref()
            .filter(|_| guard.guard.allowed.is_none())
        else {
            return guard.looks_at(&self.files);
        };
        let changed: Files = changes.values().map(|file| file.path.clone()).collect();
        let looked_at = guard.looks_at(&changed).into_iter();
        let paths = looked_at.filter_map(|position| changed.get(position));
        paths.filter_map(|path| self.files.position(path)).collect()
    }

    /// Whether the file at `position` is looked at for what is new in it.
    pub fn is_changed(&self, position: usize) -> bool {
        self.changes
            .as_ref()
            .is_none_or(|changes| changes.contains_key(&position))
    }

    /// What the file at `position` held before it was changed.
    pub fn before(&self, position: usize) -> Option<&[u8]> {
        self.changes.as_ref()?.get(&position)?.before.as_deref()
    }

    /// What the file at `position` holds; `None` where it is gone, or too large.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, position: usize) -> io::Result<Option<Cow<'_, [u8]>>> {
        let path = self.files.get(position).unwrap_or_default();
        if let Some(content) = self.index.get(path) {
            return Ok(content.as_deref().map(Cow::Borrowed));
        }
        let most = match format_of(path) {
            Some(_) => MAX_MANIFEST,
            None => MAX_CODE,
        };
        Ok(text::read(&self.root.join(path), most)?.map(Cow::Owned))
    }

    /// The path by which the caller knows the file at `path`.
    pub fn shown(&self, path: &str) -> PathBuf {
        match self.root.as_path() == Path::new(".") {
            true => PathBuf::from(path),
            false => self.root.join(path),
        }
    }
}

/// All files below `root`; what could not be read is added to `unreadable`.
fn in_folder(root: &Path, unreadable: &mut Vec<String>) -> Files {
    let is_interrupted = |error: &ignore::Error| {
        let error = error.io_error();
        error.is_some_and(|error| error.kind() == io::ErrorKind::Interrupted)
    };
    loop {
        let (files, errors): (Vec<_>, Vec<_>) = walk(root, root).partition(Result::is_ok);
        let errors: Vec<_> = errors.into_iter().filter_map(Result::err).collect();
        if !errors.iter().any(is_interrupted) {
            unreadable.extend(errors.iter().map(ToString::to_string));
            return files.into_iter().flatten().collect();
        }
    }
}
