//! Querying servers for values: real ones with real series, and one that misbehaves in every possible way.

mod doubtful;
mod past;
mod real;
mod recipes;
mod tls;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use crate::sandbox::{RunResult, Sandbox};

/// A log with a decision whose trigger `asked` uses the server's value, and `other` does not.
fn log(query: &str) -> Sandbox {
    log_with_condition("any(db.cpu.share) > 40%", &format!("query = '{query}'"))
}

/// The same, where `asked` has the condition `when` and its metric's source has these `keys`.
fn log_with_condition(when: &str, keys: &str) -> Sandbox {
    let settings = format!(
        "[metrics.\"db.cpu.share\"]\nunit = \"ratio\"\nsource = {{ prometheus = \"prod\", {keys} }}\n\n[metrics.\"team.size\"]\nunit = \"count\"\n"
    );
    log_with_settings(when, &settings)
}

/// The same, with these settings.
fn log_with_settings(when: &str, settings: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.write("docs/adr/adr.toml", settings);
    sandbox.write(
        "docs/adr/0001-x.md",
        format!("```toml\nstatus = \"accepted\"\ndate = 2026-11-22\ndeciders = [\"x\"]\n\n[[revisit]]\nid = \"asked\"\nwhen = '{when}'\n\n[[revisit]]\nid = \"other\"\nwhen = 'team.size > 20'\n```\n\n# ADR-0001: X\n"),
    );
    sandbox
}

/// Runs `check` with `url` configured, and returns the state, cause and value of the trigger `asked`, and the
/// state of `other`.
fn check(sandbox: &Sandbox, url: &str) -> (RunResult, String, String) {
    check_with(sandbox, url, &[])
}

/// The same with additional environment variables. The clock is the real one.
fn check_with(
    sandbox: &Sandbox,
    url: &str,
    variables: &[(&str, &str)],
) -> (RunResult, String, String) {
    let bound = format!("prod={url}");
    let arguments = [
        "check",
        "--format",
        "json",
        "--metric",
        "team.size=6",
        "--prometheus",
        &bound,
    ];
    let mut command = sandbox.command(arguments);
    command.env_remove("ADR_TODAY");
    command.env("ADR_PROMETHEUS_PROD_TOKEN", "hunter2");
    command.envs(variables.iter().copied());
    let ran: RunResult = command.output().unwrap().into();
    let json = ran.json();
    let triggers = &json["decisions"][0]["triggers"];
    let state = |at: usize| {
        let text = |key: &str| triggers[at][key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("state"), text("cause"), text("value"))
    };
    (ran, state(0), state(1))
}

/// A server on a free local port that answers every connection with `answer` until it is dropped.
struct Fake {
    url: String,
    handle: Option<thread::JoinHandle<String>>,
}

impl Fake {
    fn answering(answer: impl Fn(&mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let handle = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            answer(&mut stream);
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        Self {
            url,
            handle: Some(handle),
        }
    }

    /// The request it received.
    fn request(mut self) -> String {
        self.handle.take().unwrap().join().unwrap()
    }
}

fn reply(head: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The seconds since 1970.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs()
}

fn vector(values: &[(&str, &str)]) -> String {
    let now = now();
    let element = |(module, value): &(&str, &str)| {
        format!("{{\"metric\":{{\"module\":\"{module}\"}},\"value\":[{now},\"{value}\"]}}")
    };
    let elements: Vec<_> = values.iter().map(element).collect();
    let body = format!(
        "{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{}]}}}}",
        elements.join(",")
    );
    reply("200 OK", &body)
}

#[test]
fn a_bad_response_affects_only_its_own_trigger() {
    let many: Vec<(String, String)> = (0..50_000)
        .map(|at| (format!("m{at}"), "0.1".to_owned()))
        .collect();
    let many: Vec<_> = many
        .iter()
        .map(|(module, value)| (module.as_str(), value.as_str()))
        .collect();
    let large = reply("200 OK", &"x".repeat(11 << 20));
    let cases: Vec<(&str, String, &str, i32, &str)> = vec![
        (
            "a value above",
            vector(&[("a", "0.47"), ("b", "0.12")]),
            "fired - 47%",
            1,
            "",
        ),
        (
            "values below",
            vector(&[("a", "0.30")]),
            "holding - 30%",
            0,
            "",
        ),
        ("no series", vector(&[]), "unknown no-value -", 0, ""),
        (
            "one not a number",
            vector(&[("a", "NaN"), ("b", "0.1")]),
            "unknown non-finite -",
            3,
            "",
        ),
        (
            "the same twice",
            vector(&[("a", "0.1"), ("a", "0.1")]),
            "holding - 10%",
            0,
            "",
        ),
        (
            "twice, unequal",
            vector(&[("a", "0.1"), ("a", "0.2")]),
            "unknown duplicate-series -",
            3,
            "",
        ),
        ("50,000 series", vector(&many), "holding - 10%", 0, ""),
        (
            "a page",
            reply("200 OK", "<html>"),
            "unknown source-error -",
            3,
            "returned a web page",
        ),
        (
            "a redirect",
            reply("302 Found\r\nLocation: http://127.0.0.1:1/", ""),
            "unknown source-error -",
            3,
            "redirect (302)",
        ),
        (
            "401",
            reply("401 Unauthorized", "no"),
            "unknown source-error -",
            3,
            "rejected the credentials (401)",
        ),
        (
            "404",
            reply("404 Not Found", "no"),
            "unknown source-error -",
            3,
            "has no Prometheus API",
        ),
        (
            "422",
            reply(
                "422 Unprocessable Entity",
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:3: no\\u001b[31m\"}",
            ),
            "unknown source-error -",
            3,
            "rejected the query: bad_data: 1:3: no",
        ),
        (
            "503",
            reply("503 Service Unavailable", "later"),
            "unknown source-error -",
            3,
            "returned 503 Service Unavailable",
        ),
        (
            "11 MiB",
            large,
            "unknown source-error -",
            3,
            "returned more than 10 MiB",
        ),
        (
            "cut short",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_owned(),
            "unknown source-error -",
            3,
            "prod ",
        ),
        (
            "no HTTP",
            "hello\r\n\r\n".to_owned(),
            "unknown source-error -",
            3,
            "prod ",
        ),
    ];
    let count = cases.len();
    for (name, answer, expected, code, words) in cases {
        let sandbox = log("x");
        let fake = Fake::answering(move |stream| {
            let _ = stream.write_all(answer.as_bytes());
        });
        let url = fake.url.clone();
        let (ran, state, other) = check(&sandbox, &url);
        assert_eq!(
            (state.as_str(), other.as_str()),
            (expected, "holding - 6"),
            "{name}: {ran:?}"
        );
        assert_eq!(ran.code, code, "{name}");
        let detail = ran.json()["decisions"][0]["triggers"][0]["detail"].clone();
        let detail = detail.as_str().unwrap_or_default();
        assert!(detail.contains(words), "{name}: {detail}");
        let request = fake.request();
        assert!(
            request.starts_with("GET /api/v1/query?query=x HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(
            request
                .to_lowercase()
                .contains("authorization: bearer hunter2\r\n"),
            "{request}"
        );
        let output = format!("{}{}", ran.stdout, ran.stderr);
        for secret in ["hunter2", url.as_str(), "\u{1b}"] {
            assert!(!output.contains(secret), "{name}: {output}");
        }
    }
    println!("{count} answers, each with its cause");
}

#[test]
fn a_server_that_is_down_or_slow_times_out() {
    let sandbox = log("x");
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (ran, state, _) = check(&sandbox, &format!("http://{free}"));
    assert_eq!((state.as_str(), ran.code), ("unknown source-error -", 3));
    let slow = Fake::answering(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for _ in 0..40 {
            if stream.write_all(b" ").is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(500));
        }
    });
    let started = Instant::now();
    let (ran, state, other) = check(&sandbox, &slow.url);
    assert_eq!(
        (state.as_str(), other.as_str(), ran.code),
        ("unknown source-error -", "holding - 6", 3)
    );
    let seconds = started.elapsed().as_secs();
    assert!((9..15).contains(&seconds), "given up after {seconds} s");
}

#[test]
fn a_server_without_an_address_is_not_queried() {
    let sandbox = log("x");
    let ran = sandbox
        .adr(["check", "--metric", "team.size=6"])
        .expect_code(0);
    assert!(ran.stdout.contains("no-value"), "{ran:?}");
    assert!(
        ran.stderr
            .contains("bind it with --prometheus prod=URL or ADR_PROMETHEUS_PROD"),
        "{ran:?}"
    );
    for bound in [
        "prod",
        "prod=http://10.0.0.7",
        "prod=https://u:p@example.com",
        "prod=file:///etc/passwd",
    ] {
        let ran = sandbox.adr(["check", "--metric", "team.size=6", "--prometheus", bound]);
        assert!(
            ran.code == 2 || ran.stdout.contains("source-error"),
            "{ran:?}"
        );
        assert!(!format!("{ran:?}").contains("u:p"), "{ran:?}");
    }
}

/// A program that is killed when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The value of `key` for the trigger `asked`.
fn trigger_field(ran: &RunResult, key: &str) -> String {
    let json = ran.json();
    let value = &json["decisions"][0]["triggers"][0][key];
    value.as_str().unwrap_or_default().to_owned()
}
