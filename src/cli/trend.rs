//! `adr trend`: the history of a metric, and when it may cross a threshold.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::bail;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::ValueEnum;

use super::Exit;
use super::context::{Context, parse_day};
use super::values::{ValueFlags, is_evaluated};
use crate::check::DecisionInput;
use crate::diagnostic::did_you_mean;
use crate::log::Log;
use crate::metric::Plan;
use crate::metric::trend::{NoTrend, Trend, Watcher};
use crate::render::plot;
use crate::report::trend as report;
use crate::trigger::value::Reading;

/// The width in columns if stdout is not a terminal.
const WIDTH: usize = 80;

/// How many days back a server is queried, unless `--since` is given.
const WINDOW: u64 = 90;
const SECONDS_A_DAY: u64 = 86_400;

/// Plot the recorded values of a metric and the thresholds of its triggers
///
/// Shows what `adr observe` and `adr check --record` recorded, what a bound Prometheus server has for the last 90 days or
/// since `--since`, and the current value. A Theil–Sen line through at least five values over four weeks forecasts when a
/// threshold may be crossed; it never affects `adr check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr trend team.size
  adr trend db.cpu.share --since 2026-01-01
  adr trend team.size --format svg > team-size.svg
  adr trend team.size --format csv > team-size.csv    can be read back with --metrics")]
pub struct Args {
    /// The metric
    #[arg(id = "name", value_name = "METRIC", add = super::completions::metrics())]
    metric: String,
    /// Only values measured on or after this date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<NaiveDate>,
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
    Csv,
    Svg,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.log()?;
    let config = context.config(&log.place)?;
    let watchers = watchers(&log);
    let known = args
        .values
        .known(&log, &config, &args.metric, args.window(context), context)?;
    let reading = since(known, args.since);
    let unit = Plan::of(&config).0.unit_of(&args.metric);
    let trend = match Trend::of(&args.metric, &reading, unit, &watchers, config.sprint) {
        Ok(trend) => trend,
        Err(NoTrend::NoValues) => {
            let metrics = watchers.iter().flat_map(|watcher| watcher.expr.metrics());
            let mut names: BTreeSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
            names.extend(config.metrics.keys().map(String::as_str));
            bail!("{}", nothing_known(args, &reading, &names))
        }
        Err(NoTrend::NoAmounts) => bail!(
            "the values of {} are versions, dates or texts, which cannot be plotted",
            args.metric
        ),
    };
    context.out.data(&match args.format {
        Format::Human => report::human(&trend, context.out.width().unwrap_or(WIDTH)),
        Format::Json => report::json(&trend)? + "\n",
        Format::Csv => report::csv(&trend)?,
        Format::Svg => plot::standalone(&trend),
    })?;
    Ok(Exit::Clean)
}

impl Args {
    /// How far back a server is queried.
    fn window(&self, context: &Context) -> Duration {
        let days = self
            .since
            .map(|since| (context.today - since).num_days() + 1);
        let days = days.and_then(|days| u64::try_from(days).ok());
        Duration::from_secs(days.unwrap_or(WINDOW) * SECONDS_A_DAY)
    }
}

/// The triggers of the decisions that `check` evaluates.
pub fn watchers(log: &Log) -> Vec<Watcher> {
    let records = log.records.iter().filter(|record| is_evaluated(record));
    let of_decision = |decision: DecisionInput| {
        let name = decision
            .number
            .map_or_else(|| decision.title.clone(), |number| number.to_string());
        let triggers = decision.triggers.into_iter();
        triggers.filter_map(move |found| {
            Some(Watcher {
                decision: name.clone(),
                trigger: found.written.id.clone(),
                expr: found.condition.ok()?,
            })
        })
    };
    records
        .map(DecisionInput::of)
        .flat_map(of_decision)
        .collect()
}

/// `reading` without values from before `day`.
fn since(mut reading: Reading, day: Option<NaiveDate>) -> Reading {
    let start: Option<DateTime<Utc>> = day.map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let is_young = |at: Option<DateTime<Utc>>| start.is_none_or(|start| at >= Some(start));
    reading.history.retain(|series| is_young(series.at));
    reading.series.retain(|series| is_young(series.at));
    reading
}

fn nothing_known(args: &Args, reading: &Reading, names: &BTreeSet<&str>) -> String {
    let metric = &args.metric;
    if let Some(fault) = &reading.fault {
        return format!("{metric} has no values: {fault}");
    }
    if args.since.is_some() {
        return format!("{metric} has no values since that date");
    }
    let meant = did_you_mean(metric, names.iter().copied());
    match meant.filter(|_| !names.contains(metric.as_str())) {
        Some(meant) => format!("{metric} has no values; did you mean `{meant}`?"),
        None => format!(
            "{metric} has no values; record some with `adr observe {metric}=VALUE` or `adr check --record`"
        ),
    }
}
