use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::foreign;
use crate::source::Source;
use crate::store::Place;

fn log(files: &[(&str, &str)]) -> Log {
    let record = |(name, text): &(&str, &str)| {
        let source = Arc::new(Source::new(format!("docs/adr/{name}"), *text));
        foreign::parse(source, true).0
    };
    let place = Place {
        dir: PathBuf::from("docs/adr"),
        root: PathBuf::from("."),
    };
    Log::of(place, files.iter().map(record).collect())
}

fn shop() -> Log {
    log(&[
        (
            "0001-keep-orders.md",
            "# 1. Keep orders in one primary\n\n## Decision\n\nAll orders stay in one PostgreSQL primary.\n\n## Alternatives Rejected\n\n- **DynamoDB:** no transaction across tables.\n",
        ),
        (
            "0002-queue.md",
            "# 2. Use a queue\n\n## Context\n\nOrders are late. We migrated twice, and DynamoDB was slow in one test.\n\n## Decision\n\nA queue.\n",
        ),
        (
            "0003-primary.md",
            "---\nstatus: accepted\ntags: [storage]\n---\n# Größe of the primary\n\n## Context\n\nThe one\n> primary is full. See [it](http://example.com/orders).\n",
        ),
    ])
}

fn found(words: &str) -> Vec<u32> {
    let log = shop();
    let query = Query::parse(&[words.to_owned()]);
    let results = search(&log, &query, |_| true, 10);
    results
        .hits
        .iter()
        .filter_map(|hit| hit.record.number)
        .collect()
}

#[test]
fn records_are_found_by_words_prefixes_phrases_and_numbers() {
    for (words, expected) in [
        ("postgresql", vec![1]),
        ("POSTGRES", vec![1]),
        ("postgresqls", vec![1]),
        ("migrating", vec![2]),
        ("gres", vec![]),
        ("größe", vec![3]),
        ("GRÖSSE", vec![]),
        ("storage", vec![3]),
        ("\"one primary\"", vec![1, 3]),
        ("\"primary one\"", vec![]),
        ("2", vec![2]),
        ("ADR-0003", vec![3]),
        ("did we reject DynamoDB", vec![1]),
        ("the", vec![3]),
    ] {
        let mut numbers = found(words);
        numbers.sort_unstable();
        assert_eq!(numbers, expected, "{words}");
    }
}

#[test]
fn titles_and_rejected_alternatives_come_first() {
    assert_eq!(found("queue"), [2]);
    assert_eq!(found("DynamoDB"), [1, 2]);
    assert_eq!(found("orders"), [1, 2]);
}

#[test]
fn without_a_record_that_has_all_words_those_with_most_are_found() {
    let log = shop();
    let query = Query::parse(&["queue".to_owned(), "postgresql".to_owned()]);
    let results = search(&log, &query, |_| true, 10);
    assert!(results.is_partial);
    assert_eq!(results.total, 2);
}

#[test]
fn a_slip_of_the_finger_is_corrected_and_said() {
    let log = shop();
    let query = Query::parse(&["dynamobd".to_owned()]);
    let results = search(&log, &query, |_| true, 10);
    assert_eq!(
        results.corrected,
        [("dynamobd".to_owned(), Some("dynamodb".to_owned()))]
    );
    assert_eq!(results.hits.len(), 2);
    let alternative = results.hits[0].alternative.as_ref().unwrap();
    assert_eq!(alternative.name, "DynamoDB");
}

#[test]
fn a_snippet_shows_the_section_in_which_most_words_stand() {
    let log = shop();
    let query = Query::parse(&["orders late".to_owned()]);
    let results = search(&log, &query, |_| true, 1);
    let snippet = results.hits[0].snippet.as_ref().unwrap();
    assert_eq!(snippet.section, "Context");
    let marked: Vec<&str> = snippet
        .matches
        .iter()
        .map(|range| &snippet.text[range.clone()])
        .collect();
    assert_eq!(marked, ["Orders", "late"]);
}
