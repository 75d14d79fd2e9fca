//! A new file in a folder that is missing. The folder is made under a temporary name, with the file in it, and
//! gets its own name in one step: a kill leaves both or neither, and never an empty folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::StoreError;
use super::disk::{retried, sync_folder};
use super::names::{self, folder_of};

/// The outermost of the missing folders above `path`; `None` where none is missing.
pub(super) fn missing_above(path: &Path) -> Option<&Path> {
    let is_missing = |folder: &&Path| {
        let metadata = retried(|| fs::symlink_metadata(folder));
        metadata.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let above = path.ancestors().skip(1);
    let named = above.take_while(|folder| !folder.as_os_str().is_empty());
    named.take_while(is_missing).last()
}

/// Creates the file at `path` with `content`, in the missing `folder` above it. Returns `false`, and has changed
/// nothing, where another process made `folder` in the meantime.
///
/// # Errors
/// If an I/O operation fails: nothing has changed then. [`StoreError::Unfinished`] where the file is there, and
/// the disk does not say that it will keep it.
pub(super) fn create(folder: &Path, path: &Path, content: &[u8]) -> Result<bool, StoreError> {
    let failed = || StoreError::io("create", folder);
    let mut builder = names::temporary();
    if let Some(permissions) = new_folder_permissions() {
        builder.permissions(permissions);
    }
    let temporary = retried(|| builder.tempdir_in(folder_of(folder))).map_err(failed())?;
    let file = match path.strip_prefix(folder) {
        Ok(inside) => temporary.path().join(inside),
        Err(_) => return Ok(false),
    };
    retried(|| fs::create_dir_all(folder_of(&file))).map_err(failed())?;
    write_new(&file, content).map_err(StoreError::io("write", path))?;
    let folders = file.ancestors().skip(1);
    folders
        .take_while(|folder| folder.starts_with(temporary.path()))
        .try_for_each(sync_folder)?;
    if let Err(error) = retried(|| fs::rename(temporary.path(), folder)) {
        return match fs::symlink_metadata(folder) {
            Ok(_) => Ok(false),
            Err(_) => Err(failed()(error)),
        };
    }
    let _ = temporary.keep();
    sync_folder(folder_of(folder)).map_err(|error| StoreError::Unfinished(Box::new(error)))?;
    Ok(true)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = retried(|| File::create_new(path))?;
    file.write_all(content)?;
    retried(|| file.sync_all())
}

/// Those of any new folder: `tempfile` alone may hide it from all but its owner.
#[cfg(unix)]
fn new_folder_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o777))
}

#[cfg(not(unix))]
fn new_folder_permissions() -> Option<fs::Permissions> {
    None
}
