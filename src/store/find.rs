//! Finds the log from any folder below it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::StoreError;

/// The file by which adr-tools points at a log in a folder of another name.
pub const POINTER: &str = ".adr-dir";

/// The folders in which a log is looked for, in this order.
pub const KNOWN_FOLDERS: [&str; 5] = [
    "docs/adr",
    "doc/adr",
    "docs/decisions",
    "docs/architecture/decisions",
    "adr",
];

/// Folders in which other people keep their logs, looked for after [`KNOWN_FOLDERS`]. A log that is made in one of them
/// gets a pointer, since adr-tools knows none of them.
const OTHER_FOLDERS: [&str; 15] = [
    "docs/adrs",
    "docs/ADR",
    "docs/architecture/adr",
    "docs/architecture-decisions",
    "docs/architecture-decision-records",
    "docs/architecture-decision-log",
    "docs/decision-records",
    "docs/developer/decision-records",
    "doc/decisions",
    "doc/architecture/decisions",
    "architecture/decisions",
    "architecture-decision-records",
    "decision-records",
    "adrs",
    "ADRs",
];

/// A log's folder, and the tree it belongs to. Both are paths as the caller can use them: relative to
/// the folder it runs in, unless it named an absolute one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The log's folder.
    pub dir: PathBuf,
    /// The repository's root; the folder that holds the log's first part where there is no repository.
    pub root: PathBuf,
}

impl Place {
    /// Whether a file or a folder is at `path`, seen from where the caller runs.
    pub fn has(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok()
    }
}

/// Finds the log: `--dir`, else `ADR_DIR`, else the nearest folder from `cwd` upwards that holds
/// `.adr-dir`, one of [`KNOWN_FOLDERS`], or one in which other people keep theirs. The search ends at the repository's root.
///
/// # Errors
/// Where there is none, or what is named is not a folder.
pub fn find(cwd: &Path, flag: Option<&Path>, variable: Option<&Path>) -> Result<Place, StoreError> {
    let named = [("--dir", flag), ("ADR_DIR", variable)]
        .into_iter()
        .find_map(|(name, path)| Some((name, path?)));
    if let Some((named_by, path)) = named {
        let dir = folder(named_by, path.to_owned())?;
        let root = repository_root(cwd, &dir).unwrap_or_else(|| dir.clone());
        return Ok(Place { dir, root });
    }
    for folder in cwd.ancestors() {
        if let Some(dir) = log_in(folder)? {
            let root = repository_root(cwd, &dir).unwrap_or_else(|| folder.to_owned());
            return Ok(Place {
                dir: seen_from(cwd, &dir),
                root: seen_from(cwd, &root),
            });
        }
        if is_repository(folder) {
            break;
        }
    }
    Err(StoreError::NoLog)
}

/// The root of the git repository that holds `path` (relative to `cwd`, or absolute).
pub fn repository_root(cwd: &Path, path: &Path) -> Option<PathBuf> {
    let whole = cwd.join(path);
    let root = whole.ancestors().find(|folder| is_repository(folder))?;
    Some(if path.is_absolute() {
        root.to_owned()
    } else {
        seen_from(cwd, root)
    })
}

/// `path` as a caller in `cwd` would write it.
fn seen_from(cwd: &Path, path: &Path) -> PathBuf {
    match pathdiff::diff_paths(path, cwd) {
        Some(relative) if relative.as_os_str().is_empty() => PathBuf::from("."),
        Some(relative) => relative,
        None => path.to_owned(),
    }
}

fn log_in(folder: &Path) -> Result<Option<PathBuf>, StoreError> {
    let pointer = folder.join(POINTER);
    if pointer.is_file() {
        return pointed_at(folder, &pointer).map(Some);
    }
    let names = KNOWN_FOLDERS.iter().chain(&OTHER_FOLDERS);
    let known = names.map(|name| folder.join(name));
    Ok(known.into_iter().find(|path| path.is_dir()))
}

fn pointed_at(above: &Path, pointer: &Path) -> Result<PathBuf, StoreError> {
    let text = fs::read_to_string(pointer).map_err(StoreError::io("read", pointer))?;
    let relative = Path::new(text.trim());
    let stays_below =
        |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if text.trim().is_empty()
        || text.trim().contains('\n')
        || !relative.components().all(stays_below)
    {
        return Err(StoreError::BadPointer {
            path: pointer.to_owned(),
        });
    }
    folder(POINTER, above.join(relative))
}

fn folder(named_by: &'static str, path: PathBuf) -> Result<PathBuf, StoreError> {
    if path.is_dir() {
        return Ok(path);
    }
    Err(StoreError::NotAFolder { named_by, path })
}

/// A repository's root holds `.git`: a folder, or in worktrees and submodules a file.
fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}
