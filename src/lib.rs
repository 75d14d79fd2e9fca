//! Architecture decision records that name what was rejected and when to think again.
//!
//! Read from the bottom up; a module imports only from those below it:
//!
//! - [`trigger`]: a condition, parsed and evaluated.
//! - [`log`]: every record of a log, and the ways to name one.
//! - [`store`]: a log's files: find, load in parallel, write.
//! - [`record`]: one decision: front matter, body, edits in place.
//! - [`quantity`]: exact numbers, units, durations, rates, versions.
//! - [`fields`]: a TOML document read key by key.
//! - [`diagnostic`]: what is wrong in a document, with its place.
//! - [`source`]: a file's text, from span to line and column.

pub mod diagnostic;
pub mod fields;
pub mod log;
pub mod quantity;
pub mod record;
pub mod source;
pub mod store;
pub mod trigger;
