//! What is written instead of a stale citation.

use super::*;

/// `text` with its stale citations repointed, if any can be.
fn fixed(log: &Log, text: &str) -> Option<String> {
    let citing = Citing::of(log);
    let citations = citing.citations_in(text.as_bytes());
    let bytes = citing.rewritten(text.as_bytes(), &citing.stale(&citations));
    bytes.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn the_successor_is_cited_in_the_style_of_the_citation() {
    let log = shop();
    for (text, expected) in [
        ("ADR-0001", "ADR-0003"),
        ("ADR-1", "ADR-3"),
        ("ADR-00001: a\r\nADR-2!", "ADR-00003: a\r\nADR-3!"),
        ("adr#1 ADR#002", "adr#3 ADR#003"),
        ("`docs/adr/0001-a.md`", "`docs/adr/0003-c.md`"),
        ("../docs/adr/0002-b, x", "../docs/adr/0003-c, x"),
        ("docs/adr/0002-b.html", "docs/adr/0003-c.html"),
        ("docs/adr/0001-old-title.md", "docs/adr/0003-c.md"),
        (
            "[ADR-0001](/docs/adr/0001-a.md \"a\")",
            "[ADR-0003](/docs/adr/0003-c.md \"a\")",
        ),
        ("ADR-0001 ADR-0009", "ADR-0003 ADR-0009"),
    ] {
        assert_eq!(fixed(&log, text).as_deref(), Some(expected), "{text}");
        assert_eq!(fixed(&log, expected), None, "{expected}");
    }
}

#[test]
fn what_has_no_certain_replacement_stays() {
    let log = shop();
    for text in [
        "ADR-0003",
        "ADR-0004",
        "ADR-0009",
        "ADR-0003 replaced ADR-0001",
        "docs/adr/0001-a.md#context",
        "",
    ] {
        assert_eq!(fixed(&log, text), None, "{text}");
    }
}

#[test]
fn a_successor_that_is_a_folder_or_has_a_blank_in_its_name_is_cited_as_it_is() {
    let log = log(&[
        ("0001-a.md", "status = \"superseded\"\nsuperseded_by = 2"),
        ("0002-b/README.md", "status = \"accepted\""),
        ("ADR 3 - x.md", "status = \"superseded\"\nsuperseded_by = 4"),
        ("ADR 4 - y.md", "status = \"accepted\""),
    ]);
    for (text, expected) in [
        ("docs/adr/0001-a.md", "docs/adr/0002-b/README.md"),
        ("docs/adr/0001-a", "docs/adr/0002-b"),
        ("docs/adr/ADR 3 - x.md", "docs/adr/ADR 4 - y.md"),
        ("docs/adr/ADR%203%20-%20x.md", "docs/adr/ADR%204%20-%20y.md"),
        ("ADR-3", "ADR-4"),
    ] {
        assert_eq!(fixed(&log, text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn only_the_bytes_of_the_citation_change_whatever_the_others_are() {
    let log = shop();
    let citing = Citing::of(&log);
    let text = b"\xff\xfe ADR-0001\r\n\xe9\0";
    let citations = citing.citations_in(text);
    let after = citing.rewritten(text, &citing.stale(&citations)).unwrap();
    assert_eq!(after, b"\xff\xfe ADR-0003\r\n\xe9\0");
}

#[test]
fn a_finding_is_at_the_citation_and_has_a_fix_only_in_a_file_of_utf8() {
    let log = shop();
    let citing = Citing::of(&log);
    for (text, has_fix) in [
        (&b"\xc3\xa9 ADR-0001"[..], true),
        (b"\xff\xe9 ADR-0001 \xff ADR-2", false),
    ] {
        let citations = citing.citations_in(text);
        let stale = citing.stale(&citations);
        let found = citing.findings("src/a.rs".as_ref(), text, &stale);
        for (found, stale) in found.iter().zip(&stale) {
            assert_eq!(found.source.slice(&found.span), stale.spelling);
        }
        assert_eq!(found[0].fix.is_some(), has_fix);
        assert_eq!(
            found[0].message,
            "ADR-0001 is superseded by ADR-0003: 0003-c.md"
        );
    }
}
