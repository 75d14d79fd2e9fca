use super::*;

#[test]
fn csv_has_one_row_per_value_and_one_column_per_label() {
    let text = "Metric,value,unit,at,module\r\nteam.size,6,,,\r\ndb.cpu.share,0.47,ratio,2026-11-22T21:12:00Z,billing\r\ndb.cpu.share,12%,,2026-11-21,\"orders, old\"\r\napi.latency.p99,0.2,s,,\r\n\r\n,,,,\r\nvisits,3/day,,,\r\n";
    let (shown, faults) = read_as("csv", text);
    assert!(faults.is_empty(), "{faults:?}");
    let wanted = [
        r#"api.latency.p99{}=Ok("0.2s")"#,
        r#"db.cpu.share{"module": "billing"}=Ok("47%")"#,
        r#"db.cpu.share{"module": "orders, old"}=Ok("12%")"#,
        r#"team.size{}=Ok("6")"#,
        r#"visits{}=Ok("3/day")"#,
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn csv_faults_have_a_line() {
    for (text, expected) in [
        ("", (1, 1, "the file is empty")),
        ("metric,unit\na,s\n", (1, 1, "there is no column `value`")),
        ("value\n1\n", (1, 1, "there is no column `metric`")),
        (
            "metric,value\n\nTeam,1\n",
            (3, 1, "`Team` is not a metric name"),
        ),
        ("metric,value\na,much\n", (2, 1, "`much` is not a value")),
        (
            "metric,value,unit\na,1,parsec\n",
            (2, 1, "unknown unit `parsec`"),
        ),
        (
            "metric,value,at\na,1,yesterday\n",
            (2, 1, "`yesterday` is neither a time nor a date"),
        ),
        (
            "\u{feff}metric,value\r\na,\r\n",
            (2, 1, "a value is missing"),
        ),
    ] {
        let (line, column, message) = expected;
        assert_eq!(
            faults("csv", text),
            [(line, column, message.to_owned())],
            "{text:?}"
        );
    }
}

/// As saved by spreadsheets in locales with a decimal comma.
#[test]
fn csv_with_semicolons_or_tabs_and_decimal_commas_is_read() {
    for text in [
        "metric;value;team\nx;1,5;a\nx;\"2\";b\n",
        "metric\tvalue\tteam\nx\t1,5\ta\nx\t2\tb\n",
        "metric,value,team\nx,1.5,a\nx,2,b\n",
    ] {
        let (shown, faults) = read_as("csv", text);
        assert!(faults.is_empty(), "{text}: {faults:?}");
        assert_eq!(
            shown,
            [
                "x{\"team\": \"a\"}=Ok(\"1.5\")",
                "x{\"team\": \"b\"}=Ok(\"2\")"
            ],
            "{text}"
        );
    }
    let (_, faults) = read_as("csv", "metric;value\nx;1.234,5\n");
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].message, "`1.234,5` is ambiguous");
}
