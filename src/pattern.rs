//! The architecture patterns in `templates/patterns`: what each gains and costs, what it is usually chosen
//! over, and the metrics that tell when it stops fitting. Which one fits a system is up to `advise`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::record::draft::{DraftAlternative, DraftTrigger};

/// The patterns from the simplest to run to the most demanding; of two that fit equally, the earlier is
/// preferred.
const SOURCES: [&str; 8] = [
    include_str!("../templates/patterns/monolith.md"),
    include_str!("../templates/patterns/modular-monolith.md"),
    include_str!("../templates/patterns/microservices.md"),
    include_str!("../templates/patterns/event-driven.md"),
    include_str!("../templates/patterns/saga.md"),
    include_str!("../templates/patterns/cqrs.md"),
    include_str!("../templates/patterns/event-sourcing.md"),
    include_str!("../templates/patterns/strangler-fig.md"),
];

/// What begins the tag of a record that started from a pattern: `pattern:monolith`.
const TAG: &str = "pattern:";

/// An architecture pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pattern {
    /// The name used on the command line: `modular-monolith`.
    pub name: String,
    /// The name in prose: `Modular monolith`.
    pub title: String,
    /// What it is, in one sentence.
    pub summary: String,
    /// How many engineers it suits: `6–20`.
    pub team_size: String,
    /// The decision for it, in the words of a title.
    pub decision: String,
    /// How it fares by each criterion of [`CRITERIA`].
    pub tradeoffs: Tradeoffs,
    /// When it fits.
    pub fits: String,
    /// What gets better.
    pub gains: Vec<String>,
    /// What gets worse.
    pub costs: Vec<String>,
    /// How it fails in production.
    pub failures: Vec<String>,
    /// What must exist before it is introduced.
    pub prerequisites: Vec<String>,
    /// What is usually rejected for it, and why.
    pub alternatives: Vec<DraftAlternative>,
    /// What tells that it no longer fits.
    pub revisit: Vec<DraftTrigger>,
    /// Its text without the TOML.
    #[serde(skip)]
    pub markdown: String,
}

/// How a pattern fares by each criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all(deserialize = "kebab-case"), deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the criterion of its name")]
pub struct Tradeoffs {
    pub deployment: String,
    pub transactions: String,
    pub failure_isolation: String,
    pub debugging: String,
    pub team_scaling: String,
    pub query_optimisation: String,
    pub operational_overhead: String,
}

/// A criterion by which patterns are compared.
#[derive(Debug)]
pub struct Criterion {
    /// Its name in a heading.
    pub name: &'static str,
    /// How a pattern fares by it.
    pub of: fn(&Pattern) -> &str,
}

/// The criteria of a comparison.
#[rustfmt::skip]
pub const CRITERIA: &[Criterion] = &[
    Criterion { name: "Deployment", of: |pattern| &pattern.tradeoffs.deployment },
    Criterion { name: "Transactions", of: |pattern| &pattern.tradeoffs.transactions },
    Criterion { name: "Failure isolation", of: |pattern| &pattern.tradeoffs.failure_isolation },
    Criterion { name: "Debugging", of: |pattern| &pattern.tradeoffs.debugging },
    Criterion { name: "Team scaling", of: |pattern| &pattern.tradeoffs.team_scaling },
    Criterion { name: "Query optimisation", of: |pattern| &pattern.tradeoffs.query_optimisation },
    Criterion { name: "Operational overhead", of: |pattern| &pattern.tradeoffs.operational_overhead },
    Criterion { name: "Team size", of: |pattern| &pattern.team_size },
];

/// The TOML above a pattern's text.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Front {
    name: String,
    title: String,
    summary: String,
    team_size: String,
    decision: String,
    tradeoffs: Tradeoffs,
    revisit: Vec<DraftTrigger>,
}

/// All patterns, from the simplest to run to the most demanding.
pub fn all() -> &'static [Pattern] {
    static ALL: LazyLock<Vec<Pattern>> =
        LazyLock::new(|| SOURCES.into_iter().filter_map(Pattern::parse).collect());
    &ALL
}

/// The names of all patterns.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().iter().map(|pattern| pattern.name.as_str())
}

/// The pattern called `name`.
pub fn find(name: &str) -> Option<&'static Pattern> {
    all().iter().find(|pattern| pattern.name == name)
}

/// The pattern named by one of a record's `tags`.
pub fn of_tags<'t>(tags: impl IntoIterator<Item = &'t str>) -> Option<&'static Pattern> {
    let mut names = tags.into_iter().filter_map(|tag| tag.strip_prefix(TAG));
    names.find_map(find)
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let (front, markdown) = text.strip_prefix("```toml\n")?.split_once("\n```\n")?;
        let front: Front = toml::from_str(front).ok()?;
        let section = |heading: &str| {
            let (_, rest) = markdown.split_once(&format!("\n## {heading}\n"))?;
            Some(rest.split("\n## ").next().unwrap_or(rest).trim())
        };
        let items = |heading: &str| -> Option<Vec<String>> {
            let lines = section(heading)?.lines();
            lines
                .map(|line| Some(line.strip_prefix("- ")?.to_owned()))
                .collect()
        };
        let alternatives = items("Alternatives")?;
        Some(Self {
            fits: section("When it fits")?.to_owned(),
            gains: items("Gains")?,
            costs: items("Costs")?,
            failures: items("How it fails in production")?,
            prerequisites: items("What must exist before")?,
            alternatives: alternatives
                .iter()
                .map(|item| alternative(item))
                .collect::<Option<_>>()?,
            name: front.name,
            title: front.title,
            summary: front.summary,
            team_size: front.team_size,
            decision: front.decision,
            tradeoffs: front.tradeoffs,
            revisit: front.revisit,
            markdown: markdown.trim_start().to_owned(),
        })
    }

    /// The tag of a record that started from it.
    pub fn tag(&self) -> String {
        format!("{TAG}{}", self.name)
    }
}

/// Reads `**Name:** reason`.
fn alternative(item: &str) -> Option<DraftAlternative> {
    let (name, why) = item.strip_prefix("**")?.split_once(":** ")?;
    Some(DraftAlternative {
        name: name.to_owned(),
        why_rejected: why.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trigger::parse;

    #[test]
    fn every_pattern_can_be_read() {
        assert_eq!(all().len(), SOURCES.len());
        for pattern in all() {
            assert!(
                pattern
                    .markdown
                    .starts_with(&format!("# {}\n", pattern.title))
            );
            assert!(pattern.alternatives.len() >= 3, "{}", pattern.name);
        }
    }

    #[test]
    fn every_trigger_of_a_pattern_is_a_condition_with_an_id_and_a_note() {
        for trigger in all().iter().flat_map(|pattern| &pattern.revisit) {
            assert!(parse(&trigger.when).is_ok(), "{}", trigger.when);
            assert!(trigger.id.is_some() && trigger.note.is_some());
        }
    }

    #[test]
    fn a_tag_names_the_pattern_of_a_record() {
        let found = of_tags(["storage", "pattern:nothing", "pattern:cqrs"]);
        assert_eq!(
            found.map(|pattern| pattern.tag()).as_deref(),
            Some("pattern:cqrs")
        );
        assert_eq!(of_tags(["cqrs"]), None);
    }
}
