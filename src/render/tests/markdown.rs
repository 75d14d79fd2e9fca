use super::super::{inject, markdown};
use super::*;
use crate::store::Unreadable;
use comrak::nodes::NodeValue;

const WRITTEN: &str = "```toml
status = \"superseded\"
date = 2026-03-02
deciders = [\"mara@example.com\", \"team-orders\"]
superseded_by = 12

[[revisit]]
when = 'orders.writes > 4000/s'
note = \"headroom to about 6000/s\"

[[revisit]]
when = 'orders.latency.p99 > 200ms for 2w'
```

# ADR-0007: Keep `orders` in one primary

Drafted at the offsite.

## More Information

See the
load test.

## Context

Orders change together.

    an indented block stays one

## Decision

They stay  together.

## Consequences

**Gains:**

- One transaction.

**Costs:**

- One machine.

## Alternatives

- **Shard by customer:** doubles the work.

## Revisit When

When `orders.latency.p99 > 200ms for 2w`, or writes grow.
";

const SHOWN: &str = "# ADR-0007: Keep orders in one primary

**Status:** Superseded   **Date:** 2026-03-02   **Deciders:** mara@example.com, team-orders

Drafted at the offsite.

## Context

Orders change together.

    an indented block stays one

## Decision

They stay  together.

## Consequences

**Gains:**

- One transaction.

**Costs:**

- One machine.

## Alternatives Rejected

- **Shard by customer:** doubles the work.

## Revisit When

When `orders.latency.p99 > 200ms for 2w`, or writes grow.

- `orders.writes > 4000/s`: headroom to about 6000/s

## More Information

See the
load test.

> **Superseded by ADR-0012**
";

#[test]
fn a_record_is_laid_out_exactly() {
    assert_eq!(markdown::record(&record("0007-x.md", WRITTEN)), SHOWN);
}

#[test]
fn line_endings_of_the_record_are_kept() {
    let windows = WRITTEN.replace('\n', "\r\n");
    let shown = markdown::record(&record("0007-x.md", &windows));
    assert_eq!(shown, SHOWN.replace('\n', "\r\n"));
}

#[test]
fn a_record_without_toml_keeps_its_own_order_and_headings() {
    let foreign = "---\nparent: Decisions\n---\n# 3. Use *Dashes*\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Considered Options\n\n* a\n";
    assert_eq!(
        markdown::record(&record("0003-use-dashes.md", foreign)),
        "# ADR-0003: Use Dashes\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Considered Options\n\n* a\n"
    );
    assert_eq!(markdown::record(&record("notes.md", "")), "# (no title)\n");
}

#[test]
fn absent_values_are_not_shown() {
    let text = "```toml\nstatus = \"proposed\"\n```\n# T\n\n## Decision\n\nx\n";
    assert_eq!(
        markdown::record(&record("0001-t.md", text)),
        "# ADR-0001: T\n\n**Status:** Proposed\n\n## Decision\n\nx\n"
    );
}

#[test]
fn values_from_the_toml_are_escaped() {
    let text = "```toml
status = \"accepted\"
date = 2026-01-01
deciders = [\"*all*\", \"<b>x</b>\", \"team_orders\", \"two\\nlines\", \"\\u001b[31mred\"]
[[revisit]]
when = 'a{b=\"`\"} > 1'
note = \"[x](y) &amp; z\"
```
# T\u{1b}[2J \\<i>

## Revisit When
";
    assert_eq!(
        markdown::record(&record("0001-t.md", text)),
        "# ADR-0001: T\\[2J \\<i\\>

**Status:** Accepted   **Date:** 2026-01-01   **Deciders:** \\*all\\*, \\<b>x\\</b>, team_orders, two lines, \\[31mred

## Revisit When

- ``a{b=\"`\"} > 1``: \\[x\\](y) \\&amp; z
"
    );
}

#[test]
fn an_unclosed_block_does_not_swallow_what_follows() {
    for (open, closed) in [
        ("```\ncode", "```\ncode\n```"),
        ("<!-- hidden", "<!-- hidden\n-->"),
    ] {
        let text = format!("```toml\nsuperseded_by = 2\n```\n# T\n\n## Context\n\n{open}\n");
        assert_eq!(
            markdown::record(&record("0001-t.md", &text)),
            format!("# ADR-0001: T\n\n## Context\n\n{closed}\n\n> **Superseded by ADR-0002**\n")
        );
    }
}

#[test]
fn the_index_lists_all_entries_of_the_log() {
    let broken = "```toml\nstatus = \"acepted\"\ndate = 2026-01-02\n```\n# B | C\n";
    let accepted = format!("{FRONT}# A\n");
    let mut log = log(&[
        ("notes für alle.md", "# Notes\n"),
        ("0002-b.md", broken),
        ("0001-a.md", &accepted),
    ]);
    log.unreadable.push(Unreadable {
        path: PathBuf::from("docs/adr/0003-c.md"),
        why: "it is a folder".to_owned(),
    });
    assert_eq!(
        markdown::index(&log, Some("Shop")),
        "# Shop

| Number | Title | Status | Date |
|---|---|---|---|
| [ADR-0001](0001-a.md) | A | Accepted | 2026-03-02 |
| [ADR-0002](0002-b.md) | B \\| C | 0002-b.md:2:10: \\`acepted\\` is not a status | 2026-01-02 |
| ADR-0003 | 0003-c.md | cannot be read: it is a folder |  |
| [notes für alle.md](notes%20f%C3%BCr%20alle.md) | Notes |  |  |
"
    );
}

#[test]
fn untrusted_text_is_escaped_in_the_index() {
    let hostile = [
        "<script>x</script>",
        "<img src=x onerror=x>",
        "[x](javascript:x)",
        "![x](javascript:x)",
        "<javascript:x>",
        "[x]: javascript:x",
        "\\<b>",
        "\\|<b>|",
        "&lt;script&gt;",
        "<!-- adr:index:end -->",
        "`<b>`",
        "--><script>",
        "{{ x }}{% x %}",
    ];
    // A code span, or the file's name, can contain any characters.
    let files = (1..).zip(hostile).map(|(number, text)| {
        let name = format!("{number:04}-{}.md", text.replace('/', ":"));
        (name, format!("{FRONT}# ``` {text} ```\n"))
    });
    let unnumbered = hostile.iter().map(|text| {
        let name = format!("{}.md", text.replace('/', ":"));
        (name, format!("```toml\nstatus = {text:?}\n```\n"))
    });
    let files: Vec<_> = files.chain(unnumbered).collect();
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let index = markdown::index(&log(&files), Some("<b>[x](javascript:x)"));

    let arena = comrak::Arena::new();
    let tree = crate::record::prose::parse(&arena, &index);
    let (mut rows, mut links) = (0, 0);
    for node in tree.descendants() {
        match &node.data().value {
            NodeValue::TableRow(_) => rows += 1,
            NodeValue::Link(link) => {
                assert!(
                    link.url.ends_with(".md") && !link.url.contains(':'),
                    "{}",
                    link.url
                );
                links += 1;
            }
            NodeValue::HtmlInline(html) => panic!("{html}"),
            NodeValue::HtmlBlock(html) => panic!("{}", html.literal),
            NodeValue::Image(_) | NodeValue::Code(_) => panic!("{index}"),
            _ => {}
        }
    }
    assert_eq!((rows, links), (files.len() + 1, files.len()), "{index}");
    let injected = inject::injected(
        "<!-- adr:index -->\n<!-- adr:index:end -->\nafter\n",
        &index,
    );
    let again = injected.and_then(|once| inject::injected(&once, "new"));
    assert_eq!(
        again.unwrap(),
        "<!-- adr:index -->\n\nnew\n\n<!-- adr:index:end -->\nafter\n"
    );
}

#[test]
fn rendering_the_shop_is_deterministic() {
    let (once, again) = (shop(), shop());
    assert_eq!(once.records.len(), 6);
    for (a, b) in once.records.iter().zip(&again.records) {
        assert!(a.faults.is_empty(), "{:?}", a.faults);
        assert_eq!(markdown::record(a), markdown::record(b));
    }
}
