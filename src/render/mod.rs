//! The log as pages and as plain Markdown: values come in, text goes out, without clock or file.
//! Only [`output`] touches the disk. Whether the records are any good is `lint`'s matter.

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

pub use escape::escaped;
pub use text::percent_decoded;

/// A rendered site: the bytes of each file by its path below the output folder, `/` between its parts.
pub type Site = BTreeMap<String, Vec<u8>>;

/// What a log's pages are headed with where the settings name nothing else.
pub const DEFAULT_TITLE: &str = "Decisions";

#[cfg(test)]
mod tests;
