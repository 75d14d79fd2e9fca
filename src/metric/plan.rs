//! Plans what each declared source will do before anything is measured, then measures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rayon::prelude::*;
use rust_decimal::Decimal;

use crate::config::{Config, DEPENDENCY_PREFIX, INVALID_SETTINGS, MetricDeclaration, SourceSpec};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::quantity::DeclaredUnit;
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Declared};

use super::{
    KINDS, Kind, Lookback, Measurement, Point, Remote, Scope, Servers, Spec, dependency, file, log,
};

/// The results of all sources.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// The values, by metric.
    pub values: Values,
    /// Notes from the sources, one line each.
    pub notes: BTreeSet<String>,
}

/// The maximum number of concurrent queries to servers.
const MAX_CONCURRENT: usize = 12;

/// The measurements declared in the settings.
pub struct Plan<'c> {
    config: &'c Config,
    steps: BTreeMap<&'c str, Step>,
}

struct Step {
    kind: &'static str,
    measurement: Measurement,
}

impl<'c> Plan<'c> {
    /// Plans the sources in `config`, and reports everything wrong with them (`invalid-settings`).
    pub fn of(config: &'c Config) -> (Self, Vec<Diagnostic>) {
        let mut steps = BTreeMap::new();
        let mut faults = Vec::new();
        let for_values = Arc::new(config_for_values(config));
        for (metric, declaration) in &config.metrics {
            let Some(spec) = &declaration.source else {
                continue;
            };
            match plan_source(config, &for_values, metric, declaration, spec) {
                Ok(step) => {
                    steps.insert(metric.as_str(), step);
                }
                Err(found) => faults.extend(found),
            }
        }
        faults.sort_by_key(|fault: &Diagnostic| fault.span.start);
        (Self { config, steps }, faults)
    }

    /// The unit of `metric` as far as it is known before measuring: the declared one, or else its source's.
    pub fn unit_of(&self, metric: &str) -> Option<DeclaredUnit> {
        let measured = || self.steps.get(metric)?.measurement.gives;
        self.config.unit_of(metric).or_else(measured)
    }

    /// The declarations of all metrics for conditions.
    pub fn declarations(&self) -> Declarations {
        let declared = self.config.metrics.iter().map(|(metric, declaration)| {
            let range = declaration.range.map(|range| {
                let min = range.min.unwrap_or(Decimal::MIN);
                let max = range.max.unwrap_or(Decimal::MAX);
                (min, max)
            });
            let declared = Declared {
                unit: self.unit_of(metric),
                range,
                max_age: declaration.max_age,
                max_gap: declaration.max_gap,
                series: declaration
                    .series
                    .iter()
                    .cloned()
                    .map(Labels::from)
                    .collect(),
                min_series: declaration.min_series,
            };
            (metric.clone(), declared)
        });
        declared.collect()
    }

    /// Measures, in parallel and once each, those `wanted` metrics that have a source, with as much history
    /// as each needs. `dependency.NAME` has a source without being declared. If a source fails, the reading
    /// says why.
    pub fn measure<'w>(
        &self,
        scope: &Scope<'_>,
        wanted: impl IntoIterator<Item = (&'w str, Option<Duration>)>,
    ) -> Measured {
        let wanted = wanted.into_iter();
        let wanted: BTreeMap<&str, Option<Duration>> = wanted
            .filter(|(metric, _)| self.is_measured(metric))
            .collect();
        let (remote, local): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .partition(|(metric, _)| self.remote(metric).is_some());
        let mut readings: Vec<_> = local
            .into_par_iter()
            .filter(|(metric, _)| !scope.is_past || self.is_dated(metric))
            .filter_map(|(metric, _)| Some((metric, self.read(scope, metric)?)))
            .collect();
        readings.append(&mut self.query_servers(scope, &remote));
        let mut measured = Measured::default();
        for (metric, (reading, notes)) in readings {
            measured.values.supply(metric, reading);
            measured.notes.extend(notes);
        }
        measured
    }

    /// The servers that `wanted` metrics need and that are not configured.
    pub fn unbound<'w>(
        &self,
        servers: &Servers,
        wanted: impl IntoIterator<Item = &'w str>,
    ) -> BTreeSet<&str> {
        let remotes = wanted.into_iter().filter_map(|metric| self.remote(metric));
        let names = remotes.map(|remote| remote.server.as_str());
        names.filter(|name| !servers.binds(name)).collect()
    }

    /// Whether `metric` depends on the log alone, and is measured from its records.
    pub fn is_of_log(&self, metric: &str) -> bool {
        let step = self.steps.get(metric);
        step.is_some_and(|step| step.kind == log::LOG.name)
    }

    /// Whether the source of `metric` measures only what is there now: a server and a file of values know the past, and
    /// code, git and lock files do not.
    pub fn measures_only_now(&self, metric: &str) -> bool {
        self.is_measured(metric) && !self.is_remote(metric) && !self.is_dated(metric)
    }

    /// Whether the source of `metric` is a file, whose values may have times.
    pub fn is_dated(&self, metric: &str) -> bool {
        let step = self.steps.get(metric);
        step.is_some_and(|step| step.kind == file::FILE.name)
    }

    /// Whether a source measures `metric`, a declared one or, for a package, the lock files.
    pub fn is_measured(&self, metric: &str) -> bool {
        let is_declared = self.config.metrics.contains_key(metric);
        self.has_source(metric) || !is_declared && metric.starts_with(DEPENDENCY_PREFIX)
    }

    /// Whether the settings declare a source for `metric`.
    pub fn has_source(&self, metric: &str) -> bool {
        self.steps.contains_key(metric)
    }

    /// Whether `metric` is measured by a query to a server, which may know earlier values.
    pub fn is_remote(&self, metric: &str) -> bool {
        self.remote(metric).is_some()
    }

    fn remote(&self, metric: &str) -> Option<&Remote> {
        self.steps.get(metric)?.measurement.remote.as_ref()
    }

    /// Queries the configured servers for `metrics`: each query once, with limited concurrency.
    fn query_servers<'w>(
        &self,
        scope: &Scope<'_>,
        metrics: &[(&'w str, Option<Duration>)],
    ) -> Vec<(&'w str, (Reading, Vec<String>))> {
        let mut queries: BTreeMap<&str, ServerQuery<'w>> = BTreeMap::new();
        for (metric, window) in metrics {
            let remote = self.remote(metric);
            if let Some(remote) = remote.filter(|remote| scope.servers.binds(&remote.server)) {
                let declared = self.config.metrics.get(*metric);
                let max_gap = declared.and_then(|declared| declared.max_gap);
                let gaps = max_gap
                    .into_iter()
                    .chain(scope.every.map(|every| every * 2));
                let lookback = window.map(|window| Lookback::over(window, gaps.min()));
                let query = queries.entry(&remote.key).or_default();
                query.add(metric, lookback);
            }
        }
        let queries: Vec<_> = queries.into_values().collect();
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        let work = || {
            while let Some(query) = queries.get(next.fetch_add(1, Ordering::Relaxed)) {
                let step = query.metrics.first();
                let step = step.and_then(|metric| self.steps.get(metric));
                let taken = step.map(|step| step.take(scope, query.lookback));
                let taken = taken.unwrap_or_default();
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                let metrics = query.metrics.iter().copied();
                found.extend(metrics.zip(std::iter::repeat_n(taken, query.metrics.len())));
            }
        };
        std::thread::scope(|threads| {
            for _ in 0..queries.len().min(MAX_CONCURRENT) {
                threads.spawn(work);
            }
        });
        found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, scope: &Scope<'_>, metric: &str) -> Option<(Reading, Vec<String>)> {
        if let Some(step) = self.steps.get(metric) {
            return Some(step.take(scope, None));
        }
        if self.config.metrics.contains_key(metric) {
            return None;
        }
        let package = metric.strip_prefix(DEPENDENCY_PREFIX)?;
        let step = Step {
            kind: dependency::DEPENDENCY.name,
            measurement: dependency::version_of(package),
        };
        Some(step.take(scope, None))
    }
}

/// The metrics answered by one query, and how much of their history is needed.
#[derive(Default)]
struct ServerQuery<'w> {
    metrics: Vec<&'w str>,
    lookback: Option<Lookback>,
}

impl<'w> ServerQuery<'w> {
    fn add(&mut self, metric: &'w str, lookback: Option<Lookback>) {
        self.metrics.push(metric);
        self.lookback = match (self.lookback, lookback) {
            (Some(known), Some(more)) => Some(known.and(more)),
            (known, more) => known.or(more),
        };
    }
}

impl Step {
    /// The result of the query, and notes from the source.
    fn take(&self, scope: &Scope<'_>, lookback: Option<Lookback>) -> (Reading, Vec<String>) {
        let series = |points: Vec<Point>| -> Vec<Series> {
            // What has no time is of now, unless a server was asked for an earlier time.
            let is_known = |point: &Point| {
                point.at.is_some() || !scope.is_past || self.measurement.remote.is_some()
            };
            let points = points.into_iter().filter(is_known);
            let series = points.map(|point| Series {
                labels: point.labels,
                value: point.value,
                at: point.at.or(Some(scope.now)),
                source: self.kind.into(),
            });
            series.collect()
        };
        match (self.measurement.take)(scope, lookback) {
            Ok(taken) => {
                let reading = Reading {
                    series: series(taken.points),
                    history: series(taken.history),
                    is_partial: taken.is_partial,
                    ..Reading::default()
                };
                (reading, taken.notes)
            }
            Err(error) => {
                let reading = Reading {
                    fault: Some(format!("{}: {error}", self.kind)),
                    ..Reading::default()
                };
                (reading, Vec::new())
            }
        }
    }
}

/// Settings that declare only the metrics whose values cannot be read without their unit: texts, and those in a
/// unit of a team's own. Any other unit is looked at when the metric is evaluated.
fn config_for_values(config: &Config) -> Config {
    let is_needed = |declaration: &&MetricDeclaration| {
        let unit = declaration.unit.as_ref().map(|unit| unit.value);
        unit.is_some_and(|unit| unit == DeclaredUnit::Text || unit.own().is_some())
    };
    let metrics = config.metrics.iter();
    let needed = metrics.filter(|(_, declaration)| is_needed(declaration));
    Config {
        metrics: needed
            .map(|(metric, declaration)| (metric.clone(), declaration.clone()))
            .collect(),
        ..Config::default()
    }
}

fn plan_source(
    config: &Config,
    for_values: &Arc<Config>,
    metric: &str,
    declaration: &MetricDeclaration,
    source: &SourceSpec,
) -> Result<Step, Vec<Diagnostic>> {
    let mut spec = Spec::new(&config.source, metric, declaration, for_values, source);
    let measurement = match kind_of(&mut spec, source) {
        Some(kind) => (kind.plan)(&mut spec).map(|measurement| (kind, measurement)),
        None => return Err(spec.into_faults()),
    };
    let mut faults = spec.finish();
    if let (Some((kind, measurement)), Some(unit)) = (&measurement, &declaration.unit)
        && let Some(gives) = measurement.gives
        && !is_compatible(gives, unit.value)
    {
        let message = format!(
            "the unit of the source `{}` is {gives}, not {}",
            kind.name, unit.value
        );
        let fault = Diagnostic::error(INVALID_SETTINGS, &config.source, unit.span.clone(), message);
        faults.push(fault.with_help(format!("write unit = \"{gives}\"")));
    }
    match measurement {
        Some((kind, measurement)) if faults.is_empty() => Ok(Step {
            kind: kind.name,
            measurement,
        }),
        _ => Err(faults),
    }
}

/// Whether values of a source can be read in the declared unit: those of its dimension, and a count in a unit of
/// a team's own, such as committers in `engineers`.
fn is_compatible(given: DeclaredUnit, declared: DeclaredUnit) -> bool {
    if given == DeclaredUnit::COUNT && declared.own().is_some() {
        return declared.unit().is_some_and(|unit| unit.per.is_none());
    }
    match (given.unit(), declared.unit()) {
        (Some(given), Some(declared)) => given.dimension() == declared.dimension(),
        _ => given == declared,
    }
}

/// The kind named by a key of `source`.
fn kind_of(spec: &mut Spec<'_>, source: &SourceSpec) -> Option<&'static Kind> {
    let named = |name: &str| KINDS.iter().find(|kind| kind.name == name);
    let mut kinds = source
        .keys
        .iter()
        .filter_map(|key| Some((key, named(&key.name.value)?)));
    let first = kinds.next();
    if let Some((key, second)) = kinds.next() {
        let message = format!(
            "a source has only one kind; `{}` is a second one",
            second.name
        );
        spec.fault(key.name.span.clone(), message);
        return None;
    }
    if let Some((_, kind)) = first {
        return Some(kind);
    }
    let names = || KINDS.iter().map(|kind| kind.name);
    let misspelt = source
        .keys
        .iter()
        .find_map(|key| Some((key, did_you_mean(&key.name.value, names())?)));
    let listed: Vec<_> = names().map(|name| format!("`{name}`")).collect();
    let listed = format!("the kinds are {}", listed.join(", "));
    match (misspelt, source.keys.first()) {
        (Some((key, near)), _) => {
            let message = format!("`{}` is not a kind of source", key.name.value);
            *spec.fault(key.name.span.clone(), message) = Some(format!("did you mean `{near}`?"));
        }
        (None, Some(key)) => {
            let message = format!("`{}` is not a kind of source", key.name.value);
            *spec.fault(key.name.span.clone(), message) = Some(listed);
        }
        (None, None) => {
            *spec.fault(source.span.clone(), "the source has no kind") = Some(listed);
        }
    }
    None
}
