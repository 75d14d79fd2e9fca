//! The files of a repository: their paths, the globs that select some of them, their text, and patterns of its lines.
//!
//! Paths are relative to the repository's root, with `/` between their parts.

mod lines;
pub mod text;

use std::collections::BTreeMap;
use std::path::{Component, Path};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::source::shown;

pub use lines::{LinePattern, PatternError};

/// A glob that selects files; a folder's name selects everything in it.
///
/// Its syntax is that of the `globset` crate, in which `*` and `?` do not match `/`.
#[derive(Debug, Clone)]
pub struct Glob {
    pattern: String,
    set: GlobSet,
}

impl Glob {
    /// Reads `pattern`.
    ///
    /// # Errors
    /// What is wrong with it, if it is not a glob or leads out of the repository.
    pub fn new(pattern: &str) -> Result<Self, String> {
        check_relative(pattern)?;
        let pattern = normalized(pattern).to_owned();
        let set = folder_or_files(&pattern).map_err(|error| error.kind().to_string())?;
        Ok(Self { pattern, set })
    }

    /// The glob as written, without `./` before it and `/` after it.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether it selects the file at `path`.
    pub fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }
}

fn normalized(pattern: &str) -> &str {
    pattern.trim_start_matches("./").trim_end_matches('/')
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
pub fn check_relative(path: &str) -> Result<(), String> {
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

/// The folder in which everything lies that `pattern` selects, with a `/` after it; empty for the root.
fn folder_of(pattern: &str) -> &str {
    let literal = pattern.split(WILDCARDS).next().unwrap_or_default();
    let end = literal.rfind('/').map_or(0, |slash| slash + 1);
    literal.get(..end).unwrap_or_default()
}

const WILDCARDS: [char; 5] = ['*', '?', '[', '{', '\\'];

/// How closely a glob names the files it selects; more is closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closeness {
    is_literal: bool,
    depth: usize,
    length: usize,
}

impl Closeness {
    /// That of `pattern`: one without wildcards is closer than any other, then the one with the deeper folder, then the
    /// longer one.
    pub fn of(pattern: &str) -> Self {
        let pattern = normalized(pattern);
        let is_literal = pattern != "." && !pattern.contains(WILDCARDS);
        let folder = if is_literal {
            pattern
        } else {
            folder_of(pattern)
        };
        Self {
            is_literal,
            depth: folder.matches('/').count(),
            length: pattern.len(),
        }
    }
}

/// Some files of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    sorted: Vec<String>,
}

impl FromIterator<String> for Files {
    fn from_iter<I: IntoIterator<Item = String>>(paths: I) -> Self {
        let mut sorted: Vec<_> = paths.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self { sorted }
    }
}

impl Files {
    /// The number of files.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Their paths, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.sorted.iter().map(String::as_str)
    }

    /// The position of the file at `path`.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.sorted
            .binary_search_by(|file| file.as_str().cmp(path))
            .ok()
    }

    /// The path at `position`.
    pub fn get(&self, position: usize) -> Option<&str> {
        self.sorted.get(position).map(String::as_str)
    }

    /// The positions of the files that `pattern` selects, in order; none for an invalid one. Only those below the folder
    /// that it begins with are compared with it, so that many patterns cost little.
    pub fn selected_by(&self, pattern: &str) -> Vec<usize> {
        let pattern = normalized(pattern);
        let below = self.below(folder_of(pattern));
        if below.is_empty() {
            return Vec::new();
        }
        Glob::new(pattern).map_or_else(
            |_| Vec::new(),
            |glob| {
                let selected = |position: &usize| {
                    let path = self.get(*position);
                    path.is_some_and(|path| glob.is_match(path))
                };
                below.filter(selected).collect()
            },
        )
    }

    /// The positions of the files whose paths begin with `folder`.
    fn below(&self, folder: &str) -> std::ops::Range<usize> {
        let start = self.sorted.partition_point(|path| path.as_str() < folder);
        let (_, rest) = self.sorted.split_at(start);
        let count = rest.partition_point(|path| path.starts_with(folder));
        start..start + count
    }
}

/// The files below `folder`, which is the root of a repository or in one, that git does not ignore. Symbolic links are
/// left out.
///
/// # Errors
/// For each folder that cannot be read.
pub fn walk(root: &Path, folder: &Path) -> impl Iterator<Item = Result<String, ignore::Error>> {
    let is_git = |entry: &DirEntry| entry.file_name() == ".git";
    let entries = WalkBuilder::new(folder)
        .hidden(false)
        .filter_entry(move |entry| !is_git(entry))
        .build();
    let root = root.to_owned();
    entries.filter_map(move |entry| {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Some(Err(error)),
        };
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let relative = entry.path().strip_prefix(&root).ok()?;
        is_file.then(|| Ok(shown(relative)))
    })
}

/// The positions of those `patterns` that select no file of the repository at `root`. Invalid ones are left out.
///
/// A path, and a folder with all that is in it, are looked up; any other pattern is looked for in the folder that it begins
/// with, until the first file is found.
pub fn unmatched(root: &Path, patterns: &[&str]) -> Vec<usize> {
    let mut positions: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, pattern) in patterns.iter().enumerate() {
        if check_relative(pattern).is_ok() {
            positions
                .entry(normalized(pattern))
                .or_default()
                .push(position);
        }
    }
    let mut by_folder: BTreeMap<&str, Vec<Glob>> = BTreeMap::new();
    let mut unmatched = Vec::new();
    for (pattern, positions) in &positions {
        match path_of(pattern) {
            Some(path) if root.join(path).exists() => {}
            Some(_) => unmatched.extend(positions),
            None => {
                if let Ok(glob) = Glob::new(pattern) {
                    by_folder.entry(folder_of(pattern)).or_default().push(glob);
                }
            }
        }
    }
    for (folder, mut globs) in by_folder {
        for file in walk(root, &root.join(folder)).flatten() {
            globs.retain(|glob| !glob.is_match(&file));
            if globs.is_empty() {
                break;
            }
        }
        let left = globs
            .iter()
            .filter_map(|glob| positions.get(glob.pattern()));
        unmatched.extend(left.flatten());
    }
    unmatched.sort_unstable();
    unmatched
}

/// The path that must exist for `pattern` to select a file, if it is a path or a folder with all that is in it.
fn path_of(pattern: &str) -> Option<&str> {
    let path = pattern.strip_suffix("/**").unwrap_or(pattern);
    (!path.contains(WILDCARDS)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        [
            "src/a.rs",
            "src/orders/b.rs",
            "src/orders/api/c.rs",
            "src/orders.rs",
            "x.md",
            "src/ünïcode/d",
        ]
        .map(str::to_owned)
        .into_iter()
        .collect()
    }

    fn selected(pattern: &str) -> Vec<String> {
        let files = files();
        let found = files.selected_by(pattern).into_iter();
        found
            .filter_map(|position| Some(files.get(position)?.to_owned()))
            .collect()
    }

    #[test]
    fn a_glob_selects_files_and_all_below_a_folder() {
        assert_eq!(
            selected("src/orders/**"),
            ["src/orders/api/c.rs", "src/orders/b.rs"]
        );
        assert_eq!(
            selected("src/orders"),
            ["src/orders/api/c.rs", "src/orders/b.rs"]
        );
        assert_eq!(
            selected("./src/orders/"),
            ["src/orders/api/c.rs", "src/orders/b.rs"]
        );
        assert_eq!(selected("src/*.rs"), ["src/a.rs", "src/orders.rs"]);
        assert_eq!(selected("**/b.rs"), ["src/orders/b.rs"]);
        assert_eq!(selected("src/{a,orders}.rs"), ["src/a.rs", "src/orders.rs"]);
        assert_eq!(selected("src/ünïcode/*"), ["src/ünïcode/d"]);
        assert_eq!(selected("*.md"), ["x.md"]);
        assert_eq!(selected(".").len(), 6);
        assert_eq!(selected("**").len(), 6);
        for nothing in [
            "src/orders/*.md",
            "src/order",
            "[",
            "src/[",
            "/src",
            "../x.md",
            "",
            "lib/**",
        ] {
            assert!(selected(nothing).is_empty(), "{nothing}");
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

    #[test]
    fn a_file_of_its_own_is_closer_than_a_folder_and_that_than_a_wildcard() {
        let closest_first = [
            "src/orders/api/c.rs",
            "src/a.rs",
            "src/orders/api/**",
            "src/orders/**/*.rs",
            "src/orders/**",
            "src/**",
            "**/*.rs",
            "**",
            ".",
        ];
        let mut sorted = closest_first;
        sorted.sort_by_key(|pattern| std::cmp::Reverse(Closeness::of(pattern)));
        assert_eq!(sorted, closest_first);
    }

    #[test]
    fn a_pattern_without_a_file_is_found_wherever_it_begins() {
        let root = tempfile::tempdir().unwrap();
        for path in ["src/a.rs", ".github/ci.yml", "ignored/x.txt"] {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let patterns = [
            "src/**", "src/*.py", ".github", "lib/**", "*/a.rs", "[", "**/*.go",
        ];
        assert_eq!(unmatched(root.path(), &patterns), [1, 3, 6]);
    }
}
