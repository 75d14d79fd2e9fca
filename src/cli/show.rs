//! `adr show`: shows one decision.

use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use crate::render::json::WholeDecision;

/// Show a decision
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr show 7
  adr show ADR-0007 --format json
  adr show postgres            a unique part of a title is enough")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Markdown, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Markdown,
    Json,
}

const INVALID: &str = "the record is invalid; only what could be read is shown, and `adr lint` says where it is wrong";

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.log()?;
    let record = log.find(&args.reference)?;
    let text = match args.format {
        Format::Markdown => crate::render::markdown::record(record),
        Format::Json => serde_json::to_string_pretty(&WholeDecision::of(record))? + "\n",
    };
    context.out.data(&text)?;
    if !record.faults.is_empty() {
        context.out.note(INVALID);
    }
    Ok(Exit::Clean)
}
