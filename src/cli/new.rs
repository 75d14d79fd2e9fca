//! `adr new`: records a new decision.

use std::io::{self, Read};

use anyhow::Context as _;

use super::Exit;
use super::compose::Composer;
use super::context::Context;
use super::draft_flags::DraftFlags;
use crate::source::Source;

/// The ids of the flags for a record's content.
const CONTENT: [&str; 16] = [
    "status",
    "date",
    "decider",
    "tag",
    "affects",
    "context",
    "decision",
    "gain",
    "cost",
    "alternative",
    "revisit",
    "revisit_when",
    "guard",
    "link",
    "pattern",
    "template",
];

/// Record a new decision
///
/// At a terminal, prompts for what the flags leave out, checks each trigger as it is entered, shows the
/// record and asks whether to write it. Otherwise never prompts: what is left out becomes placeholder
/// text, which `adr lint` reports. Only the record's path is printed to stdout; lint findings go to
/// stderr.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr new Keep orders in one PostgreSQL primary
  adr new Keep orders in one primary \\
      --context 'Orders and stock change together 900 times a second.' \\
      --decision 'Both stay in one PostgreSQL 17 primary.' \\
      --gain 'One transaction covers both.' --cost 'Writes scale as far as one machine does.' \\
      --alternative 'Shard by customer: doubles the migration work until 2029.' \\
      --revisit 'writes: orders.writes > 4000/s -- one primary takes about 6000/s'
  adr new --pattern modular-monolith Ship the shop as one program
                               start from a pattern; `adr patterns` lists them
  adr new --from draft.md      use a complete record; refused if it fails lint")]
pub struct Args {
    /// The title; quotes are not needed
    #[arg(value_name = "TITLE")]
    title: Vec<String>,
    /// Replace the decision with this number; repeatable
    #[arg(short, long, value_name = "REF", add = super::completions::references())]
    supersedes: Vec<String>,
    /// Read the whole record from a file, or from stdin with `-`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["title", "supersedes"], conflicts_with_all = CONTENT, value_hint = clap::ValueHint::FilePath)]
    from: Option<String>,
    #[command(flatten)]
    draft: DraftFlags,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let composer = Composer::new(context)?;
    if let Some(from) = &args.from {
        return composer.write_whole(&read(from)?, args.draft.no_branches);
    }
    composer.write(&args.title, &args.supersedes, args.draft.clone())
}

fn read(from: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    if from == "-" {
        io::stdin()
            .read_to_end(&mut bytes)
            .context("cannot read stdin")?;
    } else {
        bytes = std::fs::read(from).with_context(|| format!("cannot read {from}"))?;
    }
    let source = Source::from_bytes(from, bytes);
    if let Some(at) = source.invalid_utf8_at() {
        let position = source.position(at);
        anyhow::bail!(
            "{from}:{}:{}: the record is not UTF-8",
            position.line,
            position.column
        );
    }
    Ok(source.text().to_owned())
}
