//! Terminal sessions: `tests/cmd/**/*.md`, the README and the guide, run as they are written.
//! Each runs in a folder of its own: a copy of `NAME.in` beside it, or an empty one.

use std::fs;
use std::path::{Path, PathBuf};

/// An environment in which a session gives the same output everywhere.
fn cases() -> trycmd::TestCases {
    let cases = trycmd::TestCases::new();
    let no_settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/gitconfig");
    for (name, value) in [
        ("ADR_TODAY", "2026-11-22"),
        ("ADR_DATE", ""),
        ("ADR_DIR", ""),
        ("COLUMNS", "100"),
        ("GIT_CONFIG_GLOBAL", no_settings),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("NO_COLOR", "1"),
    ] {
        cases.env(name, value);
    }
    cases.register_bin("git", git());
    cases
}

fn git() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let programs = std::env::split_paths(&path).map(|folder| folder.join("git"));
    programs
        .into_iter()
        .find(|program| program.is_file())
        .unwrap()
}

/// A copy of `document` beside empty `.in` and `.out` folders, which make `trycmd` run it in a fresh
/// folder that it may fill.
fn in_an_empty_folder(document: &str) -> PathBuf {
    let name = document.replace('/', "-");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("sessions")
        .join(&name);
    let _ = fs::remove_dir_all(&folder);
    let copy = folder.join(&name);
    fs::create_dir_all(copy.with_extension("in")).unwrap();
    fs::write(copy.with_extension("in").join(".keep"), "").unwrap();
    fs::create_dir_all(copy.with_extension("out")).unwrap();
    fs::copy(document, &copy).unwrap();
    copy
}

#[test]
fn commands_do_what_their_sessions_show() {
    cases().case("tests/cmd/*/*.md").run();
}

#[test]
fn the_readme_shows_what_happens() {
    cases().case(in_an_empty_folder("README.md")).run();
}

#[test]
fn the_guide_shows_what_happens() {
    for page in ["docs/guide.md", "docs/life-of-a-decision.md"] {
        cases().case(in_an_empty_folder(page)).run();
    }
}
