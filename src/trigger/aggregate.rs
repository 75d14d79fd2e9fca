//! Aggregates several series into one number: minimum, maximum, sum, mean, count. If any series has no value,
//! the result is unknown.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use crate::quantity::{Computed, Exact, Sprint, Unit, Value};

use super::compare::judge;
use super::evaluate::evidence_for;
use super::expression::{Condition, Function};
use super::outcome::{Evidence, Finding, Truth, worst_unknown};
use super::samples::Sample;
use super::value::Cause;

fn any_unknown(findings: &[Finding]) -> bool {
    let is_unknown = |finding: &Finding| matches!(finding.truth, Truth::Unknown(_));
    findings.iter().any(is_unknown)
}

fn oldest(findings: &[Finding]) -> Option<DateTime<Utc>> {
    let measured = findings.iter().filter_map(|finding| finding.evidence.at);
    measured.min()
}

/// The series with the most extreme value, the first one of equals; none if values are not comparable.
pub(super) fn extreme(
    findings: Vec<Finding>,
    beats: impl Fn(Ordering) -> bool,
    sprint: Sprint,
) -> Finding {
    if any_unknown(&findings) {
        return worst_unknown(findings);
    }
    let values = || findings.iter().filter_map(|finding| finding.value.as_ref());
    let first = values().next();
    let compares = |value: &Value| first.is_none_or(|first| first.compare(value, sprint).is_ok());
    if !values().all(compares) {
        let evidence = findings.into_iter().next().map(|first| Evidence {
            value: None,
            witness: None,
            ..first.evidence
        });
        return Finding::unknown(Cause::UnitMismatch, evidence.unwrap_or_default());
    }
    let stale = findings.iter().any(|finding| finding.stale);
    let oldest = oldest(&findings);
    let better = |next: &Finding, best: &Finding| match (&next.value, &best.value) {
        (Some(next), Some(best)) => next.compare(best, sprint).is_ok_and(&beats),
        _ => false,
    };
    let best = findings
        .into_iter()
        .reduce(|best, next| if better(&next, &best) { next } else { best });
    match best {
        Some(mut best) => {
            best.stale = stale;
            best.evidence.at = oldest.filter(|_| stale).or(best.evidence.at);
            best
        }
        None => Finding::unknown(Cause::NoValue, Evidence::default()),
    }
}

/// The sum of all series, divided by `divisor`.
pub(super) fn total(
    condition: &Condition,
    findings: Vec<Finding>,
    divisor: usize,
    sprint: Sprint,
) -> Finding {
    if any_unknown(&findings) {
        return worst_unknown(findings);
    }
    let evidence = evidence_of_all(condition, &findings);
    let amounts = findings.iter().filter_map(|finding| finding.value.as_ref());
    let threshold = &condition.threshold.value;
    let judged = total_of(amounts, divisor, sprint).and_then(|total| {
        let (truth, progress) = judge(&total, condition.operator, threshold, sprint)?;
        Ok((total, truth, progress))
    });
    match judged {
        Ok((total, truth, progress)) => Finding {
            truth,
            stale: findings.iter().any(|finding| finding.stale),
            evidence: Evidence {
                value: Some(total.clone()),
                progress,
                ..evidence
            },
            value: Some(total),
        },
        Err(cause) => Finding::unknown(cause, evidence),
    }
}

/// The sum of `values` divided by `divisor`, in the unit of the first.
fn total_of<'v>(
    values: impl Iterator<Item = &'v Value>,
    divisor: usize,
    sprint: Sprint,
) -> Result<Value, Cause> {
    let measures: Option<Vec<_>> = values.map(|value| value.measure(sprint)).collect();
    let measures = measures.ok_or(Cause::UnitMismatch)?;
    let unit = measures.first().map_or(Unit::COUNT, |(_, unit)| *unit);
    if measures
        .iter()
        .any(|(_, other)| other.dimension() != unit.dimension())
    {
        return Err(Cause::UnitMismatch);
    }
    let sum: Exact = measures.into_iter().map(|(exact, _)| exact).sum();
    let computed = Computed {
        exact: sum.over(divisor),
        unit,
        sprint,
    };
    Ok(Value::Computed(computed.into()))
}

/// `function` of the `values` of all series.
pub(super) fn combined(
    function: Function,
    values: &[Result<Value, Cause>],
    sprint: Sprint,
) -> Result<Value, Cause> {
    let causes = values.iter().filter_map(|value| value.as_ref().err());
    let is_counted = |cause: &&Cause| function != Function::Count || is_uncounted(**cause);
    if let Some(cause) = causes.filter(is_counted).min() {
        return Err(*cause);
    }
    let known = || values.iter().filter_map(|value| value.as_ref().ok());
    let extreme = |better: Ordering| {
        let mut known = known();
        let first = known.next().ok_or(Cause::NoValue)?;
        known.try_fold(first, |best, next| match next.compare(best, sprint) {
            Ok(order) if order == better => Ok(next),
            Ok(_) => Ok(best),
            Err(_) => Err(Cause::UnitMismatch),
        })
    };
    match function {
        Function::Count => Ok(Value::count(
            u64::try_from(values.len()).unwrap_or(u64::MAX),
        )),
        Function::Avg => total_of(known(), values.len(), sprint),
        Function::Min => extreme(Ordering::Less).cloned(),
        Function::Max => extreme(Ordering::Greater).cloned(),
        Function::Sum | Function::Any | Function::All => total_of(known(), 1, sprint),
    }
}

/// Whether a series with this instead of a value does not count as one.
fn is_uncounted(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::FutureValue | Cause::DuplicateSeries | Cause::SourceError | Cause::NoValue
    )
}

/// The number of series. A series without a usable value counts too.
pub(super) fn count(condition: &Condition, samples: &[Sample<'_>], sprint: Sprint) -> Finding {
    let threshold = &condition.threshold.value;
    let oldest = samples.iter().filter_map(|sample| sample.series.at).min();
    let number = Value::count(u64::try_from(samples.len()).unwrap_or(u64::MAX));
    let evidence = Evidence {
        value: Some(number.clone()),
        source: samples.first().map(|first| first.series.source.clone()),
        at: oldest,
        ..evidence_for(condition, threshold)
    };
    let errors = samples
        .iter()
        .filter_map(|sample| sample.value.as_ref().err());
    if let Some(cause) = errors.filter(|cause| is_uncounted(**cause)).min() {
        return Finding::unknown(
            *cause,
            Evidence {
                value: None,
                ..evidence
            },
        );
    }
    match judge(&number, condition.operator, threshold, sprint) {
        Ok((truth, progress)) => Finding {
            truth,
            stale: samples.iter().any(|sample| sample.stale),
            value: None,
            evidence: Evidence {
                progress,
                ..evidence
            },
        },
        Err(cause) => Finding::unknown(cause, evidence),
    }
}

/// The source of the first series and the oldest measurement; no single series is the witness.
fn evidence_of_all(condition: &Condition, findings: &[Finding]) -> Evidence {
    Evidence {
        source: findings
            .first()
            .and_then(|first| first.evidence.source.clone()),
        at: oldest(findings),
        ..evidence_for(condition, &condition.threshold.value)
    }
}
