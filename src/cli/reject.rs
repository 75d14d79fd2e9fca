//! `adr reject`: rejects a proposed decision.

use super::context::Context;
use super::{Exit, status};
use crate::record::Status;

/// Reject a proposed decision
///
/// Sets its date to today. The record is kept, so that nobody unknowingly proposes the same thing again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  adr reject 7")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    status::change(context, &args.reference, Status::Rejected)
}
