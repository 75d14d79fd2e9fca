//! `adr replay`: when triggers would have fired in the past, by what was observed.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use chrono::NaiveDate;
use clap::ValueEnum;

use super::context::{Context, parse_day};
use super::values::{ValueFlags, WithPast, has_conditions, is_evaluated};
use super::{Exit, trigger_text};
use crate::check::DecisionInput;
use crate::check::replay::Replay;
use crate::config::Config;
use crate::log::Log;
use crate::metric::Plan;
use crate::report::counted;
use crate::report::replay as report;
use crate::source::printable;
use crate::trigger::{Declarations, NoPlace, check_threshold, first_of, with_threshold};

/// The number of days if nothing else is asked for.
const DAYS: u64 = 365;
/// The maximum number of days: ten years.
const MAX_DAYS: u64 = 3660;
const SECONDS_A_DAY: u64 = 86_400;

/// Show when triggers would have fired in the past
///
/// Evaluates today's triggers as of the end of each day, with the values that were known by then: what `adr observe` and
/// `adr check --record` recorded, and what a bound Prometheus server has. A day without a verdict is unknown, never fine.
/// `--threshold` tries another threshold on the same values.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr replay                                every trigger, over the last year
  adr replay 7 --days 90
  adr replay 7:writes --threshold 3000/s    when would that have fired?
  adr replay --since 2026-01-01 --format json")]
pub struct Args {
    /// Only the triggers of this decision, or only this trigger
    #[arg(value_name = "REF[:ID]", add = super::completions::references())]
    reference: Option<String>,
    /// The first day [default: a year ago]
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with = "days")]
    since: Option<NaiveDate>,
    /// The number of days up to today [default: 365]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_DAYS))]
    days: Option<u64>,
    /// Try this threshold, with its unit, instead of the one in the condition
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    threshold: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    values: ValueFlags,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.log()?;
    let config = context.config(&log.place)?;
    let from = args.first_day(context.today)?;
    let mut inputs = args.inputs(&log)?;
    if let Some(threshold) = &args.threshold {
        let declarations = Plan::of(&config).0.declarations();
        inputs = args.with_threshold(threshold, inputs, &config, &declarations, context)?;
    }
    let window = (context.today - from).num_days() + 1;
    let window = Duration::from_secs(u64::try_from(window).unwrap_or(0) * SECONDS_A_DAY);
    let WithPast { checked, past } = args
        .values
        .check_with_past(inputs, window, &log, &config, context)?;
    let scope = context.scope(&config, &checked.declarations);
    let replay = Replay::of(&checked.verdicts, &past, from, &scope);
    match args.format {
        Format::Json => context.out.data(&(report::json(&replay)? + "\n"))?,
        Format::Human => context
            .out
            .data(&report::human(&replay, context.out.width()))?,
    }
    Ok(Exit::Clean)
}

impl Args {
    fn first_day(&self, today: NaiveDate) -> anyhow::Result<NaiveDate> {
        let Some(since) = self.since else {
            return Ok(first_of(self.days.unwrap_or(DAYS), today));
        };
        if since > today {
            bail!("{since} is in the future; `adr check --at {since}` evaluates dates as of then");
        }
        if since < first_of(MAX_DAYS, today) {
            bail!("{since} is more than {MAX_DAYS} days ago; choose a later day");
        }
        Ok(since)
    }

    /// The decisions with the triggers to replay.
    fn inputs(&self, log: &Log) -> anyhow::Result<Vec<DecisionInput>> {
        let Some(named) = &self.reference else {
            let records = log.records.iter().filter(|record| is_evaluated(record));
            return Ok(records.map(DecisionInput::of).collect());
        };
        if let Some((reference, id)) = trigger_text::reference(named)
            && log.find(named).is_err()
        {
            let record = log.find(reference)?;
            let position = trigger_text::position(record, id)?;
            let mut input = DecisionInput::of(record);
            input.triggers = input.triggers.into_iter().skip(position).take(1).collect();
            return Ok(vec![input]);
        }
        let record = log.find(named)?;
        let input = DecisionInput::of(record);
        if !has_conditions(record) || input.triggers.is_empty() {
            bail!("{} has no trigger", record.source.shown_path());
        }
        Ok(vec![input])
    }

    /// The triggers of `inputs` that `threshold` fits, with it in their conditions.
    fn with_threshold(
        &self,
        threshold: &str,
        inputs: Vec<DecisionInput>,
        config: &Config,
        declarations: &Declarations,
        context: &Context,
    ) -> anyhow::Result<Vec<DecisionInput>> {
        check_threshold(threshold)
            .map_err(|error| anyhow!(trigger_text::with_caret(threshold, &error)))?;
        let all = count(&inputs);
        let mut several = None;
        let mut changed = inputs;
        for input in &mut changed {
            input.triggers.retain_mut(|trigger| {
                let Ok(condition) = &trigger.condition else {
                    return false;
                };
                match with_threshold(condition, threshold, declarations, config.sprint) {
                    Ok(condition) => {
                        Arc::make_mut(&mut trigger.written).when.value = condition.to_string();
                        trigger.condition = Ok(condition);
                        return true;
                    }
                    Err(NoPlace::None) => {}
                    Err(NoPlace::Several(subjects)) => several = Some(subjects),
                }
                false
            });
        }
        changed.retain(|input| !input.triggers.is_empty());
        match (count(&changed), several) {
            (fitting, _) if fitting > 0 => {
                if let others @ 1.. = all - fitting {
                    let others = counted(others, "trigger");
                    let why = "without one threshold of this unit";
                    context.out.note(format!("left out {others} {why}"));
                }
                Ok(changed)
            }
            (_, Some(subjects)) => bail!(
                "{} may be the threshold of {}; split the condition into several triggers to try one",
                printable(threshold),
                printable(&subjects.join(" or of "))
            ),
            (_, None) => bail!(
                "{} fits no trigger here; write it with its unit, such as 40%, 500ms or 3/sprint",
                printable(threshold)
            ),
        }
    }
}

/// The number of triggers.
fn count(inputs: &[DecisionInput]) -> usize {
    inputs.iter().map(|input| input.triggers.len()).sum()
}
