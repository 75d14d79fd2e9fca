//! How often a sentence is turned into the condition that its author would want. `tests/fixtures/sentences.csv` has
//! the sentences: those that the words were chosen by (`tuned`), and those that were set aside until they had been
//! (`held-out`). A sentence without a condition is one for which nothing should be proposed.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use adr::config::Config;
use adr::metric::Plan;
use adr::source::Source;
use adr::trigger::{Expr, parse};
use adr::words::{Known, propose};
use chrono::NaiveDate;

struct Sentence {
    set: String,
    settings: String,
    text: String,
    wanted: String,
}

#[derive(Debug, Default)]
struct Score {
    right: usize,
    nothing: usize,
    wrong: Vec<String>,
}

impl Score {
    fn total(&self) -> usize {
        self.right + self.nothing + self.wrong.len()
    }
}

fn sentences() -> Vec<Sentence> {
    let mut table = csv::Reader::from_path("tests/fixtures/sentences.csv").unwrap();
    let rows = table.records().map(Result::unwrap);
    let sentence = |row: csv::StringRecord| Sentence {
        set: row[0].to_owned(),
        settings: row[2].to_owned(),
        text: row[3].to_owned(),
        wanted: row[4].to_owned(),
    };
    rows.map(sentence).collect()
}

/// The conditions proposed first for the clauses of `sentence`, joined by semicolons.
fn proposed(sentence: &Sentence) -> String {
    let settings = match sentence.settings.as_str() {
        "shop" => fs::read_to_string("tests/fixtures/shop/docs/adr/adr.toml").unwrap(),
        _ => String::new(),
    };
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty());
    let (plan, _) = Plan::of(&config);
    let declarations = plan.declarations();
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let clauses = propose(&sentence.text, &Known::of(&config, &declarations), today);
    let firsts = clauses
        .iter()
        .filter_map(|clause| clause.conditions.first());
    firsts
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Whether two conditions are the same, apart from the name of a metric that no settings declare: of such a name, at
/// least half of the words must be the same, as it is only a suggestion.
fn is_right(proposed: &str, sentence: &Sentence) -> bool {
    let (one, other): (Vec<_>, Vec<_>) = (
        proposed.split("; ").collect(),
        sentence.wanted.split("; ").collect(),
    );
    let is_declared = sentence.settings == "shop";
    let pairs = one.iter().zip(&other);
    one.len() == other.len()
        && pairs
            .into_iter()
            .all(|(one, other)| one == other || !is_declared && is_nearly(one, other))
}

fn is_nearly(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (parse(one), parse(other)) else {
        return false;
    };
    let nameless = |expr: &Expr| {
        let names = expr.metrics().map(|metric| metric.name.clone());
        names.fold(expr.to_string(), |text, name| text.replacen(&name, "_", 1))
    };
    let parts = |expr: &Expr| -> BTreeSet<String> {
        let parts = expr.metrics().flat_map(|metric| metric.name.split('.'));
        parts.map(str::to_owned).collect()
    };
    let (names, wanted) = (parts(&one), parts(&other));
    let shared = names.intersection(&wanted).count();
    nameless(&one) == nameless(&other) && shared * 2 >= names.union(&wanted).count()
}

fn score(set: &str) -> Score {
    let mut score = Score::default();
    for sentence in sentences().iter().filter(|sentence| sentence.set == set) {
        let proposed = proposed(sentence);
        if is_right(&proposed, sentence) {
            score.right += 1;
        } else if proposed.is_empty() {
            score.nothing += 1;
        } else {
            let Sentence { text, wanted, .. } = sentence;
            score.wrong.push(format!(
                "{text}\n  wanted   {wanted}\n  proposed {proposed}"
            ));
        }
    }
    score
}

#[test]
fn of_the_sentences_four_fifths_are_understood_and_one_in_twenty_at_most_is_misunderstood() {
    for (set, least) in [("tuned", 120), ("held-out", 60)] {
        let score = score(set);
        let wrong = score.wrong.join("\n");
        assert!(score.total() >= least, "{set}: {}", score.total());
        assert!(score.right * 100 >= score.total() * 80, "{set}: {score:?}");
        assert!(
            score.wrong.len() * 100 <= score.total() * 5,
            "{set}:\n{wrong}"
        );
    }
}

#[test]
fn the_guide_shows_what_is_proposed() {
    let guide = fs::read_to_string("docs/guide.md").unwrap();
    let (_, table) = guide.split_once("| in words | as a condition |").unwrap();
    let rows = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("| "));
    let mut shown = 0;
    for row in rows {
        let (text, condition) = row.trim_end_matches(" |").split_once(" | ").unwrap();
        let sentence = Sentence {
            set: String::new(),
            settings: String::new(),
            text: text.to_owned(),
            wanted: condition.replace('`', ""),
        };
        assert_eq!(proposed(&sentence), sentence.wanted);
        shown += 1;
    }
    assert!(shown >= 7, "{shown}");
}
