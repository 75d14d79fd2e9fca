//! The one place that writes to a log.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::StoreError;

/// One file's new content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: PathBuf,
    /// What it held when it was read; `None` for a file that must not be there yet.
    pub before: Option<Vec<u8>>,
    /// What it is to hold.
    pub after: Vec<u8>,
}

impl Change {
    /// A new file. Its folder is made where it is missing.
    pub fn create(path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            before: None,
            after: text.into(),
        }
    }

    /// New content for a file that was read as `before`.
    pub fn replace(
        path: impl Into<PathBuf>,
        before: impl Into<Vec<u8>>,
        after: impl Into<Vec<u8>>,
    ) -> Self {
        Self {
            path: path.into(),
            before: Some(before.into()),
            after: after.into(),
        }
    }
}

/// Makes all `changes`. Every content is on the disk, beside its target, before the first file gets its
/// name; new files get theirs without ever taking another's place, and come before replacements.
///
/// # Errors
/// Where a new file is there already, a changed one is not what was read, or the disk says no. Until the
/// first file has its name nothing has changed; new files are taken back where a later step fails.
pub fn commit(changes: &[Change]) -> Result<(), StoreError> {
    let mut created = Vec::new();
    let result = write_all(changes, &mut created);
    if result.is_err() {
        for path in created {
            let _ = fs::remove_file(path);
        }
    }
    result
}

fn write_all(changes: &[Change], created: &mut Vec<PathBuf>) -> Result<(), StoreError> {
    let mut staged = Vec::with_capacity(changes.len());
    for change in changes {
        staged.push((change, stage(change)?));
    }
    staged.sort_by_key(|(change, _)| change.before.is_some());
    for (change, file) in staged {
        let path = &change.path;
        if change.before.is_some() {
            file.persist(path)
                .map_err(|error| StoreError::io("write", path)(error.error))?;
        } else {
            file.persist_noclobber(path)
                .map_err(|error| not_created(path, error.error))?;
            created.push(path.clone());
        }
        sync_folder(folder_of(path))?;
    }
    Ok(())
}

fn stage(change: &Change) -> Result<NamedTempFile, StoreError> {
    let path = &change.path;
    let failed = || StoreError::io("write", path);
    check_before(change)?;
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(StoreError::io("make", folder))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".adr-");
    if let Some(permissions) = permissions(change)? {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder).map_err(failed())?;
    file.write_all(&change.after).map_err(failed())?;
    file.as_file().sync_all().map_err(failed())?;
    Ok(file)
}

fn check_before(change: &Change) -> Result<(), StoreError> {
    let path = &change.path;
    let Some(before) = &change.before else {
        return match fs::symlink_metadata(path) {
            Ok(_) => Err(StoreError::Exists { path: path.clone() }),
            Err(_) => Ok(()),
        };
    };
    let now = fs::read(path).map_err(StoreError::io("read", path))?;
    if now == *before {
        return Ok(());
    }
    Err(StoreError::Changed { path: path.clone() })
}

/// The target's own permissions, or those that any new file gets (`tempfile` alone would hide it from
/// all but its owner); `None` where the system has no such thing.
fn permissions(change: &Change) -> Result<Option<fs::Permissions>, StoreError> {
    let path = &change.path;
    if change.before.is_some() {
        let metadata = fs::metadata(path).map_err(StoreError::io("read", path))?;
        return Ok(Some(metadata.permissions()));
    }
    Ok(new_file_permissions())
}

#[cfg(unix)]
fn new_file_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_permissions() -> Option<fs::Permissions> {
    None
}

fn not_created(path: &Path, error: std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return StoreError::Exists {
            path: path.to_owned(),
        };
    }
    StoreError::io("write", path)(error)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = || StoreError::io("write", folder);
    File::open(folder)
        .map_err(failed())?
        .sync_all()
        .map_err(failed())
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_anothers_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/0001-x.md");
        commit(&[Change::create(&path, "one")]).unwrap();
        let error = commit(&[Change::create(&path, "two")]).unwrap_err();
        assert!(matches!(error, StoreError::Exists { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn nothing_is_written_when_one_of_the_files_changed_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (
            folder.path().join("0001-x.md"),
            folder.path().join("0002-y.md"),
        );
        fs::write(&old, "theirs").unwrap();
        let changes = [
            Change::create(&new, "new"),
            Change::replace(&old, "ours", "ours, edited"),
        ];
        let error = commit(&changes).unwrap_err();
        assert!(matches!(error, StoreError::Changed { .. }), "{error}");
        assert_eq!(fs::read_to_string(&old).unwrap(), "theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("0001-x.md");
        fs::write(&path, "a").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).unwrap();
        commit(&[Change::replace(&path, "a", "b")]).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o604
        );
    }
}
