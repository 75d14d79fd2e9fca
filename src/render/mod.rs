//! Renders the log as a site and as plain Markdown: values in, text out, without clock or files.
//! Only [`output`] accesses the disk. Whether the records are any good is up to `lint`.

mod digest;
mod entry;
mod escape;
pub mod graph;
pub mod html;
pub mod inject;
pub mod json;
pub mod markdown;
pub mod output;
pub mod plot;
mod sparkline;
mod strip;
mod text;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub use digest::Digest;
pub use entry::path_in_log;
pub use escape::escaped;
use output::{OutputError, Provenance};
pub use text::{percent_decoded, percent_encoded};

/// A rendered site: the content of each file by its path relative to the output folder, separated by `/`.
pub type Site = BTreeMap<String, Vec<u8>>;

/// Receives the files of a site as they are finished, in any order and from any thread.
pub trait Sink: Sync {
    /// Announces the names of files before the first of them is put; all of them will be, unless rendering
    /// fails.
    ///
    /// # Errors
    /// If they cannot be written; rendering then ends.
    fn expect(&self, names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError>;

    /// Receives the file called `name`.
    ///
    /// # Errors
    /// If it cannot be written; rendering then ends.
    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError>;

    /// Whether the sink already contains this site: made from the same `inputs`, and from the same linked
    /// files, whose digests `linked` returns by their path in the repository. If so, nothing is put, and the
    /// warnings of that rendering are returned.
    fn unchanged(
        &self,
        _inputs: &dyn Fn() -> Digest,
        _linked: &dyn Fn(&str) -> Option<Digest>,
    ) -> Option<Vec<String>> {
        None
    }

    /// Called at the end with the input of the site.
    fn remember(&self, _made_of: &dyn Fn() -> Provenance) {}
}

impl Sink for Mutex<Site> {
    fn expect(&self, _names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError> {
        Ok(())
    }

    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError> {
        let mut site = self.lock().unwrap_or_else(PoisonError::into_inner);
        site.insert(name.to_owned(), bytes);
        Ok(())
    }
}

/// The default title of a log's pages.
pub const DEFAULT_TITLE: &str = "Decisions";

#[cfg(test)]
mod tests;
