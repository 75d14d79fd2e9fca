//! `adr edit`: opens a decision in the editor.

use super::compose::Composer;
use super::context::Context;
use super::{Exit, editor};

/// Open a decision in your editor, then lint it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  adr edit 7                   use $VISUAL, else $EDITOR, else vi")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let composer = Composer::new(context)?;
    let log = context.log()?;
    let path = log.find(&args.reference)?.source.path().to_owned();
    editor::open(&path)?;
    composer.report(&path, &*context.log()?);
    Ok(Exit::Clean)
}
