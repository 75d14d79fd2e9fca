//! Paths in the settings: globs relative to the repository root, which never lead outside it.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::SourceError;
use crate::files::Glob;

/// The largest file that is read into memory for a measurement.
const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// Files matched by any of several globs, or all files if there are no globs.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    globs: Vec<Glob>,
}

impl Paths {
    /// Adds a glob; a folder's name matches everything in it.
    ///
    /// # Errors
    /// What is wrong with it, if it is not a glob or leads out of the repository.
    pub fn add(&mut self, pattern: &str) -> Result<(), String> {
        self.globs.push(Glob::new(pattern)?);
        Ok(())
    }

    /// The globs as written.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.globs.iter().map(Glob::pattern)
    }

    /// The first glob that matches `path`, which is separated by `/`; "" if there are no globs.
    pub fn first_match(&self, path: &str) -> Option<&str> {
        if self.globs.is_empty() {
            return Some("");
        }
        let matching = self.globs.iter().find(|glob| glob.is_match(path));
        matching.map(Glob::pattern)
    }

    /// Rejects patterns that match none of `files`: a renamed folder must not look like an empty one.
    ///
    /// # Errors
    /// If there is such a pattern.
    pub fn check_each<'f>(&self, files: impl Iterator<Item = &'f str>) -> Result<(), SourceError> {
        let mut unmatched: Vec<&Glob> = self.globs.iter().collect();
        for file in files {
            unmatched.retain(|glob| !glob.is_match(file));
            if unmatched.is_empty() {
                return Ok(());
            }
        }
        unmatched.first().map_or(Ok(()), |glob| {
            Err(SourceError(format!("no file matches `{}`", glob.pattern())))
        })
    }
}

/// The text of the file `relative` to `root`; `None` if it does not exist.
///
/// # Errors
/// If it cannot be read, is not a regular file, is not UTF-8, or is reached by a symlink that leads out of
/// the repository.
pub(super) fn read(root: &Path, relative: &str) -> Result<Option<String>, SourceError> {
    let failed = |error: std::io::Error| SourceError(format!("cannot read `{relative}`: {error}"));
    let path = match root.join(relative).canonicalize() {
        Ok(path) => path,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let root = root.canonicalize().map_err(failed)?;
    if !path.starts_with(&root) {
        return Err(SourceError(format!(
            "`{relative}` is outside the repository"
        )));
    }
    read_file(&path).map(Some).map_err(failed)
}

fn read_file(path: &PathBuf) -> std::io::Result<String> {
    let refused = |message| std::io::Error::new(std::io::ErrorKind::InvalidData, message);
    // Checked before opening: opening a pipe would block until someone writes to it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(refused("it is not a file"));
    }
    let mut text = String::new();
    let file = std::fs::File::open(path)?;
    file.take(MAX_FILE_SIZE + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_FILE_SIZE {
        return Err(refused("it is larger than 64 MiB"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let mut paths = Paths::default();
        paths.add(pattern).unwrap();
        paths.first_match(path).is_some()
    }

    #[test]
    fn a_folder_name_matches_its_contents_and_a_star_stays_in_its_folder() {
        let cases = [
            ("src", "src/a/b.rs", true),
            ("./src/", "src/a.rs", true),
            ("src/**", "src/a/b.rs", true),
            ("src/*.rs", "src/a.rs", true),
            ("src/*.rs", "src/a/b.rs", false),
            ("src", "srcs/a.rs", false),
            (".", "a.rs", true),
        ];
        for (pattern, path, wanted) in cases {
            assert_eq!(matches(pattern, path), wanted, "{pattern} {path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_out_of_the_repository_is_refused() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let root = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("Cargo.lock")).unwrap();
        let error = read(root.path(), "Cargo.lock").unwrap_err();
        assert_eq!(error.0, "`Cargo.lock` is outside the repository");
    }

    #[test]
    fn a_folder_in_place_of_a_file_is_an_error_and_a_missing_file_is_none() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("Cargo.lock")).unwrap();
        assert!(read(root.path(), "Cargo.lock").is_err());
        assert_eq!(read(root.path(), "go.mod"), Ok(None));
    }
}
