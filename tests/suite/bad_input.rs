//! Problems outside the text of records: the file system, pipes, a stdin that never ends.
//! Each gives one clear error and exit code 2, and everything else is still processed.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{RunResult, Sandbox};

/// All commands that read the whole log.
const READERS: &[&[&str]] = &[
    &["list", "--format", "paths"],
    &["show", "1"],
    &["lint"],
    &["check"],
    &["render", "--format", "markdown"],
];

/// Runs every reader; each must exit with 2, print `error` and no other error, and show record 1.
#[track_caller]
fn assert_only_error(error: &str, run: impl Fn(&[&str]) -> RunResult) {
    for arguments in READERS {
        let ran = run(arguments).expect_code(2);
        assert_eq!(ran.stderr.lines().next(), Some(error), "{arguments:?}");
        assert_eq!(
            ran.stderr.matches("error:").count(),
            1,
            "{arguments:?} {}",
            ran.stderr
        );
        let is_listed =
            ran.stdout.contains("0001-keep-orders") || ran.stdout.contains("Keep orders");
        assert!(
            is_listed || ran.stdout.contains("6 records"),
            "{arguments:?}: {ran:#?}"
        );
    }
}

#[test]
fn a_record_that_is_not_a_file_is_reported_and_skipped() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/0009-folder.md/note.txt", "");
    let error = "error: cannot read docs/adr/0009-folder.md: it is a folder";
    assert_only_error(error, |arguments| shop.adr(arguments));

    let shop = Sandbox::shop();
    let fifo = shop.path("docs/adr/0009-pipe.md");
    assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
    let error = "error: cannot read docs/adr/0009-pipe.md: it is not a regular file";
    assert_only_error(error, |arguments| shop.adr(arguments));

    let shop = Sandbox::shop();
    symlink("/etc/hostname", shop.path("docs/adr/0009-link.md")).unwrap();
    let error = "error: cannot read docs/adr/0009-link.md: it is a symbolic link; a record must be a regular file";
    assert_only_error(error, |arguments| shop.adr(arguments));
}

#[test]
fn a_record_without_permission_is_reported_and_skipped() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/0009-secret.md", "secret");
    forbid(&shop, "docs/adr/0009-secret.md", 0o000);
    let error = "error: cannot read docs/adr/0009-secret.md: Permission denied (os error 13)";
    assert_only_error(error, |arguments| shop.adr_unprivileged(arguments));
}

#[test]
fn a_folder_without_permission_is_reported_and_skipped() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/secret/0009-secret.md", "secret");
    forbid(&shop, "docs/adr/secret", 0o000);
    let error = "error: cannot read docs/adr/secret: Permission denied (os error 13)";
    assert_only_error(error, |arguments| shop.adr_unprivileged(arguments));
}

#[test]
fn settings_without_permission_stop_commands_that_need_them() {
    let shop = Sandbox::shop();
    forbid(&shop, "docs/adr/adr.toml", 0o000);
    shop.adr_unprivileged(["list"]).expect_code(0);
    for command in ["lint", "check"] {
        let ran = shop.adr_unprivileged([command]).expect_code(2);
        assert_eq!(
            ran.stderr,
            "error: cannot read docs/adr/adr.toml: Permission denied (os error 13)\n"
        );
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn a_read_only_folder_keeps_its_content() {
    let shop = Sandbox::shop();
    forbid(&shop, "docs/adr", 0o555);
    forbid(&shop, "", 0o755);
    let before = names(&shop, "docs/adr");
    for arguments in [
        &["new", "X"][..],
        &["supersede", "1", "X"],
        &["render"],
        &["render", "--out", "docs/site"],
    ] {
        let ran = shop.adr_unprivileged(arguments).expect_code(2);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
        assert!(ran.stderr.starts_with("error: cannot "), "{ran:#?}");
        assert!(ran.stderr.contains("ermission denied"), "{ran:#?}");
        assert_eq!(ran.stdout, "");
    }
    assert_eq!(names(&shop, "docs/adr"), before);
    assert_eq!(
        shop.adr(["list", "--status", "superseded", "--format", "paths"])
            .stdout
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_folder_in_which_no_log_can_be_created_is_reported() {
    let folder = Sandbox::empty();
    forbid(&folder, "", 0o555);
    let ran = folder.adr_unprivileged(["init"]).expect_code(2);
    assert!(
        ran.stderr.starts_with("error: cannot create docs"),
        "{ran:#?}"
    );
    assert!(
        ran.stderr.ends_with("Permission denied (os error 13)\n"),
        "{ran:#?}"
    );
}

#[test]
fn an_oversized_record_is_reported_and_skipped() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/0009-huge.md", "x".repeat(5 << 20));
    let error = "error: cannot read docs/adr/0009-huge.md: it is larger than 4 MiB";
    assert_only_error(error, |arguments| shop.adr(arguments));
}

#[test]
fn a_record_that_is_not_utf_8_is_a_finding_and_hides_no_other() {
    let shop = Sandbox::shop();
    shop.write("docs/adr/0009-latin.md", b"# 9. Caf\xe9\n");
    let found = shop.adr(["lint", "--format", "json"]).expect_code(1).json();
    let place = ["rule", "path", "line", "column"].map(|key| found["diagnostics"][0][key].clone());
    let expected: [serde_json::Value; 4] = [
        "invalid-record".into(),
        "docs/adr/0009-latin.md".into(),
        1.into(),
        9.into(),
    ];
    assert_eq!(place, expected, "{found}");
    assert_eq!(
        shop.adr(["list", "--format", "paths"])
            .expect_code(0)
            .stdout
            .lines()
            .count(),
        7
    );
    shop.adr(["show", "9"]).expect_code(0);
    shop.adr(["render"]).expect_code(1);
    let supplied = ["team.size=6", "dependency.opensearch=3.1"];
    shop.adr(["check", "--metric", supplied[0], "--metric", supplied[1]])
        .expect_code(0);
    let before = fs::read(shop.path("docs/adr/0009-latin.md")).unwrap();
    shop.adr(["supersede", "9", "X"]).expect_code(2);
    assert_eq!(
        fs::read(shop.path("docs/adr/0009-latin.md")).unwrap(),
        before
    );
}

#[test]
fn settings_values_and_drafts_with_invalid_utf_8_are_rejected_with_a_location() {
    let shop = Sandbox::shop();
    shop.write("values.toml", b"team.size = 6\nname = \"\xff\"\n");
    shop.write("draft.md", b"# Caf\xe9\n");
    let places = [
        (
            &["check", "--metrics", "values.toml"][..],
            "values.toml:2:9",
        ),
        (&["new", "--from", "draft.md"], "draft.md:1:6"),
    ];
    for (arguments, place) in places {
        let ran = shop.adr(arguments).expect_code(2);
        assert!(ran.stderr.contains(place), "{ran:#?}");
    }
    shop.write("docs/adr/adr.toml", b"[site]\ntitle = \"\xff\"\n");
    let ran = shop.adr(["lint"]).expect_code(2);
    assert!(ran.stderr.contains("docs/adr/adr.toml:2:10"), "{ran:#?}");
}

#[test]
fn names_and_arguments_that_are_not_utf_8_do_no_harm() {
    let shop = Sandbox::shop();
    let odd = OsStr::from_bytes(b"0009-caf\xe9.md");
    fs::write(shop.path("docs/adr").join(odd), "# 9. Tea\n").unwrap();
    for arguments in READERS {
        let ran = shop.adr(*arguments);
        assert!(ran.code <= 3, "{ran:#?}");
    }
    assert_eq!(
        shop.adr(["show", "tea"]).expect_code(0).stdout,
        "# ADR-0009: Tea\n"
    );
    for arguments in [
        ["show".as_ref(), odd],
        ["new".as_ref(), odd],
        ["lint".as_ref(), odd],
    ] {
        let ran = shop.adr(arguments).expect_code(2);
        assert!(ran.stderr.starts_with("error: "), "{ran:#?}");
    }
}

#[test]
fn control_characters_never_reach_a_terminal() {
    let shop = Sandbox::shop();
    let record = "```toml\nstatus = \"acc\\u001b[31mepted\"\ndate = 2026-11-22\ndeciders = [\"\\u001b]0;x\\u0007\"]\n\"\\u001b[2J\" = 1\n\n[[revisit]]\nwhen = \"team.size > \\u001b[1m\"\nnote = \"\\u009b1m\"\n```\n\n# ADR-0009: A \u{1b}[31mred\u{7} title\n";
    shop.write("docs/adr/0009-\u{1b}[31mred.md", record);
    let every = [
        &["list"][..],
        &["list", "--format", "paths"],
        &["show", "9"],
        &["show", "red"],
        &["show", "\u{1b}[31mnone"],
        &["lint"],
        &["check", "--all"],
        &["render", "--format", "markdown"],
        &["new", "--link", "\u{1b}[31m:1", "X"],
        &["lint", "\u{1b}[31mnone"],
        &["--dir", "\u{1b}[31mnone", "list"],
    ];
    for arguments in every {
        let ran = shop.adr(arguments);
        let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(!ran.stdout.contains(is_control), "{arguments:?}: {ran:#?}");
        assert!(!ran.stderr.contains(is_control), "{arguments:?}: {ran:#?}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let shop = Sandbox::shop();
    for arguments in READERS.iter().chain(&[
        &["list"][..],
        &["list", "--format", "csv"],
        &["list", "--format", "json"],
        &["list", "--format", "ndjson"],
        &["graph"],
        &["completions", "bash"],
        &["--help"],
    ]) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = shop.command(*arguments);
        let ran = RunResult::from(command.stdout(writer).output().unwrap()).expect_code(0);
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
}

#[test]
fn a_full_disk_behind_stdout_is_an_error() {
    let shop = Sandbox::shop();
    for arguments in READERS {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = shop.command(*arguments);
        let ran = RunResult::from(command.stdout(full).output().unwrap()).expect_code(2);
        assert!(ran.stderr.starts_with("error: "), "{arguments:?}: {ran:#?}");
    }
}

#[test]
fn commands_never_wait_for_an_idle_stdin() {
    let shop = Sandbox::shop();
    let supersede = &["supersede", "1", "X"][..];
    for arguments in READERS.iter().chain(&[
        &["new", "X"][..],
        &["new"],
        supersede,
        &["init"],
        &["render"],
    ]) {
        let mut command = shop.command(*arguments);
        let silent = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = silent.spawn().unwrap();
        let stdin = child.stdin.take();
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if started.elapsed() > Duration::from_secs(60) {
                let _ = child.kill();
                panic!("{arguments:?} waits");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(stdin);
    }
}

fn forbid(sandbox: &Sandbox, name: &str, mode: u32) {
    fs::set_permissions(sandbox.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

fn names(sandbox: &Sandbox, folder: &str) -> Vec<std::ffi::OsString> {
    let entries = fs::read_dir(sandbox.path(folder)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names
}
