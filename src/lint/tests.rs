//! Every rule by its own examples, and what settings and waivers make of findings.

use std::path::PathBuf;
use std::sync::Arc;

use toml_edit::DocumentMut;

use super::*;
use crate::record::file_name;
use crate::source::{Source, Spanned};
use crate::store::Place;

const FILE: &str = "0007-keep-orders-in-one-primary.md";

const TOML: &str = r#"status = "accepted"
date = 2026-03-02
deciders = ["team-orders"]

[[revisit]]
when = 'orders.writes > 4000/s'
"#;

const SECTIONS: &str = "## Context

Orders, stock and payments change together 900 times a second at peak.

## Decision

All three stay in one primary.

## Consequences

**Gains:**

- One transaction covers all three.

**Costs:**

- Writes scale only as far as one machine does.

## Alternatives Rejected

- **DynamoDB:** no transaction across the stock and payment tables.

## Revisit When

Writes come near what one primary can take.
";

const SETTINGS: &str = r#"
[metrics."team.size"]
unit = "count"
[metrics."orders.writes"]
unit = "/s"
[metrics."db.cpu.share"]
unit = "ratio"
"#;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn config(more: &str) -> Config {
    // What all tests together watch is more than any one of them does.
    let mut config = parsed(&format!("{more}{SETTINGS}"));
    let off = Spanned {
        value: Level::Off,
        span: 0..0,
    };
    config.lint.levels.insert("unused-metric".to_owned(), off);
    config
}

fn parsed(text: &str) -> Config {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", text)));
    assert!(faults.is_empty(), "{faults:?}");
    config
}

fn record(name: &str, text: impl Into<String>) -> Record {
    Record::parse(Arc::new(Source::new(
        PathBuf::from("docs/adr").join(name),
        text.into(),
    )))
}

/// What an example's `adr.toml` adds to the settings.
fn settings_of(example: &str) -> String {
    let of = files(example)
        .into_iter()
        .filter(|(name, _)| *name == "adr.toml");
    of.map(|(_, text)| text).collect()
}

/// The log that an example describes, by the rules that [`Rule`] states.
fn log_of(example: &str) -> Log {
    let files = files(example).into_iter();
    let records = files
        .filter(|(name, _)| *name != "adr.toml")
        .map(|(name, part)| record(name, whole(name, &part)));
    let place = Place {
        dir: "docs/adr".into(),
        root: ".".into(),
    };
    Log::of(place, records.collect())
}

/// The files of an example with what it says of each.
fn files(example: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in example.lines() {
        let is_name = |name: &&str| name.ends_with(".md") || *name == "adr.toml";
        let name = line.strip_suffix(':').filter(is_name);
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name, String::new())),
            (None, Some((_, part))) => {
                *part += &format!("{}\n", line.strip_prefix("    ").unwrap_or(line))
            }
            (None, None) => files.push((FILE, format!("{line}\n"))),
        }
    }
    files
}

/// `part` in its place in a faultless record.
fn whole(name: &str, part: &str) -> String {
    let is_whole_prose = part.contains("# ") && part.starts_with("# ") && part.contains("\n## ");
    if part.starts_with("```toml") || is_whole_prose {
        return part.to_owned();
    }
    let prose_at = part
        .lines()
        .take_while(|line| !line.starts_with('#'))
        .map(|line| line.len() + 1)
        .sum();
    let (toml, prose) = part.split_at(prose_at);
    let number = file_name::number(name).unwrap();
    let words = name
        .trim_end_matches(".md")
        .split_once('-')
        .unwrap()
        .1
        .replace('-', " ");
    let mut title = format!("# ADR-{number:04}: {words}\n");
    let mut sections: Vec<String> = split_sections(SECTIONS);
    for block in split_sections(prose) {
        let heading = block.lines().next().unwrap();
        match sections
            .iter_mut()
            .find(|section| section.starts_with(heading))
        {
            Some(section) => *section = block,
            None => title = block,
        }
    }
    let mut document: DocumentMut = TOML.parse().unwrap();
    let keys: DocumentMut = toml.parse().unwrap();
    for (key, value) in keys.iter() {
        document[key] = value.clone();
    }
    format!("```toml\n{document}```\n\n{title}\n{}", sections.join("\n"))
}

fn split_sections(prose: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    for line in prose.lines() {
        if line.starts_with('#') {
            blocks.push(String::new());
        }
        *blocks.last_mut().unwrap() += &format!("{line}\n");
    }
    blocks
}

fn shown(found: &[Diagnostic]) -> Vec<String> {
    let line = |finding: &Diagnostic| {
        let start = finding.source.position(finding.span.start);
        let end = finding.source.position(finding.span.end);
        format!(
            "{} {}:{}-{}:{} {}",
            finding.rule, start.line, start.column, end.line, end.column, finding.message
        )
    };
    found.iter().map(line).collect()
}

fn rules(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|finding| finding.rule).collect()
}

#[test]
fn each_bad_example_fires_its_rule_alone_and_each_good_one_nothing() {
    let config_of = |example: &str| match settings_of(example) {
        none if none.is_empty() => config(""),
        settings => parsed(&settings),
    };
    for rule in ALL {
        let bad = lint(&log_of(rule.bad), &config_of(rule.bad), today());
        assert!(!bad.is_empty(), "{}", rule.name);
        let is_own = |finding: &Diagnostic| finding.rule == rule.name;
        assert!(bad.iter().all(is_own), "{}: {:#?}", rule.name, shown(&bad));
        assert!(
            bad.iter().all(|finding| finding.help.is_some()),
            "{}",
            rule.name
        );
        let good = lint(&log_of(rule.good), &config_of(rule.good), today());
        assert!(good.is_empty(), "{}: {:#?}", rule.name, shown(&good));
    }
}

#[test]
fn names_are_unique_and_documented() {
    for (position, rule) in ALL.iter().enumerate() {
        assert!(ALL[..position].iter().all(|other| other.name != rule.name));
        let file = rule.name.replace('-', "_");
        assert!(rule.name.len() > 3 && !file.contains(char::is_uppercase));
        let explanation = rule.explanation();
        assert!(explanation.contains(rule.summary) && explanation.contains("## Good"));
    }
}

#[test]
fn settings_change_a_rules_level_or_switch_it_off() {
    let log = log_of("deciders = []\n");
    let severity = |settings: &str| {
        let found = lint(&log, &config(settings), today());
        found.first().map(|finding| finding.severity)
    };
    use crate::diagnostic::Severity;
    assert_eq!(severity(""), Some(Severity::Warning));
    assert_eq!(
        severity("[lint]\nmissing-deciders = \"error\"\n"),
        Some(Severity::Error)
    );
    assert_eq!(severity("[lint]\nmissing-deciders = \"off\"\n"), None);
}

#[test]
fn an_unknown_rule_is_a_fault_of_the_settings_and_of_a_waiver() {
    let faults = unknown_rules(&config("[lint]\nmissing-decider = \"off\"\n"));
    assert_eq!(
        shown(&faults),
        ["invalid-settings 2:1-2:16 there is no lint rule `missing-decider`"]
    );
    assert_eq!(
        faults[0].help.as_deref(),
        Some("did you mean `missing-deciders`?")
    );
    let waived = log_of("[allow]\nmissing-decider = \"a team of one\"\n");
    assert_eq!(
        rules(&lint(&waived, &config(""), today())),
        ["invalid-record"]
    );
}

#[test]
fn a_waiver_with_a_reason_spares_its_record_and_one_without_does_not() {
    let with = |reason: &str| {
        log_of(&format!(
            "deciders = []\n[allow]\nmissing-deciders = \"{reason}\"\n"
        ))
    };
    assert!(lint(&with("nobody is left"), &config(""), today()).is_empty());
    let found = lint(&with(" "), &config(""), today());
    assert_eq!(rules(&found), ["invalid-record"]);
}

#[test]
fn older_records_are_exempt_from_what_they_should_say_but_not_from_what_is_broken() {
    let from = config("[lint]\nfrom = 8\n");
    let unsaid = log_of("deciders = []\n[[revisit]]\nwhen = 'orders.writes > 4000/s'\n");
    assert!(lint(&unsaid, &from, today()).is_empty());
    let broken = log_of("[[revisit]]\nwhen = 'orders.writes > 4000'\n");
    assert_eq!(
        rules(&lint(&broken, &from, today())),
        ["unmeasurable-trigger"]
    );
    let foreign = log_of("# 7. Keep orders\n\n## Status\n\nAccepted\n");
    assert!(lint(&foreign, &from, today()).is_empty());
}

#[test]
fn rejected_records_need_neither_alternatives_nor_triggers() {
    let text = "status = \"rejected\"\nrevisit = []\n## Alternatives Rejected\n\nNone.\n";
    assert!(lint(&log_of(text), &config(""), today()).is_empty());
}

#[test]
fn a_record_alone_is_not_asked_about_its_log() {
    let text = whole(FILE, "supersedes = [4]\ndeciders = []\n");
    let found = lint_one(&record(FILE, text), None, &config(""), today());
    assert_eq!(rules(&found), ["missing-deciders"]);
}

#[test]
fn places_hold_under_a_byte_order_mark_crlf_tabs_and_multi_byte_text() {
    let part = r#"[[revisit]]
when = "orders.size{shop=\"Köln\"} > 5 parsecs"
## Alternatives Rejected

-	**Größe:** zu groß, 5 kg
-	**Überlauf**
"#;
    let text = format!("\u{feff}{}", whole(FILE, part).replace('\n', "\r\n"));
    let found = lint_one(&record(FILE, text), None, &config(""), today());
    assert_eq!(
        rules(&found),
        ["unmeasurable-trigger", "alternative-without-reason"]
    );
    for (finding, wanted, column) in [
        (&found[0], "parsecs", 40),
        (&found[1], "-\t**Überlauf**", 1),
    ] {
        let start = finding.source.position(finding.span.start);
        assert_eq!(finding.source.slice(&finding.span), wanted);
        assert_eq!(start.column, column);
    }
    assert!(found[0].message.starts_with("unknown-unit: "));
}

#[test]
fn findings_come_in_the_order_of_paths_and_places() {
    let log = log_of(
        "0009-b.md:\n    deciders = []\n0008-a.md:\n    deciders = []\n    ## Context\n\n    TODO\n",
    );
    let found = lint(&log, &config("[lint]\nfile-name = \"off\"\n"), today());
    let order: Vec<_> = found
        .iter()
        .map(|finding| (finding.source.shown_path(), finding.rule))
        .collect();
    assert_eq!(
        order,
        [
            ("docs/adr/0008-a.md".to_owned(), "missing-deciders"),
            ("docs/adr/0008-a.md".to_owned(), "placeholder-text"),
            ("docs/adr/0009-b.md".to_owned(), "missing-deciders"),
        ]
    );
}

#[test]
fn a_fix_mends_its_finding_and_brings_no_other_and_a_second_run_changes_nothing() {
    let config = config("");
    let lint = |log: &Log| lint(log, &config, today());
    let mut fixable = Vec::new();
    for rule in ALL {
        let found = lint(&log_of(rule.bad));
        let with_fix = found.iter().filter(|finding| finding.fix.is_some()).count();
        let mended = fix::mend(log_of(rule.bad), lint);
        assert_eq!(mended.files.is_empty(), with_fix == 0, "{}", rule.name);
        if with_fix > 0 {
            fixable.push(rule.name);
            let left = lint(&mended.log);
            assert_eq!(left.len(), found.len() - with_fix, "{:#?}", shown(&left));
        }
        let again = fix::mend(mended.log, lint);
        assert!(
            again.files.is_empty() && again.fixed.is_empty(),
            "{}",
            rule.name
        );
    }
    assert_eq!(
        fixable,
        [
            "title-number",
            "file-name",
            "compound-trigger",
            "expired-snooze",
            "one-way-reference"
        ]
    );
}

#[test]
fn fixes_in_one_place_are_made_one_after_the_other() {
    let log = || {
        log_of(
            "0007-x.md:\n    [[revisit]]\n    when = 'team.size > 20 or orders.writes > 9/mon or db.cpu.share > 9pct'\n    snoozed_until = 2020-01-01\n    snooze_reason = \"frozen\"\n    # ADR-0009: Keep one\n",
        )
    };
    let config = config("");
    let mended = fix::mend(log(), |log| lint(log, &config, today()));
    assert_eq!(
        rules(&lint(&mended.log, &config, today())),
        Vec::<&str>::new()
    );
    assert_eq!(mended.files.len(), 1);
    assert_eq!(
        mended.log.records[0].source.shown_path(),
        "docs/adr/0007-keep-one.md"
    );
    assert_eq!(
        mended.log.records[0].front.as_ref().unwrap().revisit.len(),
        3
    );
}

#[test]
fn an_edge_that_contradicts_another_is_not_mended() {
    let log = log_of(
        "0004-a.md:\n    status = \"superseded\"\n    superseded_by = 5\n0005-b.md:\n    supersedes = [4]\n0007-c.md:\n    supersedes = [4]\n",
    );
    let config = config("");
    let one_way: Vec<_> = lint(&log, &config, today())
        .into_iter()
        .filter(|finding| finding.rule == "one-way-reference")
        .collect();
    assert_eq!(one_way.len(), 1);
    assert!(one_way[0].fix.is_none());
}

#[test]
fn a_record_whose_fence_is_never_closed_has_one_fault() {
    let text = whole(FILE, "").replacen("```\n\n#", "\n#", 1);
    let found = lint_one(&record(FILE, text), None, &config(""), today());
    assert_eq!(rules(&found), ["invalid-record"]);
}

#[test]
fn rules_are_selected_and_ignored_by_name() {
    let log = log_of("deciders = []\n## Context\n\nTODO\n");
    let found = |selected: &[&str], ignored: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (selected, ignored) = (owned(selected), owned(ignored));
        let settings = config("[lint]\nmissing-deciders = \"off\"\n");
        let found = lint(&log, &with_selected(settings, &selected), today());
        let mut rules = rules(&found);
        rules.retain(|rule| is_shown(rule, &selected, &ignored));
        rules.join(" ")
    };
    assert_eq!(found(&[], &[]), "placeholder-text");
    assert_eq!(found(&["missing-deciders"], &[]), "missing-deciders");
    assert_eq!(found(&[], &["placeholder-text"]), "");
    assert_eq!(found(&["placeholder-text"], &["placeholder-text"]), "");
    assert!(is_shown(INVALID_RECORD, &["vague-reason".to_owned()], &[]));
}

#[test]
fn what_cannot_be_told_of_a_waiver_is_not_said() {
    let waived = |settings: &str, part: &str| {
        let log = log_of(&format!(
            "{part}[allow]\nmissing-deciders = \"one person\"\n"
        ));
        rules(&lint(&log, &config(settings), today())).join(" ")
    };
    assert_eq!(waived("", ""), "unused-waiver");
    assert_eq!(waived("", "deciders = []\n"), "");
    assert_eq!(waived("[lint]\nmissing-deciders = \"off\"\n", ""), "");
    assert_eq!(waived("[lint]\nfrom = 8\n", ""), "");
    assert_eq!(waived("", "status = \"rejected\"\n"), "");
}
