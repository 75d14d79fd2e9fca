//! `[metrics."NAME"]`: what a metric means, its unit, and the source that measures it.
//! The keys of a source are kept as written; the source kind interprets them.

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::fields::{Fields, Raw, Reader};
use crate::quantity::DeclaredUnit;
use crate::source::{Span, Spanned};

use super::value::{bound, duration, one_or_many, quantity_fault};

/// One declared metric.
#[derive(Debug, Clone)]
pub struct MetricDeclaration {
    /// The location of its name.
    pub name_span: Span,
    /// A description.
    pub description: Option<String>,
    /// The unit of values without a unit: `count`, `ratio`, `s`, `B/s`, `version` …
    pub unit: Option<Spanned<DeclaredUnit>>,
    /// The age beyond which a value is stale.
    pub max_age: Option<Duration>,
    /// The maximum distance between two observations for `for` to hold between them.
    pub max_gap: Option<Duration>,
    /// The labels of the required series.
    pub series: Vec<BTreeMap<String, String>>,
    /// The minimum number of series.
    pub min_series: Option<usize>,
    /// The possible values, in its unit.
    pub range: Option<Range>,
    /// The source that measures it.
    pub source: Option<SourceSpec>,
}

/// Values from `min` to `max`, both inclusive; `None` is unbounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The minimum value.
    pub min: Option<Decimal>,
    /// The maximum value.
    pub max: Option<Decimal>,
}

/// The source of a metric: the keys of its `source` table, in source order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSpec {
    /// The location of the table.
    pub span: Span,
    /// Its keys; one of them names the kind.
    pub keys: Vec<SourceKey>,
}

/// One key of a `source` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceKey {
    /// The key and its location.
    pub name: Spanned<String>,
    /// Its strings: one, or all elements of a list.
    pub texts: Vec<Spanned<String>>,
    /// The location of the value.
    pub span: Span,
}

/// Help for an invalid metric name.
pub const METRIC_NAME_HELP: &str =
    "use parts of a-z, 0-9, _ and -, each starting with a letter, joined by dots: `db.cpu.share`";

/// Whether `name` is that of a metric: parts `[a-z][a-z0-9_-]*` joined by dots.
pub fn is_metric_name(name: &str) -> bool {
    let mut starts_part = true;
    let is_allowed = |byte: u8| {
        let is_first = std::mem::replace(&mut starts_part, byte == b'.');
        match byte {
            b'a'..=b'z' => true,
            b'0'..=b'9' | b'_' | b'-' | b'.' => !is_first,
            _ => false,
        }
    };
    name.bytes().all(is_allowed) && !starts_part
}

/// Reads all declarations under `[metrics]`.
pub(super) fn read_all(
    reader: &mut Reader,
    mut metrics: Fields<'_>,
) -> BTreeMap<String, MetricDeclaration> {
    let mut declarations = BTreeMap::new();
    for (name, raw) in metrics.rest(reader) {
        if is_nested_name(&raw) {
            let message = format!("`{}` is only the first part of a metric name", name.value);
            let help = format!(
                "put the whole name in quotes: [metrics.\"{}.…\"]",
                name.value
            );
            reader.fault(name.span, message).help = Some(help);
            continue;
        }
        if !is_metric_name(&name.value) {
            let message = format!("`{}` is not a metric name", name.value);
            reader.fault(name.span.clone(), message).help = Some(METRIC_NAME_HELP.to_owned());
        }
        if let Some(fields) = reader.fields(&name.value, raw) {
            let declaration = read(reader, name.span, fields);
            declarations.insert(name.value, declaration);
        }
    }
    declarations
}

/// Whether `raw` contains only tables, as for the unquoted `[metrics.db.cpu]`.
fn is_nested_name(raw: &Raw<'_>) -> bool {
    let DeValue::Table(table) = &raw.value else {
        return false;
    };
    let is_part = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        key != "source" && matches!(value.get_ref(), DeValue::Table(_))
    };
    !table.is_empty() && table.iter().all(is_part)
}

fn read(reader: &mut Reader, name_span: Span, mut fields: Fields<'_>) -> MetricDeclaration {
    let description = fields.text(reader, "description").map(|text| text.value);
    let unit_text = fields.text(reader, "unit");
    let has_unit = unit_text.is_some();
    let unit = unit_text.and_then(|text| read_unit(reader, text));
    let max_age = fields
        .take(reader, "max_age")
        .and_then(|raw| match raw.value.as_str() {
            Some("never") => Some(Duration::MAX),
            _ => duration(reader, "max_age", raw),
        });
    let max_gap = fields.take(reader, "max_gap");
    let max_gap = max_gap.and_then(|raw| duration(reader, "max_gap", raw));
    let series = fields.fields(reader, "series");
    let series = series.map_or_else(Vec::new, |labels| read_series(reader, labels));
    let min_series = fields.take(reader, "min_series");
    let min_series = min_series.and_then(|raw| read_count(reader, "min_series", raw));
    let range = fields
        .take(reader, "range")
        .and_then(|raw| read_range(reader, raw));
    let source = fields
        .fields(reader, "source")
        .map(|source| read_source(reader, source));
    if range.is_some() && !has_unit && source.is_none() {
        let message = "a `range` needs a `unit`";
        reader.fault(name_span.clone(), message).help =
            Some("add unit = \"count\", or the unit that the range is in".to_owned());
    }
    fields.finish(reader);
    MetricDeclaration {
        name_span,
        description,
        unit,
        max_age,
        max_gap,
        series,
        min_series,
        range,
        source,
    }
}

/// Reads `{ team = ["a", "b"] }`: one series per value, or per combination if there are several labels.
fn read_series(reader: &mut Reader, mut labels: Fields<'_>) -> Vec<BTreeMap<String, String>> {
    let mut series = vec![BTreeMap::new()];
    for (name, raw) in labels.rest(reader) {
        let values = one_or_many(reader, &name.value, raw).unwrap_or_default();
        let with = |known: &BTreeMap<String, String>, value: &Spanned<String>| {
            let mut known = known.clone();
            known.insert(name.value.clone(), value.value.clone());
            known
        };
        series = series
            .iter()
            .flat_map(|known| values.iter().map(move |value| with(known, value)))
            .collect();
    }
    series.retain(|labels| !labels.is_empty());
    series
}

fn read_count(reader: &mut Reader, key: &str, raw: Raw<'_>) -> Option<usize> {
    let number = raw.value.as_integer().map(|number| number.as_str());
    let count = number.and_then(|number| number.parse().ok());
    if count.is_none() {
        let message = format!("`{key}` must be a whole number, such as 3");
        reader.fault(raw.span, message);
    }
    count
}

fn read_unit(reader: &mut Reader, text: Spanned<String>) -> Option<Spanned<DeclaredUnit>> {
    match DeclaredUnit::parse(&text.value) {
        Ok(value) => Some(Spanned {
            value,
            span: text.span,
        }),
        Err(error) => {
            quantity_fault(reader, "unit", text.span, error);
            None
        }
    }
}

fn read_range(reader: &mut Reader, raw: Raw<'_>) -> Option<Range> {
    let span = raw.span.clone();
    let ends = reader.elements("range", raw)?;
    let Ok([min, max]) = <[Raw<'_>; 2]>::try_from(ends) else {
        reader.fault(span, "`range` must be two numbers such as [0, 1]");
        return None;
    };
    let min = bound(reader, "range", min)?;
    let max = bound(reader, "range", max)?;
    if let (Some(least), Some(greatest)) = (min, max)
        && least > greatest
    {
        let message = format!("no number is between {least} and {greatest}");
        reader.fault(span, message).help = Some(format!("write [{greatest}, {least}]"));
        return None;
    }
    Some(Range { min, max })
}

fn read_source(reader: &mut Reader, mut fields: Fields<'_>) -> SourceSpec {
    let span = fields.span.clone();
    let mut keys = Vec::new();
    for (name, raw) in fields.rest(reader) {
        let span = raw.span.clone();
        if let Some(texts) = one_or_many(reader, &name.value, raw) {
            keys.push(SourceKey { name, texts, span });
        }
    }
    SourceSpec { span, keys }
}
