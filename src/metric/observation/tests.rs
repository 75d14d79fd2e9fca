use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{File, Past, read};
use crate::quantity::parse_value;
use crate::source::Source;
use crate::store::Unreadable;
use crate::trigger::value::{Cause, Labels, Reading, Series, Values};

fn now() -> DateTime<Utc> {
    "2026-11-22T21:12:00Z".parse().unwrap()
}

fn supplied(metric: &str, label: Option<&str>, value: &str) -> Values {
    let mut values = Values::default();
    let series = Series {
        labels: Labels::from_iter(label.map(|label| ("module".to_owned(), label.to_owned()))),
        value: parse_value(value).map_err(|_| Cause::NonFinite),
        at: None,
        source: "prod".into(),
    };
    let reading = Reading {
        series: vec![series],
        ..Reading::default()
    };
    values.supply(metric, reading);
    values
}

fn wanted(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn past(text: &str, metrics: &[&str]) -> Past {
    let file = Arc::new(Source::new("observations/2026/x.jsonl", text));
    read([Ok(file)], &wanted(metrics))
}

#[test]
fn a_value_is_written_in_the_documented_format_and_read_back_exactly() {
    let values = supplied("db.cpu.share", Some("billing"), "47%");
    let file = File::of(&values, now(), false).unwrap();
    assert_eq!(
        file.text,
        "{\"metric\":\"db.cpu.share\",\"labels\":{\"module\":\"billing\"},\"at\":\"2026-11-22T21:12:00Z\",\"value\":\"0.47\",\"unit\":\"ratio\",\"source\":\"prod\"}\n"
    );
    let name = file.path.to_string_lossy().into_owned();
    assert!(
        name.starts_with("observations/2026/20261122T211200Z-"),
        "{name}"
    );
    for value in [
        "47%",
        "0.1%",
        "180ms",
        "3/sprint",
        "20MB/s",
        "18.0.0-rc1",
        "2027-01-01",
        "-5",
        "0.30",
    ] {
        let file = File::of(&supplied("a", None, value), now(), false).unwrap();
        let back = past(&file.text, &["a"]);
        assert!(back.faults.is_empty(), "{value}: {:?}", back.faults);
        let series = &back.values.get("a").unwrap().series[0];
        let expected = parse_value(value).unwrap();
        let read = series.value.clone().unwrap();
        assert!(
            expected.compare(&read, Default::default()).unwrap().is_eq(),
            "{value} {read}"
        );
        assert_eq!(series.at, Some(now()));
    }
}

#[test]
fn invalid_values_are_not_recorded_and_no_values_give_no_file() {
    assert_eq!(File::of(&supplied("a", None, "NaN"), now(), false), None);
    assert_eq!(File::of(&Values::default(), now(), false), None);
}

const LINE: &str =
    r#"{"metric":"a","at":"2026-11-20T00:00:00Z","value":"7","unit":"count","source":"x"}"#;

#[test]
fn the_newest_value_of_each_series_is_current_however_old_it_is() {
    let newer = LINE.replace("11-20", "11-21").replace("\"7\"", "\"9\"");
    let ended = LINE
        .replace("\"at\"", "\"labels\":{\"m\":\"old\"},\"at\"")
        .replace("11-20", "11-01");
    let beside = LINE
        .replace("\"at\"", "\"labels\":{\"m\":\"new\"},\"at\"")
        .replace("11-20", "11-21");
    let found = past(&format!("{LINE}\n{newer}\n{ended}\n{beside}\n"), &["a"]);
    let reading = found.values.get("a").unwrap();
    let shown: Vec<_> = reading
        .series
        .iter()
        .map(|series| series.value.clone().unwrap().to_string())
        .collect();
    assert_eq!(shown, ["9", "7", "7"]);
    assert_eq!(reading.history.len(), 4);
    assert!(past(LINE, &["b"]).values.get("b").is_none());
}

#[test]
fn a_broken_line_affects_only_its_own_metric() {
    let other = LINE.replace("\"a\"", "\"b\"");
    for (broken, message) in [
        (&LINE[..40], "the line is truncated"),
        ("<<<<<<< HEAD", "an unresolved merge conflict"),
        (&LINE.replace("count", "KB"), "unknown unit `KB`"),
        (&LINE.replace("\"7\"", "\"much\""), "`much` is not a value"),
        (
            &LINE.replace("11-20T", "13-20T"),
            "`at` is not a time such as 2026-11-22T21:12:00Z: `2026-13-20T00:00:00Z`",
        ),
    ] {
        let found = past(&format!("{LINE}\n{broken}\n"), &["a", "b"]);
        assert_eq!(found.faults.len(), 1, "{broken}");
        assert_eq!(found.faults[0].message, message);
        let fault = found.values.get("a").unwrap().fault.clone().unwrap();
        assert_eq!(fault, format!("observations/2026/x.jsonl:2: {message}"));
        assert!(found.values.get("b").is_none(), "{broken}");
        let files = [broken, &other].map(|text| Ok(Arc::new(Source::new("o.jsonl", text))));
        let found = read(files, &wanted(&["b"]));
        let is_named = broken.contains("\"a\"");
        assert_eq!(
            found.values.get("b").unwrap().fault.is_none(),
            is_named,
            "{broken}"
        );
    }
}

#[test]
fn an_unreadable_file_affects_every_metric() {
    let link = Unreadable {
        path: "observations/2026/x.jsonl".into(),
        why: "it is not a regular file".into(),
    };
    let found = read([Err(link)], &wanted(&["a"]));
    assert!(found.values.get("a").unwrap().fault.is_some());
}
