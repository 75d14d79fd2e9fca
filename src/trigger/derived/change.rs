//! How much a metric has grown, as a share of what it was: (now − then) / then.
//!
//! *Then* is the last observation at or before the start of the window, or on the day of the decision or before it. From
//! then on, no two neighbours may be farther apart than the metric's `max_gap`, which is the length of the window unless
//! declared, and for `since decision` the metric's `max_age`.

use std::time::Duration;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::quantity::Value;
use crate::trigger::evaluate::Scope;
use crate::trigger::expression::{Condition, Operand, Since};
use crate::trigger::hold::day_or_time;
use crate::trigger::value::{Cause, Labels, Values};

use super::track::{Observed, Point, Track, Tracks};
use super::{Computed, Derived};

pub(super) fn derived(
    condition: &Condition,
    operand: &Operand,
    since: &Since,
    values: &Values,
    scope: &Scope<'_>,
) -> Result<Derived, String> {
    let window = match since {
        Since::Over(window) => Some(window.duration),
        Since::Decision(_) => None,
    };
    let tracks = Tracks::of(operand, window, values, scope)?;
    let hold = condition.hold.as_ref().map(|hold| hold.duration);
    let declared = scope.declarations.get(&operand.metric.name);
    let max_gap = declared.and_then(|declared| declared.max_gap).or(hold);
    let computed = if operand.function.is_none() && tracks.of.len() > 1 {
        [(Labels::new(), Computed::ambiguous(&tracks.of))].into()
    } else {
        let change =
            |track: &Track| Change::of(track, since, tracks.carry, scope).computed(operand);
        tracks
            .of
            .iter()
            .map(|track| (track.labels.clone(), change(track)))
            .collect()
    };
    let source = tracks.of.first().map(|track| track.now.source.clone());
    Ok(Derived::new(
        operand.quantifier(),
        tracks.missing,
        max_gap,
        &source.unwrap_or_default(),
        computed,
        scope,
    ))
}

/// The changes of one series.
struct Change<'a> {
    track: &'a Track,
    since: &'a Since,
    max_gap: TimeDelta,
    /// For each observation, the newest one up to it that follows a gap.
    after_gap: Vec<usize>,
    scope: &'a Scope<'a>,
}

impl<'a> Change<'a> {
    fn of(track: &'a Track, since: &'a Since, max_gap: Duration, scope: &'a Scope<'a>) -> Self {
        let max_gap = TimeDelta::from_std(max_gap).unwrap_or(TimeDelta::MAX);
        let mut after_gap = Vec::with_capacity(track.past.len());
        let mut newest = 0;
        for (at, observed) in track.past.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| track.past.get(before));
            if before.is_some_and(|before| observed.at - before.at > max_gap) {
                newest = at;
            }
            after_gap.push(newest);
        }
        Self {
            track,
            since,
            max_gap,
            after_gap,
            scope,
        }
    }

    fn computed(&self, operand: &Operand) -> Computed {
        let Track { labels, now, past } = self.track;
        let end = now.at.unwrap_or(self.scope.now);
        let change = self.until(&now.value, end);
        let then = change.as_ref().ok().map(|(_, then)| then.point());
        let mut parts = vec![now.part("now", operand, labels)];
        parts.extend(then.map(|then| then.part("then", operand, labels)));
        let earlier = past.iter().filter_map(|observed| {
            let change = self.until(&observed.value, observed.at);
            Some((observed.at, change.ok()?.0))
        });
        let (value, detail) = match &change {
            Ok((value, _)) => (value.clone(), None),
            Err(why) => (Err(Cause::InsufficientHistory), Some(why.clone())),
        };
        Computed {
            point: Point {
                value: now.value.clone().and(value),
                ..now.clone()
            },
            parts,
            detail,
            past: earlier.collect(),
        }
    }

    /// The change up to the value `now` at `end`, and what it was then.
    ///
    /// # Errors
    /// Why the observations do not say.
    fn until(
        &self,
        now: &Result<Value, Cause>,
        end: DateTime<Utc>,
    ) -> Result<(Result<Value, Cause>, &'a Observed), String> {
        let past = &self.track.past;
        let start = self.start(end)?;
        let known = past.partition_point(|observed| observed.at <= start);
        let Some(at) = known.checked_sub(1) else {
            let first = past.first().map_or(end, |first| first.at);
            return Err(format!(
                "observed only since {}, not since {}",
                day_or_time(first),
                day_or_time(start)
            ));
        };
        self.check_gaps(at, end)?;
        let then = past.get(at).ok_or("nothing was observed")?;
        let change = match (now, &then.value) {
            (Ok(now), Ok(then)) => now
                .change_since(then, self.scope.sprint)
                .map_err(Cause::from),
            (Err(cause), _) | (_, Err(cause)) => Err(*cause),
        };
        Ok((change, then))
    }

    fn start(&self, end: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
        match self.since {
            Since::Over(window) => {
                let length = TimeDelta::from_std(window.duration).ok();
                let start = length.and_then(|length| end.checked_sub_signed(length));
                Ok(start.unwrap_or(DateTime::<Utc>::MIN_UTC))
            }
            Since::Decision(Some(day)) => {
                let next = day
                    .succ_opt()
                    .unwrap_or(*day)
                    .and_time(NaiveTime::MIN)
                    .and_utc();
                Ok(next - TimeDelta::nanoseconds(1))
            }
            Since::Decision(None) => Err("the decision has no date".to_owned()),
        }
    }

    /// # Errors
    /// In words, if too long a time without an observation lies between the one at `then` and `end`.
    fn check_gaps(&self, then: usize, end: DateTime<Utc>) -> Result<(), String> {
        let past = &self.track.past;
        let until = past.partition_point(|observed| observed.at <= end);
        let last = until.checked_sub(1).unwrap_or(then);
        let resumed = self.after_gap.get(last).copied().unwrap_or(0);
        let at = |position: usize| past.get(position).map_or(end, |observed| observed.at);
        let gap = if resumed > then {
            Some((at(resumed - 1), at(resumed)))
        } else {
            (end - at(last) > self.max_gap).then(|| (at(last), end))
        };
        match gap {
            None => Ok(()),
            Some((from, to)) => Err(format!(
                "nothing observed from {} to {}",
                day_or_time(from),
                day_or_time(to)
            )),
        }
    }
}
