//! The text of source files.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use encoding_rs::Encoding;

/// How many bytes from its start tell whether a file is binary, as for git.
const BINARY_WITHIN: usize = 8000;

/// The bytes of the regular file at `path`; `None` where there is none, or it has more than `most`.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !metadata.is_file() || metadata.len() > most {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= most))
}

/// `bytes` as text: UTF-8, or UTF-16 with a byte order mark; what is not valid is replaced. `None` for a binary file.
pub fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..)?);
        return Some(text);
    }
    let beginning = bytes.get(..BINARY_WITHIN.min(bytes.len()))?;
    let is_binary = memchr::memchr(0, beginning).is_some();
    (!is_binary).then(|| String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_what_is_binary() {
        for (bytes, expected) in [
            (&b"fn main() {}\r\n"[..], Some("fn main() {}\r\n")),
            (b"\xef\xbb\xbfa", Some("a")),
            (b"\xff\xfea\0\n\0", Some("a\n")),
            (b"\xfe\xff\0a\0\n", Some("a\n")),
            (b"caf\xe9", Some("caf\u{fffd}")),
            (b"", Some("")),
            (b"\x7fELF\0\0", None),
        ] {
            assert_eq!(decoded(bytes).as_deref(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn only_regular_files_of_some_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("large"), vec![b'a'; 1024 * 1024 + 1]).unwrap();
        fs::write(path("small"), "a").unwrap();
        std::os::unix::fs::symlink(path("small"), path("link")).unwrap();
        for (name, expected) in [
            ("small", Some(vec![b'a'])),
            ("large", None),
            ("link", None),
            (".", None),
            ("none", None),
        ] {
            assert_eq!(read(&path(name), 1024 * 1024).unwrap(), expected, "{name}");
        }
    }
}
