//! `adr observe`: records values measured by hand or by another tool.

use std::collections::BTreeSet;

use anyhow::bail;
use chrono::{DateTime, Utc};

use super::context::{Context, When, parse_when};
use super::round::Round;
use super::values::{ValueFlags, record};
use super::{Exit, ask};
use crate::config::Config;
use crate::metric::flag;
use crate::source::shown;
use crate::store::Place;
use crate::trigger::start_of;
use crate::trigger::value::Values;

/// Record values of metrics, one file per run
///
/// At a terminal, without any value, asks for those that triggers lack and no source measures. A value is asked for again
/// from half its `max_age` on.
///
/// Conditions with `for` look back at them, and the newest is used if nothing else supplies a value. The
/// new file under observations/ in the log is never modified, so branches do not conflict; commit it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr observe team.size=21
  adr observe 'db.cpu.share{module=\"billing\"}=47%' 'db.cpu.share{module=\"orders\"}=12%'
  adr observe deploy.contention=4/sprint --at 2026-11-06
  adr observe                                  ask for the values that triggers lack
  adr observe --missing > values.toml          list them in a file to fill in
  adr observe --metrics values.toml
  adr observe deploy.contention=3/sprint --at 2026-11-06 --replace      correct the 4 to 3")]
pub struct Args {
    /// A value with its unit, and labels for one of several series
    #[arg(value_name = "NAME[{LABEL=\"…\"}]=VALUE")]
    values: Vec<String>,
    #[command(flatten)]
    flags: ValueFlags,
    /// When the values were measured: a date, or a time such as 2026-11-22T21:12:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<DateTime<Utc>>,
    /// Correct what was recorded for the same series and time
    #[arg(long)]
    replace: bool,
    /// Print the values that triggers lack and no source measures, as a TOML file to fill in
    #[arg(long, conflicts_with_all = ["values", "at", "replace"])]
    missing: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let config = context.config(&place)?;
    if let Some(at) = args.at
        && at > context.latest
    {
        bail!(
            "{} is in the future, so nothing can have been observed then",
            at.date_naive()
        );
    }
    if args.missing {
        return args.print_missing(&config, context);
    }
    if args.asks() {
        let values = args.ask(&config, context)?;
        return match values {
            Some(values) => args.record(values, &place, &config, context),
            None => Ok(Exit::Clean),
        };
    }
    let supplied =
        args.flags
            .with_metrics(&args.values)
            .supplied(context, &config, &BTreeSet::new())?;
    let mut values = Values::default();
    for set in supplied {
        values.supply_all(set);
    }
    args.record(values.flattened(), &place, &config, context)
}

impl Args {
    /// Whether the values are asked for.
    fn asks(&self) -> bool {
        self.values.is_empty() && self.flags.is_empty() && ask::is_possible()
    }

    fn print_missing(&self, config: &Config, context: &Context) -> anyhow::Result<Exit> {
        let log = context.log()?;
        let round = Round::of(&self.flags, &log, config, context)?;
        match round.is_empty() {
            true => context.out.note(NOTHING_LACKING),
            false => context.out.data(&round.toml())?,
        }
        Ok(Exit::Clean)
    }

    /// Asks for the values that triggers lack; `None` if there are none, or none was given.
    fn ask(&self, config: &Config, context: &Context) -> anyhow::Result<Option<Values>> {
        let log = context.log()?;
        let round = Round::of(&self.flags, &log, config, context)?;
        if round.is_empty() {
            context.out.note(NOTHING_LACKING);
            return Ok(None);
        }
        let values = round.ask()?;
        let is_empty = values.is_empty();
        if is_empty {
            context.out.note("nothing was recorded");
        }
        Ok(Some(values).filter(|_| !is_empty))
    }

    /// Records `values`, unless one cannot have been observed.
    fn record(
        &self,
        mut values: Values,
        place: &Place,
        config: &Config,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        if values.is_empty() {
            bail!(
                "nothing to record; give NAME=VALUE, such as team.size=21, or list what triggers lack with --missing"
            );
        }
        for series in values.series_mut() {
            series.at = series.at.or(self.at);
            if *series.source == *flag::FLAG {
                series.source = "observe".into();
            }
        }
        for name in values.names() {
            let series = values
                .get(name)
                .into_iter()
                .flat_map(|reading| &reading.series);
            if let Some(cause) = series
                .filter_map(|series| series.value.as_ref().err())
                .next()
            {
                bail!(
                    "the value of {name} is {}, so it cannot be recorded",
                    cause.name()
                );
            }
            if !config.metrics.is_empty()
                && config.unit_of(name).is_none()
                && !config.metrics.contains_key(name)
            {
                context
                    .out
                    .note(format!("the metric `{name}` is not declared in adr.toml"));
            }
        }
        match record(&values, self.replace, place, context)? {
            Some(path) => context.out.data(&format!("{}\n", shown(&path)))?,
            None => context.out.note("these values are already recorded"),
        }
        Ok(Exit::Clean)
    }
}

const NOTHING_LACKING: &str = "no trigger lacks a value that only you can supply";

fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    Ok(match parse_when(text)? {
        When::Time(at) => at.to_utc(),
        When::Day(day) => start_of(day),
    })
}
