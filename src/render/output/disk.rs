//! What may be touched on disk: folders that must not hold a site, and access to single files.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use super::{OutputError, io_error};
use crate::store::Place;

/// Checks whether `folder` can be used for the site of the log at `place`.
pub fn check_folder(folder: &Path, place: &Place) -> Result<(), OutputError> {
    let path = folder.to_owned();
    match fs::symlink_metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => return Err(OutputError::Foreign { path }),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(io_error("read", folder)(error)),
    }
    let out = resolved(folder)?;
    if out == resolved(&place.root)? {
        return Err(OutputError::RepositoryRoot { path });
    }
    if out.starts_with(resolved(&place.dir)?) {
        return Err(OutputError::InsideLog { path });
    }
    Ok(())
}

/// `path` with links, `.` and `..` resolved, even if its last components do not exist yet.
fn resolved(path: &Path) -> Result<PathBuf, OutputError> {
    let absolute = std::path::absolute(Path::new(".").join(path));
    let absolute = absolute.map_err(io_error("read", path))?;
    let mut resolved = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                resolved.pop();
            }
            part => resolved.push(part),
        }
        match fs::canonicalize(&resolved) {
            Ok(real) => resolved = real,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(io_error("read", &resolved)(error)),
        }
    }
    Ok(resolved)
}

/// Whether `name` below `folder` is a regular file, and no folder on the way to it is a symbolic link.
pub fn is_regular_file(folder: &Path, name: &str) -> Result<bool, OutputError> {
    let mut path = folder.to_owned();
    let mut parts = Path::new(name).components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let metadata = match fs::symlink_metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(io_error("read", &path)(error)),
        };
        let is_last = parts.peek().is_none();
        if is_last {
            return Ok(metadata.is_file());
        }
        if !metadata.is_dir() {
            return Err(OutputError::Foreign { path });
        }
    }
    Ok(false)
}

/// Creates a file unless the path exists, and returns whether it did. If the process is killed here, a
/// partial file remains, which the manifest lists, so the next run writes it again.
pub fn create_file(path: &Path, bytes: &[u8]) -> Result<bool, OutputError> {
    let opened = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    let mut file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(io_error("write", path)(error)),
    };
    let written = file.write_all(bytes);
    if written.is_err() {
        // If even that fails, the manifest lists the partial file.
        let _ = fs::remove_file(path);
    }
    written.map_err(io_error("write", path))?;
    Ok(true)
}

/// Replaces a file atomically.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let failed = || io_error("write", path);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".adr-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed())?;
    file.write_all(bytes).map_err(failed())?;
    let named = file.persist(path);
    named.map(drop).map_err(|error| failed()(error.error))
}
