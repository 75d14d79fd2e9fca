//! `adr check`: lists the decisions that are due for revisiting.

use anyhow::bail;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use std::io;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use super::advise::declarations;
use super::context::{Context, When, parse_when};
use super::values::{Before, Checked, ValueFlags, has_conditions, is_evaluated, record};
use super::{Exit, trigger_text};
use crate::advise::advise;
use crate::check::{Check, Tally, Verdict};
use crate::config::Config;
use crate::log::Prose;
use crate::pattern::Pattern;
use crate::record::Record;
use crate::report::{self, Base, Verdicts, counted, explanation};
use crate::source::shown;
use crate::trigger;
use crate::trigger::value::Values;

/// Evaluate the triggers of accepted decisions and report which are due
///
/// Values come from the sources declared in adr.toml, then from `--metrics` files, then from `--metric`;
/// later values replace earlier ones, series by series. If a value is missing, the trigger is unknown.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr check
  adr check --metric team.size=24 --metric 'db.cpu.share{module=\"billing\"}=47%'
  adr check --metrics values.toml --format json
  adr check --at 2026-03-01                                 what was due on that day
  adr check --explain 7:writes                              why it has its state, value by value
  adr check --explain 'any(db.cpu.share) > 40% for 2w'      what it means, and what would fire it
  adr check --explain 'the team exceeds 20 engineers'       conditions for what is said in words

Exit codes: 0 nothing is due, 1 a trigger fired, 2 the arguments, the settings or an accepted record
are invalid, 3 a value is unusable, or nothing could be evaluated.")]
pub struct Args {
    #[command(flatten)]
    values: ValueFlags,
    /// Explain why a trigger has its state (REF:ID), what a condition means, or which conditions words may mean
    #[arg(long, value_name = "REF:ID|EXPR|WORDS", conflicts_with_all = ["all", "due", "limit", "record", "strict", "exit_zero"])]
    explain: Option<String>,
    /// Evaluate the triggers of every decision, whatever its status
    #[arg(long)]
    all: bool,
    /// Show only the decisions that are due
    #[arg(long)]
    due: bool,
    /// Show at most this many decisions that hold; 0 shows all. What is due, unknown or near is always shown
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Evaluate as of a day, or a time such as 2026-03-01T09:00:00Z: with the values known by the end of it
    #[arg(long, value_name = "DATE", value_parser = parse_when, conflicts_with = "record")]
    at: Option<When>,
    /// Record the values, for conditions with `for` and for trends
    #[arg(long)]
    record: bool,
    /// Exit 3 if anything is unknown or stale
    #[arg(long)]
    strict: bool,
    /// Exit 0 instead of 1
    #[arg(long)]
    exit_zero: bool,
    /// Output format
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = report::names())]
    format: String,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(what) = &args.explain {
        return args.explain(what, context);
    }
    let place = context.place()?;
    let config = context.config(&place)?;
    let mut before = Before::Nothing;
    // Walking through the log's folder takes one core, and reading values the other.
    let log = rayon::in_place_scope(|scope| {
        scope.spawn(|_| before = args.values.read_ahead(&config));
        context.lean_log_at(place, Prose::Unread)
    })?;
    let context = &args.as_of(context);
    let selects = |record: &Record| has_conditions(record) && (args.all || is_evaluated(record));
    // Never dropped: the process ends with it, and the system frees memory faster.
    let checked = ManuallyDrop::new(
        args.values
            .check_by(before, &log, &config, selects, context)?,
    );
    let scope = context.scope(&config, &checked.declarations);
    let Checked {
        verdicts, known, ..
    } = &*checked;
    if args.record {
        note_recorded(
            record(&known.measured, false, &log.place, context)?,
            context,
        );
    }
    let tally = verdicts.tally();
    let due = args.due.then(|| verdicts.due());
    let output = Verdicts {
        check: due.as_ref().unwrap_or(verdicts),
        summary: tally.summary,
        decisions: verdicts.decisions.len(),
        limit: args.limit,
        values: &known.values,
        preferred: preferred(verdicts, &known.values, &config, context),
        scope: &scope,
        base: &Base::new(&context.cwd, &log.place.root),
    };
    if let Some(format) = report::format(&args.format) {
        let write = |out: &mut dyn io::Write, colour: bool| (format.verdicts)(&output, colour, out);
        match format.name {
            "human" => context.out.write_wrapped(write)?,
            _ => context.out.write(write)?,
        }
    }
    let foreign = log
        .records
        .par_iter()
        .filter(|record| !has_conditions(record))
        .count();
    if log.records.is_empty() {
        let folder = shown(&log.place.dir);
        context
            .out
            .note(format!("nothing to check: {folder} has no decisions"));
    }
    if foreign > 0 {
        context.out.note(format!(
            "skipped {} of another tool without a review date; `adr migrate` makes room for triggers",
            counted(foreign, "record")
        ));
    }
    Ok(args.exit(tally))
}

/// The pattern that fits best by `values`, if a decision that is due started from a pattern.
pub fn preferred(
    verdicts: &Check,
    values: &Values,
    config: &Config,
    context: &Context,
) -> Option<&'static Pattern> {
    let decisions = verdicts.decisions.par_iter();
    if !decisions.any(|found| found.decision.pattern.is_some() && found.is_due()) {
        return None;
    }
    let declarations = declarations(config);
    let advice = advise(values, &context.scope(config, &declarations));
    advice.preferred().map(|found| found.pattern)
}

fn note_recorded(path: Option<PathBuf>, context: &Context) {
    context.out.note(match path {
        Some(path) => format!("recorded in {}", shown(&path)),
        None => "nothing new to record".to_owned(),
    });
}

impl Args {
    /// The context in which conditions are evaluated, and what to know about it.
    fn as_of(&self, context: &Context) -> Context {
        let Some(when) = self.at else {
            return context.clone();
        };
        let evaluating = context.evaluating_as_of(when);
        if let Some(as_of) = evaluating.as_of() {
            let day = as_of.day;
            context.out.note(match as_of.is_past {
                true => format!(
                    "as of {day}: today's decisions, evaluated with what was known by then; snoozes are ignored"
                ),
                false => format!(
                    "{day} is in the future: dates are as of then, values as they are known today"
                ),
            });
        }
        evaluating
    }

    fn explain(&self, what: &str, context: &Context) -> anyhow::Result<Exit> {
        if !trigger_text::explains_in(&self.format) {
            bail!(
                "`--explain` supports the formats human and json, not {}",
                self.format
            );
        }
        match trigger_text::reference(what) {
            Some((reference, id)) => self.explain_trigger(reference, id, context)?,
            None if self.at.is_some() => bail!(
                "a day applies only to a trigger, `--explain REF:ID`; a condition is explained without one"
            ),
            None if self.values.is_empty() => {
                trigger_text::explain(what, &self.format, context)?;
            }
            None => bail!(
                "values apply only to a trigger, `--explain REF:ID`; a condition is explained without them"
            ),
        }
        Ok(Exit::Clean)
    }

    fn explain_trigger(&self, reference: &str, id: &str, context: &Context) -> anyhow::Result<()> {
        let log = context.lean_log(Prose::Unread)?;
        let config = context.config(&log.place)?;
        let context = &self.as_of(context);
        let found = log.find(reference)?;
        let position = trigger_text::position(found, id)?;
        let is_found = |record: &Record| std::ptr::eq(record, found);
        let checked = self.values.check(&log, &config, is_found, context)?;
        let scope = context.scope(&config, &checked.declarations);
        let decision = checked.verdicts.decisions.first();
        let trigger =
            decision.and_then(|decision| Some((decision, decision.triggers.get(position)?)));
        let Some((decision, trigger)) = trigger else {
            bail!("{} has no trigger `{id}`", found.source.shown_path());
        };
        let condition = match (&trigger.verdict, &trigger.trigger.condition) {
            (Verdict::Judged(_), Ok(condition)) => condition,
            (Verdict::Invalid(error), _) | (_, Err(error)) => {
                bail!(trigger_text::with_caret(
                    &trigger.trigger.written.when.value,
                    error
                ))
            }
        };
        let explained = trigger::explain(condition, Some(&checked.known.values), &scope);
        let of = explanation::ExplainedTrigger {
            decision: &decision.decision,
            trigger,
        };
        match self.format.as_str() {
            "json" => context
                .out
                .data(&(explanation::json(explained, Some(&of))? + "\n")),
            _ => context
                .out
                .data(&(of.human() + &explanation::human(&explained))),
        }
    }

    fn exit(&self, tally: Tally) -> Exit {
        match tally.exit_code(self.strict) {
            0 => Exit::Clean,
            1 if self.exit_zero => Exit::Clean,
            1 => Exit::Findings,
            3 => Exit::Unknown,
            _ => Exit::Failed,
        }
    }
}
