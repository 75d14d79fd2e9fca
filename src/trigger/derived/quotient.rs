//! One metric divided by another. With `any` or `all`, each series is divided by the other side's only value; if both
//! sides have the function, by the series with equal labels.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::quantity::{Indivisible, Unit, Value};
use crate::trigger::evaluate::Scope;
use crate::trigger::expression::{Condition, Operand};
use crate::trigger::value::{Cause, Labels, Values};

use super::track::{Point, Track, Tracks};
use super::{Computed, Derived};

/// The two sides: the dividend and the divisor.
type Sides<T> = [T; 2];

pub(super) fn derived(
    condition: &Condition,
    operands: Sides<&Operand>,
    values: &Values,
    scope: &Scope<'_>,
) -> Result<Derived, String> {
    let gap = condition.hold.as_ref().map(|hold| hold.duration);
    let [above, below] = operands.map(|operand| Tracks::of(operand, gap, values, scope));
    let sides = [above?, below?];
    let quotient = Quotient {
        operands,
        sides: &sides,
        is_share: is_share(condition),
        scope,
    };
    let quantifier = operands.iter().find_map(|operand| operand.quantifier());
    let missing = sides.iter().find_map(|side| side.missing.clone());
    let missing = missing.or_else(|| quotient.unpaired());
    let carry = sides.iter().map(|side| side.carry).min();
    let source = sides
        .iter()
        .flat_map(|side| &side.of)
        .map(|track| &*track.now.source);
    let sources: BTreeSet<&str> = source.collect();
    let source = sources.into_iter().collect::<Vec<_>>().join(", ");
    Ok(Derived::new(
        quantifier,
        missing,
        carry,
        &source,
        quotient.computed(),
        scope,
    ))
}

/// Whether the quotient is compared with a share.
fn is_share(condition: &Condition) -> bool {
    condition.threshold.value.unit() == Some(Unit::PERCENT)
}

struct Quotient<'a> {
    operands: Sides<&'a Operand>,
    sides: &'a Sides<Tracks>,
    is_share: bool,
    scope: &'a Scope<'a>,
}

impl<'a> Quotient<'a> {
    fn computed(&self) -> BTreeMap<Labels, Computed> {
        if self.sides.iter().any(|side| side.of.is_empty()) {
            return BTreeMap::new();
        }
        if self.is_ambiguous() {
            let all = self.sides.iter().flat_map(|side| &side.of);
            return BTreeMap::from([(Labels::new(), Computed::ambiguous(all))]);
        }
        let pairs = self.pairs();
        // Each series has the labels of the side that is asked; without a function there is one quotient, without any.
        let of_pair = |pair: Sides<&Track>| {
            let asked = self.operands.iter().zip(pair);
            let mut asked = asked.filter(|(operand, _)| operand.quantifier().is_some());
            let labels = asked.next().map(|(_, track)| track.labels.clone());
            (labels.unwrap_or_default(), self.of_pair(pair))
        };
        pairs.into_iter().map(of_pair).collect()
    }

    /// Whether a side has several series, and no function that says what to do with them.
    fn is_ambiguous(&self) -> bool {
        let mut sides = self.operands.iter().zip(self.sides);
        sides.any(|(operand, side)| operand.function.is_none() && side.of.len() > 1)
    }

    /// The series that are divided by one another.
    fn pairs(&self) -> Vec<Sides<&'a Track>> {
        let [above, below] = self.sides;
        let [asks_above, asks_below] = self.operands.map(|operand| operand.quantifier().is_some());
        if asks_above && asks_below {
            let below: BTreeMap<&Labels, &Track> = below
                .of
                .iter()
                .map(|track| (&track.labels, track))
                .collect();
            let pairs = above.of.iter();
            return pairs
                .filter_map(|track| Some([track, *below.get(&track.labels)?]))
                .collect();
        }
        let above = above.of.iter();
        above
            .flat_map(|above| below.of.iter().map(move |below| [above, below]))
            .collect()
    }

    /// A series of one side that has none with equal labels on the other, where both are asked series by series.
    fn unpaired(&self) -> Option<(Cause, String)> {
        if self
            .operands
            .iter()
            .any(|operand| operand.quantifier().is_none())
        {
            return None;
        }
        let [above, below] = self.sides;
        let lonely = |here: &'a Tracks, there: &'a Tracks| {
            let known: BTreeSet<&Labels> = there.of.iter().map(|track| &track.labels).collect();
            here.of.iter().find(|track| !known.contains(&track.labels))
        };
        let [of_above, of_below] = self.operands.map(|operand| &operand.metric);
        let found = lonely(above, below).map(|track| (track, of_below));
        let (track, lacks) =
            found.or_else(|| lonely(below, above).map(|track| (track, of_above)))?;
        let detail = format!("`{lacks}` has no value for {}", track.labels.braced());
        Some((Cause::MissingSeries, detail))
    }

    fn of_pair(&self, pair: Sides<&Track>) -> Computed {
        let [above, below] = pair;
        let ats = [above.now.at, below.now.at];
        let point = Point {
            value: self.divided(&above.now.value, &below.now.value),
            at: ats.into_iter().flatten().min(),
            source: "".into(),
            stale: above.now.stale || below.now.stale,
        };
        let [of_above, of_below] = self.operands;
        Computed {
            point,
            parts: vec![
                above.now.part("dividend", of_above, &above.labels),
                below.now.part("divisor", of_below, &below.labels),
            ],
            detail: None,
            past: self.past(pair),
        }
    }

    /// The quotient whenever one side was observed and the other was known.
    fn past(&self, [above, below]: Sides<&Track>) -> Vec<(DateTime<Utc>, Result<Value, Cause>)> {
        let [carry_above, carry_below] = [&self.sides[0], &self.sides[1]].map(|side| side.carry);
        let times = above
            .past
            .iter()
            .chain(&below.past)
            .map(|observed| observed.at);
        let times: BTreeSet<_> = times.collect();
        let known = times.into_iter().filter_map(|at| {
            let above = above.at(at, carry_above)?;
            let below = below.at(at, carry_below)?;
            Some((at, self.divided(&above.value, &below.value)))
        });
        known.collect()
    }

    fn divided(
        &self,
        above: &Result<Value, Cause>,
        below: &Result<Value, Cause>,
    ) -> Result<Value, Cause> {
        match (above, below) {
            (Ok(above), Ok(below)) => above
                .divided_by(below, self.is_share, self.scope.sprint)
                .map_err(Cause::from),
            (above, below) => {
                let causes = [above, below]
                    .into_iter()
                    .filter_map(|side| side.as_ref().err());
                Err(causes.min().copied().unwrap_or(Cause::NoValue))
            }
        }
    }
}

impl From<Indivisible> for Cause {
    fn from(why: Indivisible) -> Self {
        match why {
            Indivisible::ByZero => Self::DivisionByZero,
            Indivisible::UnitMismatch => Self::UnitMismatch,
        }
    }
}
