//! Architecture decision records that name what was rejected and when to think again.
//!
//! Read from the bottom up; a module imports only from those below it:
//!
//! - [`check`]: every trigger against every value, and what they add up to.
//! - [`trigger`]: a condition, parsed and evaluated.
//! - [`quantity`]: exact numbers, units, durations, rates, versions.
//! - [`fields`]: a TOML document read key by key.
//! - [`diagnostic`]: what is wrong in a document, with its place.
//! - [`source`]: a file's text, from span to line and column.

pub mod check;
pub mod diagnostic;
pub mod fields;
pub mod quantity;
pub mod source;
pub mod trigger;
