//! The rules in `templates/patterns/rules.toml`: the facts that can be known of a system, what contradicts
//! what, and what speaks for or against which pattern.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::quantity::{DeclaredUnit, Unit, Value, parse_value};
use crate::record::draft::DraftTrigger;
use crate::trigger::{Declarations, Declared};

/// Everything that advice is based on.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The facts, in the order in which they are asked for.
    #[serde(rename = "fact")]
    pub facts: Vec<Fact>,
    /// The facts that cannot both be true.
    #[serde(rename = "contradiction")]
    pub contradictions: Vec<Contradiction>,
    /// What speaks for or against a pattern.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
    /// The metrics of the patterns' triggers that are not facts.
    metrics: BTreeMap<String, MetricOfTrigger>,
}

/// Something that can be known of a system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Its name in a list.
    pub name: String,
    /// The metric that measures it.
    pub metric: String,
    /// The flag that states it, without dashes.
    pub flag: String,
    /// The metric's unit.
    pub unit: String,
    /// The words that state it, each with its number; empty if it is a number itself.
    #[serde(default)]
    pub values: BTreeMap<String, u32>,
    /// Whether it is a whole number.
    #[serde(default)]
    whole: bool,
    /// Its minimum; otherwise 0.
    #[serde(default)]
    at_least: u32,
    /// Its maximum.
    at_most: Option<u32>,
    /// A value as stated by the flag.
    pub example: String,
    /// What the metric measures.
    pub description: String,
    /// The question that it answers.
    pub asks: String,
}

/// Facts that cannot both be true.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// True if they contradict each other.
    pub when: String,
    /// Why they do.
    pub says: String,
}

/// What speaks for or against some patterns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub id: String,
    /// True if it applies.
    pub when: String,
    /// The patterns that it speaks for, each with its weight.
    #[serde(default, rename = "for")]
    pub speaks_for: BTreeMap<String, u8>,
    /// The patterns that it speaks against, each with its weight.
    #[serde(default)]
    pub against: BTreeMap<String, u8>,
    /// The patterns that lack a prerequisite.
    #[serde(default)]
    pub missing: Vec<String>,
    /// What it says, with a fact's value for its `{metric}`.
    pub says: String,
    /// Who says so.
    pub source: String,
    /// What re-opens a decision based on it.
    pub revisit: Option<DraftTrigger>,
}

/// The unit and the meaning of a metric.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricOfTrigger {
    /// Its unit.
    pub unit: String,
    /// What it measures.
    pub description: String,
}

impl Rules {
    /// The built-in rules.
    pub fn built_in() -> &'static Self {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            toml::from_str(include_str!("../../templates/patterns/rules.toml")).unwrap_or_default()
        });
        &RULES
    }

    /// The fact that `metric` measures.
    pub fn fact(&self, metric: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.metric == metric)
    }

    /// The units of the facts.
    pub fn declarations(&self) -> Declarations {
        let declared = |fact: &Fact| Some((fact.metric.clone(), Declared::of(fact.unit()?)));
        self.facts.iter().filter_map(declared).collect()
    }

    /// The unit and the meaning of `metric`, if it is a fact or in a pattern's trigger.
    pub fn metric(&self, metric: &str) -> Option<MetricOfTrigger> {
        let of_fact = self.fact(metric).map(|fact| MetricOfTrigger {
            unit: fact.unit.clone(),
            description: fact.description.clone(),
        });
        of_fact.or_else(|| self.metrics.get(metric).cloned())
    }
}

impl Rule {
    /// The sum of its weights.
    pub fn weight(&self) -> u32 {
        let weights = self.speaks_for.values().chain(self.against.values());
        let prerequisites = super::DECIDES * u32::try_from(self.missing.len()).unwrap_or(0);
        weights.map(|weight| u32::from(*weight)).sum::<u32>() + prerequisites
    }
}

impl Fact {
    /// The metric's unit.
    pub fn unit(&self) -> Option<DeclaredUnit> {
        DeclaredUnit::parse(&self.unit).ok()
    }

    /// The words that state it; empty if it is a number.
    pub fn words(&self) -> Vec<&str> {
        self.values.keys().map(String::as_str).collect()
    }

    /// Reads the fact as stated by its flag.
    ///
    /// # Errors
    /// If it is not one of its words, or not a number in its unit and within its bounds: what to write.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        if !self.values.is_empty() {
            let number = self.values.get(&text.trim().to_lowercase());
            return number
                .map(|number| Value::count((*number).into()))
                .ok_or_else(|| {
                    format!(
                        "`{text}` is not an answer; write {}",
                        self.words().join(" or ")
                    )
                });
        }
        let write = format!("write it like {}", self.example);
        let value = parse_value(text).map_err(|error| format!("{error}; {write}"))?;
        let Value::Amount(amount) = value else {
            return Err(format!("`{text}` is not a number; {write}"));
        };
        let value = Value::Amount(amount);
        if !self.unit().is_some_and(|unit| unit.fits(&value)) {
            return Err(match value.is_bare() {
                true => format!("`{text}` has no unit; {write}"),
                false => format!("`{text}` has the wrong unit; {write}"),
            });
        }
        if amount.number < self.at_least.into() {
            return Err(format!("`{text}` is less than {}; {write}", self.at_least));
        }
        if let Some(most) = self.at_most.filter(|most| amount.number > (*most).into()) {
            let unit = if amount.unit == Unit::PERCENT {
                "%"
            } else {
                ""
            };
            return Err(format!("`{text}` is more than {most}{unit}; {write}"));
        }
        if self.whole && !amount.number.is_integer() {
            return Err(format!("`{text}` is not a whole number; {write}"));
        }
        Ok(value)
    }

    /// `value` as its flag would state it.
    pub fn shown(&self, value: &Value) -> String {
        let value = match value {
            Value::Amount(amount) if value.is_bare() || amount.unit.own().is_some() => {
                let read = self.unit().and_then(|unit| unit.read(amount.number));
                read.unwrap_or_else(|| value.clone())
            }
            value => value.clone(),
        };
        let is_it = |number: u32| value == Value::count(number.into());
        let word = self.values.iter().find(|(_, number)| is_it(**number));
        word.map_or_else(|| value.to_string(), |(word, _)| word.clone())
    }
}
