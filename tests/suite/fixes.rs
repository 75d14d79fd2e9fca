//! Fixing any log corrects what is reported, breaks nothing else, keeps every other byte, and leaves nothing
//! for a second run.

use std::collections::BTreeMap;
use std::sync::Arc;

use adr::config::Config;
use adr::diagnostic::Diagnostic;
use adr::lint::fix::apply_fixes;
use adr::lint::lint;
use adr::log::Log;
use adr::record::Record;
use adr::source::Source;
use adr::store::Place;
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::select;

/// Keys that name the deciders, valid and invalid. They can be absent: other faults may only then be
/// reported.
const DECIDERS: &[&str] = &[
    "deciders = [\"mara\"] # who",
    "decider = [ 'mara' ] # who",
    "decider = \"mara\" # who",
    "deciders = [\"mara\"]\ndecider = [\"ines\"] # who",
    "decider = [\"mara\"]\ndecidrs = [\"ines\"] # who",
];

/// Triggers, valid and invalid.
const TRIGGERS: &[&str] = &[
    "[[revisit]]\nwhen = 'team.size > 20' # people",
    "[[revisit]]\nid = \"size\"\nwhen   =   \"orders.size > 40KB\" # size",
    "[[revisit]] # rate\nid = 'rate'\nwhen = '''orders.rate > 9/mon or orders.errors > 2pct'''\nnote = \"[[revisit]] # no\"",
    "[[revisit]]\nwhen = \"(a.b > 1 and a.c > 2h) or a.d{x=\\\"y\\\"} > 3 or a.e > 4 sec\"\n# between\nnote = \"n\"",
    "[[revisit]]\nwhen = 'team.size > 20'\n# ended\nsnoozed_until = 2026-01-31\nsnooze_reason = \"frozen\" # why",
    "[[revisit]]\nid = 'both'\nwhen = 'a.f > 1 or a.g > 2'\nsnoozed_until = 2026-01-31\nsnooze_reason = \"frozen\"",
    "[[revist]]\nwhen = 'a.h > 1'\n[[revist]]\nwhen = 'a.i > 1 or a.j > 2'",
    "[[revisit]]\nwhn = 'a.k > 5 KB'",
];

/// Links, by kind and the distance to the record they refer to.
const KINDS: &[&str] = &["amends", "amended-by", "relates", "refines", "conflicts"];

#[derive(Debug, Clone)]
struct Draft {
    deciders: &'static str,
    triggers: Vec<&'static str>,
    links: Vec<(&'static str, usize)>,
    supersedes_the_last: bool,
    heading: &'static str,
    name: &'static str,
    fence: (&'static str, &'static str),
    has_crlf: bool,
    has_mark: bool,
}

fn draft() -> impl Strategy<Value = Draft> {
    let form = (
        select(
            &[
                "# ADR-{n}: Keep {n}",
                "# ADR-0099: Keep {n}",
                "# Keep {n}",
                "# 99. Keep {n} #",
                "#\tADR-0098 – *Keep* {n}",
                "ADR 97 - Keep\n{n}\n===",
            ][..],
        ),
        select(
            &[
                "{n}-keep-{n}.md",
                "{n} gr\u{f6}\u{df}e.md",
                "{n}-x.md",
                "adr-{n}.md",
            ][..],
        ),
        select(&[("```toml", "```"), ("+++", "+++"), ("~~~~toml", "~~~~")][..]),
    );
    (
        select(DECIDERS),
        proptest::collection::vec(select(TRIGGERS), 1..3),
        proptest::collection::vec((select(KINDS), 0..4_usize), 0..3),
        any::<bool>(),
        form,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(
                deciders,
                triggers,
                links,
                supersedes_the_last,
                (heading, name, fence),
                has_crlf,
                has_mark,
            )| Draft {
                deciders,
                triggers,
                links,
                supersedes_the_last,
                heading,
                name,
                fence,
                has_crlf,
                has_mark,
            },
        )
}

impl Draft {
    fn file(&self, position: usize) -> String {
        self.name.replace("{n}", &format!("{:04}", position + 1))
    }

    fn record(&self, position: usize, all: &[Self]) -> Record {
        let number = format!("{:04}", position + 1);
        let others: Vec<_> = (0..all.len()).map(|at| all[at].file(at)).collect();
        let prose: String = others
            .iter()
            .map(|name| format!("[it](<{name}>), 1{name}. "))
            .collect();
        let mut links: Vec<_> = self
            .links
            .iter()
            .filter(|(_, to)| *to != position && *to < all.len())
            .collect();
        links.sort_unstable();
        links.dedup();
        let links: Vec<_> = links
            .iter()
            .map(|(kind, to)| format!("{{ kind = \"{kind}\", to = {} }}", to + 1))
            .collect();
        let mut keys = format!(
            "# top\nstatus   = 'accepted' # now\ndate = 2026-03-02\n{}\nlinks = [{}] # ends\n",
            self.deciders,
            links.join(", ")
        );
        if self.supersedes_the_last && position > 0 {
            keys += &format!("supersedes = [ {position} ]\n");
        }
        let mut ids = Vec::new();
        for trigger in &self.triggers {
            if !ids.contains(trigger) {
                keys += &format!("\n{trigger}\n");
                ids.push(trigger);
            }
        }
        let (open, close) = self.fence;
        let heading = self.heading.replace("{n}", &number);
        let mut text = format!(
            "{open}\n{keys}{close}\n\n{heading}\n\n## Context\n\n900 orders a second.  \n\n## Decision\n\n\tOne.\n\n## Consequences\n\n**Gains:** one.\n\n**Costs:** 4 GB.\n\n## Alternatives Rejected\n\n- **Two:** 2 machines cost 90 EUR.\n\n## Revisit When\n\n{prose}\n"
        );
        if self.has_crlf {
            text = text.replace('\n', "\r\n");
        }
        if self.has_mark {
            text.insert(0, '\u{feff}');
        }
        let path = format!("docs/adr/{}", self.file(position));
        Record::parse(Arc::new(Source::new(path, text)))
    }
}

fn found(log: &Log) -> Vec<Diagnostic> {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", "")));
    assert!(faults.is_empty());
    lint(log, &config, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

fn counts(found: &[Diagnostic]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in found {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn fixes_correct_what_they_report_and_change_nothing_else(drafts in proptest::collection::vec(draft(), 1..5)) {
        let log = || {
            let records = drafts.iter().enumerate().map(|(at, draft)| draft.record(at, &drafts));
            let place = Place { dir: "docs/adr".into(), root: ".".into() };
            Log::of(place, records.collect())
        };
        let before = found(&log());
        let fixed = apply_fixes(log(), found);
        let after = found(&fixed.log);
        for (rule, count) in counts(&after) {
            let was = counts(&before).get(rule).copied().unwrap_or_default();
            prop_assert!(count <= was, "{rule}: {was} became {count}: {after:#?}");
        }
        for finding in &after {
            prop_assert!(finding.fix.is_none(), "{finding:#?}");
            let is_mended = ["title-number", "compound-trigger", "expired-snooze", "file-name"].contains(&finding.rule);
            prop_assert!(!is_mended || !fixed.log.record_at(finding.source.path()).unwrap().faults.is_empty(), "{finding:#?}");
        }
        for (at, draft) in drafts.iter().enumerate() {
            let record = fixed.log.get(u32::try_from(at + 1).unwrap()).unwrap();
            let text = record.source.text();
            prop_assert_eq!(text.starts_with('\u{feff}'), draft.has_mark);
            prop_assert_eq!(text.matches('\n').count(), text.matches("\r\n").count().max(usize::from(!draft.has_crlf) * text.matches('\n').count()));
            let original = draft.record(at, &drafts);
            let comments = original.source.slice(&original.layout.as_ref().unwrap().toml).lines().filter_map(|line| line.split_once(" # "));
            for (_, comment) in comments {
                prop_assert!(text.contains(comment) || comment == "why", "{comment} is lost");
            }
            let prose = |record: &Record| record.prose().split_once("## Context").unwrap().1.split_once("[it]").unwrap().0.to_owned();
            prop_assert_eq!(prose(record), prose(&original));
        }
        let again = apply_fixes(fixed.log, found);
        prop_assert!(again.files.is_empty(), "{:#?}", again.files);
    }
}
