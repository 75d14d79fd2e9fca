mod csv;
mod exposition;
mod rows;

use proptest::prelude::*;

use super::*;
use crate::source::floor_char_boundary;

const SETTINGS: &str = "
[metrics.\"db.cpu.share\"]
unit = \"ratio\"
[metrics.\"api.latency.p99\"]
unit = \"ms\"
";

fn read_as(format: &str, text: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", SETTINGS)));
    assert!(faults.is_empty());
    let source = Arc::new(Source::new(format!("metrics.{format}"), text));
    let (values, faults) = read(
        &source,
        Format::named(format).unwrap(),
        &config,
        &BTreeSet::new(),
    );
    let mut shown = Vec::new();
    for metric in values.names() {
        for series in &values.get(metric).unwrap().series {
            let value = series.value.as_ref().map(ToString::to_string);
            shown.push(format!("{metric}{:?}={value:?}", series.labels));
        }
    }
    (shown, faults)
}

/// Line, column, message of each fault.
fn faults(format: &str, text: &str) -> Vec<(usize, usize, String)> {
    let (_, faults) = read_as(format, text);
    let place = |fault: Diagnostic| {
        let at = fault.source.position(fault.span.start);
        (at.line, at.column, fault.message)
    };
    faults.into_iter().map(place).collect()
}

#[test]
fn toml_names_are_nested_or_dotted() {
    let text = r#"
team.size = 6
api.latency.p99 = 180
"build.time" = "12min"
review.day = 2027-01-01
db.cpu.share = [{ labels = { module = "billing" }, value = "47%", at = 2026-11-22T21:12:00Z },
                { labels = { module = "orders" }, value = 0.12 }]
empty = []
[users]
peak = { value = 0x10 }
[users.lag]
labels = { shard = 3 }
value = "5s"
[[queue.depth]]
value = +1_000
"#;
    let (shown, faults) = read_as("toml", text);
    assert!(faults.is_empty(), "{faults:?}");
    let wanted = [
        r#"api.latency.p99{}=Ok("180ms")"#,
        r#"build.time{}=Ok("12min")"#,
        r#"db.cpu.share{"module": "billing"}=Ok("47%")"#,
        r#"db.cpu.share{"module": "orders"}=Ok("12%")"#,
        r#"queue.depth{}=Ok("1000")"#,
        r#"review.day{}=Ok("2027-01-01")"#,
        r#"team.size{}=Ok("6")"#,
        r#"users.lag{"shard": "3"}=Ok("5s")"#,
        r#"users.peak{}=Ok("16")"#,
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn json_is_equivalent_to_toml() {
    let text = "\u{feff}{\r\n \"team.size\": 6, \"api\": { \"latency\": { \"p99\": 180 } },\r\n
        \"db.cpu.share\": [ { \"labels\": { \"module\": \"billing\" }, \"value\": \"47%\" },
        { \"labels\": { \"module\": \"\\u00fcber\" }, \"value\": 12e-2 } ], \"empty\": [] }";
    let (shown, faults) = read_as("json", text);
    assert!(faults.is_empty(), "{faults:?}");
    let wanted = [
        r#"api.latency.p99{}=Ok("180ms")"#,
        r#"db.cpu.share{"module": "billing"}=Ok("47%")"#,
        r#"db.cpu.share{"module": "über"}=Ok("12%")"#,
        r#"team.size{}=Ok("6")"#,
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn numbers_are_exact_or_have_a_cause() {
    let cases = [
        (
            "toml",
            "a = 0.1000000000000000000000000001",
            r#"a{}=Ok("0.1000000000000000000000000001")"#,
        ),
        (
            "json",
            "{\"a\": 12345678901234567890.12345678}",
            r#"a{}=Ok("12345678901234567890.12345678")"#,
        ),
        ("toml", "a = 1e400", "a{}=Err(OutOfRange)"),
        ("json", "{\"a\": 1e400}", "a{}=Err(OutOfRange)"),
        ("toml", "a = nan", "a{}=Err(NonFinite)"),
        ("toml", "a = +inf", "a{}=Err(NonFinite)"),
        ("json", "{\"a\": \"NaN\"}", "a{}=Err(NonFinite)"),
    ];
    for (format, text, wanted) in cases {
        let (shown, faults) = read_as(format, text);
        assert!(faults.is_empty(), "{text}: {faults:?}");
        assert_eq!(shown, [wanted], "{text}");
    }
}

#[test]
fn a_fault_has_a_line_and_a_column() {
    let cases = [
        (
            "toml",
            "a = 1\r\nb = true\r\n",
            2,
            5,
            "`b` cannot be true or false",
        ),
        (
            "toml",
            "\u{feff}a = \"5 lightyears\"",
            1,
            5,
            "unknown unit `lightyears`",
        ),
        (
            "toml",
            "a.b = 1\n\"a.b\" = 2\n",
            2,
            1,
            "`a.b` is given twice",
        ),
        (
            "toml",
            "Team.Size = 1",
            1,
            6,
            "`Team.Size` is not a metric name",
        ),
        (
            "toml",
            "a = [1]",
            1,
            6,
            "each element of a list must be a series",
        ),
        (
            "toml",
            "a = [{ label = {}, value = 1 }]",
            1,
            8,
            "unknown key `label`",
        ),
        (
            "toml",
            "a = [{ labels = {} }]",
            1,
            6,
            "this series has no `value`",
        ),
        (
            "toml",
            "a = { value = 1, at = \"noon\" }",
            1,
            23,
            "`noon` is not a valid time",
        ),
        (
            "toml",
            "a = { value = 1, labels = \"x\" }",
            1,
            27,
            "`labels` must be a table",
        ),
        ("json", "[1]", 1, 1, "the file must contain one object"),
        (
            "json",
            "{\n \"a\": 1,\n \"a\": 1 }",
            3,
            3,
            "the key `a` is given twice",
        ),
        ("json", "{\"a\": null}", 1, 7, "`a` cannot be null"),
        ("json", "{\n \"a\": NaN }", 2, 7, "expected value"),
        (
            "json",
            "{\"a\": [{\"value\": [1]}]}",
            1,
            18,
            "`value` is not a single value",
        ),
        (
            "json",
            "{\"a\": {\"b\": 1}, \"a.b\": 2}",
            1,
            18,
            "`a.b` is given twice",
        ),
        ("json", "", 1, 1, "EOF while parsing a value"),
    ];
    for (format, text, line, column, message) in cases {
        let wanted = (line, column, message.to_owned());
        assert_eq!(faults(format, text), [wanted], "{text}");
    }
}

#[test]
fn deep_nesting_does_not_overflow_the_parser() {
    let deep = 100_000;
    let json = format!("{{\"a\": {}{}}}", "[".repeat(deep), "]".repeat(deep));
    assert!(!faults("json", &json).is_empty());
    let json = format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep));
    assert!(!faults("json", &json).is_empty());
    let toml = format!("{}a = 1", "a.".repeat(deep));
    assert!(!faults("toml", &toml).is_empty());
    let toml = format!("a = {}{}", "[".repeat(deep), "]".repeat(deep));
    assert!(!faults("toml", &toml).is_empty());
}

#[test]
fn a_toml_syntax_error_supplies_nothing() {
    let (shown, faults) = read_as("toml", "a = 1\nb = \n");
    assert!(shown.is_empty() && !faults.is_empty());
}

#[test]
fn the_file_extension_determines_the_format() {
    let name = |path: &str| Format::of_path(Path::new(path)).map(|format| format.name);
    assert_eq!(name("a/metrics.TOML"), Some("toml"));
    assert_eq!(name("metrics.json"), Some("json"));
    assert_eq!(name("metrics"), None);
}

#[test]
fn prometheus_text_has_underscores_for_dots_and_unit_suffixes() {
    let text = "# HELP db_cpu_share of each module\n# TYPE db_cpu_share gauge\ndb_cpu_share{module=\"bill\\\"ing\",} 0.47 1763845200123\ndb_cpu_share{ module = \"orders\" } NaN\napi_latency_p99 180\nqueue_wait_seconds 5\nheap_bytes 1.5e3\nhit_ratio 0.9\nNode_Upper 1\nlag_bucket{le=\"+Inf\"} 3\n";
    let (shown, faults) = read_as("prometheus", text);
    assert!(faults.is_empty(), "{faults:?}");
    let wanted = [
        r#"api.latency.p99{}=Ok("180ms")"#,
        r#"db.cpu.share{"module": "bill\"ing"}=Ok("47%")"#,
        r#"db.cpu.share{"module": "orders"}=Err(NonFinite)"#,
        r#"heap_bytes{}=Ok("1500B")"#,
        r#"hit_ratio{}=Ok("90%")"#,
        r#"lag_bucket{"le": "+Inf"}=Ok("3")"#,
        r#"queue_wait_seconds{}=Ok("5s")"#,
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn open_metrics_has_seconds_and_exemplars() {
    let text = "a_total 7 1763845200.5 # {trace=\"x\"} 0.3\n# EOF\n";
    let (config, _) = Config::parse(&Arc::new(Source::new("adr.toml", SETTINGS)));
    let source = Arc::new(Source::new("m.txt", text));
    let format = Format::of_path(Path::new("m.txt")).unwrap();
    let (values, faults) = read(&source, format, &config, &BTreeSet::new());
    assert!(faults.is_empty(), "{faults:?}");
    let series = &values.get("a_total").unwrap().series[0];
    assert_eq!(
        series.at.unwrap().to_rfc3339(),
        "2025-11-22T21:00:00.500+00:00"
    );
}

#[test]
fn prometheus_text_faults_have_a_line() {
    for (text, line) in [
        ("a\n", 1),
        ("b 1\na{x=1} 2\n", 2),
        ("a{x=\"1\" 2\n", 1),
        ("a{x=\"1\",x=\"2\"} 2\n", 1),
        ("a{\"=\"1\"} 2\n", 1),
        ("a 1 2 3\n", 1),
        ("a 1 99999999999999999999\n", 1),
    ] {
        let expected = [(line, 1, "this is not a sample".to_owned())];
        assert_eq!(faults("prometheus", text), expected, "{text:?}");
    }
    let settings = "[metrics.\"a.b\"]\nunit = \"count\"\n[metrics.\"a-b\"]\nunit = \"count\"\n";
    let (config, _) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    let source = Arc::new(Source::new("m.prom", "a_b 1\n"));
    let (_, faults) = read(
        &source,
        Format::named("prometheus").unwrap(),
        &config,
        &BTreeSet::new(),
    );
    assert_eq!(faults[0].message, "`a_b` could mean a-b or a.b");
}

#[test]
fn the_newest_value_of_a_series_is_current_and_earlier_ones_are_history() {
    let (config, _) = Config::parse(&Arc::new(Source::new("adr.toml", SETTINGS)));
    let text = "metric,value,at,team\nx,1,2026-01-05,a\nx,3,2026-01-19,a\nx,2,2026-01-05,b\nx,7,,c\nx,8,2026-01-05,c\n";
    let source = Arc::new(Source::new("x.csv", text));
    let (values, faults) = read(
        &source,
        Format::named("csv").unwrap(),
        &config,
        &BTreeSet::new(),
    );
    assert!(faults.is_empty());
    let reading = values.get("x").unwrap();
    let shown = |series: &[Series]| -> Vec<String> {
        let series = series.iter();
        series
            .map(|of| {
                let team = of.labels.get("team").unwrap();
                format!("{team} {}", of.value.as_ref().unwrap())
            })
            .collect()
    };
    assert_eq!(shown(&reading.series), ["a 3", "b 2", "c 7", "c 8"]);
    assert_eq!(shown(&reading.history), ["a 1"]);
}

proptest! {
    /// Any text, and any truncation of a valid one, is read or rejected.
    #[test]
    fn no_text_makes_a_parser_panic(
        wild in "[\\PC\n\r\"{}=,#\\[\\]. ]{0,80}",
        right in prop::sample::select(vec![
            "metric,value,unit,at,m\nx,\"1\",s,2026-01-05,\"a\"\"b\"\n",
            "x{m=\"a\\\"b\",n=\"ü\"} 1.5 1795132800000 # {t=\"1\"} 2\n# EOF\n",
            "a.b = [{ labels = { m = \"ü\" }, value = \"4 %\" }]\n",
            "{\"a\": [{\"labels\": {\"m\": \"ü\"}, \"value\": 1e3}]}",
        ]),
        at in 0_usize..80,
    ) {
        let at = floor_char_boundary(right, at);
        for text in [wild.clone(), format!("{}{wild}{}", &right[..at], &right[at..]), right[..at].to_owned()] {
            for format in FORMATS {
                let source = Arc::new(Source::new("values", text.as_str()));
                let (_, faults) = read(&source, format, &Config::default(), &BTreeSet::new());
                for fault in faults {
                    prop_assert!(source.text().get(fault.span.clone()).is_some(), "{:?}", fault.span);
                }
            }
        }
    }
}

#[test]
fn names_that_end_in_version_are_versions() {
    let (shown, _) = read_as("csv", "metric,value\npostgres.version,18.10\n");
    assert_eq!(shown, ["postgres.version{}=Ok(\"18.10\")"]);
}
