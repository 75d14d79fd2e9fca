//! Evaluates the triggers of a log against the available values: one verdict per trigger, a summary, and an
//! exit code.
//! Pure: the caller reads the log and its metrics, and `report` displays the verdicts.

use chrono::NaiveDate;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Serialize;

use crate::record::{Record, Revisit, Status};
use crate::source::{Place, Source};
use crate::trigger::value::Values;
use crate::trigger::{Expr, Outcome, Scope, State, TriggerError, evaluate, parse};

/// One decision to check, as far as checking needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its number; `None` for an unnumbered one.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// The path by which it is shown.
    pub path: String,
    /// Its status as written.
    pub status: String,
    /// Whether the record is invalid, so that it may have triggers which are not listed here.
    pub invalid: bool,
    /// Its triggers, in their order.
    pub triggers: Vec<WatchedTrigger>,
}

/// One trigger as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedTrigger {
    /// Its name in the record.
    pub id: String,
    /// Its condition.
    pub when: String,
    /// The same as it was read, or what is wrong with it.
    pub condition: Result<Expr, TriggerError>,
    /// What the author says of it.
    pub note: Option<String>,
    /// The first day on which it is awake again.
    pub snoozed_until: Option<NaiveDate>,
    /// Why it sleeps until then.
    pub snooze_reason: Option<String>,
    /// Where its condition stands in the record's file.
    pub place: Place,
}

/// What became of every decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// In the order given.
    pub decisions: Vec<DecisionVerdict>,
}

/// What became of one decision.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionVerdict {
    /// The decision; its triggers have moved to [`DecisionVerdict::triggers`].
    pub decision: Watched,
    /// In the order of the record.
    pub triggers: Vec<TriggerVerdict>,
}

/// What became of one trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerVerdict {
    /// The trigger.
    pub trigger: WatchedTrigger,
    /// What its condition came to; of a sleeping trigger too.
    pub verdict: Verdict,
    /// Whether it sleeps today.
    pub snoozed: bool,
}

/// What a condition came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It was evaluated.
    Judged(Outcome),
    /// It is no condition, or its unit does not fit its metric.
    Invalid(TriggerError),
}

/// How a trigger or a decision stands; the lesser is the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It cannot be evaluated as written.
    Invalid,
    /// What its condition came to.
    Awake(State),
    /// It sleeps, whatever its condition came to.
    Snoozed,
}

/// How many triggers there are of each standing. Every trigger counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is the standing of its name")]
pub struct Summary {
    pub fired: usize,
    pub near: usize,
    pub holding: usize,
    pub stale: usize,
    pub unknown: usize,
    pub snoozed: usize,
    #[serde(skip)]
    pub invalid: usize,
}

impl Watched {
    /// What there is to check in `record`.
    pub fn of(record: &Record) -> Self {
        let triggers = record.front.iter().flat_map(|front| &front.revisit);
        let triggers = triggers.map(|trigger| WatchedTrigger::of(trigger, &record.source));
        Self {
            number: record.number,
            title: record.title().unwrap_or("(no title)").to_owned(),
            path: record.source.shown_path(),
            status: record.status().map_or("unknown", Status::name).to_owned(),
            invalid: !record.faults.is_empty(),
            triggers: triggers.collect(),
        }
    }
}

impl WatchedTrigger {
    fn of(trigger: &Revisit, source: &Source) -> Self {
        let until = trigger.snoozed_until.as_ref();
        let reason = trigger.snooze_reason.as_ref();
        Self {
            id: trigger.id.clone(),
            when: trigger.when.value.clone(),
            condition: parse(&trigger.when.value),
            note: trigger.note.clone(),
            snoozed_until: until.map(|day| day.value),
            snooze_reason: reason.map(|reason| reason.value.clone()),
            place: source.place(&trigger.when.span),
        }
    }
}

/// Evaluates every trigger of `decisions`, on all cores.
pub fn check(decisions: Vec<Watched>, values: &Values, scope: &Scope<'_>) -> Check {
    let decide = |mut decision: Watched| {
        let triggers = std::mem::take(&mut decision.triggers);
        DecisionVerdict {
            decision,
            triggers: triggers
                .into_iter()
                .map(|trigger| judge(trigger, values, scope))
                .collect(),
        }
    };
    Check {
        decisions: decisions.into_par_iter().map(decide).collect(),
    }
}

fn judge(trigger: WatchedTrigger, values: &Values, scope: &Scope<'_>) -> TriggerVerdict {
    let verdict = match judged(&trigger.condition, values, scope) {
        Ok(outcome) => Verdict::Judged(outcome),
        Err(error) => Verdict::Invalid(error),
    };
    let snoozed = trigger.snoozed_until.is_some_and(|day| scope.today < day);
    TriggerVerdict {
        trigger,
        verdict,
        snoozed,
    }
}

fn judged(
    condition: &Result<Expr, TriggerError>,
    values: &Values,
    scope: &Scope<'_>,
) -> Result<Outcome, TriggerError> {
    let expr = condition.as_ref().map_err(Clone::clone)?;
    scope.declarations.check(expr)?;
    Ok(evaluate(expr, values, scope))
}

impl Standing {
    /// The word that every output uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Awake(state) => state.name(),
            Self::Snoozed => "snoozed",
        }
    }
}

impl TriggerVerdict {
    /// How it stands. A sleeping trigger that is invalid is invalid.
    pub fn standing(&self) -> Standing {
        match &self.verdict {
            Verdict::Invalid(_) => Standing::Invalid,
            Verdict::Judged(_) if self.snoozed => Standing::Snoozed,
            Verdict::Judged(outcome) => Standing::Awake(outcome.state),
        }
    }
}

impl DecisionVerdict {
    /// Its worst trigger's standing; `None` where it has no trigger.
    pub fn standing(&self) -> Option<Standing> {
        if self.decision.invalid {
            return Some(Standing::Invalid);
        }
        self.triggers.iter().map(TriggerVerdict::standing).min()
    }

    /// Whether a trigger of it fired.
    pub fn is_due(&self) -> bool {
        let fired = Standing::Awake(State::Fired);
        self.triggers.iter().any(|of| of.standing() == fired)
    }

    /// Whether it is accepted, and it or a trigger of it is invalid.
    fn breaks_check(&self) -> bool {
        let invalid = |trigger: &TriggerVerdict| trigger.standing() == Standing::Invalid;
        let is_accepted = self.decision.status == "accepted";
        self.decision.invalid || is_accepted && self.triggers.iter().any(invalid)
    }
}

impl Check {
    /// How many triggers there are of each standing.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for standing in self.standings() {
            let counter = match standing {
                Standing::Invalid => &mut summary.invalid,
                Standing::Snoozed => &mut summary.snoozed,
                Standing::Awake(State::Fired) => &mut summary.fired,
                Standing::Awake(State::Unknown(_)) => &mut summary.unknown,
                Standing::Awake(State::Stale) => &mut summary.stale,
                Standing::Awake(State::Near) => &mut summary.near,
                Standing::Awake(State::Holding) => &mut summary.holding,
            };
            *counter += 1;
        }
        summary
    }

    /// The decisions that are due, and no others.
    #[must_use]
    pub fn due(&self) -> Self {
        let due = self.decisions.iter().filter(|found| found.is_due());
        Self {
            decisions: due.cloned().collect(),
        }
    }

    /// What the process exits with: 2 an accepted record or trigger is invalid; else 1 something
    /// fired; else 3 a hard unknown, or triggers but none that could be evaluated, or, where
    /// `strict`, anything unknown or stale; else 0. Sleeping triggers weigh nothing.
    pub fn exit_code(&self, strict: bool) -> u8 {
        let summary = self.summary();
        let hard = self.standings().any(|standing| {
            let Standing::Awake(state) = standing else {
                return false;
            };
            state.cause().is_some_and(|cause| cause.is_hard())
        });
        let told = summary.near + summary.holding + summary.stale;
        let untold = summary.unknown + summary.invalid;
        let blind = untold > 0 && told == 0;
        let unsure = strict && summary.unknown + summary.stale > 0;
        if self.decisions.iter().any(DecisionVerdict::breaks_check) {
            2
        } else if summary.fired > 0 {
            1
        } else if hard || blind || unsure {
            3
        } else {
            0
        }
    }

    fn standings(&self) -> impl Iterator<Item = Standing> {
        let triggers = self.decisions.iter().flat_map(|found| &found.triggers);
        triggers.map(TriggerVerdict::standing)
    }
}

#[cfg(test)]
mod tests;
