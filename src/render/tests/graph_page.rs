//! The graph page: the overview of dots, the names of lineages, and what is due in them.

use super::html::{UNCHECKED, page, render, render_with};
use super::*;
use crate::check::{Check, DecisionInput, check};
use crate::config;
use crate::record::Status;
use crate::trigger::value::Values;
use crate::trigger::{Declarations, Scope};

/// A record with `front` after its status.
fn text(status: &str, front: &str, title: &str) -> String {
    format!("```toml\nstatus = \"{status}\"\n{front}\n```\n\n# {title}\n")
}

fn log_of(texts: &[String]) -> Log {
    let names: Vec<String> = (1..=texts.len()).map(|n| format!("{n:04}-d.md")).collect();
    let files = names.iter().zip(texts);
    let files: Vec<_> = files.map(|(name, text)| (&**name, &**text)).collect();
    log(&files)
}

/// The verdicts on the decisions of `log` in force, without any value.
fn checked(log: &Log) -> Check {
    let in_force = |record: &&Record| record.status() == Some(Status::Accepted);
    let inputs = log.records.iter().filter(in_force).map(DecisionInput::of);
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: "2026-11-22T00:00:00Z".parse().unwrap(),
        latest: "2026-11-22T00:00:00Z".parse().unwrap(),
        sprint: Default::default(),
        declarations: &Declarations::default(),
    };
    check(inputs.collect(), &Values::default(), &scope)
}

fn graph_page(log: &Log, check: &Check) -> String {
    page(
        &render_with(log, &config::Site::default(), check),
        "graph.html",
    )
}

/// The dots of `page`: class, link and name of each.
fn dots(page: &str) -> Vec<[&str; 3]> {
    let tags = page.split("<a class=\"").skip(1);
    tags.filter_map(|tag| {
        let (class, rest) = tag.split_once('"')?;
        let (href, rest) = rest.strip_prefix(" href=\"")?.split_once("\" title=\"")?;
        let (name, _) = rest.split_once("\"></a>")?;
        Some([class, href, name])
    })
    .collect()
}

/// The headings of the columns, or the labels of the rows, of the overview.
fn headings(page: &str, scope: &str) -> Vec<String> {
    let start = format!("<th scope=\"{scope}\">");
    let cells = page.split(&*start).skip(1);
    let end = |cell: &str| cell.split("<t").next().unwrap_or_default().to_owned();
    cells.map(|cell| strip_link(&end(cell))).collect()
}

fn strip_link(cell: &str) -> String {
    match cell.strip_suffix("</a>") {
        Some(link) => link.rsplit('>').next().unwrap_or_default().to_owned(),
        None => cell.trim().to_owned(),
    }
}

#[test]
fn a_dot_leads_to_its_lineage_or_its_page_and_tells_its_state() {
    let due = "\n[[revisit]]\nid = \"a\"\nwhen = 'today >= 2026-01-01'";
    let log = log_of(&[
        text("superseded", "superseded_by = 2", "Old & grey"),
        text(
            "accepted",
            &format!("date = 2025-01-01\nsupersedes = [1]\n{due}"),
            "New",
        ),
        text("accepted", "date = 2026-01-01", "Alone"),
        "# Neither\n".to_owned(),
    ]);
    let page = graph_page(&log, &checked(&log));
    assert_eq!(
        dots(&page),
        [
            ["t-fired", "#adr-0002", "ADR-0002: New (accepted, due)"],
            ["t-unknown", "0003-d.html", "ADR-0003: Alone (accepted)"],
            [
                "s-superseded",
                "#adr-0001",
                "ADR-0001: Old &amp; grey (superseded)"
            ],
            ["s-none", "0004-d.html", "ADR-0004: Neither"],
        ]
    );
    assert!(page.contains("<li class=\"t-fired\">Due <span>1</span></li>"));
    assert!(page.contains("<small class=\"t-fired\">Due</small>"));
}

#[test]
fn a_decision_is_in_the_row_of_its_most_frequent_tag_and_the_column_of_its_year() {
    let with = |date: &str, tags: &str| text("accepted", &format!("{date}tags = [{tags}]"), "T");
    let log = log_of(&[
        with("date = 2026-01-01\n", "\"rare\", \"common\""),
        with("date = 2024-01-01\n", "\"common\""),
        with("", ""),
    ]);
    let page = graph_page(&log, &UNCHECKED);
    assert_eq!(headings(&page, "col"), ["2024", "2025", "2026", "No date"]);
    assert_eq!(headings(&page, "row"), ["common", "No tag"]);
}

#[test]
fn rows_and_columns_are_few_however_many_years_and_tags_there_are() {
    let texts = (0..60).map(|n| {
        let front = format!("date = {}-01-01\ntags = [\"t{n:02}\"]", 1000 + 100 * n);
        text("accepted", &front, "T")
    });
    let page = graph_page(&log_of(&texts.collect::<Vec<_>>()), &UNCHECKED);
    let (years, tags) = (headings(&page, "col"), headings(&page, "row"));
    assert_eq!((years.len(), &*years[0]), (17, "Before 5400"));
    assert_eq!((tags.len(), &*tags[12]), (13, "Other tags"));
    assert_eq!(dots(&page).len(), 60);
}

#[test]
fn an_empty_log_has_no_overview() {
    let page = page(&render(&log(&[])), "graph.html");
    assert!(page.contains("No decisions have been recorded yet."));
    assert!(!page.contains("class=\"timeline\""));
}

/// The heading of the only lineage of a log of `texts`.
fn lineage_heading(texts: &[String]) -> String {
    let page = graph_page(&log_of(texts), &UNCHECKED);
    let heading = page.split("<h2 id=\"adr-lineage-1\">").nth(1).unwrap();
    heading.split(" <a").next().unwrap().to_owned()
}

#[test]
fn a_lineage_is_named_by_what_is_in_force() {
    let first = text("superseded", "superseded_by = 2", "One");
    let second = |status| text(status, "supersedes = [1]", "Two");
    let third = |status, date| {
        let links = "[[links]]\nto = 2\nkind = \"amends\"";
        text(status, &format!("date = {date}\n{links}"), "Three")
    };
    let heading = |second_status, rest: &[String]| {
        lineage_heading(&[&[first.clone(), second(second_status)], rest].concat())
    };
    let (new, newer) = ("2026-01-01", "2026-02-01");
    let three = "<small>3 decisions</small>";
    assert_eq!(
        heading("accepted", &[third("accepted", new)]),
        format!("ADR-0003: Three {three}")
    );
    assert_eq!(
        heading("accepted", &[third("proposed", new)]),
        format!("ADR-0002: Two {three}")
    );
    assert_eq!(
        heading("deprecated", &[third("rejected", new)]),
        format!("ADR-0003: Three (rejected) {three}")
    );
    assert_eq!(
        heading(
            "accepted",
            &[third("accepted", newer), third("accepted", new)]
        ),
        "ADR-0003: Three and 1 more in force <small>4 decisions</small>"
    );
}

#[test]
fn what_is_due_is_marked_in_a_drawing() {
    let trigger = "\n[[revisit]]\nid = \"a\"\nwhen = 'today >= 2026-12-01'";
    let log = log_of(&[
        text("superseded", "superseded_by = 2", "One"),
        text("superseded", "supersedes = [1]\nsuperseded_by = 3", "Two"),
        text(
            "accepted",
            &format!("date = 2026-01-01\nsupersedes = [2]\n{trigger}"),
            "Three",
        ),
    ]);
    let page = graph_page(&log, &checked(&log));
    assert!(
        page.contains("href=\"0003-d.html\" id=\"adr-0003\" class=\"t-near\"><g class=\"node\">")
    );
    assert!(page.contains(">ADR-0003 · Near</text>"));
}
