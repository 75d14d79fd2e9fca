//! Reading a record and writing it unchanged gives the same bytes; a change affects its own line only.

use std::sync::Arc;

use adr::record::edit::{Change, apply};
use adr::record::{Record, Status};
use adr::source::Source;
use proptest::prelude::*;
use proptest::sample::select;

/// Lines of TOML in the styles people use; each is complete on its own.
const KEYS: [&str; 9] = [
    "date = 2026-03-02",
    "  date=2026-03-02   # the day",
    "deciders = [\"a\", 'b',]",
    "tags = [ \"x\"  ,\"y\" ] # tags",
    "# a comment = alone",
    "",
    "\t ",
    "links = [{kind=\"relates\",to=4}, { kind = 'amends', to = 2 }]",
    "supersedes = [\n  1, # first\n  2,\n]",
];
const STATUSES: [&str; 4] = [
    "status = \"accepted\"",
    "status='accepted'",
    "\"status\"   =   \"accepted\"  # so far ",
    "status = \"\"\"accepted\"\"\"",
];
const TABLES: [&str; 4] = [
    "",
    "[[revisit]]\nwhen = 'a > 1' # why",
    "[[revisit]]\nid=\"x\"\nwhen = \"a{b=\\\"c\\\"} > 1\"\n\n[[ revisit ]]\nwhen = 'b > 2'",
    "[allow]\nvague-reason = \"no\"",
];
const PROSE: [&str; 4] = [
    "",
    "# T\n\ntext  \n",
    "\n# T\r\n\tx\u{a0}\n\n\n```toml\nstatus = 1\n```",
    "no heading, no end",
];

/// A record's lines above its prose, and the index of the line with the status.
fn record() -> impl Strategy<Value = (Vec<String>, usize, String)> {
    let keys = proptest::collection::vec(select(&KEYS[..]), 0..5);
    let endings = proptest::collection::vec(select(&["\n", "\r\n"][..]), 64);
    (
        keys,
        select(&STATUSES[..]),
        0..5_usize,
        select(&TABLES[..]),
        select(&PROSE[..]),
        endings,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(mut keys, status, at, table, prose, endings, plus, mark)| {
                let mut seen = std::collections::HashSet::new();
                keys.retain(|key| {
                    key.trim_start()
                        .split(['=', ' '])
                        .next()
                        .is_some_and(|name| name.is_empty() || name == "#" || seen.insert(name))
                });
                keys.insert(at.min(keys.len()), status);
                let (open, close) = if plus {
                    ("+++", "+++")
                } else {
                    ("```toml", "```")
                };
                let text = [&[open][..], &keys, &[table, close]].concat().join("\n");
                let lines: Vec<String> = text
                    .lines()
                    .zip(&endings)
                    .map(|(line, end)| format!("{line}{end}"))
                    .collect();
                let status_line = lines
                    .iter()
                    .position(|line| line.trim_end() == status.trim_end())
                    .unwrap();
                let mut lines = lines;
                if mark {
                    lines[0].insert(0, '\u{feff}');
                }
                (lines, status_line, prose.to_owned())
            },
        )
}

fn parse(text: &str) -> Record {
    Record::parse(Arc::new(Source::new("docs/adr/0003-x.md", text)))
}

proptest! {
    #[test]
    fn writing_without_a_change_gives_the_same_bytes((lines, _, prose) in record()) {
        let text = lines.concat() + &prose;
        prop_assert_eq!(apply(&parse(&text), &[]).unwrap(), text);
    }

    #[test]
    fn a_new_status_changes_only_its_own_line((lines, status_line, prose) in record()) {
        let text = lines.concat() + &prose;
        let changed = apply(&parse(&text), &[Change::Status(Status::Deprecated)]).unwrap();
        prop_assert_eq!(parse(&changed).status(), Some(Status::Deprecated));
        let new_lines: Vec<&str> = changed.split_inclusive('\n').collect();
        let old_lines: Vec<&str> = text.split_inclusive('\n').collect();
        prop_assert_eq!(new_lines.len(), old_lines.len());
        for (number, (old, new)) in old_lines.iter().zip(&new_lines).enumerate() {
            if number == status_line {
                prop_assert_eq!(old.ends_with("\r\n"), new.ends_with("\r\n"));
            } else {
                prop_assert_eq!(old, new);
            }
        }
    }
}
