//! `adr show`: shows one decision.

use clap::ValueEnum;
use serde::Serialize;

use super::Exit;
use super::cited_by::CitedBy;
use super::context::Context;
use crate::render::json::WholeDecision;
use crate::render::markdown;

/// Show a decision
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr show 7
  adr show ADR-0007 --format json
  adr show 7 --cited           also show which records and files cite it
  adr show postgres            a unique part of a title is enough")]
pub struct Args {
    /// A number (7, 0007, ADR-0007), a file name, or a unique part of a title
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: String,
    /// Also show where the decision is cited: in other records, and in the files of the repository
    #[arg(long)]
    cited: bool,
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

/// A decision, and what cites it.
#[derive(Serialize)]
struct CitedDecision<'r, C: Serialize> {
    #[serde(flatten)]
    decision: WholeDecision<'r>,
    cited_by: C,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.log()?;
    let record = log.find(&args.reference)?;
    let cited_by = match args.cited {
        true => Some(CitedBy::of(record, &log, context)?),
        false => None,
    };
    let decision = || WholeDecision::of(record);
    let text = match (args.format, &cited_by) {
        (Format::Markdown, None) => markdown::record(record),
        (Format::Markdown, Some(cited_by)) => markdown::record(record) + &cited_by.markdown(),
        (Format::Json, None) => serde_json::to_string_pretty(&decision())? + "\n",
        (Format::Json, Some(cited_by)) => {
            let cited = CitedDecision {
                decision: decision(),
                cited_by: cited_by.json(),
            };
            serde_json::to_string_pretty(&cited)? + "\n"
        }
    };
    context.out.data(&text)?;
    if !record.faults.is_empty() {
        context.out.note(INVALID);
    }
    Ok(Exit::Clean)
}
