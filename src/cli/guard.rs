//! `adr guard`: does the code keep to the decisions?

use std::collections::{BTreeMap, HashSet};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::Exit;
use super::context::Context;
use super::governing::files_at;
use super::values::{Checked, ValueFlags, has_conditions};
use crate::check::Check;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::files::Files;
use crate::guard::{self, LOOSE_ALLOWANCE, Report, Tree, Watch};
use crate::log::{Log, Prose};
use crate::record::Record;
use crate::report::{self, Base, Findings, counted};
use crate::source::printable;
use crate::store::{Change, Changed, Place};

/// Check that the code keeps to the decisions in force, by the guards in their records
///
/// A `[[guard]]` in a record says what the code must not do while the decision is in force. A finding says which
/// alternative comes back and why it was rejected, who decided, and whether the decision's reasons still stand: if one of its
/// triggers has fired, its guards only warn. A comment `adr-allow ADR-0007: reason` exempts its line and the next.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr guard                                all files that git tracks
  adr guard --staged                       only what is about to be committed
  adr guard --diff origin/main --format github
  adr guard --only 7 src/orders            the guards of one decision, in one folder
  adr guard --fix                          lower each `allowed` to what is still there

Exit codes: 0 no guard is broken, or only those of decisions that are due, 1 findings, 2 failure.")]
pub struct Args {
    /// Report only on these files and folders
    #[arg(value_name = "PATHS", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Report only what the staged changes add, as it is in the index
    #[arg(long, conflicts_with = "diff")]
    staged: bool,
    /// Report only what was added since this branch and the current one parted, committed or not
    #[arg(long, value_name = "REF")]
    diff: Option<String>,
    /// Check only the guards of this decision; repeatable
    #[arg(long, value_name = "REF", add = super::completions::references())]
    only: Vec<String>,
    /// Lower each `allowed` to the number of places that are left; nothing else is changed
    #[arg(long, conflicts_with_all = ["staged", "diff"])]
    fix: bool,
    /// Output format
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = report::names())]
    format: String,
    /// Show at most this many findings; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Exit 0 instead of 1
    #[arg(long)]
    exit_zero: bool,
    #[command(flatten)]
    values: ValueFlags,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let config = context.config(&place)?;
    let (tree, log) = match args.fix {
        // Nothing that may fail is read after a change: a failure would look as if nothing had been changed.
        true => {
            let tree = Tree::whole(&place)?;
            let log = args.lower_allowances(&place, &tree, context)?;
            (tree, ManuallyDrop::new(log))
        }
        false => {
            let log = context.lean_log(Prose::Unread)?;
            (args.tree(&log)?, log)
        }
    };
    let examined = args.examine(&log, &config, &tree, context)?;
    let findings = Findings {
        diagnostics: &examined.diagnostics,
        examined: &examined.of,
        limit: args.limit,
        command: "adr guard",
        base: &Base::new(&context.cwd, &place.root),
    };
    if let Some(format) = report::format(&args.format) {
        context
            .out
            .write(|out, colour| (format.findings)(&findings, colour, out))?;
    }
    let is_broken = |finding: &Diagnostic| finding.severity == Severity::Error;
    Ok(
        match examined.diagnostics.iter().any(is_broken) && !args.exit_zero {
            true => Exit::Findings,
            false => Exit::Clean,
        },
    )
}

/// What was found, and in how much.
struct Examined {
    diagnostics: Vec<Diagnostic>,
    of: String,
}

impl Args {
    fn examine(
        &self,
        log: &Log,
        config: &Config,
        tree: &Tree,
        context: &Context,
    ) -> anyhow::Result<Examined> {
        let only = self.only(log)?;
        let selects = |record: &Record| only.is_empty() || only.contains(record.source.path());
        let (guards, invalid) = Watch::all(log, selects);
        if guards.is_empty() && invalid.is_empty() {
            context
                .out
                .note("no decision in force has a guard; `[[guard]]` in a record is one");
        }
        let mut found = guard::scan(&guards, tree);
        for unreadable in &found.unreadable {
            context
                .out
                .note(format!("cannot read {}", printable(unreadable)));
        }
        let of = match guards.len() {
            1 => format!("1 guard over {}", counted(found.files, "file")),
            guards => format!("{guards} guards over {}", counted(found.files, "file")),
        };
        self.keep_wanted(&mut found, tree, &log.place, context)?;
        let check = self.verdicts(log, config, &guards, &found, context)?;
        let mut diagnostics = guard::findings(&found, &guards, &invalid, log, &check);
        if !self.staged && self.diff.is_none() {
            diagnostics.extend(loose_allowances(&guards, &found));
        }
        Ok(Examined { diagnostics, of })
    }

    /// The paths of the records whose guards are checked; empty for all.
    fn only(&self, log: &Log) -> anyhow::Result<HashSet<PathBuf>> {
        let found = self.only.iter().map(|reference| log.find(reference));
        let found: Result<Vec<_>, _> = found.collect();
        Ok(found?
            .iter()
            .map(|record| record.source.path().to_owned())
            .collect())
    }

    fn tree(&self, log: &Log) -> anyhow::Result<Tree> {
        let mut guards = log.records.iter().flat_map(Record::guards);
        let counts_all = guards.any(|guard| guard.allowed.is_some());
        Ok(match &self.diff {
            Some(base) => Tree::changed(&log.place, Changed::Since(base), counts_all)?,
            None if self.staged => Tree::changed(&log.place, Changed::Staged, counts_all)?,
            None => Tree::whole(&log.place)?,
        })
    }

    /// Drops what was found in other files than those that are asked about.
    fn keep_wanted(
        &self,
        found: &mut Report,
        tree: &Tree,
        place: &Place,
        context: &Context,
    ) -> anyhow::Result<()> {
        if self.paths.is_empty() {
            return Ok(());
        }
        let wanted: Files = files_at(&self.paths, place, &context.cwd)?;
        let wanted: HashSet<PathBuf> = wanted.iter().map(|path| tree.shown(path)).collect();
        found
            .violations
            .retain(|violation| wanted.contains(violation.source.path()));
        found
            .exemptions
            .retain(|exempted| wanted.contains(exempted.source.path()));
        Ok(())
    }

    /// The verdicts on the decisions whose guards are broken.
    fn verdicts(
        &self,
        log: &Log,
        config: &Config,
        guards: &[Watch<'_>],
        found: &Report,
        context: &Context,
    ) -> anyhow::Result<Check> {
        let broken: HashSet<&Path> = found
            .violations
            .iter()
            .map(|violation| guards[violation.guard].record.source.path())
            .collect();
        let is_broken =
            |record: &Record| has_conditions(record) && broken.contains(record.source.path());
        let Checked { verdicts, .. } = self.values.check_some(log, config, is_broken, context)?;
        Ok(verdicts)
    }

    /// Lowers every allowance to the number of places that are left, and returns the log after that.
    fn lower_allowances(
        &self,
        place: &Place,
        tree: &Tree,
        context: &Context,
    ) -> anyhow::Result<Log> {
        let (changed, log) = context.change(place, |transaction, log| {
            let only = self.only(&log)?;
            let selects = |record: &Record| only.is_empty() || only.contains(record.source.path());
            let (guards, _) = Watch::all(&log, selects);
            let found = guard::scan(&guards, tree);
            if let Some(unreadable) = found.unreadable.first() {
                bail!("cannot read {unreadable}; nothing is lowered, since not every place was counted");
            }
            let mut edits: BTreeMap<&Path, (&Record, Vec<Edit>)> = BTreeMap::new();
            for (watch, count) in guards.iter().zip(&found.counts) {
                if let Some(edit) = lowered(watch, *count) {
                    let path = watch.record.source.path();
                    edits
                        .entry(path)
                        .or_insert_with(|| (watch.record, Vec::new()))
                        .1
                        .push(edit);
                }
            }
            let change = |(path, (record, edits)): (&Path, (&Record, Vec<Edit>))| {
                let text = Edit::apply(&record.source, &edits);
                Change::replace(path, record.source.text(), text)
            };
            let changes: Vec<_> = edits.into_iter().map(change).collect();
            transaction.commit(&changes)?;
            drop(guards);
            Ok((changes.len(), log.after(&changes)))
        })?;
        context.out.note(match changed {
            0 => "no allowance is larger than it has to be".to_owned(),
            changed => format!("lowered what is allowed in {}", counted(changed, "record")),
        });
        Ok(log)
    }
}

/// The edit that lowers the allowance of `watch` to `count`, where it is larger.
fn lowered(watch: &Watch<'_>, count: usize) -> Option<Edit> {
    let allowed = watch.guard.allowed.as_ref()?;
    (count < watch.allowed()).then(|| Edit {
        source: Arc::clone(&watch.record.source),
        span: allowed.span.clone(),
        text: count.to_string(),
    })
}

/// The allowances that are larger than they have to be.
fn loose_allowances(guards: &[Watch<'_>], found: &Report) -> Vec<Diagnostic> {
    let loose = |(watch, count): (&Watch<'_>, &usize)| {
        let edit = lowered(watch, *count)?;
        let allowed = watch.allowed();
        let message = match count {
            1 => format!("{allowed} places may break this guard, and 1 does"),
            count => format!("{allowed} places may break this guard, and {count} do"),
        };
        let span = edit.span.clone();
        let finding = Diagnostic::error(LOOSE_ALLOWANCE, &watch.record.source, span, message)
            .with_severity(Severity::Info)
            .with_help(format!(
                "write `allowed = {count}`, so that no new place comes in their stead"
            ));
        Some(finding.with_fix(Fix::of(format!("write `allowed = {count}`"), edit)))
    };
    guards.iter().zip(&found.counts).filter_map(loose).collect()
}
