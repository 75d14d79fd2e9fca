use proptest::prelude::*;

use super::*;
use crate::record::commonmark;

/// What [`read`] makes of `text`, once it has been held against what the tree says.
fn checked(text: &str) -> Option<Prose> {
    let source = Source::new("0001-x.md", text);
    let plain = read(&source, 0)?;
    assert_eq!(plain, commonmark::read(&source, 0), "{text}");
    Some(plain)
}

#[test]
fn a_code_span_of_a_tab_shows_nothing() {
    assert!(checked("`\t`\n").is_some());
}

#[test]
fn what_records_are_made_of_is_plain() {
    for text in [
        "# ADR-0007: Keep orders in one primary\n\n## Context\n\nNine hundred\norders a second.\n",
        "**Gains:**\n\n- One transaction.\n- *Fewer* parts: `psql` and\n  one `pg_dump`.\n\n**Costs:**\n",
        "- **DynamoDB:** no transaction; snake_case, p99 < 200ms & a [list]!\n\n- **Shard** (later)\n\nMore.",
        "[ADR-0004](0004-x.md#why) holds:\n\n```rust\nlet x = \"**\";\n\n\tlet y = '<';\n```\n* a\n* b\n# T",
        "Größe – “quoted”, it’s 40%.\n\n**Über:** ja\n",
        "",
        "\n\n",
    ] {
        assert!(checked(text).is_some(), "{text}");
    }
}

#[test]
fn most_of_the_example_is_plain() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shop/docs/adr");
    let records = std::fs::read_dir(folder).unwrap().filter_map(|entry| {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let start = text.find("\n# ")? + 1;
        Some(checked(&text[start..]).is_some())
    });
    let records: Vec<bool> = records.collect();
    assert!(records.iter().filter(|is_plain| **is_plain).count() * 2 > records.len());
}

#[test]
fn what_could_mean_something_else_is_left_to_the_tree() {
    for text in [
        "Title\n=====\n",
        "    indented code\n",
        "> quoted\n",
        "1. one\n",
        "- one\nlazy\n",
        "- one\n\n  more\n",
        "- one\n  - two\n",
        "- [x] done\n",
        "| a | b |\n|---|---|\n",
        "a | b\n- | -\n",
        "<b>raw</b>\n",
        "a <b>raw</b>\n",
        "&amp;\n",
        "a\\*b\n",
        "a _b_ c\n",
        "**a *b* c**\n",
        "a * b* c*\n",
        "***a***\n",
        "https://example.com\n",
        "www.example.com\n",
        "mara@example.com\n",
        "[a]: /b\n",
        "[a](<b>)\n",
        "![a](b.png)\n",
        "a[^1]\n\n[^1]: note\n",
        "~~a~~\n",
        "`` ` ``\n",
        "`open\n",
        "```\nopen\n",
        "a  \nb\n",
        "a\r\nb\r\n",
        "\u{feff}# T\n",
        "# T #\n",
        "- - a\n",
        "* * *\n",
    ] {
        assert_eq!(checked(text), None, "{text}");
    }
}

/// Lines of Markdown, plain and less plain, that stand together in any order.
fn line() -> impl Strategy<Value = String> {
    let opening = prop::sample::select(vec![
        "", "", "", "- ", "* ", "  ", "# ", "## ", "### ", "1. ", "> ", "- [ ] ", "    ", "+ ",
        "  - ",
    ]);
    let piece = prop::sample::select(vec![
        "a", "word", " ", " ", " ", "**", "**", "*", "`", "``", "_", "[", "]", "(", ")", "](b.md)",
        ":", ".", "x_y", "é", "’", "—", "<", "< ", "&", "& ", "!", "#", "-", "=", "|", "~", "\\",
        "7", "www.", "://", "@", "^", "\"", "  ", "\t", "\u{a0}",
    ]);
    let whole = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "```",
        "```rust",
        "---",
        "===",
        "***",
        "|---|",
        "**Gains:**",
        "- **Name:** it fails",
        "[a]: b",
    ]);
    prop_oneof![
        3 => (opening, prop::collection::vec(piece, 0..9)).prop_map(|(opening, pieces)| opening.to_owned() + &pieces.concat()),
        1 => whole.prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_read_plainly_is_what_the_tree_says(lines in prop::collection::vec(line(), 0..8)) {
        checked(&lines.join("\n"));
        checked(&(lines.join("\n") + "\n"));
    }
}
