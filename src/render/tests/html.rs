use std::time::{Duration, Instant};

use super::super::{Site, html};
use super::*;
use crate::check::{Check, Watched, check};
use crate::config;
use crate::quantity::{Sprint, parse_value};
use crate::store::{History, Unreadable};
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Scope};

pub const UNCHECKED: Check = Check {
    decisions: Vec::new(),
};

fn render(log: &Log) -> Site {
    render_with(log, &config::Site::default(), &UNCHECKED)
}

pub fn render_with(log: &Log, settings: &config::Site, check: &Check) -> Site {
    with_files(log, settings, check, &|_| None).site
}

fn with_files(
    log: &Log,
    settings: &config::Site,
    check: &Check,
    read_file: &html::ReadFile<'_>,
) -> html::Rendered {
    themed(log, settings, check, read_file, &|_| None).unwrap()
}

fn themed(
    log: &Log,
    settings: &config::Site,
    check: &Check,
    read_file: &html::ReadFile<'_>,
    override_of: &dyn Fn(&str) -> Option<String>,
) -> Result<html::Rendered, html::RenderError> {
    let input = Surroundings::default();
    html::render(&input.of(log, settings, check, read_file), override_of)
}

/// What a site is made of beside the log, none of it of any interest.
#[derive(Default)]
struct Surroundings {
    values: Values,
    declarations: Declarations,
    history: History,
}

impl Surroundings {
    fn of<'i>(
        &'i self,
        log: &'i Log,
        settings: &'i config::Site,
        check: &'i Check,
        read_file: &'i html::ReadFile<'i>,
    ) -> html::Input<'i> {
        html::Input {
            log,
            folder: "docs/adr",
            settings,
            check,
            values: &self.values,
            declarations: &self.declarations,
            sprint: Sprint::default(),
            today: "2026-11-22".parse().unwrap(),
            history: &self.history,
            read_file,
            tick: &|| (),
            previous: None,
        }
    }
}

pub fn page(site: &Site, name: &str) -> String {
    let bytes = site.get(name).unwrap_or_else(|| {
        panic!("no {name} in {:?}", site.keys().collect::<Vec<_>>());
    });
    String::from_utf8(bytes.clone()).unwrap()
}

/// The page of a log whose only record has `prose`.
pub fn page_of(prose: &str) -> String {
    let text = format!("{FRONT}# T\n\n{prose}\n");
    page(&render(&log(&[("0001-t.md", &text)])), "0001-t.html")
}

/// The site of a log whose only record has `prose`, with the files that `read_file` gives.
pub fn site_with_files(prose: &str, read_file: &html::ReadFile<'_>) -> html::Rendered {
    let text = format!("{FRONT}# T\n\n{prose}\n");
    let log = log(&[("0001-t.md", &text)]);
    with_files(&log, &config::Site::default(), &UNCHECKED, read_file)
}

#[test]
fn every_page_stands_by_itself() {
    let site = render(&shop());
    assert_eq!(site.len(), 14);
    for name in site.keys().filter(|name| name.ends_with(".html")) {
        let page = page(&site, name);
        for part in [
            "<!doctype html>",
            "<html lang=\"en\">",
            "content=\"default-src 'self'; base-uri 'none'; form-action 'none'\"",
            "<meta name=\"viewport\"",
            "<title>",
            "<header",
            "<main",
            "<footer",
            "href=\"style.css\"",
        ] {
            assert!(page.contains(part), "{name} lacks {part}");
        }
        for part in ["<script>", "<style", " style=", " on", "src=\"http"] {
            let has_it = page.split('<').any(|tag| {
                format!("<{}", tag.split('>').next().unwrap_or_default()).contains(part)
            });
            assert!(!has_it, "{name} has {part}");
        }
    }
}

#[test]
fn a_superseded_record_says_so_and_leads_to_its_successor() {
    let site = render(&shop());
    let old = page(
        &site,
        "0002-search-the-catalogue-with-postgresql-full-text.html",
    );
    let new = "<a href=\"0005-search-the-catalogue-with-opensearch.html\">ADR-0005: Search the catalogue with OpenSearch</a>";
    assert!(old.contains(&format!("No longer in force. Superseded by {new}")));
    let index = page(&site, "index.html");
    assert!(index.contains(
        "<span>by <a href=\"0005-search-the-catalogue-with-opensearch.html\">ADR-0005</a>"
    ));
}

#[test]
fn gains_costs_alternatives_and_triggers_are_set_as_what_they_are() {
    let page = page(
        &render(&shop()),
        "0001-keep-orders-in-one-postgresql-primary.html",
    );
    for part in [
        "<section class=\"alternatives\">\n<h2 id=\"alternatives-rejected\">Alternatives Rejected <a class=\"anchor\" href=\"#alternatives-rejected\"",
        "<div class=\"gains\">\n<p><strong>Gains:</strong></p>\n<ul>\n<li>One transaction",
        "<div class=\"costs\">\n<p><strong>Costs:</strong></p>\n<ul>\n<li>Writes scale",
        "<h3>writes</h3>\n<p class=\"when\"><code>orders.writes &gt; 4000&#x2f;s</code></p>\n<p class=\"note\">one primary",
        "<dt>Amended by</dt><dd><a href=\"0006-send-order-events-through-an-outbox-table.html\">",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn what_scrolls_is_reached_with_the_keyboard_and_tasks_have_names() {
    let page = page_of("> |a|\n> |-|\n> |b|\n\n    code\n\n- [ ] one\n- [x] two");
    for part in [
        "<blockquote>\n<div class=\"table\" tabindex=\"0\">\n<table>",
        "</table>\n</div>\n</blockquote>",
        "<pre tabindex=\"0\"><code>code",
        "<li><input type=\"checkbox\" aria-label=\"To do\" disabled> one</li>",
        "<li><input type=\"checkbox\" aria-label=\"Done\" checked disabled> two</li>",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[test]
fn each_alternative_under_a_heading_is_a_block() {
    let page = page_of(
        "## Alternatives Rejected\n\n### A\n\nSlow.\n\n#### More\n\n### B\n\nDear.\n\n## Other\n\n### C",
    );
    let page = page
        .split(" <a class=\"anchor\"")
        .map(|part| part.split_once("</a>").map_or(part, |(_, rest)| rest))
        .collect::<String>();
    let block = "<div class=\"alternative\">\n<h3 id=\"a\">A</h3>\n<p>Slow.</p>\n<h4 id=\"more\">More</h4>\n</div>\n<div class=\"alternative\">\n<h3 id=\"b\">B</h3>\n<p>Dear.</p>\n</div>\n</section>";
    assert!(page.contains(block), "{page}");
    assert_eq!(page.matches("class=\"alternative\"").count(), 2);
}

#[test]
fn links_between_records_lead_to_their_pages() {
    let text = format!(
        "{FRONT}# T\n\n[a](../0002-b.md) [b](./../0002-b.md#why) [c](gr%C3%B6%C3%9Fe.md) [e](#here)\n"
    );
    let site = render(&log(&[
        ("team/0001-a.md", &text),
        ("0002-b.md", "# B"),
        ("team/größe.md", "# C"),
    ]));
    let page = page(&site, "0001-a.html");
    for link in [
        "<a href=\"0002-b.html\">a</a>",
        "<a href=\"0002-b.html#why\">b</a>",
        "<a href=\"gr%C3%B6%C3%9Fe.html\">c</a>",
        "<a href=\"#here\">e</a>",
    ] {
        assert!(page.contains(link), "{link} is not in {page}");
    }
}

#[test]
fn page_names_are_unique_and_never_the_sites_own() {
    let site = render(&log(&[
        ("0001-a.md", "# A"),
        ("sub/0001-a.md", "# B"),
        ("adr-001-a-2.md", "# C"),
        ("index.md", "# D"),
        ("7.md", "# E"),
        ("?!.md", "# F"),
    ]));
    let names: Vec<_> = site.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "0001-a-2.html",
            "0001-a-3.html",
            "0001-a.html",
            "0007.html",
            "badge.svg",
            "board.html",
            "decisions.json",
            "decisions.schema.json",
            "filter.js",
            "graph.html",
            "index-2.html",
            "index.html",
            "record.html",
            "style.css",
        ]
    );
}

#[test]
fn what_cannot_be_read_has_its_place_in_the_index() {
    let broken = "```toml\nstatus = \"acepted\"\ndate = 2026-01-02\n```\n# B\n";
    let mut log = log(&[("0001-b.md", broken)]);
    log.unreadable.push(Unreadable {
        path: PathBuf::from("docs/adr/0002-c.md"),
        why: "it is a folder".to_owned(),
    });
    let site = render(&log);
    let index = page(&site, "index.html");
    for part in [
        "0001-b.md:2:10: `acepted` is not a status",
        "<tr><td>ADR-0002<td>",
        "cannot be read: it is a folder",
    ] {
        assert!(
            index.contains(&part.replace('/', "&#x2f;")) || index.contains(part),
            "{part}"
        );
    }
    assert!(page(&site, "0001-b.html").contains("banner-fault"));
}

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
            let ours = "<script src=\"filter.js\" defer></script>";
            assert_eq!(page.matches("<script").count(), page.matches(ours).count());
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
fn a_file_that_is_no_part_of_the_site_is_named_instead_of_linked() {
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
fn an_image_elsewhere_is_a_link() {
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

#[test]
fn two_renders_of_two_folders_are_the_same() {
    let copy = tempfile::tempdir().unwrap();
    let original = shop();
    for record in &original.records {
        let name = record.source.path().file_name().unwrap();
        std::fs::copy(record.source.path(), copy.path().join(name)).unwrap();
    }
    let copied = Log::load(place(copy.path())).unwrap();
    assert_eq!(render(&original), render(&copied));
}

#[test]
fn a_template_of_the_log_replaces_ours_and_a_broken_one_is_named() {
    let with = |name: &'static str, text: &'static str| {
        let override_of = move |wanted: &str| (wanted == name).then(|| text.to_owned());
        let settings = config::Site::default();
        themed(&shop(), &settings, &UNCHECKED, &|_| None, &override_of)
            .map(|rendered| rendered.site)
    };
    let site = with("index.html", "{{ site.title }}: {{ rows|length }}").unwrap();
    assert_eq!(page(&site, "index.html"), "Decisions: 6");
    let site = with("style.css", "body { color: red }").unwrap();
    assert_eq!(page(&site, "style.css"), "body { color: red }");
    let error = with("record.html", "\n{{ nothing }}")
        .unwrap_err()
        .to_string();
    assert!(error.contains("record.html:2"), "{error}");
}

/// The verdicts on the shop's first decision, with one value.
pub fn checked_shop(writes: &str) -> Check {
    let log = shop();
    let watched = log.records[..1].iter().map(Watched::of);
    let mut values = Values::default();
    let series = Series {
        labels: Labels::from([("<b>".to_owned(), "\"x\"".to_owned())]),
        value: Ok(parse_value(writes).unwrap()),
        at: Some("2026-11-20T08:00:00Z".parse().unwrap()),
        source: "<i>".to_owned(),
    };
    let reading = Reading {
        series: vec![series],
        ..Reading::default()
    };
    values.supply("orders.writes", reading);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Default::default(),
        declarations: &Declarations::default(),
    };
    check(watched.collect(), &values, &scope)
}

#[test]
fn triggers_show_how_they_stand() {
    let check = checked_shop("3600/s");
    let site = render_with(&shop(), &config::Site::default(), &check);
    let record = page(&site, "0001-keep-orders-in-one-postgresql-primary.html");
    let board = page(&site, "board.html");
    for part in [
        "<strong>3600&#x2f;s</strong> against 4000&#x2f;s (10 % headroom)",
        "aria-label=\"10 % headroom\"",
        "<rect class=\"bar-gone\" width=\"72.0\"",
        "<span>&lt;b&gt; &quot;x&quot;</span>",
        "<span>from &lt;i&gt;</span>",
        "measured <time datetime=\"2026-11-20\">2026-11-20</time>, 2 days ago",
        "<span class=\"cause\">no-value</span>",
    ] {
        assert!(record.contains(part), "{part} is not in {record}");
        assert!(board.contains(part), "{part} is not in {board}");
    }
    assert!(page(&site, "index.html").contains("<td class=\"t-unknown\">Unknown<td>2024-03-04"));
    let unwatched = page(&site, "0006-send-order-events-through-an-outbox-table.html");
    assert!(unwatched.contains("Nobody watches these"));
}

/// The site of `log` where `site` is the one before and all records but number 2 are said to be as they were.
fn rendered_after(site: &Site, log: &Log) -> Site {
    let (surroundings, settings) = (Surroundings::default(), config::Site::default());
    let check = UNCHECKED;
    let mut input = surroundings.of(log, &settings, &check, &|_| None);
    input.previous = Some(html::Previous {
        site,
        is_same: &|record| record.number != Some(2),
    });
    html::render(&input, |_| None).unwrap().site
}

#[test]
fn a_site_that_takes_pages_again_is_the_same_as_a_new_one() {
    let with = |first: &str, second: &str| {
        let one = format!("{FRONT}# {first}\n\n## Context\n\nIt was cold.\n");
        let two = format!("{FRONT}# Two\n\n## Context\n\n{second}\n");
        log(&[("0001-one.md", &one), ("0002-two.md", &two)])
    };
    let before = render(&with("One", "It was warm."));
    let prose = with("One", "It was hot.");
    assert_eq!(rendered_after(&before, &prose), render(&prose));
    // The page of record 1 is said to be the same, so only what others show of it tells.
    let titled = with("First", "It was hot.");
    assert_eq!(rendered_after(&before, &titled), render(&titled));
    let mut marked = before.clone();
    marked.insert("0001-one.html".to_owned(), b"marked".to_vec());
    let again = rendered_after(&marked, &prose);
    assert_eq!(page(&again, "0001-one.html"), "marked");
    assert!(page(&again, "0002-two.html").contains("It was hot."));
}
