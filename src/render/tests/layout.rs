//! What a record's page offers beside its prose: contents, a summary for others, sizes and directions.

use super::html::{UNCHECKED, page, page_as_written, page_of, render, render_with};
use super::*;
use crate::config;

#[test]
fn many_sections_are_listed_and_few_are_not() {
    let few = page_of("## A\n## B\n## C\n## D\n### D2\n> ## Quoted\n");
    assert!(!few.contains("class=\"contents\""), "{few}");
    let text = "```toml\nstatus = \"accepted\"\n[[revisit]]\nwhen = 'a > 1'\n```\n\n# T\n\n\
                ## A\n## A\n## <b> & *c* `d`\n## ADR triggers\n## E\n";
    let many = page(&render(&log(&[("0001-t.md", text)])), "0001-t.html");
    let list = many.split("<nav class=\"contents\"").nth(1).unwrap();
    let list = list.split("</nav>").next().unwrap();
    for part in [
        "<a href=\"#a\">A</a>",
        "<a href=\"#a-1\">A</a>",
        ">&lt;b&gt; &amp; c d</a>",
        "<a href=\"#heading-adr-triggers\">ADR triggers</a>",
        "<a href=\"#adr-triggers\">Triggers</a>",
    ] {
        assert!(list.contains(part), "{part} is not in {list}");
    }
    assert_eq!(list.matches("<li>").count(), 6, "{list}");
}

#[test]
fn the_script_that_copies_is_there_where_there_is_code() {
    let script = "<script src=\"copy.js\" defer></script>";
    assert!(page_of("```\nx\n```").contains(script));
    assert!(!page_of("`x`").contains(script));
    assert!(render(&shop()).contains_key("copy.js"));
}

#[test]
fn a_page_tells_others_what_was_decided() {
    let text = format!("{FRONT}# A \"<b>\"\n\n## Decision\n\nWe keep *it* \"><script>. More.\n");
    let records = log(&[("0001-a.md", &text), ("0002-b.md", "# B")]);
    let settings = config::Site {
        url: Some("https://example.com/adr/".to_owned()),
        ..config::Site::default()
    };
    let site = render_with(&records, &settings, &UNCHECKED);
    let told = page(&site, "0001-a.html");
    for part in [
        "<meta name=\"description\" content=\"We keep it &quot;&gt;. More.\">",
        "<meta property=\"og:description\" content=\"We keep it &quot;&gt;. More.\">",
        "<meta property=\"og:title\" content=\"ADR-0001: A &quot;&quot;\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:url\" content=\"https:&#x2f;&#x2f;example.com&#x2f;adr&#x2f;0001-a.html\">",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    let without = page(&render(&records), "0002-b.html");
    assert!(
        !without.contains("description\"") && !without.contains("og:url"),
        "{without}"
    );
}

#[test]
fn a_long_title_is_set_smaller() {
    for (length, expected) in [
        (60, "<header class=\"record-header\">"),
        (61, "<header class=\"record-header long-title\">"),
        (2000, "<header class=\"record-header very-long-title\">"),
    ] {
        let text = format!("{FRONT}# {}\n", "x".repeat(length));
        let site = render(&log(&[("0001-t.md", &text), ("0002-u.md", "# U")]));
        assert!(page(&site, "0001-t.html").contains(expected), "{length}");
        // The neighbour names it, but not at any length.
        assert!(page(&site, "0002-u.html").len() < 6_000, "{length}");
    }
}

#[test]
fn the_navigation_names_the_page_it_is_on() {
    let site = render(&shop());
    for name in ["index.html", "board.html", "graph.html"] {
        let page = page(&site, name);
        assert_eq!(page.matches("aria-current=\"page\"").count(), 1, "{name}");
        assert!(
            page.contains(&format!("<a href=\"{name}\" aria-current=\"page\">")),
            "{name}"
        );
    }
    let record = page(&site, "0001-keep-orders-in-one-postgresql-primary.html");
    assert!(!record.contains("aria-current=\"page\""));
}

#[test]
fn the_page_for_unknown_addresses_works_at_any_depth_where_the_url_is_known() {
    let settings = config::Site {
        url: Some("https://example.com/adr/".to_owned()),
        ..config::Site::default()
    };
    let known = page(&render_with(&shop(), &settings, &UNCHECKED), "404.html");
    let base = "&#x2f;adr&#x2f;";
    for part in ["style.css", "index.html", "board.html"] {
        assert!(known.contains(&format!("href=\"{base}{part}\"")), "{known}");
    }
    assert!(known.contains("<meta name=\"robots\" content=\"noindex\">"));
    let unknown = page(&render(&shop()), "404.html");
    assert!(unknown.contains("href=\"style.css\""), "{unknown}");
}

#[test]
fn every_block_of_prose_has_the_direction_of_its_text() {
    let prose = "## H\n\nP\n\n- i\n- [ ] t\n\n1. j\n\n   k\n\n> q\n\n|a|b|\n|:-|-|\n|c|d|\n|e|\n";
    let text = format!("{FRONT}# T\n\n{prose}");
    let site = render(&log(&[("0001-t.md", &text)]));
    let page = page_as_written(&site, "0001-t.html");
    for part in [
        "<h2 dir=\"auto\" id=\"h\">",
        "<p dir=\"auto\">P</p>",
        "<li dir=\"auto\">i</li>",
        "<li dir=\"auto\"><input type=\"checkbox\"",
        "<li dir=\"auto\">\n<p dir=\"auto\">j</p>",
        "<blockquote dir=\"auto\">\n<p dir=\"auto\">q</p>",
        "<th dir=\"auto\" align=\"left\">a</th>\n<th dir=\"auto\">b</th>",
        "<td dir=\"auto\" align=\"left\">c</td>\n<td dir=\"auto\">d</td>",
        "<td dir=\"auto\" align=\"left\">e</td>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}
