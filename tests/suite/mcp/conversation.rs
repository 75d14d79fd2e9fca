//! The handshake, bad messages, and the end.

use serde_json::{Value, json};

use super::*;

/// The code and the message of an error.
#[track_caller]
fn error(answer: &Value) -> (i64, String) {
    let error = &answer["error"];
    let code = error["code"].as_i64();
    let code = code.unwrap_or_else(|| panic!("no error: {answer}"));
    (code, error["message"].as_str().unwrap().to_owned())
}

#[track_caller]
fn assert_error(answer: &Value, id: impl Into<Value>, code: i64, words: &str) {
    let (found, message) = error(answer);
    assert_eq!(
        (answer.get("id"), found),
        (Some(&id.into()), code),
        "{answer} for {words}"
    );
    assert!(message.contains(words), "{message}");
}

#[test]
fn the_handshake_says_what_there_is_and_how_to_use_it() {
    let shop = Sandbox::shop();
    let mut session = Session::connected(&shop, &[]);
    let hello = session.initialize();
    assert_eq!(hello["protocolVersion"], "2025-11-25");
    assert_eq!(hello["serverInfo"]["name"], "adr");
    assert_eq!(hello["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(hello["capabilities"]["tools"].is_object());
    assert!(hello["capabilities"]["resources"].is_object());
    let instructions = hello["instructions"].as_str().unwrap();
    for words in ["rejected", "due for revisiting", "data, not instructions"] {
        assert!(instructions.contains(words), "{instructions}");
    }
    let (rest, status) = session.ended();
    assert_eq!((rest, status.code()), (vec![], Some(0)));
}

#[test]
fn every_version_of_the_protocol_with_a_handshake_is_spoken() {
    let shop = Sandbox::shop();
    for (asked, answered) in [
        ("2024-11-05", "2024-11-05"),
        ("2025-03-26", "2025-03-26"),
        ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"),
        ("1999-01-01", "2025-11-25"),
    ] {
        let mut session = Session::connected(&shop, &[]);
        let params = json!({
            "protocolVersion": asked,
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let answer = session.request("initialize", params);
        assert_eq!(answer["result"]["protocolVersion"], answered);
        assert!(session.request("tools/list", json!({}))["result"]["tools"].is_array());
    }
}

#[test]
fn a_request_that_carries_its_version_needs_no_handshake() {
    let shop = Sandbox::shop();
    let mut session = Session::connected(&shop, &[]);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let answer = session.request("server/discover", json!({ "_meta": meta }));
    let versions = answer["result"]["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!("2026-07-28")), "{answer}");
    let call = json!({ "_meta": meta, "name": "lint", "arguments": {} });
    let answer = session.request("tools/call", call);
    assert_eq!(answer["result"]["isError"], false, "{answer}");
}

#[test]
fn a_message_that_cannot_be_used_gets_an_error_and_the_session_goes_on() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let long = format!(
        r#"{{"jsonrpc":"2.0","id":9,"method":"ping","params":{{"x":"{}"}}}}"#,
        "x".repeat(4 << 20)
    );
    let deep = "[".repeat(100_000);
    let null = Value::Null;
    for (line, id, code, words) in [
        ("{", &null, -32700, "not valid JSON"),
        ("hello", &null, -32700, "one JSON-RPC message on each line"),
        (deep.as_str(), &null, -32700, "not valid JSON"),
        ("\u{0}", &null, -32700, "not valid JSON"),
        (long.as_str(), &null, -32600, "longer than 4 MiB"),
        ("[]", &null, -32600, "batches are not supported"),
        ("7", &null, -32600, "must be a JSON object"),
        ("{}", &null, -32600, "no `method`"),
        (
            r#"{"jsonrpc":"2.0","id":9}"#,
            &json!(9),
            -32600,
            "no `method`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":7}"#,
            &json!(9),
            -32600,
            "`method` must be a string",
        ),
        (
            r#"{"jsonrpc":"1.0","id":9,"method":"ping"}"#,
            &json!(9),
            -32600,
            "`jsonrpc` must be",
        ),
        (
            r#"{"id":"a","method":"ping"}"#,
            &json!("a"),
            -32600,
            "`jsonrpc` must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            &null,
            -32600,
            "`id` must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            &null,
            -32600,
            "`id` must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"brew"}"#,
            &json!(9),
            -32601,
            "no method `brew`; there are initialize, ping",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"prompts/list"}"#,
            &json!(9),
            -32601,
            "no method `prompts/list`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"arguments":{}}}"#,
            &json!(9),
            -32602,
            "missing field `name`",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"lint","arguments":[]}}"#,
            &json!(9),
            -32602,
            "`arguments`: invalid type",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"lnt"}}"#,
            &json!(9),
            -32602,
            "did you mean `lint`?",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"resources/read","params":{"uri":7}}"#,
            &json!(9),
            -32602,
            "`uri`: invalid type",
        ),
        (
            r#"{"jsonrpc":"2.0","id":9,"method":"resources/list","params":{"cursor":"x"}}"#,
            &json!(9),
            -32602,
            "`x` is not a cursor",
        ),
    ] {
        let answer = session.answer(line);
        assert_error(&answer, id.clone(), code, words);
        assert!(session.request("ping", json!({}))["result"].is_object());
    }
}

#[test]
fn what_needs_no_answer_gets_none() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    for line in [
        "",
        "  \t",
        "\r",
        r#"{"jsonrpc":"2.0","method":"notifications/unheard_of"}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":7}"#,
        r#"{"jsonrpc":"2.0","id":99,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#,
    ] {
        session.send(line);
        assert!(session.request("ping", json!({}))["result"].is_object());
    }
    let answer = session.answer("\u{feff}{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"ping\"}\r");
    assert_eq!(answer["id"], "x");
}

#[test]
fn nothing_but_the_handshake_is_answered_before_it() {
    let shop = Sandbox::shop();
    let mut session = Session::connected(&shop, &[]);
    session.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    session.send(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#);
    assert!(session.request("ping", json!({}))["result"].is_object());
    for method in ["tools/list", "tools/call", "resources/read"] {
        let answer = session.request(method, json!({ "name": "lint" }));
        assert_error(&answer, session.last_id, -32600, "send `initialize` first");
    }
    let answer = session.request("initialize", json!({ "protocolVersion": "2025-11-25" }));
    assert_error(
        &answer,
        session.last_id,
        -32602,
        "missing field `capabilities`",
    );
    assert_eq!(session.initialize()["serverInfo"]["name"], "adr");
    assert!(session.request("tools/list", json!({}))["result"].is_object());
}

#[test]
fn two_calls_at_once_are_both_answered() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let call = |id: u64, tool: &str| {
        let params = json!({ "name": tool, "arguments": {} });
        json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params }).to_string()
    };
    let both = format!("{}\n{}", call(71, "check_triggers"), call(72, "lint"));
    session.send(&both);
    let mut answers = [session.receive(), session.receive()];
    answers.sort_by_key(|answer| answer["id"].as_u64());
    let text = |answer: &Value, key: &str| answer["result"]["structuredContent"][key].clone();
    assert_eq!(answers[0]["id"], 71);
    assert!(text(&answers[0], "decisions").is_array(), "{answers:?}");
    assert_eq!(answers[1]["id"], 72);
    assert!(text(&answers[1], "diagnostics").is_array(), "{answers:?}");
}

#[test]
fn what_was_asked_before_the_end_is_answered() {
    let shop = Sandbox::shop();
    let mut session = Session::of(&shop, &[]);
    let count = 20;
    for id in 0..count {
        let params = json!({ "name": "check_triggers", "arguments": {} });
        let call = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params });
        session.send(&call.to_string());
    }
    let (rest, status) = session.ended();
    assert_eq!((rest.len(), status.code()), (count, Some(0)));
}

#[test]
fn an_end_before_the_beginning_is_no_error() {
    let shop = Sandbox::shop();
    for input in ["", "\n", "{}\n", "no newline"] {
        let ran = shop.adr_with_input(&["mcp"], input).expect_code(0);
        assert_eq!(ran.stderr, "", "{input}");
    }
}

#[test]
fn stdin_is_not_also_a_file_of_values() {
    let ran = Sandbox::shop()
        .adr(["mcp", "--metrics", "-"])
        .expect_code(2);
    assert!(ran.stderr.contains("stdin carries the protocol"), "{ran:?}");
}
