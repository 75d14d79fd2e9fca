//! `adr list`: the log as a table, as paths, as JSON, as CSV.

use std::fmt::Write as _;

use chrono::NaiveDate;
use clap::ValueEnum;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};

use super::Exit;
use super::context::{Context, parse_day};
use super::output::Output;
use crate::record::{Record, Status};
use crate::render::json::Decision;
use crate::source::printable;

/// Lists the decisions of the log
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr list
  adr list --status accepted --tag storage
  adr list --since 2026-01-01 --sort date
  adr list --format json | jq '.[].title'
  $EDITOR $(adr list --decider team-orders --format paths)")]
pub struct Args {
    /// Only decisions with this status; repeatable
    #[arg(long, value_enum, value_name = "STATUS")]
    status: Vec<Status>,
    /// Only decisions with this tag; repeatable
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only decisions by somebody whose name holds this; repeatable
    #[arg(long, value_name = "NAME")]
    decider: Vec<String>,
    /// Only decisions of this day or later
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<NaiveDate>,
    /// Only decisions of this day or earlier
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<NaiveDate>,
    /// The order
    #[arg(long, value_enum, default_value_t = Sort::Number, value_name = "KEY")]
    sort: Sort,
    /// How to show them
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
    let log = context.log()?;
    let mut records: Vec<&Record> = log
        .records
        .iter()
        .filter(|record| args.admits(record))
        .collect();
    args.sort(&mut records);
    let text = match args.format {
        Format::Table => table(&records, &context.out),
        Format::Paths => records.iter().fold(String::new(), |mut text, record| {
            let _ = writeln!(text, "{}", printable(&record.source.shown_path()));
            text
        }),
        Format::Json => {
            let decisions: Vec<_> = records.iter().map(|record| Decision::of(record)).collect();
            serde_json::to_string_pretty(&decisions)? + "\n"
        }
        Format::Ndjson => ndjson(&records)?,
        Format::Csv => csv(&records)?,
    };
    context.out.data(&text)?;
    if records.is_empty() && !log.records.is_empty() {
        context
            .out
            .note(format!("none of {} decisions matches", log.records.len()));
    }
    Ok(Exit::Clean)
}

impl Args {
    fn admits(&self, record: &Record) -> bool {
        let front = record.front.as_ref();
        let has_tag = |tag: &String| front.is_some_and(|f| f.tags.iter().any(|t| t.value == *tag));
        let has_decider = |name: &String| {
            let name = name.to_lowercase();
            front.is_some_and(|f| {
                f.deciders
                    .iter()
                    .any(|d| d.value.to_lowercase().contains(&name))
            })
        };
        let is_any = |list: &[String], holds: &dyn Fn(&String) -> bool| {
            list.is_empty() || list.iter().any(holds)
        };
        (self.status.is_empty()
            || record
                .status()
                .is_some_and(|status| self.status.contains(&status)))
            && is_any(&self.tag, &has_tag)
            && is_any(&self.decider, &has_decider)
            && self
                .since
                .is_none_or(|day| record.date().is_some_and(|date| date >= day))
            && self
                .until
                .is_none_or(|day| record.date().is_some_and(|date| date <= day))
    }

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
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match out.width() {
        Some(width) => {
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table.enforce_styling();
    table.set_header(["", "Status", "Date", "Decision"]);
    for record in records {
        let title = record
            .title()
            .map_or_else(|| record.source.shown_path(), str::to_owned);
        table.add_row([
            Cell::new(
                record
                    .number
                    .map(|number| format!("{number:04}"))
                    .unwrap_or_default(),
            ),
            record.status().map_or_else(|| Cell::new("-"), status_cell),
            Cell::new(
                record
                    .date()
                    .map_or_else(|| "-".to_owned(), |date| date.to_string()),
            ),
            Cell::new(printable(&title)),
        ]);
    }
    table
        .lines()
        .fold(String::new(), |text, line| text + line.trim_end() + "\n")
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

fn ndjson(records: &[&Record]) -> anyhow::Result<String> {
    let mut text = String::new();
    for record in records {
        text.push_str(&serde_json::to_string(&Decision::of(record))?);
        text.push('\n');
    }
    Ok(text)
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
