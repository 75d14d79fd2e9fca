//! What is a citation, how its decision stands, and what is written instead of a stale one.

mod found;
mod repointed;
mod tree;

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::source::Source;
use crate::store::Place;

/// A log in `docs/adr` of records with these file names and TOML.
fn log(files: &[(&str, &str)]) -> Log {
    log_in("docs/adr", files)
}

fn log_in(dir: &str, files: &[(&str, &str)]) -> Log {
    let record = |(name, toml): &(&str, &str)| {
        let text = format!("```toml\n{toml}\n```\n\n# {name}\n");
        Record::parse(Arc::new(Source::new(format!("{dir}/{name}"), text)))
    };
    let place = Place {
        dir: PathBuf::from(dir),
        root: PathBuf::from("no-such-repository"),
    };
    Log::of(place, files.iter().map(record).collect())
}

/// Four decisions: one in force, a lineage of two that ends in it, and one that was rejected.
fn shop() -> Log {
    log(&[
        ("0001-a.md", "status = \"superseded\"\nsuperseded_by = 2"),
        (
            "0002-b.md",
            "status = \"superseded\"\nsuperseded_by = 3\nsupersedes = [1]",
        ),
        ("0003-c.md", "status = \"accepted\"\nsupersedes = [2]"),
        ("0004-d.md", "status = \"rejected\""),
    ])
}

/// The spellings of the citations in `text`, with the numbers that they name.
fn cited(log: &Log, text: &[u8]) -> Vec<(String, Option<u32>)> {
    let citing = Citing::of(log);
    let found = citing.citations_in(text).into_iter();
    found
        .map(|citation| (citation.spelling, citing.number(citation.target)))
        .collect()
}

#[test]
fn a_decision_stands_as_its_record_says() {
    let log = log(&[
        ("0001-a.md", "status = \"superseded\"\nsuperseded_by = 2"),
        ("0002-b.md", "status = \"superseded\"\nsuperseded_by = 3"),
        ("0003-c.md", "status = \"proposed\""),
        ("0004-d.md", "status = \"deprecated\""),
        ("0005-e.md", "status = \"rejected\""),
        ("0006-f.md", "status = \"superseded\"\nsuperseded_by = 4"),
        ("0007-g.md", "status = \"superseded\"\nsuperseded_by = 8"),
        ("0008-h.md", "status = \"superseded\"\nsuperseded_by = 7"),
        ("0009-i.md", "status = \"superseded\"\nsuperseded_by = 3"),
        ("0010-j.md", "status = \"accepted\"\nsupersedes = [9]"),
        ("0011-k.md", "status = \"superseded\""),
        ("0012-l.md", "status = \"superseded\"\nsuperseded_by = 40"),
        ("0013-m.md", "status = \"superseded\""),
        ("0014-n.md", "status = \"accepted\"\nsupersedes = [13]"),
        ("0015-o.md", "status = \"proposed\"\nsupersedes = [13]"),
        ("0016-p.md", "status = \"superseded\"\nsuperseded_by = 16"),
        ("0017-q.md", "status = \"superseded\"\nsuperseded_by = 3"),
        ("0017-r.md", "status = \"accepted\""),
        ("0018-s.md", "status = \"superseded\"\nsuperseded_by = 17"),
        ("0019-t.md", "status = \"acepted\""),
    ]);
    let citing = Citing::of(&log);
    let successor = |number: u32| Standing::Superseded(log.positions_of(number).next());
    let none = Standing::Superseded(None);
    for (number, expected) in [
        (1, successor(3)),
        (2, successor(3)),
        (3, Standing::Current),
        (4, Standing::Deprecated),
        (5, Standing::Rejected),
        (6, none),
        (7, none),
        (9, none),
        (11, none),
        (12, none),
        (13, successor(14)),
        (16, none),
        (17, Standing::Current),
        (18, none),
        (19, Standing::Current),
        (40, Standing::Missing),
    ] {
        let text = format!("ADR-{number}");
        let citation = &citing.citations_in(text.as_bytes())[0];
        assert_eq!(citing.standing(citation.target), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_not_missing() {
    let mut log = shop();
    log.unreadable.push(crate::store::Unreadable {
        path: PathBuf::from("docs/adr/0009-x.md"),
        why: "it is a folder".to_owned(),
    });
    let citing = Citing::of(&log);
    assert_eq!(citing.standing(Target::Missing(9)), Standing::Current);
    assert_eq!(citing.standing(Target::Missing(8)), Standing::Missing);
}

#[test]
fn a_line_that_also_cites_the_current_successor_is_not_stale() {
    let log = shop();
    let citing = Citing::of(&log);
    for (text, expected) in [
        ("see ADR-0001", vec!["ADR-0001"]),
        ("ADR-0003 replaced ADR-0001", vec![]),
        ("ADR-0002 replaced ADR-0001", vec!["ADR-0002", "ADR-0001"]),
        ("ADR-0001\nADR-0003", vec!["ADR-0001"]),
        ("adr#1, now docs/adr/0003-c.md", vec![]),
        ("ADR-0004 ADR-0003", vec![]),
        ("ADR-0003 ADR-0009", vec!["ADR-0009"]),
    ] {
        let citations = citing.citations_in(text.as_bytes());
        let stale = citing.stale(&citations);
        let stale: Vec<_> = stale.iter().map(|found| found.spelling.as_str()).collect();
        assert_eq!(stale, expected, "{text}");
    }
}
