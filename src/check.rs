//! Evaluates the triggers of a log against the available values: one verdict per trigger, a summary, and an
//! exit code.
//! Pure: the caller reads the log and its metrics, and `report` displays the verdicts.

pub mod lacking;
pub mod replay;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use crate::pattern::{self, Pattern};
use crate::record::{Record, Revisit, Status};
use crate::source::{Source, with_slashes};
use crate::trigger::value::Values;
use crate::trigger::{Expr, Outcome, Scope, State, TriggerError, evaluate, parse};

/// The input for checking one decision.
#[derive(Debug, Clone)]
pub struct DecisionInput {
    /// Its number; `None` if it is not numbered.
    pub number: Option<u32>,
    /// Its title.
    pub title: String,
    /// Its file.
    pub source: Arc<Source>,
    /// Its status as written.
    pub status: &'static str,
    /// Whether it is in another tool's format, so that its only trigger is the date of its review.
    pub is_foreign: bool,
    /// Whether the record is invalid, so that some of its triggers may be missing here.
    pub invalid: bool,
    /// The pattern that it started from.
    pub pattern: Option<&'static Pattern>,
    /// Its triggers, in source order.
    pub triggers: Vec<TriggerInput>,
}

/// The input for checking one trigger.
#[derive(Debug, Clone)]
pub struct TriggerInput {
    /// The trigger as the record has it.
    pub written: Arc<Revisit>,
    /// The parsed condition, or the error.
    pub condition: Result<Expr, TriggerError>,
    /// The first day on which it is active again.
    pub snoozed_until: Option<NaiveDate>,
}

/// The result of checking all decisions.
#[derive(Debug, Clone)]
pub struct Check {
    /// The decisions, in input order.
    pub decisions: Vec<DecisionVerdict>,
}

/// The result of checking one decision.
#[derive(Debug, Clone)]
pub struct DecisionVerdict {
    /// The decision; its triggers have been moved to [`DecisionVerdict::triggers`].
    pub decision: DecisionInput,
    /// Its triggers, in the order of the record.
    pub triggers: Vec<TriggerVerdict>,
}

/// The result of checking one trigger.
#[derive(Debug, Clone)]
pub struct TriggerVerdict {
    /// The trigger.
    pub trigger: TriggerInput,
    /// The verdict on its condition, even if it is snoozed.
    pub verdict: Verdict,
    /// Whether it is snoozed today.
    pub snoozed: bool,
}

/// The verdict on a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It was evaluated.
    Judged(Outcome),
    /// It is not a valid condition, or its unit does not match its metric.
    Invalid(TriggerError),
}

/// The standing of a trigger or a decision; lesser is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It cannot be evaluated as written.
    Invalid,
    /// The state of its condition.
    Active(State),
    /// It is snoozed, whatever the state of its condition.
    Snoozed,
}

/// The number of triggers of each standing. Every trigger counts once.
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

/// The standings of all triggers together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// The number of triggers of each standing.
    pub summary: Summary,
    /// Whether a trigger has no verdict because a value is unusable, rather than missing.
    is_unusable: bool,
    /// Whether an accepted record or trigger is invalid.
    breaks_check: bool,
}

impl DecisionInput {
    /// Extracts the input from `record`.
    pub fn of(record: &Record) -> Self {
        let triggers = record.front.as_ref().map(|front| front.revisit.as_slice());
        let triggers = triggers.unwrap_or_default().iter();
        let decided = record.date();
        let triggers = triggers.map(|trigger| TriggerInput::of(trigger, decided));
        let tags = record.front.iter().flat_map(|front| &front.tags);
        Self {
            number: record.number,
            pattern: pattern::of_tags(tags.map(|tag| tag.value.as_str())),
            title: record.title().unwrap_or("(no title)").to_owned(),
            source: Arc::clone(&record.source),
            status: record.status().map_or("unknown", Status::name),
            is_foreign: !record.is_ours(),
            invalid: !record.faults.is_empty(),
            triggers: triggers.collect(),
        }
    }
}

impl DecisionInput {
    /// The path shown to users.
    pub fn path(&self) -> Cow<'_, str> {
        with_slashes(self.source.path())
    }

    /// Ends the snoozes of its triggers: nothing says since when they have been snoozed.
    pub fn wake(&mut self) {
        for trigger in &mut self.triggers {
            trigger.snoozed_until = None;
        }
    }
}

impl TriggerInput {
    /// The input for `written`, in a record of the day `decided`.
    pub fn of(written: &Arc<Revisit>, decided: Option<NaiveDate>) -> Self {
        let condition = parse(&written.when.value);
        Self {
            condition: condition.map(|expr| expr.decided_on(decided)),
            snoozed_until: written.snoozed_until.as_ref().map(|day| day.value),
            written: Arc::clone(written),
        }
    }

    /// The reason for the snooze; empty if there is none.
    pub fn snooze_reason(&self) -> &str {
        let reason = self.written.snooze_reason.as_ref();
        reason.map_or("", |reason| &reason.value)
    }
}

/// Evaluates all triggers of `decisions` in parallel.
pub fn check(decisions: Vec<DecisionInput>, values: &Values, scope: &Scope<'_>) -> Check {
    let decide = |mut decision: DecisionInput| {
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

fn judge(trigger: TriggerInput, values: &Values, scope: &Scope<'_>) -> TriggerVerdict {
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
    /// The word used in all output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Active(state) => state.name(),
            Self::Snoozed => "snoozed",
        }
    }
}

impl TriggerVerdict {
    /// Its standing. An invalid trigger is invalid even if it is snoozed.
    pub fn standing(&self) -> Standing {
        match &self.verdict {
            Verdict::Invalid(_) => Standing::Invalid,
            Verdict::Judged(_) if self.snoozed => Standing::Snoozed,
            Verdict::Judged(outcome) => Standing::Active(outcome.state),
        }
    }
}

impl DecisionVerdict {
    /// The worst standing of its triggers; `None` if it has none.
    pub fn standing(&self) -> Option<Standing> {
        if self.decision.invalid {
            return Some(Standing::Invalid);
        }
        self.triggers.iter().map(TriggerVerdict::standing).min()
    }

    /// Whether nothing about it asks for attention: it is valid, and all of its triggers hold.
    pub fn holds(&self) -> bool {
        let holding = Standing::Active(State::Holding);
        let mut standings = self.triggers.iter().map(TriggerVerdict::standing);
        !self.decision.invalid && standings.all(|standing| standing == holding)
    }

    /// Whether any of its triggers fired.
    pub fn is_due(&self) -> bool {
        let fired = Standing::Active(State::Fired);
        self.triggers
            .iter()
            .any(|trigger| trigger.standing() == fired)
    }

    /// Whether it is accepted, and it or any of its triggers is invalid.
    fn breaks_check(&self) -> bool {
        let invalid = |trigger: &TriggerVerdict| trigger.standing() == Standing::Invalid;
        let is_accepted = self.decision.status == "accepted";
        self.decision.invalid || is_accepted && self.triggers.iter().any(invalid)
    }
}

impl Check {
    /// The standings of all triggers together.
    pub fn tally(&self) -> Tally {
        let decisions = self.decisions.par_iter();
        decisions
            .map(Tally::of)
            .reduce(Tally::default, Tally::joined)
    }

    /// Only the decisions that are due.
    #[must_use]
    pub fn due(&self) -> Self {
        let due = self.decisions.iter().filter(|found| found.is_due());
        Self {
            decisions: due.cloned().collect(),
        }
    }
}

impl Tally {
    fn of(decision: &DecisionVerdict) -> Self {
        let mut tally = Self {
            breaks_check: decision.breaks_check(),
            ..Self::default()
        };
        let Self {
            summary,
            is_unusable,
            ..
        } = &mut tally;
        for standing in decision.triggers.iter().map(TriggerVerdict::standing) {
            let counter = match standing {
                Standing::Invalid => &mut summary.invalid,
                Standing::Snoozed => &mut summary.snoozed,
                Standing::Active(State::Fired) => &mut summary.fired,
                Standing::Active(State::Unknown(cause)) => {
                    *is_unusable |= cause.is_hard();
                    &mut summary.unknown
                }
                Standing::Active(State::Stale) => &mut summary.stale,
                Standing::Active(State::Near) => &mut summary.near,
                Standing::Active(State::Holding) => &mut summary.holding,
            };
            *counter += 1;
        }
        tally
    }

    fn joined(self, other: Self) -> Self {
        let (left, right) = (self.summary, other.summary);
        Self {
            summary: Summary {
                fired: left.fired + right.fired,
                near: left.near + right.near,
                holding: left.holding + right.holding,
                stale: left.stale + right.stale,
                unknown: left.unknown + right.unknown,
                snoozed: left.snoozed + right.snoozed,
                invalid: left.invalid + right.invalid,
            },
            is_unusable: self.is_unusable || other.is_unusable,
            breaks_check: self.breaks_check || other.breaks_check,
        }
    }

    /// The exit code of the process: 2 if an accepted record or trigger is invalid; else 1 if a trigger
    /// fired; else 3 if there is a hard unknown, or there are triggers but none could be evaluated, or, if
    /// `strict`, any is unknown or stale; else 0. Snoozed triggers are ignored.
    pub fn exit_code(self, strict: bool) -> u8 {
        let summary = self.summary;
        let decided = summary.near + summary.holding + summary.stale;
        let undecided = summary.unknown + summary.invalid;
        let none_decided = undecided > 0 && decided == 0;
        let unsure = strict && summary.unknown + summary.stale > 0;
        if self.breaks_check {
            2
        } else if summary.fired > 0 {
            1
        } else if self.is_unusable || none_decided || unsure {
            3
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests;
