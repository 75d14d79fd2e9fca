//! Which architecture patterns the facts about a system speak for, and which record that makes.
//! Facts are metrics and rules are triggers, so that the facts that made a decision can re-open it.

mod availability;
mod proposal;
mod rules;

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::pattern::{self, Pattern};
use crate::quantity::{Amount, DeclaredUnit, Sprint, Value};
use crate::record::draft::DraftTrigger;
use crate::trigger::expression::{Operand, Subject};
use crate::trigger::value::{Reading, Values};
use crate::trigger::{Declarations, Expr, Scope, State, evaluate, parse};

pub use availability::Availability;
pub use proposal::Proposal;
pub use rules::{Fact, MetricOfTrigger, Rule, Rules};

/// The weight that decides: against a pattern, it rules the pattern out.
const DECIDES: u32 = 3;

/// What the facts say.
#[derive(Debug, Clone)]
pub struct Advice {
    /// What is known.
    pub facts: Vec<KnownFact>,
    /// What is not known, the most useful first.
    pub missing: Vec<&'static Fact>,
    /// All patterns, the best first, and those that are ruled out last.
    pub ranking: Vec<Ranked>,
    /// The availability of the chain of services, if it is known.
    pub availability: Option<Availability>,
}

/// A known fact.
#[derive(Debug, Clone)]
pub struct KnownFact {
    /// The fact.
    pub fact: &'static Fact,
    /// Its value as its flag would state it.
    pub value: String,
    /// Where it came from.
    pub source: String,
}

/// A pattern, and what speaks for and against it.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The pattern.
    pub pattern: &'static Pattern,
    /// The weights for it minus those against it.
    pub score: i32,
    /// Whether a reason against it decides, or it lacks a prerequisite.
    pub is_ruled_out: bool,
    /// What speaks for it.
    pub speaks_for: Vec<Reason>,
    /// What speaks against it.
    pub against: Vec<Reason>,
    /// What must exist before it is introduced, and does not.
    pub missing_prerequisites: Vec<Reason>,
}

/// A rule that applies.
#[derive(Debug, Clone)]
pub struct Reason {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it counts.
    pub weight: u32,
    /// What it says about these facts.
    pub says: String,
}

/// What the facts in `values` say. `scope` declares the metrics.
pub fn advise(values: &Values, scope: &Scope<'_>) -> Advice {
    let rules = Rules::built_in();
    let mut ranking: Vec<Ranked> = pattern::all().iter().map(Ranked::new).collect();
    let mut undecided: Vec<&Rule> = Vec::new();
    for rule in &rules.rules {
        match state(&rule.when, values, scope) {
            Some(State::Fired) => {
                let says = filled_in(&rule.says, values);
                ranking
                    .iter_mut()
                    .for_each(|ranked| ranked.apply(rule, &says));
            }
            Some(State::Unknown(_)) => undecided.push(rule),
            _ => {}
        }
    }
    ranking.sort_by_key(|ranked| (ranked.is_ruled_out, Reverse(ranked.score)));
    let facts: Vec<_> = rules
        .facts
        .iter()
        .filter_map(|fact| KnownFact::of(fact, values))
        .collect();
    let availability = availability(values);
    let knows = |fact: &Fact| facts.iter().any(|known| known.fact.metric == fact.metric);
    let asks_for_availability = knows_metric(values, CHAIN) && availability.is_none();
    let mut missing: Vec<_> = rules
        .facts
        .iter()
        .filter(|fact| !knows(fact))
        .map(|fact| match fact.metric.as_str() {
            AVAILABILITY => (u32::from(asks_for_availability), fact),
            metric => (usefulness(metric, &undecided), fact),
        })
        .filter(|(usefulness, _)| *usefulness > 0)
        .collect();
    missing.sort_by_key(|(usefulness, _)| Reverse(*usefulness));
    Advice {
        facts,
        missing: missing.into_iter().map(|(_, fact)| fact).collect(),
        ranking,
        availability,
    }
}

/// Why the facts in `values` cannot all be true; `None` if they can.
pub fn contradiction(values: &Values, scope: &Scope<'_>) -> Option<String> {
    let mut contradictions = Rules::built_in().contradictions.iter();
    let found =
        contradictions.find(|found| state(&found.when, values, scope) == Some(State::Fired))?;
    Some(filled_in(&found.says, values))
}

const CHAIN: &str = "services.chain";
const AVAILABILITY: &str = "service.availability";

fn state(when: &str, values: &Values, scope: &Scope<'_>) -> Option<State> {
    let condition = in_own_units(when, scope.declarations)?;
    scope.declarations.check(&condition).ok()?;
    Some(evaluate(&condition, values, scope).state)
}

/// The condition `when`, with its plain numbers in the units of the team's own that the log declares for their
/// metrics: `team.size > 20` is `team.size > 20 engineers` there. `None` if it is invalid.
fn in_own_units(when: &str, declarations: &Declarations) -> Option<Expr> {
    let mut expr = parse(when).ok()?;
    read_in_own_units(&mut expr, declarations);
    Some(expr)
}

fn read_in_own_units(expr: &mut Expr, declarations: &Declarations) {
    let condition = match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            let each = |part| read_in_own_units(part, declarations);
            return parts.iter_mut().for_each(each);
        }
        Expr::Condition(condition) => condition,
    };
    let Subject::Metric(Operand { metric, .. }) = &condition.subject else {
        return;
    };
    let unit = declarations.unit(&metric.name).and_then(DeclaredUnit::unit);
    let threshold = &mut condition.threshold;
    if let (Some(unit), Value::Amount(amount)) = (unit, &threshold.value)
        && unit.own().is_some()
        && threshold.value.is_bare()
    {
        let number = amount.number;
        threshold.text = unit.with(&threshold.text);
        threshold.value = Value::Amount(Amount::new(number, unit));
    }
}

/// The weight of the `undecided` rules that need `metric`.
fn usefulness(metric: &str, undecided: &[&Rule]) -> u32 {
    let needs = |rule: &&&Rule| uses(&rule.when, metric);
    undecided
        .iter()
        .filter(needs)
        .map(|rule| rule.weight())
        .sum()
}

/// Whether the condition `when` is on `metric`.
fn uses(when: &str, metric: &str) -> bool {
    parse(when).is_ok_and(|condition| condition.metrics().any(|used| used.name == metric))
}

/// The value of `metric`; the greatest of several series.
fn value_of<'v>(metric: &str, values: &'v Values) -> Option<(&'v Value, &'v Reading)> {
    let reading = values.get(metric).filter(|known| known.fault.is_none())?;
    let known = reading
        .series
        .iter()
        .filter_map(|series| series.value.as_ref().ok());
    let greatest = known.reduce(|greatest, value| {
        let order = value.compare(greatest, Sprint::default());
        if order.is_ok_and(Ordering::is_gt) {
            value
        } else {
            greatest
        }
    })?;
    Some((greatest, reading))
}

fn knows_metric(values: &Values, metric: &str) -> bool {
    value_of(metric, values).is_some()
}

fn availability(values: &Values) -> Option<Availability> {
    let rules = Rules::built_in();
    // By way of the text, which the facts' flags read: a value from elsewhere may be out of bounds.
    let number = |metric: &str| {
        let (value, _) = value_of(metric, values)?;
        let fact = rules.fact(metric)?;
        match fact.read(&fact.shown(value)).ok()? {
            Value::Amount(amount) => Some(amount.number),
            _ => None,
        }
    };
    let services = u32::try_from(number(CHAIN)?).ok()?;
    Some(Availability::of_chain(services, number(AVAILABILITY)?))
}

/// `says` with the value of each `{metric}` in it.
fn filled_in(says: &str, values: &Values) -> String {
    let mut text = says.to_owned();
    for fact in &Rules::built_in().facts {
        let hole = format!("{{{}}}", fact.metric);
        if let Some((value, _)) = value_of(&fact.metric, values)
            && text.contains(&hole)
        {
            text = text.replace(&hole, &fact.shown(value));
        }
    }
    text
}

impl KnownFact {
    /// It as an item of a Markdown list.
    pub fn item(&self) -> String {
        let Fact { name, metric, .. } = self.fact;
        format!("- {name}: {} (`{metric}`)", self.value)
    }

    fn of(fact: &'static Fact, values: &Values) -> Option<Self> {
        let (value, reading) = value_of(&fact.metric, values)?;
        let source = reading
            .series
            .first()
            .map(|series| series.source.to_string());
        Some(Self {
            fact,
            value: fact.shown(value),
            source: source.unwrap_or_default(),
        })
    }
}

impl Ranked {
    fn new(pattern: &'static Pattern) -> Self {
        Self {
            pattern,
            score: 0,
            is_ruled_out: false,
            speaks_for: Vec::new(),
            against: Vec::new(),
            missing_prerequisites: Vec::new(),
        }
    }

    fn apply(&mut self, rule: &'static Rule, says: &str) {
        let reason = |weight: u32| Reason {
            rule,
            weight,
            says: says.to_owned(),
        };
        let signed = |weight: u32| i32::try_from(weight).unwrap_or(i32::MAX);
        let weight = |weights: &BTreeMap<String, u8>| {
            weights
                .get(&self.pattern.name)
                .map(|weight| u32::from(*weight))
        };
        let (in_favour, against) = (weight(&rule.speaks_for), weight(&rule.against));
        if let Some(weight) = in_favour {
            self.score = self.score.saturating_add(signed(weight));
            self.speaks_for.push(reason(weight));
        }
        if let Some(weight) = against {
            self.score = self.score.saturating_sub(signed(weight));
            self.is_ruled_out |= weight >= DECIDES;
            self.against.push(reason(weight));
        }
        if rule.missing.contains(&self.pattern.name) {
            self.is_ruled_out = true;
            self.missing_prerequisites.push(reason(DECIDES));
        }
    }

    /// Whether any fact speaks for or against it.
    pub fn is_candidate(&self) -> bool {
        !self.speaks_for.is_empty() || !self.objections().is_empty()
    }

    /// What speaks more for it than for `other`.
    fn ahead_of(&self, other: &Self) -> Vec<&str> {
        let weighs_less = |reason: &&Reason| {
            let same = |found: &&Reason| found.rule.id == reason.rule.id;
            let found = other.speaks_for.iter().find(same);
            found.is_none_or(|found| found.weight < reason.weight)
        };
        let ahead = self.speaks_for.iter().filter(weighs_less);
        ahead.map(|reason| reason.says.as_str()).collect()
    }

    /// Everything that speaks against it, the weightiest first.
    pub fn objections(&self) -> Vec<&Reason> {
        let mut objections: Vec<_> = self
            .missing_prerequisites
            .iter()
            .chain(&self.against)
            .collect();
        objections.sort_by_key(|reason| Reverse(reason.weight));
        objections
    }
}

impl Advice {
    /// The pattern that more speaks for than against; `None` if there is no such pattern.
    pub fn preferred(&self) -> Option<&Ranked> {
        let first = self.ranking.first();
        first.filter(|ranked| !ranked.is_ruled_out && ranked.score > 0)
    }
}

/// The triggers of `pattern`, and those of the rules that spoke for it; what they are on is watched once.
fn triggers(ranked: &Ranked) -> Vec<DraftTrigger> {
    let mut triggers = ranked.pattern.revisit.clone();
    for rule in ranked.speaks_for.iter().map(|reason| reason.rule) {
        let Some(revisit) = &rule.revisit else {
            continue;
        };
        let is_watched = triggers.iter().any(|known| known.when == revisit.when);
        if !is_watched {
            triggers.push(revisit.clone());
        }
    }
    triggers
}

#[cfg(test)]
mod tests;
