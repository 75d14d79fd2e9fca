//! Where `adr` runs automatically: the hooks and the action work as documented when run as pre-commit and
//! GitHub run them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::sandbox::{Sandbox, environment};

/// The value of `key: ` in the part of a YAML document that begins at the line `start`.
fn setting<'y>(yaml: &'y str, start: &str, key: &str) -> &'y str {
    let part = yaml.split(start).nth(1).unwrap();
    let line = part
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("{key}: ")));
    line.unwrap()
}

pub fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    Command::new(program)
        .args(arguments)
        .envs(environment())
        .current_dir(folder)
        .output()
        .unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs the hook `id` on staged files, as pre-commit does: with the paths that match its pattern as arguments
/// of its entry.
fn hook(id: &str, folder: &Path) -> Output {
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let start = format!("- id: {id}\n");
    let staged = "git diff --staged --name-only --no-ext-diff --diff-filter=ACMRTUXB";
    let pattern = setting(&hooks, &start, "files");
    let entry = setting(&hooks, &start, "entry");
    let script = format!("{staged} | grep -E '{pattern}' | xargs {entry}");
    run("sh", &["-c", &script], folder)
}

const VAGUE: &str = "- **Redis:** it was worse.\n";

/// A shop in git with a sentence that `vague-reason` reports, committed in record 1 and staged in record 4.
fn with_staged_faults() -> Sandbox {
    let shop = Sandbox::shop();
    let git = |arguments: &[&str]| {
        let output = run("git", arguments, &shop.path("."));
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    let add_vague = |name: &str| {
        let heading = "## Alternatives Rejected\n\n";
        let content = shop
            .read(name)
            .replace(heading, &format!("{heading}{VAGUE}"));
        shop.write(name, content);
    };
    add_vague("docs/adr/0001-keep-orders-in-one-postgresql-primary.md");
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "Start"]);
    add_vague("docs/adr/0004-take-card-payments-through-a-hosted-checkout.md");
    shop.write("notes/0001-no-record.md", "TODO\n");
    git(&["add", "."]);
    shop
}

#[test]
fn the_hook_reports_on_staged_files_and_reads_the_whole_log() {
    let shop = with_staged_faults();
    let linted = hook("adr-lint", &shop.path("."));
    let shown = text(&linted.stdout);
    assert!(!linted.status.success());
    assert!(
        shown.contains("0004-take-card") && !shown.contains("0001"),
        "{shown}"
    );
    assert!(shown.contains("1 record"), "{shown}");
    // The other end of this link is not staged.
    let other_record = "docs/adr/0003-ship-the-shop-as-one-modular-monolith.md";
    shop.write(
        other_record,
        shop.read(other_record).replace(
            "status = \"accepted\"",
            "status = \"accepted\"\nsupersedes = [1]",
        ),
    );
    run("git", &["add", "."], &shop.path("."));
    let shown = text(&hook("adr-lint", &shop.path(".")).stdout);
    assert!(shown.contains("one-way-reference"), "{shown}");
}

#[test]
fn the_fix_hook_fixes_staged_files_only() {
    let shop = with_staged_faults();
    let wrong_number = |name: &str, number: &str| {
        let content = shop
            .read(name)
            .replace(&format!("# ADR-{number}:"), "# ADR-0099:");
        shop.write(name, content);
    };
    let unstaged = "docs/adr/0001-keep-orders-in-one-postgresql-primary.md";
    let staged = "docs/adr/0004-take-card-payments-through-a-hosted-checkout.md";
    wrong_number(staged, "0004");
    run("git", &["add", "."], &shop.path("."));
    wrong_number(unstaged, "0001");
    hook("adr-lint-fix", &shop.path("."));
    assert!(shop.read(staged).contains("# ADR-0004:"));
    assert!(shop.read(unstaged).contains("# ADR-0099:"));
}

pub const ACTION: &str = ".github/actions/adr/action.yml";

/// The script of the action's step with this name.
pub fn script(step: &str) -> String {
    let action = fs::read_to_string(ACTION).unwrap();
    let part = action.split(&format!("- name: {step}\n")).nth(1).unwrap();
    let lines = part.split("run: |\n").nth(1).unwrap().lines();
    let script = lines.take_while(|line| line.is_empty() || line.starts_with("        "));
    script
        .map(|line| line.trim_start().to_owned() + "\n")
        .collect()
}

/// Runs the action's main step on the shop, and returns the outputs it sets.
pub fn act(shop: &Sandbox, variables: &[(&str, &str)]) -> (Output, String) {
    fs::create_dir_all(shop.path("runner")).unwrap();
    let unset = [
        "ADR_DIR",
        "ADR_BASE",
        "ADR_METRICS",
        "ADR_RECORD",
        "ADR_PULL_REQUEST_BASE",
    ]
    .map(|name| (name, ""));
    let ran = Command::new("bash")
        .args([
            "--noprofile",
            "--norc",
            "-e",
            "-o",
            "pipefail",
            "-c",
            &script("Run adr"),
        ])
        .envs(environment())
        .envs(unset)
        .env("ADR_BINARY", env!("CARGO_BIN_EXE_adr"))
        .env("RUNNER_TEMP", shop.path("runner"))
        .env("GITHUB_OUTPUT", shop.path("runner/outputs"))
        .env("GITHUB_STEP_SUMMARY", shop.path("runner/summary"))
        .envs(variables.iter().copied())
        .current_dir(shop.path("."))
        .output()
        .unwrap();
    let outputs = fs::read_to_string(shop.path("runner/outputs")).unwrap_or_default();
    (ran, outputs)
}

/// The outputs of the action's first step, with `path` as the PATH.
fn found(folder: &Sandbox, path: &str) -> String {
    let outputs = folder.path("found");
    let _ = fs::remove_file(&outputs);
    let action = fs::canonicalize(".github/actions/adr").unwrap();
    let ran = Command::new("/bin/bash")
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"])
        .arg(script("Find adr"))
        .envs(environment())
        .env("PATH", path)
        .env("GITHUB_ACTION_PATH", action)
        .env("RUNNER_TEMP", "/runner")
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_ARCH", "X64")
        .env("GITHUB_OUTPUT", &outputs)
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    fs::read_to_string(outputs).unwrap()
}

#[test]
fn the_action_uses_adr_from_the_path_or_else_from_its_cache() {
    let folder = Sandbox::shop();
    fs::create_dir_all(folder.path("bin")).unwrap();
    let program = folder.path("bin/adr");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_adr"), &program).unwrap();
    let path = std::env::var("PATH").unwrap();
    let with_ours = format!("{}:{path}", folder.path("bin").display());
    assert_eq!(
        found(&folder, &with_ours),
        format!("adr={}\n", program.display())
    );
    // If an adr is installed on this machine, it would be found.
    let parts = path.split(':');
    let without: Vec<_> = parts
        .filter(|of| !Path::new(of).join("adr").exists())
        .collect();
    let first = found(&folder, &without.join(":"));
    let version = env!("CARGO_PKG_VERSION");
    assert!(first.starts_with("adr=/runner/adr/bin/adr\n"), "{first}");
    assert!(
        first.contains(&format!("key=adr-{version}-Linux-X64-")),
        "{first}"
    );
    assert_eq!(first, found(&folder, &without.join(":")));
}

#[test]
fn the_action_annotates_and_writes_reports() {
    let shop = with_staged_faults();
    let (ran, outputs) = act(&shop, &[("ADR_COMMAND", "lint")]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(
        text(&ran.stdout).starts_with("::warning file=docs/adr/0001"),
        "{}",
        text(&ran.stdout)
    );
    assert!(outputs.ends_with("code=1\n"), "{outputs}");
    let report = shop.read("runner/adr-report.md");
    assert!(report.starts_with("## 2 warnings"), "{report}");
    assert_eq!(shop.read("runner/summary"), report);
    let sarif: serde_json::Value = serde_json::from_str(&shop.read("runner/adr.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn the_action_checks_with_the_given_values() {
    let shop = Sandbox::shop();
    shop.write("values.toml", "team.size = 24\n");
    let given = [("ADR_COMMAND", "check"), ("ADR_METRICS", "values.toml")];
    let (ran, outputs) = act(&shop, &given);
    assert!(
        text(&ran.stdout).contains("title=trigger-fired"),
        "{}",
        text(&ran.stdout)
    );
    assert!(outputs.ends_with("code=1\n"), "{outputs}");
    assert!(
        shop.read("runner/adr-report.md")
            .starts_with("## 1 decision is due")
    );
}

#[test]
fn the_action_stops_what_a_decision_rejected_until_it_is_due() {
    let shop = Sandbox::shop();
    let record = "docs/adr/0003-ship-the-shop-as-one-modular-monolith.md";
    let guard = "[[guard]]\nforbid = \"grpc\"\nin = [\"src/**\"]\n```\n";
    shop.write(record, shop.read(record).replacen("```\n", guard, 1));
    shop.write("src/orders/api.rs", "mod orders;\n");
    let git = |arguments: &[&str]| {
        let output = run("git", arguments, &shop.path("."));
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "Start"]);
    shop.write("src/orders/api.rs", "mod orders;\nuse grpc::Client;\n");
    shop.write("values.toml", "team.size = 8\n");
    let guard = [
        ("ADR_COMMAND", "guard"),
        ("ADR_BASE", "main"),
        ("ADR_METRICS", "values.toml"),
    ];
    let (ran, outputs) = act(&shop, &guard);
    let shown = text(&ran.stdout);
    assert!(
        shown.starts_with("::error file=src/orders/api.rs,line=2"),
        "{shown}{}",
        text(&ran.stderr)
    );
    assert!(outputs.ends_with("code=1\n"), "{outputs}");
    assert!(shop.read("runner/adr-report.md").contains("ADR-0003"));

    shop.write("values.toml", "team.size = 24\n");
    let (ran, outputs) = act(&shop, &guard);
    let shown = text(&ran.stdout);
    assert!(
        shown.starts_with("::warning file=src/orders/api.rs,line=2"),
        "{shown}"
    );
    assert!(outputs.ends_with("code=0\n"), "{outputs}");
}

#[test]
fn nothing_in_an_input_is_executed() {
    let shop = with_staged_faults();
    let hostile = "$(touch hacked); touch hacked #";
    act(&shop, &[("ADR_COMMAND", hostile)]);
    act(&shop, &[("ADR_COMMAND", "lint"), ("ADR_BASE", hostile)]);
    act(&shop, &[("ADR_COMMAND", "check"), ("ADR_METRICS", hostile)]);
    act(&shop, &[("ADR_COMMAND", "context"), ("ADR_BASE", hostile)]);
    assert!(!shop.path("hacked").exists());
    // A value that GitHub inserts must not be part of a script: it must be a value of its own after a key.
    for line in fs::read_to_string(ACTION).unwrap().lines() {
        if let Some((before, _)) = line.split_once("${{") {
            let key = before
                .trim()
                .strip_suffix(": ")
                .or(before.trim().strip_suffix(':'));
            let is_key = |key: &str| {
                key.chars()
                    .all(|c| c.is_ascii_alphabetic() || "_-".contains(c))
            };
            assert!(
                key.is_some_and(is_key) || before.trim() == "category: adr-",
                "{line}"
            );
        }
    }
}
