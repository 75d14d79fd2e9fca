//! Two branches take the same number and are merged.

use std::fs;

use crate::fixture::Folder;

/// Runs `adr`, and returns its exit code and all its output.
fn adr(folder: &Folder, arguments: &str) -> (Option<i32>, String) {
    let output = folder.adr(arguments);
    let text = [&output.stdout[..], &output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

fn record_on_a_branch(folder: &Folder, branch: &str, title: &str) {
    folder.git(&format!("checkout -q -b {branch} main"));
    folder.succeeds(&format!(
        "new {title} --quiet --no-branches --link relates:1"
    ));
    folder.git("add .");
    folder.git(&format!("commit -q -m {branch}"));
}

/// A repository in which `zebra` and `antelope` both took number 2; `zebra` is merged.
fn two_branches() -> Folder {
    let folder = Folder::new();
    folder.git("init -q");
    folder.succeeds("init --quiet");
    folder.git("add .");
    folder.git("commit -q -m start");
    record_on_a_branch(&folder, "zebra", "Zebra");
    record_on_a_branch(&folder, "antelope", "Antelope");
    folder.git("checkout -q main");
    folder.git("merge -q --no-ff -m zebra zebra");
    folder
}

/// The records' file names.
fn names(folder: &Folder) -> Vec<String> {
    let mut names = folder.names();
    names.retain(|name| name.ends_with(".md"));
    names
}

#[test]
fn the_record_merged_later_is_renumbered_and_its_links_updated() {
    let folder = two_branches();
    folder.git("merge -q -X ours -m antelope antelope");
    let (code, text) = adr(&folder, "lint");
    assert_eq!(code, Some(1));
    assert!(text.contains("duplicate-number"), "{text}");
    let (code, text) = adr(&folder, "renumber --dry-run");
    assert_eq!(code, Some(1));
    assert!(text.contains("+# ADR-0003: Antelope"), "{text}");
    let (code, text) = adr(&folder, "renumber");
    assert_eq!(
        (code, text.as_str()),
        (
            Some(0),
            "ADR-0002 is now ADR-0003: docs/adr/0003-antelope.md\n"
        )
    );
    assert_eq!(
        names(&folder),
        [
            "0001-record-architecture-decisions.md",
            "0002-zebra.md",
            "0003-antelope.md"
        ]
    );
    assert!(!adr(&folder, "lint").1.contains("duplicate-number"));
    let again = adr(&folder, "renumber");
    assert_eq!(
        again,
        (
            Some(0),
            "note: every number is unique; nothing to do\n".to_owned()
        )
    );
}

#[test]
fn a_number_taken_on_the_base_is_found_before_the_merge() {
    let folder = two_branches();
    folder.git("checkout -q antelope");
    let (code, text) = adr(&folder, "lint --base main");
    assert_eq!(code, Some(1));
    assert!(
        text.contains("the number 0002 is used by 0002-zebra.md on main"),
        "{text}"
    );
    assert_eq!(adr(&folder, "renumber --base main --quiet").0, Some(0));
    assert_eq!(
        names(&folder),
        ["0001-record-architecture-decisions.md", "0003-antelope.md"]
    );
    let first = fs::read_to_string(
        folder
            .path()
            .join("docs/adr/0001-record-architecture-decisions.md"),
    )
    .unwrap();
    assert!(first.contains("to = 3"), "{first}");
    assert!(
        !adr(&folder, "lint --base main")
            .1
            .contains("duplicate-number")
    );
}

#[test]
fn an_unknown_base_is_named() {
    let folder = two_branches();
    let (code, text) = adr(&folder, "renumber --base nowhere");
    assert_eq!(code, Some(2));
    assert!(text.contains("`nowhere` is not a commit"), "{text}");
}

#[test]
fn a_new_record_takes_the_number_after_every_branch() {
    let folder = two_branches();
    record_on_a_branch(&folder, "third", "Third");
    folder.git("checkout -q main");
    let (code, text) = adr(&folder, "new --quiet Fourth");
    assert_eq!(
        (code, text.as_str()),
        (Some(0), "docs/adr/0004-fourth.md\n")
    );
}
