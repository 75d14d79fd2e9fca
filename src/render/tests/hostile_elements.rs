//! Hostile HTML in and around the elements that work.

use std::time::{Duration, Instant};

use super::elements::{prose_in, prose_of};
use super::html::page_of;

#[test]
fn no_element_reaches_beyond_what_contains_it() {
    let after = "\n\n## Decision\n\nAfter.";
    let plain = "</section>\n<section class=\"decision\">\n<h2 id=\"decision\">";
    for html in [
        "a <kbd>b",
        "a <a href=\"https://example.com\">b",
        "- <details><summary>x\n- y",
        "> <details>\n> <summary>\n> x",
        "|a|\n|-|\n|<kbd>b|",
        "*<sub>a*</sub> </kbd></mark></a></details></summary></br x>",
        "</div>\n</section>\n</article>\n</main>\n</body>",
        "a </div></section></article></main>",
        "<details></div></section></article></main></details>",
        "<summary></article></summary>",
    ] {
        let prose = prose_of(&format!("## Context\n\n{html}{after}"));
        assert!(prose.contains(plain), "{html}: {prose}");
        for name in [
            "details", "summary", "kbd", "a", "sub", "mark", "div", "section", "p", "li",
        ] {
            let opened = prose.matches(&format!("<{name}>")).count()
                + prose.matches(&format!("<{name} ")).count();
            let closed = prose.matches(&format!("</{name}>")).count();
            // The prose is followed by the end of its container.
            let beyond = usize::from(name == "div")
                * prose
                    .rsplit("</section>")
                    .next()
                    .unwrap()
                    .matches("</div>")
                    .count();
            assert_eq!(opened, closed - beyond, "{name} of {html}: {prose}");
        }
    }
    // One that is open at the top level ends with the record, like on GitHub.
    let page = page_of("<details>\n\na\n\n## Decision\n\nb[^1]\n\n[^1]: c");
    assert!(
        page.contains("</details>\n<section class=\"footnotes\"")
            || page.contains("</details><section class=\"footnotes\""),
        "{page}"
    );
}

#[test]
fn hostile_html_inside_listed_elements_stays_text() {
    let payloads = [
        "<img src=x onerror=alert(1)>",
        "<img src=//example.com/x.png>",
        "<img src=\"javascript:alert(1)\">",
        "<img src=data:image/svg+xml,x srcset=\"//example.com/x 2x\">",
        "<details open ontoggle=alert(1)>x</details>",
        "<a href=javascript:alert(1)>x</a>",
        "<a href=\"java&#115;cript&colon;alert(1)\">x</a>",
        "<a href=\"&#1;javascript:alert(1)\">x</a>",
        "<a href=\"\tjava\nscript:alert(1)\">x</a>",
        "<a href=//example.com>x</a>",
        "<a href=\"\\\\example.com\">x</a>",
        "<a href=data:text/html,x>x</a>",
        "<a href=vbscript:x ping=//example.com download onclick=alert(1)>x</a>",
        "<a id=location name=body class=anchor>x</a>",
        "<kbd style=\"position:fixed\" class=gains onmouseover=alert(1) tabindex=1 id=page-content>x</kbd>",
        "<svg onload=alert(1)><a href=x>x</a></svg>",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<math><mi><table><mglyph><style><math href=javascript:alert(1)>x</math>",
        "<svg></p><style><a title=\"</style><img src onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><a href=javascript:alert(1)></template>",
        "<select><template><style><!--</style><a title=\"--><img src onerror=alert(1)>\">",
        "a <!-- x --!><img src=x onerror=alert(1)>",
        "<!--><img src=x onerror=alert(1)>-->",
        "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<?x <img src=x onerror=alert(1)> ?>",
        "<!DOCTYPE x [<img src=x onerror=alert(1)>]>",
        "<a title=\"</a><img src=x onerror=alert(1)>\">x</a>",
        "<a href=\"https://example.com/&quot;onclick=alert(1)\">x</a>",
        "<a href='https://example.com/\"onclick=alert(1)//'>x</a>",
        "<img alt='\"onerror=alert(1) x=\"' src=x width='1\" onerror=alert(1)'>",
        "<img/src=x/onerror=alert(1)>",
        "<a\u{0}href=x>x</a>",
        "<a href=\"\u{fdd0}\">\u{fdd0}</a>",
        "<base href=//example.com>",
        "<form action=//example.com><button>x</button></form>",
        "<style>*{display:none}</style>",
        "<link rel=stylesheet href=//example.com/x.css>",
        "<meta http-equiv=refresh content=0>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "<textarea></details></textarea>",
        "<plaintext>",
        "<xmp>",
        "<title>",
        "</title></head></body></html>",
        "<a href=\"x",
        "<a href='x>",
        "<details",
    ];
    let wrappers = [
        ("", ""),
        ("<details>\n<summary>", "</summary>\n</details>"),
        ("<details open>\n\n", "\n\n</details>"),
        ("a <kbd>", "</kbd>"),
        ("a <mark>", "</mark>"),
        ("a <sub>", "</sub>"),
        ("a <sup>", "</sup>"),
        ("a <a href=\"https://example.com\">", "</a>"),
        ("<a href=\"https://example.com\">\n\n", "\n\n</a>"),
        ("a <br>", "<br>"),
        ("a <img src=\"", "\">"),
        ("a <img alt='", "' src=x>"),
        ("|a|\n|-|\n|<kbd>", "</kbd>|"),
        ("- <details>", "</details>"),
    ];
    for payload in payloads {
        for (before, after) in wrappers {
            let page = page_of(&format!(
                "{before}{payload}{after}\n\n## Decision\n\nAfter.\n"
            ));
            let prose = prose_in(&page);
            assert!(
                prose.contains("<p>After.</p>"),
                "{before}{payload}: {prose}"
            );
            for tag in prose.split('<').skip(1) {
                assert_harmless(tag, &format!("{before}{payload}{after}"));
            }
            assert_eq!(page.matches("</main>").count(), 1, "{before}{payload}");
            assert_eq!(
                page.matches("</article>").count(),
                page.matches("<article").count()
            );
        }
    }
}

/// Fails unless `tag`, which follows a `<` on a page, is one that we write.
fn assert_harmless(tag: &str, source: &str) {
    const ALLOWED: [&str; 28] = [
        "a",
        "br",
        "code",
        "details",
        "div",
        "h2",
        "hr",
        "img",
        "kbd",
        "li",
        "mark",
        "p",
        "pre",
        "section",
        "span",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "blockquote",
        "em",
        "strong",
    ];
    let (tag, _) = tag.split_once('>').unwrap();
    let name = tag
        .trim_start_matches('/')
        .split([' ', '/'])
        .next()
        .unwrap();
    assert!(ALLOWED.contains(&name), "{source} made <{tag}");
    let outside_quotes: Vec<_> = tag.split('"').step_by(2).collect();
    for attribute in outside_quotes.join("").split_whitespace().skip(1) {
        let known = [
            "href=",
            "class=",
            "id=",
            "aria-label=",
            "open",
            "src=",
            "alt=",
            "tabindex=",
            "/",
        ];
        assert!(known.contains(&attribute), "{source} made <{tag}");
    }
    for value in tag.split('"').skip(1).step_by(2) {
        let is_loaded = value.contains("//") && !value.starts_with("https://example.com");
        assert!(
            !value.starts_with("javascript") && !is_loaded,
            "{source} made <{tag}"
        );
    }
    let is_ours = ["anchor", "decision", "other", "table", "language-"]
        .iter()
        .any(|ours| tag.contains(&format!("class=\"{ours}")));
    assert!(is_ours || !tag.contains(" class="), "{source} made <{tag}");
    let is_ours = name == "h2" && tag.contains("id=\"decision");
    assert!(is_ours || !tag.contains(" id="), "{source} made <{tag}");
}

proptest::proptest! {
    #[test]
    fn whatever_is_joined_has_our_tags_only_and_closes_them(parts in proptest::collection::vec(0..PARTS.len(), 1..12)) {
        let html: String = parts.into_iter().map(|part| PARTS[part]).collect();
        let page = page_of(&format!("{html}\n\nEnd.\n"));
        let prose = prose_in(&page);
        let mut open = Vec::new();
        for tag in prose.split('<').skip(1) {
            assert_harmless(tag, &html);
            let (tag, _) = tag.split_once('>').unwrap();
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
            if ["br", "hr", "img", "input"].contains(&name) {
                continue;
            }
            if !tag.starts_with('/') {
                open.push(name);
            } else if let Some(innermost) = open.pop() {
                assert_eq!(innermost, name, "{html}\n\n{prose}");
            } else {
                assert_eq!(name, "div", "{html}\n\n{prose}");
            }
        }
        assert!(open.is_empty(), "{html}\n\n{prose}");
    }
}

/// What hostile records are made of.
const PARTS: [&str; 40] = [
    "<a href=\"https://example.com\">",
    "</a>",
    "<a href='",
    "<a name=x>",
    "<br>",
    "</br>",
    "<details>",
    "<details open ",
    "</details>",
    "<summary>",
    "</summary>",
    "<kbd>",
    "</kbd>",
    "<mark class=x>",
    "</mark>",
    "<sub>",
    "</sub>",
    "<img src=x alt='",
    "<img width=1>",
    "<svg>",
    "<style>",
    "</div>",
    "</section>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    ">",
    "'",
    "\"",
    "\n",
    "\n\n",
    "\n\n- ",
    "\n\n> ",
    "\n\n|a|\n|-|\n|",
    "*",
    "`",
    "[x](https://example.com/)",
    "\n\n## Decision\n\n",
    " x ",
];

#[test]
fn much_html_stays_fast_and_shallow() {
    let many = 5_000;
    for html in [
        "<details>\n\n".repeat(many),
        "<details>".repeat(many),
        format!("a {}", "<kbd>".repeat(many)),
        format!("a {}", "<kbd></sub>".repeat(many)),
        format!("a {}", "<kbd><details></kbd>".repeat(many)),
        format!("a {}", "<a href=x><kbd>".repeat(many)),
        format!("a {}", "<a href=x>b</details>".repeat(many)),
        format!("a {}", "<br>b".repeat(many)),
        format!("a <a {}>", "b ".repeat(many)),
        format!("<details {}", "<a x=\"".repeat(many)),
        format!(
            "<details>{}",
            format!("<a {}>", "b ".repeat(1_000)).repeat(50)
        ),
        "<!--".repeat(many),
        format!("a {}", "<!--".repeat(many)),
        format!("<details>{}", "<!--".repeat(many)),
    ] {
        let start = Instant::now();
        let page = page_of(&html);
        let opening = &html[..20];
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{opening}: {:?}",
            start.elapsed()
        );
        for tag in ["<details>", "<kbd>"] {
            assert!(
                page.matches(tag).count() <= 40 || page.contains("</kbd><details>"),
                "{tag} of {opening}"
            );
        }
    }
}
