//! Verdicts that need attention, as findings located at their triggers: for formats that only support
//! findings.

use crate::check::{DecisionVerdict, Standing, TriggerVerdict, Verdict};
use crate::diagnostic::Severity;
use crate::record::reference;
use crate::source::Place;
use crate::trigger::State;

use super::{Base, Verdicts, cut};

/// One trigger that is to be seen to.
#[derive(Debug)]
pub struct Alert {
    /// The kind of alert.
    pub kind: &'static Kind,
    /// The record's file, from the root of the repository on.
    pub path: String,
    /// Where the condition stands.
    pub place: Place,
    /// What there is to see to, in one line.
    pub message: String,
    /// What stays the same while the alert does: for telling it again in a later run.
    pub identity: String,
}

/// A kind of alert: what a trigger of one standing means to a reader of findings.
#[derive(Debug)]
pub struct Kind {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What it means.
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
    "The condition cannot be told by the value at hand, which is unusable: its cause says why.",
);
const UNMEASURED: Kind = kind(
    "trigger-unmeasured",
    Severity::Info,
    "Nothing supplied a value, or not for long enough. What is not measured is not fine.",
);
const STALE: Kind = kind(
    "trigger-stale",
    Severity::Info,
    "The condition is false by a value that is older than its metric allows.",
);
const NEAR: Kind = kind(
    "trigger-near",
    Severity::Info,
    "The condition is false, and most of the way to its threshold is gone.",
);

/// Every kind.
pub const KINDS: &[&Kind] = &[&INVALID, &FIRED, &UNUSABLE, &UNMEASURED, &STALE, &NEAR];

/// The alerts of `verdicts`, in their order.
pub fn alerts(verdicts: &Verdicts<'_>) -> Vec<Alert> {
    let decisions = verdicts.check.decisions.iter();
    decisions
        .flat_map(|found| {
            found
                .triggers
                .iter()
                .filter_map(|of| alert(found, of, verdicts.base))
        })
        .collect()
}

fn alert(found: &DecisionVerdict, trigger: &TriggerVerdict, base: &Base) -> Option<Alert> {
    let kind = match trigger.standing() {
        Standing::Invalid => &INVALID,
        Standing::Awake(State::Fired) => &FIRED,
        Standing::Awake(State::Unknown(cause)) if cause.is_hard() => &UNUSABLE,
        Standing::Awake(State::Unknown(_)) => &UNMEASURED,
        Standing::Awake(State::Stale) => &STALE,
        Standing::Awake(State::Near) => &NEAR,
        Standing::Awake(State::Holding) | Standing::Snoozed => return None,
    };
    let decision = &found.decision;
    let name = decision
        .number
        .map_or_else(|| decision.path.clone(), reference);
    let standing = trigger.standing().name();
    let when = &trigger.trigger.when;
    let message = format!(
        "{name} {}: {} is {standing}{}",
        cut(&decision.title),
        cut(when),
        cut(&facts(trigger))
    );
    let path = base.path(&decision.path);
    Some(Alert {
        kind,
        place: trigger.trigger.place,
        message,
        identity: format!("{path}\0{}\0{when}", trigger.trigger.id),
        path,
    })
}

/// `: 47% of 40%`, and why where it cannot be told.
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
                .map(|value| format!(": {value} of {}", evidence.threshold));
            let detail = evidence.detail.as_ref().map(|detail| format!(": {detail}"));
            cause.into_iter().chain(value).chain(detail).collect()
        }
    }
}
