//! The manifest that lists the files in an output folder that belong to the site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::disk::{is_regular_file, replace_file};
use super::{OutputError, io_error};
use crate::render::Digest;

/// The file in the output folder that names every file of ours.
pub const MANIFEST: &str = ".adr-site.json";

const VERSION: u32 = 2;

/// Which files of an output folder are ours.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// What they were made of; `None` while they are being made, and where version 1 wrote this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
    /// The digest of their names and contents then: somebody may have changed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Digest>,
    /// Their paths below the folder.
    pub files: BTreeSet<String>,
}

/// By what a site is known again, so that one that would come out the same is not rendered again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeOf {
    /// Of the program, the records, and everything else that was at hand before.
    pub inputs: Digest,
    /// Of each file below the repository's root that was asked for; `None` where there was none to be had.
    pub linked: BTreeMap<String, Option<Digest>>,
    /// What could not be shown as it was meant.
    pub warnings: Vec<String>,
}

impl Manifest {
    /// The manifest of files that are still to be made.
    pub fn claiming(files: BTreeSet<String>) -> Self {
        Self {
            version: VERSION,
            made_of: None,
            content: None,
            files,
        }
    }

    /// The manifest of `files`, each with its digest.
    pub fn of(files: &BTreeMap<String, Digest>, made_of: Option<MadeOf>) -> Self {
        Self {
            made_of,
            content: Some(Digest::of(files)),
            ..Self::claiming(files.keys().cloned().collect())
        }
    }

    /// The manifest in `folder`, where there is one, and its text.
    pub fn read(folder: &Path) -> Result<Option<(Self, Vec<u8>)>, OutputError> {
        let path = folder.join(MANIFEST);
        if !is_regular_file(folder, MANIFEST)? {
            return match fs::symlink_metadata(&path) {
                Ok(_) => Err(OutputError::Foreign { path }),
                Err(_) => Ok(None),
            };
        }
        let bytes = fs::read(&path).map_err(io_error("read", &path))?;
        let wrong = |why: String| OutputError::Manifest {
            path: path.clone(),
            why,
        };
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        if !(1..=VERSION).contains(&manifest.version) {
            return Err(wrong(format!(
                "its version is {}; this program reads 1 and {VERSION}",
                manifest.version
            )));
        }
        if let Some(name) = manifest.files.iter().find(|name| !stays_below(name)) {
            return Err(wrong(format!("`{name}` is not a file below this folder")));
        }
        Ok(Some((manifest, bytes)))
    }

    /// Puts the manifest into `folder`, unless it is `now` there.
    pub fn write(&self, folder: &Path, now: Option<&[u8]>) -> Result<(), OutputError> {
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|error| io_error("write", &path)(error.into()))?;
        text.push(b'\n');
        if now == Some(text.as_slice()) {
            return Ok(());
        }
        replace_file(&path, &text)
    }
}

fn stays_below(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some()
        && name != MANIFEST
        && parts.all(|part| matches!(part, Component::Normal(_)))
}
