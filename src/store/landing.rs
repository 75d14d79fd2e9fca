//! The order in which the files of a log arrived on a branch, and which files a branch has, asked of `git`.

use std::path::Path;

use super::branches::BranchError;
use super::disk::retried;
use super::git::git;
use super::{Place, branches};

/// The branches that count as the base where none is named, the first that is there.
const BASES: [&str; 4] = [
    "origin/HEAD",
    "refs/heads/main",
    "refs/heads/master",
    "HEAD",
];

/// The names of the log's files as they first came to `base`, those of one commit together: to its first parents,
/// so that a merge brings its files at the time of the merge. Without `base`, to the repository's main
/// branch. Empty without a repository or `git`.
///
/// # Errors
/// If `base` is not a commit, or `git` fails.
pub fn landing_order(place: &Place, base: Option<&str>) -> Result<Vec<Vec<String>>, BranchError> {
    let Some((root, prefix)) = branches::inside(place) else {
        return Ok(Vec::new());
    };
    let Some(base) = commit(&root, base)? else {
        return Ok(Vec::new());
    };
    let log = [
        "log",
        "--first-parent",
        "--diff-merges=first-parent",
        "--diff-filter=A",
        "--no-renames",
        "--name-only",
        COMMIT,
        "-z",
        "--end-of-options",
        &base,
        "--",
        &prefix,
    ];
    let answer = answer(&root, &log)?;
    let answer = String::from_utf8_lossy(&answer);
    let commits = answer.split(COMMIT_MARK).map(file_names);
    let mut commits: Vec<_> = commits.filter(|names| !names.is_empty()).collect();
    commits.reverse();
    Ok(commits)
}

/// What stands in front of a commit's files: a byte that no file's name begins with.
const COMMIT: &str = "--format=%x01";
const COMMIT_MARK: char = '\u{1}';

/// The names of the log's files on `base`.
///
/// # Errors
/// If `base` is not a commit, or `git` fails.
pub fn names_on(place: &Place, base: &str) -> Result<Vec<String>, BranchError> {
    let Some((root, prefix)) = branches::inside(place) else {
        return Err(BranchError::new("the log is not in a git repository"));
    };
    let Some(base) = commit(&root, Some(base))? else {
        return Err(BranchError::new("git is not installed"));
    };
    let list = [
        "ls-tree",
        "-r",
        "-z",
        "--name-only",
        "--full-tree",
        "--end-of-options",
        &base,
        "--",
        &prefix,
    ];
    Ok(file_names(&String::from_utf8_lossy(&answer(&root, &list)?)))
}

/// The commit that `base` names, or the first of [`BASES`] that names one; `None` where there is none.
pub(super) fn commit(root: &Path, base: Option<&str>) -> Result<Option<String>, BranchError> {
    let named: Vec<&str> = base.map_or_else(|| BASES.to_vec(), |base| vec![base]);
    for name in &named {
        let question = format!("{name}^{{commit}}");
        let parse = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &question,
        ];
        if let Ok(id) = answer(root, &parse) {
            return Ok(Some(String::from_utf8_lossy(&id).trim().to_owned()));
        }
    }
    match base {
        Some(base) => Err(BranchError::new(format!("`{base}` is not a commit"))),
        None => Ok(None),
    }
}

pub(super) fn answer(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, BranchError> {
    let mut command = git(root);
    command.args(arguments);
    let output = retried(|| command.output())?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(BranchError::new(
        complaint.lines().next().unwrap_or("git failed"),
    ))
}

/// The last parts of paths that end in NUL.
fn file_names(paths: &str) -> Vec<String> {
    let records = paths
        .split('\0')
        .map(|path| path.trim_start_matches('\n'))
        .filter(|path| path.ends_with(".md"));
    records
        .filter_map(|path| path.rsplit('/').next())
        .map(str::to_owned)
        .collect()
}
