//! Every rule against its own examples, and the effect of settings and waivers on findings.

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;
use toml_edit::DocumentMut;

use super::*;
use crate::record::file_name;
use crate::source::{Source, Spanned};
use crate::store::Place;

mod fixes;
mod heads;
mod settings;

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
    // The rules watch more metrics together than any one example.
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

/// The log that an example describes, as documented for [`Rule`].
fn log_of(example: &str) -> Log {
    let place = Place {
        dir: "docs/adr".into(),
        root: ".".into(),
    };
    log_at(place, example)
}

fn log_at(place: Place, example: &str) -> Log {
    let files = files(example).into_iter();
    let records = files
        .filter(|(name, _)| name.ends_with(".md"))
        .map(|(name, part)| {
            let source = Source::new(place.dir.join(name), whole(name, &part));
            Record::parse(Arc::new(source))
        });
    let records = records.collect();
    Log::of(place, records)
}

/// The log that an example describes, and the folder that has its other files, if there are any.
fn log_in_tree(example: &str) -> (Log, Option<TempDir>) {
    let others = files(example).into_iter();
    let mut others = others.filter(|(name, _)| name.contains('/')).peekable();
    if others.peek().is_none() {
        return (log_of(example), None);
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    for (name, text) in others {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let dir = root.join("docs/adr");
    std::fs::create_dir_all(&dir).unwrap();
    (log_at(Place { dir, root }, example), Some(folder))
}

/// `config` with `rule` switched on.
fn config_with(rule: &Rule, config: Config) -> Config {
    with_selected(config, &[rule.name.to_owned()])
}

/// The files of an example, with their contents.
fn files(example: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in example.lines() {
        let is_name = |name: &&str| {
            let is_in_folder = name.contains('/') && !name.contains(' ');
            name.ends_with(".md") || *name == "adr.toml" || is_in_folder
        };
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

/// `part` inserted into an otherwise valid record.
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
fn each_bad_example_triggers_only_its_rule_and_each_good_one_none() {
    let config_of = |example: &str| match settings_of(example) {
        none if none.is_empty() => config(""),
        settings => parsed(&settings),
    };
    for rule in ALL {
        let bad = findings_of_example(rule, rule.bad, &config_of(rule.bad));
        assert!(!bad.is_empty(), "{}", rule.name);
        let is_own = |finding: &Diagnostic| finding.rule == rule.name;
        assert!(bad.iter().all(is_own), "{}: {:#?}", rule.name, shown(&bad));
        assert!(
            bad.iter().all(|finding| finding.help.is_some()),
            "{}",
            rule.name
        );
        let good = findings_of_example(rule, rule.good, &config_of(rule.good));
        assert!(good.is_empty(), "{}: {:#?}", rule.name, shown(&good));
    }
}

/// The findings in an example; for a rule on changes, those of a change from the good example to this one.
fn findings_of_example(rule: &Rule, example: &str, config: &Config) -> Vec<Diagnostic> {
    let (log, _tree) = log_in_tree(example);
    let config = config_with(rule, config.clone());
    let mut found = lint(&log, &config, today());
    if let Check::Since(_) = rule.check {
        let before = log_of(rule.good).records;
        found.extend(lint_since(&Since::of("main", &before, &log), &config));
    }
    found
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
fn rejected_records_need_neither_alternatives_nor_triggers() {
    let text = "status = \"rejected\"\nrevisit = []\n## Alternatives Rejected\n\nNone.\n";
    assert!(lint(&log_of(text), &config(""), today()).is_empty());
}

#[test]
fn rules_on_the_log_are_skipped_for_a_record_on_its_own() {
    let text = whole(FILE, "supersedes = [4]\ndeciders = []\n");
    let found = lint_one(&record(FILE, text), None, &config(""), today());
    assert_eq!(rules(&found), ["missing-deciders"]);
}

#[test]
fn locations_are_correct_with_a_byte_order_mark_crlf_tabs_and_multi_byte_text() {
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
fn findings_are_ordered_by_path_and_location() {
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
fn of_thousands_of_broken_links_the_first_get_a_suggestion() {
    let links = "[a](keep-orders-in-one-primry.md) ".repeat(10_000);
    let text = whole(FILE, "").replace("Orders, stock", &format!("{links}Orders, stock"));
    let place = Place {
        dir: "docs/adr".into(),
        root: ".".into(),
    };
    let source = Source::new(place.dir.join(FILE), text);
    let others = "0008-keep-stock.md:\n    tags = []\n0009-keep-mail.md:\n    tags = []\n";
    let mut records = log_of(others).records;
    records.push(Record::parse(Arc::new(source)));
    let found = lint(&Log::of(place, records), &config(""), today());
    let broken = found.iter().filter(|found| found.rule == "broken-link");
    let suggests = |help: &String| help.contains(FILE);
    let (near, far): (Vec<_>, Vec<_>) =
        broken.partition(|found| found.help.as_ref().is_some_and(suggests));
    assert_eq!((near.len(), far.len()), (3_333, 6_667));
}

#[test]
fn a_record_with_an_unclosed_fence_has_one_fault() {
    let text = whole(FILE, "").replacen("```\n\n#", "\n#", 1);
    let found = lint_one(&record(FILE, text), None, &config(""), today());
    assert_eq!(rules(&found), ["invalid-record"]);
}
