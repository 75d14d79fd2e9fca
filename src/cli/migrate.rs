//! `adr migrate`: other tools' records as ours, in place.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::context::Context;
use super::progress::Progress;
use super::{Exit, difference};
use crate::log::migrate::{Migrated, MigratedRecord, Wanted, migrate};
use crate::log::{Log, Rewritten};
use crate::record::{Record, Status};
use crate::report::counted;
use crate::source::{printable, shown};
use crate::store::History;

/// Convert other tools' records to the format of adr
///
/// Status, date, deciders, tags and links move from the prose into a TOML record on top of each file; every other line
/// stays as it is. What the file says in words of its own is kept under `[original]`. A file without a number in its
/// name is renamed after the others, and links to it follow. All files change in one step.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr migrate --dry-run              show what would change, as a diff
  adr migrate
  adr migrate --only 3 --only 0007   two records
  adr migrate --stub-triggers        print a checklist of the decisions that still need a trigger")]
pub struct Args {
    /// Migrate only this record; repeatable
    #[arg(long, value_name = "REF", add = super::completions::references())]
    only: Vec<String>,
    /// Keep the names of all files, so that those without a number stay without one
    #[arg(long)]
    keep_names: bool,
    /// Show the changes as a diff without making them; exit 1 if there are any
    #[arg(long)]
    dry_run: bool,
    /// Print the decisions in force without a trigger as a Markdown checklist, oldest first, and change nothing
    #[arg(long, conflicts_with_all = ["dry_run", "keep_names"])]
    stub_triggers: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    if args.stub_triggers {
        let log = context.log()?;
        context.out.data(&checklist(&log, &args.selected(&log)?))?;
        return Ok(Exit::Clean);
    }
    let history = History::read(&place);
    if args.dry_run {
        let log = context.log()?;
        let migrated = args.migrated(&log, &history, context)?;
        let differences = migrated.files.iter().map(difference::of);
        context.out.data(&differences.collect::<String>())?;
        note(&migrated, !args.only.is_empty(), context);
        return Ok(match migrated.files.is_empty() {
            true => Exit::Clean,
            false => Exit::Findings,
        });
    }
    let migrated = context.change(&place, |transaction, log| {
        let migrated = args.migrated(&log, &history, context)?;
        let changes: Vec<_> = migrated.files.iter().flat_map(Rewritten::changes).collect();
        let _progress = Progress::writing(changes.len(), context.out.is_quiet());
        transaction.commit(&changes)?;
        Ok(migrated)
    })?;
    let told = migrated.records.iter().map(lines);
    context.out.data(&told.collect::<String>())?;
    note(&migrated, !args.only.is_empty(), context);
    if !migrated.records.is_empty() {
        let count = counted(migrated.records.len(), "record");
        context.out.note(format!(
            "migrated {count}; `adr lint` says what each still lacks, and `[lint] from` in adr.toml exempts older ones"
        ));
    }
    Ok(Exit::Clean)
}

impl Args {
    fn migrated(
        &self,
        log: &Log,
        history: &History,
        context: &Context,
    ) -> anyhow::Result<Migrated> {
        let selected = self.selected(log)?;
        let path_in_log = |record: &Record| {
            let path = record.source.path();
            let inside = path.strip_prefix(&log.place.dir).unwrap_or(path);
            inside.to_string_lossy().into_owned()
        };
        let committed = |record: &Record| -> NaiveDate {
            let found = history.of(&path_in_log(record));
            found.map_or(context.today, |found| found.created)
        };
        let wanted = Wanted {
            is_selected: &|record| {
                selected.is_empty() || selected.contains(&record.source.shown_path())
            },
            keep_names: self.keep_names,
            undated: &committed,
        };
        Ok(migrate(log, &wanted)?)
    }

    /// The paths of the records that are named; empty where all are meant.
    fn selected(&self, log: &Log) -> anyhow::Result<BTreeSet<String>> {
        let named = self
            .only
            .iter()
            .map(|reference| Ok(log.find(reference)?.source.shown_path()));
        named.collect()
    }
}

/// A record's file, and what moved out of its prose.
fn lines(record: &MigratedRecord) -> String {
    let mut text = match record.before == record.after {
        true => shown(&record.after),
        false => format!("{} -> {}", shown(&record.before), shown(&record.after)),
    };
    text.push('\n');
    for line in &record.moved {
        let _ = writeln!(text, "  - {}", printable(line));
    }
    text
}

fn note(migrated: &Migrated, is_part: bool, context: &Context) {
    let out = &context.out;
    for (path, why) in &migrated.passed_over {
        out.note(format!("{} stays as it is: {why}", shown(path)));
    }
    let with = |is_meant: &dyn Fn(&&MigratedRecord) -> bool| {
        let count = migrated
            .records
            .iter()
            .filter(|record| is_meant(record))
            .count();
        (count > 0).then(|| counted(count, "record"))
    };
    if let Some(records) = with(&|record| record.dated.is_some()) {
        out.note(format!(
            "{records} without a readable date: dated by the first commit of the file, or today"
        ));
    }
    if let Some(records) = with(&|record| record.guessed == Some(Status::Accepted)) {
        out.note(format!("{records} without a status: now accepted"));
    }
    if let Some(records) = with(&|record| record.guessed == Some(Status::Proposed)) {
        out.note(format!("{records} with an unknown status: now proposed"));
    }
    if migrated.records.is_empty() && migrated.passed_over.is_empty() {
        out.note(match is_part {
            true => "these records are in the format of adr already; nothing to do",
            false => "every record is in the format of adr; nothing to do",
        });
    }
}

/// The decisions in force that no condition re-opens, the oldest first.
fn checklist(log: &Log, selected: &BTreeSet<String>) -> String {
    let lacks_trigger = |record: &&Record| {
        let front = record.front.as_ref();
        let has_trigger = front.is_some_and(|front| !front.revisit.is_empty());
        let is_in_force = matches!(record.status(), Some(Status::Accepted) | None);
        let is_selected = selected.is_empty() || selected.contains(&record.source.shown_path());
        is_in_force && !has_trigger && is_selected
    };
    let mut records: Vec<&Record> = log.records.iter().filter(lacks_trigger).collect();
    records.sort_by_key(|record| (record.date().is_none(), record.date(), record.number));
    records.iter().fold(String::new(), |mut text, record| {
        let day = record
            .date()
            .map_or_else(String::new, |day| format!(" ({day})"));
        let _ = writeln!(
            text,
            "- [ ] {}{day}: `{}`",
            printable(&record.name()),
            printable(&record.source.shown_path())
        );
        text
    })
}
