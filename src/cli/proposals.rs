//! Conditions proposed for words that a user types instead of one.

use chrono::NaiveDate;

use super::context::Context;
use crate::config::Config;
use crate::metric::Plan;
use crate::trigger::{Declarations, Fault, TriggerError};
use crate::words::{Clause, Known, propose};

/// Proposes conditions by the settings of a log.
pub struct Proposer<'c> {
    config: &'c Config,
    declarations: Declarations,
    today: NaiveDate,
}

impl<'c> Proposer<'c> {
    /// A proposer of conditions on the metrics in `config`, and on others.
    pub fn new(config: &'c Config, context: &Context) -> Self {
        let (plan, _) = Plan::of(config);
        Self {
            config,
            declarations: plan.declarations(),
            today: context.today,
        }
    }

    /// The clauses of `text` for which there are conditions; none if `text` is a condition with a slip in it, as the
    /// `error` shows.
    pub fn propose(&self, text: &str, error: &TriggerError) -> Vec<Clause> {
        match is_prose(text, error) {
            true => propose(
                text,
                &Known::of(self.config, &self.declarations),
                self.today,
            ),
            false => Vec::new(),
        }
    }
}

/// Whether `text`, which is no condition because of `error`, is prose: it is wrong before it compares anything.
pub fn is_prose(text: &str, error: &TriggerError) -> bool {
    let before = text.get(..error.span.start).unwrap_or(text);
    let has_fault = matches!(
        error.fault,
        Fault::NoComparison | Fault::NoThreshold | Fault::Syntax
    );
    has_fault && !before.contains(['<', '>', '=', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::parse;

    #[test]
    fn a_condition_with_a_slip_is_not_prose() {
        for (text, expected) in [
            ("the team exceeds 20 engineers", true),
            ("20 or more engineers", true),
            ("p99 latency > 500 ms", true),
            ("(a) writes exceed 4000/s", true),
            ("team.size > 20 and team.size", false),
            ("team.size > many", false),
            ("Team.Size > 20", false),
        ] {
            assert_eq!(
                is_prose(text, &parse(text).unwrap_err()),
                expected,
                "{text}"
            );
        }
    }
}
