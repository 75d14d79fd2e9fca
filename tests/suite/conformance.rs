//! `docs/triggers.md` row by row: every case in its tables evaluates to the state and the exit code given
//! there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use adr::check::{Check, DecisionInput, Standing, TriggerInput, Verdict, check};
use adr::config::Config;
use adr::log::Log;
use adr::metric::observation::{self, File};
use adr::metric::{self, Plan, Servers, flag};
use adr::record::Revisit;
use adr::source::{Source, Spanned};
use adr::store::Place;
use adr::trigger::Scope;
use adr::trigger::value::{Reading, Values};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

const TODAY: &str = "2026-11-22";

/// A row: its cells by column name, and its line number.
struct Row {
    line: usize,
    cells: BTreeMap<String, String>,
}

impl Row {
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The parts of a cell separated by line breaks, without code markup.
    fn parts(&self, column: &str) -> Vec<String> {
        let parts = self.cell(column).split("<br>");
        parts
            .map(|part| part.trim_matches('`').to_owned())
            .collect()
    }
}

/// The rows of every table in `page` with the columns `condition` and `state`.
fn rows(page: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    for (line, text) in page.lines().enumerate() {
        let Some(cells) = text
            .strip_prefix("| ")
            .and_then(|text| text.strip_suffix(" |"))
        else {
            if !text.starts_with("|---") {
                columns.clear();
            }
            continue;
        };
        let cells: Vec<String> = cells
            .split(" | ")
            .map(|cell| cell.trim().to_owned())
            .collect();
        if columns.is_empty() {
            columns = cells;
        } else if columns.iter().any(|column| column == "condition") {
            assert_eq!(cells.len(), columns.len(), "line {}: {text}", line + 1);
            let cells = columns.iter().cloned().zip(cells).collect();
            rows.push(Row {
                line: line + 1,
                cells,
            });
        }
    }
    rows
}

/// Settings that declare each metric, written as `x: ms, max_age 7d, range 0..100`.
fn settings(declared: &str) -> Config {
    parsed(&declarations(declared))
}

/// Settings in which the metric `x` counts the rows of `events.csv`.
fn settings_for_rows(row: &Row) -> Config {
    let by = match row.cell("by") {
        "" => String::new(),
        label => format!(", by = \"{label}\""),
    };
    let window = row.cell("window");
    parsed(&format!(
        "[metrics.x]\nsource = {{ file = \"events.csv\", count = \"rows\", window = \"{window}\"{by} }}\n"
    ))
}

fn parsed(toml: &str) -> Config {
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", toml)));
    assert!(faults.is_empty(), "{toml}: {faults:?}");
    config
}

fn declarations(declared: &str) -> String {
    let mut toml = String::new();
    for entry in declared
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let (name, rest) = entry.split_once(": ").unwrap();
        let mut words = rest.split(", ");
        let unit = words.next().unwrap();
        toml += &format!("[metrics.\"{name}\"]\nunit = \"{unit}\"\n");
        for word in words {
            let (key, value) = word.split_once(' ').unwrap();
            toml += &match value.split_once("..") {
                Some((least, greatest)) => format!("{key} = [{least}, {greatest}]\n"),
                None => format!("{key} = \"{value}\"\n"),
            };
        }
    }
    toml
}

/// What the source of the metric `x` measures if `events.csv` has the rows of `row`.
fn measured(row: &Row, config: &Config) -> Values {
    let folder = tempfile::tempdir().unwrap();
    let events = row.cell("rows").trim_matches('`').split("; ");
    let events = events.filter(|event| !event.is_empty());
    let lines = events.map(|event| event.replace(' ', ",") + "\n");
    let text = "at,m\n".to_owned() + &lines.collect::<String>();
    fs::write(folder.path().join("events.csv"), text).unwrap();
    let place = Place {
        dir: folder.path().to_owned(),
        root: folder.path().to_owned(),
    };
    let today: NaiveDate = TODAY.parse().unwrap();
    let scope = metric::Scope {
        log: &Log::of(place, Vec::new()),
        today,
        now: start_of(TODAY),
        latest: end_of(today),
        is_past: false,
        every: None,
        servers: &Servers::default(),
    };
    Plan::of(config).0.measure(&scope, [("x", None)]).values
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(23, 59, 59).unwrap().and_utc()
}

fn start_of(day: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().unwrap();
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The values in `supplied`: current ones, and observations passed through their files.
fn values(supplied: &str, config: &Config) -> Values {
    let entries = supplied.split("; ").filter(|entry| !entry.is_empty());
    let (past, now): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.contains(" @"));
    let mut names = BTreeSet::new();
    let mut files = Vec::new();
    for entry in past {
        let (value, day) = entry.split_once(" @").unwrap();
        let (mut values, faults) = flag::read([value], config);
        assert!(faults.is_empty(), "{entry}: {faults:?}");
        names.extend(values.names().map(str::to_owned));
        for series in values.series_mut() {
            series.at = Some(start_of(day));
        }
        let file = File::of(&values, start_of(TODAY), false).unwrap();
        files.push(Ok(Arc::new(Source::new(file.path, file.text))));
    }
    let mut values = observation::read(files, &names).values;
    let (failed, given): (Vec<_>, Vec<_>) =
        now.into_iter().partition(|entry| entry.ends_with("=!"));
    let (given, faults) = flag::read(given, config);
    assert!(faults.is_empty(), "{supplied}: {faults:?}");
    values.supply_all(given);
    for entry in failed {
        let reading = Reading {
            fault: Some("connection refused".to_owned()),
            ..Reading::default()
        };
        values.supply(entry.trim_end_matches("=!"), reading);
    }
    values
}

fn verdicts(row: &Row) -> Check {
    let today = Some(row.cell("today"))
        .filter(|day| !day.is_empty())
        .unwrap_or(TODAY);
    let today: NaiveDate = today.parse().unwrap();
    let counts_rows = row.cells.contains_key("rows");
    let config = match counts_rows {
        true => settings_for_rows(row),
        false => settings(&row.parts("declared").join("; ")),
    };
    let values = match counts_rows {
        true => measured(row, &config),
        false => values(&row.parts("values").join("; "), &config),
    };
    let snoozed = row.cell("snoozed until");
    let decided = row.cell("decided");
    let decided: Option<NaiveDate> = (!decided.is_empty()).then(|| decided.parse().unwrap());
    let conditions = row.parts("condition").into_iter();
    let triggers = conditions.map(|when| {
        let written = Revisit {
            id: "a".to_owned(),
            when: placeless(when),
            note: None,
            snoozed_until: (!snoozed.is_empty()).then(|| placeless(snoozed.parse().unwrap())),
            snooze_reason: None,
            span: 0..0,
        };
        TriggerInput::of(&Arc::new(written), decided)
    });
    let decision = DecisionInput {
        is_foreign: false,
        pattern: None,
        number: Some(1),
        title: "Row".to_owned(),
        source: Arc::new(Source::new("0001-row.md", "")),
        status: "accepted",
        invalid: false,
        triggers: triggers.collect(),
    };
    let plan = Plan::of(&config).0;
    let declarations = plan.declarations();
    let scope = Scope {
        today,
        now: today.and_time(NaiveTime::MIN).and_utc(),
        latest: end_of(today),
        sprint: config.sprint,
        declarations: &declarations,
    };
    check(vec![decision], &values, &scope)
}

fn placeless<T>(value: T) -> Spanned<T> {
    Spanned { value, span: 0..0 }
}

/// `fired`, `unknown no-value`, `invalid missing-unit`.
fn states(check: &Check) -> Vec<String> {
    let triggers = check.decisions.iter().flat_map(|found| &found.triggers);
    let state = |found: &adr::check::TriggerVerdict| match (found.standing(), &found.verdict) {
        (Standing::Invalid, Verdict::Invalid(error)) => format!("invalid {}", error.fault.name()),
        (Standing::Active(state), _) => match state.cause() {
            Some(cause) => format!("unknown {}", cause.name()),
            None => state.name().to_owned(),
        },
        (standing, _) => standing.name().to_owned(),
    };
    triggers.map(state).collect()
}

#[test]
fn every_row_of_triggers_md_is_correct() {
    let rows = rows(&fs::read_to_string("docs/triggers.md").unwrap());
    let mut faults = Vec::new();
    for row in &rows {
        let found = verdicts(row);
        let mut expect = |what: &str, found: String| {
            let expected = row.parts(what).join("; ");
            if expected != found {
                faults.push(format!(
                    "line {}: {what} is {found}, not {expected}",
                    row.line
                ));
            }
        };
        expect("state", states(&found).join("; "));
        expect("exit", found.tally().exit_code(false).to_string());
        if row.cells.contains_key("strict") {
            expect("strict", found.tally().exit_code(true).to_string());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{} rows of docs/triggers.md hold", rows.len());
    assert!(rows.len() >= 150);
}

#[test]
fn every_whole_percentage_is_correct() {
    let config = settings("x: ratio, range 0..100");
    let plan = Plan::of(&config).0;
    let declarations = plan.declarations();
    let today: NaiveDate = TODAY.parse().unwrap();
    for percent in 1..=10_000_u32 {
        let fraction = format!("x={}.{:02}", percent / 100, percent % 100);
        let (values, faults) = flag::read([fraction.as_str()], &config);
        assert!(faults.is_empty());
        let scope = Scope {
            today,
            now: start_of(TODAY),
            latest: start_of(TODAY),
            sprint: config.sprint,
            declarations: &declarations,
        };
        for (condition, expected) in [
            (format!("x = {percent}%"), true),
            (format!("x >= {percent}%"), true),
            (format!("x > {percent}%"), false),
            (format!("x < {percent}%"), false),
            (format!("x > {}%", percent - 1), true),
        ] {
            let expr = adr::trigger::parse(&condition).unwrap();
            let state = adr::trigger::evaluate(&expr, &values, &scope).state;
            assert_eq!(state.name() == "fired", expected, "{fraction}: {condition}");
        }
    }
}
