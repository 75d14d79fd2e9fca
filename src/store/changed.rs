//! Which files of the repository were changed, asked of `git`.

use std::path::Path;

use super::Place;
use super::branches::{self, BranchError};
use super::landing::{answer, commit};

/// Why it cannot be told what was changed.
#[derive(Debug, thiserror::Error)]
#[error("cannot tell what was changed: {0}")]
pub struct ChangedError(String);

impl From<BranchError> for ChangedError {
    fn from(error: BranchError) -> Self {
        Self(error.why().to_owned())
    }
}

/// The changes to ask for.
#[derive(Debug, Clone, Copy)]
pub enum Changed<'r> {
    /// Those since the branch that is named parted from this one, and those not committed yet.
    Since(&'r str),
    /// Those that are staged.
    Staged,
}

impl Changed<'_> {
    /// The paths of the files that were added, changed, removed or renamed (both names), from the repository's root.
    ///
    /// # Errors
    /// If the log is not in a git repository, the branch is unknown or shares no history with this one, or `git` fails.
    pub fn files(self, place: &Place) -> Result<Vec<String>, ChangedError> {
        let Some((root, _)) = branches::inside(place) else {
            return Err(BranchError::new("the log is not in a git repository").into());
        };
        let since = match self {
            Self::Staged => "--cached".to_owned(),
            Self::Since(base) => merge_base(&root, base)?,
        };
        let diff = [
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules",
            &since,
            "--",
        ];
        let names = answer(&root, &diff)?;
        let names = String::from_utf8_lossy(&names);
        Ok(names.split_terminator('\0').map(str::to_owned).collect())
    }
}

/// The commit at which `base` and the current branch parted.
pub(super) fn merge_base(root: &Path, base: &str) -> Result<String, BranchError> {
    let Some(id) = commit(root, Some(base))? else {
        return Err(BranchError::new("git is not installed"));
    };
    let question = ["merge-base", "--end-of-options", &id, "HEAD"];
    let common = answer(root, &question).map_err(|_| {
        BranchError::new(format!(
            "`{base}` and this branch have no commit in common here; a shallow clone needs more history \
             (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout)"
        ))
    })?;
    Ok(String::from_utf8_lossy(&common).trim().to_owned())
}
