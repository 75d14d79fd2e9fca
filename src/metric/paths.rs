//! Paths in the settings: globs relative to the repository root, which never lead outside it.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;

use super::SourceError;
use crate::source::shown;

/// The largest file that is read into memory for a measurement.
const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// Files matched by any of several globs, or all files if there are no globs.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    patterns: Vec<String>,
    sets: Vec<GlobSet>,
}

impl Paths {
    /// Adds a glob; a folder's name matches everything in it.
    ///
    /// # Errors
    /// What is wrong with it, if it is not a glob or leads out of the repository.
    pub fn add(&mut self, pattern: &str) -> Result<(), String> {
        check_relative(pattern)?;
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let set = folder_or_files(pattern).map_err(|error| error.kind().to_string())?;
        self.patterns.push(pattern.to_owned());
        self.sets.push(set);
        Ok(())
    }

    /// The globs as written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// The first glob that matches `path`, which is separated by `/`; "" if there are no globs.
    pub fn first_match(&self, path: &str) -> Option<&str> {
        if self.sets.is_empty() {
            return Some("");
        }
        let matching = self.sets.iter().position(|set| set.is_match(path))?;
        self.patterns.get(matching).map(String::as_str)
    }

    /// Rejects patterns that match none of `files`: a renamed folder must not look like an empty one.
    ///
    /// # Errors
    /// If there is such a pattern.
    pub fn check_each<'f>(&self, files: impl Iterator<Item = &'f str>) -> Result<(), SourceError> {
        let mut unmatched: Vec<usize> = (0..self.sets.len()).collect();
        for file in files {
            unmatched.retain(|at| !self.sets.get(*at).is_some_and(|set| set.is_match(file)));
            if unmatched.is_empty() {
                return Ok(());
            }
        }
        let pattern = unmatched.first().and_then(|at| self.patterns.get(*at));
        pattern.map_or(Ok(()), |pattern| {
            Err(SourceError(format!("no file matches `{pattern}`")))
        })
    }
}

/// The positions of those `patterns` that match no file below `root`. Invalid globs are skipped, because
/// parsing the settings reports them; a folder that cannot be read may contain anything.
pub fn unmatched(root: &Path, patterns: &[&str]) -> Vec<usize> {
    let sets = patterns
        .iter()
        .enumerate()
        .filter_map(|(position, pattern)| {
            let mut paths = Paths::default();
            paths.add(pattern).ok()?;
            Some((position, paths))
        });
    let mut left: Vec<(usize, Paths)> = sets.collect();
    if left.is_empty() {
        return Vec::new();
    }
    let is_git = |entry: &ignore::DirEntry| entry.file_name() == ".git";
    let walk = WalkBuilder::new(root)
        .parents(false)
        .hidden(false)
        .filter_entry(move |entry| !is_git(entry))
        .build();
    for entry in walk {
        let Ok(entry) = entry else {
            return Vec::new();
        };
        let Ok(relative) = entry.path().strip_prefix(root) else {
            continue;
        };
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let relative = shown(relative);
            left.retain(|(_, paths)| paths.first_match(&relative).is_none());
        }
        if left.is_empty() {
            break;
        }
    }
    left.into_iter().map(|(position, _)| position).collect()
}

fn folder_or_files(pattern: &str) -> Result<GlobSet, globset::Error> {
    let glob = |pattern: &str| {
        GlobBuilder::new(pattern)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
    };
    let mut set = GlobSetBuilder::new();
    if pattern == "." {
        set.add(glob("**")?);
    } else {
        set.add(glob(pattern)?);
        set.add(glob(&format!("{pattern}/**"))?);
    }
    set.build()
}

/// # Errors
/// In words, if `path` could lead outside the repository.
pub(super) fn check_relative(path: &str) -> Result<(), String> {
    let is_plain = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let inside = Path::new(path).components().all(is_plain)
        && !path.split(['/', '\\']).any(|part| part == "..")
        && !path.starts_with('\\')
        && !has_drive;
    if inside && !path.is_empty() && !path.contains('\0') {
        Ok(())
    } else {
        Err(format!("`{path}` is outside the repository"))
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

    #[test]
    fn no_path_leads_out_of_the_repository() {
        for path in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "C:\\x",
            "\\\\host\\x",
            "",
        ] {
            assert!(check_relative(path).is_err(), "{path}");
        }
        for path in ["a..b", "a/b", ".hidden/x", "**/*.rs"] {
            assert!(check_relative(path).is_ok(), "{path}");
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
