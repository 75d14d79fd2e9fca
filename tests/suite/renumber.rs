//! Two branches take the same number, and are merged.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gitconfig");
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs([
            ("ADR_TODAY", "2026-11-22"),
            ("GIT_CONFIG_GLOBAL", settings),
            ("GIT_CONFIG_NOSYSTEM", "1"),
        ])
        .env_remove("ADR_DIR")
        .output()
        .unwrap()
}

fn git(folder: &Path, arguments: &str) {
    let output = run(folder, "git", &arguments.split(' ').collect::<Vec<_>>());
    assert!(
        output.status.success(),
        "git {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn adr(folder: &Path, arguments: &str) -> (Option<i32>, String) {
    let output = run(
        folder,
        env!("CARGO_BIN_EXE_adr"),
        &arguments.split(' ').collect::<Vec<_>>(),
    );
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

fn record_on_a_branch(folder: &Path, branch: &str, title: &str) {
    git(folder, &format!("checkout -q -b {branch} main"));
    let (code, text) = adr(
        folder,
        &format!("new {title} --quiet --no-branches --link relates:1"),
    );
    assert_eq!(code, Some(0), "{text}");
    git(folder, "add .");
    git(folder, &format!("commit -q -m {branch}"));
}

/// A repository in which `zebra` and `antelope` both took number 2; `zebra` is merged.
fn two_branches() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    git(path, "init -q");
    assert_eq!(adr(path, "init --quiet").0, Some(0));
    git(path, "add .");
    git(path, "commit -q -m start");
    record_on_a_branch(path, "zebra", "Zebra");
    record_on_a_branch(path, "antelope", "Antelope");
    git(path, "checkout -q main");
    git(path, "merge -q --no-ff -m zebra zebra");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("docs/adr")).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| name.ends_with(".md"));
    names.sort();
    names
}

#[test]
fn the_record_that_was_merged_later_moves_and_its_edges_follow() {
    let folder = two_branches();
    let path = folder.path();
    git(path, "merge -q -X ours -m antelope antelope");
    let (code, text) = adr(path, "lint");
    assert_eq!(code, Some(1));
    assert!(text.contains("duplicate-number"), "{text}");
    let (code, text) = adr(path, "renumber --dry-run");
    assert_eq!(code, Some(1));
    assert!(text.contains("+# ADR-0003: Antelope"), "{text}");
    let (code, text) = adr(path, "renumber");
    assert_eq!(
        (code, text.as_str()),
        (
            Some(0),
            "ADR-0002 is ADR-0003 now: docs/adr/0003-antelope.md\n"
        )
    );
    assert_eq!(
        names(path),
        [
            "0001-record-architecture-decisions.md",
            "0002-zebra.md",
            "0003-antelope.md"
        ]
    );
    assert!(!adr(path, "lint").1.contains("duplicate-number"));
    let again = adr(path, "renumber");
    assert_eq!(
        again,
        (
            Some(0),
            "note: every number is given once; nothing to do\n".to_owned()
        )
    );
}

#[test]
fn a_number_that_the_base_has_taken_is_found_before_the_merge() {
    let folder = two_branches();
    let path = folder.path();
    git(path, "checkout -q antelope");
    let (code, text) = adr(path, "lint --base main");
    assert_eq!(code, Some(1));
    assert!(
        text.contains("the number 0002 is that of 0002-zebra.md on main"),
        "{text}"
    );
    assert_eq!(adr(path, "renumber --base main --quiet").0, Some(0));
    assert_eq!(
        names(path),
        ["0001-record-architecture-decisions.md", "0003-antelope.md"]
    );
    let first =
        fs::read_to_string(path.join("docs/adr/0001-record-architecture-decisions.md")).unwrap();
    assert!(first.contains("to = 3"), "{first}");
    assert!(!adr(path, "lint --base main").1.contains("duplicate-number"));
}

#[test]
fn a_base_that_is_none_is_named() {
    let folder = two_branches();
    let (code, text) = adr(folder.path(), "renumber --base nowhere");
    assert_eq!(code, Some(2));
    assert!(text.contains("`nowhere` names no commit"), "{text}");
}

#[test]
fn a_new_record_takes_the_number_after_every_branch() {
    let folder = two_branches();
    let path = folder.path();
    record_on_a_branch(path, "third", "Third");
    git(path, "checkout -q main");
    let (code, text) = adr(path, "new --quiet Fourth");
    assert_eq!(
        (code, text.as_str()),
        (Some(0), "docs/adr/0004-fourth.md\n")
    );
}
