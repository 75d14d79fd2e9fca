//! The calendar of reviews, and the strip of past states.

use super::super::html;
use super::html::{TestInput, in_memory, page};
use super::log;
use crate::check::{DecisionInput, check};
use crate::config;
use crate::quantity::parse_value;
use crate::render::Site;
use crate::trigger::value::{Labels, Reading, Series};
use crate::trigger::{Declarations, Scope};

fn record(status: &str, title: &str, triggers: &str) -> String {
    format!("```toml\nstatus = \"{status}\"\ndate = 2026-03-02\n{triggers}```\n\n# {title}\n")
}

fn trigger(id: &str, when: &str, more: &str) -> String {
    format!("[[revisit]]\nid = \"{id}\"\nwhen = '{when}'\n{more}\n")
}

/// The site on 2026-11-22 of one record, with daily values of `a`: 1 to 30, up to that day.
fn rendered(text: &str, url: Option<&str>) -> Site {
    let log = log(&[("0001-a.md", text)]);
    let mut input = TestInput::default();
    let today: chrono::NaiveDate = "2026-11-22".parse().unwrap();
    for value in 1..=30_u64 {
        let day = today - chrono::Days::new(30 - value);
        let series = Series {
            labels: Labels::default(),
            value: Ok(parse_value(&value.to_string()).unwrap()),
            at: Some(day.and_time(chrono::NaiveTime::MIN).and_utc()),
            source: "test".into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        input.values.supply("a", reading);
    }
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
    let settings = config::Site {
        url: url.map(str::to_owned),
        ..config::Site::default()
    };
    let input = html::Input {
        today,
        ..input.of(&log, &settings, &check, &|_| None)
    };
    in_memory(&input, |_| None).unwrap()
}

/// The lines of the calendar, unfolded as by RFC 5545, §3.1.
fn lines(site: &Site) -> Vec<String> {
    let text = String::from_utf8(site["reviews.ics"].clone()).unwrap();
    for line in text.split_inclusive("\r\n") {
        let line = line.strip_suffix("\r\n").unwrap();
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    let unfolded = text.replace("\r\n ", "");
    unfolded.lines().map(str::to_owned).collect()
}

fn values<'l>(lines: &'l [String], name: &str) -> Vec<&'l str> {
    let lines = lines.iter();
    lines.filter_map(|line| line.strip_prefix(name)).collect()
}

#[test]
fn each_date_and_each_forecast_is_a_whole_day() {
    let triggers = trigger("date", "today >= 2027-03-01 or today > 2026-05-31", "")
        + &trigger("load", "a > 60", "note = \"one machine takes 70\"");
    let site = rendered(
        &record("accepted", "A", &triggers),
        Some("https://example.com/adr/"),
    );
    let lines = lines(&site);
    assert_eq!(lines.first().map(String::as_str), Some("BEGIN:VCALENDAR"));
    assert_eq!(lines.last().map(String::as_str), Some("END:VCALENDAR"));
    assert_eq!(
        values(&lines, "DTSTART;VALUE=DATE:"),
        ["20270301", "20260601", "20261222"]
    );
    assert_eq!(values(&lines, "DTSTAMP:"), ["20260302T000000Z"; 3]);
    assert_eq!(
        values(&lines, "SUMMARY:"),
        [
            "Review ADR-0001: A",
            "Review ADR-0001: A",
            "a may cross its threshold: ADR-0001: A"
        ]
    );
    assert_eq!(
        values(&lines, "DESCRIPTION:")[2],
        "a > 60\\none machine takes 70\\ncrosses on 2026-12-22"
    );
    assert_eq!(
        values(&lines, "URL:")[2],
        "https://example.com/adr/0001-a.html#trigger-load"
    );
    let mut uids = values(&lines, "UID:");
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), 3);
    assert!(page(&site, "board.html").contains("href=\"reviews.ics\""));
}

#[test]
fn an_event_that_moves_stays_the_same_one() {
    let of = |day: &str, more: &str| {
        let when = format!("today >= {day}");
        let site = rendered(&record("accepted", "A", &trigger("d", &when, more)), None);
        let lines = lines(&site);
        let first = |name: &str| values(&lines, name)[0].to_owned();
        (first("UID:"), first("DTSTART;VALUE=DATE:"))
    };
    let (uid, day) = of("2027-03-01", "");
    assert_eq!(day, "20270301");
    assert_eq!(of("2027-06-01", ""), (uid.clone(), "20270601".to_owned()));
    let snoozed = "snoozed_until = 2027-09-01\nsnooze_reason = \"later\"";
    assert_eq!(of("2027-03-01", snoozed), (uid, "20270901".to_owned()));
}

#[test]
fn nothing_in_a_record_ends_a_line_of_the_calendar() {
    let hostile = "A, b; c\\d \u{1}\u{85}\u{2028} END:VEVENT Größe 漢字 ".to_owned()
        + &"é".repeat(121)
        + &" a".repeat(150);
    let note = "note = \"one\\r\\nEND:VCALENDAR\\r\\nBEGIN:VCALENDAR\\n, ;\"";
    let site = rendered(
        &record(
            "accepted",
            &hostile,
            &trigger("d\\u000d\\u000aX:y", "today >= 2027-03-01", note),
        ),
        None,
    );
    let lines = lines(&site);
    let summary = values(&lines, "SUMMARY:")[0];
    assert!(
        summary.starts_with("Review ADR-0001: A\\, b\\; c\\\\d END:VEVENT Größe 漢字 é"),
        "{summary}"
    );
    assert_eq!(values(&lines, "END:VEVENT").len(), 1);
    assert_eq!(values(&lines, "END:VCALENDAR").len(), 1);
    assert_eq!(
        values(&lines, "DESCRIPTION:"),
        ["today >= 2027-03-01\\none END:VCALENDAR BEGIN:VCALENDAR \\, \\;"]
    );
    assert_eq!(lines.len(), 14, "{lines:#?}");
}

#[test]
fn without_a_day_there_is_no_calendar_and_no_link_to_one() {
    let date = trigger("d", "today >= 2027-03-01", "");
    for text in [
        record("proposed", "A", &date),
        record("accepted", "A", &trigger("b", "b > 1", "")),
    ] {
        let site = rendered(&text, None);
        assert!(!site.contains_key("reviews.ics"));
        assert!(!page(&site, "board.html").contains("reviews.ics"));
    }
}

#[test]
fn a_page_shows_the_states_of_the_last_year_and_says_the_same() {
    let text = record("accepted", "A", &trigger("load", "a > 20", ""));
    let shown = page(&rendered(&text, None), "0001-a.html");
    assert!(
        shown.contains("fired on 10 of 365 days, first 2026-11-13; no verdict on 335"),
        "{shown}"
    );
    let strip = shown.split("<svg class=\"strip\"").nth(1).unwrap();
    let strip = strip.split("</svg>").next().unwrap();
    let states: Vec<_> = strip
        .split("class=\"t-")
        .skip(1)
        .map(|part| part.split('"').next().unwrap())
        .collect();
    assert_eq!(states, ["unknown", "holding", "near", "fired"]);
    let without_history = record("accepted", "A", &trigger("b", "b > 20", ""));
    let shown = page(&rendered(&without_history, None), "0001-a.html");
    assert!(!shown.contains("class=\"strip\""));
}
