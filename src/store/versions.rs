//! Files as git has them: which are tracked, and what other versions hold.

use std::collections::BTreeMap;
use std::path::Path;

use super::Place;
use super::branches::{self, BranchError, Objects};
use super::changed::{Changed, ChangedError, merge_base};
use super::landing::answer;

/// Which files to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Those of the log.
    Log,
    /// Those of the whole repository.
    Repository,
}

/// A file that differs between two states of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Its path from the repository's root.
    pub path: String,
    /// What it held before; `None` where it was not there, or is too large.
    pub before: Option<Vec<u8>>,
    /// Whether it is there now, as a regular file.
    pub is_there: bool,
}

/// The regular files that git tracks, from the repository's root, without submodules and symbolic links. `None` where the
/// log is in no repository, or there is no `git`.
///
/// # Errors
/// If `git` fails.
pub fn tracked(place: &Place) -> Result<Option<Vec<String>>, ChangedError> {
    let Some((root, _)) = branches::inside(place) else {
        return Ok(None);
    };
    let list = answer(&root, &["ls-files", "--stage", "-z"])?;
    let list = String::from_utf8_lossy(&list);
    // MODE ID STAGE TAB PATH; a file in conflict has several stages.
    let mut paths: Vec<_> = list
        .split_terminator('\0')
        .filter(|entry| entry.starts_with(REGULAR))
        .filter_map(|entry| Some(entry.split_once('\t')?.1.to_owned()))
        .collect();
    paths.dedup();
    Ok(Some(paths))
}

/// How the mode of a regular file begins.
const REGULAR: &str = "100";

/// The files that `changed` is about, with what they held before. Contents over `most` bytes are left out. In the whole
/// repository, a renamed file held what it held under its old name.
///
/// # Errors
/// As [`Changed::files`] has them.
pub fn differing(
    place: &Place,
    changed: Changed<'_>,
    extent: Extent,
    most: u64,
) -> Result<Vec<Differing>, ChangedError> {
    let Some((root, prefix)) = branches::inside(place) else {
        return Err(BranchError::new("the log is not in a git repository").into());
    };
    let since = match changed {
        Changed::Staged => "--cached".to_owned(),
        Changed::Since(base) => merge_base(&root, base)?,
    };
    let folder = match extent {
        Extent::Log if !prefix.is_empty() => format!(":(literal){prefix}"),
        Extent::Log | Extent::Repository => ":/".to_owned(),
    };
    let renames = match extent {
        Extent::Log => "--no-renames",
        Extent::Repository => "--find-renames",
    };
    let raw = raw_diff(&root, Some(&since), renames, &[folder])?;
    let mut objects = Objects::open(&root)?;
    let mut files = Vec::new();
    for (path, entry) in raw {
        let before = match entry.was_regular {
            true => objects.blob(&entry.before, most)?,
            false => None,
        };
        files.push(Differing {
            path,
            before,
            is_there: entry.is_regular,
        });
    }
    Ok(files)
}

/// What the index holds of those of `paths` that differ from it on disk, of at most `most` bytes each; of all files where
/// there are no `paths`.
///
/// # Errors
/// If `git` fails.
pub fn staged_contents(
    place: &Place,
    paths: Option<&[&str]>,
    most: u64,
) -> Result<BTreeMap<String, Option<Vec<u8>>>, ChangedError> {
    let Some((root, _)) = branches::inside(place) else {
        return Ok(BTreeMap::new());
    };
    let mut objects = Objects::open(&root)?;
    let literal = |path: &&str| format!(":(top,literal){path}");
    let paths = paths.filter(|paths| paths.len() <= MAX_NAMED);
    let paths: Vec<String> = match paths {
        Some([]) => return Ok(BTreeMap::new()),
        Some(paths) => paths.iter().map(literal).collect(),
        None => vec![":/".to_owned()],
    };
    let differing = raw_diff(&root, None, "--no-renames", &paths)?;
    let content = |(path, entry): (String, Entry)| Ok((path, objects.blob(&entry.before, most)?));
    differing.into_iter().map(content).collect()
}

/// How many paths are named to `git`; for more, it is asked about all.
const MAX_NAMED: usize = 500;

/// A changed file, as `git diff --raw` has it.
struct Entry {
    was_regular: bool,
    is_regular: bool,
    before: String,
}

fn raw_diff(
    root: &Path,
    since: Option<&str>,
    renames: &str,
    paths: &[String],
) -> Result<BTreeMap<String, Entry>, BranchError> {
    let mut diff = vec![
        "diff",
        "--raw",
        "-z",
        "--no-abbrev",
        renames,
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules",
    ];
    diff.extend(since);
    diff.push("--");
    diff.extend(paths.iter().map(String::as_str));
    let raw = answer(root, &diff)?;
    let raw = String::from_utf8_lossy(&raw);
    // `:MODE MODE ID ID STATUS` NUL `PATH` NUL, and before the path the old one where the status is a rename's.
    let mut parts = raw.split_terminator('\0');
    let mut entries = BTreeMap::new();
    while let (Some(entry), Some(mut path)) = (parts.next(), parts.next()) {
        let mut words = entry.trim_start_matches(':').split(' ');
        let (Some(old_mode), Some(mode), Some(before)) = (words.next(), words.next(), words.next())
        else {
            continue;
        };
        if words.nth(1).is_some_and(|status| status.starts_with('R')) {
            path = parts.next().unwrap_or(path);
        }
        let entry = Entry {
            was_regular: old_mode.starts_with(REGULAR),
            is_regular: mode.starts_with(REGULAR),
            before: before.to_owned(),
        };
        entries.insert(path.to_owned(), entry);
    }
    Ok(entries)
}
