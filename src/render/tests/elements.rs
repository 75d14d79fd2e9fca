//! HTML in records: what works, and what is made of everything else.

use super::html::{page, page_of, site_with_files};

/// The prose on the page of a record, without its container.
pub fn prose_of(markdown: &str) -> String {
    let page = page_of(markdown);
    prose_in(&page).to_owned()
}

pub fn prose_in(page: &str) -> &str {
    let (_, prose) = page.split_once("<div class=\"prose\">").unwrap();
    // What follows it is ours.
    let (prose, _) = prose
        .split_once("<section class=\"triggers\"")
        .unwrap_or((prose, ""));
    let (prose, _) = prose.split_once("</article>").unwrap_or((prose, ""));
    prose.trim()
}

fn assert_shown(cases: &[(&str, &str)]) {
    for (markdown, expected) in cases {
        let prose = prose_of(markdown);
        assert!(
            prose.contains(expected),
            "{markdown}\n\n{expected}\n\nis not in\n\n{prose}"
        );
    }
}

#[test]
fn listed_elements_work() {
    assert_shown(&[
        (
            "one<br>two<BR />three\n<br/>\n\n|a|\n|-|\n|b<br>c|",
            "<p>one<br />\ntwo<br />\nthree\n<br />\n</p>",
        ),
        ("|a|\n|-|\n|b<br>c|", "<td>b<br />\nc</td>"),
        (
            "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>+<KBD>C</KBD>, <mark>**new** `a`</mark>",
            "<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>+<kbd>C</kbd>, <mark><strong>new</strong> <code>a</code></mark></p>",
        ),
        (
            "<a href='https://example.com/?a=1&amp;b=2' target=_blank rel=opener>*there*</a>",
            "<p><a href=\"https://example.com/?a=1&amp;b=2\"><em>there</em></a></p>",
        ),
        (
            "<a href=\"https://example.com\">https://example.com</a>",
            "<p><a href=\"https://example.com\">https://example.com</a></p>",
        ),
        ("<a name=\"x\" id=\"x\"></a>Text", "<p>Text</p>"),
        (
            "## Keys <kbd>A</kbd>",
            "<h2 id=\"keys-a\">Keys <kbd>A</kbd> <a class=\"anchor\"",
        ),
    ]);
}

#[test]
fn details_fold_the_markdown_inside() {
    assert_shown(&[
        (
            "<details>\n<summary>Numbers &amp; <b>plans</b></summary>\n\n- one\n- *two*\n\n</details>\n\nAfter.",
            "<details>\n<summary>Numbers &amp; &lt;b&gt;plans&lt;/b&gt;</summary>\n<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>\n</details>\n<p>After.</p>",
        ),
        (
            "<details OPEN class=x>\n\nText\n\n</details>",
            "<details open>\n<p>Text</p>\n</details>",
        ),
        (
            "- <details><summary>In a list</summary>\n\n  Text\n\n  </details>\n- Next",
            "<li><details><summary>In a list</summary>\n<p>Text</p>\n</details>\n</li>",
        ),
        (
            "<details><summary>Old</summary>\n\n## Context\n\nOld.\n\n## Decision\n\nOld.\n\n</details>\n\n## Context\n\nNew.",
            "<p>Old.</p>\n</details>\n<section class=\"context\">",
        ),
    ]);
}

#[test]
fn comments_disappear() {
    let shown = prose_of(
        "<!-- one -->\n\na <!-- two --> b\n\n<!--\nthree\n\nthree\n--> <kbd>c</kbd>\n\n<details><!-- four -->\n\nd\n\n</details>\n\n<!-- --> <div>e</div>\n\n- f\n  <!-- five -->\n\n<div><!-- six -->g</div>\n",
    );
    for word in [
        "one", "two", "three", "four", "five", "six", "<!--", "&lt;!--",
    ] {
        assert!(!shown.contains(word), "{word} in {shown}");
    }
    for letter in [
        "<p>a ",
        "<kbd>c</kbd>",
        "<p>d</p>",
        "&lt;div&gt;e",
        "f</li>",
        "g&lt;/div&gt;",
    ] {
        assert!(shown.contains(letter), "{letter} in {shown}");
    }
    // As on GitHub, one without an end hides the rest; elsewhere it is text.
    assert_eq!(prose_of("a\n\n<!-- b\n\nc"), prose_of("a"));
    assert_shown(&[("a <!-- b", "<p>a &lt;!-- b</p>"), ("a\n\n<!---->b", "b")]);
}

#[test]
fn images_are_the_copies_of_files_and_may_have_a_size() {
    let markdown = "<img src=\"img/a.png\" alt='\"A\" & b' width=\"400\" height=50% style=\"width:1px\" onerror=alert(1)>\n\n\
                    <a href=../../plan.pdf>See <img src=img/a.png width=\"1;x\"></a>\n\n\
                    <img src=no.png alt=none> <img src=https://example.com/b.png alt=far> <img alt=bare>";
    let site = site_with_files(markdown, &|path| match path {
        "docs/adr/img/a.png" | "plan.pdf" => Some(b"bytes".to_vec()),
        _ => None,
    });
    let page = page(&site, "0001-t.html");
    for part in [
        "<img src=\"files/docs/adr/img/a.png\" alt=\"&quot;A&quot; &amp; b\" width=\"400\" height=\"50%\" />",
        "<a href=\"files/plan.pdf\">See <img src=\"files/docs/adr/img/a.png\" alt=\"\" /></a>",
        "none (<code>no.png</code>) <a href=\"https://example.com/b.png\">far</a> bare",
    ] {
        assert!(page.contains(part), "{part} is not in {}", prose_in(&page));
    }
}

#[test]
fn other_elements_are_text() {
    assert_shown(&[
        (
            "a <b>c</b> <T> Vec<u8>",
            "<p>a &lt;b&gt;c&lt;/b&gt; &lt;T&gt; Vec&lt;u8&gt;</p>",
        ),
        (
            "<b title=\"&amp;\"> x",
            "<p>&lt;b title=&quot;&amp;amp;&quot;&gt; x</p>",
        ),
        (
            "<table>\n<tr><td>a<br>b</td></tr>\n</table>",
            "<code>&lt;table&gt;\n&lt;tr&gt;&lt;td&gt;a&lt;br&gt;b&lt;/td&gt;&lt;/tr&gt;\n&lt;/table&gt;\n</code>",
        ),
        (
            "<details><script>alert(1)</script></details>",
            "<details>&lt;script&gt;alert(1)&lt;/script&gt;</details>",
        ),
    ]);
}
