//! The record that the facts make: the preferred pattern, what it was preferred over, and what re-opens it.

use std::collections::BTreeSet;

use super::{Advice, KnownFact, MetricOfTrigger, Ranked, Rules, in_own_units, state, triggers};
use crate::pattern::Pattern;
use crate::record::draft::{DraftAlternative, DraftTrigger};
use crate::trigger::value::Values;
use crate::trigger::{Scope, State, parse};

/// What the record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The pattern.
    pub pattern: &'static Pattern,
    /// The facts.
    pub context: String,
    /// The decision, and what speaks for it.
    pub decision: String,
    /// The other patterns, each with the facts against it.
    pub alternatives: Vec<DraftAlternative>,
    /// What re-opens it.
    pub triggers: Vec<DraftTrigger>,
    /// What would re-open it at once, because it is already true.
    pub already_true: Vec<DraftTrigger>,
}

impl Proposal {
    /// The record for `advice` on `values`; `None` if no pattern is preferred.
    pub fn of(advice: &Advice, values: &Values, scope: &Scope<'_>) -> Option<Self> {
        let preferred = advice.preferred()?;
        let is_true =
            |trigger: &DraftTrigger| state(&trigger.when, values, scope) == Some(State::Fired);
        let as_declared =
            |trigger: DraftTrigger| match in_own_units(&trigger.when, scope.declarations) {
                Some(expr) => DraftTrigger {
                    when: expr.to_string(),
                    ..trigger
                },
                None => trigger,
            };
        let triggers = triggers(preferred).into_iter().map(as_declared);
        let (already_true, triggers) = triggers.partition(is_true);
        let others = || advice.ranking.iter().skip(1);
        let candidates = others().filter(|ranked| ranked.is_candidate());
        let mut alternatives: Vec<_> = candidates
            .map(|ranked| rejected(ranked, preferred))
            .collect();
        if alternatives.is_empty() {
            let next = others().next();
            alternatives.extend(next.map(|ranked| rejected(ranked, preferred)));
        }
        Some(Self {
            pattern: preferred.pattern,
            context: context(advice),
            decision: decision(preferred),
            alternatives,
            triggers,
            already_true,
        })
    }

    /// The metrics of its triggers, each with its unit and its meaning.
    pub fn metrics(&self) -> Vec<(String, MetricOfTrigger)> {
        let conditions = self
            .triggers
            .iter()
            .filter_map(|trigger| parse(&trigger.when).ok());
        let names: BTreeSet<String> = conditions
            .flat_map(|condition| {
                let names = condition.metrics().map(|metric| metric.name.clone());
                names.collect::<Vec<_>>()
            })
            .collect();
        let described = |name: String| {
            let metric = Rules::built_in().metric(&name)?;
            Some((name, metric))
        };
        names.into_iter().filter_map(described).collect()
    }
}

fn context(advice: &Advice) -> String {
    let facts = advice.facts.iter().map(KnownFact::item);
    let mut text = format!(
        "These facts about the system led to the decision:\n\n{}",
        facts.collect::<Vec<_>>().join("\n")
    );
    if let Some(availability) = &advice.availability {
        text += &format!("\n\nAvailability: {}.", availability.sentence());
    }
    text
}

fn decision(preferred: &Ranked) -> String {
    let Pattern { title, summary, .. } = preferred.pattern;
    let reasons = preferred.speaks_for.iter();
    let reasons: Vec<_> = reasons
        .map(|reason| format!("- {}", capitalised(&reason.says)))
        .collect();
    format!(
        "{title}: {summary}\n\nThese facts speak for it:\n\n{}",
        reasons.join("\n")
    )
}

/// Why `ranked` was not chosen: the facts against it, or those that speak more for `preferred`.
fn rejected(ranked: &Ranked, preferred: &Ranked) -> DraftAlternative {
    let objections = ranked.objections();
    let why_rejected = match objections.as_slice() {
        [] if ranked.score == preferred.score => format!(
            "the facts speak as much for it as for {}, which is simpler to run",
            preferred.pattern.title
        ),
        [] => {
            let ahead = preferred.ahead_of(ranked);
            let (won, lost) = (preferred.score, ranked.score);
            format!(
                "{} comes out ahead by {won} to {lost}: {}",
                preferred.pattern.title,
                ahead.join("; ")
            )
        }
        objections => {
            let says: Vec<_> = objections
                .iter()
                .map(|reason| reason.says.as_str())
                .collect();
            says.join("; ")
        }
    };
    DraftAlternative {
        name: ranked.pattern.title.clone(),
        why_rejected: why_rejected + ".",
    }
}

/// `text` as a sentence.
fn capitalised(text: &str) -> String {
    crate::record::draft::capitalised(text) + "."
}
