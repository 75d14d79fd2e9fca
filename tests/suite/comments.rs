//! The action keeps one comment on a pull request, with the decisions that govern it.

use std::fs;
use std::process::Output;

use crate::automation::{act, run, text};
use crate::issues::run_step;
use crate::sandbox::Sandbox;

/// A `gh` that keeps a pull request's comments as files: `comments/ID`, of which one is not ours.
const GH: &str = r#"#!/bin/bash
set -e
shift
method=GET
while [ $# -gt 0 ]; do
  case $1 in
    --method) method=$2; shift ;;
    --field) body=${2#body=@}; shift ;;
    --jq) shift ;;
    --paginate|--silent) ;;
    *) path=$1 ;;
  esac
  shift
done
echo "$method $path" >>"$GH_CALLS"
[ -z "$GH_FAILS" ] || { echo 'HTTP 403: Resource not accessible by integration' >&2; exit 1; }
cd "$GH_COMMENTS"
case $method in
  GET) grep -l '^<!-- adr context -->' * || true ;;
  POST) cp "$body" 7 ;;
  PATCH) cp "$body" "${path##*/}" ;;
  DELETE) rm "${path##*/}" ;;
esac
"#;

/// Runs the action's comment step after `act`, with the fake `gh`.
fn comment(shop: &Sandbox, fails: &str) -> Output {
    shop.write("comments/1", "Looks good.\n");
    let path = |name: &str| shop.path(name).display().to_string();
    run_step(
        shop,
        "Comment on the pull request",
        GH,
        &[
            ("ADR_NUMBER", "12"),
            ("ADR_REPOSITORY", "shop/shop"),
            ("ADR_REPORT", &path("runner/adr-report.md")),
            ("GH_CALLS", &path("runner/calls")),
            ("GH_COMMENTS", &path("comments")),
            ("GH_FAILS", fails),
        ],
    )
}

#[test]
fn the_action_keeps_one_comment_with_the_decisions_that_govern_a_change() {
    let shop = Sandbox::shop();
    let git = |arguments: &[&str]| {
        let output = run("git", arguments, &shop.path("."));
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "Start"]);
    shop.write("values.toml", "team.size = 24\n");
    shop.write("src/orders/api.rs", "// changed\n");
    let context = [
        ("ADR_COMMAND", "context"),
        ("ADR_PULL_REQUEST_BASE", "main"),
        ("ADR_BASE", "main"),
        ("ADR_METRICS", "values.toml"),
    ];
    let (ran, outputs) = act(&shop, &context);
    assert!(
        ran.status.success() && outputs.contains("code=0\n"),
        "{}",
        text(&ran.stderr)
    );
    comment(&shop, "");
    let written = shop.read("comments/7");
    assert!(
        written.starts_with(
            "<!-- adr context -->\n\n## 2 decisions govern 1 file\n\n**1 of them is due**"
        ),
        "{written}"
    );
    // The general decision is due, so it stands before the more specific one.
    let (due, other) = (written.find("ADR-0003"), written.find("ADR-0001"));
    assert!(due.is_some() && due < other, "{written}");

    shop.write("values.toml", "team.size = 8\n");
    act(&shop, &context);
    comment(&shop, "");
    assert!(
        !shop.read("comments/7").contains("due"),
        "{}",
        shop.read("comments/7")
    );
    assert_eq!(fs::read_dir(shop.path("comments")).unwrap().count(), 2);

    git(&["checkout", "--quiet", "src"]);
    act(&shop, &context);
    comment(&shop, "");
    assert!(!shop.path("comments/7").exists());
    comment(&shop, "");
    assert_eq!(shop.read("comments/1"), "Looks good.\n");
    let calls = shop.read("runner/calls");
    let calls: Vec<_> = calls
        .lines()
        .map(|call| call.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        calls,
        ["GET", "POST", "GET", "PATCH", "GET", "DELETE", "GET"]
    );

    let refused = comment(&shop, "yes");
    assert!(refused.status.success());
    assert!(
        text(&refused.stdout).contains("pull-requests: write"),
        "{}",
        text(&refused.stdout)
    );
}
