//! `adr mcp` as seen by a client: a real process, spoken to by lines of JSON.

mod conversation;
mod reading;
mod resources;
mod writing;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// No answer may take longer, however busy the machine is.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The most that an answer's text may have.
const MAX_TEXT: usize = 256 << 10;

/// A running server, stopped at the end of the test.
struct Session {
    process: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    last_id: u64,
}

impl Session {
    /// A server of the log in `sandbox`, with `more` flags, before the session begins.
    fn connected(sandbox: &Sandbox, more: &[&str]) -> Self {
        let mut command = sandbox.command(["mcp"].iter().chain(more));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let stdin = process.stdin.take();
        let lines = lines_of(process.stdout.take().unwrap());
        Self {
            process,
            stdin,
            lines,
            last_id: 0,
        }
    }

    /// The same, with the session begun.
    fn of(sandbox: &Sandbox, more: &[&str]) -> Self {
        let mut session = Self::connected(sandbox, more);
        session.initialize();
        session
    }

    fn initialize(&mut self) -> Value {
        let params = json!({
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": { "name": "test", "version": "1" },
        });
        let result = self.request("initialize", params)["result"].clone();
        self.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        result
    }

    /// Sends one line.
    fn send(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line.as_bytes()).unwrap();
        stdin.write_all(b"\n").unwrap();
        stdin.flush().unwrap();
    }

    /// The next message of the server.
    #[track_caller]
    fn receive(&self) -> Value {
        let line = self.lines.recv_timeout(TIMEOUT).expect("an answer");
        let message: Value = serde_json::from_str(&line).expect("stdout has nothing but JSON");
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        message
    }

    /// Sends a line, and receives the answer.
    #[track_caller]
    fn answer(&mut self, line: &str) -> Value {
        self.send(line);
        self.receive()
    }

    /// The answer to a request.
    #[track_caller]
    fn request(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        let answer = self.answer(&request.to_string());
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// The result of a tool, successful or not.
    #[track_caller]
    fn outcome(&mut self, tool: &str, arguments: Value) -> Value {
        let params = json!({ "name": tool, "arguments": arguments });
        let answer = self.request("tools/call", params);
        let result = answer["result"].clone();
        let text = result["content"][0]["text"].as_str();
        let text = text.unwrap_or_else(|| panic!("no text: {answer}"));
        assert!(text.len() <= MAX_TEXT, "{tool}: {} bytes", text.len());
        if let Some(structured) = result.get("structuredContent") {
            let same: Value = serde_json::from_str(text).unwrap();
            assert_eq!(&same, structured);
        }
        result
    }

    /// What a tool gives back.
    #[track_caller]
    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.outcome(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        result["structuredContent"].clone()
    }

    /// Why a tool fails.
    #[track_caller]
    fn failure(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.outcome(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }

    /// Ends stdin, and gives back the rest of what the server says, and its exit status.
    fn ended(mut self) -> (Vec<String>, ExitStatus) {
        drop(self.stdin.take());
        let rest = self.lines.iter().collect();
        (rest, self.process.wait().unwrap())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn lines_of(stdout: ChildStdout) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            if sender.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    lines
}

/// The names of all files in `sandbox` with their contents.
fn files(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(sandbox.path("")).sort_by_file_name();
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let mut bytes = Vec::new();
            let mut file = std::fs::File::open(entry.path()).unwrap();
            file.read_to_end(&mut bytes).unwrap();
            files.push((entry.path().display().to_string(), bytes));
        }
    }
    files
}
