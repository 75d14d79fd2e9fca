//! Values of the past: `check --at` queries a server for that time, `replay` for a range of days.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use super::{log_with_condition, reply};

/// A server that gives 30 % until the end of October 2026 and 47 % from then on, and passes on the line of each request.
fn server() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let line = request.lines().next().unwrap_or_default().to_owned();
            let body = if line.contains("query_range") {
                let november = 1_793_491_200_u64;
                let values: Vec<_> = (0..60)
                    .map(|day| {
                        let at = november + day * 86_400 - 30 * 86_400;
                        let value = if at < november { "0.30" } else { "0.47" };
                        format!("[{at},\"{value}\"]")
                    })
                    .collect();
                let values = values.join(",");
                format!("\"matrix\",\"result\":[{{\"metric\":{{}},\"values\":[{values}]}}]")
            } else {
                "\"vector\",\"result\":[{\"metric\":{},\"value\":[1791190800,\"0.30\"]}]".to_owned()
            };
            let body = format!("{{\"status\":\"success\",\"data\":{{\"resultType\":{body}}}}}");
            let _ = stream.write_all(reply("200 OK", &body).as_bytes());
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    (url, requests)
}

#[test]
fn a_server_is_queried_for_the_time_of_the_check() {
    let sandbox = log_with_condition("any(db.cpu.share) > 40%", "query = 'x'");
    let (url, requests) = server();
    let bound = format!("prod={url}");
    let at = ["check", "--at", "2026-10-05T09:00:00Z", "--format", "json"];
    let checked = sandbox.adr([&at[..], &["--prometheus", &bound]].concat());
    let trigger = &checked.json()["decisions"][0]["triggers"][0];
    assert_eq!(trigger["state"], "holding", "{checked:?}");
    assert_eq!(trigger["at"], "2026-10-05T09:00:00Z");
    let line = requests.recv().unwrap();
    assert!(line.contains("/api/v1/query?"), "{line}");
    assert!(line.contains("time=2026-10-05T09%3A00%3A00.000Z"), "{line}");
}

#[test]
fn a_replay_asks_for_at_least_one_value_a_day() {
    let sandbox = log_with_condition("any(db.cpu.share) > 40%", "query = 'x'");
    let (url, requests) = server();
    let bound = format!("prod={url}");
    let replay = ["replay", "1:asked", "--days", "30", "--format", "json"];
    let replayed = sandbox.adr([&replay[..], &["--prometheus", &bound]].concat());
    let trigger = &replayed.json()["decisions"][0]["triggers"][0];
    assert_eq!(trigger["first_fired"], "2026-11-01", "{replayed:?}");
    let lines: Vec<_> = requests.try_iter().collect();
    let range = lines.iter().find(|line| line.contains("query_range"));
    let step = range.unwrap().split("step=").nth(1).unwrap();
    let step: f64 = step.split(['&', ' ']).next().unwrap().parse().unwrap();
    assert!(step <= 86_400.0, "{step}");
}
