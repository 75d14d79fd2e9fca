//! Where a command was run, for formats whose paths are relative to the repository root.

use std::path::{Component, Path, PathBuf};

use crate::source::shown;

/// The folder in which a command was run, and the root of the repository, both as absolute paths.
#[derive(Debug, Clone, Default)]
pub struct Base {
    cwd: PathBuf,
    root: PathBuf,
}

impl Base {
    /// The base of a run in `cwd`, in a repository with the given `root`.
    pub fn new(cwd: &Path, root: &Path) -> Self {
        Self {
            cwd: cwd.to_owned(),
            root: plain(&cwd.join(root)),
        }
    }

    /// Converts `path`, as shown to the user, to a path relative to the root; it stays absolute if it is
    /// outside.
    pub fn path(&self, path: &str) -> String {
        let whole = plain(&self.cwd.join(path));
        shown(whole.strip_prefix(&self.root).unwrap_or(&whole))
    }
}

/// Resolves `.` and `..` in `path` lexically.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_root() {
        let root = Base::new(Path::new("/shop"), Path::new("."));
        let below = Base::new(Path::new("/shop/a/b"), Path::new("../.."));
        let beside = Base::new(Path::new("/home"), Path::new("/shop"));
        for (base, path, expected) in [
            (&root, "docs/adr/0001-x.md", "docs/adr/0001-x.md"),
            (&root, "./docs/../x.md", "x.md"),
            (&below, "../../docs/0001-x.md", "docs/0001-x.md"),
            (&below, "docs/0001-x.md", "a/b/docs/0001-x.md"),
            (&beside, "/shop/docs/0001-x.md", "docs/0001-x.md"),
            (&below, "../../../else.md", "/else.md"),
            (&below, "/else.md", "/else.md"),
            (&Base::default(), "docs/x.md", "docs/x.md"),
        ] {
            assert_eq!(base.path(path), expected, "{path} from {base:?}");
        }
    }
}
