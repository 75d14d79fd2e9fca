//! The values that triggers lack: as a question each, and as a TOML file to fill in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::{counted, human};
use crate::check::lacking::Lacking;
use crate::source::printable;

/// `team.size in count, last 17 on 2026-08-30, 84 days ago`.
pub fn question(lacking: &Lacking, now: DateTime<Utc>) -> String {
    let mut text = lacking.metric.clone();
    if !lacking.labels.is_empty() {
        text.push_str(&human::label_text(&lacking.labels));
    }
    text.push_str(&details(lacking, now));
    printable(&text).into_owned()
}

/// ` in count, last 17 on 2026-08-30, 84 days ago`.
fn details(lacking: &Lacking, now: DateTime<Utc>) -> String {
    let mut text = match (lacking.unit, lacking.example()) {
        (Some(unit), _) => format!(" in {unit}"),
        (None, Some(example)) => format!(", such as {example}"),
        (None, None) => String::new(),
    };
    match &lacking.last {
        Some((value, at)) => {
            let days = (now - *at).num_days();
            let days = counted(usize::try_from(days).unwrap_or(0), "day");
            let _ = write!(text, ", last {value} on {}, {days} ago", at.date_naive());
        }
        None => text.push_str(", never recorded"),
    }
    text
}

/// `all` as a TOML file in which the lines to fill in are commented out.
pub fn toml(all: &[Lacking], today: NaiveDate, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "# Values that triggers lack on {today}. Fill in what you know, remove the `#` before it, and run\n\
         # `adr observe --metrics FILE`, or `adr check --metrics FILE` to try it.\n"
    );
    let mut by_metric: BTreeMap<&str, Vec<&Lacking>> = BTreeMap::new();
    for lacking in all {
        by_metric.entry(&lacking.metric).or_default().push(lacking);
    }
    let names: Vec<&str> = by_metric.keys().copied().collect();
    for (metric, series) in &by_metric {
        let name = key(metric, &names);
        let used_by = series.first().map(|first| first.used_by.join(", "));
        let used_by = used_by.unwrap_or_default();
        let _ = writeln!(text, "\n# used by {}", printable(&used_by));
        match series.as_slice() {
            [single] if single.labels.is_empty() => {
                let details = details(single, now);
                let details = details.trim_start_matches([',', ' ']);
                let _ = writeln!(text, "#{name} = \"\"  # {}", printable(details));
            }
            several => {
                let _ = writeln!(text, "#{name} = [");
                for lacking in several {
                    let details = details(lacking, now);
                    let details = details.trim_start_matches([',', ' ']);
                    let _ = writeln!(
                        text,
                        "#  {{ labels = {{ {} }}, value = \"\" }},  # {}",
                        labels(lacking),
                        printable(details)
                    );
                }
                let _ = writeln!(text, "#]");
            }
        }
    }
    text
}

/// `metric` as a key; quoted where it is also the beginning of another name, which TOML would not allow.
fn key(metric: &str, names: &[&str]) -> String {
    let is_prefix = |of: &str, name: &str| {
        let rest = name.strip_prefix(of);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let clashes = |other: &&&str| is_prefix(metric, other) || is_prefix(other, metric);
    match names.iter().any(|other| clashes(&other)) {
        true => format!("\"{metric}\""),
        false => metric.to_owned(),
    }
}

/// The labels as the inside of an inline table.
fn labels(lacking: &Lacking) -> String {
    let pairs = lacking.labels.iter().map(|(name, value)| {
        // A string of JSON is one of TOML, too, and stays on its line.
        let (name, value) = (Value::from(name), Value::from(value));
        format!("{name} = {value}")
    });
    let pairs: Vec<_> = pairs.collect();
    printable(&pairs.join(", ")).into_owned()
}
