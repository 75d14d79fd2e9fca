//! Triggers over the days of the past: when each would have fired, as far as values were known.

use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::{Check, DecisionVerdict, TriggerVerdict, Verdict};
use crate::trigger::value::Values;
use crate::trigger::{Scope, Span, State, replay};

/// The result of replaying all decisions.
#[derive(Debug, Clone)]
pub struct Replay<'c> {
    /// The first day.
    pub from: NaiveDate,
    /// The last day: today.
    pub to: NaiveDate,
    /// The decisions, in the order of the check.
    pub decisions: Vec<DecisionReplay<'c>>,
}

/// The result of replaying one decision.
#[derive(Debug, Clone)]
pub struct DecisionReplay<'c> {
    /// The decision and its verdict of today.
    pub verdict: &'c DecisionVerdict,
    /// Its triggers, in the order of the record.
    pub triggers: Vec<TriggerReplay<'c>>,
}

/// The result of replaying one trigger.
#[derive(Debug, Clone)]
pub struct TriggerReplay<'c> {
    /// The trigger and its verdict of today.
    pub verdict: &'c TriggerVerdict,
    /// Its states, from the first day to the last without a gap; empty if it is invalid.
    pub spans: Vec<Span>,
}

impl<'c> Replay<'c> {
    /// Replays the triggers of `check` from `from` to today, by the values in `past`. Snoozes are left out: nothing says since
    /// when a trigger has been snoozed.
    pub fn of(check: &'c Check, past: &Values, from: NaiveDate, scope: &Scope<'_>) -> Self {
        let replayed = |verdict: &'c TriggerVerdict| TriggerReplay {
            verdict,
            spans: spans(verdict, past, from, scope),
        };
        let decisions = check.decisions.par_iter().map(|verdict| DecisionReplay {
            verdict,
            triggers: verdict.triggers.iter().map(replayed).collect(),
        });
        Self {
            from,
            to: scope.today,
            decisions: decisions.collect(),
        }
    }
}

/// The states of a trigger from `from` to today.
pub fn spans(
    verdict: &TriggerVerdict,
    past: &Values,
    from: NaiveDate,
    scope: &Scope<'_>,
) -> Vec<Span> {
    match (&verdict.verdict, &verdict.trigger.condition) {
        (Verdict::Judged(outcome), Ok(condition)) => {
            replay(condition, past, from, outcome.state, scope)
        }
        _ => Vec::new(),
    }
}

/// The number of days with a state that `is_wanted`.
pub fn days(spans: &[Span], is_wanted: impl Fn(State) -> bool) -> usize {
    let wanted = spans.iter().filter(|span| is_wanted(span.state));
    wanted.map(Span::days).sum()
}

/// `fired on 14 of 365 days, first 2026-03-02`, or that it never fired, followed by the days without a verdict.
pub fn summary(spans: &[Span]) -> String {
    let all = days(spans, |_| true);
    let fired = days(spans, |state| state == State::Fired);
    let undecided = days(spans, |state| matches!(state, State::Unknown(_)));
    let first = spans.iter().find(|span| span.state == State::Fired);
    let mut words = match first {
        Some(first) => format!("fired on {fired} of {all} days, first {}", first.from),
        None if undecided == all => return format!("no verdict on any of {all} days"),
        None => format!("never fired in {all} days"),
    };
    if undecided > 0 {
        words.push_str(&format!("; no verdict on {undecided}"));
    }
    words
}
