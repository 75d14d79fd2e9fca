//! `adr renumber`: renumbers records whose number is taken.

use std::collections::BTreeSet;

use super::context::Context;
use super::progress::Progress;
use super::{Exit, difference};
use crate::log::renumber::{Landing, Move, moves, rewritten};
use crate::log::{Log, Rewritten};
use crate::record::reference;
use crate::source::{printable, shown};
use crate::store::{self, Place};

/// Renumber records whose number is taken
///
/// The record that reached the base branch first keeps its number; ties are broken by date, then by name.
/// Titles and links are updated in the same step.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr renumber --dry-run             show what would change
  adr renumber
  adr renumber --base origin/main    also give up numbers taken on the base branch")]
pub struct Args {
    /// The branch to merge into; its numbers count as taken
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    /// Show the changes without making them; exit 1 if there are any
    #[arg(long)]
    dry_run: bool,
    /// Look for the next free number only in this folder, not on other branches
    #[arg(long)]
    no_branches: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let landing = args.landing(&place, context)?;
    if args.dry_run {
        let log = context.log()?;
        let landing = without_present(landing, &log);
        let changed = changed(&log, &moves(&log, &landing))?;
        context
            .out
            .data(&changed.iter().map(difference::of).collect::<String>())?;
        return Ok(if changed.is_empty() {
            Exit::Clean
        } else {
            Exit::Findings
        });
    }
    let report = context.change(&place, |transaction, log| {
        let landing = without_present(landing, &log);
        let moves = moves(&log, &landing);
        let changes: Vec<_> = changed(&log, &moves)?
            .iter()
            .flat_map(Rewritten::changes)
            .collect();
        let _progress = Progress::writing(changes.len(), context.out.is_quiet());
        transaction.commit(&changes)?;
        Ok(moves.iter().map(line).collect::<String>())
    })?;
    if report.is_empty() {
        context.out.note("every number is unique; nothing to do");
    }
    context.out.data(&report)?;
    Ok(Exit::Clean)
}

impl Args {
    fn landing(&self, place: &Place, context: &Context) -> anyhow::Result<Landing> {
        let ahead = match &self.base {
            Some(base) => store::names_on(place, base)?,
            None => Vec::new(),
        };
        Ok(Landing {
            order: store::landing_order(place, self.base.as_deref())?,
            ahead,
            highest: (!self.no_branches)
                .then(|| context.highest_on_branches(place))
                .flatten(),
        })
    }
}

/// Every file changed by `moves`, including READMEs.
fn changed(log: &Log, moves: &[Move<'_>]) -> anyhow::Result<Vec<Rewritten>> {
    let mut changed = rewritten(log, moves)?;
    let renamings: Vec<_> = moves.iter().map(|step| step.renaming.clone()).collect();
    changed.extend(log.pages_after(&renamings)?);
    Ok(changed)
}

/// `landing` with only those files ahead that are not in `log`.
pub fn without_present(mut landing: Landing, log: &Log) -> Landing {
    let present: BTreeSet<_> = log
        .records
        .iter()
        .filter_map(|record| record.source.path().file_name())
        .collect();
    landing
        .ahead
        .retain(|name| !present.contains(name.as_ref() as &std::ffi::OsStr));
    landing
}

fn line(step: &Move<'_>) -> String {
    let (from, to) = (reference(step.renaming.from), reference(step.renaming.to));
    let path = step
        .record
        .source
        .path()
        .with_file_name(&step.renaming.new_name);
    format!("{from} is now {to}: {}\n", printable(&shown(&path)))
}
