//! Tests across modules: the order of the layers, the sessions in the documentation, the life cycle of a
//! decision; and that no kill, fault or race damages a log.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod advisories;
mod automation;
mod bad_input;
mod comments;
mod conformance;
mod crash;
mod example_records;
mod examples;
mod fixes;
mod fixture;
mod formats;
mod generated;
mod guarded;
mod identity;
mod issues;
mod json_shapes;
mod kept_bytes;
mod layers;
mod markdown_layout;
mod mcp;
mod numbers;
mod preview;
mod prometheus;
mod race;
mod rendered_again;
mod renumber;
mod replay;
mod sandbox;
mod schemas;
mod sequences;
mod sessions;
mod three_clauses;
mod words;
