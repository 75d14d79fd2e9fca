//! What the site offers to programs: the feed, the data, the badge.

use super::html::{UNCHECKED, page, render_with};
use super::states::checked_shop;
use super::{log, shop};
use crate::config;

fn published() -> config::Site {
    config::Site {
        url: Some("https://example.com/adr/".to_owned()),
        ..config::Site::default()
    }
}

#[test]
fn the_feed_has_new_changed_and_due_decisions() {
    let hostile = "```toml\nstatus = \"deprecated\"\ndate = 2026-02-03\ndeciders = [\"a\\u0001<b>\"]\ntags = [\"]]>\"]\n```\n\n# ADR-0001: A & B\n\n## Decision\n\n<script> & ]]>\n";
    let site = render_with(&log(&[("0001-a.md", hostile)]), &published(), &UNCHECKED);
    let feed: atom_syndication::Feed = page(&site, "feed.xml").parse().unwrap();
    let titles: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| (entry.title.as_str(), entry.id.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            ("ADR-0001: A & B", "https://example.com/adr/0001-a.html"),
            (
                "Deprecated: ADR-0001: A & B",
                "https://example.com/adr/0001-a.html#deprecated"
            ),
        ]
    );
    let first = &feed.entries[0];
    assert_eq!(first.authors[0].name, "a<b>");
    assert_eq!(first.categories[0].term, "]]>");
    assert_eq!(first.updated.to_rfc3339(), "2026-02-03T00:00:00+00:00");

    let site = render_with(&shop(), &published(), &checked_shop("4400/s"));
    let feed: atom_syndication::Feed = page(&site, "feed.xml").parse().unwrap();
    let due =
        "https://example.com/adr/0001-keep-orders-in-one-postgresql-primary.html#adr-trigger-1";
    let entry = feed.entries.iter().find(|entry| entry.id == due).unwrap();
    assert_eq!(
        entry.title.as_str(),
        "Due: ADR-0001: Keep orders in one PostgreSQL primary"
    );
    assert_eq!(entry.links[0].href, due);
    assert_eq!(entry.updated.to_rfc3339(), "2026-11-20T00:00:00+00:00");
    assert!(page(&site, "index.html").contains("href=\"feed.xml\""));
}

#[test]
fn without_a_url_there_is_no_feed_and_no_link_to_one() {
    let site = render_with(&shop(), &config::Site::default(), &UNCHECKED);
    assert!(!site.contains_key("feed.xml"));
    assert!(!page(&site, "index.html").contains("feed.xml"));
}

#[test]
fn the_data_conforms_to_its_published_schema() {
    let broken = "```toml\nstatus = \"acepted\"\n```\n# B\n";
    for (log, check) in [
        (shop(), checked_shop("3600/s")),
        (log(&[("0001-b.md", broken), ("x.md", "# C")]), UNCHECKED),
    ] {
        let site = render_with(&log, &config::Site::default(), &check);
        let schema = serde_json::from_str(&page(&site, "decisions.schema.json")).unwrap();
        let data = serde_json::from_str(&page(&site, "decisions.json")).unwrap();
        let faults: Vec<_> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&data)
            .map(|fault| fault.to_string())
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn the_data_has_the_state_of_each_decision() {
    let site = render_with(&shop(), &config::Site::default(), &checked_shop("4400/s"));
    let data: serde_json::Value = serde_json::from_str(&page(&site, "decisions.json")).unwrap();
    let first = &data["decisions"][0];
    assert_eq!(first["state"], "fired");
    assert_eq!(
        first["page"],
        "0001-keep-orders-in-one-postgresql-primary.html"
    );
    assert_eq!(
        first["path"],
        "0001-keep-orders-in-one-postgresql-primary.md"
    );
    assert_eq!(first["triggers"][0]["value"], "4400/s");
    assert_eq!(data["decisions"][5]["triggers"], serde_json::json!([]));
}

#[test]
fn the_badge_says_how_many_are_due() {
    let badge = |check| {
        page(
            &render_with(&shop(), &config::Site::default(), &check),
            "badge.svg",
        )
    };
    assert!(badge(checked_shop("4400/s")).contains("aria-label=\"decisions: 1 due\""));
    assert!(badge(checked_shop("3600/s")).contains(">none due<"));
    assert!(badge(UNCHECKED).contains(">none watched<"));
}
