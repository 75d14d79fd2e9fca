//! What is produced while the site is rendered: highlighted code, diagrams, copied files.

use super::html::{page, page_of, render, site_with_files, warnings_of};
use super::log;

#[test]
fn code_is_highlighted_and_its_markup_escaped() {
    let page = page_of(
        "```rust\nlet a = \"<b>\"; // why\n```\n\n```nothing\n<i>\n```\n\n```text\n<u>\n```",
    );
    for part in [
        "<span class=\"hk\">let</span> a = ",
        "<span class=\"hs\">&quot;&lt;b&gt;&quot;</span>",
        "<span class=\"hc\">// why",
        "<code class=\"language-nothing\">&lt;i&gt;\n</code>",
        "<code class=\"language-text\">&lt;u&gt;\n</code>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn a_diagram_is_drawn_or_else_shown_as_code() {
    let page = page_of(
        "```mermaid\nflowchart LR\n  A[\"One\"] --> B[Two]\n```\n\n```mermaid\nflowchart LR\n  A -->\n```",
    );
    assert_eq!(page.matches("<figure class=\"diagram\"").count(), 1);
    assert!(page.contains(">One</") && page.contains(">Two</"));
    assert!(page.contains("<code class=\"language-mermaid\">flowchart LR"));
    assert!(!page.contains(" style="));
}

#[test]
fn links_in_a_diagram_are_removed() {
    let page = page_of(
        "```mermaid\nflowchart LR\n  A[One] --> B[Two]\n  click A \"javascript:alert(1)\"\n```",
    );
    assert!(page.contains(">One</") && !page.contains("javascript:"));
}

#[test]
fn alerts_are_marked_unless_quotes_are_nested_too_deeply() {
    let page = page_of("> [!WARNING]\n> Hot.");
    assert!(page.contains("markdown-alert-warning"));
    let page = page_of(&format!("> [!NOTE]\n> a\n\n{}b", ">".repeat(41)));
    assert!(!page.contains("markdown-alert"));
}

#[test]
fn only_passive_files_are_copied() {
    let prose = "![a](img/a.png) [plan](../../plans/a%20b.pdf#page=2) [x](x.html) ![s](s.svg) ![n](no.png) \
                 [e](../../../etc/passwd.txt) [h](../../.git/a.txt) ![c](a.csv)";
    let rendered = site_with_files(prose, &|path| match path {
        "docs/adr/img/a.png" | "plans/a b.pdf" | "docs/adr/x.html" | ".git/a.txt"
        | "docs/adr/a.csv" => Some(b"bytes".to_vec()),
        "docs/adr/s.svg" => Some(b"<svg onload='x'><script>x</script><rect/></svg>".to_vec()),
        _ => None,
    });
    let copies: Vec<_> = rendered
        .iter()
        .filter(|(name, _)| name.starts_with("files/"))
        .map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap()))
        .collect();
    assert_eq!(
        copies,
        [
            ("files/docs/adr/a.csv", "bytes"),
            ("files/docs/adr/img/a.png", "bytes"),
            (
                "files/docs/adr/s.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>"
            ),
            ("files/plans/a b.pdf", "bytes"),
        ]
    );
    let page = page(&rendered, "0001-t.html");
    for part in [
        "<img src=\"files/docs/adr/img/a.png\" alt=\"a\" />",
        "<a href=\"files/plans/a%20b.pdf#page=2\">plan</a>",
        "x (<code>x.html</code>)",
        "n (<code>no.png</code>)",
        "e (<code>../../../etc/passwd.txt</code>)",
        "h (<code>../../.git/a.txt</code>)",
        "c (<code>a.csv</code>)",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn a_drawing_that_cannot_be_copied_is_named_and_warned_of_once() {
    let read = |path: &str| {
        let inside = match path {
            "docs/adr/a.svg" => "<image/>",
            "docs/adr/b.svg" => "<style>.a>.b{fill:red}</style>",
            "docs/adr/logo.svg" => "<use/>",
            _ => return None,
        };
        Some(format!("<svg>{inside}</svg>").into_bytes())
    };
    let prose = "![a](a.svg) [a again](a.svg) ![b](b.svg) ![c](c.svg)";
    assert_eq!(
        warnings_of(prose, &read),
        [
            "adr.toml: the logo is not copied: it contains <use>, which is not supported",
            "0001-t.md: `a.svg` is not copied: it contains <image>, which is not supported",
            "0001-t.md: `b.svg` is not copied: its style sheet selects `.a>.b`; only elements, \
             classes and IDs are supported",
        ]
    );
    let page = page(&site_with_files(prose, &read), "0001-t.html");
    assert!(page.contains("a (<code>a.svg</code>)"), "{page}");
}

#[test]
fn a_file_that_a_browser_could_sniff_as_html_is_named_and_not_copied() {
    for bytes in [
        "<html>",
        " \n\x0c<!-- x",
        "\u{feff}<script>",
        "<?xml version=\"1.0\"?>",
    ] {
        let rendered = site_with_files("[a](a.log)\n", &|_| Some(bytes.into()));
        assert!(page(&rendered, "0001-t.html").contains("a (<code>a.log</code>)"));
        assert!(!rendered.keys().any(|name| name.starts_with("files/")));
    }
}

#[test]
fn headings_never_get_reserved_anchors() {
    let headings = "## ADR triggers\n## ADR trigger 1\n## Page content\n## fn-1\n## ADR process\n## Heading fn-1\n";
    let page = page_of(&format!("x[^1]\n\n{headings}\n[^1]: y\n"));
    for id in [
        "heading-adr-triggers",
        "adr-trigger-1",
        "heading-page-content",
        "heading-fn-1",
        "fn-1",
        "adr-process",
        "heading-fn-1-1",
    ] {
        assert_eq!(
            page.matches(&format!(" id=\"{id}\"")).count(),
            1,
            "{id} in {page}"
        );
    }
}

#[test]
fn a_heading_and_a_trigger_of_one_name_have_anchors_of_their_own() {
    let text = "```toml\nstatus = \"accepted\"\n[[revisit]]\nid = \"team\"\nwhen = 'a > 1'\n[[revisit]]\nid = \"team\"\nwhen = 'b > 1'\n\
                [[revisit]]\nid = \"\"\nwhen = 'c > 1'\n[[revisit]]\nid = \"<x y>\"\nwhen = 'd > 1'\n```\n\n# T\n\n\
                ## Trigger team\n## Trigger team\n## Trigger team 2\n## Trigger points\n";
    let page = page(&render(&log(&[("0001-t.md", text)])), "0001-t.html");
    for id in [
        "trigger-team",
        "trigger-team-2",
        "trigger-c",
        "trigger-x-y",
        "heading-trigger-team",
        "trigger-team-1",
        "heading-trigger-team-2",
        "trigger-points",
    ] {
        assert_eq!(
            page.matches(&format!(" id=\"{id}\"")).count(),
            1,
            "{id} in {page}"
        );
    }
}

#[test]
fn a_slow_diagram_is_shown_as_code() {
    let many = |mark: &str| {
        (0..60)
            .map(|n| format!("{mark}{n}"))
            .collect::<Vec<_>>()
            .join(" & ")
    };
    for diagram in [
        format!("flowchart LR\n  {} --> {}", many("a"), many("b")),
        format!("flowchart LR\n  a{}", " --> a".repeat(900)),
        "block-beta\n  columns 99999999\n  a b".to_owned(),
        "flowchart LR\n  a --> b\n".repeat(100),
    ] {
        let started = std::time::Instant::now();
        let page = page_of(&format!("```mermaid\n{diagram}\n```"));
        assert!(page.contains("<code class=\"language-mermaid\">"), "{page}");
        assert!(started.elapsed().as_secs() < 10);
    }
}

#[test]
fn emoji_have_their_short_codes_outside_code() {
    for (prose, expected) in [
        (
            "Done :tada: at 10:30:00, ::, :no_such_emoji: and `:tada:`",
            "<p>Done 🎉 at 10:30:00, ::, :no_such_emoji: and <code>:tada:</code></p>",
        ),
        ("```\n:tada:\n```", "<code>:tada:\n</code>"),
        ("## Shipped :tada:", "<h2 id=\"shipped-tada\">Shipped 🎉 <a"),
        ("|a|\n|-|\n|:+1:|", "<td>👍</td>"),
    ] {
        let page = page_of(prose);
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
}
