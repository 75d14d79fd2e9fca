//! To come.
use crate::{config::Config, diagnostic::Diagnostic, log::Log, record::Record};
/// x
pub fn lint(_: &Log, _: &Config) -> Vec<Diagnostic> {
    Vec::new()
}
/// x
pub fn lint_alone(_: &Record, _: &Log, _: &Config) -> Vec<Diagnostic> {
    Vec::new()
}
