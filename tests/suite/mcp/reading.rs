//! The tools that read.

use serde_json::{Value, json};

use super::*;

const READING: [&str; 7] = [
    "context_for_paths",
    "search_decisions",
    "list_decisions",
    "get_decision",
    "check_triggers",
    "lint",
    "advise",
];

#[track_caller]
fn numbers(list: &Value) -> Vec<u64> {
    let items = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    let numbers = items.iter().map(|item| item["number"].as_u64().unwrap());
    numbers.collect()
}

#[test]
fn tools_are_described_for_an_agent() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let listed = session.request("tools/list", json!({}))["result"]["tools"].clone();
    let tools = listed.as_array().unwrap();
    let names: Vec<_> = tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, READING);
    for tool in tools {
        assert!(tool["description"].as_str().unwrap().len() > 100, "{tool}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        let schema = &tool["inputSchema"];
        assert_eq!(schema["type"], "object", "{tool}");
        assert_eq!(schema["additionalProperties"], false, "{tool}");
        assert!(jsonschema::meta::is_valid(schema), "{schema}");
        for (name, property) in schema["properties"].as_object().unwrap() {
            let description = property["description"].as_str().unwrap();
            assert!(!description.contains('\n'), "{name} in {tool}");
            assert!(property["type"].is_string(), "{name} in {tool}");
        }
    }
}

#[test]
fn what_governs_files_comes_with_what_was_rejected_and_whether_it_still_holds() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let paths = ["src/orders/api.rs", "src/orders/events/retry.rs"];
    let values = ["team.size=24"];
    let context = json!({ "paths": paths, "values": values });
    let found = session.call("context_for_paths", context);
    let by_command = shop
        .adr([
            "context", paths[0], paths[1], "--metric", values[0], "--format", "json",
        ])
        .json();
    for key in ["decisions", "proposed", "past", "today"] {
        assert_eq!(found[key], by_command[key], "{key}");
    }
    assert_eq!(numbers(&found["decisions"]), [1, 3]);
    assert_eq!(found["decisions"][1]["due"], true);
    assert_eq!(found["decisions"][0]["alternatives"][1]["name"], "DynamoDB");
    assert_eq!((&found["total"], &found["files"]), (&json!(2), &json!(2)));

    let first = session.call("context_for_paths", json!({ "paths": paths, "limit": 1 }));
    assert_eq!(numbers(&first["decisions"]), [1]);
    let rest = json!({ "paths": paths, "limit": 1, "offset": first["next_offset"] });
    let rest = session.call("context_for_paths", rest);
    assert_eq!(numbers(&rest["decisions"]), [3]);
    assert_eq!(rest["next_offset"], json!(null));

    let why = session.failure("context_for_paths", json!({ "paths": [] }));
    assert!(why.contains("`paths` is empty"), "{why}");
    let why = session.failure("context_for_paths", json!({ "paths": ["../elsewhere"] }));
    assert!(why.contains("outside the repository"), "{why}");
}

#[test]
fn decisions_are_listed_as_by_the_command() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let listed = session.call("list_decisions", json!({}));
    assert_eq!(
        listed["decisions"],
        shop.adr(["list", "--format", "json"]).json()
    );
    assert_eq!(listed["total"], 6);
    assert_eq!(listed["next_offset"], Value::Null);
    let mut list = |arguments: Value| {
        let listed = session.call("list_decisions", arguments);
        numbers(&listed["decisions"])
    };
    assert_eq!(list(json!({ "status": ["superseded"] })), [2]);
    assert_eq!(list(json!({ "tag": ["Search"] })), [2, 5]);
    assert_eq!(list(json!({ "decider": ["team-o"] })), [1, 3, 6]);
    assert_eq!(list(json!({ "until": "2024-03-04" })), [1]);
    assert_eq!(list(json!({ "limit": 2, "offset": 3 })), [4, 5]);
    assert_eq!(list(json!({ "due": true })), Vec::<u64>::new());
}

#[test]
fn decisions_that_are_due_are_listed_by_the_values_of_the_command_line() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &["--metric", "orders.writes=4711/s"]);
    let due = session.call("list_decisions", json!({ "due": true }));
    assert_eq!(numbers(&due["decisions"]), [1]);
    let one = session.call("get_decision", json!({ "reference": "1" }));
    assert_eq!(one["check"]["state"], "fired");
    assert_eq!(one["check"]["triggers"][0]["value"], "4711/s");
    let other = session.call("get_decision", json!({ "reference": "2" }));
    assert_eq!(other.get("notes"), None, "{other}");
}

#[test]
fn a_decision_is_shown_with_its_triggers_and_its_successor() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    for reference in [json!(2), json!("2"), json!("ADR-0002"), json!("full text")] {
        let found = session.call("get_decision", json!({ "reference": reference }));
        let mut whole = shop.adr(["show", "2", "--format", "json"]).json();
        let object = whole.as_object_mut().unwrap();
        object.insert("successor".to_owned(), found["successor"].clone());
        object.insert("check".to_owned(), found["check"].clone());
        assert_eq!(found, whole);
        assert_eq!(found["successor"]["number"], 5);
        assert_eq!(found["successor"]["status"], "accepted");
        assert_eq!(found["check"]["state"], "unknown");
        assert_eq!(found["check"]["triggers"][0]["cause"], "no-value");
        assert_eq!(found["alternatives"][0]["name"], "OpenSearch");
    }
    let text = session.call(
        "get_decision",
        json!({ "reference": "2", "markdown": true }),
    );
    let path = text["path"].as_str().unwrap();
    assert_eq!(text["markdown"], shop.read(path));
    let why = session.failure("get_decision", json!({ "reference": "9" }));
    assert!(why.contains("no decision matches `9`"), "{why}");
}

#[test]
fn a_hit_on_a_rejected_alternative_says_so() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let found = session.call("search_decisions", json!({ "query": "dynamodb" }));
    assert_eq!(numbers(&found["hits"]), [1]);
    let hit = &found["hits"][0];
    assert_eq!(hit["alternative"]["name"], "DynamoDB");
    assert!(hit["alternative"]["why_rejected"].is_string());
    let warning = hit["warning"].as_str().unwrap();
    assert!(
        warning.contains("“DynamoDB” was considered and rejected"),
        "{warning}"
    );
    let found = session.call(
        "search_decisions",
        json!({ "query": "orders", "limit": 1, "offset": 1 }),
    );
    assert!(found["total"].as_u64().unwrap() > 2);
    assert_eq!(
        (numbers(&found["hits"]).len(), &found["next_offset"]),
        (1, &json!(2))
    );
    let none = session.call("search_decisions", json!({ "query": "zeppelin" }));
    assert_eq!(none["total"], 0);
    assert!(
        none["notes"][0].as_str().unwrap().contains("`zeppelin`"),
        "{none}"
    );
    let why = session.failure("search_decisions", json!({ "query": " \"\" " }));
    assert!(why.contains("no word in it"), "{why}");
}

#[test]
fn triggers_are_checked_with_those_that_are_due_first() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let values = ["team.size=24", "search.latency.p99=350ms"];
    let checked = session.call("check_triggers", json!({ "values": values }));
    let flags = ["--metric", values[0], "--metric", values[1]];
    let arguments = ["check", "--format", "json"].iter().chain(&flags);
    let by_command = shop.adr(arguments).json();
    assert_eq!(checked["summary"], by_command["summary"]);
    let all = checked["decisions"].as_array().unwrap();
    assert_eq!(checked["total"], all.len());
    assert_eq!(all[0]["state"], "fired");
    for decision in by_command["decisions"].as_array().unwrap() {
        assert!(all.contains(decision), "{decision}");
    }
    let due = session.call("check_triggers", json!({ "values": values, "due": true }));
    assert_eq!(due["decisions"], json!([all[0]]));
    let page = session.call(
        "check_triggers",
        json!({ "values": values, "offset": 1, "limit": 2 }),
    );
    assert_eq!(page["decisions"], json!(all[1..3]));
    assert_eq!(page["next_offset"], 3);
    let why = session.failure("check_triggers", json!({ "values": ["team.size=many"] }));
    assert!(why.contains("team.size"), "{why}");
}

#[test]
fn findings_are_those_of_the_command() {
    let shop = Sandbox::shop();
    shop.write(
        "docs/adr/0007-broken.md",
        "```toml\nstatus = \"acepted\"\n```\n",
    );
    let mut session = Session::of(&shop, &[]);
    let found = session.call("lint", json!({}));
    let by_command = shop.adr(["lint", "--format", "json"]).json();
    assert_eq!(found["diagnostics"], by_command["diagnostics"]);
    assert_eq!(found["summary"], by_command["summary"]);
    let some = session.call(
        "lint",
        json!({ "paths": ["docs/adr/0007-broken.md"], "rules": ["missing-title"], "limit": 1 }),
    );
    assert_eq!(some["diagnostics"].as_array().unwrap().len(), 1);
    assert!(some["total"].as_u64().unwrap() > 1, "{some}");
    for (arguments, words) in [
        (
            json!({ "rules": ["missing-titel"] }),
            "did you mean `missing-title`?",
        ),
        (
            json!({ "paths": ["nowhere.md"] }),
            "nowhere.md does not exist",
        ),
        (json!({ "paths": ["/etc/passwd"] }), "not part of the log"),
    ] {
        let why = session.failure("lint", arguments);
        assert!(why.contains(words), "{why}");
    }
}

#[test]
fn advice_is_that_of_the_command() {
    for sandbox in [Sandbox::shop(), Sandbox::empty()] {
        let mut session = Session::of(&sandbox, &[]);
        let facts = json!({ "engineers": "6", "transactions": "acid" });
        let advice = session.call("advise", json!({ "facts": facts }));
        let by_command = [
            "advise",
            "--engineers",
            "6",
            "--transactions",
            "acid",
            "--format",
            "json",
        ];
        assert_eq!(advice, sandbox.adr(by_command).json());
        assert_eq!(advice["preferred"], "modular-monolith");
        for (facts, words) in [
            (json!({ "enginers": "6" }), "did you mean `engineers`?"),
            (json!({ "engineers": "six" }), "argument `facts.engineers`"),
            (
                json!({ "engineers": 6 }),
                "argument `facts.engineers`: invalid type",
            ),
        ] {
            let why = session.failure("advise", json!({ "facts": facts }));
            assert!(why.contains(words), "{why}");
        }
    }
}

#[test]
fn wrong_arguments_are_named() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &["--allow-write"]);
    for (tool, arguments, words) in [
        (
            "list_decisions",
            json!({ "limt": 1 }),
            "did you mean `limit`?",
        ),
        (
            "list_decisions",
            json!({ "xyz": 1 }),
            "`xyz`; there are status, tag",
        ),
        (
            "list_decisions",
            json!({ "limit": "1" }),
            "argument `limit`: invalid type",
        ),
        (
            "list_decisions",
            json!({ "offset": -1 }),
            "argument `offset`: invalid value",
        ),
        (
            "list_decisions",
            json!({ "status": ["acepted"] }),
            "argument `status[0]`: unknown variant",
        ),
        (
            "list_decisions",
            json!({ "since": "May" }),
            "write a date such as",
        ),
        ("get_decision", json!({}), "missing argument `reference`"),
        (
            "get_decision",
            json!({ "reference": [] }),
            "argument `reference`: expected a number",
        ),
        (
            "search_decisions",
            json!({ "query": 7 }),
            "argument `query`: invalid type",
        ),
        (
            "draft_decision",
            json!({ "title": "x" }),
            "missing argument `context`",
        ),
        (
            "supersede",
            json!({ "replaces": ["1"], "draft": { "titel": "x" } }),
            "argument `draft.titel`: unknown field",
        ),
    ] {
        let why = session.failure(tool, arguments);
        assert!(why.contains(words), "{tool}: {why}");
    }
}

#[test]
fn edits_are_seen_and_a_broken_log_is_an_error_of_the_call_alone() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let title = |session: &mut Session| {
        let found = session.call("get_decision", json!({ "reference": "1" }));
        found["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(title(&mut session), "Keep orders in one PostgreSQL primary");
    let record = "docs/adr/0001-keep-orders-in-one-postgresql-primary.md";
    let text = shop.read(record);
    shop.write(
        record,
        text.replace("Keep orders in", "Keep every order in"),
    );
    assert_eq!(
        title(&mut session),
        "Keep every order in one PostgreSQL primary"
    );

    let settings = shop.read("docs/adr/adr.toml");
    shop.write("docs/adr/adr.toml", "sprnt = 1\n");
    let why = session.failure("check_triggers", json!({}));
    assert!(why.contains("did you mean `sprint`?"), "{why}");
    let found = session.call("get_decision", json!({ "reference": "1" }));
    assert_eq!(found["check"], Value::Null);
    assert!(found["notes"].to_string().contains("sprnt"), "{found}");
    shop.write("docs/adr/adr.toml", settings);

    std::fs::rename(shop.path("docs"), shop.path("elsewhere")).unwrap();
    for tool in ["list_decisions", "check_triggers", "lint"] {
        let why = session.failure(tool, json!({}));
        assert!(why.contains("create one with `adr init`"), "{why}");
    }
    let answer = session.request("resources/list", json!({}));
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("create one with `adr init`"), "{message}");
    std::fs::rename(shop.path("elsewhere"), shop.path("docs")).unwrap();
    assert_eq!(
        title(&mut session),
        "Keep every order in one PostgreSQL primary"
    );
}
