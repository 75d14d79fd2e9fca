//! The text in which programs show their metrics: Prometheus' text format 0.0.4, and OpenMetrics 1.0, which ends
//! in `# EOF` and has times in seconds.
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
        if is_open_metrics && bare == "# EOF" {
            break;
        }
        // A native histogram is no number.
        if bare.is_empty() || bare.starts_with('#') || bare.contains("{count:") {
            continue;
        }
        match sample(bare, is_open_metrics) {
            Some(sample) => add(sheet, &declared, sample, span),
            None => *sheet.fault(span, "this is no sample") = Some(SHAPE.to_owned()),
        }
    }
}

struct Sample<'t> {
    name: Cow<'t, str>,
    labels: Labels,
    value: &'t str,
    at: Option<DateTime<Utc>>,
}

fn sample(line: &str, is_open_metrics: bool) -> Option<Sample<'_>> {
    let end = line.find(|c: char| c == '{' || c.is_whitespace())?;
    let (name, rest) = line.split_at(end);
    let (braced, rest) = match rest.strip_prefix('{') {
        Some(rest) => braced(rest)?,
        None => (Braced::default(), rest),
    };
    let (name, labels) = match (name, braced.name) {
        ("", Some(quoted)) => (Cow::Owned(quoted), braced.labels),
        (name, None) => (Cow::Borrowed(name), braced.labels),
        _ => return None,
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

/// What stands in braces: labels, and in the syntax of Prometheus 3 the name, quoted, where it is not of letters alone.
#[derive(Default)]
struct Braced {
    name: Option<String>,
    labels: Labels,
}

/// What stands in the braces that `text` begins in, and what follows them.
fn braced(text: &str) -> Option<(Braced, &str)> {
    let mut braced = Braced::default();
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix('}') {
            return Some((braced, after));
        }
        let (name, after, is_quoted) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let (name, after) = unquoted(quoted)?;
                (name, after, true)
            }
            None => {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
                (rest.get(..end)?.to_owned(), rest.get(end..)?, false)
            }
        };
        rest = after.trim_start();
        match rest.strip_prefix('=') {
            Some(value) if !name.is_empty() => {
                let (value, after) = unquoted(value.trim_start().strip_prefix('"')?)?;
                rest = after.trim_start();
                if braced.labels.insert(name, value).is_some() {
                    return None;
                }
            }
            None if is_quoted && braced.name.is_none() => braced.name = Some(name),
            _ => return None,
        }
        rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    }
}

/// The text up to the quotation mark that ends it, its escapes resolved, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut characters = text.char_indices();
    let mut plain = String::new();
    loop {
        match characters.next()? {
            (at, '"') => return Some((plain, text.get(at + 1..)?)),
            (_, '\\') => plain.push(match characters.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            (_, other) => plain.push(other),
        }
    }
}

/// The declared metrics by how their names are written here: `team.size` as `team_size`.
fn declared(sheet: &Sheet<'_>) -> BTreeMap<String, Vec<String>> {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let declared_names = sheet.config.metrics.keys();
    let names: BTreeSet<&String> = declared_names.chain(sheet.asked).collect();
    for name in names {
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
    let meant = declared.get(&*sample.name).map_or(&[][..], Vec::as_slice);
    let name = match meant {
        [] if !is_metric_name(&sample.name) => return,
        [] => &*sample.name,
        [one] => one,
        several => {
            let message = format!("`{}` could be {}", sample.name, several.join(" or "));
            *sheet.fault(span, message) = Some("give one of the metrics another name".to_owned());
            return;
        }
    };
    // The suffix is the sample's unit, whatever unit its metric is declared in.
    let is_number = sample.value.parse::<f64>().is_ok_and(f64::is_finite);
    let value = match unit_of(&sample.name).filter(|_| is_number) {
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
