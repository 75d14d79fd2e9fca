//! The declared metrics, and which of them a clause is about.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::Lexicon;
use super::token::tokens;
use crate::config::{Config, MetricDeclaration};
use crate::quantity::Sprint;
use crate::trigger::{Declarations, Expr, parse};

/// What is known of a log's metrics.
#[derive(Debug)]
pub struct Known<'c> {
    config: &'c Config,
    declarations: &'c Declarations,
}

/// What a clause says of a metric.
#[derive(Debug, Clone, Copy)]
pub(super) struct Description<'a> {
    /// The words that name it.
    pub words: &'a [&'a str],
    /// Words that help to tell it from others.
    pub hints: &'a [&'a str],
    /// The words that say what is counted, if any do; one of them must be its own.
    pub counted: &'a [&'a str],
}

/// A declared metric that a clause may be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Its name with the labels that the clause names.
    pub metric: String,
    /// Whether it has several series, none of which the clause names.
    pub has_several: bool,
    rank: (usize, Reverse<usize>),
}

impl<'c> Known<'c> {
    /// What `config` and the `declarations` of its sources say.
    pub fn of(config: &'c Config, declarations: &'c Declarations) -> Self {
        Self {
            config,
            declarations,
        }
    }

    /// The length of a sprint.
    pub(super) fn sprint(&self) -> Sprint {
        self.config.sprint
    }

    /// The units of the team's own in which metrics are declared.
    pub(super) fn own_units(&self) -> BTreeSet<String> {
        let declarations = self.config.metrics.values();
        declarations.filter_map(own_unit).collect()
    }

    /// The condition in `text`, if it is one that can be evaluated.
    pub(super) fn condition(&self, text: &str) -> Option<Expr> {
        let expr = parse(text).ok()?;
        self.declarations.check(&expr).ok()?;
        Some(expr)
    }

    /// The declared metrics that match `description` best, the best first.
    pub(super) fn matching(
        &self,
        description: &Description<'_>,
        lexicon: &Lexicon,
    ) -> Vec<Candidate> {
        let metrics = self.config.metrics.iter();
        let mut found: Vec<Candidate> = metrics
            .filter_map(|(name, declaration)| {
                let about = declaration.description.clone().unwrap_or_default();
                let about = about + " " + &own_unit(declaration).unwrap_or_default();
                matched(name, &about, &declaration.series, description, lexicon)
            })
            .collect();
        let most = found.iter().map(|candidate| candidate.rank.0).max();
        found.retain(|candidate| Some(candidate.rank.0) == most);
        found.sort_by_key(|candidate| Reverse(candidate.rank));
        found
    }
}

fn own_unit(declaration: &MetricDeclaration) -> Option<String> {
    let unit = declaration.unit.as_ref()?.value.own()?;
    Some(unit.to_string())
}

/// The metric `name` as a candidate, if at least half of the words of `description` are its own.
fn matched(
    name: &str,
    about: &str,
    series: &[BTreeMap<String, String>],
    description: &Description<'_>,
    lexicon: &Lexicon,
) -> Option<Candidate> {
    let stems = |text: &str| -> BTreeSet<String> {
        let words = tokens(text).into_iter().map(|token| token.word);
        words.map(|word| lexicon.stem(&word).to_owned()).collect()
    };
    let of_name = stems(&name.replace(['.', '_', '-'], " "));
    let mut own = stems(about);
    own.extend(of_name.iter().cloned());
    let labels = series.iter().flatten();
    for (label, value) in labels {
        own.extend([label, value].map(|word| lexicon.stem(&word.to_lowercase()).to_owned()));
    }
    let has = |word: &&str| own.contains(lexicon.stem(word));
    let said: BTreeSet<&str> = description
        .words
        .iter()
        .map(|word| lexicon.stem(word))
        .collect();
    let covered = said.iter().filter(|stem| own.contains(**stem)).count();
    let is_half = covered * 2 >= said.len();
    let is_enough = covered >= 2 || covered == said.len();
    let is_exact = description.words.contains(&name);
    let counted = description.counted;
    let is_counted = counted.is_empty() || counted.iter().any(has);
    let fits = is_half && is_enough && is_counted;
    if said.is_empty() || !(fits || is_exact) {
        return None;
    }
    let selected = selection(series, description.words);
    let hints = description.hints.iter().filter(|hint| has(hint)).count();
    let unsaid = of_name.iter().filter(|stem| !said.contains(stem.as_str()));
    let bonus = if is_exact { description.words.len() } else { 0 };
    Some(Candidate {
        metric: format!("{name}{selected}"),
        has_several: selected.is_empty() && (series.len() > 1 || is_per(about, &said, lexicon)),
        rank: (covered + hints + bonus, Reverse(unsaid.count())),
    })
}

/// The labels of `series` with a value among `words`, as a condition selects them. Of several values of a label, none is
/// selected.
fn selection(series: &[BTreeMap<String, String>], words: &[&str]) -> String {
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (label, value) in series.iter().flatten() {
        if words.contains(&value.to_lowercase().as_str()) {
            said.entry(label).or_default().insert(value);
        }
    }
    let selected = said.iter().filter_map(|(label, values)| {
        let value = values.first().filter(|_| values.len() == 1)?;
        Some(format!("{label}={value:?}"))
    });
    let selected: Vec<String> = selected.collect();
    match selected.is_empty() {
        true => String::new(),
        false => format!("{{{}}}", selected.join(", ")),
    }
}

/// Whether a metric described by `about` has a series per something that is `said`: the share of CPU per module.
fn is_per(about: &str, said: &BTreeSet<&str>, lexicon: &Lexicon) -> bool {
    let tokens = tokens(about);
    (0..tokens.len()).any(|at| {
        let per = lexicon
            .rates
            .says(tokens.get(at..).unwrap_or_default(), "always_per");
        let what = per.and_then(|per| tokens.get(at + per));
        what.is_some_and(|what| said.contains(lexicon.stem(&what.word)))
    })
}
