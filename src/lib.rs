//! Architecture decision records that name what was rejected and when to think again.
//!
//! Read from the bottom up; a module imports only from those below it:
//!
//! - [`metric`]: values of metrics, measured or supplied.
//! - [`trigger`]: a condition, parsed and evaluated.
//! - [`config`]: `adr.toml`, found in the log's folder.
//! - [`quantity`]: exact numbers, units, durations, rates, versions.
//! - [`fields`]: a TOML document read key by key.
//! - [`diagnostic`]: what is wrong in a document, with its place.
//! - [`source`]: a file's text, from span to line and column.

pub mod config;
pub mod diagnostic;
pub mod fields;
pub mod metric;
pub mod quantity;
pub mod source;
pub mod trigger;
