//! `adr schema`: prints the JSON Schemas that editors use for completion and validation.

use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use crate::{config, lint, metric, record};

/// Print the JSON Schema of a record's TOML, or of adr.toml, for editors
///
/// An editor with a TOML language server can then complete keys and report mistakes. In adr.toml, the first
/// line says where the schema is.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr schema config > docs/adr/adr.schema.json     then begin adr.toml with the line
                                                   #:schema ./adr.schema.json
  adr schema record")]
pub struct Args {
    /// The schema to print
    #[arg(value_enum)]
    of: Subject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// The TOML at the top of a record
    Record,
    /// adr.toml
    Config,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let schema = match args.of {
        Subject::Record => record::schema(),
        Subject::Config => {
            let rules: Vec<_> = lint::ALL
                .iter()
                .map(|rule| (rule.name, rule.summary))
                .collect();
            let kinds: Vec<_> = metric::KINDS
                .iter()
                .map(|kind| (kind.summary, kind.keys))
                .collect();
            config::schema(&rules, &kinds)
        }
    };
    let text = serde_json::to_string_pretty(&schema)?;
    context.out.data(&format!("{text}\n"))?;
    Ok(Exit::Clean)
}
