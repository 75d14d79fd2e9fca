//! The keys of every JSON document, in order: programs rely on them for each `version`.

use serde_json::Value;

use crate::sandbox::Sandbox;

const RECORD: &[&str] = &[
    "number",
    "title",
    "status",
    "status_text",
    "date",
    "date_text",
    "deciders",
    "tags",
    "path",
    "supersedes",
    "superseded_by",
    "alternatives",
    "revisit",
    "format",
];
const DIAGNOSTIC: &[&str] = &[
    "rule",
    "severity",
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "message",
    "help",
];
const SUMMARY: &[&str] = &["fired", "near", "holding", "stale", "unknown", "snoozed"];
const DECISION: &[&str] = &["number", "title", "path", "status", "state", "triggers"];
const TRIGGER: &[&str] = &[
    "id",
    "when",
    "state",
    "cause",
    "value",
    "threshold",
    "progress",
    "witness",
    "source",
    "at",
    "note",
    "explanation",
];

/// A shop with a record with every kind of problem: absent values, an invalid condition, bad TOML.
fn shop() -> Sandbox {
    let shop = Sandbox::shop();
    shop.write(
        "docs/adr/0007-broken.md",
        "```toml\nstatus = \"acepted\"\n\n[[revisit]]\nwhen = 'team.size >'\n```\n",
    );
    shop.write("docs/adr/notes/plain.md", "No record.\n");
    shop
}

#[track_caller]
fn assert_keys(value: &Value, keys: &[&str]) {
    let object = value
        .as_object()
        .unwrap_or_else(|| panic!("no object: {value}"));
    // `detail` is present only if a source failed.
    let always = object.keys().filter(|key| *key != "detail");
    assert_eq!(always.collect::<Vec<_>>(), keys, "{value}");
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

#[test]
fn list_gives_an_array_of_records() {
    let listed = shop()
        .adr(["list", "--format", "json"])
        .expect_code(0)
        .json();
    assert_eq!(items(&listed).count(), 8);
    for record in items(&listed) {
        assert_keys(record, RECORD);
        for alternative in items(&record["alternatives"]) {
            assert_keys(alternative, &["name", "why_rejected"]);
        }
        for trigger in items(&record["revisit"]) {
            assert_keys(trigger, &["id", "when", "note"]);
        }
    }
    assert_eq!(listed[0]["format"], "adr");
    let absent = &listed[7];
    assert_eq!(absent["path"], "docs/adr/notes/plain.md");
    assert_eq!(absent["title"], "Plain");
    for key in ["number", "status", "date", "superseded_by", "format"] {
        assert_eq!(absent[key], Value::Null, "{key}");
    }
}

#[test]
fn each_line_of_ndjson_is_a_record() {
    let shop = shop();
    let listed = shop.adr(["list", "--format", "json"]).json();
    let lines = shop.adr(["list", "--format", "ndjson"]).stdout;
    let records: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(Value::Array(records), listed);
}

#[test]
fn paths_are_relative_to_the_current_folder() {
    let shop = shop();
    let path = |arguments: &[&str]| shop.adr(arguments).json()[1]["path"].clone();
    let name = "0002-search-the-catalogue-with-postgresql-full-text.md";
    assert_eq!(
        path(&["list", "--format", "json"]),
        format!("docs/adr/{name}")
    );
    assert_eq!(
        path(&["-C", "docs/adr/notes", "list", "--format", "json"]),
        format!("../{name}")
    );
}

#[test]
fn lint_gives_diagnostics_and_their_counts() {
    let found = shop()
        .adr(["lint", "--format", "json"])
        .expect_code(1)
        .json();
    assert_keys(&found, &["version", "diagnostics", "summary"]);
    assert_eq!(found["version"], 1);
    assert_keys(&found["summary"], &["error", "warning", "info"]);
    for severity in ["error", "warning", "info"] {
        let count = items(&found["diagnostics"])
            .filter(|found| found["severity"] == severity)
            .count();
        assert_eq!(found["summary"][severity], count, "{severity}");
    }
    for diagnostic in items(&found["diagnostics"]) {
        assert_keys(diagnostic, DIAGNOSTIC);
        for place in ["line", "column", "end_line", "end_column"] {
            assert!(diagnostic[place].as_u64().unwrap() >= 1, "{diagnostic}");
        }
    }
}

#[test]
fn columns_count_characters_from_one() {
    let log = Sandbox::empty();
    let condition = r#"when = "size{ort=\"東京\"} > 3 m""#;
    log.write(
        "docs/adr/0001-x.md",
        format!(
            "\u{feff}```toml\r\nstatus = \"accepted\"\r\n[[revisit]]\r\n{condition}\r\n```\r\n"
        ),
    );
    let found = log.adr(["lint", "--format", "json"]).json();
    let status = items(&found["diagnostics"])
        .find(|found| found["rule"] == "unmeasurable-trigger")
        .unwrap();
    assert_eq!(
        (&status["line"], &status["column"]),
        (&4.into(), &30.into()),
        "{status}"
    );
}

#[test]
fn check_gives_verdicts_on_every_evaluated_decision() {
    let verdicts = shop()
        .adr(["check", "--all", "--format", "json"])
        .expect_code(2)
        .json();
    assert_keys(&verdicts, &["version", "today", "summary", "decisions"]);
    assert_eq!(verdicts["version"], 1);
    assert_eq!(verdicts["today"], "2026-11-22");
    assert_keys(&verdicts["summary"], SUMMARY);
    assert_eq!(items(&verdicts["decisions"]).count(), 7);
    for decision in items(&verdicts["decisions"]) {
        assert_keys(decision, DECISION);
        items(&decision["triggers"]).for_each(|trigger| assert_keys(trigger, TRIGGER));
    }
}

#[test]
fn replay_gives_spans_without_a_gap() {
    let shop = shop();
    shop.adr(["observe", "team.size=24", "--at", "2026-11-10"])
        .expect_code(0);
    let replayed = shop
        .adr(["replay", "--days", "30", "--format", "json"])
        .expect_code(0)
        .json();
    assert_keys(&replayed, &["version", "from", "to", "decisions"]);
    assert_eq!(
        (&replayed["version"], &replayed["from"]),
        (&1.into(), &"2026-10-24".into())
    );
    for decision in items(&replayed["decisions"]) {
        assert_keys(decision, &["number", "title", "path", "status", "triggers"]);
        for trigger in items(&decision["triggers"]) {
            let keys = [
                "id",
                "when",
                "cause",
                "days",
                "first_fired",
                "last_fired",
                "spans",
            ];
            assert_keys(trigger, &keys);
            let days = ["fired", "near", "holding", "stale", "unknown"];
            assert_keys(&trigger["days"], &days);
            let all: u64 = days
                .iter()
                .map(|state| trigger["days"][*state].as_u64().unwrap())
                .sum();
            if trigger["cause"].is_null() {
                assert_eq!(all, 30, "{trigger}");
                assert_eq!(trigger["spans"][0]["from"], "2026-10-24");
            }
            for span in items(&trigger["spans"]) {
                assert_keys(span, &["state", "cause", "from", "to"]);
            }
        }
    }
}

#[test]
fn a_trigger_is_explained_value_by_value_and_instant_by_instant() {
    let shop = shop();
    let explain = ["check", "--explain", "1:writes", "--format", "json"];
    let given = ["--metric", "orders.writes=3000/s"];
    let explained = shop
        .adr(explain.into_iter().chain(given).collect::<Vec<_>>())
        .expect_code(0)
        .json();
    assert_keys(
        &explained,
        &[
            "version",
            "number",
            "title",
            "path",
            "id",
            "state",
            "explanation",
        ],
    );
    let why = &explained["explanation"];
    assert_eq!(why["state"], "holding");
    let values: Vec<_> = items(&why["values"]).collect();
    let [value] = values.as_slice() else {
        panic!("{why}");
    };
    let keys = [
        "metric",
        "fate",
        "cause",
        "rule",
        "value",
        "labels",
        "source",
        "at",
        "age_seconds",
    ];
    assert_keys(value, &keys);
    assert_eq!(value["fate"], "counts");
    assert_eq!(value["value"], "3000/s");
}

#[test]
fn an_explanation_is_a_tree_of_parts() {
    let when = "lag > 5s for 1w or (team.size > 20 and today >= 2027-03-01)";
    let explained = shop()
        .adr(["check", "--explain", when, "--format", "json"])
        .expect_code(0)
        .json();
    assert_keys(&explained, &["version", "explanation"]);
    let joined = ["condition", "meaning", "joiner", "parts"];
    let comparison = [
        "condition",
        "meaning",
        "unit",
        "threshold_in_unit",
        "hold",
        "examples",
    ];
    let either = &explained["explanation"];
    let [lag, both] = either["parts"].as_array().unwrap().as_slice() else {
        panic!("{either}");
    };
    assert_keys(either, &joined);
    assert_keys(both, &joined);
    assert_keys(lag, &comparison);
    for example in items(&lag["examples"]) {
        assert_keys(example, &["value", "state", "cause"]);
    }
}

#[test]
fn cites_gives_the_cited_decisions_and_each_citation() {
    const DECISION: [&str; 8] = [
        "number",
        "title",
        "status",
        "path",
        "state",
        "successor",
        "citations",
        "files",
    ];
    const CITATION: [&str; 9] = [
        "path",
        "line",
        "column",
        "text",
        "spelling",
        "number",
        "state",
        "stale",
        "replacement",
    ];
    let shop = shop();
    shop.write("src/search.rs", "// ADR-0002, ADR-0099\n");
    let cites = shop
        .adr(["cites", "--format", "json"])
        .expect_code(1)
        .json();
    assert_keys(&cites, &["version", "decisions", "citations"]);
    items(&cites["decisions"]).for_each(|decision| assert_keys(decision, &DECISION));
    items(&cites["citations"]).for_each(|citation| assert_keys(citation, &CITATION));
    assert_eq!(items(&cites["decisions"]).count(), 2);
    assert_eq!(items(&cites["citations"]).count(), 2);
}

#[test]
fn show_adds_what_cites_a_decision_only_if_asked() {
    let shop = shop();
    shop.write("src/search.rs", "// ADR-0002\n");
    let shown = |more: &[&str]| {
        let arguments = [&["show", "2", "--format", "json"], more].concat();
        shop.adr(&arguments).expect_code(0).json()
    };
    assert!(shown(&[]).get("cited_by").is_none());
    let cited_by = &shown(&["--cited"])["cited_by"];
    assert_keys(cited_by, &["records", "files"]);
    assert_keys(&cited_by["records"][0], &["number", "title", "path"]);
    let keys = ["path", "line", "column", "text", "spelling"];
    assert_keys(&cited_by["files"][0], &keys);
}
