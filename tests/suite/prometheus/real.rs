//! Debian's Prometheus and VictoriaMetrics, with series from a page of the test's own, a Pushgateway and a
//! node exporter.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::{Running, check, free_port, log, log_with_condition, reply, trigger_field};

/// The maximum time for a server to start and to load its series.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Series with current values.
const EXPOSITION: &str = "\
db_cpu_share{module=\"billing\"} 0.47
db_cpu_share{module=\"orders\"} 0.12
orders_latency_bucket{le=\"0.1\"} 90
orders_latency_bucket{le=\"0.5\"} 100
orders_latency_bucket{le=\"+Inf\"} 100
kafka_consumergroup_lag{group=\"mail\",partition=\"0\"} 1200
kafka_consumergroup_lag{group=\"mail\",partition=\"1\"} 3
";

/// A server on a free local port, with its data in a temporary folder.
pub struct Server {
    _running: Running,
    pub url: String,
    _folder: tempfile::TempDir,
}

/// Starts a Debian program, without its output.
fn start(program: &str, arguments: &[String]) -> Running {
    let child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Running(child.unwrap_or_else(|error| panic!("{program}: {error}")))
}

/// Sends `request` to `address`, and returns the head of the response.
fn send(address: &str, request: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let request = format!(
        "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).ok()?;
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Waits until `is_there`.
#[track_caller]
pub fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let until = Instant::now() + TIMEOUT;
    while !is_there() {
        assert!(Instant::now() < until, "{what} is not there in time");
        thread::sleep(Duration::from_millis(200));
    }
}

/// Serves `series`, which receives the number of requests so far, until the returned sender is dropped.
pub fn page(series: impl Fn(u32) -> String + Send + 'static) -> (SocketAddr, Sender<()>) {
    let page = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = page.local_addr().unwrap();
    let (over, waits) = mpsc::channel::<()>();
    page.set_nonblocking(true).unwrap();
    thread::spawn(move || {
        let mut requests = 0;
        while waits.try_recv() == Err(TryRecvError::Empty) {
            if let Ok((mut stream, _)) = page.accept() {
                let _ = stream.set_nonblocking(false);
                let mut request = [0; 2048];
                let _ = stream.read(&mut request);
                requests += 1;
                let text = reply("200 OK\r\nContent-Type: text/plain", &series(requests));
                let _ = stream.write_all(text.as_bytes());
            }
            thread::sleep(Duration::from_millis(20));
        }
    });
    (address, over)
}

/// Prometheus 2, scraping `targets` every second.
pub fn prometheus(targets: &[String]) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("prometheus.yml");
    let targets = targets.join("', '");
    let text = format!(
        "global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: shop\n    honor_labels: true\n    static_configs:\n      - targets: ['{targets}']\n"
    );
    std::fs::write(&config, text).unwrap();
    let port = free_port();
    let running = start(
        "prometheus",
        &[
            format!("--config.file={}", config.display()),
            format!(
                "--storage.tsdb.path={}",
                folder.path().join("data").display()
            ),
            format!("--web.listen-address=127.0.0.1:{port}"),
        ],
    );
    Server {
        _running: running,
        url: format!("http://127.0.0.1:{port}"),
        _folder: folder,
    }
}

/// VictoriaMetrics, to which the same series are sent.
fn victoria_metrics() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let running = start(
        "victoria-metrics",
        &[
            format!("-storageDataPath={}", folder.path().display()),
            format!("-httpListenAddr=127.0.0.1:{port}"),
            "-search.latencyOffset=0s".to_owned(),
        ],
    );
    let address = format!("127.0.0.1:{port}");
    wait_for("victoria-metrics", || {
        let answer = send(&address, "POST /api/v1/import/prometheus", EXPOSITION);
        answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 204"))
    });
    Server {
        _running: running,
        url: format!("http://{address}"),
        _folder: folder,
    }
}

/// Queries that both servers answer alike, with the state of `any(db.cpu.share) > 40%`.
const QUERIES: [(&str, &str); 9] = [
    ("db_cpu_share", "fired - 47%"),
    ("db_cpu_share{module=\"orders\"}", "holding - 12%"),
    ("max(db_cpu_share)", "fired - 47%"),
    ("scalar(max(db_cpu_share))", "fired - 47%"),
    ("nothing_of_that_name", "unknown no-value -"),
    ("sum by (module) (db_cpu_share) / 2", "holding - 23.5%"),
    (
        "count(kafka_consumergroup_lag > 1000) / 10",
        "holding - 10%",
    ),
    ("db_cpu_share{module=~\"bill.*\"} * 1", "fired - 47%"),
    ("sum(db_cpu_share", "unknown source-error -"),
];

/// Conditions over time that both servers answer alike, a few seconds after they have the series.
const OVER_TIME: [(&str, &str); 9] = [
    (
        "any(db.cpu.share) / sum(db.cpu.share) > 75%",
        "fired - 79.661%",
    ),
    (
        "all(db.cpu.share) / all(db.cpu.share{module!=\"\"}) = 1 for 2s",
        "fired - 1",
    ),
    ("change(any(db.cpu.share) over 2s) > 10%", "holding - 0%"),
    ("change(sum(db.cpu.share) over 2s) > -10%", "fired - 0%"),
    (
        "change(any(db.cpu.share) over 1h) > 10%",
        "unknown insufficient-history -",
    ),
    ("any(db.cpu.share) > 40% for 2s", "fired - 47%"),
    ("all(db.cpu.share) > 40% for 2s", "holding - 12%"),
    ("sum(db.cpu.share) > 40% for 2s", "fired - 59%"),
    (
        "any(db.cpu.share) > 40% for 1h",
        "unknown insufficient-history 47%",
    ),
];

/// Checks that the server at `url` behaves like every server with this API, and returns the number of
/// queries.
#[track_caller]
fn check_api(name: &str, url: &str) -> usize {
    wait_for(name, || {
        check(&log("db_cpu_share"), url).1.starts_with("fired")
    });
    let known = Instant::now();
    for (query, expected) in QUERIES {
        let (ran, state, other) = check(&log(query), url);
        assert_eq!(
            (state.as_str(), other.as_str()),
            (expected, "holding - 6"),
            "{name}: {query}: {ran:?}"
        );
    }
    let long = format!("max(db_cpu_share{{module!=\"{}\"}})", "x".repeat(3000));
    assert_eq!(
        check(&log(&long), url).1,
        "fired - 47%",
        "{name}: a long query"
    );
    let dated = log_with_condition(
        "any(db.cpu.share) > 40%",
        "query = 'db_cpu_share', at = 'vector(1763845200)'",
    );
    let (ran, state, _) = check(&dated, url);
    assert_eq!(state, "fired - 47%", "{name}: {ran:?}");
    assert_eq!(
        trigger_field(&ran, "at"),
        "2025-11-22T21:00:00Z",
        "{name}: {ran:?}"
    );
    let undated = log_with_condition(
        "any(db.cpu.share) > 40%",
        "query = 'db_cpu_share', at = 'nothing_of_that_name'",
    );
    let (ran, state, _) = check(&undated, url);
    assert_eq!(state, "unknown source-error -", "{name}: {ran:?}");
    thread::sleep(Duration::from_secs(4).saturating_sub(known.elapsed()));
    for (when, expected) in OVER_TIME {
        let (ran, state, _) = check(&log_with_condition(when, "query = 'db_cpu_share'"), url);
        assert_eq!(state, expected, "{name}: {when}: {ran:?}");
    }
    QUERIES.len() + OVER_TIME.len() + 3
}

#[test]
fn prometheus_conforms_to_the_api() {
    let (page, _served) = page(|_| EXPOSITION.to_owned());
    let server = prometheus(&[page.to_string()]);
    let queries = check_api("prometheus", &server.url);
    println!("prometheus answered {queries} questions as it should");
}

#[test]
fn victoria_metrics_conforms_to_the_api() {
    let server = victoria_metrics();
    let address = server.url.trim_start_matches("http://").to_owned();
    let (over, waits) = mpsc::channel::<()>();
    // Without repeated samples, it considers a series stale after the interval between its samples.
    let sending = thread::spawn(move || {
        while waits.recv_timeout(Duration::from_millis(500)) == Err(RecvTimeoutError::Timeout) {
            send(&address, "POST /api/v1/import/prometheus", EXPOSITION);
        }
    });
    let queries = check_api("victoria-metrics", &server.url);
    drop(over);
    sending.join().unwrap();
    println!("victoria-metrics answered {queries} questions as it should");
}

#[test]
fn a_pushed_value_has_the_age_of_its_push_and_node_metrics_are_read() {
    let (gateway, node) = (free_port(), free_port());
    let listens = |port: u16| format!("--web.listen-address=127.0.0.1:{port}");
    let _gateway = start("prometheus-pushgateway", &[listens(gateway)]);
    let _node = start("prometheus-node-exporter", &[listens(node)]);
    let gateway = format!("127.0.0.1:{gateway}");
    wait_for("the gateway", || {
        let pushed = send(
            &gateway,
            "PUT /metrics/job/team",
            "team_blocked_share 0.5\n",
        );
        pushed.is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    });
    let pushed = Utc::now();
    let server = prometheus(&[gateway, format!("127.0.0.1:{node}")]);
    let team = log_with_condition(
        "db.cpu.share > 40%",
        "query = 'team_blocked_share', at = 'push_time_seconds{job=\"team\"}'",
    );
    wait_for("the pushed value", || {
        check(&team, &server.url).1.starts_with("fired")
    });
    let (ran, state, _) = check(&team, &server.url);
    assert_eq!(state, "fired - 50%", "{ran:?}");
    let at: DateTime<Utc> = trigger_field(&ran, "at").parse().unwrap();
    assert!((at - pushed).num_seconds().abs() <= 2, "{at} for {pushed}");
    let machine = log_with_condition(
        "db.cpu.share > 0%",
        "query = 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes'",
    );
    wait_for("the machine's memory", || {
        check(&machine, &server.url).1.starts_with("fired")
    });
}
