//! A site that is up to date is not rendered again; any other is, whatever changed.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::sandbox::{RunResult, Sandbox, environment};

const RECORD: &str = "docs/adr/0002-search-the-catalogue-with-postgresql-full-text.md";
const OTHER: &str = "docs/adr/0003-ship-the-shop-as-one-modular-monolith.md";

/// The text and the modification time of every file below `folder`, by relative path.
fn files(sandbox: &Sandbox, folder: &str) -> Vec<(PathBuf, Vec<u8>, SystemTime)> {
    let top = sandbox.path(folder);
    let entries = walkdir::WalkDir::new(&top).sort_by_file_name();
    let files = entries.into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path();
            (
                path.strip_prefix(&top).unwrap().to_owned(),
                fs::read(path).unwrap(),
                fs::metadata(path).unwrap().modified().unwrap(),
            )
        })
        .collect()
}

fn contents(sandbox: &Sandbox, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let files = files(sandbox, folder).into_iter();
    files.map(|(path, bytes, _)| (path, bytes)).collect()
}

fn render(sandbox: &Sandbox, today: &str, folder: &str) -> RunResult {
    let arguments = ["render", "--metrics", "values.toml", "--out", folder];
    let mut command = sandbox.command(arguments);
    command.env("ADR_TODAY", today).output().unwrap().into()
}

fn replace(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let text = sandbox.read(file);
    assert!(text.contains(from), "{file} has no {from}");
    sandbox.write(file, text.replacen(from, to, 1));
}

fn git(sandbox: &Sandbox, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(arguments).current_dir(sandbox.path(""));
    git.envs(environment()).envs([
        ("GIT_AUTHOR_DATE", "2026-11-20T00:00:00Z"),
        ("GIT_COMMITTER_DATE", "2026-11-20T00:00:00Z"),
    ]);
    let output = git.output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn shop() -> Sandbox {
    let sandbox = Sandbox::shop();
    sandbox.write("values.toml", "\"orders.writes\" = \"1200/s\"\n");
    sandbox.write(".gitignore", "site*\n");
    replace(
        &sandbox,
        RECORD,
        "## Context\n",
        "## Context\n\n![Plan](plan.png) and [costs](costs.csv)\n",
    );
    sandbox.write("docs/adr/plan.png", "not a picture");
    git(&sandbox, &["init", "-q"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "-qm", "Decide"]);
    sandbox
}

type Change = (&'static str, fn(&Sandbox));

/// Everything that a page's bytes depend on, except the date.
const CHANGES: [Change; 21] = [
    ("a word of a record", |shop| {
        replace(shop, RECORD, "## Context\n", "## Context\n\nMore.\n");
    }),
    ("the title of a record", |shop| {
        replace(shop, OTHER, "# ", "# Still: ");
    }),
    ("the name of a record", |shop| {
        let new = shop.path("docs/adr/0003-one-monolith.md");
        fs::rename(shop.path(OTHER), new).unwrap();
    }),
    ("a new record", |shop| {
        shop.write(
            "docs/adr/0040-later.md",
            "# Later\n\n## Decision\n\nLater.\n",
        );
    }),
    ("a record that is gone", |shop| {
        fs::remove_file(shop.path("docs/adr/0040-later.md")).unwrap();
    }),
    ("a record that cannot be read", |shop| {
        fs::create_dir(shop.path("docs/adr/0041-folder.md")).unwrap();
    }),
    ("a value", |shop| {
        shop.write("values.toml", "\"orders.writes\" = \"1300/s\"\n");
    }),
    ("a value past its threshold", |shop| {
        shop.write("values.toml", "\"orders.writes\" = \"9000/s\"\n");
    }),
    ("earlier values", |shop| {
        for (value, day) in [("800/s", "2026-11-01"), ("850/s", "2026-11-08")] {
            let value = format!("orders.writes={value}");
            shop.adr(["observe", &value, "--at", day]).expect_code(0);
        }
    }),
    ("a picture", |shop| {
        shop.write("docs/adr/plan.png", "another picture");
    }),
    ("a picture that is gone", |shop| {
        fs::remove_file(shop.path("docs/adr/plan.png")).unwrap();
    }),
    ("a file that was missing", |shop| {
        shop.write("docs/adr/costs.csv", "month,costs\n");
    }),
    ("the title of the site", |shop| {
        replace(shop, "docs/adr/adr.toml", "title = \"", "title = \"New: ");
    }),
    ("its colour", |shop| {
        replace(
            shop,
            "docs/adr/adr.toml",
            "[site]\n",
            "[site]\naccent = \"#0a5\"\n",
        );
    }),
    ("its foot", |shop| {
        replace(
            shop,
            "docs/adr/adr.toml",
            "[site]\n",
            "[site]\nfooter = \"Ours\"\n",
        );
    }),
    ("where records are edited", |shop| {
        let setting = "[site]\nedit_url = \"https://example.com/edit\"\n";
        replace(shop, "docs/adr/adr.toml", "[site]\n", setting);
    }),
    ("where it is published", |shop| {
        let setting = "[site]\nurl = \"https://example.com/adr/\"\n";
        replace(shop, "docs/adr/adr.toml", "[site]\n", setting);
    }),
    ("a template", |shop| {
        shop.write("docs/adr/templates/index.html", "{{ rows|length }}");
    }),
    ("the stylesheet", |shop| {
        shop.write("docs/adr/templates/style.css", "body { color: red }");
    }),
    ("an author", |shop| {
        let author = "--author=ravi <ravi@example.com>";
        git(shop, &["commit", "--amend", "--no-edit", "-q", author]);
    }),
    ("a page itself", |shop| {
        shop.write("site/board.html", "not rendered");
    }),
];

#[test]
fn every_change_reaches_the_site() {
    let shop = shop();
    render(&shop, "2026-11-22", "site").expect_code(0);
    for (position, (what, change)) in CHANGES.into_iter().enumerate() {
        change(&shop);
        let before = contents(&shop, "site");
        let ran = render(&shop, "2026-11-22", "site");
        assert!(contents(&shop, "site") != before, "{what} changes nothing");
        assert!(ran.stdout.ends_with("index.html\n"), "{what}: {ran:#?}");
        let fresh = format!("site-{position}");
        render(&shop, "2026-11-22", &fresh);
        assert!(contents(&shop, "site") == contents(&shop, &fresh), "{what}");
        let before = files(&shop, "site");
        let again = render(&shop, "2026-11-22", "site");
        assert!(again.stderr.contains(" 0 written, "), "{what}: {again:#?}");
        assert!(files(&shop, "site") == before, "{what}");
    }
}

#[test]
fn a_log_without_triggers_or_git_is_rendered_again_for_a_new_date_or_file_name() {
    let log = Sandbox::empty();
    log.write("values.toml", "");
    log.write("docs/adr/0001-one.md", "# One\n\n## Decision\n\nOne.\n");
    render(&log, "2026-11-22", "site").expect_code(0);
    render(&log, "2026-11-23", "site").expect_code(0);
    render(&log, "2026-11-23", "next-day").expect_code(0);
    assert!(contents(&log, "site") == contents(&log, "next-day"));
    fs::rename(
        log.path("docs/adr/0001-one.md"),
        log.path("docs/adr/0001-two.md"),
    )
    .unwrap();
    render(&log, "2026-11-23", "site").expect_code(0);
    render(&log, "2026-11-23", "renamed").expect_code(0);
    assert!(contents(&log, "site") == contents(&log, "renamed"));
}

#[test]
fn warnings_are_repeated_when_nothing_is_rendered() {
    let shop = shop();
    let diagram = "## Context\n\n```mermaid\nno diagram\n```\n";
    replace(&shop, RECORD, "## Context\n", diagram);
    let first = render(&shop, "2026-11-22", "site").expect_code(0).stderr;
    assert!(first.contains("a diagram is shown as code"), "{first}");
    let second = render(&shop, "2026-11-22", "site").expect_code(0).stderr;
    assert!(second.contains("a diagram is shown as code"), "{second}");
}

#[test]
fn a_template_that_fails_for_one_record_leaves_the_folder_as_it_was() {
    let shop = shop();
    let template = "{% if number == \"ADR-0004\" %}{{ nothing }}{% endif %}{{ title }}";
    shop.write("docs/adr/templates/record.html", template);
    let failed = render(&shop, "2026-11-22", "site").expect_code(2);
    assert!(failed.stderr.contains("record.html:1"), "{failed:#?}");
    assert!(!shop.path("site").exists());
    fs::remove_file(shop.path("docs/adr/templates/record.html")).unwrap();
    render(&shop, "2026-11-22", "site").expect_code(0);
    let before = contents(&shop, "site");
    shop.write("docs/adr/templates/record.html", template);
    shop.write(
        "docs/adr/0040-later.md",
        "# Later\n\n## Decision\n\nLater.\n",
    );
    render(&shop, "2026-11-22", "site").expect_code(2);
    assert!(contents(&shop, "site") == before);
}

#[test]
fn concurrent_runs_leave_one_complete_site() {
    let shop = shop();
    let arguments = ["render", "--metrics", "values.toml", "--out", "site"];
    let runs: Vec<_> = (0..12)
        .map(|_| {
            let mut command = shop.command(arguments);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for run in runs {
        let ran: RunResult = run.wait_with_output().unwrap().into();
        ran.expect_code(0);
    }
    render(&shop, "2026-11-22", "alone").expect_code(0);
    assert!(contents(&shop, "site") == contents(&shop, "alone"));
}
