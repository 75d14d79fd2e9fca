//! What is left when a command is killed, the disk fails or the power goes, at any system call: the log as it
//! was or as it was to be, byte for byte, once one more command has run.
//!
//! Each sweep tries a sample of the calls, or all of them if `ADR_FULL` is set.

mod trace;

use std::fs;

use trace::Call;

use crate::fixture::{Files, Folder, is_full, stderr_of};

/// How many points a sweep tries unless all are requested.
const SAMPLE: usize = 24;

/// A command, and the state before it.
struct Case {
    /// Commands that are run first.
    before: &'static [&'static str],
    /// A file that is then added to the log: its name and its text.
    beside: Option<(&'static str, &'static str)>,
    command: &'static str,
}

impl Case {
    const fn new(before: &'static [&'static str], command: &'static str) -> Self {
        Self {
            before,
            beside: None,
            command,
        }
    }

    /// The folder before the command. There is no `git`, because its output arrives through a pipe in a
    /// varying number of reads, so calls could not be counted.
    fn folder(&self) -> Folder {
        let folder = Folder::after(self.before).without_git();
        if let Some((name, text)) = self.beside {
            fs::write(folder.path().join("docs/adr").join(name), text).unwrap();
        }
        folder
    }
}

const WHOLE_PROPOSAL: &str = "supersede 2 Shard --status proposed --decider mara --context c --decision d --gain g --cost c --alternative Split:needs_3_brokers --revisit team.size>20";

const SAME_NUMBER: &str = "+++
status = \"accepted\"
date = 2026-11-23
links = [{ kind = \"relates\", to = 2 }]
+++
# ADR-0001: Another first one

See [ADR-0002](0002-keep-one-primary.md).
";

const GUARDED: &str = "+++
status = \"accepted\"
date = 2026-11-23

[[guard]]
forbid = 'nowhere to be found at all$'
allowed = 3
+++
# ADR-0002: Guard the outbox
";

const MISNAMED: &str = "+++
status = \"accepted\"
date = 2026-11-23
decider = [\"mara\"]
links = [{ kind = \"relates\", to = 2 }]
+++
# ADR-0001: Another one
";

const FOREIGN: &str = "# 3. Queue jobs in a table

Date: 2021-05-04

## Status

Accepted

Supersedes [2. Keep one primary](0002-keep-one-primary.md)

## Context

Mail runs after the order.
";

/// To cover another command, add a line.
const CASES: &[Case] = &[
    Case::new(
        &["init", "new Keep one primary"],
        "new --decider mara Use two primaries",
    ),
    Case::new(
        &["init", "new Keep one primary"],
        "new --decider mara --link amends:2 Cap it",
    ),
    Case::new(
        &["init", "new Keep one primary", "new Cap it"],
        "supersede 2,3 --decider mara Shard",
    ),
    Case::new(
        &["init", "new Keep one primary", WHOLE_PROPOSAL],
        "accept 3",
    ),
    Case::new(&["init", "new Keep one primary"], "link 2 amends 1"),
    Case::new(
        &["init"],
        "snooze 1 stale --until 2026-12-24 --reason reviewed",
    ),
    Case::new(&["init"], "amend 1 --no-edit --reason measured_again"),
    Case {
        beside: Some(("0002-guard-the-outbox.md", GUARDED)),
        ..Case::new(&["init"], "guard --fix --quiet --exit-zero")
    },
    Case {
        beside: Some(("0001-another-first-one.md", SAME_NUMBER)),
        ..Case::new(
            &["init", "new Keep one primary --link relates:1"],
            "renumber",
        )
    },
    Case {
        beside: Some(("0003-misnamed.md", MISNAMED)),
        ..Case::new(
            &["init", "new Keep one primary --link relates:1"],
            "lint --fix --exit-zero",
        )
    },
    Case::new(
        &["init", "observe team.size=5"],
        "observe --quiet team.size=6 orders.writes=90/s",
    ),
    Case::new(&["init"], "observe --quiet team.size=6 orders.writes=90/s"),
    Case {
        beside: Some(("README.md", "<!-- adr:index -->\n<!-- adr:index:end -->\n")),
        ..Case::new(
            &["init", "new Keep one primary"],
            "render --inject docs/adr/README.md",
        )
    },
    Case {
        beside: Some(("queue-jobs.md", FOREIGN)),
        ..Case::new(&["init", "new Keep one primary"], "migrate")
    },
    Case {
        beside: Some(("0003-queue-jobs.md", FOREIGN)),
        ..Case::new(
            &["init", "new Keep one primary"],
            "supersede 3 --decider mara Stream jobs",
        )
    },
    Case::new(&[], "init doc/decided"),
];

/// A case with the known outcome of its command, and the calls it makes that affect the log.
struct Sweep {
    case: &'static Case,
    before: Files,
    after: Files,
    calls: Vec<Call>,
}

impl Sweep {
    fn of(case: &'static Case) -> Self {
        let start = case.folder();
        let before = start.files();
        let (output, calls) = trace::run(&start, case.command, None);
        assert!(
            output.status.success(),
            "{}: {}",
            case.command,
            stderr_of(&output)
        );
        let first = calls.iter().position(|call| call.touches_log).unwrap();
        Self {
            case,
            before,
            after: start.files(),
            calls: calls.into_iter().skip(first).collect(),
        }
    }

    /// All calls, or a sample that includes the first and the last.
    fn points(&self) -> Vec<&Call> {
        let last = self.calls.len() - 1;
        let step = if is_full() {
            1
        } else {
            self.calls.len().div_ceil(SAMPLE)
        };
        let is_chosen = |at: &usize| at.is_multiple_of(step) || *at == last;
        (0..=last)
            .filter(is_chosen)
            .map(|at| &self.calls[at])
            .collect()
    }

    /// The points that touch a file of the log, except calls with these names.
    fn points_on_disk(&self, but: &[&str]) -> Vec<&Call> {
        let mut points = self.points();
        points.retain(|call| call.touches_log && !but.contains(&call.name.as_str()));
        points
    }

    /// Whether the log in `folder`, after one more command, is in the new state; otherwise it must be in the
    /// old one.
    #[track_caller]
    fn is_done(&self, folder: &Folder, when: &str) -> bool {
        let next = folder.adr(if self.before.is_empty() {
            "init doc/decided"
        } else {
            "list"
        });
        let command = self.case.command;
        assert!(
            next.status.success(),
            "{command}, {when}: {}",
            stderr_of(&next)
        );
        let empty = folder.empty_folders();
        assert!(empty.is_empty(), "{command}, {when}: {empty:?} are empty");
        let files = folder.files();
        if files == self.after {
            return true;
        }
        let names = files.keys().collect::<Vec<_>>();
        assert!(files == self.before, "{command}, {when}: {names:?}");
        false
    }
}

fn sweeps() -> impl Iterator<Item = Sweep> {
    CASES.iter().map(Sweep::of)
}

#[test]
fn a_kill_leaves_the_log_in_the_old_or_the_new_state() {
    let (mut points, mut done) = (0, 0);
    for sweep in sweeps() {
        for call in sweep.points() {
            let folder = Folder::with(&sweep.before).without_git();
            let inject = call.inject("signal=KILL");
            let (_, calls) = trace::run(&folder, sweep.case.command, Some(&inject));
            let without_power = Folder::with(&folder.files()).without_git();
            for path in trace::unsynced(folder.path(), &calls) {
                let path = path.strip_prefix(folder.path()).unwrap();
                fs::write(without_power.path().join(path), "").unwrap();
            }
            done += usize::from(sweep.is_done(&folder, &inject));
            sweep.is_done(&without_power, &format!("{inject}, then a power cut"));
            points += 1;
        }
    }
    println!("killed at {points} calls, of which {done} left the change done; as many power cuts");
    assert!(done > 0 && done < points);
}

#[test]
fn a_failing_disk_leaves_the_old_state_or_a_change_that_is_completed() {
    let (mut points, mut failed) = (0, 0);
    for sweep in sweeps() {
        for error in ["ENOSPC", "EIO", "EACCES", "EROFS"] {
            for call in sweep.points_on_disk(&["close"]) {
                let folder = Folder::with(&sweep.before).without_git();
                let inject = call.inject(&format!("error={error}"));
                let (output, _) = trace::run(&folder, sweep.case.command, Some(&inject));
                let words = stderr_of(&output);
                let is_done = sweep.is_done(&folder, &inject);
                match output.status.code() {
                    Some(0) => assert!(is_done, "{inject}: said to be done, and is not"),
                    Some(2) => {
                        let is_named = words.contains("the next `adr` command completes it");
                        assert!(words.starts_with("error: "), "{inject}: {words}");
                        // If there was no log, the next command created one.
                        if !sweep.before.is_empty() {
                            assert_eq!(is_done, is_named, "{inject}: {words}");
                        }
                        failed += 1;
                    }
                    _ => panic!("{inject}: {} {words}", output.status),
                }
                points += 1;
            }
        }
    }
    println!("failed {points} calls, of which {failed} ended the command");
    assert!(failed * 2 > points);
}

#[test]
fn an_interrupted_call_is_retried() {
    let mut points = 0;
    for sweep in sweeps() {
        // POSIX does not allow a signal to interrupt these.
        for call in sweep.points_on_disk(&["close", "getdents64", "readlink", "statx"]) {
            let folder = Folder::with(&sweep.before).without_git();
            let inject = call.inject("error=EINTR");
            let (output, _) = trace::run(&folder, sweep.case.command, Some(&inject));
            assert!(output.status.success(), "{inject}: {}", stderr_of(&output));
            assert!(folder.files() == sweep.after, "{inject}");
            points += 1;
        }
    }
    println!("interrupted {points} calls");
}
