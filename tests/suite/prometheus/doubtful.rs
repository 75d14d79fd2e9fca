//! Answers that are there, and are not to be trusted as they are.

use super::*;

#[test]
fn warnings_of_a_server_are_shown() {
    let body = "{\"status\":\"success\",\"warnings\":[\"a store is \\u001b[31mdown\"],\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1763845200,\"0.47\"]}]}}";
    let answer = reply("200 OK", body);
    let fake = Fake::answering(move |stream| {
        let _ = stream.write_all(answer.as_bytes());
    });
    let (ran, state, _) = check(&log("x"), &fake.url);
    assert_eq!(state, "fired - 47%");
    assert!(ran.stderr.contains("note: prod: a store is"), "{ran:?}");
    assert!(!ran.stderr.contains('\u{1b}'), "{ran:?}");
}

/// Indicated by a warning, as in Thanos, or by `isPartial`, as in VictoriaMetrics. What has fired has fired.
#[test]
fn a_partial_response_is_not_treated_as_complete() {
    for mark in ["\"warnings\":[\"a store is down\"]", "\"isPartial\":true"] {
        for (value, expected, code) in [
            ("0.3", "unknown partial-answer 30%", 3),
            ("0.47", "fired - 47%", 1),
        ] {
            let now = now();
            let body = format!(
                "{{\"status\":\"success\",{mark},\"data\":{{\"resultType\":\"vector\",\"result\":[{{\"metric\":{{}},\"value\":[{now},\"{value}\"]}}]}}}}"
            );
            let answer = reply("200 OK", &body);
            let fake = Fake::answering(move |stream| {
                let _ = stream.write_all(answer.as_bytes());
            });
            let (ran, state, _) = check(&log("x"), &fake.url);
            assert_eq!(
                (state.as_str(), ran.code),
                (expected, code),
                "{mark}: {ran:?}"
            );
        }
    }
}

/// A value from the year 58793, which results from pushing a time in milliseconds.
#[test]
fn a_value_from_the_future_has_no_verdict() {
    let body = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1795000000000,\"0.3\"]}]}}";
    let answer = reply("200 OK", body);
    let fake = Fake::answering(move |stream| {
        let _ = stream.write_all(answer.as_bytes());
    });
    let (ran, state, _) = check(&log("x"), &fake.url);
    assert_eq!(state, "unknown future-value 0.3", "{ran:?}");
}
