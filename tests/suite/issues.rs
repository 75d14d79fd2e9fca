//! The action keeps one issue for each decision that is due: against a `gh` that keeps issues as files.

use std::fs;
use std::process::{Command, Output};

use crate::automation::{ACTION, act, script};
use crate::sandbox::{Sandbox, environment};

/// A `gh` that keeps open issues as `issues/NUMBER`, which hold the title and the body; it lists the file `listed` for
/// issues that are not ours.
const GH: &str = r#"#!/bin/bash
set -e
shift
method=GET fields=
while [ $# -gt 0 ]; do
  case $1 in
    --method) method=$2; shift ;;
    --field) body=${2#body=@}; shift ;;
    --raw-field) fields="$fields $2"; shift ;;
    --jq) filter=$2; shift ;;
    --paginate|--silent) ;;
    *) path=$1 ;;
  esac
  shift
done
echo "$method ${path##*/}$(grep -o ' state=.*' <<<"$fields" || true)" >>"$GH_CALLS"
[ "$GH_FAILS" != "$method" ] || { echo 'HTTP 403: Resource not accessible by integration' >&2; exit 1; }
cd "$GH_ISSUES"
title() { echo "$fields" | sed 's/^ title=//'; }
case $method in
  GET)
    for number in $(ls); do
      jq -n --argjson number "$number" --rawfile body "$number" \
        '{number: $number, user: {type: (if $number < 5 then "User" else "Bot" end)}, body: $body, pull_request: null}'
    done | jq -s . | jq -r "$filter" ;;
  POST) next=$(ls | sort -n | tail -n 1); next=$((next + 1)); cp "$body" "$next"; title >"../title-$next" ;;
  PATCH)
    case $fields in
      *state=closed*) rm "${path##*/}" ;;
      *) cp "$body" "${path##*/}"; title >"../title-${path##*/}" ;;
    esac ;;
esac
"#;

/// Runs a later step of the action, for which `gh` is the script `gh`.
pub fn run_step(shop: &Sandbox, step: &str, gh: &str, variables: &[(&str, &str)]) -> Output {
    use std::os::unix::fs::PermissionsExt;
    shop.write("bin/gh", gh);
    fs::set_permissions(shop.path("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("bash")
        .args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"])
        .arg(script(step))
        .envs(environment())
        .env("PATH", format!("{}:{path}", shop.path("bin").display()))
        .env("RUNNER_TEMP", shop.path("runner"))
        .env("ADR_BINARY", env!("CARGO_BIN_EXE_adr"))
        .env("ADR_DIR", "")
        .envs(variables.iter().copied())
        .current_dir(shop.path("."))
        .output()
        .unwrap()
}

const STEP: &str = "Keep an issue for each due decision";

/// Runs the action on the shop with `values`, then its step for issues, in which calls with the method `fails` fail.
fn keep(shop: &Sandbox, values: &str, fails: &str) -> Output {
    shop.write("values.toml", values);
    let (_, outputs) = act(
        shop,
        &[("ADR_COMMAND", "check"), ("ADR_METRICS", "values.toml")],
    );
    assert!(!outputs.ends_with("code=2\n"), "{outputs}");
    let _ = fs::remove_file(shop.path("calls"));
    let path = |name: &str| shop.path(name).display().to_string();
    let kept = run_step(
        shop,
        STEP,
        GH,
        &[
            ("ADR_METRICS", "values.toml"),
            ("ADR_REPOSITORY", "shop/shop"),
            ("GH_CALLS", &path("calls")),
            ("GH_ISSUES", &path("issues")),
            ("GH_FAILS", fails),
        ],
    );
    assert!(
        kept.status.success(),
        "{}",
        String::from_utf8_lossy(&kept.stderr)
    );
    kept
}

/// A shop with an issue of a person that begins like ours.
fn shop() -> Sandbox {
    let shop = Sandbox::shop();
    shop.write("issues/4", "<!-- adr due e69de29bb2d1 x x -->\nNot ours.\n");
    shop
}

fn calls(shop: &Sandbox) -> Vec<String> {
    let calls = shop.read("calls");
    calls.lines().map(|call| call.trim().to_owned()).collect()
}

const LIST: &str = "GET issues?state=open&per_page=100";

#[test]
fn an_issue_is_opened_changed_and_closed_with_its_decision() {
    let shop = shop();
    keep(&shop, "team.size = 24\n", "");
    assert_eq!(calls(&shop), [LIST, "POST issues"]);
    let opened = shop.read("issues/5");
    assert!(opened.starts_with("<!-- adr due "), "{opened}");
    assert!(opened.contains("`team.size > 20`") && opened.contains("`24`"));
    assert!(opened.contains("adr snooze 3 ID"), "{opened}");
    assert_eq!(
        shop.read("title-5"),
        "ADR-0003 is due: Ship the shop as one modular monolith\n"
    );

    keep(&shop, "team.size = 24\n", "");
    assert_eq!(calls(&shop), [LIST]);

    keep(&shop, "team.size = 30\norders.writes = \"5000/s\"\n", "");
    assert_eq!(calls(&shop), [LIST, "POST issues", "PATCH 5"]);
    assert!(shop.read("issues/5").contains("`30`"));
    assert!(shop.read("title-6").starts_with("ADR-0001 is due"));

    keep(&shop, "team.size = 8\norders.writes = \"5000/s\"\n", "");
    assert_eq!(
        calls(&shop),
        [LIST, "PATCH 5 state=closed state_reason=completed"]
    );
    assert!(!shop.path("issues/5").exists() && shop.path("issues/6").exists());
    assert!(shop.read("issues/4").ends_with("Not ours.\n"));
}

#[test]
fn an_issue_stays_open_while_its_trigger_has_no_verdict() {
    let shop = shop();
    keep(&shop, "team.size = 24\n", "");
    keep(&shop, "orders.writes = \"5/s\"\n", "");
    assert_eq!(calls(&shop), [LIST]);
    assert!(shop.path("issues/5").exists());
}

#[test]
fn an_issue_of_another_log_is_left_alone() {
    let shop = shop();
    let other = "<!-- adr due 0123456789ab x x -->\nOf another log.\n";
    shop.write("issues/9", other);
    keep(&shop, "team.size = 8\n", "");
    assert_eq!(calls(&shop), [LIST]);
    assert_eq!(shop.read("issues/9"), other);
}

#[test]
fn a_title_from_a_record_stays_a_title() {
    let shop = shop();
    let name = "docs/adr/0003-ship-the-shop-as-one-modular-monolith.md";
    let hostile = "@all $(touch hacked) ;touch hacked; &lt;!-- x \" ' \\*";
    let shown = "@all $(touch hacked) ;touch hacked; <!-- x \" ' *";
    let record = shop
        .read(name)
        .replace("Ship the shop as one modular monolith", hostile);
    shop.write(name, record);
    keep(&shop, "team.size = 24\n", "");
    assert_eq!(shop.read("title-5"), format!("ADR-0003 is due: {shown}\n"));
    let body = shop.read("issues/5");
    assert_eq!(body.matches("<!--").count(), 1, "{body}");
    assert!(!shop.path("hacked").exists());
}

#[test]
fn a_refusal_is_a_warning_and_closes_nothing() {
    for method in ["GET", "POST"] {
        let shop = shop();
        let kept = keep(&shop, "team.size = 24\n", method);
        let shown = String::from_utf8_lossy(&kept.stdout).into_owned();
        assert!(shown.contains("issues: write"), "{method}: {shown}");
    }
    let shop = shop();
    keep(&shop, "team.size = 24\n", "");
    keep(&shop, "team.size = 8\n", "PATCH");
    assert!(shop.path("issues/5").exists());
}

#[test]
fn the_action_is_valid_yaml_with_the_inputs_that_it_uses() {
    let text = fs::read_to_string(ACTION).unwrap();
    let action: yaml_serde::Value = yaml_serde::from_str(&text).unwrap();
    let inputs = action["inputs"].as_mapping().unwrap();
    for part in text.split("inputs.").skip(1) {
        let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let name: String = part.chars().take_while(is_name).collect();
        assert!(
            inputs.contains_key(yaml_serde::Value::from(name.clone())),
            "{name}"
        );
    }
}
