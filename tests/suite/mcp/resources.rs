//! The records as resources, and what is too large for one answer.

use std::fmt::Write as _;

use super::*;

#[test]
fn every_record_is_a_resource() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/0006-twice.md", "# 6. Twice\n\nText.\n");
    shop.write("docs/adr/notes/größe 50%.md", "# Größe\n\nText.\n");
    let mut session = Session::of(&shop, &[]);
    let listed = session.request("resources/list", json!({}))["result"].clone();
    assert_eq!(listed.get("nextCursor"), None);
    let resources = listed["resources"].as_array().unwrap();
    let uris: Vec<_> = resources
        .iter()
        .map(|found| found["uri"].as_str().unwrap())
        .collect();
    assert_eq!(
        uris,
        [
            "adr://schema/record",
            "adr://decisions/1",
            "adr://decisions/2",
            "adr://decisions/3",
            "adr://decisions/4",
            "adr://decisions/5",
            "adr://files/0006-send-order-events-through-an-outbox-table.md",
            "adr://files/0006-twice.md",
            "adr://files/notes/gr%C3%B6%C3%9Fe%2050%25.md",
        ]
    );
    for uri in uris {
        let read = session.request("resources/read", json!({ "uri": uri }))["result"].clone();
        let content = &read["contents"][0];
        assert_eq!(content["uri"], uri);
        match uri {
            "adr://schema/record" => {
                assert_eq!(content["mimeType"], "application/schema+json");
                assert_eq!(
                    content["text"],
                    shop.adr(["schema", "record"]).stdout.trim_end()
                );
            }
            _ => {
                assert_eq!(content["mimeType"], "text/markdown");
                assert!(content["text"].as_str().unwrap().contains("# "), "{read}");
            }
        }
    }
    let by_file = session.request(
        "resources/read",
        json!({ "uri": "adr://files/0001-keep-orders-in-one-postgresql-primary.md" }),
    );
    let by_number = session.request("resources/read", json!({ "uri": "adr://decisions/1" }));
    let text = |answer: &Value| answer["result"]["contents"][0]["text"].clone();
    assert_eq!(text(&by_file), text(&by_number));
    let templates = session.request("resources/templates/list", json!({}))["result"].clone();
    assert_eq!(templates["resourceTemplates"].as_array().unwrap().len(), 2);
}

#[test]
fn no_address_leads_out_of_the_log() {
    let shop = Sandbox::shop();
    shop.write("secret.md", "# Secret\n");
    let mut session = Session::of(&shop, &[]);
    for uri in [
        "",
        "adr://decisions/",
        "adr://decisions/9",
        "adr://decisions/-1",
        "adr://files/",
        "adr://files/adr.toml",
        "adr://files/../../secret.md",
        "adr://files/%2e%2e/%2e%2e/secret.md",
        "adr://files//etc/passwd",
        "adr://files/%ff",
        "file:///etc/passwd",
    ] {
        let answer = session.request("resources/read", json!({ "uri": uri }));
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("`resources/list` lists them all"),
            "{message}"
        );
    }
}

#[test]
fn what_is_large_comes_in_parts() {
    let log = Sandbox::empty();
    let head = "```toml\nstatus = \"accepted\"\ndate = 2026-01-01\n";
    for number in 1..=600 {
        let name = format!("docs/adr/{number:04}-x.md");
        let reason = "0123456789 ".repeat(100);
        let text = format!(
            "{head}\n[[revisit]]\nwhen = 'today >= 2026-02-01'\n```\n\n# ADR-{number:04}: Kafka\n\n## Alternatives Rejected\n\n- **A:** {reason}\n"
        );
        log.write(&name, text);
    }
    let mut huge = format!("{head}```\n\n# ADR-0601: Huge\n\n## Context\n\n");
    for line in 0..40_000 {
        let _ = writeln!(huge, "\"{line}\" \u{1} é");
    }
    log.write("docs/adr/0601-huge.md", &huge);
    let mut session = Session::of(&log, &[]);
    for (tool, key, arguments) in [
        ("list_decisions", "decisions", json!({})),
        ("check_triggers", "decisions", json!({})),
        ("search_decisions", "hits", json!({ "query": "kafka" })),
        (
            "lint",
            "diagnostics",
            json!({ "rules": ["missing-deciders"] }),
        ),
    ] {
        let (mut found, mut pages, mut offset) = (0, 0, json!(0));
        while offset.is_u64() {
            let mut arguments = arguments.clone();
            arguments["offset"] = offset;
            arguments["limit"] = json!(500);
            let page = session.call(tool, arguments);
            found += page[key].as_array().unwrap().len();
            pages += 1;
            offset = page["next_offset"].clone();
        }
        assert!(found >= 600 && pages >= 2, "{tool}: {found} in {pages}");
    }
    let cut = session.call("get_decision", json!({ "reference": "601" }));
    assert!(cut["cut"].is_string());
    let (mut text, mut offset) = (String::new(), json!(0));
    while offset.is_u64() {
        let arguments = json!({ "reference": "601", "markdown": true, "offset": offset });
        let part = session.call("get_decision", arguments);
        text += part["markdown"].as_str().unwrap();
        offset = part["next_offset"].clone();
    }
    assert!(text == huge);
    let read = session.request("resources/read", json!({ "uri": "adr://decisions/601" }));
    let text = read["result"]["contents"][0]["text"].as_str().unwrap();
    assert!(text.len() < MAX_TEXT);
    assert!(text.contains("`docs/adr/0601-huge.md` has the rest"));

    let (mut count, mut cursor) = (0, Value::Null);
    loop {
        let params = match &cursor {
            Value::Null => json!({}),
            cursor => json!({ "cursor": cursor }),
        };
        let page = session.request("resources/list", params)["result"].clone();
        count += page["resources"].as_array().unwrap().len();
        cursor = page["nextCursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(count, 602);
}
