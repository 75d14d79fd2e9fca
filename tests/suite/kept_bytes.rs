//! Records by many authors: superseding one changes only the lines that it must.

use crate::sandbox::Sandbox;

const PLAIN: &str = "```toml\nstatus = \"accepted\"\ndate = 2026-03-02\ndeciders = [\"mara\"]\n```\n\n# ADR-0001: Old\n\n## Context\n\nOld.\n";

/// A record, and each part that superseding it changes, with its replacement.
struct Quirk {
    name: &'static str,
    record: String,
    changes: &'static [(&'static str, &'static str)],
}

const USUAL: &[(&str, &str)] = &[
    ("status = \"accepted\"", "status = \"superseded\""),
    (
        "deciders = [\"mara\"]\n",
        "deciders = [\"mara\"]\nsuperseded_by = 2\n",
    ),
];

const WITH_CRLF: &[(&str, &str)] = &[
    ("status = \"accepted\"", "status = \"superseded\""),
    (
        "deciders = [\"mara\"]\r\n",
        "deciders = [\"mara\"]\r\nsuperseded_by = 2\r\n",
    ),
];

fn quirks() -> Vec<Quirk> {
    let quirk = |name, record, changes| Quirk {
        name,
        record,
        changes,
    };
    vec![
        quirk("plain", PLAIN.to_owned(), USUAL),
        quirk("byte order mark", format!("\u{feff}{PLAIN}"), USUAL),
        quirk("CRLF", PLAIN.replace('\n', "\r\n"), WITH_CRLF),
        quirk("byte order mark and CRLF", format!("\u{feff}{}", PLAIN.replace('\n', "\r\n")), WITH_CRLF),
        quirk("no newline at the end", PLAIN.trim_end().to_owned(), USUAL),
        quirk("+++ layout", PLAIN.replacen("```toml", "+++", 1).replacen("```", "+++", 1), USUAL),
        quirk("longer fence", PLAIN.replacen("```toml", "````toml", 1).replacen("\n```\n", "\n````\n", 1), USUAL),
        quirk("tildes", PLAIN.replace("```", "~~~"), USUAL),
        quirk(
            "comments, spaces and another order",
            "```toml\n# ours\ndate   =  2026-03-02   # a Monday\n\n  status = 'accepted' # since spring\ndeciders = [ # both\n  \"mara\",\n]\n\n[[revisit]]\nwhen = 'team.size > 20'   # people\n```\n# ADR-0001: Old  \n\nTrailing spaces  \n\ttabs\u{a0}and\n\n\n\nblank lines\n\n\n".to_owned(),
            &[
                ("'accepted'", "\"superseded\""),
                ("  \"mara\",\n]\n", "  \"mara\",\n]\nsuperseded_by = 2\n"),
            ],
        ),
        quirk(
            "foreign prose",
            format!("{PLAIN}\n<details>\n<summary>x</summary>\n\n```toml\nstatus = \"accepted\"\n```\n</details>\n\n\u{202e}\u{1f680} e\u{301}\n\0\n"),
            &[
                ("```toml\nstatus = \"accepted\"\ndate", "```toml\nstatus = \"superseded\"\ndate"),
                ("deciders = [\"mara\"]\n", "deciders = [\"mara\"]\nsuperseded_by = 2\n"),
            ],
        ),
        quirk(
            "key of its own table below",
            PLAIN.replace("\n```\n\n#", "\n\n[allow]\nmissing-trigger = \"a law\"\n```\n\n#"),
            USUAL,
        ),
    ]
}

#[test]
fn superseding_changes_only_the_necessary_lines() {
    for Quirk {
        name,
        record,
        changes,
    } in quirks()
    {
        let log = Sandbox::empty();
        log.write("docs/adr/0001-old.md", &record);
        log.adr(["supersede", "1", "New", "--quiet"]).expect_code(0);
        let expected = changes.iter().fold(record, |text, (from, to)| {
            assert!(text.contains(from), "{name}: {from:?}");
            text.replacen(from, to, 1)
        });
        assert_eq!(log.read("docs/adr/0001-old.md"), expected, "{name}");
    }
}

#[test]
fn reading_changes_nothing() {
    for Quirk { name, record, .. } in quirks() {
        let log = Sandbox::empty();
        log.write("docs/adr/0001-old.md", &record);
        for arguments in [
            &["list"][..],
            &["show", "1"],
            &["lint", "--exit-zero"],
            &["check"],
            &["render"],
            &["init"],
        ] {
            log.adr(arguments);
        }
        assert_eq!(log.read("docs/adr/0001-old.md"), record, "{name}");
        let listed = log.adr(["list", "--format", "json"]).json();
        assert_eq!(
            (&listed[0]["title"], &listed[0]["status"]),
            (&"Old".into(), &"accepted".into()),
            "{name}"
        );
    }
}

#[test]
fn a_complete_record_keeps_its_bytes_except_its_heading() {
    let log = Sandbox::empty();
    log.adr(["init", "--quiet"]).expect_code(0);
    let record = "\u{feff}```toml\r\nstatus = \"rejected\" # by all\r\ndate=2026-03-02\r\ndeciders=[\"mara\"]\r\n```\r\n\r\n# A title  \r\n\r\n## Context\r\n\r\nIt was.\r\n\r\n## Decision\r\n\r\nNo.\r\n\r\n## Consequences\r\n\r\nNone.";
    let ran = log
        .adr_with_input(&["new", "--from", "-"], record)
        .expect_code(0);
    assert_eq!(ran.stdout, "docs/adr/0002-a-title.md\n");
    assert_eq!(
        log.read("docs/adr/0002-a-title.md"),
        record.replace("# A title", "# ADR-0002: A title")
    );
}
