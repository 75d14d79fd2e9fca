//! Terminal sessions: `tests/cmd/*/*.md` and the README, each run as written in a folder of its own. The
//! folder is empty, or a copy of the one that the session's first paragraph links to; a fenced block whose
//! first line ends in `file=PATH` is a file in it. `sh -c` stands for a shell's pipes; `env NAME=VALUE`
//! overrides what the environment otherwise fixes (in front of `adr` alone it would have no effect).

use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::{copy_folder, environment};

/// Runs the sessions in `documents`.
fn run(documents: impl IntoIterator<Item = PathBuf>) {
    let cases = trycmd::TestCases::new();
    for (name, value) in environment() {
        cases.env(name, value);
    }
    for name in PROGRAMS {
        cases.register_bin(name, program(name));
    }
    for document in documents {
        cases.case(prepared(&document));
    }
    cases.run();
}

/// The programs that sessions run besides `adr`. `trycmd` skips commands that it does not know.
const PROGRAMS: [&str; 7] = ["cat", "cp", "env", "git", "grep", "sed", "sh"];

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let mut programs = std::env::split_paths(&path).map(|folder| folder.join(name));
    programs.find(|program| program.is_file()).unwrap()
}

/// `document` under another path, next to the folder that it starts in (`.in`), and next to one (`.out`) that
/// tells `trycmd` that the folder may be changed. A hard link, so that `TRYCMD=overwrite` reaches it.
fn prepared(document: &Path) -> PathBuf {
    let name = document.to_string_lossy().replace('/', "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sessions");
    let session = folder.join(name);
    let (before, after) = (session.with_extension("in"), session.with_extension("out"));
    for old in [&before, &after] {
        let _ = fs::remove_dir_all(old);
        fs::create_dir_all(old).unwrap();
    }
    let text = fs::read_to_string(document).unwrap();
    if let Some(link) = linked_folder(&text) {
        copy_folder(&document.parent().unwrap().join(link), &before);
    }
    for (path, content) in files(&text) {
        let path = before.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    fs::write(before.join(".keep"), "").unwrap();
    let _ = fs::remove_file(&session);
    if fs::hard_link(document, &session).is_err() {
        fs::copy(document, &session).unwrap();
    }
    session
}

/// The target of the first paragraph's link, if it is a folder.
fn linked_folder(text: &str) -> Option<&str> {
    let opening = text.split("\n\n").find(|part| !part.starts_with('#'))?;
    let (_, rest) = opening.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    target.strip_suffix('/')
}

/// The files contained in the blocks of `text`, by path.
fn files(text: &str) -> Vec<(&str, String)> {
    let mut files = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            continue;
        }
        let end = |line: &&str| line.trim_end() != "`".repeat(fence);
        let content: Vec<_> = lines.by_ref().take_while(end).collect();
        if let Some((_, path)) = line.split_once(" file=") {
            files.push((path, content.join("\n") + "\n"));
        }
    }
    files
}

#[test]
fn commands_behave_as_in_their_sessions() {
    let documents = glob("tests/cmd");
    assert!(documents.len() > 30, "{documents:?}");
    run(documents);
}

#[test]
fn commands_behave_as_in_the_readme() {
    run([PathBuf::from("README.md")]);
}

/// All files that match `FOLDER/*/*.md`.
fn glob(folder: &str) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let files = entries(Path::new(folder))
        .into_iter()
        .flat_map(|of| entries(&of));
    files
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect()
}

#[test]
fn commands_behave_as_in_the_guide() {
    let pages = [
        "guide",
        "measuring",
        "life-of-a-decision",
        "site",
        "adopting-lint",
        "ci",
        "guards",
    ];
    run(pages.map(|page| PathBuf::from(format!("docs/{page}.md"))));
}
