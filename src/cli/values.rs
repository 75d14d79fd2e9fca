//! The values that triggers are evaluated against, by `check` and by every other command that shows verdicts:
//! collected in one place, so that all commands agree.

mod past;
mod recorded;
mod sources;
mod supplied;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use rustc_hash::FxHashMap;

use super::advise::fact_metrics;
use super::context::Context;
use super::doubts;
use crate::check::{Check, DecisionInput, check};
use crate::config::Config;
use crate::log::Log;
use crate::metric::{Plan, Servers};
use crate::record::{Record, Status};
use crate::trigger::value::{Reading, Values};
use crate::trigger::{self, Declarations, known_at};

pub use past::WithPast;
pub use recorded::record;
use sources::{measure, observed, with_log_metrics};
use supplied::{Supplied, unless_faulty};

/// The results of evaluating triggers, and the values that were measured or supplied.
pub struct Checked {
    /// The verdicts.
    pub verdicts: Check,
    /// The values they are based on.
    pub known: Arc<Known>,
    /// The declarations of the metrics.
    pub declarations: Declarations,
}

/// All available values of some metrics.
#[derive(Debug, Clone)]
pub struct Known {
    wanted: Wanted,
    /// All values, with their history.
    pub values: Values,
    /// The current values, without those known only from earlier observations.
    pub measured: Values,
}

/// The values that are there before any trigger is evaluated.
#[derive(Debug)]
pub enum Before {
    /// None.
    Nothing,
    /// What flags supply.
    Read(anyhow::Result<Supplied>),
    /// All values, as an earlier run needed them.
    Known(Arc<Known>),
}

/// How much of a log is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All that can be due: a value that nothing needs is probably misspelt.
    Whole,
    /// Some decisions: others may need the other values.
    Some,
}

/// The flags that supply values.
#[derive(Debug, Clone, clap::Args)]
pub struct ValueFlags {
    /// A value as NAME=VALUE, with its unit, and labels for one of several series; repeatable
    #[arg(long, value_name = "NAME[{LABEL=\"…\"}]=VALUE")]
    metric: Vec<String>,
    /// A file of values in TOML, JSON, CSV or Prometheus text; `-` is stdin; repeatable
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    metrics: Vec<PathBuf>,
    /// The format of stdin, and of files whose extension is unknown
    #[arg(long, value_name = "FORMAT", value_parser = ["toml", "json", "csv", "prometheus"])]
    metrics_format: Option<String>,
    /// The URL of a Prometheus server named in adr.toml; repeatable [env: ADR_PROMETHEUS_<NAME>]
    #[arg(long, value_name = "NAME=URL")]
    prometheus: Vec<String>,
}

impl ValueFlags {
    /// The same flags with additional values in the syntax of `--metric`.
    #[must_use]
    pub fn with_metrics(&self, more: &[String]) -> Self {
        let mut flags = self.clone();
        flags.metric.extend(more.iter().cloned());
        flags
    }

    /// Evaluates the triggers of the records that `selects` selects, with all available values.
    ///
    /// # Errors
    /// If the settings or the flags are invalid; nothing is evaluated then.
    pub fn check(
        &self,
        log: &Log,
        config: &Config,
        selects: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        self.check_by(Before::Nothing, log, config, selects, context)
    }

    /// The same for some decisions of the log, with values that may be for others.
    ///
    /// # Errors
    /// If the settings or the flags are invalid; nothing is evaluated then.
    pub fn check_some(
        &self,
        log: &Log,
        config: &Config,
        selects: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        self.evaluate(Before::Nothing, Extent::Some, log, config, selects, context)
    }

    /// The same with the values that are there `before`; those of another run only if the triggers need them and no
    /// others.
    ///
    /// # Errors
    /// If the settings or the flags are invalid; nothing is evaluated then.
    pub fn check_by(
        &self,
        before: Before,
        log: &Log,
        config: &Config,
        selects: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        self.evaluate(before, Extent::Whole, log, config, selects, context)
    }

    fn evaluate(
        &self,
        before: Before,
        extent: Extent,
        log: &Log,
        config: &Config,
        selects: impl Fn(&Record) -> bool + Sync,
        context: &Context,
    ) -> anyhow::Result<Checked> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let records = log.records.par_iter().filter(|record| selects(record));
        let mut inputs: Vec<DecisionInput> = records.map(DecisionInput::of).collect();
        if context.past().is_some() {
            inputs.iter_mut().for_each(DecisionInput::wake);
        }
        let wanted = metrics(&inputs, context.today);
        let known = match before {
            Before::Known(known) if known.wanted == wanted => {
                with_log_metrics(known, &plan, log, context)
            }
            before => {
                let supplied = match before {
                    Before::Read(read) => unless_faulty(read?, context)?,
                    Before::Known(_) | Before::Nothing => {
                        let needed = wanted.keys().cloned().collect();
                        self.supplied(context, config, &needed)?
                    }
                };
                if extent == Extent::Whole {
                    doubts::note_unused(&supplied, &wanted, context);
                }
                doubts::note_near_misses(&supplied, &wanted, context);
                Arc::new(self.gather(&plan, log, wanted, supplied, context)?)
            }
        };
        let declarations = plan.declarations();
        let scope = context.scope(config, &declarations);
        let verdicts = check(inputs, &known.values, &scope);
        Ok(Checked {
            verdicts,
            known,
            declarations,
        })
    }

    /// All available values of `metric`, current and earlier; servers are queried as far back as `window`.
    ///
    /// # Errors
    /// If the settings or the flags are invalid.
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
        let needed = BTreeSet::from([metric.to_owned()]);
        let supplied = self.supplied(context, config, &needed)?;
        let metrics = Wanted::from([(metric.to_owned(), Some(window))]);
        let Known { values, .. } = self.gather(&plan, log, metrics, supplied, context)?;
        let mut known = values.get(metric).cloned().unwrap_or_default();
        for series in &mut known.series {
            series.at = series.at.or(Some(context.now));
        }
        Ok(known)
    }

    /// All available values of `metrics`, as `check` has them.
    ///
    /// # Errors
    /// If the settings or the flags are invalid.
    pub fn values_of(
        &self,
        log: &Log,
        config: &Config,
        metrics: impl Iterator<Item = String>,
        context: &Context,
    ) -> anyhow::Result<Values> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let wanted: Wanted = metrics.map(|metric| (metric, None)).collect();
        let needed = wanted.keys().cloned().collect();
        let supplied = self.supplied(context, config, &needed)?;
        doubts::note_unused(&supplied, &wanted, context);
        doubts::note_near_misses(&supplied, &wanted, context);
        let Known { values, .. } = self.gather(&plan, log, wanted, supplied, context)?;
        Ok(values)
    }

    /// Collects all available values of the `wanted` metrics.
    fn gather(
        &self,
        plan: &Plan<'_>,
        log: &Log,
        wanted: Wanted,
        supplied: Vec<Values>,
        context: &Context,
    ) -> anyhow::Result<Known> {
        let measured = measure(plan, log, &wanted, None, &self.servers()?, context);
        let observed = observed(log, &wanted, context);
        Ok(Known::of(
            plan, wanted, observed, measured, supplied, context,
        ))
    }

    /// The servers given by flags and the environment.
    fn servers(&self) -> anyhow::Result<Servers> {
        Servers::new(&self.prometheus, std::env::vars()).map_err(anyhow::Error::msg)
    }
}

impl Known {
    /// What is known of the `wanted` metrics, from what was `observed` before, is `measured` now and is `supplied` by flags.
    fn of(
        plan: &Plan<'_>,
        wanted: Wanted,
        observed: Values,
        mut measured: Values,
        supplied: Vec<Values>,
        context: &Context,
    ) -> Self {
        let mut values = observed;
        for metric in wanted.keys() {
            match measured.get(metric) {
                Some(_) => values.lift_fault(metric),
                // What was recorded by then stands for what its source said.
                None if context.past().is_some() => {}
                None if plan.has_source(metric) => values.mark_not_queried(metric),
                None => {}
            }
        }
        for set in supplied {
            measured.supply_all(set);
        }
        values.supply_all(measured.clone());
        if let Some(past) = context.past() {
            values = known_at(&values, past.now);
        }
        Self {
            wanted,
            values,
            measured,
        }
    }
}

/// Whether `check` evaluates the triggers of `record`: it is accepted, or its status cannot be read.
pub fn is_evaluated(record: &Record) -> bool {
    has_conditions(record) && matches!(record.status(), Some(Status::Accepted) | None)
}

/// Whether `record` may have conditions: it is in our format, or says when it is to be reviewed.
pub fn has_conditions(record: &Record) -> bool {
    let front = record.front.as_ref();
    record.is_ours() || front.is_some_and(|front| !front.revisit.is_empty())
}

/// Metrics, each with how far back its history is needed: as far as the longest `for`.
pub(super) type Wanted = BTreeMap<String, Option<Duration>>;

/// [`Wanted`] in the making.
type Windows<'i> = FxHashMap<&'i str, Option<Duration>>;

/// The metrics used by the triggers of `inputs`.
fn windows(inputs: &[DecisionInput], today: NaiveDate) -> Windows<'_> {
    let mut wanted = Windows::default();
    let triggers = inputs.iter().flat_map(|decision| &decision.triggers);
    for condition in triggers
        .filter_map(|found| found.condition.as_ref().ok())
        .flat_map(trigger::Expr::conditions)
    {
        for metric in condition.subject.metrics() {
            add(&mut wanted, (&metric.name, condition.reach(today)));
        }
    }
    wanted
}

fn add<'i>(wanted: &mut Windows<'i>, (metric, window): (&'i str, Option<Duration>)) {
    let known = wanted.entry(metric).or_default();
    *known = window.max(*known);
}

/// The metrics used by the triggers, and the facts by which a pattern was chosen.
fn metrics(inputs: &[DecisionInput], today: NaiveDate) -> Wanted {
    // One part for each core: to join more would take longer.
    let part = inputs.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts = inputs.par_chunks(part).map(|part| windows(part, today));
    let wanted = parts.reduce(Windows::default, |mut all, part| {
        part.into_iter().for_each(|metric| add(&mut all, metric));
        all
    });
    let mut wanted: Wanted = wanted
        .into_iter()
        .map(|(metric, window)| (metric.to_owned(), window))
        .collect();
    if inputs.iter().any(|decision| decision.pattern.is_some()) {
        for metric in fact_metrics() {
            wanted.entry(metric).or_default();
        }
    }
    wanted
}
