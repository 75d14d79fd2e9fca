//! `adr supersede`: replaces decisions with a new one.

use super::Exit;
use super::compose::Composer;
use super::context::Context;
use super::draft_flags::DraftFlags;

/// Replace decisions with a new one
///
/// With `--status proposed`, the old decisions and their triggers stay in force until the new one is accepted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr supersede 7 Shard orders by customer
  adr supersede 3,5 Keep one event log --alternative 'Two logs: nobody would read the second.'")]
pub struct Args {
    /// The decisions to replace: numbers, file names or parts of titles, separated by commas
    #[arg(value_name = "OLD[,OLD…]", add = super::completions::references())]
    old: String,
    /// The new decision's title; quotes are not needed
    #[arg(value_name = "TITLE")]
    title: Vec<String>,
    #[command(flatten)]
    draft: DraftFlags,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let old: Vec<_> = args.old.split(',').map(str::to_owned).collect();
    let composer = Composer::new(context)?;
    composer.write(&args.title, &old, args.draft.clone())
}
