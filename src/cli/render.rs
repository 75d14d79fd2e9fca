//! `adr render`: renders the log as a site, as plain Markdown, or as JSON.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::bail;
use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use super::site::{self, Around};
use super::values::{ValueFlags, is_evaluated};
use super::{inject, render_logs};
use crate::config::Config;
use crate::log::Log;
use crate::render::json::WholeDecision;
use crate::render::markdown;
use crate::render::output::{Writer, Written};
use crate::report::counted;
use crate::source::shown;
use crate::store::History;

/// Render the log as a website, as Markdown, or as JSON
///
/// The site is written to a folder; other files there are never touched. Its pages show the state of each
/// trigger, based on the same values as `adr check`. Markdown and JSON go to stdout. Exits 1 if a record
/// cannot be read; its entry in the index says why.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr render                            write the site to `site` in the repository root
  adr render --out public/decisions
  adr render --metrics values.toml      add values from a file
  adr render --check                    exit 1 if the site on disk is out of date
  adr render --inject README.md         update the index inside another file
  adr render --format markdown          print the log's index
  adr render 7 --format markdown        print one decision
  adr render --log orders=services/orders/docs/adr --log web=web/docs/adr
                                        one site of two logs")]
pub struct Args {
    /// Render only this decision, as Markdown or JSON
    #[arg(value_name = "REF", add = super::completions::references())]
    reference: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Html, value_name = "FORMAT")]
    format: Format,
    /// The site's folder [default: site in the repository root]
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    out: Option<PathBuf>,
    /// Write nothing; exit 1 if the site on disk, or the index in FILE, is out of date
    #[arg(long)]
    pub(super) check: bool,
    /// Update the log's index in FILE, between the lines `<!-- adr:index -->` and `<!-- adr:index:end -->`
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with_all = ["reference", "format", "out"])]
    inject: Option<PathBuf>,
    /// Render one site of several logs, each called NAME; repeatable
    #[arg(long, value_name = "NAME=DIR", value_parser = render_logs::parse, value_hint = clap::ValueHint::DirPath, conflicts_with_all = ["reference", "inject"])]
    pub(super) log: Vec<render_logs::LogFlag>,
    /// The title of the pages about all logs
    #[arg(long, value_name = "TITLE", requires = "log")]
    pub(super) title: Option<String>,
    #[command(flatten)]
    pub(super) values: ValueFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Html,
    Markdown,
    Json,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(file) = &args.inject {
        return match args.check {
            true => inject::check(file, context),
            false => inject::run(file, context),
        };
    }
    if !args.log.is_empty() {
        if args.format != Format::Html {
            bail!("several logs are rendered as a site; leave out `--format`");
        }
        return render_logs::run(args, context);
    }
    let log = context.log()?;
    let config = context.config(&log.place)?;
    let chosen = args
        .reference
        .as_deref()
        .map(|reference| log.find(reference))
        .transpose()?;
    let text = match (args.format, chosen) {
        (Format::Html, Some(_)) => {
            bail!("a single decision is rendered with `--format markdown` or `--format json`")
        }
        (Format::Html, None) => return write_site(args, &log, &config, context),
        _ if args.out.is_some() || args.check => {
            bail!("`--out` and `--check` apply only to the site; Markdown and JSON go to stdout")
        }
        (Format::Markdown, Some(record)) => markdown::record(record),
        (Format::Markdown, None) => markdown::index(&log, config.site.title.as_deref()),
        (Format::Json, Some(record)) => json(&WholeDecision::of(record))?,
        (Format::Json, None) => json(
            &log.records
                .iter()
                .map(WholeDecision::of)
                .collect::<Vec<_>>(),
        )?,
    };
    context.out.data(&text)?;
    Ok(match chosen {
        Some(_) => Exit::Clean,
        None => report_unreadable(&log, context),
    })
}

/// Whether every record of the log could be read; reports those that could not.
pub(super) fn report_unreadable(log: &Log, context: &Context) -> Exit {
    let invalid = log
        .records
        .iter()
        .filter(|record| !record.faults.is_empty())
        .count();
    if invalid == 0 {
        return Exit::Clean;
    }
    context.out.error(format!(
        "{} cannot be read completely; the index and `adr lint` say why",
        counted(invalid, "record")
    ));
    Exit::Findings
}

fn write_site(args: &Args, log: &Log, config: &Config, context: &Context) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let folder = args.folder(&log.place.root);
    let (checked, history) = thread::scope(|scope| {
        let history = scope.spawn(|| History::read(&log.place));
        let checked = args.values.check(log, config, is_evaluated, context);
        (checked, history.join().unwrap_or_default())
    });
    // Never dropped, like the log: the system frees memory faster.
    let checked = ManuallyDrop::new(checked?);
    let writer = match args.check {
        true => Writer::comparing(&folder, &log.place)?,
        false => context.writer(&folder, &log.place)?,
    };
    let around = Around {
        history,
        guards: site::guard_counts(log, context),
    };
    let warnings = site::site(&writer, &checked, &around, None, log, config, context)?;
    let done = writer.finish()?;
    match report(args, &folder, &warnings, done, context, started)? {
        Exit::Clean if !args.check => Ok(report_unreadable(log, context)),
        exit => Ok(exit),
    }
}

/// Reports what was written to `folder`, or what would be.
pub(super) fn report(
    args: &Args,
    folder: &Path,
    warnings: &[String],
    done: Written,
    context: &Context,
    started: Instant,
) -> anyhow::Result<Exit> {
    for warning in warnings {
        context.out.note(warning);
    }
    if args.check && done.is_nothing() {
        return Ok(Exit::Clean);
    }
    if args.check {
        context.out.error(format!(
            "{} is out of date; run `adr render` to update it",
            shown(folder)
        ));
        return Ok(Exit::Findings);
    }
    let Written {
        written,
        unchanged,
        removed,
    } = done;
    let seconds = started.elapsed().as_secs_f64();
    context.out.note(format!(
        "{written} written, {unchanged} unchanged, {removed} removed in {seconds:.2} s"
    ));
    context
        .out
        .data(&format!("{}\n", shown(&folder.join("index.html"))))?;
    Ok(Exit::Clean)
}

impl Args {
    /// The folder of the site: by default, `site` in `root`.
    pub(super) fn folder(&self, root: &Path) -> PathBuf {
        let named = self.out.clone();
        named.unwrap_or_else(|| below(root, "site"))
    }
}

/// `folder/name`, or only `name` if the folder is the current one.
fn below(folder: &Path, name: &str) -> PathBuf {
    match folder == Path::new(".") {
        true => PathBuf::from(name),
        false => folder.join(name),
    }
}

fn json(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
