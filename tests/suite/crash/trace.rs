//! Runs of the binary under strace: its system calls, counted, with injected faults.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::fixture::Folder;

/// The system calls that access files.
const CALLS: &str = "openat,mkdir,flock,statx,readlink,getdents64,read,write,fsync,fchmod,\
                     rename,renameat,renameat2,link,linkat,unlink,unlinkat,close";

/// One system call, as printed by strace.
pub struct Call {
    pub name: String,
    /// Its index among the calls with that name, from 1.
    pub nth: usize,
    /// Whether it accesses a file of the log.
    pub touches_log: bool,
    line: String,
}

impl Call {
    /// What strace is to do at this call: `signal=KILL`, `error=EIO`.
    pub fn inject(&self, what: &str) -> String {
        format!("inject={}:{what}:when={}", self.name, self.nth)
    }
}

/// Runs `adr` with the words of `arguments` in `folder`, with the faults in `inject`, and returns its output
/// and its calls. Only the main thread is traced, because it makes every change.
pub fn run(folder: &Folder, arguments: &str, inject: Option<&str>) -> (Output, Vec<Call>) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = folder.command("strace");
    command
        .args(["-y", "-s", "4096", "-e", &format!("trace={CALLS}"), "-o"])
        .arg(log.path());
    if let Some(programs) = folder.programs() {
        command.args(["-E", &format!("PATH={programs}")]);
    }
    if let Some(inject) = inject {
        command.args(["-e", inject]);
    }
    command
        .arg(env!("CARGO_BIN_EXE_adr"))
        .args(arguments.split(' '));
    let output = command.output().expect("strace is installed");
    let text = String::from_utf8_lossy(&std::fs::read(log.path()).unwrap()).into_owned();
    let below = format!("{}/", folder.path().display());
    let mut counts: HashMap<String, usize> = HashMap::new();
    let calls = text.lines().filter_map(|line| {
        let (name, _) = line.split_once('(')?;
        let nth = counts.entry(name.to_owned()).or_default();
        *nth += 1;
        Some(Call {
            name: name.to_owned(),
            nth: *nth,
            touches_log: line.contains(&below) || (name != "write" && line.contains("\"doc")),
            line: line.to_owned(),
        })
    });
    (output, calls.collect())
}

/// The files in `folder` with data not covered by an fsync, by their names after `calls`.
pub fn unsynced(folder: &Path, calls: &[Call]) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for call in calls
        .iter()
        .filter(|call| !call.line.contains(" = -1 ") && !call.line.ends_with('?'))
    {
        match call.name.as_str() {
            "write" | "fsync" => {
                let path = between(&call.line, '<', '>').map(PathBuf::from);
                let Some(path) = path.filter(|path| path.starts_with(folder)) else {
                    continue;
                };
                if call.name == "write" {
                    files.insert(path);
                } else {
                    files.remove(&path);
                }
            }
            name if name.starts_with("rename") || name.starts_with("link") => {
                let names: Vec<_> = call.line.split('"').skip(1).step_by(2).collect();
                let (from, to) = (folder.join(names[0]), folder.join(names[1]));
                // A renamed folder takes its files along.
                let moved = files.iter().filter_map(|path| {
                    let inside = path.strip_prefix(&from).ok()?;
                    Some(match inside.as_os_str().is_empty() {
                        true => to.clone(),
                        false => to.join(inside),
                    })
                });
                let moved: Vec<_> = moved.collect();
                files.extend(moved);
            }
            _ => {}
        }
    }
    files.retain(|path| path.exists());
    files
}

fn between(text: &str, open: char, close: char) -> Option<&str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

#[test]
fn an_fsync_covers_what_was_written_before_it_under_every_name() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("e")).unwrap();
    for name in ["a", "b", "c", "e/f"] {
        std::fs::write(folder.path().join(name), "x").unwrap();
    }
    let base = folder.path().display();
    let lines = [
        format!("write(3<{base}/a>, \"x\", 1) = 1"),
        format!("fsync(3<{base}/a>) = 0"),
        format!("write(3<{base}/t>, \"x\", 1) = 1"),
        "rename(\"t\", \"b\") = 0".to_owned(),
        format!("write(3<{base}/d/f>, \"x\", 1) = 1"),
        "rename(\"d\", \"e\") = 0".to_owned(),
        format!("write(3<{base}/c>, \"x\", 1) = 1"),
        format!("fsync(3<{base}/c>) = -1 EIO (Input/output error) (INJECTED)"),
    ];
    let calls = lines.map(|line| Call {
        name: line.split_once('(').unwrap().0.to_owned(),
        nth: 1,
        touches_log: true,
        line,
    });
    let expected = ["b", "c", "e/f"].map(|name| folder.path().join(name));
    assert_eq!(unsynced(folder.path(), &calls), BTreeSet::from(expected));
}
