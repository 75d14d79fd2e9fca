//! Takes the values of metrics from the log's observations and from their sources.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::{Known, Wanted};
use crate::cli::context::Context;
use crate::cli::progress::Progress;
use crate::log::Log;
use crate::metric::prometheus::VARIABLES;
use crate::metric::{self, Measured, Plan, Servers, observation};
use crate::report;
use crate::source::printable;
use crate::store;
use crate::trigger::value::{Series, Values};

/// The maximum number of metrics that a note names.
const MAX_NAMED: usize = 8;

/// `known` with the metrics of the log itself measured again: only they change when a record is saved.
pub(super) fn with_log_metrics(
    known: Arc<Known>,
    plan: &Plan<'_>,
    log: &Log,
    context: &Context,
) -> Arc<Known> {
    let is_measured = |metric: &str| {
        let reading = known.measured.get(metric);
        let is_of_log = |series: &Series| *series.source == *metric::log::LOG.name;
        plan.is_of_log(metric)
            && reading.is_some_and(|reading| reading.series.iter().all(is_of_log))
    };
    let metrics = known.wanted.keys().map(String::as_str);
    let metrics: Vec<_> = metrics.filter(|metric| is_measured(metric)).collect();
    if metrics.is_empty() {
        return known;
    }
    let scope = metric::Scope {
        log,
        today: context.today,
        now: context.now,
        latest: context.latest,
        is_past: false,
        every: None,
        servers: &Servers::default(),
    };
    let values = plan.measure(&scope, metrics.iter().map(|metric| (*metric, None)));
    let values_of = |values: &Values, metric: &str| {
        let series = values.get(metric).map(|reading| reading.series.clone());
        let series = series.unwrap_or_default().into_iter();
        series
            .map(|series| (series.labels, series.value))
            .collect::<Vec<_>>()
    };
    let mut refreshed = Known::clone(&known);
    let mut is_new = false;
    for metric in metrics {
        let is_same = values_of(&values.values, metric) == values_of(&known.measured, metric);
        if let Some(reading) = values.values.get(metric).filter(|_| !is_same) {
            refreshed.values.supply(metric, reading.clone());
            refreshed.measured.supply(metric, reading.clone());
            is_new = true;
        }
    }
    if is_new { Arc::new(refreshed) } else { known }
}

/// The earlier values of `metrics`, from the log's observations. Faults in them are reported.
pub(super) fn observed(log: &Log, metrics: &Wanted, context: &Context) -> Values {
    let files = store::observations(&log.place.dir);
    if files.is_empty() {
        return Values::default();
    }
    let names: BTreeSet<String> = metrics.keys().cloned().collect();
    let past = observation::read(files, &names);
    for unreadable in &past.unreadable {
        let message = report::unreadable(unreadable);
        context.out.note(format!("cannot read {message}"));
    }
    if !context.out.is_quiet() {
        context.report_findings(&past.faults);
    }
    past.values
}

/// Measures `metrics` with their sources.
pub(super) fn measure(
    plan: &Plan<'_>,
    log: &Log,
    metrics: &Wanted,
    every: Option<Duration>,
    servers: &Servers,
    context: &Context,
) -> Values {
    let wanted = metrics
        .iter()
        .map(|(name, window)| (name.as_str(), *window));
    if context.past().is_some() {
        note_measured_only_now(plan, metrics, context);
    }
    for name in plan.unbound(servers, metrics.keys().map(String::as_str)) {
        let variable = name.to_uppercase().replace('-', "_");
        context.out.note(format!(
            "`{name}` has no address, so it is not queried; bind it with --prometheus {name}=URL or {VARIABLES}{variable}"
        ));
    }
    let past = context.past();
    let scope = metric::Scope {
        log,
        today: past.map_or(context.today, |past| past.day),
        now: past.map_or(context.now, |past| past.now),
        latest: past.map_or(context.latest, |past| past.now),
        is_past: past.is_some(),
        every,
        servers,
    };
    let progress = Progress::measuring(metrics.len(), context.out.is_quiet());
    let Measured { values, notes } = plan.measure(&scope, wanted);
    drop(progress);
    for note in notes {
        context.out.note(printable(&note));
    }
    values
}

/// Says whose present values do not count for the past.
fn note_measured_only_now(plan: &Plan<'_>, metrics: &Wanted, context: &Context) {
    let names = metrics.keys().map(String::as_str);
    let mut names: Vec<&str> = names.filter(|name| plan.measures_only_now(name)).collect();
    let more = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if !names.is_empty() {
        context.out.note(format!(
            "not measured, because their sources know only the present: {}{more}",
            names.join(", ")
        ));
    }
}
