//! Which bytes of a file are a citation.

use super::*;

#[test]
fn numbers_and_paths_are_cited_and_what_only_looks_like_them_is_not() {
    let log = shop();
    for (text, expected) in [
        ("// ADR-0001: why", vec![("ADR-0001", 1)]),
        (
            "ADR-1, (adr#2) ADR#3.",
            vec![("ADR-1", 1), ("adr#2", 2), ("ADR#3", 3)],
        ),
        ("ADR-0042", vec![("ADR-0042", 42)]),
        (
            "ADR 1 ADR1 adr-0001 MADR-0001 ADR-0001-x x/ADR-1 ADR-1/x",
            vec![],
        ),
        ("madr#1 adr#1b #adr#1 adr# ADR-x ADR-99999999999", vec![]),
        ("docs/adr/0001-a.md", vec![("docs/adr/0001-a.md", 1)]),
        ("see docs/adr/0001-a.", vec![("docs/adr/0001-a", 1)]),
        ("(/docs/adr/0001-a.md)", vec![("docs/adr/0001-a.md", 1)]),
        (
            "](../../docs/adr/0001-a.md)",
            vec![("docs/adr/0001-a.md", 1)],
        ),
        ("./docs/adr/0001-a.html", vec![("docs/adr/0001-a.html", 1)]),
        (
            "docs/adr/0001-a.md#why:",
            vec![("docs/adr/0001-a.md#why", 1)],
        ),
        ("docs/adr/0001-a.md:12", vec![("docs/adr/0001-a.md", 1)]),
        (
            "url=docs/adr/0001-a.md?plain=1",
            vec![("docs/adr/0001-a.md", 1)],
        ),
        (
            "docs/adr/0001-old-title.md",
            vec![("docs/adr/0001-old-title.md", 1)],
        ),
        (
            "docs/adr/0042-x docs/adr/42.md",
            vec![("docs/adr/0042-x", 42), ("docs/adr/42.md", 42)],
        ),
        ("docs/adr/./0001-a.md", vec![("docs/adr/./0001-a.md", 1)]),
        ("shop/docs/adr/0001-a.md x.docs/adr/0001-a.md", vec![]),
        (
            "https://example.com/docs/adr/0001-a.md $X/docs/adr/0001-a.md",
            vec![],
        ),
        ("C:/docs/adr/0001-a.md //docs/adr/0001-a.md", vec![]),
        (
            "docs/adr/ docs/adr docs/adr/adr.toml docs/adr/0001 docs/adr/2026-01-01-x.md",
            vec![],
        ),
        (
            "docs/adr/0001-*.md docs/adr/0001-{a,b}.md docs/adr/NNNN-x.md",
            vec![],
        ),
        (
            "docs/adr/templates/0001-x.md docs/adr/0001-a.png docs/adr/../0001-a.md",
            vec![],
        ),
        ("docs/adr/ADR-0001.md", vec![("docs/adr/ADR-0001.md", 1)]),
    ] {
        let found = cited(&log, text.as_bytes());
        let found: Vec<_> = found
            .iter()
            .map(|(spelling, number)| (spelling.as_str(), number.unwrap()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_log_of_another_name_and_naming_is_cited_by_its_own_paths() {
    let log = log_in(
        "doc/ADR-log",
        &[
            ("ADR 7 - Keep (some) orders.md", ""),
            ("adr_012_größe.md", ""),
            ("2026-03-02-x.md", ""),
            ("0003-c/README.md", ""),
        ],
    );
    let text = "doc/ADR-log/ADR 7 - Keep (some) orders.md, doc/ADR-log/ADR%207%20-%20Keep%20(some)%20orders.md \
                doc/ADR-log/adr_012_größe.md doc/ADR-log/2026-03-02-x.md doc/ADR-log/0003-c/ docs/adr/0001-a.md";
    let found = cited(&log, text.as_bytes());
    assert_eq!(
        found,
        [
            (
                "doc/ADR-log/ADR 7 - Keep (some) orders.md".to_owned(),
                Some(7)
            ),
            ("doc/ADR-log/adr_012_größe.md".to_owned(), Some(12)),
            ("doc/ADR-log/2026-03-02-x.md".to_owned(), None),
            ("doc/ADR-log/0003-c/".to_owned(), Some(3)),
        ]
    );
}

/// Line, column, and the text of the line of each citation.
fn places(text: &[u8]) -> Vec<(usize, usize, String)> {
    let log = shop();
    let found = Citing::of(&log).citations_in(text);
    for citation in &found {
        assert_eq!(&text[citation.span.clone()], citation.spelling.as_bytes());
    }
    let place = |found: Citation| (found.line, found.column, found.text);
    found.into_iter().map(place).collect()
}

#[test]
fn places_are_lines_and_characters_with_any_line_ending_and_any_bytes() {
    for (text, expected) in [
        (&b"ADR-1"[..], vec![(1, 1, "ADR-1")]),
        (
            b"\xef\xbb\xbfADR-1 \xc3\xa9 ADR-2\r\n\tADR-3\r\n",
            vec![
                (1, 1, "ADR-1 é ADR-2"),
                (1, 9, "ADR-1 é ADR-2"),
                (2, 2, "ADR-3"),
            ],
        ),
        (
            b"\n\n  \xff\xfeADR-1\xff\n",
            vec![(3, 5, "\u{fffd}\u{fffd}ADR-1\u{fffd}")],
        ),
        (
            b"\xe9ADR-1 \xc3\xa9ADR-1",
            vec![(1, 2, "\u{fffd}ADR-1 éADR-1")],
        ),
        (
            b"docs/adr/0001-a\xff.md",
            vec![(1, 1, "docs/adr/0001-a\u{fffd}.md")],
        ),
        (b"\0ADR-1\0", vec![(1, 2, "\0ADR-1\0")]),
    ] {
        let found = places(text);
        let found: Vec<_> = found
            .iter()
            .map(|(line, column, text)| (*line, *column, text.as_str()))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_huge_line_is_cut_around_each_citation_and_takes_linear_time() {
    let many = "é ADR-0001 ".repeat(80_000);
    let found = places(many.as_bytes());
    assert_eq!(found.len(), 80_000);
    let (line, column, text) = &found[40_000];
    assert_eq!((*line, *column), (1, 40_000 * 11 + 3));
    assert!(
        text.starts_with('…') && text.ends_with('…') && text.len() < 300,
        "{text}"
    );
    assert!(!text.contains('\u{fffd}'), "{text}");

    let digits = format!("ADR-{} ADR-{}1", "1".repeat(1_000_000), "0".repeat(100));
    assert!(places(digits.as_bytes()).is_empty());
    let folders = "docs/adr/".repeat(100_000);
    assert!(places(folders.as_bytes()).is_empty());
}
