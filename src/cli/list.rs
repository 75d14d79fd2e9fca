//! `adr list`: the log as a table, as paths, as JSON, as CSV.

use std::borrow::Cow;
use std::fmt::Write as _;

use clap::ValueEnum;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use unicode_width::UnicodeWidthStr;

use super::Exit;
use super::context::Context;
use super::filters::Filters;
use super::output::Output;
use crate::log::{Log, Prose};
use crate::record::{Record, Status};
use crate::render::json::Decision;
use crate::source::printable;

/// List the decisions in the log
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr list
  adr list --status accepted --tag storage
  adr list --since 2026-01-01 --sort date
  adr list --format json | jq '.[].title'
  $EDITOR $(adr list --decider team-orders --format paths)")]
pub struct Args {
    #[command(flatten)]
    filters: Filters,
    /// The key to sort by
    #[arg(long, value_enum, default_value_t = Sort::Number, value_name = "KEY")]
    sort: Sort,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    Number,
    Date,
    Title,
    Status,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Paths,
    Json,
    Ndjson,
    Csv,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let prose = match args.format {
        Format::Json | Format::Ndjson => Prose::Read,
        Format::Table | Format::Paths | Format::Csv => Prose::Unread,
    };
    let log = context.lean_log(prose)?;
    let mut records: Vec<&Record> = log
        .records
        .iter()
        .filter(|record| args.filters.admit(record))
        .collect();
    args.sort(&mut records);
    let out = &context.out;
    match args.format {
        Format::Table => out.data(&table(&records, out))?,
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
        Format::Csv => out.data(&csv(&records)?)?,
    }
    if records.is_empty() && !log.records.is_empty() {
        context
            .out
            .note(format!("none of {} decisions match", log.records.len()));
    }
    Ok(Exit::Clean)
}

impl Args {
    fn sort(&self, records: &mut [&Record]) {
        match self.sort {
            Sort::Number => {}
            Sort::Date => records.sort_by_key(|record| record.date()),
            Sort::Title => {
                records.sort_by_cached_key(|record| record.title().map(str::to_lowercase))
            }
            Sort::Status => records.sort_by_key(|record| record.status()),
        }
    }
}

fn table(records: &[&Record], out: &Output) -> String {
    if records.is_empty() {
        return String::new();
    }
    let Some(width) = out.width() else {
        return plain_table(records);
    };
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .enforce_styling()
        .set_header(HEAD);
    table.add_rows(records.iter().map(|record| {
        let number = record.number.map(|number| format!("{number:04}"));
        [
            Cell::new(number.unwrap_or_default()),
            record.status().map_or_else(|| Cell::new("-"), status_cell),
            Cell::new(date(record)),
            Cell::new(title(record)),
        ]
    }));
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
}

/// `2026-03-02`
const DATE_LENGTH: usize = 10;

const HEAD: [&str; 4] = ["", "Status", "Date", "Decision"];

/// The title, or the path where there is none, as it may be sent to a terminal.
fn title(record: &Record) -> Cow<'_, str> {
    match record.title() {
        Some(title) => printable(title),
        None => printable(&record.source.shown_path()).into_owned().into(),
    }
}

/// The date, or what is written in its place.
fn date(record: &Record) -> Cow<'_, str> {
    let written = || {
        record
            .front
            .as_ref()
            .and_then(|front| front.original_text("date"))
    };
    match record.date() {
        Some(date) => date.to_string().into(),
        None => written().map_or("-".into(), printable),
    }
}

/// The table where no terminal sets its width: only the last column can be wide, so that hardly anything is measured.
fn plain_table(records: &[&Record]) -> String {
    let digits = |record: &&Record| {
        record
            .number
            .map_or(0, |number| number.to_string().len().max(4))
    };
    let letters = |record: &&Record| record.status().map_or(1, |status| status.name().len());
    let [number, status, date, decision] = HEAD;
    let numbers = records.iter().map(digits).max().unwrap_or_default();
    let statuses = records
        .iter()
        .map(letters)
        .max()
        .unwrap_or_default()
        .max(status.len());
    let length = |record: &&Record| match record.date() {
        Some(_) => DATE_LENGTH,
        None => self::date(record).width(),
    };
    let dates = records
        .iter()
        .map(length)
        .max()
        .unwrap_or_default()
        .max(date.len());
    let mut text = String::with_capacity(64 * (records.len() + 1));
    let _ = writeln!(
        text,
        " {number:<numbers$}  {status:<statuses$}  {date:<dates$}  {decision}"
    );
    for record in records {
        let number = record.number.map(|number| format!("{number:04}"));
        let number = number.unwrap_or_default();
        let status = record.status().map_or("-", Status::name);
        let date = self::date(record);
        let gap = dates.saturating_sub(date.width());
        let _ = write!(
            text,
            " {number:<numbers$}  {status:<statuses$}  {date}{:gap$}  ",
            ""
        );
        text.push_str(&title(record));
        text.push('\n');
    }
    text
}

fn status_cell(status: Status) -> Cell {
    let cell = Cell::new(status.name());
    match status {
        Status::Proposed => cell.fg(Color::Yellow),
        Status::Accepted => cell.fg(Color::Green),
        Status::Rejected => cell.fg(Color::Red),
        Status::Deprecated | Status::Superseded => cell.add_attribute(Attribute::Dim),
    }
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

fn csv(records: &[&Record]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "number", "title", "status", "date", "deciders", "tags", "path",
    ])?;
    for record in records {
        let front = record.front.as_ref();
        let joined = |list: Option<&Vec<crate::source::Spanned<String>>>| {
            let values = list.into_iter().flatten().map(|item| item.value.as_str());
            values.collect::<Vec<_>>().join("; ")
        };
        writer.write_record([
            record
                .number
                .map(|number| number.to_string())
                .unwrap_or_default(),
            record.title().unwrap_or_default().to_owned(),
            record.status().map_or("", Status::name).to_owned(),
            record
                .date()
                .map(|date| date.to_string())
                .unwrap_or_default(),
            joined(front.map(|front| &front.deciders)),
            joined(front.map(|front| &front.tags)),
            record.source.shown_path(),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
