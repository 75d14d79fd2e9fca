//! `adr accept`: accepts a proposed decision.

use super::context::Context;
use super::{Exit, status};
use crate::record::Status;

/// Accept a proposed decision
///
/// Sets its date to today, and marks the decisions it replaces as superseded. A record with lint
/// findings is refused, with exit code 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  adr accept 7")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    status::change(context, &args.reference, Status::Accepted)
}
