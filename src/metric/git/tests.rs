use std::path::Path;

use crate::metric::tests::measured_by;

/// A repository in a temporary folder; `today` of the measurements is 2026-03-31.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new() -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git("2026-01-01T00:00:00Z", "nobody", &["init", "--quiet"]);
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, date: &str, who: &str, arguments: &[&str]) {
        let address = format!("{who}@example.com");
        let output = std::process::Command::new("git")
            .arg("-C")
            .arg(self.path())
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .envs([("GIT_AUTHOR_NAME", who), ("GIT_COMMITTER_NAME", who)])
            .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
            .env("GIT_AUTHOR_EMAIL", &address)
            .env("GIT_COMMITTER_EMAIL", &address)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }

    fn commit(&self, date: &str, who: &str, path: &str) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, format!("{date} {who}\n")).unwrap();
        self.git(date, who, &["add", "--all"]);
        self.git(date, who, &["commit", "--quiet", "--message", "x"]);
    }

    fn measured(&self, source: &str) -> Result<Vec<String>, String> {
        measured_by(self.path(), source)
    }
}

/// Three people over a year, with a tag, a merge and an alias in `.mailmap`.
fn shop() -> Repository {
    let shop = Repository::new();
    shop.commit("2025-03-01T12:00:00Z", "mara", "src/orders.rs");
    shop.commit("2026-01-02T00:30:00+02:00", "lee", "src/stock.rs");
    shop.git(
        "2026-01-03T12:00:00Z",
        "lee",
        &["tag", "-a", "v1", "-m", "v1"],
    );
    shop.git(
        "2026-01-03T12:00:00Z",
        "lee",
        &["checkout", "-q", "-b", "side"],
    );
    shop.commit("2026-03-01T12:00:00Z", "m.old", "web/app.js");
    shop.git("2026-03-02T12:00:00Z", "lee", &["checkout", "-q", "-"]);
    let merge = ["merge", "--quiet", "--no-ff", "-m", "m", "side"];
    shop.git("2026-03-02T12:00:00Z", "robot", &merge);
    let mailmap = "Mara <MARA@example.com> <m.old@example.com>\n";
    std::fs::write(shop.path().join(".mailmap"), mailmap).unwrap();
    shop
}

#[test]
fn windows_end_today_and_use_the_committers_date() {
    let shop = shop();
    let cases = [
        ("git = 'committers'", "2"),
        ("git = 'commits'", "3"),
        ("git = 'tags'", "1"),
        ("git = 'committers', window = '90d'", "2"),
        // 2026-01-02 in its committer's time zone, 2026-01-01 in UTC: the window's 89th day.
        ("git = 'commits', window = '89d'", "2"),
        ("git = 'commits', window = '88d'", "1"),
        ("git = 'commits', window = '4w'", "0"),
        ("git = 'tags', window = '88d'", "1"),
        ("git = 'tags', window = '87d'", "0"),
        ("git = 'commits', path = 'src/**'", "2"),
        ("git = 'commits', path = ['src/stock.rs', 'web']", "2"),
        ("git = 'age', path = 'src/orders.rs'", "395d"),
        ("git = 'age', path = 'web'", "30d"),
        ("git = 'age'", "29d"),
    ];
    for (source, wanted) in cases {
        assert_eq!(
            shop.measured(source),
            Ok(vec![wanted.to_owned()]),
            "{source}"
        );
    }
}

#[test]
fn commits_after_today_are_not_counted() {
    let shop = shop();
    shop.commit("2026-04-02T12:00:00Z", "new", "src/orders.rs");
    assert_eq!(shop.measured("git = 'commits'").unwrap(), ["3"]);
    assert_eq!(shop.measured("git = 'age'").unwrap(), ["29d"]);
    for hour in 0..70 {
        let date = format!("2026-04-01T{:02}:{:02}:00Z", hour % 24, hour % 60);
        shop.commit(&date, "new", "web/app.js");
    }
    assert_eq!(shop.measured("git = 'age', path = 'web'").unwrap(), ["30d"]);
}

#[test]
fn a_repository_without_commits_counts_zero_and_has_no_age() {
    let empty = Repository::new();
    assert_eq!(empty.measured("git = 'commits'").unwrap(), ["0"]);
    assert_eq!(empty.measured("git = 'tags'").unwrap(), ["0"]);
    assert!(empty.measured("git = 'age'").unwrap().is_empty());
}

#[test]
fn a_path_without_tracked_files_is_an_error_rather_than_zero() {
    for path in ["'x'", "'src/*.js'", "['src/**', 'scr/**']"] {
        for figure in ["commits", "committers", "age"] {
            let found = shop().measured(&format!("git = '{figure}', path = {path}"));
            let why = found.unwrap_err();
            assert!(why.starts_with("git: no file matches `"), "{why}");
        }
    }
}

#[test]
fn a_shallow_clone_is_an_error_rather_than_a_wrong_count() {
    let shop = shop();
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", shop.path().display());
    let to = clones.path().join("shallow");
    let to = to.to_str().unwrap();
    let clone = ["clone", "--quiet", "--depth=1", &from, to];
    shop.git("2026-03-02T12:00:00Z", "lee", &clone);
    let error = measured_by(Path::new(to), "git = 'committers'").unwrap_err();
    assert!(error.starts_with("git: this clone is shallow"), "{error}");
}

#[test]
fn a_worktree_counts_like_its_repository() {
    let shop = shop();
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("tree");
    let add = ["worktree", "add", "--quiet", to.to_str().unwrap(), "HEAD"];
    shop.git("2026-03-02T12:00:00Z", "lee", &add);
    assert_eq!(measured_by(&to, "git = 'commits'").unwrap(), ["3"]);
}

#[test]
fn a_missing_repository_is_an_error_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let error = measured_by(folder.path(), "git = 'commits'").unwrap_err();
    assert!(error.starts_with("git: not a git repository"), "{error}");
}

#[test]
fn a_path_that_looks_like_an_option_or_a_pathspec_is_a_path() {
    let shop = shop();
    shop.commit("2026-03-30T12:00:00Z", "lee", "--output=x");
    shop.commit("2026-03-30T12:00:00Z", "lee", ":!x");
    for path in ["--output=x", ":!x"] {
        let source = format!("git = 'commits', path = '{path}'");
        assert_eq!(shop.measured(&source).unwrap(), ["1"], "{path}");
    }
    assert!(!shop.path().join("x").exists());
}
