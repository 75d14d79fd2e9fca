//! Malicious records, and what is let through of them.

use std::time::{Duration, Instant};

use super::html::{page, page_of, render};
use super::*;

#[test]
fn nothing_in_a_record_becomes_markup() {
    let payloads = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title><script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<!-- --><base href=//example.com>",
    ];
    for payload in payloads {
        let quoted = toml_edit::Value::from(payload).to_string();
        let text = format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-01-01\ndeciders = [{quoted}]\ntags = [{quoted}]\naffects = [{quoted}]\n\n[[revisit]]\nid = {quoted}\nwhen = {quoted}\nnote = {quoted}\n```\n\n# {payload}\n\n## {payload}\n\n{payload}\n\n- {payload}\n\n[x](<{payload}> {quoted})\n\n```{payload}\n{payload}\n```\n\n|{payload}|\n|-|\n|{payload}|\n\n[^{payload}]\n\n[^{payload}]: {payload}\n"
        );
        let site = render(&log(&[("0001-t.md", &text)]));
        for name in ["0001-t.html", "index.html", "board.html"] {
            let page = page(&site, name);
            let ours = ["filter.js", "search.js", "copy.js"]
                .map(|name| format!("<script src=\"{name}\" defer></script>"));
            let ours = ours.iter().map(|script| page.matches(script).count());
            assert_eq!(page.matches("<script").count(), ours.sum::<usize>());
            let allowed = [
                "!doctype",
                "a",
                "article",
                "aside",
                "b",
                "blockquote",
                "body",
                "code",
                "dd",
                "details",
                "div",
                "dl",
                "dt",
                "footer",
                "h1",
                "h2",
                "h3",
                "head",
                "header",
                "html",
                "li",
                "link",
                "main",
                "meta",
                "nav",
                "ol",
                "p",
                "pre",
                "script",
                "section",
                "span",
                "strong",
                "summary",
                "sup",
                "table",
                "tbody",
                "td",
                "th",
                "thead",
                "time",
                "title",
                "tr",
                "ul",
            ];
            for tag in page.split('<').skip(1) {
                let name = tag.trim_start_matches('/');
                let end = name.find([' ', '>', '\n']).unwrap_or(name.len());
                assert!(allowed.contains(&&name[..end]), "{payload} made <{tag}");
                let inside = tag.split('>').next().unwrap_or_default();
                let outside_quotes: String = inside.split('"').step_by(2).collect();
                assert!(!outside_quotes.contains(" on"), "{payload} made <{tag}");
            }
        }
    }
}

#[test]
fn only_harmless_urls_are_links() {
    for url in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        "&#x6A;avascript&#58;alert(1)",
        "javascript&amp;colon;alert(1)",
        "<java\tscript:alert(1)>",
        "<\u{1}javascript:alert(1)>",
        "vbscript:x",
        "data:text/html,<b>",
        "data:image/png;base64,AAAA",
        "blob:https://example.com/1",
        "filesystem:https://example.com/1",
        "file:///etc/passwd",
        "//example.com/x",
        "\\\\\\\\example.com",
    ] {
        let page = page_of(&format!(
            "[word]({url}) ![word]({url}) [word][r]\n\n[r]: {url}"
        ));
        let prose = page
            .split("<div class=\"prose\">")
            .nth(1)
            .unwrap_or_default();
        let prose = prose
            .split("</div>\n</div>\n</div>")
            .next()
            .unwrap_or_default();
        assert!(
            !prose.contains("href=") && !prose.contains("src="),
            "{url}: {prose}"
        );
        assert!(prose.contains("word"), "{url}: {prose}");
    }
    let page = page_of("<javascript:alert(1)> <https://example.com> [m](mailto:a@example.com)");
    assert!(!page.contains("href=\"javascript"));
    assert!(
        page.contains("href=\"https://example.com\"")
            && page.contains("href=\"mailto:a@example.com\"")
    );
}

#[test]
fn a_file_outside_the_site_is_named_instead_of_linked() {
    for (prose, expected) in [
        (
            "[plan](../my%20plan.pdf).",
            "<p>plan (<code>../my plan.pdf</code>).</p>",
        ),
        (
            "[*no* record](0009-none.md)",
            "<p><em>no</em> record (<code>0009-none.md</code>)</p>",
        ),
        ("[root](/etc/x)", "<p>root (<code>/etc/x</code>)</p>"),
        ("[x.md](x.md)", "<p>x.md</p>"),
        ("[empty]()", "<p>empty</p>"),
        ("![near](img/a.png)", "<p>near (<code>img/a.png</code>)</p>"),
        ("![](img/a.png)", "<p>Image (<code>img/a.png</code>)</p>"),
        (
            "[b](<\"&lt;b&gt;>)",
            "<p>b (<code>&quot;&lt;b&gt;</code>)</p>",
        ),
    ] {
        let page = page_of(prose);
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
}

#[test]
fn an_external_image_becomes_a_link() {
    let page = page_of(
        "![far](https://example.com/a.png) [![x](https://example.com/b.png)](https://example.com)",
    );
    assert!(page.contains("<a href=\"https://example.com/a.png\">far</a>"));
    assert!(page.contains("<a href=\"https://example.com\">x</a>"));
}

#[test]
fn comments_are_left_out_and_line_breaks_kept() {
    let page = page_of(
        "<!-- a note to the author -->\n\none <!-- two --> three<br>four\n\n|a|\n|-|\n|b<br/>c|",
    );
    assert!(!page.contains("note to the author") && !page.contains("two"));
    assert!(page.contains("three<br />\nfour") && page.contains("b<br />\nc"));
}

#[test]
fn control_characters_never_reach_a_page() {
    let page = page_of("a\u{0}b\u{1b}[31mc\u{7f}\u{9b}d\u{8}");
    assert!(!page.contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
}

#[test]
fn deep_nesting_stays_fast_and_shallow() {
    let deep = 10_000;
    for prose in [
        ">".repeat(deep) + " a",
        "- ".repeat(deep) + "a",
        "*a **b ".repeat(deep) + &"c** d*".repeat(deep),
        "[".repeat(deep) + "a" + &"](x)".repeat(deep),
        "![".repeat(deep) + "a" + &"](x)".repeat(deep),
        "> [!NOTE]\n".to_owned() + &">".repeat(deep),
    ] {
        let start = Instant::now();
        let page = page_of(&prose);
        assert!(start.elapsed() < Duration::from_secs(10));
        for tag in ["<blockquote>", "<ul>", "<em>"] {
            assert!(page.matches(tag).count() <= 400, "{tag}");
        }
    }
}
