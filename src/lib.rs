//! Architecture decision records that name what was rejected and when to think again.
//!
//! Read from the bottom up; a module imports only from those below it:
//!
//! - [`cli`]: one file a command; the only part that touches a terminal.
//! - [`report`]: findings and verdicts, one file a format.
//! - [`render`]: the log as pages and as plain Markdown.
//! - [`lint`]: one file a rule, all in one table.
//! - [`check`]: triggers × values → verdicts.
//! - [`graph`]: the edges between records as a graph, laid out.
//! - [`metric`]: where values come from; one file a kind of source.
//! - [`trigger`]: a condition, parsed and evaluated.
//! - [`log`]: every record of a log, and the ways to name one.
//! - [`store`]: a log's files: find, load in parallel, write.
//! - [`foreign`]: records in other tools' formats, read as they are.
//! - [`record`]: one decision: front matter, body, edits in place.
//! - [`config`]: `adr.toml`, found in the log's folder.
//! - [`quantity`]: exact numbers, units, durations, rates, versions.
//! - [`fields`]: a TOML document read key by key.
//! - [`diagnostic`]: what is wrong in a document, with its place.
//! - [`source`]: a file's text, from span to line and column.

pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod foreign;
pub mod graph;
pub mod lint;
pub mod log;
pub mod metric;
pub mod quantity;
pub mod record;
pub mod render;
pub mod report;
pub mod source;
pub mod store;
pub mod trigger;
