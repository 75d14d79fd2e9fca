//! Which files a transaction may touch, and how its journal names them: by paths relative to the log's
//! folder that stay inside it, without dot files and without symbolic links; and `.adr-dir` in a folder
//! above, up to the root. A journal comes with the files of the repository, so it is not trusted.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::disk::{regular_file, retried};
use super::{POINTER, Place, StoreError};

/// How the name of every temporary file or folder begins.
const TEMPORARY: &str = ".adr-tmp-";

/// Whether `name` is one that only we give to files and folders.
pub(super) fn is_temporary(name: &str) -> bool {
    let random = name.strip_prefix(TEMPORARY);
    random.is_some_and(|random| {
        random.len() >= 6 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Makes names that are [temporary](is_temporary).
pub(super) fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY).rand_bytes(8);
    builder
}

/// The folder of a log and the root that bounds it, both without symbolic links.
#[derive(Debug, Clone)]
pub(super) struct Bounds {
    dir: PathBuf,
    root: PathBuf,
}

impl Bounds {
    /// The bounds of the log at `place`.
    ///
    /// # Errors
    /// If its folders do not exist.
    pub(super) fn of(place: &Place) -> Result<Self, StoreError> {
        let whole =
            |path: &Path| retried(|| fs::canonicalize(path)).map_err(StoreError::io("read", path));
        Ok(Self {
            dir: whole(&place.dir)?,
            root: whole(&place.root)?,
        })
    }

    /// The log's folder.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The name of the file at `path`, whose folder is there.
    ///
    /// # Errors
    /// Where a transaction may not touch it.
    pub(super) fn name(&self, path: &Path) -> Result<String, StoreError> {
        let not_ours = |why: &str| StoreError::NotOurs {
            path: path.to_owned(),
            why: why.to_owned(),
        };
        let parent = folder_of(path);
        let parent =
            retried(|| fs::canonicalize(parent)).map_err(StoreError::io("read", parent))?;
        let file = path
            .file_name()
            .ok_or_else(|| not_ours("does not name a file"))?;
        let relative = pathdiff::diff_paths(parent.join(file), &self.dir);
        let name = relative.as_deref().and_then(Path::to_str);
        let name = name.ok_or_else(|| not_ours("has a name that is not UTF-8"))?;
        self.path(name).map_err(|why| not_ours(&why))?;
        Ok(name.to_owned())
    }

    /// Checks that a file may be created at `path`, above which `folder` is the outermost missing folder.
    ///
    /// # Errors
    /// Where a transaction may not.
    pub(super) fn allow_new(&self, path: &Path, folder: &Path) -> Result<(), StoreError> {
        self.name(folder)?;
        let mut inside = path.strip_prefix(folder).unwrap_or(path).components();
        let is_plain = |part: Component<'_>| match part {
            Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
            _ => false,
        };
        match inside.all(is_plain) {
            true => Ok(()),
            false => Err(StoreError::NotOurs {
                path: path.to_owned(),
                why: "is a dot file, which is not part of a log".to_owned(),
            }),
        }
    }

    /// The file that `name` stands for.
    ///
    /// # Errors
    /// With the reason, as a clause, where a transaction may not touch it.
    pub(super) fn path(&self, name: &str) -> Result<PathBuf, String> {
        let parts: Vec<_> = Path::new(name).components().collect();
        let ups = parts
            .iter()
            .take_while(|part| **part == Component::ParentDir)
            .count();
        let (_, down) = parts.split_at(ups);
        let outside = || "is outside the log".to_owned();
        let names: Option<Vec<&str>> = down
            .iter()
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        let names = names
            .filter(|names| !names.is_empty())
            .ok_or_else(outside)?;
        let path = if ups == 0 {
            self.below(&names)?
        } else {
            let above = self
                .dir
                .ancestors()
                .nth(ups)
                .filter(|above| above.starts_with(&self.root));
            let above = above.filter(|_| names == [POINTER]).ok_or_else(outside)?;
            above.join(POINTER)
        };
        regular_file(&path).map_err(|error| match error {
            StoreError::NotOurs { why, .. } => why,
            error => error.to_string(),
        })?;
        Ok(path)
    }

    fn below(&self, names: &[&str]) -> Result<PathBuf, String> {
        if names.iter().any(|name| name.starts_with('.')) {
            return Err("is a dot file, which is not part of a log".to_owned());
        }
        let mut path = self.dir.clone();
        for (position, name) in names.iter().enumerate() {
            path.push(name);
            let is_folder = || fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
            if position + 1 < names.len() && !is_folder() {
                return Err("is in something that is not a folder".to_owned());
            }
        }
        Ok(path)
    }
}

/// The folder that the file at `path` is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
