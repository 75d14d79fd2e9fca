use std::sync::Mutex;

use super::super::{Site, html};
use super::*;
use crate::check::Check;
use crate::config;
use crate::quantity::Sprint;
use crate::store::{History, Unreadable};
use crate::trigger::Declarations;
use crate::trigger::value::Values;

pub const UNCHECKED: Check = Check {
    decisions: Vec::new(),
};

/// Renders a log into memory.
pub fn in_memory(
    input: &html::Input<'_>,
    override_of: impl Fn(&str) -> Option<String>,
) -> Result<Site, html::RenderError> {
    let site = Mutex::new(Site::new());
    html::render(input, override_of, &site)?;
    Ok(site.into_inner().unwrap())
}

pub fn render(log: &Log) -> Site {
    render_with(log, &config::Site::default(), &UNCHECKED)
}

pub fn render_with(log: &Log, settings: &config::Site, check: &Check) -> Site {
    with_files(log, settings, check, &|_| None)
}

fn with_files(
    log: &Log,
    settings: &config::Site,
    check: &Check,
    read_file: &html::ReadFile<'_>,
) -> Site {
    themed(log, settings, check, read_file, &|_| None).unwrap()
}

fn themed(
    log: &Log,
    settings: &config::Site,
    check: &Check,
    read_file: &html::ReadFile<'_>,
    override_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Site, html::RenderError> {
    let input = TestInput::default();
    in_memory(&input.of(log, settings, check, read_file), override_of)
}

/// The input of a site apart from the log, with neutral values.
#[derive(Default)]
pub struct TestInput {
    pub values: Values,
    pub declarations: Declarations,
    pub history: History,
    pub guards: html::GuardCounts,
}

impl TestInput {
    pub fn of<'i>(
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
            guards: &self.guards,
            read_file,
            tick: &|| (),
            previous: None,
        }
    }
}

/// A page without the `dir="auto"` that every block of prose has.
pub fn page(site: &Site, name: &str) -> String {
    page_as_written(site, name).replace(" dir=\"auto\"", "")
}

pub fn page_as_written(site: &Site, name: &str) -> String {
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
pub fn site_with_files(prose: &str, read_file: &html::ReadFile<'_>) -> Site {
    let text = format!("{FRONT}# T\n\n{prose}\n");
    let log = log(&[("0001-t.md", &text)]);
    with_files(&log, &config::Site::default(), &UNCHECKED, read_file)
}

/// The warnings about a log whose only record has `prose`, with the files that `read_file` gives.
pub fn warnings_of(prose: &str, read_file: &html::ReadFile<'_>) -> Vec<String> {
    let text = format!("{FRONT}# T\n\n{prose}\n");
    let log = log(&[("0001-t.md", &text)]);
    let settings = config::Site {
        logo: Some("logo.svg".to_owned()),
        ..config::Site::default()
    };
    let (input, check) = (TestInput::default(), UNCHECKED);
    let input = input.of(&log, &settings, &check, read_file);
    html::render(&input, |_| None, &Mutex::new(Site::new())).unwrap()
}

#[test]
fn every_page_is_self_contained() {
    let site = render(&shop());
    assert_eq!(site.len(), 20);
    for name in site.keys().filter(|name| name.ends_with(".html")) {
        let page = page(&site, name);
        for part in [
            "<!doctype html>",
            "<html lang=\"en\">",
            "content=\"default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'\"",
            "<meta name=\"viewport\"",
            "<title>",
            "<header",
            "<main",
            "<footer",
            "href=\"style.css\"",
        ] {
            assert!(page.contains(part), "{name} lacks {part}");
        }
        for part in ["src=\"http", "<script>"] {
            assert!(!page.contains(part), "{name} has {part}");
        }
        for part in ["<style", " style=", " on"] {
            let has_it = page.split('<').any(|tag| {
                let tag = tag.split('>').next().unwrap_or_default();
                let outside_quotes: String = tag.split('"').step_by(2).collect();
                format!("<{outside_quotes}").contains(part)
            });
            assert!(!has_it, "{name} has {part}");
        }
    }
}

#[test]
fn a_superseded_record_links_to_its_successor() {
    let site = render(&shop());
    let old = page(
        &site,
        "0002-search-the-catalogue-with-postgresql-full-text.html",
    );
    let new = "<a href=\"0005-search-the-catalogue-with-opensearch.html\">ADR-0005: Search the catalogue with OpenSearch</a>";
    assert!(old.contains(&format!("No longer in force. Superseded by {new}")));
    let index = page(&site, "index.html");
    assert!(index.contains(
        "<span>→ <a href=\"0005-search-the-catalogue-with-opensearch.html\">ADR-0005</a>"
    ));
}

#[test]
fn gains_costs_alternatives_and_triggers_are_marked() {
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
fn scrollable_blocks_are_focusable_and_tasks_are_labelled() {
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
fn page_names_are_unique_and_never_reserved() {
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
            "404.html",
            "badge.svg",
            "board.html",
            "copy.js",
            "decisions.json",
            "decisions.schema.json",
            "filter.js",
            "graph.html",
            "index-2.html",
            "index.html",
            "record.html",
            "rejected.html",
            "search-index.js",
            "search-reasons.js",
            "search.js",
            "style.css",
        ]
    );
}

#[test]
fn unreadable_records_are_listed_in_the_index() {
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
fn output_does_not_depend_on_the_folder() {
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
fn a_template_of_the_log_overrides_the_default_and_a_broken_one_is_named() {
    let with = |name: &'static str, text: &'static str| {
        let override_of = move |wanted: &str| (wanted == name).then(|| text.to_owned());
        let settings = config::Site::default();
        themed(&shop(), &settings, &UNCHECKED, &|_| None, &override_of)
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

/// The site of `log` rendered after `site`, with all records except number 2 reported as unchanged.
fn rendered_after(site: &Site, log: &Log) -> Site {
    let (input, settings) = (TestInput::default(), config::Site::default());
    let check = UNCHECKED;
    let mut input = input.of(log, &settings, &check, &|_| None);
    input.previous = Some(html::Previous {
        site,
        is_same: &|record| record.number != Some(2),
    });
    in_memory(&input, |_| None).unwrap()
}

#[test]
fn a_site_with_reused_pages_equals_a_new_one() {
    let with = |first: &str, second: &str| {
        let one = format!("{FRONT}# {first}\n\n## Context\n\nIt was cold.\n");
        let two = format!("{FRONT}# Two\n\n## Context\n\n{second}\n");
        log(&[("0001-one.md", &one), ("0002-two.md", &two)])
    };
    let before = render(&with("One", "It was warm."));
    let prose = with("One", "It was hot.");
    assert_eq!(rendered_after(&before, &prose), render(&prose));
    // The page of record 1 is reported as unchanged, so only what others show of it can reveal the change.
    let titled = with("First", "It was hot.");
    assert_eq!(rendered_after(&before, &titled), render(&titled));
    let mut marked = before.clone();
    marked.insert("0001-one.html".to_owned(), b"marked".to_vec());
    let again = rendered_after(&marked, &prose);
    assert_eq!(page(&again, "0001-one.html"), "marked");
    assert!(page(&again, "0002-two.html").contains("It was hot."));
}
