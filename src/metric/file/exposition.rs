//! The exposition formats of Prometheus: text format 0.0.4, and OpenMetrics 1.0, which ends with `# EOF` and
//! has timestamps in seconds.
//! <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Entry, Format, ReadingsBuilder};
use crate::config::is_metric_name;
use crate::quantity::DeclaredUnit;
use crate::source::{Span, Spanned};
use crate::trigger::value::Labels;

/// The format.
pub const PROMETHEUS: Format = Format {
    name: "prometheus",
    extensions: &["prom", "txt"],
    renames: true,
    read,
};

const SHAPE: &str = "write `name{label=\"value\"} 0.47`, and optionally a time after it";

/// Units by name suffix, as recommended by Prometheus.
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

/// The unit at the end of a sample's name, before the suffixes that counters and histograms add.
fn unit_of(name: &str) -> Option<&'static str> {
    let bare = ["_total", "_sum"]
        .iter()
        .find_map(|part| name.strip_suffix(part));
    let bare = bare.unwrap_or(name);
    let found = SUFFIXES.iter().find(|(suffix, _)| bare.ends_with(suffix));
    found.map(|(_, unit)| *unit)
}

/// A metric's name without exporter suffixes: `team.size`, `team-size`, `team_size` and `team_size_total` are
/// all equal, and so are names that differ only in a unit suffix.
pub fn bare_name(name: &str) -> String {
    let name = name.to_lowercase().replace(['.', '-'], "_");
    let name = name.strip_suffix("_total").unwrap_or(&name);
    let mut units = SUFFIXES.iter();
    let bare = units.find_map(|(ending, _)| name.strip_suffix(ending));
    bare.unwrap_or(name).to_owned()
}

fn read(builder: &mut ReadingsBuilder<'_>, text: &str) {
    let is_open_metrics = text.lines().any(|line| line.trim_end() == "# EOF");
    let known = Known {
        names: declared(builder),
        counters: text.lines().filter_map(counter).collect(),
    };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = start..start + line.trim_end().len();
        start += line.len();
        let bare = line.trim();
        if is_open_metrics && bare == "# EOF" {
            break;
        }
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        // The value of a native histogram is an object, which is not a number.
        let (bare, is_histogram) = match bare.split_once("{count:") {
            Some((head, _)) => (Cow::Owned(format!("{head} NaN")), true),
            None => (Cow::Borrowed(bare), false),
        };
        match sample(&bare, is_open_metrics) {
            Some(sample) if is_histogram => refuse_histogram(builder, &known, &sample, span),
            Some(sample) => add(builder, &known, sample, span),
            None => *builder.fault(span, "this is not a sample") = Some(SHAPE.to_owned()),
        }
    }
}

/// The interpretation of names in the text.
struct Known<'t> {
    /// The metrics that are declared or requested, by their name in this format.
    names: BTreeMap<String, Vec<String>>,
    /// The families declared as counters.
    counters: BTreeSet<&'t str>,
}

/// The family that a line such as `# TYPE http_requests_total counter` declares as a counter.
fn counter(line: &str) -> Option<&str> {
    let mut words = line.strip_prefix("# TYPE ")?.split_whitespace();
    let name = words.next()?;
    (words.next() == Some("counter")).then(|| name.trim_end_matches("_total"))
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
    // An OpenMetrics exemplar does not affect the value.
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
        labels: labels.into(),
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

/// The contents of braces: labels, and in Prometheus 3 syntax the name, quoted if it contains special
/// characters.
#[derive(Default)]
struct Braced {
    name: Option<String>,
    labels: BTreeMap<String, String>,
}

/// Parses the braces at the start of `text`, and returns the rest.
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

/// The text up to the closing quotation mark, unescaped, and the rest.
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

/// The declared metrics by their name in this format: `team.size` as `team_size`.
fn declared(builder: &ReadingsBuilder<'_>) -> BTreeMap<String, Vec<String>> {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let declared_names = builder.config.metrics.keys();
    let names: BTreeSet<&String> = declared_names.chain(builder.requested).collect();
    for name in names {
        let written = name.replace(['.', '-'], "_");
        declared.entry(written).or_default().push(name.clone());
    }
    declared
}

impl Known<'_> {
    /// Opens the metric that a sample of `name` belongs to: a declared one, or one with the sample's own
    /// name. `None` if there is none.
    fn open(&self, builder: &mut ReadingsBuilder<'_>, name: &str, span: Span) -> Option<String> {
        let meant = self.names.get(name).map_or(&[][..], Vec::as_slice);
        let metric = match meant {
            [] if !is_metric_name(name) => return None,
            [] => name,
            [one] => one,
            several => {
                let message = format!("`{name}` could mean {}", several.join(" or "));
                *builder.fault(span, message) = Some("rename one of the metrics".to_owned());
                return None;
            }
        };
        let metric = Spanned {
            value: metric.to_owned(),
            span,
        };
        builder.open(&metric);
        Some(metric.value)
    }
}

fn refuse_histogram(
    builder: &mut ReadingsBuilder<'_>,
    known: &Known<'_>,
    sample: &Sample<'_>,
    span: Span,
) {
    if let Some(metric) = known.open(builder, &sample.name, span) {
        let why = format!("`{}` is a histogram, not a number", sample.name);
        builder.refuse(&metric, why);
    }
}

/// Adds `sample` to its metric.
fn add(builder: &mut ReadingsBuilder<'_>, known: &Known<'_>, sample: Sample<'_>, span: Span) {
    let Some(metric) = known.open(builder, &sample.name, span.clone()) else {
        return;
    };
    if let Some(note) = doubt(builder, known, &metric, &sample) {
        builder.note(&metric, note);
    }
    // The suffix gives the sample's unit, whatever unit its metric is declared in.
    let is_number = sample.value.parse::<f64>().is_ok_and(f64::is_finite);
    let value = match unit_of(&sample.name).filter(|_| is_number) {
        Some("ratio") => share(sample.value),
        Some(unit) => format!("{}{unit}", sample.value),
        None => sample.value.to_owned(),
    };
    builder.add(
        &metric,
        Entry {
            labels: sample.labels,
            value: Spanned { value, span },
            at: sample.at,
        },
    );
}

/// A warning for anyone who takes `sample` for a value of `metric`.
fn doubt(
    builder: &ReadingsBuilder<'_>,
    known: &Known<'_>,
    metric: &str,
    sample: &Sample<'_>,
) -> Option<String> {
    let name = &sample.name;
    if name.ends_with("_bucket") && sample.labels.get("le").is_some() {
        return Some(format!(
            "the buckets of `{name}` are cumulative: each includes the ones below it, so their sum is meaningless"
        ));
    }
    let family = name.trim_end_matches("_total");
    let is_counter = name.ends_with("_total") || known.counters.contains(family);
    let unit = builder.config.unit_of(metric).and_then(DeclaredUnit::unit);
    let is_rate = unit.is_some_and(|unit| unit.per.is_some());
    (is_counter && is_rate).then(|| {
        format!(
            "`{name}` is a counter, but `{metric}` is a rate: supply the result of rate({name}[…])"
        )
    })
}

/// A fraction as a percentage; anything that is not a number is unchanged.
fn share(text: &str) -> String {
    let read = DeclaredUnit::RATIO.parse_value(text);
    read.map_or_else(|_| text.to_owned(), |value| value.to_string())
}
