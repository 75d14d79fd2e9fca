use chrono::NaiveDate;

use crate::metric::tests::{measured, measured_by, reading};

/// The number of rows of `text` on 2026-03-31, with more keys of the source.
fn count(text: &str, more: &str) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("incidents.csv"), text).unwrap();
    let source = format!("file = 'incidents.csv', count = 'rows'{more}");
    measured_by(folder.path(), &source)
}

const ROWS: &str = "at,service,what\n\
    2026-01-01,orders,old\n\
    2026-03-02,orders,just in the last 30 days\n\
    2026-03-01,search,not in the last 30 days\n\
    2026-03-31,orders,today\n\
    2026-03-20T10:00:00+02:00,billing,\"a comma, and\na second line\"\n\
    \n\
    ,,\n";

#[test]
fn rows_in_the_window_are_counted_by_label_and_others_give_a_series_of_zero() {
    let window = |days: u32| format!(", window = '{days}d'");
    assert_eq!(count(ROWS, &window(30)).unwrap(), ["3"]);
    assert_eq!(count(ROWS, &window(31)).unwrap(), ["4"]);
    assert_eq!(count(ROWS, &window(1)).unwrap(), ["1"]);
    assert_eq!(count(ROWS, &window(1_000_000)).unwrap(), ["5"]);
    let by = format!("{}, by = 'service'", window(30));
    assert_eq!(
        count(ROWS, &by).unwrap(),
        ["billing 1", "orders 2", "search 0"]
    );
    let by = format!("{}, by = ['service', 'what']", window(1));
    let wanted = [
        "billing a comma, and\na second line 0",
        "orders just in the last 30 days 0",
        "orders old 0",
        "orders today 1",
        "search not in the last 30 days 0",
    ];
    assert_eq!(count(ROWS, &by).unwrap(), wanted);
    let semicolons = "\u{feff}at;service\r\n2026-03-30;orders\r\n";
    assert_eq!(count(semicolons, &window(30)).unwrap(), ["1"]);
}

#[test]
fn a_time_counts_to_the_second_up_to_now() {
    // Now is 2026-03-31T12:00:00Z, and clocks may differ by five minutes.
    let rows = "at\n2026-03-30T12:00:00Z\n2026-03-30T12:00:01Z\n2026-03-31T12:04:00Z\n";
    assert_eq!(count(rows, ", window = '1d'").unwrap(), ["2"]);
}

#[test]
fn a_file_without_rows_counts_zero_and_so_does_an_expected_series() {
    assert_eq!(count("at,service\n", ", window = '30d'").unwrap(), ["0"]);
    let by = ", window = '30d', by = 'service'";
    assert_eq!(count("at,service\n", by).unwrap(), [""; 0]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("i.csv"), "at,service\n2026-03-31,a\n").unwrap();
    let settings = "[metrics.m]\nseries = { service = ['a', 'b'] }\n\
        source = { file = 'i.csv', count = 'rows', window = '30d', by = 'service' }\n";
    assert_eq!(
        measured(folder.path(), settings, "m").unwrap(),
        ["a 1", "b 0"]
    );
}

#[test]
fn what_cannot_be_counted_is_an_error_with_its_line() {
    let by = ", window = '30d', by = 'service'";
    for (text, message) in [
        (
            "",
            "1: the file has no header; start it with the line `at,service`",
        ),
        (
            "\n\n",
            "3: the file has no header; start it with the line `at,service`",
        ),
        ("when,service\n", "1: there is no column `at`"),
        (
            "at,servce\n",
            "1: there is no column `service`; `servce` is similar",
        ),
        ("at,service,At\n", "1: two columns are called `at`"),
        ("at,service\n\n,orders\n", "3: the column `at` is empty"),
        (
            "at,service\n2026-04-01,a\n",
            "2: `2026-04-01` in the column `at` is in the future",
        ),
        (
            "at,service\n2026-03-31T12:06:00Z,a\n",
            "2: `2026-03-31T12:06:00Z` in the column `at` is in the future",
        ),
        (
            "at,service\n\"x\ny\",a\n",
            "2: `x\u{fffd}y` in the column `at` is neither a date nor a time; write 2026-11-22 or 2026-11-22T21:12:00Z",
        ),
        (
            "at,service\n2026-03-01,a\n2026-03-02,\"b\n2026-03-03,c\n",
            "3: a quote is not closed; write one inside a cell twice, in a cell in quotes",
        ),
        (
            "at,service\n2026-03-01,\"a\n2026-03-02,\"b\n2026-03-03,c\n",
            "2: a quote is not closed; write one inside a cell twice, in a cell in quotes",
        ),
        (
            "at,service\n2026-03-01,a\n<<<<<<< HEAD\n",
            "3: `<<<<<<< HEAD` in the column `at` is neither a date nor a time; write 2026-11-22 or 2026-11-22T21:12:00Z",
        ),
    ] {
        let expected = format!("file: incidents.csv:{message}");
        assert_eq!(count(text, by), Err(expected), "{text:?}");
    }
    let missing = measured_by(
        tempfile::tempdir().unwrap().path(),
        "file = 'x.csv', count = 'rows', window = '30d'",
    );
    assert_eq!(missing, Err("file: `x.csv` does not exist".to_owned()));
}

#[test]
fn the_count_of_an_earlier_day_is_what_was_counted_then() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("i.csv"), ROWS).unwrap();
    let settings = "[metrics.m]\n\
        source = { file = 'i.csv', count = 'rows', window = '30d', by = 'service' }\n";
    let on = |day, is_past| reading(folder.path(), settings, "m", day, is_past);
    let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    let history = on(today, false).history;
    // Three series on each of the days from the first row to yesterday.
    assert_eq!(history.len(), 3 * (31 + 28 + 30));
    for past in history {
        let then = on(past.at.unwrap().date_naive(), true);
        assert!(then.series.contains(&past), "{past:?}");
    }
}

#[test]
fn many_series_have_a_short_past() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..50_000).map(|row| format!("2025-01-01,s{row}\n"));
    let text = "at,service\n".to_owned() + &rows.collect::<String>();
    std::fs::write(folder.path().join("i.csv"), text).unwrap();
    let settings = "[metrics.m]\n\
        source = { file = 'i.csv', count = 'rows', window = '30d', by = 'service' }\n";
    let today = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    let known = reading(folder.path(), settings, "m", today, false);
    assert_eq!((known.series.len(), known.history.len()), (50_000, 100_000));
}
