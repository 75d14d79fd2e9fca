//! How far back a condition looks, and the day of the decision that it may look back to.

use std::time::Duration;

use chrono::NaiveDate;

use super::expression::{Condition, Expr, Since, Subject};

impl Expr {
    /// The condition of a decision that was made on `day`, which is what `since decision` means.
    #[must_use]
    pub fn decided_on(mut self, day: Option<NaiveDate>) -> Self {
        self.decide(day);
        self
    }

    /// The day that `since decision` means, if it is known and meant.
    pub fn decided(&self) -> Option<NaiveDate> {
        let mut conditions = self.conditions();
        conditions.find_map(|condition| match condition.subject {
            Subject::Change {
                since: Since::Decision(day),
                ..
            } => day,
            _ => None,
        })
    }

    fn decide(&mut self, day: Option<NaiveDate>) {
        match self {
            Self::Condition(condition) => {
                if let Subject::Change {
                    since: Since::Decision(decision),
                    ..
                } = &mut condition.subject
                {
                    *decision = day;
                }
            }
            Self::And(parts) | Self::Or(parts) => {
                parts.iter_mut().for_each(|part| part.decide(day));
            }
        }
    }
}

impl Condition {
    /// How far back from `today` it looks, for `for` and for a change. `None` if only current values count.
    pub fn reach(&self, today: NaiveDate) -> Option<Duration> {
        let hold = self.hold.as_ref().map(|hold| hold.duration);
        let change = match &self.subject {
            Subject::Change { since, .. } => Some(since.length(today)),
            _ => None,
        };
        match (hold, change) {
            (Some(hold), Some(change)) => Some(hold.saturating_add(change)),
            (hold, change) => hold.or(change),
        }
    }
}

impl Since {
    fn length(&self, today: NaiveDate) -> Duration {
        const DAY: u64 = 86_400;
        match self {
            Self::Over(window) => window.duration,
            Self::Decision(None) => Duration::ZERO,
            Self::Decision(Some(day)) => {
                let days = (today - *day).num_days().saturating_add(1);
                Duration::from_secs(u64::try_from(days).unwrap_or(0).saturating_mul(DAY))
            }
        }
    }
}
