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
mod text;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub use digest::Digest;
pub use escape::escaped;
use output::{MadeOf, OutputError};
pub use text::percent_decoded;

/// A rendered site: the bytes of each file by its path below the output folder, `/` between its parts.
pub type Site = BTreeMap<String, Vec<u8>>;

/// Takes the files of a site as each is done, in any order and from any thread.
pub trait Sink: Sync {
    /// Is told the names of files before the first of them comes; each of them does, unless rendering fails.
    ///
    /// # Errors
    /// Where they are not to be had; rendering ends with it.
    fn expect(&self, names: &mut dyn Iterator<Item = &str>) -> Result<(), OutputError>;

    /// Takes the file called `name`.
    ///
    /// # Errors
    /// Where it cannot be taken; rendering ends with it.
    fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), OutputError>;

    /// Whether it holds the very site already: one that was made of the same `inputs`, and of the same files that records
    /// link to, by the digest that `linked` gives for the path of each below the repository's root. Nothing is put then,
    /// and what is given back is what could not be shown as it was meant.
    fn unchanged(
        &self,
        _inputs: &dyn Fn() -> Digest,
        _linked: &dyn Fn(&str) -> Option<Digest>,
    ) -> Option<Vec<String>> {
        None
    }

    /// Is told at the end what the site was made of.
    fn remember(&self, _made_of: &dyn Fn() -> MadeOf) {}
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

/// What a log's pages are headed with where the settings name nothing else.
pub const DEFAULT_TITLE: &str = "Decisions";

#[cfg(test)]
mod tests;
