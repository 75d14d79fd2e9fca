//! Reads the text files of a repository that cite decisions, in parallel.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{Citation, Citing};
use crate::config::Citations;
use crate::source::shown;
use crate::store::Unreadable;

/// Files over this size are passed over: nobody wrote them by hand.
const LARGEST_FILE: u64 = 1 << 20;

/// What is read of a file before its size is asked for.
const FIRST_READ: u64 = 64 << 10;

/// A file with a NUL in this many bytes at its start is binary, as for git.
const BINARY_WITHIN: usize = 8000;

/// A file or a folder in which citations are looked for.
#[derive(Debug, Clone)]
pub struct Root {
    /// As the caller can use it.
    path: PathBuf,
    /// Below the repository's root, `/` between its parts; empty for the root itself.
    inside: String,
}

/// Why nothing can be looked for in a path.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RootError {
    /// Nothing is there.
    #[error("cannot read {}: {cause}", shown(path))]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is a symbolic link.
    #[error("{} is a symbolic link; give the path that it leads to", shown(path))]
    Link {
        /// The path.
        path: PathBuf,
    },
    /// It is not in the repository.
    #[error("{} is outside the repository of the log", shown(path))]
    Outside {
        /// The path.
        path: PathBuf,
    },
    /// It is the log, or lies in it.
    #[error(
        "{} is part of the log; `adr lint` checks the links between its records",
        shown(path)
    )]
    InLog {
        /// The path.
        path: PathBuf,
    },
}

/// What was made of the files that cite decisions.
#[derive(Debug)]
pub struct Walked<T> {
    /// What was made of each, in the order of their paths.
    pub files: Vec<T>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Citing<'_> {
    /// The repository's root, which holds everything that can cite the log.
    pub fn whole_tree(&self) -> Root {
        Root {
            path: self.log.place.root.clone(),
            inside: String::new(),
        }
    }

    /// The file or folder at `path`.
    ///
    /// # Errors
    /// Where it cannot be read, or citations in it do not count.
    pub fn root(&self, path: &Path) -> Result<Root, RootError> {
        let unreadable = |cause| RootError::Unreadable {
            path: path.to_owned(),
            cause,
        };
        let given = path.to_owned();
        if fs::symlink_metadata(path).map_err(unreadable)?.is_symlink() {
            return Err(RootError::Link { path: given });
        }
        let whole = fs::canonicalize(path).map_err(unreadable)?;
        let root = fs::canonicalize(&self.log.place.root).map_err(unreadable)?;
        let Ok(inside) = whole.strip_prefix(&root) else {
            return Err(RootError::Outside { path: given });
        };
        let inside = shown(inside);
        if format!("{inside}/").starts_with(&self.folder) {
            return Err(RootError::InLog { path: given });
        }
        Ok(Root {
            path: given,
            inside,
        })
    }

    /// Reads the text files in `roots` but for those that `settings` exclude, and makes a `T` of the path, the content and
    /// the citations of each one that cites a decision. Symbolic links are not followed, and what git ignores is left out,
    /// as are the log itself, binary files, and files over 1 MiB.
    pub fn read<T: Send>(
        &self,
        roots: &[Root],
        settings: &Citations,
        make: impl Fn(&Path, &[u8], Vec<Citation>) -> T + Sync,
    ) -> Walked<T> {
        let found = Mutex::new(Vec::new());
        let unreadable = Mutex::new(Vec::new());
        let visit = |file: &Root, buffer: &mut Vec<u8>| match read_text(&file.path, buffer) {
            Ok(None) => {}
            Ok(Some(bytes)) => {
                let citations = self.citations_in(bytes);
                if !citations.is_empty() {
                    let made = make(&file.path, bytes, citations);
                    push(&found, (file.inside.clone(), made));
                }
            }
            Err(error) => push(&unreadable, unreadable_file(&file.path, &error)),
        };
        // Where the log is the whole repository, no file is outside it.
        let is_empty = self.folder.is_empty();
        let is_wanted = |root: &&Root| !is_empty && !settings.is_excluded(&root.inside);
        for root in roots.iter().filter(is_wanted) {
            let walk = walker(root, &self.folder, settings).build_parallel();
            walk.run(|| {
                let mut buffer = Vec::new();
                let (visit, unreadable) = (&visit, &unreadable);
                Box::new(move |entry| {
                    match entry {
                        Ok(entry) if is_file(&entry) => visit(&root.below(&entry), &mut buffer),
                        Ok(_) => {}
                        Err(error) => push(unreadable, unreadable_entry(&root.path, &error)),
                    }
                    WalkState::Continue
                })
            });
        }
        let mut found: Vec<(String, T)> = taken(found);
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        found.dedup_by(|(a, _), (b, _)| a == b);
        let mut unreadable: Vec<Unreadable> = taken(unreadable);
        unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        Walked {
            files: found.into_iter().map(|(_, made)| made).collect(),
            unreadable,
        }
    }
}

impl Root {
    /// What `entry` of a walk through this is.
    fn below(&self, entry: &DirEntry) -> Self {
        let path = entry.path();
        let inside = match path.strip_prefix(&self.path) {
            Ok(rest) if rest.as_os_str().is_empty() => self.inside.clone(),
            Ok(rest) if self.inside.is_empty() => shown(rest),
            Ok(rest) => format!("{}/{}", self.inside, shown(rest)),
            Err(_) => shown(path),
        };
        Self {
            path: path.strip_prefix(".").unwrap_or(path).to_owned(),
            inside,
        }
    }
}

/// A walk through `root` that leaves out what is ignored, `settings` exclude, or is the log in `folder`.
fn walker(root: &Root, folder: &str, settings: &Citations) -> WalkBuilder {
    let (settings, log) = (settings.clone(), folder.trim_end_matches('/').to_owned());
    let top = root.clone();
    let is_wanted = move |entry: &DirEntry| {
        let inside = top.below(entry).inside;
        entry.file_name() != ".git" && inside != log && !settings.is_excluded(&inside)
    };
    let mut builder = WalkBuilder::new(&root.path);
    builder.hidden(false).filter_entry(is_wanted);
    builder
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

/// The content of the file at `path`, by way of `buffer`; `None` where it is binary or too large.
fn read_text<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> io::Result<Option<&'b [u8]>> {
    buffer.clear();
    let file = File::open(path)?;
    (&file).take(FIRST_READ).read_to_end(buffer)?;
    let opening = &buffer[..buffer.len().min(BINARY_WITHIN)];
    if memchr::memchr(0, opening).is_some() {
        return Ok(None);
    }
    if buffer.len() as u64 == FIRST_READ {
        if file.metadata()?.len() > LARGEST_FILE {
            return Ok(None);
        }
        (&file)
            .take(LARGEST_FILE + 1 - FIRST_READ)
            .read_to_end(buffer)?;
    }
    Ok((buffer.len() as u64 <= LARGEST_FILE).then_some(buffer))
}

fn push<T>(list: &Mutex<Vec<T>>, item: T) {
    let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
    list.push(item);
}

fn taken<T>(list: Mutex<Vec<T>>) -> Vec<T> {
    list.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn unreadable_file(path: &Path, error: &io::Error) -> Unreadable {
    Unreadable {
        path: path.to_owned(),
        why: error.to_string(),
    }
}

fn unreadable_entry(root: &Path, error: &ignore::Error) -> Unreadable {
    Unreadable {
        path: path_of(error).unwrap_or(root).to_owned(),
        why: error
            .io_error()
            .map_or_else(|| error.to_string(), ToString::to_string),
    }
}

/// The file or folder that `error` is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}
