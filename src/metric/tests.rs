use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;

use super::*;
use crate::config::Config;
use crate::source::Source;
use crate::store::Place;
use crate::trigger::end_of;
use crate::trigger::value::Reading;

/// What is known on `day` of `metric` by `settings`: at noon of that day, or at its end if it `is_past`.
pub(super) fn reading(
    root: &Path,
    settings: &str,
    metric: &str,
    day: NaiveDate,
    is_past: bool,
) -> Reading {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty(), "{faults:?}");
    let (plan, faults) = Plan::of(&config);
    assert!(faults.is_empty(), "{faults:?}");
    let place = Place {
        dir: root.to_owned(),
        root: root.to_owned(),
    };
    let log = Log::load(place).unwrap();
    let noon = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
    let [now, latest] = match is_past {
        true => [end_of(day); 2],
        false => [noon, noon + TimeDelta::minutes(5)],
    };
    let scope = Scope {
        log: &log,
        today: day,
        now,
        latest,
        is_past,
        every: None,
        servers: &Servers::default(),
    };
    let values = plan.measure(&scope, [(metric, None)]).values;
    values.get(metric).expect("a source for the metric").clone()
}

/// The values of `metric` as text, preceded by their labels, or the error.
pub(super) fn measured(root: &Path, settings: &str, metric: &str) -> Result<Vec<String>, String> {
    let day = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    let reading = reading(root, settings, metric, day, false);
    if let Some(fault) = &reading.fault {
        return Err(fault.clone());
    }
    let show = |series: &Series| {
        let labels: Vec<_> = series.labels.iter().map(|(_, value)| value).collect();
        let value = match &series.value {
            Ok(value) => value.to_string(),
            Err(cause) => format!("{cause:?}"),
        };
        [labels.as_slice(), &[value.as_str()]].concat().join(" ")
    };
    Ok(reading.series.iter().map(show).collect())
}

/// The values that `source` measures in `root`.
pub(super) fn measured_by(root: &Path, source: &str) -> Result<Vec<String>, String> {
    measured(
        root,
        &format!("[metrics.m]\nsource = {{ {source} }}\n"),
        "m",
    )
}

fn faults(settings: &str) -> Vec<(String, String, Option<String>)> {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty(), "{faults:?}");
    let (_, faults) = Plan::of(&config);
    let show = |fault: crate::diagnostic::Diagnostic| {
        let place = fault.source.slice(&fault.span).to_owned();
        (place, fault.message, fault.help)
    };
    faults.into_iter().map(show).collect()
}

#[test]
fn an_invalid_source_is_reported_before_measuring() {
    let cases = [
        (
            "depndency = 'x'",
            "depndency",
            "`depndency` is not a kind of source",
            "did you mean `dependency`?",
        ),
        (
            "git = 'comitters'",
            "'comitters'",
            "`git` must be one of \"committers\", \"commits\", \"tags\", \"age\"",
            "did you mean \"committers\"?",
        ),
        (
            "git = 'commits', windw = '9d'",
            "windw",
            "unknown key `windw`",
            "did you mean `window`?",
        ),
        (
            "git = 'commits', window = '36h'",
            "'36h'",
            "`window` must be a whole number of days",
            "write days or weeks, such as \"90d\"",
        ),
        (
            "git = 'commits', window = '90'",
            "'90'",
            "`window`: this is not a duration",
            "write a number and a unit of time, such as `90d` or `2w`",
        ),
        (
            "git = 'age', path = '../x'",
            "'../x'",
            "`../x` is outside the repository",
            "write a path relative to the repository root, such as \"src/**\"",
        ),
        (
            "code = 'lines', language = ['Rust', 'Rusty']",
            "'Rusty'",
            "unknown language `Rusty`",
            "did you mean \"Rust\"?",
        ),
        (
            "dependency = '*'",
            "'*'",
            "`*` has no single version",
            "name a package, or add `measure = \"count\"`",
        ),
        (
            "dependency = 'x', lockfile = '/etc/Cargo.lock'",
            "'/etc/Cargo.lock'",
            "`/etc/Cargo.lock` is outside the repository",
            "write a path relative to the repository root",
        ),
    ];
    for (source, place, message, help) in cases {
        let wanted = (place.to_owned(), message.to_owned(), Some(help.to_owned()));
        let settings = format!("[metrics.m]\nsource = {{ {source} }}\n");
        assert_eq!(faults(&settings), [wanted], "{source}");
    }
}

#[test]
fn a_source_has_one_kind() {
    assert_eq!(faults("[metrics.m]\nsource = {}").len(), 1);
    let two = faults("[metrics.m]\nsource = { git = 'age', code = 'lines' }");
    assert_eq!(
        two[0].1,
        "a source has only one kind; `code` is a second one"
    );
}

#[test]
fn a_declared_unit_that_differs_from_the_sources_is_a_fault() {
    let settings = "[metrics.m]\nunit = 's'\nsource = { code = 'lines' }\n";
    let wanted = (
        "'s'".to_owned(),
        "the unit of the source `code` is count, not s".to_owned(),
        Some("write unit = \"count\"".to_owned()),
    );
    assert_eq!(faults(settings), [wanted]);
    let week = "[metrics.m]\nunit = 'w'\nsource = { git = 'age' }\n";
    assert!(faults(week).is_empty(), "a time is a time");
}

#[test]
fn only_requested_metrics_are_measured() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("a.rs"), "fn a() {}\n\n// no code\n").unwrap();
    let settings = "
        [metrics.lines]
        source = { code = 'lines' }
        [metrics.age]
        source = { git = 'age' }
        [metrics.supplied]
        unit = 'count'
    ";
    let (config, _) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    let (plan, _) = Plan::of(&config);
    let place = Place {
        dir: root.path().to_owned(),
        root: root.path().to_owned(),
    };
    let scope = Scope {
        log: &Log::of(place, Vec::new()),
        today: NaiveDate::MAX,
        now: DateTime::UNIX_EPOCH,
        latest: DateTime::UNIX_EPOCH,
        is_past: false,
        every: None,
        servers: &Servers::default(),
    };
    let values = plan
        .measure(
            &scope,
            ["lines", "supplied", "unheard-of", "lines"].map(|metric| (metric, None)),
        )
        .values;
    assert_eq!(values.names().collect::<Vec<_>>(), ["lines"]);
    let series = &values.get("lines").unwrap().series;
    assert_eq!((series.len(), &*series[0].source), (1, "code"));
}

#[test]
fn every_kind_explains_itself_and_its_example_is_valid() {
    let mut names = BTreeSet::new();
    for kind in KINDS {
        assert!(names.insert(kind.name), "{} twice", kind.name);
        let example = kind.explain.split("```toml\n").nth(1).unwrap();
        let example = example.split("```").next().unwrap();
        let settings = format!("[metrics.m]\n{example}");
        assert_eq!(faults(&settings), [], "{}", kind.name);
    }
}

#[test]
fn conditions_use_the_unit_of_the_declaration_or_the_source() {
    let settings = "
        [metrics.share]
        unit = 'ratio'
        range = [0.5, inf]
        max_age = '2d'
        [metrics.age]
        source = { git = 'age' }
        [metrics.free]
        description = 'anything'
    ";
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", settings)));
    assert!(faults.is_empty(), "{faults:?}");
    let declarations = Plan::of(&config).0.declarations();
    let share = declarations.get("share").unwrap();
    assert_eq!(share.unit, Some(DeclaredUnit::RATIO));
    let (min, max) = share.range.unwrap();
    assert_eq!(
        (min.to_string().as_str(), max),
        ("0.5", rust_decimal::Decimal::MAX)
    );
    assert_eq!(share.max_age.map(|age| age.as_secs()), Some(172_800));
    assert_eq!(declarations.unit("age"), DeclaredUnit::parse("d").ok());
    assert_eq!(declarations.unit("free"), None);
    assert_eq!(
        declarations.unit("dependency.x"),
        Some(DeclaredUnit::Version)
    );
}

mod code_kind {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }

    fn shop() -> tempfile::TempDir {
        let root = tree(&[
            (
                "src/orders/a.rs",
                "/// ```\n/// doc();\n/// ```\nfn a() {}\n\n// comment\nfn b() {}\n",
            ),
            ("src/stock/c.rs", "fn c() {}\n"),
            ("src/lib.rs", "mod orders;\nmod stock;\n\n"),
            ("web/app.js", "let x = 1;\n"),
            ("README.md", "# Shop\n\n```rust\nfn example() {}\n```\n"),
            ("target/generated.rs", "fn g() {}\n"),
            (".gitignore", "target/\n"),
        ]);
        std::fs::create_dir(root.path().join(".git")).unwrap();
        root
    }

    #[test]
    fn lines_of_code_are_counted_by_language_path_and_folder() {
        let root = shop();
        let cases: [(&str, &[&str]); 9] = [
            ("code = 'lines'", &["6"]),
            ("code = 'lines', language = 'rust'", &["5"]),
            ("code = 'lines', path = 'src/*/**'", &["3"]),
            ("code = 'lines', path = ['src/stock', 'web']", &["2"]),
            ("code = 'files'", &["5"]),
            ("code = 'files', path = 'src/**', language = 'go'", &["0"]),
            (
                "code = 'lines', by = 'language'",
                &["JavaScript 1", "Markdown 0", "Rust 5"],
            ),
            (
                "code = 'lines', path = 'src/**', by = 'folder'",
                &["src 2", "src/orders 2", "src/stock 1"],
            ),
            ("code = 'longest-file'", &["src/orders/a.rs 7"]),
        ];
        for (source, wanted) in cases {
            let wanted: Vec<_> = wanted.iter().map(|&text| text.to_owned()).collect();
            assert_eq!(measured_by(root.path(), source), Ok(wanted), "{source}");
        }
        let renamed = measured_by(root.path(), "code = 'lines', path = 'scr/**'");
        assert_eq!(renamed, Err("code: no file matches `scr/**`".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_is_not_followed() {
        let outside = tree(&[("secret.rs", "fn s() {}\n")]);
        let root = tree(&[("a.rs", "fn a() {}\n")]);
        std::os::unix::fs::symlink(outside.path(), root.path().join("linked")).unwrap();
        let file = outside.path().join("secret.rs");
        std::os::unix::fs::symlink(file, root.path().join("b.rs")).unwrap();
        let lines = measured_by(root.path(), "code = 'lines'");
        assert_eq!(lines, Ok(vec!["1".to_owned()]));
    }
}

#[test]
fn a_window_is_divided_into_steps_without_gaps() {
    let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
    let step = |window: Duration, gap: Option<Duration>| Lookback::over(window, gap).step;
    assert_eq!(step(minutes(240), None), minutes(1));
    assert_eq!(step(minutes(240), Some(minutes(1))), minutes(1) / 2);
    assert_eq!(step(minutes(1), None), Duration::from_secs(1));
    let year = minutes(365 * 24 * 60);
    assert_eq!(step(year, Some(minutes(1))), year / 10_000);
    let both = Lookback::over(minutes(240), Some(minutes(1))).and(Lookback::over(year, None));
    assert_eq!((both.window, both.step), (year, year / 10_000));
}
