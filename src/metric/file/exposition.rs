//! The text in which programs show their metrics: Prometheus' text format 0.0.4, and OpenMetrics 1.0, which ends
//! in `# EOF` and has times in seconds.
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Entry, Format, Sheet};
use crate::config::is_metric_name;
use crate::quantity::DeclaredUnit;
use crate::source::{Span, Spanned};
use crate::trigger::value::Labels;

/// The format.
pub const PROMETHEUS: Format = Format {
    name: "prometheus",
    extensions: &["prom", "txt"],
    read,
};

const SHAPE: &str = "write `name{label=\"value\"} 0.47`, and a time behind it where there is one";

/// Units by the ending of a name, as Prometheus recommends them.
const SUFFIXES: [(&str, &str); 10] = [
    ("_nanoseconds", "ns"),
    ("_microseconds", "us"),
    ("_milliseconds", "ms"),
    ("_seconds", "s"),
    ("_minutes", "min"),
    ("_hours", "h"),
    ("_days", "d"),
    ("_bytes", "B"),
    ("_ratio", "ratio"),
    ("_percent", "%"),
];

/// The unit that a sample's name ends in, before the words by which counters and histograms name their parts.
fn unit_of(name: &str) -> Option<&'static str> {
    let bare = ["_total", "_sum"]
        .iter()
        .find_map(|part| name.strip_suffix(part));
    let bare = bare.unwrap_or(name);
    let found = SUFFIXES.iter().find(|(suffix, _)| bare.ends_with(suffix));
    found.map(|(_, unit)| *unit)
}

fn read(sheet: &mut Sheet<'_>, text: &str) {
    let is_open_metrics = text.lines().any(|line| line.trim_end() == "# EOF");
    let declared = declared(sheet);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        match sample(bare, is_open_metrics) {
            Some(sample) => add(sheet, &declared, sample, span),
            None => *sheet.fault(span, "this is no sample") = Some(SHAPE.to_owned()),
        }
    }
}

struct Sample<'t> {
    name: &'t str,
    labels: Labels,
    value: &'t str,
    at: Option<DateTime<Utc>>,
}

fn sample(line: &str, is_open_metrics: bool) -> Option<Sample<'_>> {
    let end = line.find(|c: char| c == '{' || c.is_whitespace())?;
    let (name, rest) = line.split_at(end);
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (Labels::new(), rest),
    };
    // An exemplar of OpenMetrics says nothing of the value.
    let rest = rest.split(" # ").next()?;
    let mut words = rest.split_whitespace();
    let value = words.next()?;
    let at = match words.next() {
        None => None,
        Some(time) if is_open_metrics => Some(instant(time.parse::<f64>().ok()? * 1000.0)?),
        Some(time) => Some(DateTime::from_timestamp_millis(time.parse().ok()?)?),
    };
    let is_name = !name.is_empty() && words.next().is_none();
    is_name.then_some(Sample {
        name,
        labels,
        value,
        at,
    })
}

fn instant(millis: f64) -> Option<DateTime<Utc>> {
    let is_sane = millis.is_finite() && millis.abs() < 1e15;
    is_sane
        .then(|| DateTime::from_timestamp_millis(millis.round() as i64))
        .flatten()
}

/// The labels behind `{`, and what follows the `}`.
fn labels(text: &str) -> Option<(Labels, &str)> {
    let mut labels = Labels::new();
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (name, value) = rest.split_once('=')?;
        let is_name = |name: &str| {
            let mut letters = name.chars();
            letters.all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty()
        };
        if !is_name(name.trim()) {
            return None;
        }
        let mut value = value.trim_start().strip_prefix('"')?.char_indices();
        let mut text = String::new();
        let quoted = rest.get(rest.find('"')? + 1..)?;
        let end = loop {
            match value.next()? {
                (at, '"') => break at,
                (_, '\\') => text.push(match value.next()?.1 {
                    'n' => '\n',
                    other => other,
                }),
                (_, other) => text.push(other),
            }
        };
        if labels.insert(name.trim().to_owned(), text).is_some() {
            return None;
        }
        rest = quoted.get(end + 1..)?.trim_start();
        rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    }
}

/// The declared metrics by how their names are written here: `team.size` as `team_size`.
fn declared(sheet: &Sheet<'_>) -> BTreeMap<String, Vec<String>> {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in sheet.config.metrics.keys() {
        let written = name.replace(['.', '-'], "_");
        declared.entry(written).or_default().push(name.clone());
    }
    declared
}

/// Adds `sample` to the declared metric that it means, else to one of its own name.
fn add(
    sheet: &mut Sheet<'_>,
    declared: &BTreeMap<String, Vec<String>>,
    sample: Sample<'_>,
    span: Span,
) {
    let meant = declared.get(sample.name).map_or(&[][..], Vec::as_slice);
    let name = match meant {
        [] if !is_metric_name(sample.name) => return,
        [] => sample.name,
        [one] => one,
        several => {
            let message = format!("`{}` could be {}", sample.name, several.join(" or "));
            *sheet.fault(span, message) = Some("give one of the metrics another name".to_owned());
            return;
        }
    };
    // The suffix is the sample's unit, whatever unit its metric is declared in.
    let is_number = sample.value.parse::<f64>().is_ok_and(f64::is_finite);
    let value = match unit_of(sample.name).filter(|_| is_number) {
        Some("ratio") => share(sample.value),
        Some(unit) => format!("{}{unit}", sample.value),
        None => sample.value.to_owned(),
    };
    let metric = Spanned {
        value: name.to_owned(),
        span: span.clone(),
    };
    sheet.open(&metric);
    sheet.add(
        &metric.value,
        Entry {
            labels: sample.labels,
            value: Spanned { value, span },
            at: sample.at,
        },
    );
}

/// A fraction as a share; what is no number stays as it is.
fn share(text: &str) -> String {
    let read = DeclaredUnit::RATIO.parse_value(text);
    read.map_or_else(|_| text.to_owned(), |value| value.to_string())
}
