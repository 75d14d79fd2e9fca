//! The file that names every file of ours in an output folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::disk::{is_regular_file, replace_file};
use super::{OutputError, io_error};

/// The file in the output folder that names every file of ours.
pub const MANIFEST: &str = ".adr-site.json";

const VERSION: u32 = 1;

/// Which files of an output folder are ours.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// Their paths below the folder.
    pub files: BTreeSet<String>,
}

impl Manifest {
    /// The manifest of `files`.
    pub fn of(files: BTreeSet<String>) -> Self {
        Self {
            version: VERSION,
            files,
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
        if manifest.version != VERSION {
            return Err(wrong(format!(
                "its version is {}, not {VERSION}",
                manifest.version
            )));
        }
        if let Some(name) = manifest.files.iter().find(|name| !stays_below(name)) {
            return Err(wrong(format!("`{name}` is no file below this folder")));
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
