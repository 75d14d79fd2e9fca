//! The values that triggers are evaluated against, by `check` and by every other command that shows verdicts:
//! collected in one place, so that all commands agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::context::Context;
use super::doubts;
use super::progress::Progress;
use crate::check::{Check, DecisionInput, check};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::log::Log;
use crate::metric::prometheus::VARIABLES;
use crate::metric::{self, Measured, Plan, Servers, file, flag, observation};
use crate::record::{Record, Status};
use crate::report;
use crate::source::{Source, printable, shown};
use crate::store::{self, Change, Place};
use crate::trigger::value::{Reading, Series, Values};
use crate::trigger::{self, Declarations};

/// What became of the triggers, and what was measured or supplied on the way.
pub struct Checked {
    /// The verdicts.
    pub verdicts: Check,
    /// What they were come to by.
    pub known: Arc<Known>,
    /// What is declared of it.
    pub declarations: Declarations,
}

/// All that could be had of some metrics.
#[derive(Debug, Clone)]
pub struct Known {
    wanted: Wanted,
    /// All values, with those of before.
    pub values: Values,
    /// The values of now, without those that were only observed before.
    pub measured: Values,
}

/// The flags that supply values.
#[derive(Debug, Clone, clap::Args)]
pub struct ValueFlags {
    /// A value: NAME=VALUE, with its unit, and labels for one of several series; repeatable
    #[arg(long, value_name = "NAME[{LABEL=\"…\"}]=VALUE")]
    metric: Vec<String>,
    /// A file of values, TOML, JSON, CSV or Prometheus text; `-` is stdin; repeatable
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    metrics: Vec<PathBuf>,
    /// The format of values on stdin, and of files whose name does not tell
    #[arg(long, value_name = "FORMAT", value_parser = ["toml", "json", "csv", "prometheus"])]
    metrics_format: Option<String>,
    /// Where a Prometheus is that adr.toml names; repeatable [env: ADR_PROMETHEUS_<NAME>]
    #[arg(long, value_name = "NAME=URL")]
    prometheus: Vec<String>,
}

impl ValueFlags {
    /// The same with further values of the shape of `--metric`.
    #[must_use]
    pub fn with_metrics(&self, more: &[String]) -> Self {
        let mut flags = self.clone();
        flags.metric.extend(more.iter().cloned());
        flags
    }

    /// Evaluates the triggers of those records that `watches` picks, by all values that can be had.
    ///
    /// # Errors
    /// Where the settings or the flags are invalid; nothing is evaluated then.
    pub fn check(
        &self,
        log: &Log,
        config: &Config,
        watches: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        self.check_by(None, log, config, watches, context)
    }

    /// The same by what is `known`, where the triggers ask for that and nothing else.
    ///
    /// # Errors
    /// Where the settings or the flags are invalid; nothing is evaluated then.
    pub fn check_by(
        &self,
        known: Option<Arc<Known>>,
        log: &Log,
        config: &Config,
        watches: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let watched: Vec<DecisionInput> = log
            .records
            .par_iter()
            .filter(|record| watches(record))
            .map(DecisionInput::of)
            .collect();
        let wanted = metrics(&watched);
        let known = match known.filter(|known| known.wanted == wanted) {
            Some(known) => with_figures_of_log(known, &plan, log, context),
            None => {
                let asked = wanted.keys().cloned().collect();
                let supplied = self.supplied(context, config, &asked)?;
                doubts::note_unwatched(&supplied, &wanted, context);
                doubts::note_near_misses(&supplied, &wanted, context);
                Arc::new(self.gather(&plan, log, wanted, supplied, context)?)
            }
        };
        let declarations = plan.declarations();
        let scope = context.scope(config, &declarations);
        let verdicts = check(watched, &known.values, &scope);
        Ok(Checked {
            verdicts,
            known,
            declarations,
        })
    }

    /// All that can be had of `metric`: of now and of before, by a server as far back as `window`.
    ///
    /// # Errors
    /// Where the settings or the flags are invalid.
    pub fn known(
        &self,
        log: &Log,
        config: &Config,
        metric: &str,
        window: Duration,
        context: &Context,
    ) -> anyhow::Result<Reading> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let asked = BTreeSet::from([metric.to_owned()]);
        let supplied = self.supplied(context, config, &asked)?;
        let metrics = Wanted::from([(metric.to_owned(), Some(window))]);
        let Known { values, .. } = self.gather(&plan, log, metrics, supplied, context)?;
        let mut known = values.get(metric).cloned().unwrap_or_default();
        for series in &mut known.series {
            series.at = series.at.or(Some(context.now));
        }
        Ok(known)
    }

    /// What can be known of the `wanted` metrics.
    fn gather(
        &self,
        plan: &Plan<'_>,
        log: &Log,
        wanted: Wanted,
        supplied: Vec<Values>,
        context: &Context,
    ) -> anyhow::Result<Known> {
        let servers =
            Servers::new(&self.prometheus, std::env::vars()).map_err(anyhow::Error::msg)?;
        let mut measured = measure(plan, log, &wanted, &servers, context);
        let mut values = observed(log, &wanted, context);
        for metric in wanted.keys() {
            match measured.get(metric) {
                Some(_) => values.lift_fault(metric),
                None if plan.has_source(metric) => values.mark_not_queried(metric),
                None => {}
            }
        }
        for set in supplied {
            measured.supply_all(set);
        }
        values.supply_all(measured.clone());
        Ok(Known {
            wanted,
            values,
            measured,
        })
    }

    /// What the flags supply, a set for each in the order of their weight. `asked` are the metrics that somebody asks
    /// for, by which names in files are known again.
    ///
    /// # Errors
    /// Where a flag or a file is invalid; what is wrong has been shown.
    pub fn supplied(
        &self,
        context: &Context,
        config: &Config,
        asked: &BTreeSet<String>,
    ) -> anyhow::Result<Vec<Values>> {
        let mut supplied = Vec::new();
        let mut faults: Vec<Diagnostic> = Vec::new();
        for path in &self.metrics {
            let format = self.format_of(path)?;
            let source = read(path)?;
            let (values, found) = file::read(&source.into(), format, config, asked);
            supplied.push(values);
            faults.extend(found);
        }
        let (values, found) = flag::read(self.metric.iter().map(String::as_str), config);
        supplied.push(values);
        faults.extend(found);
        context.refuse(&faults)?;
        Ok(supplied)
    }

    /// Whether no flag supplies a value.
    pub fn is_empty(&self) -> bool {
        self.metric.is_empty() && self.metrics.is_empty()
    }

    /// The files of values among the flags; `-` is stdin.
    pub fn files(&self) -> &[PathBuf] {
        &self.metrics
    }

    fn format_of(&self, path: &Path) -> anyhow::Result<&'static file::Format> {
        let named = self.metrics_format.as_deref().and_then(file::Format::named);
        let is_stdin = path.as_os_str() == "-";
        let format = if is_stdin {
            named
        } else {
            file::Format::of_path(path).or(named)
        };
        match format {
            Some(format) => Ok(format),
            None if is_stdin => bail!("say the format of stdin with --metrics-format"),
            None => bail!(
                "cannot tell the format of {} by its name; say it with --metrics-format",
                shown(path)
            ),
        }
    }
}

/// Whether `check` watches `record`: it is accepted, or its status cannot be read.
pub fn is_watched(record: &Record) -> bool {
    record.front.is_some() && matches!(record.status(), Some(Status::Accepted) | None)
}

/// What is `known`, with the figures of the log itself as they are now: they alone change when a record is saved.
fn with_figures_of_log(
    known: Arc<Known>,
    plan: &Plan<'_>,
    log: &Log,
    context: &Context,
) -> Arc<Known> {
    let is_measured = |metric: &str| {
        let reading = known.measured.get(metric);
        let is_of_log = |series: &Series| series.source == metric::log::LOG.name;
        plan.is_of_log(metric) && reading.is_some_and(|of| of.series.iter().all(is_of_log))
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
        servers: &Servers::default(),
    };
    let values = plan.measure(&scope, metrics.iter().map(|metric| (*metric, None)));
    let figures = |values: &Values, metric: &str| {
        let series = values.get(metric).map(|of| of.series.clone());
        let series = series.unwrap_or_default().into_iter();
        series.map(|of| (of.labels, of.value)).collect::<Vec<_>>()
    };
    let mut refreshed = Known::clone(&known);
    let mut is_new = false;
    for metric in metrics {
        let is_same = figures(&values.values, metric) == figures(&known.measured, metric);
        if let Some(reading) = values.values.get(metric).filter(|_| !is_same) {
            refreshed.values.supply(metric, reading.clone());
            refreshed.measured.supply(metric, reading.clone());
            is_new = true;
        }
    }
    if is_new { Arc::new(refreshed) } else { known }
}

fn read(path: &Path) -> anyhow::Result<Source> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .context("cannot read stdin")?;
        return Ok(Source::from_bytes("<stdin>", bytes));
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", shown(path)))?;
    Ok(Source::from_bytes(path, bytes))
}

/// Metrics, and how far back their past is wanted: as far as the longest `for` looks.
pub(super) type Wanted = BTreeMap<String, Option<Duration>>;

/// The metrics that the triggers name.
fn metrics(watched: &[DecisionInput]) -> Wanted {
    let mut wanted: HashMap<&str, Option<Duration>> = HashMap::new();
    let triggers = watched.iter().flat_map(|decision| &decision.triggers);
    for condition in triggers
        .filter_map(|found| found.condition.as_ref().ok())
        .flat_map(trigger::Expr::conditions)
    {
        if let Some(metric) = condition.subject.metric() {
            let window = condition.hold.as_ref().map(|hold| hold.duration);
            let known = wanted.entry(metric.name.as_str()).or_default();
            *known = window.max(*known);
        }
    }
    let wanted = wanted.into_iter();
    wanted
        .map(|(metric, window)| (metric.to_owned(), window))
        .collect()
}

/// What was measured of `metrics` before, as the log's observations have it. What is wrong in them is said.
fn observed(log: &Log, metrics: &Wanted, context: &Context) -> Values {
    let files = store::observations(&log.place.dir);
    let names: BTreeSet<String> = metrics.keys().cloned().collect();
    let past = observation::read(files, &names);
    for unreadable in &past.unreadable {
        let told = report::unreadable(unreadable);
        context.out.note(format!("cannot read {told}"));
    }
    if !context.out.is_quiet() {
        context.report_findings(&past.faults);
    }
    past.values
}

/// What the sources of `metrics` say now.
fn measure(
    plan: &Plan<'_>,
    log: &Log,
    metrics: &Wanted,
    servers: &Servers,
    context: &Context,
) -> Values {
    let wanted = metrics
        .iter()
        .map(|(name, window)| (name.as_str(), *window));
    for name in plan.unbound(servers, metrics.keys().map(String::as_str)) {
        let variable = name.to_uppercase().replace('-', "_");
        context.out.note(format!(
            "nobody says where `{name}` is, so it is not asked; bind it with --prometheus {name}=URL or {VARIABLES}{variable}"
        ));
    }
    let scope = metric::Scope {
        log,
        today: context.today,
        now: context.now,
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

/// Records `values` as one file of observations in the log at `place`; gives back its path. `None` where there
/// is nothing to record, or the same run is recorded already. What it `replaces` is of the same series and time.
///
/// # Errors
/// Where the log cannot be had or written.
pub fn record(
    values: &Values,
    replaces: bool,
    place: &Place,
    context: &Context,
) -> anyhow::Result<Option<PathBuf>> {
    let Some(file) = observation::File::of(values, context.now, replaces) else {
        return Ok(None);
    };
    let path = place.dir.join(&file.path);
    context.change(place, |transaction, _| {
        if store::read_file(&path)?.is_some_and(|known| known.text() == file.text) {
            return Ok(None);
        }
        transaction.commit(&[Change::create(&path, file.text.as_str())])?;
        Ok(Some(path.clone()))
    })
}
