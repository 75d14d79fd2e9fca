//! Findings and verdicts for their readers, one file a format.

pub mod verdict_human;
pub mod verdict_json;
