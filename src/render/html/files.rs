//! Files that records link to, copied into the site: only file types that execute nothing when opened.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::{Digest, text};
use super::svg::{self, Refusal};
use super::{forge, url};
use crate::record::link::destination;

/// The folder of the site that contains copies.
pub const FOLDER: &str = "files";

/// Extensions of files that a browser shows as an image.
const IMAGES: [&str; 8] = ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Extensions of files that a browser shows as text or in a viewer, or downloads.
const DOCUMENTS: [&str; 13] = [
    "csv", "docx", "json", "log", "odt", "pdf", "pptx", "toml", "tsv", "txt", "xlsx", "yaml", "yml",
];

/// The maximum size of all copies together, in bytes.
const MAX_TOTAL_SIZE: usize = 64 * 1024 * 1024;

/// Reads a file by its path in the repository; `None` if it is not a file, is too large, or is outside.
pub type ReadFile<'r> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'r;

/// The copies needed by the pages of one site.
pub struct Files<'f> {
    read: &'f ReadFile<'f>,
    /// The path of the log's folder in the repository.
    folder: &'f str,
    found: Mutex<Found>,
}

/// A copy; `None` of a file that does not belong in a site.
type Copied = Result<Option<Vec<u8>>, Refusal>;

/// The files requested so far.
#[derive(Default)]
struct Found {
    /// The copies, by their names in the site.
    copies: BTreeMap<String, Copied>,
    /// The digests, by path in the repository.
    digests: BTreeMap<String, Option<Digest>>,
}

impl<'f> Files<'f> {
    /// Starts without copies.
    pub fn new(folder: &'f str, read: &'f ReadFile<'f>) -> Self {
        Self {
            read,
            folder,
            found: Mutex::default(),
        }
    }

    /// The URL of the copy of the file that the relative `link` in the record at `from` (inside the log)
    /// refers to; `None` if that file does not belong in a site.
    ///
    /// # Errors
    /// If it is a drawing that cannot be copied safely.
    pub fn href(&self, from: &str, link: &str) -> Result<Option<String>, Refusal> {
        let Some((path, anchor)) = self.destination(from, link) else {
            return Ok(None);
        };
        let name = self.copy(&path)?;
        Ok(name.map(|name| text::percent_encoded(&name) + &anchor))
    }

    /// The URL of the page, by the pattern `edit_url`, at which a forge shows the file that the relative `link` in the
    /// record at `from` refers to, if there is such a file.
    pub fn on_forge(&self, edit_url: &str, from: &str, link: &str) -> Option<String> {
        let (path, anchor) = self.destination(from, link)?;
        let page = forge::view_url(edit_url, &path)?;
        let known = self.lock().digests.get(&path).cloned();
        let digest = known.unwrap_or_else(|| {
            let digest = (self.read)(&path).as_deref().map(Digest::of);
            self.lock().digests.insert(path, digest.clone());
            digest
        });
        digest.is_some().then(|| page + &anchor)
    }

    /// The path in the repository that the relative `link` in the record at `from` refers to, and its anchor with `#`.
    fn destination(&self, from: &str, link: &str) -> Option<(String, String)> {
        if url::kind(link) != url::Kind::Relative || link.starts_with('#') {
            return None;
        }
        let from = format!("{}/{from}", self.folder);
        let found = destination(from.trim_start_matches('/'), link)?;
        let anchor = found.fragment.filter(|anchor| !anchor.is_empty());
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        Some((found.path, anchor))
    }

    /// Copies the file at `path` in the repository, and returns its name in the site.
    fn copy(&self, path: &str) -> Result<Option<String>, Refusal> {
        let is_hidden = |part: &str| part.starts_with('.');
        let extension = extension(path).unwrap_or_default();
        let is_known =
            IMAGES.contains(&extension.as_str()) || DOCUMENTS.contains(&extension.as_str());
        if !is_known || path.split('/').any(is_hidden) {
            return Ok(None);
        }
        let name = format!("{FOLDER}/{path}");
        if let Some(known) = self.lock().copies.get(&name) {
            return name_of(known, name);
        }
        let read = (self.read)(path);
        let digest = read.as_deref().map(Digest::of);
        let copied = match read {
            Some(bytes) if extension == "svg" => sanitised_svg(&bytes).map(Some),
            read => Ok(read.filter(|bytes| !may_be_markup(bytes))),
        };
        let mut found = self.lock();
        let copies = found.copies.values().flatten().flatten();
        let sum: usize = copies.map(Vec::len).sum();
        let fits = |bytes: &Vec<u8>| sum + bytes.len() <= MAX_TOTAL_SIZE;
        let copied = copied.map(|bytes| bytes.filter(fits));
        let named = name_of(&copied, name.clone());
        found.copies.insert(name, copied);
        found.digests.insert(path.to_owned(), digest);
        named
    }

    /// The digest of each requested file, by its path in the repository; `None` if it could not be read.
    pub fn digests(&self) -> BTreeMap<String, Option<Digest>> {
        self.lock().digests.clone()
    }

    /// Takes the copies, by their names in the site.
    pub fn take_copies(&self) -> BTreeMap<String, Vec<u8>> {
        let copies = std::mem::take(&mut self.lock().copies).into_iter();
        copies
            .filter_map(|(name, copied)| Some((name, copied.ok()??)))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `name`, if it is the name of a copy.
fn name_of(copied: &Copied, name: String) -> Result<Option<String>, Refusal> {
    match copied {
        Ok(bytes) => Ok(bytes.is_some().then_some(name)),
        Err(refusal) => Err(refusal.clone()),
    }
}

/// Whether the file called `name` in a site is a copy.
pub fn is_copy(name: &str) -> bool {
    let below = name.strip_prefix(FOLDER);
    below.is_some_and(|below| below.starts_with('/'))
}

/// Whether a page may show the file at `path` as an image.
pub fn is_image(path: &str) -> bool {
    let path = path.split('#').next().unwrap_or_default();
    extension(path).is_some_and(|extension| IMAGES.contains(&extension.as_str()))
}

/// Whether a browser that is given no content type could treat it as a page: everything that WHATWG's MIME
/// Sniffing (§7.1) recognises as HTML or XML starts with `<`. Not every server knows every extension.
fn may_be_markup(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().first() == Some(&b'<')
}

fn extension(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
}

/// An SVG file that is opened directly may run scripts, so everything except drawing elements is removed.
fn sanitised_svg(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Malformed)?;
    let drawn = svg::sanitised(text.trim_start_matches('\u{feff}'), "", &|_| None)?;
    Ok(drawn.into_bytes())
}
