//! Aggregates several series into one number: minimum, maximum, sum, mean, count. If any series has no value,
//! the result is unknown.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use crate::quantity::{Amount, Exact, Sprint, Unit, Value};

use super::compare::{judge, judge_amounts};
use super::evaluate::evidence_for;
use super::expression::Condition;
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

/// The sum of all series, divided by `divisor`. To stay exact, the sum is compared with `divisor` times the
/// threshold. It is shown in the first series' unit.
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
    let amounts: Option<Vec<&Amount>> = findings.iter().map(amount_of).collect();
    let (Some(amounts), Value::Amount(threshold)) = (amounts, &condition.threshold.value) else {
        return Finding::unknown(Cause::UnitMismatch, evidence);
    };
    let unit = amounts.first().map_or(Unit::COUNT, |first| first.unit);
    let sum: Exact = amounts.iter().map(|amount| amount.exact(sprint)).sum();
    let limit = threshold.exact(sprint).times(divisor);
    let (truth, progress) = judge_amounts(&sum, condition.operator, &limit);
    Finding {
        truth,
        stale: findings.iter().any(|finding| finding.stale),
        value: None,
        evidence: Evidence {
            value: Some(sum.text_in(unit, divisor, sprint)),
            progress,
            ..evidence
        },
    }
}

/// The number of series. A series without a usable value counts too.
pub(super) fn count(condition: &Condition, samples: &[Sample], sprint: Sprint) -> Finding {
    let threshold = &condition.threshold.value;
    let oldest = samples.iter().filter_map(|sample| sample.at).min();
    let number = Value::count(u64::try_from(samples.len()).unwrap_or(u64::MAX));
    let evidence = Evidence {
        value: Some(number.to_string()),
        source: samples.first().map(|first| first.source.clone()),
        at: oldest,
        ..evidence_for(condition, threshold)
    };
    let errors = samples
        .iter()
        .filter_map(|sample| sample.value.as_ref().err());
    let uncounted = errors.filter(|cause| {
        let uncounted = [
            Cause::FutureValue,
            Cause::DuplicateSeries,
            Cause::SourceError,
            Cause::NoValue,
        ];
        uncounted.contains(cause)
    });
    if let Some(cause) = uncounted.min() {
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

fn amount_of(finding: &Finding) -> Option<&Amount> {
    match &finding.value {
        Some(Value::Amount(amount)) => Some(amount),
        _ => None,
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
