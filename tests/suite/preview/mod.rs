//! `adr preview` as seen by a browser: what it serves and refuses, when it reports a change, how it exits.

mod broken;
mod followed;
mod served;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, copy_folder};

const RECORD: &str = "docs/adr/0001-keep-orders-in-one-postgresql-primary.md";
const PAGE: &str = "/0001-keep-orders-in-one-postgresql-primary.html";
const EVENTS: &str = "/-/events";

/// No step of these tests may take longer, however busy the machine is.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A running preview, stopped at the end of the test.
struct Preview {
    process: Child,
    port: u16,
}

/// A server's response.
#[derive(Debug)]
struct Answer {
    code: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// The versions announced to a page.
struct Events(BufReader<TcpStream>);

impl Preview {
    /// A preview of the log in `sandbox`, on a free port, with `more` flags.
    fn of(sandbox: &Sandbox, more: &[&str]) -> Self {
        let command = sandbox.command(["preview", "--port", "0"].iter().chain(more));
        Self::started(command)
    }

    fn started(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let port = port.strip_suffix('/').unwrap().parse().unwrap();
        Self { process, port }
    }

    /// Sends `request`, with `HOST` in it replaced by the server's host name.
    fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let request = request.replace("HOST", &format!("localhost:{}", self.port));
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The response to `request`, which here has lines that end with `\n`.
    fn answer(&self, request: &str) -> Answer {
        let request = request.replace('\n', "\r\n");
        let mut stream = self.send(&format!("{request}\r\nConnection: close\r\n\r\n"));
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::parse(&bytes)
    }

    fn get(&self, path: &str) -> Answer {
        self.answer(&format!("GET {path} HTTP/1.1\nHost: HOST"))
    }

    fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.code, 200, "{path}");
        String::from_utf8(answer.body).unwrap()
    }

    /// Subscribes to events, and receives the current version.
    fn events(&self) -> Events {
        let stream = self.send(&format!("GET {EVENTS} HTTP/1.1\r\nHost: HOST\r\n\r\n"));
        let mut events = Events(BufReader::new(stream));
        events.next();
        events
    }

    /// Sends a signal, and returns the exit status.
    fn ended_by(mut self, signal: &str) -> ExitStatus {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < TIMEOUT, "it goes on");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.expect("an answer has a head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let code = lines.next().unwrap().split(' ').nth(1).unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_owned(), value.to_owned())
        };
        Self {
            code: code.parse().unwrap(),
            headers: lines.map(header).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }
}

impl Events {
    /// The next version.
    #[track_caller]
    fn next(&mut self) -> String {
        let started = Instant::now();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            assert!(!line.is_empty(), "no more events");
            // A connection is kept alive by comments, which are not events.
            assert!(started.elapsed() < TIMEOUT, "no event");
            if let Some(version) = line.strip_prefix("data: ") {
                return version.trim_end().to_owned();
            }
        }
    }

    /// Waits until there has been no event for `quiet`, and returns those before.
    fn until_quiet(&mut self, quiet: Duration) -> Vec<String> {
        self.0.get_ref().set_read_timeout(Some(quiet)).unwrap();
        let mut came = Vec::new();
        let mut line = String::new();
        while self.0.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
            came.extend(line.strip_prefix("data: ").map(str::to_owned));
            line.clear();
        }
        self.0.get_ref().set_read_timeout(Some(TIMEOUT)).unwrap();
        came
    }
}

/// `html` without the line that lets a preview reload it.
fn without_script(html: &str) -> String {
    let (before, rest) = html
        .split_once("<script src=\"/-/preview.js?version=")
        .unwrap();
    let (_, after) = rest.split_once("</script>\n").unwrap();
    format!("{before}{after}")
}

/// Runs `adr preview`, which must exit by itself with code 2, and returns its output.
#[track_caller]
fn refused(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let mut command = sandbox.command(["preview"].iter().chain(arguments));
    let mut process = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > TIMEOUT {
            process.kill().unwrap();
        }
        thread::sleep(Duration::from_millis(5));
    };
    let mut stderr = String::new();
    process.stderr.unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{stderr}");
    stderr
}

fn replace(sandbox: &Sandbox, path: &str, old: &str, new: &str) {
    let text = sandbox.read(path);
    assert!(text.contains(old), "{path}: {old}");
    sandbox.write(path, text.replace(old, new));
}
