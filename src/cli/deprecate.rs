//! `adr deprecate`: marks a decision as deprecated.

use super::context::Context;
use super::{Exit, status};
use crate::record::Status;

/// Mark a decision as deprecated
///
/// If another decision replaces it, use `adr supersede` instead.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  adr deprecate 7")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    status::change(context, &args.reference, Status::Deprecated)
}
