//! `adr patterns`: lists, shows and compares the architecture patterns.

use anyhow::bail;
use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use super::draft_flags::pattern_names;
use crate::pattern::{self, Pattern};
use crate::report::patterns as report;

/// The width in columns if stdout is not a terminal.
const WIDTH: usize = 100;

/// List the architecture patterns, show one, or compare them
///
/// A pattern says when it fits, what it gains and costs, how it fails in production, what must exist before
/// it, what is usually rejected for it, and which metrics tell when it stops fitting.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr patterns
  adr patterns modular-monolith
  adr patterns saga --format markdown
  adr patterns --compare monolith modular-monolith microservices
  adr new --pattern modular-monolith Ship the shop as one program")]
pub struct Args {
    /// The pattern to show, or with --compare the patterns to compare [default: all]
    #[arg(value_name = "NAME", value_parser = pattern_names(), hide_possible_values = true)]
    names: Vec<String>,
    /// Show the trade-offs side by side
    #[arg(long)]
    compare: bool,
    /// Output format: table and json for a list or a comparison, human, json and markdown for one pattern
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Human,
    Json,
    Markdown,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let named = args.names.iter().filter_map(|name| pattern::find(name));
    let patterns: Vec<&Pattern> = match args.names.is_empty() {
        true => pattern::all().iter().collect(),
        false => named.collect(),
    };
    let width = context.out.width().unwrap_or(WIDTH);
    let is_list = args.compare || args.names.is_empty();
    let text = match (patterns.as_slice(), args.format) {
        (patterns, Some(Format::Json)) => report::json(patterns)?,
        (patterns, None | Some(Format::Table)) if args.compare => {
            report::comparison(patterns, width)
        }
        (patterns, None | Some(Format::Table)) if is_list => report::list(patterns, width),
        (_, Some(Format::Human | Format::Markdown)) if is_list => {
            bail!("a list of patterns has the formats table and json")
        }
        ([_], Some(Format::Table)) => {
            bail!("one pattern has the formats human, json and markdown")
        }
        ([pattern], Some(Format::Markdown)) => report::markdown(pattern),
        ([pattern], _) => {
            let text = report::human(pattern);
            context.out.write_wrapped(|out, colour| match colour {
                true => out.write_all(text.as_bytes()),
                false => write!(out, "{}", anstream::adapter::strip_str(&text)),
            })?;
            return Ok(Exit::Clean);
        }
        _ => bail!("give one pattern, or --compare for several"),
    };
    context.out.data(&text)?;
    Ok(Exit::Clean)
}
