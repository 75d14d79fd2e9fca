//! Verdicts that need attention, as findings located at their triggers: for formats that only support
//! findings.

use crate::check::{DecisionVerdict, Standing, TriggerVerdict, Verdict};
use crate::diagnostic::Severity;
use crate::record::reference;
use crate::source::Place;
use crate::trigger::State;

use super::{Base, Verdicts, cut};

/// A trigger that needs attention.
#[derive(Debug)]
pub struct Alert {
    /// The kind of alert.
    pub kind: &'static Kind,
    /// The record's file, relative to the repository root.
    pub path: String,
    /// The location of the condition.
    pub place: Place,
    /// What needs attention, in one line.
    pub message: String,
    /// Text that identifies the same alert in later runs.
    pub identity: String,
}

/// A kind of alert, for triggers of one standing.
#[derive(Debug)]
pub struct Kind {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// Its meaning.
    pub explain: &'static str,
}

const fn kind(name: &'static str, severity: Severity, explain: &'static str) -> Kind {
    Kind {
        name,
        severity,
        explain,
    }
}

const INVALID: Kind = kind(
    "trigger-invalid",
    Severity::Error,
    "The condition cannot be evaluated as it is written; `adr lint` says what to write instead.",
);
const FIRED: Kind = kind(
    "trigger-fired",
    Severity::Warning,
    "The condition is true, so the decision is due: confirm it, snooze it with a reason, or replace it.",
);
const UNUSABLE: Kind = kind(
    "trigger-unknown",
    Severity::Warning,
    "The condition cannot be evaluated, because the available value is unusable: its cause says why.",
);
const UNMEASURED: Kind = kind(
    "trigger-unmeasured",
    Severity::Info,
    "No value was supplied, or not for long enough. A condition that is not measured is not known to be false.",
);
const STALE: Kind = kind(
    "trigger-stale",
    Severity::Info,
    "The condition is false, based on a value that is older than its metric allows.",
);
const NEAR: Kind = kind(
    "trigger-near",
    Severity::Info,
    "The condition is false, but close to its threshold.",
);

/// All kinds.
pub const KINDS: &[&Kind] = &[&INVALID, &FIRED, &UNUSABLE, &UNMEASURED, &STALE, &NEAR];

/// The alerts in `verdicts`, in order.
pub fn alerts(verdicts: &Verdicts<'_>) -> Vec<Alert> {
    let decisions = verdicts.check.decisions.iter();
    decisions
        .flat_map(|found| {
            found
                .triggers
                .iter()
                .filter_map(|trigger| alert(found, trigger, verdicts.base))
        })
        .collect()
}

fn alert(found: &DecisionVerdict, trigger: &TriggerVerdict, base: &Base) -> Option<Alert> {
    let kind = match trigger.standing() {
        Standing::Invalid => &INVALID,
        Standing::Active(State::Fired) => &FIRED,
        Standing::Active(State::Unknown(cause)) if cause.is_hard() => &UNUSABLE,
        Standing::Active(State::Unknown(_)) => &UNMEASURED,
        Standing::Active(State::Stale) => &STALE,
        Standing::Active(State::Near) => &NEAR,
        Standing::Active(State::Holding) | Standing::Snoozed => return None,
    };
    let decision = &found.decision;
    let name = decision
        .number
        .map_or_else(|| decision.path().into_owned(), reference);
    let standing = trigger.standing().name();
    let when = &trigger.trigger.written.when.value;
    let message = format!(
        "{name} {}: {} is {standing}{}",
        cut(&decision.title),
        cut(when),
        cut(&facts(trigger))
    );
    let path = base.path(&decision.path());
    Some(Alert {
        kind,
        place: decision.source.place(&trigger.trigger.written.when.span),
        message,
        identity: format!("{path}\0{}\0{when}", trigger.trigger.written.id),
        path,
    })
}

/// `: 47% of 40%`, and the cause if the condition could not be evaluated.
fn facts(trigger: &TriggerVerdict) -> String {
    match &trigger.verdict {
        Verdict::Invalid(error) => format!(": {error}"),
        Verdict::Judged(outcome) => {
            let evidence = &outcome.evidence;
            let cause = outcome
                .state
                .cause()
                .map(|cause| format!(" ({})", cause.name()));
            let value = evidence
                .value
                .as_ref()
                .map(|value| format!(": {value} of {}", evidence.threshold_text()));
            let detail = evidence.detail.as_ref().map(|detail| format!(": {detail}"));
            cause.into_iter().chain(value).chain(detail).collect()
        }
    }
}
