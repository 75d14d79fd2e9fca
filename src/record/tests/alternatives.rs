//! Alternatives in the layouts in which people write them.

use std::sync::Arc;

use crate::record::{Alternative, Record};
use crate::source::Source;

fn read(prose: &str) -> Vec<Alternative> {
    let text = format!("# ADR-0007: Queue jobs in RabbitMQ\n\n{prose}\n");
    let record = Record::parse(Arc::new(Source::new("0007-x.md", text)));
    record.body().alternatives().to_vec()
}

/// Each alternative with its reason.
fn reasons(prose: &str) -> Vec<(String, Option<String>)> {
    let found = read(prose).into_iter();
    found.map(|a| (a.name, a.why_rejected)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    let why = |why: &str| (!why.is_empty()).then(|| why.to_owned());
    let pair = |(name, reason): &(&str, &str)| ((*name).to_owned(), why(reason));
    expected.iter().map(pair).collect()
}

/// The names of those that owe a reason.
fn owing(prose: &str) -> Vec<String> {
    let found = read(prose).into_iter().filter(|a| a.lacks_reason);
    found.map(|a| a.name).collect()
}

#[track_caller]
fn assert_read(section: &str, expected: &[(&str, &str)]) {
    let prose = format!("## Alternatives Rejected\n\n{section}");
    assert_eq!(reasons(&prose), pairs(expected), "{section}");
}

const TWO: [(&str, &str); 2] = [
    ("Kafka", "three brokers to run"),
    ("SQS", "the bank forbids it"),
];

#[test]
fn an_entry_and_what_is_said_of_it_are_read_in_any_layout() {
    for section in [
        "- Kafka: three brokers to run\n- SQS: the bank forbids it",
        "1. Kafka - three brokers to run\n2. SQS → the bank forbids it",
        "- **Kafka** three brokers to run\n- ~~SQS~~ the bank forbids it",
        "- Kafka; three brokers to run\n- SQS (the bank forbids it)",
        "- Kafka\n  - three brokers to run\n- SQS\n\n  the bank forbids it",
        "**Kafka:** three brokers to run\n\n**SQS:** the bank forbids it",
        "### Kafka\n\nthree brokers to run\n\n### SQS\n\nthe bank forbids it",
        "#### Kafka\n\nthree brokers to run\n\n#### SQS\n\nthe bank forbids it",
        "> - Kafka: three brokers to run\n> - SQS: the bank forbids it",
        "| Option | Why |\n|---|---|\n| Kafka | three brokers to run |\n| SQS | the bank forbids it |",
        "| Criterion | Kafka | SQS |\n|---|---|---|\n| A | three brokers to run | the bank forbids it |",
        "<details>\n<summary>Kafka</summary>\n\nthree brokers to run\n\n</details>\n<details>\n<summary>SQS</summary>\nthe bank forbids it\n</details>",
        "- Options:\n  - Kafka: three brokers to run\n  - SQS: the bank forbids it",
        "- Kafka：three brokers to run\n- SQS：the bank forbids it",
        "- Kafka[^1]\n- SQS[^2]\n\n[^1]: three brokers to run\n[^2]: the bank forbids it",
        "| Option | Why |\n|---|---|\n| Kafka | [^1] |\n| SQS | [^2] |\n\n[^1]: three brokers to run\n[^2]: the bank forbids it",
    ] {
        assert_read(section, &TWO);
    }
}

#[test]
fn a_reason_in_brackets_or_behind_a_comma_is_one() {
    assert_read(
        "- Salt (rejected because the master would sit in the DMZ)\n- SQS, which the bank forbids",
        &[
            ("Salt", "rejected because the master would sit in the DMZ"),
            ("SQS", "which the bank forbids"),
        ],
    );
}

#[test]
fn a_name_may_have_its_reason_in_the_next_paragraph() {
    assert_read(
        "Kafka\n\nThree brokers to run.\n\nSQS\n\nThe bank forbids it.",
        &[
            ("Kafka", "Three brokers to run."),
            ("SQS", "The bank forbids it."),
        ],
    );
}

#[test]
fn entries_that_are_stacked_are_weighed_together_below() {
    let both = "Both need three machines.";
    for section in [
        "### Kafka\n\n### SQS\n\nBoth need three machines.",
        "- Kafka\n- SQS\n\nBoth need three machines.",
        "**Kafka**\n\n**SQS**\n\nBoth need three machines.",
    ] {
        assert_read(section, &[("Kafka", both), ("SQS", both)]);
    }
}

#[test]
fn a_table_below_a_name_is_said_of_it() {
    let table = "| Option | Why |\n|---|---|\n| Kafka | three brokers |\n| SQS | forbidden |";
    let section =
        format!("<details>\n<summary>What we compared</summary>\n\n{table}\n\n</details>");
    let prose = format!("## Alternatives Rejected\n\n{section}");
    assert_eq!(owing(&prose), Vec::<String>::new());
}

#[test]
fn dashes_in_the_cells_of_a_table_are_no_reason() {
    let prose = "## Alternatives Rejected\n\n| Option | Why |\n|---|---|\n| Kafka | - |\n| SQS | n/a |\n| Salt | dear |";
    assert_eq!(owing(prose), ["Kafka", "SQS"]);
    let ticks = "## Alternatives Rejected\n\n| Option | Ordered | Cheap |\n|---|---|---|\n| Kafka | ✅ | ❌ |\n| SQS | ❌ | ✅ |";
    assert_eq!(owing(ticks), [""; 0]);
    assert_eq!(read(ticks).len(), 2);
}

#[test]
fn what_may_be_a_sentence_in_another_language_owes_no_reason() {
    let german = "## Kontext\n\nBestellungen und Bestand ändern sich gemeinsam.\n\n## Verworfene Alternativen\n\n";
    let japanese = "## 背景\n\n注文と在庫は一緒に変わる。\n\n## 却下した代替案\n\n";
    for (record, entry, is_owing) in [
        (german, "- Kafka", true),
        (german, "- Option 2: Kafka Streams", true),
        (german, "- Kafka ist uns zu teuer", false),
        (german, "- Kafka (zu teuer)", false),
        (japanese, "- Kafka", true),
        (japanese, "- Kafkaは運用が重い", false),
        (japanese, "- Kafka：運用が重い", false),
    ] {
        assert_eq!(
            !owing(&format!("{record}{entry}")).is_empty(),
            is_owing,
            "{entry}"
        );
    }
}

#[test]
fn a_section_of_rejected_options_owes_every_reason() {
    for section in [
        "- Kafka\n- SQS: the bank forbids it",
        "### Kafka\n\n### SQS\n",
        "| Option | Why |\n|---|---|\n| Kafka | |\n| SQS | the bank forbids it |",
        "- **Kafka**",
        "Kafka",
        "- Kafka (three brokers)",
        "- Option 1: Kafka",
    ] {
        let prose = format!("## Decision\n\nRabbitMQ.\n\n## Alternatives Rejected\n\n{section}");
        assert!(!owing(&prose).is_empty(), "{section}");
    }
}

#[test]
fn the_chosen_option_is_not_asked_why_it_was_rejected() {
    for (options, decision) in [
        (
            "### RabbitMQ (chosen)\n\n### Kafka\n\nThree brokers.",
            "We run it.",
        ),
        ("- RabbitMQ ✅\n- Kafka: three brokers", "We run it."),
        (
            "- Kafka: three brokers\n- RabbitMQ",
            "Chosen option: \"RabbitMQ\", because it is there.",
        ),
        (
            "- Kafka: three brokers\n- RabbitMQ",
            "We use RabbitMQ rather than Kafka.",
        ),
        (
            "- Kafka: three brokers\n- RabbitMQ: chosen, since it is there",
            "That one.",
        ),
    ] {
        let prose = format!("## Considered Options\n\n{options}\n\n## Decision\n\n{decision}");
        let found = reasons(&prose);
        assert_eq!(found.len(), 1, "{prose}: {found:?}");
        assert!(found[0].0.starts_with("Kafka"), "{found:?}");
    }
}

#[test]
fn where_the_chosen_option_is_listed_too_only_what_is_certain_is_owed() {
    let owed = |decision: &str, more: &str| {
        owing(&format!(
            "## Considered Options\n\n- RabbitMQ\n- Kafka\n- SQS\n\n## Decision\n\n{decision}\n\n{more}"
        ))
    };
    let chosen = "Chosen option: \"RabbitMQ\", because it is there.";
    assert_eq!(owed(chosen, ""), ["Kafka", "SQS"]);
    assert_eq!(owed("The broker that we have.", ""), [""; 0]);
    assert_eq!(
        owed(chosen, "## Context\n\nKafka takes three machines."),
        ["SQS"]
    );
    assert_eq!(owed(chosen, "Other tools cost more."), [""; 0]);
    assert_eq!(
        owed(
            chosen,
            "## Pros and Cons of the Options\n\n### Managed queue\n\n- Bad, because of the bank"
        ),
        [""; 0]
    );
}

#[test]
fn options_are_found_under_headings_of_their_own_anywhere() {
    for prose in [
        "## Decision\n\nRabbitMQ.\n\n### Alternatives considered\n\n- Kafka: three brokers\n- SQS: the bank",
        "## Context\n\n### Option 1: Kafka\n\nThree brokers.\n\n### Option 2: SQS\n\nThe bank.",
        "## Context\n\n**Alternatives considered**\n\n- Kafka: three brokers\n- SQS: the bank",
        "Other options:\n\n- Kafka: three brokers\n- SQS: the bank",
        "## Context\n\nTwo options were considered:\n\n### 1. Kafka\n\nThree brokers.\n\n### 2. SQS\n\nThe bank.\n\n## Decision\n\nx",
    ] {
        let found = reasons(prose);
        assert_eq!(found.len(), 2, "{prose}: {found:?}");
        assert!(found.iter().all(|(_, why)| why.is_some()), "{found:?}");
    }
}

#[test]
fn options_under_headings_with_pros_and_cons_are_found_anywhere() {
    let options = "## Context\n\n### Kafka\n\nPros\n\n- fast\n\nCons:\n\n- three brokers\n\n### SQS\n\n#### Cons\n\n- forbidden";
    let names = |prose: &str| {
        reasons(prose)
            .into_iter()
            .map(|(name, _)| name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(options), ["Kafka", "SQS"]);
    let single = "## Analysis\n\n### Pros\n\n- fast\n\n### Cons\n\n- dear\n\n## Consequences\n\nPros:\n\n- fast";
    assert_eq!(names(single), [""; 0]);
}

#[test]
fn a_label_may_end_a_paragraph() {
    let prose = "## Context\n\nOrders wait in a queue. Two options were evaluated:\n\n- **Kafka** — three brokers\n- **SQS** — forbidden";
    assert_eq!(
        reasons(prose),
        pairs(&[("Kafka", "three brokers"), ("SQS", "forbidden")])
    );
}

#[test]
fn that_there_was_no_other_option_is_no_alternative() {
    for section in [
        "None.",
        "- None",
        "N/A",
        "We did not look at anything else.",
        "No other options were considered, since the bank prescribes it for all of its suppliers.",
        "...",
    ] {
        assert_read(section, &[]);
    }
    assert_read(
        "- No queue: mail gets lost",
        &[("No queue", "mail gets lost")],
    );
}

#[test]
fn listed_options_take_their_reasons_from_where_they_are_weighed() {
    let prose = "## Considered Options\n\n* RabbitMQ, which we have\n* Apache Kafka\n* Queue in PostgreSQL, with SKIP LOCKED\n\n## Decision Outcome\n\nChosen option: **RabbitMQ**, because it is there.\n\n## Pros and Cons of the Options\n\n### Kafka\n\n* Bad, because of three brokers\n\n### PostgreSQL queue\n\n* Bad, because of vacuum\n";
    assert_eq!(
        reasons(prose),
        pairs(&[
            ("Apache Kafka", "Bad, because of three brokers"),
            (
                "Queue in PostgreSQL, with SKIP LOCKED",
                "Bad, because of vacuum"
            ),
        ])
    );
}

#[test]
fn options_whose_names_differ_in_a_sign_alone_are_told_apart() {
    let prose = "## Considered Options\n\n* Mark it with `#`\n* Mark it with `%`\n\n## Decision Outcome\n\nChosen option: \"Mark it with `#`\", because it is known.\n\n## Pros and Cons of the Options\n\n### Mark it with `%`\n\n* Bad, because it is a comment\n\n### Mark it with `#`\n\n* Good\n";
    assert_eq!(
        reasons(prose),
        pairs(&[("Mark it with %", "Bad, because it is a comment")])
    );
}

#[test]
fn a_second_section_lends_its_reasons_and_adds_its_own_options() {
    let prose = "## Considered Options\n\n- Kafka\n- SQS\n\n## Other options considered\n\n### Kafka with one broker\n\nIt has no replica.\n\n### Redis\n\nIt loses what is in memory.\n";
    assert_eq!(
        reasons(prose),
        pairs(&[
            ("Kafka", "It has no replica."),
            ("SQS", ""),
            ("Redis", "It loses what is in memory."),
        ])
    );
}

#[test]
fn pros_and_cons_belong_to_the_option_above_them() {
    assert_read(
        "**Kafka**\n\nPros:\n\n- fast\n\nCons:\n\n- heavy\n\n**SQS**\n\n- Pro: there\n- Con: the bank",
        &[
            ("Kafka", "Pros: fast Cons: heavy"),
            ("SQS", "Pro: there Con: the bank"),
        ],
    );
    assert_read(
        "### Kafka\n\n#### Pros\n\n- fast\n\n#### Cons\n\n- heavy",
        &[("Kafka", "Pros fast Cons heavy")],
    );
}

/// Lists longer than anybody writes take a time that grows with their length, not with its square.
#[test]
fn a_hostile_list_of_options_is_read_in_linear_time() {
    let items: String = (0..20_000)
        .map(|n| format!("- a, b{n}, c (d) e{n}\n"))
        .collect();
    let prose = format!(
        "## Considered Options\n\n{items}\n## Other options considered\n\n{items}\n## Decision\n\nChosen option: \"x\""
    );
    let started = std::time::Instant::now();
    assert_eq!(read(&prose).len(), 20_000);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
