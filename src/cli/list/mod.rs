//! `adr list`: the log as a table, as paths, as JSON, as CSV.

mod columns;
mod csv;
mod order;
mod table;

use std::fmt::Write as _;

use anyhow::bail;
use clap::ValueEnum;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use self::columns::Column;
use self::order::Key;
use super::Exit;
use super::context::Context;
use super::filters::Filters;
use super::output::Output;
use super::values::{ValueFlags, is_evaluated};
use crate::check::{DecisionVerdict, Standing};
use crate::log::{Log, Prose};
use crate::record::Record;
use crate::render::json::Decision;
use crate::report::counted;
use crate::source::printable;
use crate::trigger::State;

/// List the decisions in the log
#[derive(Debug, clap::Args)]
#[command(
    mut_arg("metric", |flag| flag.requires("due")),
    mut_arg("metrics", |flag| flag.requires("due")),
    mut_arg("metrics_format", |flag| flag.requires("due")),
    mut_arg("prometheus", |flag| flag.requires("due")),
    after_help = "\
Examples:
  adr list
  adr list --status accepted --tag storage
  adr list --since 2026-01-01 --sort date --reverse
  adr list --columns number,title,alternatives,triggers
  adr list --due --metric team.size=24
  adr list --format csv > decisions.csv
  adr list --format json | jq '.[].title'
  $EDITOR $(adr list --decider team-orders --format paths)

In CSV, a cell that a spreadsheet would run as a formula begins with an apostrophe."
)]
pub struct Args {
    #[command(flatten)]
    filters: Filters,
    /// Only decisions that are due, as reported by `adr check`
    #[arg(long)]
    due: bool,
    /// The key to sort by; decisions without it come last
    #[arg(long, value_enum, default_value_t = Key::Number, value_name = "KEY")]
    sort: Key,
    /// Reverse the order
    #[arg(long)]
    reverse: bool,
    /// The columns of the table or of CSV, in order; comma-separated or repeated
    #[arg(long, value_delimiter = ',', value_name = "COLUMN", value_parser = Column::parser())]
    columns: Vec<&'static Column>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
    #[command(flatten, next_help_heading = "Values for --due")]
    values: ValueFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Paths,
    Json,
    Ndjson,
    Csv,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let columns = args.columns()?;
    let is_prose_read = columns.iter().any(|column| column.is_in_prose());
    let prose = match args.format {
        Format::Json | Format::Ndjson => Prose::Read,
        _ if is_prose_read => Prose::Read,
        Format::Table | Format::Paths | Format::Csv => Prose::Unread,
    };
    let log = context.lean_log(prose)?;
    let mut records = match args.due {
        true => due(&log, &args.values, &args.filters, context)?,
        false => log.records.iter().collect(),
    };
    records.retain(|record| args.filters.admit(record));
    order::sort(&mut records, args.sort, args.reverse);
    let out = &context.out;
    match args.format {
        Format::Table => out.data(&table::table(columns, &records, &log, out.width()))?,
        Format::Paths => out.data(&records.iter().fold(String::new(), |mut text, record| {
            let _ = writeln!(text, "{}", printable(&record.source.shown_path()));
            text
        }))?,
        Format::Json => json(&records, &log, out)?,
        Format::Ndjson => stream(&records, out, |record| {
            let whole = log.whole(record);
            let record = whole.as_ref().unwrap_or(record);
            let body = record.read_body();
            let decision = Decision::of(record, &body);
            Ok(serde_json::to_string(&decision)? + "\n")
        })?,
        Format::Csv => out.data(&csv::csv(columns, &records, &log)?)?,
    }
    if records.is_empty() && !log.records.is_empty() {
        let count = log.records.len();
        context.out.note(match args.due {
            true => format!("none of {count} decisions match and are due"),
            false => format!("none of {count} decisions match"),
        });
    }
    Ok(Exit::Clean)
}

impl Args {
    /// The columns to show.
    fn columns(&self) -> anyhow::Result<&[&'static Column]> {
        match self.format {
            Format::Table if self.columns.is_empty() => Ok(columns::IN_TABLE),
            Format::Csv if self.columns.is_empty() => Ok(columns::IN_CSV),
            Format::Table | Format::Csv => Ok(&self.columns),
            Format::Paths | Format::Json | Format::Ndjson if self.columns.is_empty() => Ok(&[]),
            Format::Paths | Format::Json | Format::Ndjson => {
                bail!("`--columns` applies to the formats table and csv")
            }
        }
    }
}

/// The records of `log` of which a trigger has fired. A note says how many others, among those that the filters admit,
/// might be due as well, because a value is missing or a condition is invalid.
pub fn due<'l>(
    log: &'l Log,
    values: &ValueFlags,
    filters: &Filters,
    context: &Context,
) -> anyhow::Result<Vec<&'l Record>> {
    let config = context.config(&log.place)?;
    let checked = values.check(log, &config, is_evaluated, context)?;
    let evaluated = log.records.iter().filter(|record| is_evaluated(record));
    let (due, others): (Vec<_>, Vec<_>) = evaluated
        .zip(&checked.verdicts.decisions)
        .partition(|(_, verdict)| verdict.is_due());
    let undecided = others
        .iter()
        .filter(|(record, verdict)| filters.admit(record) && is_undecided(verdict))
        .count();
    if undecided > 0 {
        let count = counted(undecided, "decision");
        context.out.note(format!(
            "{count} could not be fully evaluated; `adr check` says why"
        ));
    }
    Ok(due.into_iter().map(|(record, _)| record).collect())
}

/// Whether a decision that is not due might be.
fn is_undecided(verdict: &DecisionVerdict) -> bool {
    matches!(
        verdict.standing(),
        Some(Standing::Invalid | Standing::Active(State::Unknown(_)))
    )
}

/// An array of objects, indented as `serde_json` does it.
fn json(records: &[&Record], log: &Log, out: &Output) -> anyhow::Result<()> {
    let Some((first, rest)) = records.split_first() else {
        return out.data("[]\n");
    };
    let object = |record: &Record| -> anyhow::Result<String> {
        // No string of JSON has a line break in it.
        let whole = log.whole(record);
        let record = whole.as_ref().unwrap_or(record);
        let body = record.read_body();
        let decision = Decision::of(record, &body);
        let object = serde_json::to_string_pretty(&decision)?;
        Ok(object.replace('\n', "\n  "))
    };
    out.data(&format!("[\n  {}", object(first)?))?;
    stream(rest, out, |record| Ok(format!(",\n  {}", object(record)?)))?;
    out.data("\n]\n")
}

/// Writes what `make` makes of each record, on all cores, a part of them at a time.
fn stream(
    records: &[&Record],
    out: &Output,
    make: impl Fn(&Record) -> anyhow::Result<String> + Sync,
) -> anyhow::Result<()> {
    const PART: usize = 1000;
    records.chunks(PART).try_for_each(|part| {
        let texts: Vec<_> = part.par_iter().map(|record| make(record)).collect();
        let text: String = texts.into_iter().collect::<anyhow::Result<_>>()?;
        out.write(|out, _| out.write_all(text.as_bytes()))
    })
}
