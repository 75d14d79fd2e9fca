//! Words under *Revisit When* that say that something will matter but not how much of it, and measurable
//! alternatives to them.

use chrono::{Days, NaiveDate};

/// Words that avoid saying how much. Longer ones come first.
const VAGUE: &[&str] = &[
    "becomes a bottleneck",
    "become a bottleneck",
    "becomes a problem",
    "become a problem",
    "becomes an issue",
    "becomes too",
    "become too",
    "gets too",
    "get too",
    "gets slow",
    "get slow",
    "grows beyond",
    "no longer sufficient",
    "not enough",
    "at some point",
    "in the future",
    "if needed",
    "when needed",
    "if necessary",
    "when necessary",
    "if required",
    "as needed",
    "over time",
    "can no longer",
    "come near",
    "comes near",
    "significantly",
    "significant",
    "substantially",
    "substantial",
    "considerably",
    "dramatically",
    "noticeably",
    "eventually",
    "periodically",
    "regularly",
    "frequently",
    "often",
    "soon",
    "later",
    "grows",
    "grow",
    "increases",
    "too many",
    "too much",
    "too slow",
    "too large",
    "too",
    "bottleneck",
    "many",
    "much",
    "large",
    "slow",
    "mature",
    "stable",
];

/// The topic of a sentence, by words in it, and a condition on that topic.
const TOPICS: &[(&[&str], &str)] = &[
    (
        &[
            "team",
            "people",
            "developer",
            "engineer",
            "hire",
            "staff",
            "headcount",
        ],
        "team.size > 20",
    ),
    (
        &[
            "latency",
            "slow",
            "response",
            "performance",
            "bottleneck",
            "fast",
            "wait for",
        ],
        "api.latency.p99 > 500ms",
    ),
    (
        &[
            "deploy",
            "release train",
            "blocked",
            "coordinat",
            "merge conflict",
        ],
        "deploy.contention > 3/sprint",
    ),
    (
        &["cost", "expensive", "price", "bill", "budget", "licen"],
        "hosting.cost > 5000",
    ),
    (
        &[
            "incident",
            "outage",
            "error",
            "fail",
            "unreliable",
            "on call",
            "on-call",
        ],
        "incidents > 2/month",
    ),
    (
        &["queue", "lag", "backlog", "behind"],
        "any(queue.lag) > 1000",
    ),
    (
        &[
            "disk",
            "storage",
            "database size",
            "gigabyte",
            "memory",
            "rows",
        ],
        "db.size > 500GB",
    ),
    (
        &[
            "version",
            "upstream",
            "library",
            "framework",
            "support",
            "mature",
            "stable",
        ],
        "dependency.NAME >= 2",
    ),
    (
        &[
            "load", "traffic", "request", "write", "read", "volume", "order", "scale", "customer",
            "user",
        ],
        "orders.writes > 4000/s",
    ),
];

/// What to write instead of a sentence of `text` that names no measure for revisiting; `None` if it contains
/// no vague word.
pub fn proposal(text: &str, today: NaiveDate) -> Option<String> {
    let sentences = text.split_inclusive(['.', ';', '\n']);
    let (sentence, vague) = sentences
        .filter_map(|sentence| Some((sentence.to_lowercase(), vague_in(sentence)?)))
        .next()?;
    let about = |(words, _): &&(&[&str], &str)| words.iter().any(|word| has(&sentence, word));
    let condition = match TOPICS.iter().find(about) {
        Some((_, condition)) => format!("measure it: `when = '{condition}'`"),
        None => format!(
            "name what to measure, or a date: `when = 'today >= {}'`",
            next_year(today)
        ),
    };
    Some(format!("“{vague}” does not say how much; {condition}"))
}

/// One year after `today`, by when a decision should be reviewed.
pub fn next_year(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(365)).unwrap_or(today)
}

fn vague_in(sentence: &str) -> Option<&'static str> {
    let sentence = sentence.to_lowercase();
    VAGUE
        .iter()
        .copied()
        .find(|words| has_words(&sentence, words))
}

/// Whether a word of `sentence` starts with `word`.
fn has(sentence: &str, word: &str) -> bool {
    sentence
        .match_indices(word)
        .any(|(at, _)| !sentence[..at].ends_with(char::is_alphanumeric))
}

/// Whether `sentence` contains all of `words` as whole words.
fn has_words(sentence: &str, words: &str) -> bool {
    sentence.match_indices(words).any(|(at, _)| {
        let (before, after) = (&sentence[..at], &sentence[at + words.len()..]);
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_words_are_quoted_and_a_condition_on_their_topic_is_proposed() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (text, vague, condition) in [
            (
                "The team grows significantly.",
                "significantly",
                "team.size > 20",
            ),
            (
                "Search becomes a bottleneck.",
                "becomes a bottleneck",
                "api.latency.p99 > 500ms",
            ),
            (
                "Hosting gets too expensive",
                "gets too",
                "hosting.cost > 5000",
            ),
            ("The library is stable.", "stable", "dependency.NAME >= 2"),
            ("If needed.", "if needed", "today >= 2027-11-22"),
            (
                "All is well. Releases are often blocked.",
                "often",
                "deploy.contention > 3/sprint",
            ),
        ] {
            let suggested = proposal(text, today).unwrap();
            assert!(suggested.contains(&format!("“{vague}”")), "{suggested}");
            assert!(suggested.contains(condition), "{suggested}");
        }
    }

    #[test]
    fn a_sentence_with_its_own_measure_is_ignored() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for text in [
            "",
            "Writes pass 4000 a second.",
            "Toolchains change.",
            "The tomato soonest.",
        ] {
            assert_eq!(proposal(text, today), None, "{text}");
        }
    }

    #[test]
    fn every_proposed_condition_can_be_parsed() {
        for (_, condition) in TOPICS {
            let condition = condition.replace("NAME", "tokio");
            assert!(crate::trigger::parse(&condition).is_ok(), "{condition}");
        }
    }
}
