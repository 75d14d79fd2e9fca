//! Exposition formats, as written by recent exporters.

use super::*;

fn exposed(text: &str, settings: &str, requested: &str) -> Vec<(String, String)> {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty(), "{faults:?}");
    let source = Arc::new(Source::new("m.prom", text));
    let requested = BTreeSet::from([requested.to_owned()]);
    let format = Format::named("prometheus").unwrap();
    let (values, faults) = read(&source, format, &config, &requested);
    assert!(faults.is_empty(), "{text}: {faults:?}");
    let series = values.names().flat_map(|name| {
        let reading = values.get(name).unwrap();
        reading.series.iter().map(move |series| {
            let labels: Vec<_> = series
                .labels
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let value = match &series.value {
                Ok(value) => value.to_string(),
                Err(cause) => cause.name().to_owned(),
            };
            (
                name.to_owned(),
                format!("{value} {}", labels.join(","))
                    .trim_end()
                    .to_owned(),
            )
        })
    });
    series.collect()
}

/// Prometheus 3 quotes names that contain anything but letters, digits and underscores.
#[test]
fn names_and_labels_in_quotes_are_read() {
    for (text, name, value) in [
        ("{\"team.size\"} 21\n", "team.size", "21"),
        (
            "{\"team.size\",module=\"x\"} 21\n",
            "team.size",
            "21 module=x",
        ),
        ("x{\"my.label\"=\"y\"} 1\n", "x", "1 my.label=y"),
        ("x{a=\"q\\\"}\",} 1\n", "x", "1 a=q\"}"),
    ] {
        assert_eq!(
            exposed(text, "", "x"),
            [(name.to_owned(), value.to_owned())],
            "{text}"
        );
    }
}

#[test]
fn a_requested_metric_is_recognised_by_its_name_with_underscores() {
    let found = exposed("team_size 21\n", "", "team.size");
    assert_eq!(found, [("team.size".to_owned(), "21".to_owned())]);
}

#[test]
fn the_unit_suffix_of_a_sample_is_its_unit() {
    let settings = "[metrics.lat_seconds]\nunit = \"ms\"\n";
    for (text, value) in [
        ("lat_seconds 0.6\n", "0.6s"),
        ("lat_seconds NaN\n", "non-finite"),
        ("lat_seconds +Inf\n", "non-finite"),
    ] {
        assert_eq!(
            exposed(text, settings, "x"),
            [("lat_seconds".to_owned(), value.to_owned())],
            "{text}"
        );
    }
    let total = exposed("cpu_seconds_total 3\n", "", "x");
    assert_eq!(total, [("cpu_seconds_total".to_owned(), "3s".to_owned())]);
    let other = exposed(
        "size_bytes 3\n",
        "[metrics.size_bytes]\nunit = \"s\"\n",
        "x",
    );
    assert_eq!(other, [("size_bytes".to_owned(), "3B".to_owned())]);
}

#[test]
fn text_after_the_end_is_ignored_and_a_histogram_is_not_a_number() {
    let found = exposed("x 1\nh {count:2,sum:3} 1\n# EOF\nx 2\n", "", "x");
    assert_eq!(found, [("x".to_owned(), "1".to_owned())]);
}
