//! `adr observe`: records values measured by hand or by another tool.

use std::collections::BTreeSet;

use anyhow::bail;
use chrono::{DateTime, NaiveTime, Utc};

use super::Exit;
use super::context::{Context, parse_day};
use super::values::{ValueFlags, record};
use crate::metric::flag;
use crate::source::shown;
use crate::trigger::value::Values;

/// Record values of metrics, one file per run
///
/// Conditions with `for` look back at them, and the newest is used if nothing else supplies a value. The
/// new file under observations/ in the log is never modified, so branches do not conflict; commit it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr observe team.size=21
  adr observe 'db.cpu.share{module=\"billing\"}=47%' 'db.cpu.share{module=\"orders\"}=12%'
  adr observe deploy.contention=4/sprint --at 2026-11-06
  adr observe --metrics values.csv
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
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let place = context.place()?;
    let config = context.config(&place)?;
    let supplied =
        args.flags
            .with_metrics(&args.values)
            .supplied(context, &config, &BTreeSet::new())?;
    let mut values = Values::default();
    for set in supplied {
        values.supply_all(set);
    }
    let mut values = values.flattened();
    if values.names().next().is_none() {
        bail!("nothing to record; give NAME=VALUE, such as team.size=21");
    }
    if let Some(at) = args.at
        && at > context.latest
    {
        bail!(
            "{} is in the future, so nothing can have been observed then",
            at.date_naive()
        );
    }
    for series in values.series_mut() {
        series.at = series.at.or(args.at);
        if series.source == flag::FLAG {
            series.source = "observe".to_owned();
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
    match record(&values, args.replace, &place, context)? {
        Some(path) => context.out.data(&format!("{}\n", shown(&path)))?,
        None => context.out.note("these values are already recorded"),
    }
    Ok(Exit::Clean)
}

fn parse_time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(at) = text.parse() {
        return Ok(at);
    }
    let day = parse_day(text)
        .map_err(|_| "write a date such as 2026-11-22, or a time such as 2026-11-22T21:12:00Z")?;
    Ok(day.and_time(NaiveTime::MIN).and_utc())
}
