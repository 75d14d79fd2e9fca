//! Architecture decision records that name the rejected alternatives and the conditions for revisiting a
//! decision.
//!
//! Modules are listed from top to bottom; each imports only from those below it:
//!
//! - [`cli`]: one file per command; the only code that touches a terminal.
//! - [`report`]: findings and verdicts, one file per format.
//! - [`render`]: the log as a site and as plain Markdown.
//! - [`lint`]: one file per rule, all listed in one table.
//! - [`advise`]: which patterns the facts about a system speak for.
//! - [`guard`]: guards × files → what breaks a decision in force.
//! - [`governing`]: the decisions that govern given files.
//! - [`check`]: triggers × values → verdicts.
//! - [`search`]: full-text search, ranked.
//! - [`citation`]: where the files of the repository cite decisions, and which of that is out of date.
//! - [`graph`]: the graph of links between records, and its layout.
//! - [`pattern`]: the architecture patterns, as records to start from.
//! - [`words`]: conditions proposed for sentences.
//! - [`metric`]: where values come from; one file per kind of source.
//! - [`trigger`]: parsing and evaluating conditions.
//! - [`log`]: all records of a log, and how to look one up.
//! - [`store`]: the files of a log: finding, reading in parallel, writing.
//! - [`foreign`]: records in other tools' formats, read as they are.
//! - [`record`]: one decision: front matter, body, edits in place.
//! - [`config`]: `adr.toml`, the settings in the log's folder.
//! - [`quantity`]: exact numbers, units, durations, rates, versions.
//! - [`fields`]: reading a TOML document key by key.
//! - [`diagnostic`]: a problem in a document, with its location.
//! - [`manifest`]: the packages that manifests and lock files name.
//! - [`files`]: the paths of a repository's files, and the globs that select some of them.
//! - [`source`]: a file's text, and conversion from spans to lines and columns.

pub mod advise;
pub mod check;
pub mod citation;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod files;
pub mod foreign;
pub mod governing;
pub mod graph;
pub mod guard;
pub mod lint;
pub mod log;
pub mod manifest;
pub mod metric;
pub mod pattern;
pub mod quantity;
pub mod record;
pub mod render;
pub mod report;
pub mod search;
pub mod source;
pub mod store;
pub mod trigger;
pub mod words;
