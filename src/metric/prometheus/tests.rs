use std::time::Duration;

use chrono::{DateTime, Utc};

use super::answer::{error, values};
use super::ask::When;
use super::servers::Servers;
use crate::metric::Lookback;

fn shown(body: &str) -> Result<Vec<String>, String> {
    let answered = values(body.as_bytes())?;
    let shown = answered.newest.into_iter().map(|point| {
        let value = point
            .value
            .map_or_else(|cause| cause.name().to_owned(), |value| value.to_string());
        let labels: Vec<_> = point
            .labels
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let at = point
            .at
            .map(|at| at.format("%FT%T").to_string())
            .unwrap_or_default();
        format!("{} {value} {at}", labels.join(","))
    });
    Ok(shown.collect())
}

#[test]
fn every_kind_of_result_becomes_points() {
    for (result, expected) in [
        (r#"{"resultType":"vector","result":[]}"#, &[][..]),
        (
            r#"{"resultType":"vector","result":[{"metric":{"__name__":"a","m":"x"},"value":[1763845200.123,"0.47"]},{"metric":{"m":"y"},"value":[1763845200,"NaN"]}]}"#,
            &[
                "m=x 0.47 2025-11-22T21:00:00",
                "m=y non-finite 2025-11-22T21:00:00",
            ],
        ),
        (
            r#"{"resultType":"scalar","result":[1763845200,"+Inf"]}"#,
            &[" non-finite 2025-11-22T21:00:00"],
        ),
        (
            r#"{"resultType":"scalar","result":[1763845200,"1.5e-05"]}"#,
            &[" 0.000015 2025-11-22T21:00:00"],
        ),
        (
            r#"{"resultType":"matrix","result":[{"metric":{},"values":[[1763845100,"1"],[1763845200,"2"]]}]}"#,
            &[" 2 2025-11-22T21:00:00"],
        ),
    ] {
        let body = format!("{{\"status\":\"success\",\"data\":{result},\"warnings\":[\"w\"]}}");
        assert_eq!(shown(&body).unwrap(), expected, "{body}");
    }
}

#[test]
fn all_values_of_a_range_and_warnings_are_kept() {
    let answered = values(
        br#"{"status":"success","warnings":["one  store\nis down"],"data":{"resultType":"matrix","result":[
            {"metric":{"m":"x"},"values":[[1763845100,"1"],[1763845200,"2"]]},
            {"metric":{"m":"y"},"values":[]},
            {"metric":{"m":"z"},"values":[[1763845200,"3"]]}]}}"#,
    )
    .unwrap();
    assert_eq!((answered.all.len(), answered.newest.len()), (3, 2));
    assert_eq!(answered.warnings, ["one store is down"]);
}

#[test]
fn an_unexpected_response_is_described() {
    for (body, expected) in [
        (
            "<!doctype html><p>Sign in",
            "returned a web page instead of JSON",
        ),
        ("", "returned something other than the JSON of its API"),
        (
            "{\"status\":\"succ",
            "returned something other than the JSON of its API",
        ),
        ("{\"status\":\"success\"}", "returned no result"),
        (
            r#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#,
            "returned a string, which is not a number",
        ),
        (
            r#"{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"much"]}]}}"#,
            "returned the value `much`",
        ),
        (
            r#"{"status":"success","data":{"resultType":"vector","result":7}}"#,
            "returned a result that cannot be read",
        ),
    ] {
        assert_eq!(shown(body), Err(expected.to_owned()), "{body}");
    }
    let message =
        error(br#"{"status":"error","errorType":"bad_data","error":"1:3: parse\nerror"}"#);
    assert_eq!(message.as_deref(), Some("bad_data: 1:3: parse error"));
}

fn servers(url: &str, variables: &[(&str, &str)]) -> Servers {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Servers::new(&[format!("prod={url}")], variables).unwrap()
}

#[test]
fn only_https_and_localhost_are_allowed_and_no_message_contains_an_address() {
    for (url, expected) in [
        (
            "https://prometheus.example.com/path/",
            Ok("https://prometheus.example.com/path"),
        ),
        ("http://127.0.0.1:9090", Ok("http://127.0.0.1:9090")),
        ("http://[::1]:9090/", Ok("http://[::1]:9090")),
        ("http://localhost", Ok("http://localhost")),
        (
            "http://10.0.0.7:9090",
            Err("its address must use https, except on this machine"),
        ),
        (
            "http://localhost.example.com",
            Err("its address must use https, except on this machine"),
        ),
        (
            "https://user:hunter2@example.com",
            Err("its address contains credentials; use _USER and _PASSWORD_FILE instead"),
        ),
        ("file:///etc/passwd", Err("its address is not a URL")),
        (
            "ftp://example.com",
            Err("its address is neither https nor http"),
        ),
        ("not a url", Err("its address is not a URL")),
    ] {
        let found = servers(url, &[]).server("prod").map(|server| server.base);
        assert_eq!(found.as_deref().map_err(String::as_str), expected, "{url}");
    }
}

#[test]
fn credentials_come_from_variables() {
    let variables = [
        ("ADR_PROMETHEUS_PROD_TOKEN", "secret"),
        ("ADR_PROMETHEUS_PROD_HEADERS", "X-Scope-OrgID: shop; X-B:c"),
        ("ADR_PROMETHEUS_EU_WEST", "https://eu.example.com"),
        ("ADR_PROMETHEUS_EU_WEST_USER", "mara"),
        ("ADR_PROMETHEUS_EU_WEST_PASSWORD", "p:w"),
        ("OTHER", "x"),
    ];
    let servers = servers("https://prod.example.com", &variables);
    let headers = |name: &str| {
        servers
            .server(name)
            .map(|server| server.headers)
            .unwrap_or_default()
    };
    let owned = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        headers("prod"),
        [
            owned("Authorization", "Bearer secret"),
            owned("X-Scope-OrgID", "shop"),
            owned("X-B", "c")
        ]
    );
    assert_eq!(
        headers("eu-west"),
        [owned("Authorization", "Basic bWFyYTpwOnc=")]
    );
    assert!(servers.binds("prod") && servers.binds("eu-west") && !servers.binds("test"));
    assert!(!format!("{servers:?}").contains("secret"));
    assert!(Servers::new(&["Prod=x".to_owned()], []).is_err());
}

#[test]
fn a_window_can_have_any_length() {
    let longest = Lookback::over(Duration::MAX, None);
    let both = longest.and(Lookback::over(Duration::MAX, Some(Duration::MAX)));
    assert_eq!(both.window, Duration::MAX);
    let now: DateTime<Utc> = "2026-11-22T00:00:00Z".parse().unwrap();
    let When::Range { from, to, .. } = When::past(now, both) else {
        panic!("the past is a range");
    };
    assert_eq!((from, to), (DateTime::UNIX_EPOCH, now));
}
