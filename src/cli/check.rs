//! `adr check`: which decisions are due.

use anyhow::bail;

use std::path::PathBuf;

use super::context::Context;
use super::values::{Checked, ValueFlags, is_watched, record};
use super::{Exit, trigger_text};
use crate::check::Check;
use crate::log::Prose;
use crate::record::Record;
use crate::report::{self, Base, Verdicts, counted};
use crate::source::shown;

/// Evaluates the triggers of accepted decisions and says which are due
///
/// Values come, later ones winning, from the sources that adr.toml declares, from `--metrics` files and
/// from `--metric`. A missing value is never fine: its trigger is unknown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr check
  adr check --metric team.size=24 --metric 'db.cpu.share{module=\"billing\"}=47%'
  adr check --metrics values.toml --format json
  adr check --explain 'any(db.cpu.share) > 40% for 2w'      what it means, and what would fire it

Exit codes: 0 nothing is due, 1 something fired, 2 the call, the settings or an accepted record is
invalid, 3 a value is unusable, or nothing could be evaluated.")]
pub struct Args {
    #[command(flatten)]
    values: ValueFlags,
    /// Explains a condition instead: its parts, its units, and what would fire it
    #[arg(long, value_name = "EXPR", conflicts_with_all = ["metric", "metrics", "all", "due", "strict", "exit_zero"])]
    explain: Option<String>,
    /// Evaluates the triggers of every decision, whatever its status
    #[arg(long)]
    all: bool,
    /// Shows only the decisions that are due
    #[arg(long)]
    due: bool,
    /// Records what was measured or supplied, for conditions with `for` and for trends
    #[arg(long)]
    record: bool,
    /// Exits 3 for everything unknown or stale
    #[arg(long)]
    strict: bool,
    /// Exits 0 where it would exit 1
    #[arg(long)]
    exit_zero: bool,
    /// How to show the verdicts
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = report::names())]
    format: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(when) = &args.explain {
        if !trigger_text::explains_in(&args.format) {
            bail!(
                "a condition is explained in the formats human and json, not in {}",
                args.format
            );
        }
        trigger_text::explain(when, &args.format, context)?;
        return Ok(Exit::Clean);
    }
    let log = context.lean_log(Prose::Unread)?;
    let config = context.config(&log.place)?;
    let watches = |record: &Record| record.front.is_some() && (args.all || is_watched(record));
    let Checked {
        verdicts, known, ..
    } = args.values.check(&log, &config, watches, context)?;
    if args.record {
        note_recorded(record(&known.measured, &log.place, context)?, context);
    }
    let due = args.due.then(|| verdicts.due());
    let told = Verdicts {
        check: due.as_ref().unwrap_or(&verdicts),
        summary: verdicts.summary(),
        decisions: verdicts.decisions.len(),
        today: context.today,
        base: &Base::new(&context.cwd, &log.place.root),
    };
    if let Some(format) = report::format(&args.format) {
        context
            .out
            .write(|out, colour| (format.verdicts)(&told, colour, out))?;
    }
    let foreign = log
        .records
        .iter()
        .filter(|record| record.front.is_none())
        .count();
    if foreign > 0 {
        context.out.note(format!(
            "passed over {} without a TOML record",
            counted(foreign, "file")
        ));
    }
    Ok(args.exit(&verdicts))
}

fn note_recorded(path: Option<PathBuf>, context: &Context) {
    context.out.note(match path {
        Some(path) => format!("recorded in {}", shown(&path)),
        None => "there was nothing new to record".to_owned(),
    });
}

impl Args {
    fn exit(&self, verdicts: &Check) -> Exit {
        match verdicts.exit_code(self.strict) {
            0 => Exit::Clean,
            1 if self.exit_zero => Exit::Clean,
            1 => Exit::Findings,
            3 => Exit::Unknown,
            _ => Exit::Failed,
        }
    }
}
