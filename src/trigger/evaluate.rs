//! Evaluates an expression against values. A missing value is never assumed to be a good one.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};

use crate::quantity::{Sprint, Value};

use super::aggregate;
use super::compare::{judge, judge_today, threshold_for};
use super::declared::Declarations;
use super::derived::Derived;
use super::expression::{Condition, Expr, Function, Metric, Operand, Subject};
use super::hold::Window;
use super::outcome::{Evidence, Finding, Outcome, Truth, all_of, any_of};
use super::samples::{Sample, samples};
use super::value::{Cause, Labels, Reading, Values};

/// The context of an evaluation, apart from the values.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The date of the evaluation.
    pub today: NaiveDate,
    /// The time of the evaluation, at which the windows of `for` end.
    pub now: DateTime<Utc>,
    /// The latest plausible time of a measurement; anything later is in the future.
    pub latest: DateTime<Utc>,
    /// The length of a sprint.
    pub sprint: Sprint,
    /// The metric declarations from the settings.
    pub declarations: &'a Declarations,
}

impl Scope<'_> {
    /// Whether a value measured at `at` is in the future.
    pub(super) fn is_future(&self, at: Option<DateTime<Utc>>) -> bool {
        at.is_some_and(|at| at > self.latest)
    }
}

/// Evaluates `expr` against `values`. For joined conditions, the evidence is that of the deciding one.
pub fn evaluate(expr: &Expr, values: &Values, scope: &Scope<'_>) -> Outcome {
    find(expr, values, scope).into()
}

fn find(expr: &Expr, values: &Values, scope: &Scope<'_>) -> Finding {
    let each = |part| find(part, values, scope);
    match expr {
        Expr::Condition(condition) => find_condition(condition, values, scope),
        Expr::And(parts) => all_of(parts.iter().map(each), &has_more_progress),
        Expr::Or(parts) => any_of(parts.iter().map(each), &has_more_progress),
    }
}

fn has_more_progress(left: &Finding, right: &Finding) -> bool {
    match (left.evidence.progress, right.evidence.progress) {
        (Some(left), Some(right)) => left > right,
        (left, right) => left.is_some() && right.is_none(),
    }
}

pub(super) fn find_condition(condition: &Condition, values: &Values, scope: &Scope<'_>) -> Finding {
    match &condition.subject {
        Subject::Today(_) => find_today(condition, scope),
        Subject::Metric(operand) => find_metric(condition, operand, values, scope),
        Subject::Quotient { .. } | Subject::Change { .. } => find_derived(condition, values, scope),
    }
}

fn find_today(condition: &Condition, scope: &Scope<'_>) -> Finding {
    let threshold = &condition.threshold.value;
    let evidence = Evidence {
        value: Some(Value::Date(scope.today)),
        ..evidence_for(condition, threshold)
    };
    let Value::Date(due) = threshold else {
        return Finding::unknown(Cause::UnitMismatch, evidence);
    };
    let held = condition.hold.as_ref().map(|hold| hold.duration);
    let days = held.map_or(0, whole_days);
    Finding {
        truth: judge_today(scope.today, days, condition.operator, *due),
        stale: false,
        value: None,
        evidence,
    }
}

pub(super) fn whole_days(duration: Duration) -> u64 {
    const DAY: u64 = 86_400;
    let partial_days = u64::from(duration.subsec_nanos() > 0);
    duration
        .as_secs()
        .saturating_add(partial_days)
        .div_ceil(DAY)
}

fn find_metric(
    condition: &Condition,
    operand: &Operand,
    values: &Values,
    scope: &Scope<'_>,
) -> Finding {
    let reading = values.of(&operand.metric.name);
    if let Some(fault) = &reading.fault {
        let unit = scope.declarations.unit(&operand.metric.name);
        return faulty(
            fault,
            evidence_for(condition, &threshold_for(&condition.threshold, unit, None)),
        );
    }
    let missing = |samples: &[Sample<'_>]| find_missing(reading, &operand.metric, samples, scope);
    find_series(condition, operand, reading, missing, scope)
}

fn find_derived(condition: &Condition, values: &Values, scope: &Scope<'_>) -> Finding {
    let evidence = || evidence_for(condition, &condition.threshold.value);
    match Derived::of(condition, values, scope) {
        None => Finding::unknown(Cause::NoValue, evidence()),
        Some(Err(fault)) => faulty(&fault, evidence()),
        Some(Ok(derived)) => {
            let missing = |_: &[Sample<'_>]| derived.missing.clone();
            let Derived {
                operand, reading, ..
            } = &derived;
            let scope = derived.scope(scope);
            derived.explained(find_series(condition, operand, reading, missing, &scope))
        }
    }
}

/// The finding if a source could not be read.
fn faulty(fault: &str, evidence: Evidence) -> Finding {
    let detail = Some(fault.to_owned());
    Finding::unknown(Cause::SourceError, Evidence { detail, ..evidence })
}

/// Compares the series of `reading`, of which what is `missing` may be the reason for no verdict.
fn find_series(
    condition: &Condition,
    operand: &Operand,
    reading: &Reading,
    missing: impl Fn(&[Sample<'_>]) -> Option<(Cause, String)>,
    scope: &Scope<'_>,
) -> Finding {
    let Operand { function, metric } = operand;
    let unit = scope.declarations.unit(&metric.name);
    let threshold = threshold_for(&condition.threshold, unit, None);
    let unknown = |cause| Finding::unknown(cause, evidence_for(condition, &threshold));
    let window = condition
        .hold
        .as_ref()
        .map(|hold| Window::of(hold, metric, reading, scope));
    let samples = samples(metric, reading, scope);
    let per_series = |sample: &Sample<'_>| {
        let now = find_sample(condition, metric, sample, scope);
        match &window {
            Some(window) => window.held_series(now, &sample.series.labels, |past| {
                find_sample(condition, metric, past, scope)
            }),
            None => now,
        }
    };
    // Of a function that combines series, what is missing may change everything.
    let mut functions = condition.subject.operands().map(|operand| operand.function);
    let combining = functions.find(|function| {
        function.is_some_and(|function| !matches!(function, Function::Any | Function::All))
    });
    let asked = combining.unwrap_or(*function);
    let unless_missing = |finding: Finding| match missing(&samples) {
        Some((cause, detail)) if !holds_despite(&finding, asked, cause) => {
            let evidence = Evidence {
                detail: Some(detail),
                ..finding.evidence
            };
            Finding::unknown(cause, evidence)
        }
        _ => finding,
    };
    let together = |samples: &[Sample<'_>]| find_together(condition, operand, samples, scope);
    let is_farther = is_farther(condition, scope.sprint);
    unless_missing(match (*function, samples.as_slice()) {
        (_, []) => unknown(Cause::NoValue),
        (None, [single]) => per_series(single),
        (None, several) => {
            let cause = several
                .iter()
                .filter_map(|sample| sample.value.as_ref().err());
            let worst = cause.min().copied().unwrap_or(Cause::AmbiguousSeries);
            unknown(worst.min(Cause::AmbiguousSeries))
        }
        (Some(Function::Any), several) => any_of(several.iter().map(per_series), &is_farther),
        (Some(Function::All), several) => all_of(several.iter().map(per_series), &is_farther),
        (Some(_), several) => match &window {
            Some(window) => window.held_together(together(several), together),
            None => together(several),
        },
    })
}

/// What is missing from a metric, according to its source or the settings.
pub(super) fn find_missing(
    reading: &Reading,
    metric: &Metric,
    samples: &[Sample<'_>],
    scope: &Scope<'_>,
) -> Option<(Cause, String)> {
    let declared = scope.declarations.get(&metric.name);
    let expected = declared.map(|declared| &declared.series);
    let has = |labels: &&Labels| {
        samples
            .iter()
            .any(|sample| sample.series.labels == **labels)
    };
    let mut expected = expected.into_iter().flatten();
    let missing = expected.find(|labels| metric.selects(labels) && !has(labels));
    if let Some(labels) = missing {
        let detail = format!("no value for {}", labels.braced());
        return Some((Cause::MissingSeries, detail));
    }
    let least = declared
        .and_then(|declared| declared.min_series)
        .unwrap_or(0);
    if metric.matchers.is_empty() && samples.len() < least {
        let detail = format!("{} of at least {least} series", samples.len());
        return Some((Cause::MissingSeries, detail));
    }
    let detail = || "the answer is partial".to_owned();
    reading.is_partial.then(|| (Cause::PartialAnswer, detail()))
}

/// Whether a verdict is valid although something is missing: a condition that one series makes true stays
/// true, and an unknown with a worse cause keeps that cause.
fn holds_despite(finding: &Finding, function: Option<Function>, missing: Cause) -> bool {
    match finding.truth {
        Truth::True => {
            missing == Cause::PartialAnswer || matches!(function, None | Some(Function::Any))
        }
        Truth::Unknown(cause) => cause < missing,
        Truth::False { .. } => false,
    }
}

/// Compares two findings: whether the first is farther past the threshold.
fn is_farther(condition: &Condition, sprint: Sprint) -> impl Fn(&Finding, &Finding) -> bool {
    let operator = condition.operator;
    move |left, right| match (&left.value, &right.value) {
        (Some(left), Some(right)) => left
            .compare(right, sprint)
            .is_ok_and(|order| operator.is_farther(order)),
        _ => false,
    }
}

/// Compares an aggregate of several series with the threshold.
pub(super) fn find_together(
    condition: &Condition,
    operand: &Operand,
    samples: &[Sample<'_>],
    scope: &Scope<'_>,
) -> Finding {
    let sprint = scope.sprint;
    let judged = |sample| find_sample(condition, &operand.metric, sample, scope);
    let each = || samples.iter().map(judged);
    match operand.function {
        Some(Function::Min) => aggregate::extreme(each().collect(), |order| order.is_lt(), sprint),
        Some(Function::Max) => aggregate::extreme(each().collect(), |order| order.is_gt(), sprint),
        Some(Function::Sum) => aggregate::total(condition, each().collect(), 1, sprint),
        Some(Function::Avg) => aggregate::total(condition, each().collect(), samples.len(), sprint),
        Some(Function::Count) => aggregate::count(condition, samples, sprint),
        Some(Function::All) => all_of(each(), &is_farther(condition, sprint)),
        Some(Function::Any) | None => any_of(each(), &is_farther(condition, sprint)),
    }
}

/// Compares one series with the threshold.
pub(super) fn find_sample(
    condition: &Condition,
    metric: &Metric,
    sample: &Sample<'_>,
    scope: &Scope<'_>,
) -> Finding {
    let unit = scope.declarations.unit(&metric.name);
    let threshold = threshold_for(&condition.threshold, unit, sample.value.as_ref().ok());
    let series = sample.series;
    let evidence = Evidence {
        value: sample.shown().cloned(),
        witness: (!series.labels.is_empty()).then(|| series.labels.clone()),
        source: Some(series.source.clone()),
        at: series.at,
        ..evidence_for(condition, &threshold)
    };
    let judged = sample.value.clone().and_then(|value| {
        let verdict = judge(&value, condition.operator, &threshold, scope.sprint)?;
        Ok((value, verdict))
    });
    match judged {
        Ok((value, (truth, progress))) => Finding {
            truth,
            stale: sample.stale,
            value: Some(value),
            evidence: Evidence {
                progress,
                ..evidence
            },
        },
        Err(cause) => {
            let mut finding = Finding::unknown(cause, evidence);
            if cause == Cause::FutureValue {
                finding.evidence.detail = Some("its time is in the future".to_owned());
            }
            finding
        }
    }
}

/// The evidence for a condition before any value is known.
pub(super) fn evidence_for(condition: &Condition, threshold: &Value) -> Evidence {
    Evidence {
        subject: condition.subject.to_string(),
        threshold: Some(threshold.clone()),
        ..Evidence::default()
    }
}
