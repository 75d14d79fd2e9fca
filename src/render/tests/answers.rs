//! What the site answers: which options were rejected, what comes next, which values are missing.

use std::fmt::Write;

use super::html::{UNCHECKED, page, render, render_with};
use super::states::checked_log;
use super::*;
use crate::config;
use crate::quantity::parse_value;
use crate::trigger::value::{Reading, Series, Values};

/// A decision of `date` that rejected `alternatives`, written as a list.
fn rejecting(status: &str, date: &str, alternatives: &str) -> String {
    format!(
        "```toml\nstatus = \"{status}\"\ndate = {date}\n```\n\n# A title\n\n## Alternatives Rejected\n\n{alternatives}\n"
    )
}

/// The script called `name`, read back as JSON.
fn script(site: &crate::render::Site, name: &str) -> serde_json::Value {
    let text = page(site, name);
    let (_, json) = text.split_once(" = ").unwrap();
    serde_json::from_str(json.trim_end().trim_end_matches(';')).unwrap()
}

/// Values of a metric: `("team.size", "24")`.
fn values(of: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (metric, value) in of {
        let series = Series {
            labels: Default::default(),
            value: Ok(parse_value(value).unwrap()),
            at: Some("2026-11-20T08:00:00Z".parse().unwrap()),
            source: "here".into(),
        };
        let reading = Reading {
            series: vec![series],
            ..Reading::default()
        };
        values.supply(*metric, reading);
    }
    values
}

#[test]
fn options_of_the_same_name_stand_together_from_a_to_z() {
    let site = render(&log(&[
        (
            "0001-a.md",
            &rejecting(
                "superseded",
                "2024-01-02",
                "- **dynamodb:** no joins.\n- **9P:** nobody knows it.",
            ),
        ),
        (
            "0002-b.md",
            &rejecting(
                "proposed",
                "2025-01-02",
                "- **DynamoDB**: no transactions.\n- **Élan:** a name.",
            ),
        ),
    ]));
    let rejected = page(&site, "rejected.html");
    assert!(rejected.contains("3 options that 2 decisions considered"));
    let places = [
        "0–9</h2>",
        "9P</dt>",
        ">D</h2>",
        "DynamoDB</dt>",
        "no transactions",
        "no joins",
        ">É</h2>",
    ];
    let found: Vec<_> = places
        .iter()
        .map(|part| {
            rejected
                .rfind(part)
                .unwrap_or_else(|| panic!("{part} is not in {rejected}"))
        })
        .collect();
    assert!(found.is_sorted(), "{found:?} in {rejected}");
    assert_eq!(rejected.matches("</dt>").count(), 3);
    assert!(rejected.contains("not decided yet"));
    assert!(rejected.contains("the decision was superseded"));
    let data: serde_json::Value = serde_json::from_str(&page(&site, "decisions.json")).unwrap();
    let options = data["rejected_options"].as_array().unwrap();
    assert_eq!(options.len(), 3);
    assert_eq!(options[1]["name"], "DynamoDB");
    assert_eq!(options[1]["rejections"][0]["decision"], "ADR-0002");
    assert_eq!(options[1]["rejections"][0]["verdict"], "open");
}

#[test]
fn a_rejection_says_whether_its_reasons_still_hold() {
    let triggered = |size: u32| {
        format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-01-02\n\n[[revisit]]\nid = \"size\"\nwhen = 'team.size > {size}'\n```\n\n\
             # T\n\n## Alternatives Rejected\n\n- **Option{size}:** too slow.\n"
        )
    };
    let texts = [10, 26, 99].map(triggered);
    let log = log(&[
        ("0001-a.md", &texts[0]),
        ("0002-b.md", &texts[1]),
        ("0003-c.md", &texts[2]),
        ("0004-d.md", &texts[2]),
    ]);
    let check = checked_log(&log, 3, &values(&[("team.size", "24")]));
    let site = render_with(&log, &config::Site::default(), &check);
    let index = script(&site, "search-index.js");
    let verdicts = index["verdicts"].as_array().unwrap();
    let labels = index["records"].as_array().unwrap().iter().map(|record| {
        let verdict = usize::try_from(record[5].as_u64().unwrap()).unwrap();
        verdicts[verdict][1].as_str().unwrap().to_owned()
    });
    assert_eq!(
        labels.collect::<Vec<_>>(),
        [
            "no trigger says whether it still holds",
            "still holds",
            "still holds, but a trigger is near",
            "a trigger has fired: may no longer hold",
        ]
    );
    let index = page(&site, "index.html");
    let due = index.find("ADR-0001</a>").or(index.find("ADR-0001: T</a>"));
    let near = index.find("ADR-0002: T</a>");
    assert!(due < near, "what is due comes first in {index}");
    assert!(
        index.contains("<meter value=\"0.74\" title=\"Near: 8 % headroom\"></meter>Near"),
        "{index}"
    );
    assert!(index.contains("<meter value=\"0.19\" title=\"Holding: 76 % headroom\"></meter><td>"));
}

#[test]
fn the_index_starts_with_the_newest_decision_and_search_follows_its_order() {
    let dated = |date: &str| {
        format!(
            "```toml\nstatus = \"accepted\"\ndate = {date}\n```\n\n# Of {date}\n\n## Context\n\nzebra\n"
        )
    };
    let log = log(&[
        ("0001-a.md", &dated("2025-03-01")),
        ("0002-b.md", &dated("2024-03-01")),
        ("0003-c.md", &dated("2025-03-01")),
        ("0004-d.md", "# Undated"),
    ]);
    let site = render(&log);
    let index = page(&site, "index.html");
    let order = [
        "ADR-0003<td>",
        "ADR-0001<td>",
        "ADR-0002<td>",
        "ADR-0004<td>",
    ]
    .map(|row| index.find(row).unwrap());
    assert!(order.is_sorted(), "{order:?}");
    let search = script(&site, "search-index.js");
    let numbers = search["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| &record[0]);
    assert_eq!(
        numbers.collect::<Vec<_>>(),
        ["ADR-0003", "ADR-0001", "ADR-0002", "ADR-0004"]
    );
    let words = search["words"].as_str().unwrap();
    assert!(
        words.contains("zebra 000\n"),
        "rows 0, 1 and 2 have it: {words}"
    );
}

#[test]
fn dates_stand_on_a_time_axis_and_missing_values_together() {
    let with = |when: &str| {
        format!(
            "```toml\nstatus = \"accepted\"\ndate = 2026-01-02\n\n[[revisit]]\nid = \"t\"\nwhen = '{when}'\n```\n\n# T\n"
        )
    };
    let texts = [
        "today >= 2027-05-22",
        "today >= 2031-01-01",
        "team.size > 9",
        "sum(team.size) > 20",
        "queue.lag > 3",
    ]
    .map(with);
    let files: Vec<(String, &String)> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| (format!("000{at}-t.md"), text))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let log = log(&files);
    let check = checked_log(&log, 5, &Values::default());
    let board = page(
        &render_with(&log, &config::Site::default(), &check),
        "board.html",
    );
    assert!(board.contains("<circle cx=\"16.5%\""), "{board}");
    assert!(
        board.contains("<circle cx=\"100.0%\""),
        "what is beyond the axis stands at its end: {board}"
    );
    assert!(board.contains(
        "<code>team.size</code> is missing: 2 triggers wait; <code>adr observe team.size=…</code>"
    ));
    assert!(board.contains("<code>queue.lag</code> is missing: 1 trigger waits"));
}

#[test]
fn a_log_without_triggers_alternatives_or_dates_says_so() {
    let site = render(&log(&[("0001-a.md", "# A"), ("x.md", "")]));
    assert!(page(&site, "rejected.html").contains("No decision names an alternative"));
    assert!(page(&site, "board.html").contains("No decision in force has a trigger."));
    assert!(!page(&site, "index.html").contains("class=\"overview\""));
    let empty = render(&log(&[]));
    assert!(page(&empty, "index.html").contains("No decisions have been recorded yet."));
    assert_eq!(
        script(&empty, "search-index.js")["records"],
        serde_json::json!([])
    );
}

#[test]
fn thousands_of_options_of_one_name_are_one_entry() {
    let mut alternatives = String::new();
    for number in 0..10_000 {
        let _ = writeln!(alternatives, "- **Kafka:** reason {number}.");
    }
    let site = render_with(
        &log(&[(
            "0001-a.md",
            &rejecting("accepted", "2026-01-02", &alternatives),
        )]),
        &config::Site::default(),
        &UNCHECKED,
    );
    let rejected = page(&site, "rejected.html");
    assert_eq!(rejected.matches("</dt>").count(), 1);
    assert!(rejected.contains("reason 0."));
}

#[test]
fn hostile_names_and_reasons_are_text_in_every_answer() {
    let name = "</script><img src=x onerror=pwned()>\u{2028}\u{202e}";
    let alternatives = format!("- **{name}:** {name}.\n- **???:** a reason without a name.\n");
    let site = render(&log(&[(
        "0001-a.md",
        &rejecting("accepted", "2026-01-02", &alternatives),
    )]));
    for name in ["rejected.html", "index.html"] {
        assert!(!page(&site, name).contains("<img"), "{name}");
    }
    let index = script(&site, "search-index.js");
    assert!(index["records"][0][6].as_array().is_some());
    script(&site, "search-reasons.js");
}
