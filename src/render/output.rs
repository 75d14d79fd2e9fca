//! A rendered site on disk: what would change, and changing it. It stands here and not in `store`, which guards
//! a log's own files with a flush of each: a site can be rendered again, so it needs no file made durable, but
//! it must know its own files from other people's, which only a [`Site`] and its manifest tell.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::Site;
use crate::source::shown;
use crate::store::Place;

/// The file in the output folder that names every file of ours.
pub const MANIFEST: &str = ".adr-site.json";

/// Why a site was not written. Nothing was changed, but for [`OutputError::Io`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The folder lies in the log, whose files are records.
    #[error(
        "{} lies inside the decision log; choose another folder with `--out`",
        shown(path)
    )]
    InsideLog {
        /// The output folder.
        path: PathBuf,
    },
    /// The folder is the repository's root.
    #[error(
        "{} is the repository's root; choose a folder in it with `--out`",
        shown(path)
    )]
    RepositoryRoot {
        /// The output folder.
        path: PathBuf,
    },
    /// Something that this command did not write stands where a file of the site would.
    #[error(
        "{} is in the way and was not written by `adr render`; nothing was changed",
        shown(path)
    )]
    Foreign {
        /// What is in the way.
        path: PathBuf,
    },
    /// The manifest is not one that this command wrote.
    #[error(
        "{} is not a list of rendered files: {why}; nothing was changed",
        shown(path)
    )]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The system said no.
    #[error("cannot {action} {}: {source}", shown(path))]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

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

/// What has to change in an output folder to make it a given site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    folder: PathBuf,
    /// Files that are not there yet.
    pub create: Vec<String>,
    /// Files of ours that hold something else.
    pub replace: Vec<String>,
    /// Files of ours that the site no longer has.
    pub remove: Vec<String>,
    /// Files that hold what they should.
    pub unchanged: Vec<String>,
    manifest: Option<Vec<u8>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    version: u32,
    files: BTreeSet<String>,
}

const VERSION: u32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Missing,
    Same,
    Different,
}

/// What writing `site` to `folder` would change, without changing it.
///
/// # Errors
/// Where the folder is no place for a site, something of other people's is in the way, or it cannot be read.
pub fn plan(site: &Site, folder: &Path, place: &Place) -> Result<Plan, OutputError> {
    check_folder(folder, place)?;
    let (manifest, ours) = read_manifest(folder)?;
    let states: Result<Vec<_>, _> = site
        .par_iter()
        .map(|(name, bytes)| Ok((name, state(folder, name, bytes, &ours)?)))
        .collect();
    let mut plan = Plan {
        folder: folder.to_owned(),
        create: Vec::new(),
        replace: Vec::new(),
        remove: Vec::new(),
        unchanged: Vec::new(),
        manifest,
    };
    for (name, state) in states? {
        let list = match state {
            State::Missing => &mut plan.create,
            State::Different => &mut plan.replace,
            State::Same => &mut plan.unchanged,
        };
        list.push(name.clone());
    }
    for name in ours.into_iter().filter(|name| !site.contains_key(name)) {
        let path = folder.join(&name);
        if is_regular_file(folder, &name)? {
            plan.remove.push(name);
        } else if fs::symlink_metadata(&path).is_ok() {
            return Err(OutputError::Foreign { path });
        }
    }
    Ok(plan)
}

/// Makes `folder` hold `site`: new files are made, changed ones get their content in one step each, unchanged
/// ones are not touched, pages of ours that the site no longer has are removed, all else stays.
///
/// # Errors
/// As [`plan`]; and where the disk says no: then some files are new, some old, and the next call goes on.
pub fn write(site: &Site, folder: &Path, place: &Place) -> Result<Written, OutputError> {
    let plan = plan(site, folder, place)?;
    fs::create_dir_all(folder).map_err(io_error("make", folder))?;
    let wanted: BTreeSet<_> = site.keys().cloned().collect();
    let claimed = wanted.iter().chain(&plan.remove).cloned().collect();
    plan.write_manifest(claimed, plan.manifest.as_deref())?;
    let folders: BTreeSet<_> = plan
        .create
        .iter()
        .filter_map(|name| Path::new(name).parent())
        .collect();
    for below in folders {
        let path = folder.join(below);
        fs::create_dir_all(&path).map_err(io_error("make", &path))?;
    }
    let bytes_of = |name: &str| site.get(name).map(Vec::as_slice).unwrap_or_default();
    // One after the other: threads only wait for the folder, and longer than one alone takes.
    for name in &plan.create {
        create_file(&folder.join(name), bytes_of(name))?;
    }
    for name in &plan.replace {
        replace_file(&folder.join(name), bytes_of(name))?;
    }
    for name in &plan.remove {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(io_error("remove", &path))?;
    }
    if !plan.remove.is_empty() {
        plan.write_manifest(wanted, None)?;
    }
    Ok(Written {
        written: plan.create.len() + plan.replace.len(),
        unchanged: plan.unchanged.len(),
        removed: plan.remove.len(),
    })
}

impl Plan {
    /// Whether the folder holds the site already.
    pub fn is_empty(&self) -> bool {
        self.create.is_empty() && self.replace.is_empty() && self.remove.is_empty()
    }

    /// Names `files` as ours, before the first of them is there: a page that a killed run left is then not
    /// taken for somebody else's.
    fn write_manifest(
        &self,
        files: BTreeSet<String>,
        now: Option<&[u8]>,
    ) -> Result<(), OutputError> {
        let path = self.folder.join(MANIFEST);
        let manifest = Manifest {
            version: VERSION,
            files,
        };
        let mut text = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| io_error("write", &path)(error.into()))?;
        text.push(b'\n');
        if now == Some(text.as_slice()) {
            return Ok(());
        }
        replace_file(&path, &text)
    }
}

fn check_folder(folder: &Path, place: &Place) -> Result<(), OutputError> {
    let path = folder.to_owned();
    match fs::symlink_metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => return Err(OutputError::Foreign { path }),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(io_error("read", folder)(error)),
    }
    let out = whole(folder)?;
    if out == whole(&place.root)? {
        return Err(OutputError::RepositoryRoot { path });
    }
    if out.starts_with(whole(&place.dir)?) {
        return Err(OutputError::InsideLog { path });
    }
    Ok(())
}

/// `path` without links, `.` and `..`, though its last parts may not be there yet.
fn whole(path: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(Path::new(".").join(path));
    let absolute = absolute.map_err(io_error("read", path))?;
    let mut whole = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                whole.pop();
            }
            part => whole.push(part),
        }
        match fs::canonicalize(&whole) {
            Ok(real) => whole = real,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io_error("read", &whole)(error)),
        }
    }
    Ok(whole)
}

fn read_manifest(folder: &Path) -> Result<(Option<Vec<u8>>, BTreeSet<String>), OutputError> {
    let path = folder.join(MANIFEST);
    if !is_regular_file(folder, MANIFEST)? {
        return match fs::symlink_metadata(&path) {
            Ok(_) => Err(OutputError::Foreign { path }),
            Err(_) => Ok((None, BTreeSet::new())),
        };
    }
    let bytes = fs::read(&path).map_err(io_error("read", &path))?;
    let wrong = |why: String| OutputError::Manifest {
        path: path.clone(),
        why,
    };
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    if manifest.version != VERSION {
        return Err(wrong(format!(
            "its version is {}, not {VERSION}",
            manifest.version
        )));
    }
    if let Some(name) = manifest.files.iter().find(|name| !stays_below(name)) {
        return Err(wrong(format!("`{name}` is no file below this folder")));
    }
    Ok((Some(bytes), manifest.files))
}

fn stays_below(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some()
        && name != MANIFEST
        && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Whether `name` below `folder` is a file of its own, and no folder on the way to it is a link.
fn is_regular_file(folder: &Path, name: &str) -> Result<bool, OutputError> {
    let mut path = folder.to_owned();
    let mut parts = Path::new(name).components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(io_error("read", &path)(error)),
        };
        let is_last = parts.peek().is_none();
        if is_last {
            return Ok(metadata.is_file());
        }
        if !metadata.is_dir() {
            return Err(OutputError::Foreign { path });
        }
    }
    Ok(false)
}

fn state(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    ours: &BTreeSet<String>,
) -> Result<State, OutputError> {
    let path = folder.join(name);
    if !is_regular_file(folder, name)? {
        return match fs::symlink_metadata(&path) {
            Ok(_) => Err(OutputError::Foreign { path }),
            Err(_) => Ok(State::Missing),
        };
    }
    let now = fs::read(&path).map_err(io_error("read", &path))?;
    if now == bytes {
        return Ok(State::Same);
    }
    if !ours.contains(name) {
        return Err(OutputError::Foreign { path });
    }
    Ok(State::Different)
}

/// Makes a file that nobody has yet. A run that is killed here leaves a part of it, which the manifest names as ours:
/// the next one writes it again.
fn create_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let opened = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    let mut file = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => OutputError::Foreign {
            path: path.to_owned(),
        },
        _ => io_error("write", path)(error),
    })?;
    file.write_all(bytes).map_err(io_error("write", path))
}

/// Puts a file in the place of another, in one step.
fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let failed = || io_error("write", path);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".adr-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed())?;
    file.write_all(bytes).map_err(failed())?;
    let named = file.persist(path);
    named.map(drop).map_err(|error| failed()(error.error))
}

fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OutputError {
    let path = path.to_owned();
    move |source| OutputError::Io {
        action,
        path,
        source,
    }
}
