//! What may be written, and what is not.

use serde_json::{Value, json};

use super::*;

fn draft() -> Value {
    json!({
        "title": "Cache product pages at the edge",
        "context": "Product pages are read 900 times a second, and change 20 times a day.",
        "decision": "A content delivery network keeps each page for five minutes.",
        "gains": ["The catalogue's database answers 40 requests a second instead of 900."],
        "costs": ["A price is up to five minutes old."],
        "alternatives": [{
            "name": "A cache in the shop's process",
            "why_rejected": "12 processes would each fill 3 GB of memory with the same pages.",
        }],
        "revisit": [{
            "id": "team",
            "when": "team.size > 20",
            "note": "then somebody can run a cache of our own",
        }],
        "deciders": ["team-catalogue"],
        "tags": ["catalogue"],
    })
}

#[test]
fn nothing_is_written_without_the_flag() {
    let shop = Sandbox::shop();
    let before = files(&shop);
    let mut session = Session::of(&shop, &[]);
    let tools = session.request("tools/list", json!({}))["result"]["tools"].to_string();
    assert!(!tools.contains("draft_decision"), "{tools}");
    for tool in ["draft_decision", "supersede"] {
        let params = json!({ "name": tool, "arguments": draft() });
        let answer = session.request("tools/call", params);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("adr mcp --allow-write"), "{message}");
    }
    for (tool, arguments) in [
        ("list_decisions", json!({ "due": true })),
        ("get_decision", json!({ "reference": "1" })),
        ("search_decisions", json!({ "query": "orders" })),
        ("check_triggers", json!({ "values": ["team.size=24"] })),
        ("lint", json!({})),
        ("advise", json!({ "facts": { "engineers": "6" } })),
    ] {
        session.call(tool, arguments);
    }
    session.request("resources/read", json!({ "uri": "adr://decisions/1" }));
    assert!(files(&shop) == before);
}

#[test]
fn a_draft_with_findings_is_refused() {
    let shop = Sandbox::shop();
    let before = files(&shop);
    let mut session = Session::of(&shop, &["--allow-write"]);
    for (key, value, rule) in [
        ("alternatives", json!([]), "placeholder-text"),
        ("revisit", json!([]), "missing-trigger"),
        (
            "revisit",
            json!([{ "when": "it gets slow" }]),
            "unmeasurable-trigger",
        ),
        ("context", json!("TODO"), "placeholder-text"),
        (
            "alternatives",
            json!([{ "name": "A cache", "why_rejected": "too complex" }]),
            "vague-reason",
        ),
    ] {
        let mut draft = draft();
        draft[key] = value;
        let refused = session.outcome("draft_decision", draft);
        assert_eq!(refused["isError"], true, "{refused}");
        let content = &refused["structuredContent"];
        assert_eq!(content["written"], false);
        let findings = content["diagnostics"].as_array().unwrap();
        let mut rules = findings.iter().map(|found| &found["rule"]);
        assert!(rules.any(|found| found == rule), "{rule}: {refused}");
    }
    for (key, value, words) in [
        ("title", json!(""), "a decision needs a title"),
        ("title", json!("…"), "no letter or digit"),
        (
            "links",
            json!([{ "kind": "amends", "to": 99 }]),
            "no decision matches `99`",
        ),
        (
            "guards",
            json!(["package=moka"]),
            "argument `guards`: `package` is not a key of a guard; did you mean `packages`?",
        ),
    ] {
        let mut draft = draft();
        draft[key] = value;
        let why = session.failure("draft_decision", draft);
        assert!(why.contains(words), "{why}");
    }
    for replaces in [json!(["2"]), json!([]), json!(["99"])] {
        session.failure(
            "supersede",
            json!({ "replaces": replaces, "draft": draft() }),
        );
    }
    assert!(files(&shop) == before);
}

#[test]
fn a_draft_that_lints_clean_is_written_as_a_proposal() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &["--allow-write"]);
    let tools = session.request("tools/list", json!({}))["result"]["tools"].clone();
    let writing = |tool: &&Value| tool["annotations"]["readOnlyHint"] == false;
    assert_eq!(tools.as_array().unwrap().iter().filter(writing).count(), 2);
    let mut draft = draft();
    draft["guards"] = json!(["rejects=A cache in the shop's process; packages=moka"]);
    let written = session.call("draft_decision", draft);
    assert_eq!(written["number"], 7);
    let path = "docs/adr/0007-cache-product-pages-at-the-edge.md";
    assert_eq!(written["path"], path);
    assert!(written["next"].as_str().unwrap().contains("adr accept 7"));
    let text = shop.read(path);
    assert!(
        text.starts_with("```toml\nstatus = \"proposed\"\ndate = 2026-11-22\n"),
        "{text}"
    );
    let one = session.call("get_decision", json!({ "reference": "7" }));
    assert_eq!(
        one["alternatives"][0]["name"],
        "A cache in the shop's process"
    );
    assert_eq!(one["revisit"][0]["id"], "team");
    assert_eq!(one["guards"][0]["rejects"], "A cache in the shop's process");
    let linted = shop
        .adr(["lint", "--format", "json", path])
        .expect_code(0)
        .json();
    assert_eq!(linted["diagnostics"], json!([]));
}

#[test]
fn a_replacement_is_proposed_and_the_old_decision_stays_until_it_is_accepted() {
    let shop = Sandbox::shop();
    let before = files(&shop);
    let mut session = Session::of(&shop, &["--allow-write"]);
    let written = session.call(
        "supersede",
        json!({ "replaces": ["ADR-0005"], "draft": draft() }),
    );
    assert_eq!(written["status"], "proposed");
    let status = |session: &mut Session| {
        session.call("get_decision", json!({ "reference": "5" }))["status"].clone()
    };
    assert_eq!(status(&mut session), "accepted");
    let now = files(&shop);
    assert!(before.iter().all(|file| now.contains(file)));
    assert_eq!(now.len(), before.len() + 1);
    shop.adr(["accept", "7"]).expect_code(0);
    assert_eq!(status(&mut session), "superseded");
}

#[test]
fn drafts_written_at_once_have_numbers_of_their_own() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &["--allow-write"]);
    let count = 8;
    for id in 0..count {
        let params = json!({ "name": "draft_decision", "arguments": draft() });
        let call =
            json!({ "jsonrpc": "2.0", "id": id + 100, "method": "tools/call", "params": params });
        session.send(&call.to_string());
    }
    let answers: Vec<_> = (0..count).map(|_| session.receive()).collect();
    let number = |answer: &Value| answer["result"]["structuredContent"]["number"].as_u64();
    let mut numbers: Vec<_> = answers.iter().filter_map(number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (7..7 + count).collect::<Vec<_>>(), "{answers:?}");
}
