//! The manifest that lists the files in an output folder that belong to the site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::disk::{is_regular_file, replace_file};
use super::{OutputError, io_error};
use crate::render::Digest;

/// The file in the output folder that lists all files of the site.
pub const MANIFEST: &str = ".adr-site.json";

const VERSION: u32 = 2;

/// The files of an output folder that belong to the site.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// What they were made from; `None` while they are being written, and in version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_of: Option<Provenance>,
    /// The digest of their names and contents at that time, to detect later changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Digest>,
    /// Their paths relative to the folder.
    pub files: BTreeSet<String>,
}

/// Identifies the input of a site, so that an unchanged one is not rendered again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Covers the program, the records, and everything else known before rendering.
    pub inputs: Digest,
    /// The digest of each requested file, by its path in the repository; `None` if it could not be read.
    pub linked: BTreeMap<String, Option<Digest>>,
    /// What could not be shown as intended.
    pub warnings: Vec<String>,
}

impl Manifest {
    /// A manifest for files that are still to be written.
    pub fn expecting(files: BTreeSet<String>) -> Self {
        Self {
            version: VERSION,
            made_of: None,
            content: None,
            files,
        }
    }

    /// A manifest for `files`, each with its digest.
    pub fn of(files: &BTreeMap<String, Digest>, made_of: Option<Provenance>) -> Self {
        Self {
            made_of,
            content: Some(Digest::of(files)),
            ..Self::expecting(files.keys().cloned().collect())
        }
    }

    /// The manifest in `folder`, if there is one, and its text.
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
                "its version is {}; this program supports 1 and {VERSION}",
                manifest.version
            )));
        }
        if let Some(name) = manifest.files.iter().find(|name| !stays_below(name)) {
            return Err(wrong(format!("`{name}` is not a file below this folder")));
        }
        Ok(Some((manifest, bytes)))
    }

    /// Writes the manifest to `folder`, unless it equals `now`, the current one.
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
