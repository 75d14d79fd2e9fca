//! What the site offers to programs: the feed, the data, the badge.

use super::super::html;
use super::html::{TestInput, UNCHECKED, in_memory, page, render_with};
use super::states::checked_shop;
use super::{log, shop};
use crate::check::{DecisionInput, check};
use crate::config;
use crate::quantity::parse_value;
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Scope};

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
        "https://example.com/adr/0001-keep-orders-in-one-postgresql-primary.html#trigger-writes";
    let entry = feed.entries.iter().find(|entry| entry.id == due).unwrap();
    assert_eq!(
        entry.title.as_str(),
        "Due: ADR-0001: Keep orders in one PostgreSQL primary"
    );
    assert_eq!(entry.links[0].href, due);
    assert_eq!(entry.updated.to_rfc3339(), "2026-11-20T00:00:00+00:00");
    assert!(page(&site, "index.html").contains("href=\"feed.xml\""));
}

/// A value of `a`, and the day on which it was observed.
type Observed = (&'static str, Option<&'static str>);

/// The entry of a decision with the condition `when` that is due on `today`.
fn due_entry(when: &str, observed: &[Observed], today: &str) -> atom_syndication::Entry {
    let text = format!(
        "```toml\nstatus = \"accepted\"\ndate = 2026-03-02\n[[revisit]]\nid = \"Größe <1>\"\nwhen = '{when}'\n```\n\n# A\n"
    );
    let log = log(&[("0001-a.md", &text)]);
    let mut input = TestInput::default();
    for (value, at) in observed {
        let series = Series {
            labels: Labels::default(),
            value: Ok(parse_value(value).unwrap()),
            at: at.map(|day| format!("{day}T08:00:00Z").parse().unwrap()),
            source: "test".into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        input.values.supply("a", reading);
    }
    let today: chrono::NaiveDate = today.parse().unwrap();
    let midnight = today.and_time(chrono::NaiveTime::MIN).and_utc();
    let scope = Scope {
        today,
        now: midnight,
        latest: midnight,
        sprint: Default::default(),
        declarations: &Declarations::default(),
    };
    let decisions = log.records.iter().map(DecisionInput::of);
    let check = check(decisions.collect(), &input.values, &scope);
    let settings = published();
    let input = html::Input {
        today,
        ..input.of(&log, &settings, &check, &|_| None)
    };
    let site = in_memory(&input, |_| None).unwrap();
    let feed: atom_syndication::Feed = page(&site, "feed.xml").parse().unwrap();
    let is_due = |entry: &atom_syndication::Entry| entry.title.as_str().starts_with("Due: ");
    feed.entries.into_iter().find(is_due).unwrap()
}

#[test]
fn what_is_due_is_as_old_as_the_day_on_which_it_became_so() {
    let run = [
        ("4", Some("2026-10-01")),
        ("6", Some("2026-10-08")),
        ("7", Some("2026-11-01")),
    ];
    let value: [Observed; 1] = [("7", Some("2026-11-01"))];
    let cases: [(&str, &[Observed], &str); 5] = [
        ("a > 5", &run, "2026-10-08"),
        ("a > 5", &value, "2026-11-01"),
        ("today >= 2026-09-01", &[], "2026-09-01"),
        ("a > 5 and today >= 2026-10-20", &run, "2026-10-20"),
        ("a > 5", &[("7", None)], "2026-03-02"),
    ];
    for (when, observed, expected) in cases {
        let entry = due_entry(when, observed, "2026-11-22");
        let day = entry.updated.date_naive().to_string();
        assert_eq!(day, expected, "{when} {observed:?}");
        assert_eq!(
            entry.id,
            "https://example.com/adr/0001-a.html#trigger-Größe-1"
        );
        assert_eq!(due_entry(when, observed, "2026-11-29"), entry);
    }
}

#[test]
fn what_is_due_stays_in_a_feed_of_many_entries() {
    let due = "```toml\nstatus = \"accepted\"\ndate = 2020-01-01\n[[revisit]]\nwhen = 'today > 2020-02-01'\n```\n\n# A\n";
    let other = "```toml\nstatus = \"accepted\"\ndate = 2026-01-01\n```\n\n# B\n";
    let names: Vec<_> = (2..200).map(|number| format!("{number:04}-b.md")).collect();
    let files = names.iter().map(|name| (name.as_str(), other));
    let files: Vec<_> = std::iter::once(("0001-a.md", due)).chain(files).collect();
    let log = log(&files);
    let declarations = Declarations::default();
    let midnight = "2026-11-22T00:00:00Z".parse().unwrap();
    let scope = Scope {
        today: "2026-11-22".parse().unwrap(),
        now: midnight,
        latest: midnight,
        sprint: Default::default(),
        declarations: &declarations,
    };
    let decisions = log.records.iter().map(DecisionInput::of);
    let check = check(decisions.collect(), &Values::default(), &scope);
    let feed = page(&render_with(&log, &published(), &check), "feed.xml");
    assert_eq!(feed.matches("<entry>").count(), 100);
    assert!(feed.contains("0001-a.html#trigger-a"));
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
