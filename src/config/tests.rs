use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn parse(text: &str) -> (Config, Vec<Diagnostic>) {
    Config::parse(&Arc::new(Source::new(FILE_NAME, text)))
}

/// The location, message and help of each fault.
fn faults(text: &str) -> Vec<(String, String, Option<String>)> {
    let (_, faults) = parse(text);
    let show = |fault: Diagnostic| {
        let place = fault.source.slice(&fault.span).to_owned();
        (place, fault.message, fault.help)
    };
    faults.into_iter().map(show).collect()
}

#[test]
fn empty_settings_give_the_defaults() {
    let (config, faults) = parse("");
    assert!(faults.is_empty());
    assert_eq!(config.sprint, Sprint::default());
    assert_eq!(config.new.status.name(), "accepted");
    assert!(config.metrics.is_empty());
}

#[test]
fn the_template_is_valid_and_declares_a_self_contained_metric() {
    let (config, faults) = parse(TEMPLATE);
    assert!(faults.is_empty(), "{faults:?}");
    let metric = &config.metrics["log.proposals.stale"];
    assert!(metric.description.is_some());
    let source = metric.source.as_ref().unwrap();
    assert_eq!(source.keys[0].name.value, "log");
}

#[test]
fn the_commented_settings_of_the_template_are_valid() {
    let uncommented: String = TEMPLATE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.starts_with('[') || setting.contains(" = ") => setting,
            _ => line,
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let (config, faults) = parse(&uncommented);
    assert!(faults.is_empty(), "{faults:?}");
    assert!(config.metrics.len() > 3 && config.site.title.is_some());
}

#[test]
fn every_setting_is_read() {
    let text = r#"
sprint = "3w"
[new]
status = "proposed"
[lint]
one-sided-consequences = "off"
vague-reason = "info"
from = 40
[citations]
exclude = ["tests/fixtures/**", "docs"]
[site]
title = "Shop"
[metrics."db.cpu.share"]
description = "share of database CPU"
unit = "ratio"
max_age = "7d"
max_gap = "36h"
range = [+0, 0.95]
source = { code = "lines", path = ["src/**", "tests/**"], language = "Rust" }
"#;
    let (config, faults) = parse(text);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(config.sprint, Sprint::parse("21d").unwrap());
    assert_eq!(config.new.status, NewStatus::Proposed);
    assert_eq!(config.lint.from, Some(40));
    assert_eq!(
        config.lint.levels["one-sided-consequences"].value,
        Level::Off
    );
    assert_eq!(
        config.lint.levels["vague-reason"].value,
        Level::At(Severity::Info)
    );
    let excluded = |path: &str| config.citations.is_excluded(path);
    assert!(excluded("tests/fixtures/a/b.rs") && excluded("docs") && excluded("docs/a.md"));
    assert!(!excluded("tests/a.rs") && !excluded("src/docs/a.md"));
    assert_eq!(config.site.title.as_deref(), Some("Shop"));
    let metric = &config.metrics["db.cpu.share"];
    assert_eq!(metric.max_age, Some(7 * DAY));
    assert_eq!(metric.max_gap, Some(DAY + DAY / 2));
    let range = metric.range.unwrap();
    assert_eq!(range.max.unwrap().to_string(), "0.95");
    let source = metric.source.as_ref().unwrap();
    let counts: Vec<_> = source
        .keys
        .iter()
        .map(|key| (key.name.value.as_str(), key.texts.len()))
        .collect();
    assert_eq!(counts, [("code", 1), ("path", 2), ("language", 1)]);
}

#[test]
fn each_fault_has_a_location_and_a_help() {
    let cases = [
        (
            "[citations]\nexlude = \"x\"",
            "exlude",
            "unknown key `exlude`",
            "did you mean `exclude`?",
        ),
        (
            "[citations]\nexclude = [\"src\", \"../x\"]",
            "\"../x\"",
            "`exclude`: `../x` is outside the repository",
            "write a path from the repository's root, such as \"tests/fixtures/**\"",
        ),
        (
            "sprnt = 1",
            "sprnt",
            "unknown key `sprnt`",
            "did you mean `sprint`?",
        ),
        (
            "sprint = \"14m\"",
            "\"14m\"",
            "`sprint`: unknown unit `m`",
            "did you mean `min`? `m` could be minutes or months",
        ),
        (
            "[new]\nstatus = \"acepted\"",
            "\"acepted\"",
            "`status` must be one of \"proposed\", \"accepted\"",
            "did you mean \"accepted\"?",
        ),
        (
            "[lint]\nvague-reason = \"eror\"",
            "\"eror\"",
            "`vague-reason` must be one of \"off\", \"info\", \"warning\", \"error\"",
            "did you mean \"error\"?",
        ),
        (
            "[metrics.db.cpu]\nunit = \"s\"",
            "db",
            "`db` is only the first part of a metric name",
            "put the whole name in quotes: [metrics.\"db.…\"]",
        ),
        (
            "[metrics.\"team.size\"]\nunits = \"count\"",
            "units",
            "unknown key `units`",
            "did you mean `unit`?",
        ),
        (
            "[metrics.\"team.size\"]\nrange = [1, 3]",
            "\"team.size\"",
            "a `range` needs a `unit`",
            "add unit = \"count\", or the unit that the range is in",
        ),
        (
            "[metrics.\"team.size\"]\nunit = \"Hours\"",
            "\"Hours\"",
            "`unit`: unknown unit `Hours`",
            "did you mean `h`?",
        ),
        (
            "[metrics.\"team.size\"]\nunit = \"20 people\"",
            "\"20 people\"",
            "`unit`: unknown unit `20 people`",
            "leave it out, or write a unit: %, ns, us, ms, s, min, h, d, w, B, kB, MB, GB, TB, KiB, MiB, GiB, TiB",
        ),
        (
            "[metrics.\"team.size\"]\nrange = [3, 1]",
            "[3, 1]",
            "no number is between 3 and 1",
            "write [1, 3]",
        ),
    ];
    for (text, place, message, help) in cases {
        let wanted = (place.to_owned(), message.to_owned(), Some(help.to_owned()));
        assert_eq!(faults(text), [wanted], "{text}");
    }
}

#[test]
fn a_name_that_is_invalid_in_triggers_is_a_fault() {
    for name in ["DB.cpu", "db..cpu", "1st", "größe", ""] {
        assert_eq!(faults(&format!("[metrics.\"{name}\"]")).len(), 1, "{name}");
    }
}

#[test]
fn faults_do_not_hide_each_other() {
    let found = faults("sprint = 3\n[metrics.\"a.b\"]\nrange = [0]\nsource = { git = 7 }\n");
    let places: Vec<_> = found.iter().map(|(place, ..)| place.as_str()).collect();
    assert_eq!(places, ["3", "[0]", "7"]);
}

#[test]
fn a_byte_order_mark_does_not_shift_locations() {
    let (_, faults) = parse("\u{feff}sprint = \"1d\"\r\nfrom = 3\r\n");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].source.slice(&faults[0].span), "from");
}

#[test]
fn invalid_utf8_is_a_single_fault() {
    let source = Source::from_bytes(FILE_NAME, b"sprint = \"\xff\"".to_vec());
    let (_, faults) = Config::parse(&Arc::new(source));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].span, 10..10);
}

#[test]
fn a_syntax_error_and_a_duplicate_key_are_faults() {
    assert!(!faults("sprint = ").is_empty());
    assert!(!faults("sprint = \"1d\"\nsprint = \"2d\"\n").is_empty());
}
