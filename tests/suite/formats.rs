//! Output for programs: SARIF by its official schema, and annotations and comments that hostile texts cannot
//! break out of.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The JSON Schema of SARIF 2.1.0, as shipped by the crate `serde-sarif`.
fn official_schema() -> Value {
    // Only packages that a build on this machine fetches, without those of other platforms.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", host.unwrap()])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let schema = manifest.parent().unwrap().join("src/schema.json");
    // Its pattern for languages has an unmatched `]`, which not every regex engine accepts.
    let text = fs::read_to_string(schema).unwrap();
    let text = text.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert!(
        schema["$id"]
            .as_str()
            .unwrap()
            .contains("sarif-schema-2.1.0")
    );
    schema
}

#[track_caller]
fn check_schema(schema: &jsonschema::Validator, document: &Value) {
    let faults: Vec<_> = schema
        .iter_errors(document)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The shop with everything that is difficult for a format: findings with and without fixes, and a folder and
/// a title with characters that are special in shells, URIs and tables.
fn difficult_shop() -> Sandbox {
    let sandbox = Sandbox::shop();
    let record = |title: &str, when: &str| {
        format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-11-20\ndecider = [\"x\"]\n\n[[revisit]]\nwhen = '{when}'\nnote = \"{HOSTILE}\"\nsnoozed_until = 2026-11-21\nsnooze_reason = \"x\"\n```\n\n# {title}\n\n## Context\n\nTODO\n"
        )
    };
    sandbox.write(
        "docs/adr/a b,c:d%/0012-größe.md",
        record(
            &format!("ADR-0013: {HOSTILE}\u{1b}[31m"),
            r#"team.size{a="\\| @everyone <b>"} > 20KB or team.size > 3"#,
        ),
    );
    sandbox.write("docs/adr/0014-x.md", record("ADR-0014: X", "team.size > 3"));
    sandbox
}

const HOSTILE: &str = "::error file=x::%0A @everyone #1 ![i](http://example.com/i.png) www.example.com <b>|</b> `code` \u{202e}";

#[test]
fn sarif_of_findings_and_verdicts_conforms_to_its_schema() {
    let schema = jsonschema::validator_for(&official_schema()).unwrap();
    let sandbox = difficult_shop();
    for (arguments, code) in [
        (&["lint", "--format", "sarif"][..], 1),
        (
            &[
                "lint",
                "--format",
                "sarif",
                "docs/adr/0001-keep-orders-in-one-postgresql-primary.md",
            ],
            0,
        ),
        (
            &["check", "--format", "sarif", "--metric", "team.size=24"],
            2,
        ),
        (&["check", "--format", "sarif", "--due"], 2),
    ] {
        let document = sandbox.adr(arguments).expect_code(code).json();
        check_schema(&schema, &document);
    }
    let broken = serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": {} }] });
    assert!(!schema.is_valid(&broken));
}

#[test]
fn sarif_has_locations_fixes_and_rules() {
    let document = difficult_shop().adr(["lint", "--format", "sarif"]).json();
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    let is_of_unit = |result: &&Value| result["ruleId"] == "unmeasurable-trigger";
    let unit = results.iter().find(is_of_unit).unwrap();
    let place = &unit["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "docs/adr/a%20b%2Cc%3Ad%25/0012-gr%C3%B6%C3%9Fe.md"
    );
    assert_eq!(
        place["region"],
        serde_json::json!({ "startLine": 7, "startColumn": 46, "endLine": 7, "endColumn": 48 })
    );
    let replacement = &unit["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "kB");
    assert_eq!(replacement["deletedRegion"], place["region"]);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
    }
}

#[test]
fn paths_for_programs_are_relative_to_the_root() {
    let sandbox = difficult_shop();
    fs::create_dir(sandbox.path(".git")).unwrap();
    for format in ["sarif", "github"] {
        for command in ["lint", "check"] {
            let above = sandbox.adr([command, "--format", format]);
            let below = sandbox.adr(["-C", "docs/adr", command, "--format", format]);
            assert!(
                above.stdout.contains("docs/adr/0014-x.md"),
                "{}",
                above.stdout
            );
            assert_eq!(above.stdout, below.stdout, "{command} as {format}");
        }
    }
}

/// The fingerprints of a log's findings.
fn fingerprints(sandbox: &Sandbox) -> BTreeSet<String> {
    let document = sandbox.adr(["lint", "--format", "sarif"]).json();
    let results = document["runs"][0]["results"].as_array().unwrap();
    let print = |result: &Value| {
        let print = &result["partialFingerprints"]["adrFinding/v1"];
        print.as_str().unwrap().to_owned()
    };
    results.iter().map(print).collect()
}

#[test]
fn fingerprints_survive_moved_lines_and_disappear_with_their_finding() {
    let sandbox = difficult_shop();
    let before = fingerprints(&sandbox);
    let text = sandbox.read("docs/adr/0014-x.md");
    sandbox.write(
        "docs/adr/0014-x.md",
        text.replace("date = ", "# one line more\ndate = ")
            .replace("## Context", "Another paragraph.\n\n## Context"),
    );
    assert_eq!(fingerprints(&sandbox), before);
    sandbox.write("docs/adr/0014-x.md", text.replace("decider", "deciders"));
    let after = fingerprints(&sandbox);
    assert!(before.is_superset(&after) && after.len() < before.len());
}

#[test]
fn an_annotation_is_one_line_whatever_the_record_contains() {
    let sandbox = difficult_shop();
    for arguments in [
        &["lint", "--format", "github"][..],
        &["check", "--format", "github", "--metric", "team.size=24"],
    ] {
        let shown = sandbox.adr(arguments).stdout;
        assert!(shown.lines().count() > 2, "{shown}");
        for line in shown.lines() {
            let (properties, _) = line[2..].split_once("::").unwrap();
            let (command, properties) = properties.split_once(' ').unwrap();
            assert!(["error", "warning", "notice"].contains(&command), "{line}");
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line}");
            let names: Vec<_> = properties
                .split(',')
                .map(|property| property.split_once('=').unwrap().0)
                .collect();
            let on_one_line = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(
                names == on_one_line || names == ["file", "line", "endLine", "title"],
                "{line}"
            );
        }
    }
}

#[test]
fn a_comment_shows_text_from_records_without_effects() {
    let sandbox = difficult_shop();
    for arguments in [
        &["lint", "--format", "markdown"][..],
        &["check", "--format", "markdown", "--metric", "team.size=24"],
    ] {
        let shown = sandbox.adr(arguments).stdout;
        let html = rendered(&shown);
        for markup in ["<b>", "<img", "<a ", "@everyone", "#1 ", "\u{202e}"] {
            assert!(!html.contains(markup), "{markup} in {html}");
        }
        let rows = shown.lines().filter(|line| line.starts_with('|')).count();
        let cells = html.matches("<tr>").count();
        let separators = shown
            .lines()
            .filter(|line| line.starts_with("|---"))
            .count();
        assert_eq!(rows - separators, cells, "{shown}");
    }
}

/// `markdown` rendered as on GitHub: with tables and automatic links.
fn rendered(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

/// Texts that no one would read, and that a fix must not multiply: thousands of joined conditions and a long
/// note.
#[test]
fn oversized_texts_are_truncated_in_every_format() {
    let sandbox = Sandbox::empty();
    for number in 1..=80 {
        let (words, parts) = if number == 1 {
            (20_000, 3_000)
        } else {
            (200, 50)
        };
        let long = "word ".repeat(words);
        let when = vec!["team.size > 3"; parts].join(" or ");
        sandbox.write(
            &format!("docs/adr/{number:04}-x.md"),
            format!(
                "```toml\nstatus = \"accepted\"\ndate = 2026-11-20\ndeciders = [\"x\"]\n\n[[revisit]]\nwhen = '{when}'\nnote = \"{long}\"\n```\n\n# ADR-{number:04}: {long}\n"
            ),
        );
    }
    for format in ["human", "github", "markdown", "sarif"] {
        for arguments in [
            &["lint", "--format", format][..],
            &["check", "--format", format, "--metric", "team.size=4"],
        ] {
            let shown = sandbox.adr(arguments).expect_code(1).stdout;
            let longest = shown
                .lines()
                .map(|line| line.chars().count())
                .max()
                .unwrap();
            assert!(longest < 5_000, "{arguments:?}: {longest}");
            assert!(
                format != "markdown" || shown.len() < 65_536,
                "{arguments:?}"
            );
        }
    }
}
