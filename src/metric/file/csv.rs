//! CSV (RFC 4180) with a header row: `metric` and `value`, optionally `unit` and `at`; every other column is
//! a label.

use ::csv::{ReaderBuilder, StringRecord};

use super::{Entry, Format, ReadingsBuilder, time};
use crate::quantity::{DeclaredUnit, Value};
use crate::source::{Span, Spanned};
use crate::trigger::value::Labels;

/// The format.
pub const CSV: Format = Format {
    name: "csv",
    extensions: &["csv"],
    renames: false,
    read,
};

const HEAD: &str = "start the file with a header such as `metric,value,unit,at,module`";

/// The role of each column.
struct Columns {
    metric: usize,
    value: usize,
    unit: Option<usize>,
    at: Option<usize>,
    labels: Vec<(usize, String)>,
}

fn read(builder: &mut ReadingsBuilder<'_>, text: &str) {
    let delimiter = delimiter(text);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut columns: Option<Columns> = None;
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let at = error.position().map_or(0, |at| at.byte());
                let span = line(text, at);
                *builder.fault(span, "this is not valid CSV") =
                    Some("follow the format of RFC 4180".to_owned());
                return;
            }
        }
        let span = line(text, record.position().map_or(0, |at| at.byte()));
        match &columns {
            None => {
                columns = head(builder, &record, &span);
                if columns.is_none() {
                    return;
                }
            }
            Some(columns) => row(builder, columns, &record, &span, delimiter),
        }
    }
    if columns.is_none() {
        *builder.fault(0..0, "the file is empty") = Some(HEAD.to_owned());
    }
}

/// The delimiter in the first line: a comma, or a semicolon or tab as written by spreadsheets.
pub(super) fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let rivals = [b';', b'\t'].into_iter();
    let mut found = rivals.filter(|rival| head.as_bytes().contains(rival) && !head.contains(','));
    found.next().unwrap_or(b',')
}

/// A number with a decimal comma, as in semicolon-separated files: `1,5` for 1.5.
fn with_point(number: &str) -> Result<String, (String, String)> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, fraction)) = number.split_once(',') else {
        return Ok(number.to_owned());
    };
    let end = fraction
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(fraction.len());
    match digits(whole.trim_start_matches('-')) && end > 0 && !fraction.contains([',', '.']) {
        true => Ok(format!("{whole}.{fraction}")),
        false => Err((
            format!("`{number}` is ambiguous"),
            "write it without thousands separators: `1234,5`".to_owned(),
        )),
    }
}

fn head(builder: &mut ReadingsBuilder<'_>, record: &StringRecord, span: &Span) -> Option<Columns> {
    let names: Vec<String> = record
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let place = |wanted: &str| names.iter().position(|name| name == wanted);
    let mut needed = |wanted: &str| {
        let found = place(wanted);
        if found.is_none() {
            let message = format!("there is no column `{wanted}`");
            *builder.fault(span.clone(), message) = Some(HEAD.to_owned());
        }
        found
    };
    let (metric, value) = (needed("metric"), needed("value"));
    let (unit, at) = (place("unit"), place("at"));
    let (metric, value) = (metric?, value?);
    let taken = [Some(metric), Some(value), unit, at];
    let labels = record.iter().enumerate();
    let labels = labels
        .filter(|(position, name)| !taken.contains(&Some(*position)) && !name.trim().is_empty())
        .map(|(position, name)| (position, name.trim().to_owned()));
    Some(Columns {
        metric,
        value,
        unit,
        at,
        labels: labels.collect(),
    })
}

fn row(
    builder: &mut ReadingsBuilder<'_>,
    columns: &Columns,
    record: &StringRecord,
    span: &Span,
    delimiter: u8,
) {
    let cell = |column: usize| record.get(column).unwrap_or_default().trim();
    let optional = |column: Option<usize>| column.map(cell).filter(|cell| !cell.is_empty());
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    let metric = Spanned {
        value: cell(columns.metric).to_owned(),
        span: span.clone(),
    };
    let is_text = optional(columns.unit) == Some("text")
        || builder.config.unit_of(&metric.value) == Some(DeclaredUnit::Text);
    let number = match delimiter {
        _ if is_text => Ok(cell(columns.value).to_owned()),
        b',' => Ok(cell(columns.value).to_owned()),
        _ => with_point(cell(columns.value)),
    };
    let number = match number {
        Ok(number) => number,
        Err((message, help)) => {
            *builder.fault(span.clone(), message) = Some(help);
            return;
        }
    };
    let value = match optional(columns.unit) {
        None => number,
        Some(unit) => match in_unit(&number, unit) {
            Ok(value) => value,
            Err((message, help)) => {
                *builder.fault(span.clone(), message) = Some(help);
                return;
            }
        },
    };
    let at = optional(columns.at);
    let instant = at.and_then(time);
    if let (Some(at), None) = (at, instant) {
        let message = format!("`{at}` is neither a time nor a date");
        *builder.fault(span.clone(), message) =
            Some("write 2026-11-22T21:12:00Z or 2026-11-22".to_owned());
        return;
    }
    let labels = columns
        .labels
        .iter()
        .map(|(column, name)| (name.clone(), cell(*column).to_owned()));
    builder.open(&metric);
    builder.add(
        &metric.value,
        Entry {
            labels: labels
                .filter(|(_, value)| !value.is_empty())
                .collect::<Labels>(),
            value: Spanned {
                value,
                span: span.clone(),
            },
            at: instant,
        },
    );
}

/// The value `text` with `unit` appended.
fn in_unit(text: &str, unit: &str) -> Result<String, (String, String)> {
    let unit = DeclaredUnit::parse(unit).map_err(|error| (error.message, error.help))?;
    let value = unit
        .parse_value(text)
        .map_err(|error| (error.message, error.help))?;
    Ok(match value {
        Value::Text(text) => text.as_str().to_owned(),
        value => value.to_string(),
    })
}

/// The span of the line that starts at byte `start`.
pub(super) fn line(text: &str, start: u64) -> Span {
    let start = usize::try_from(start).unwrap_or(0).min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let rest = &rest[blank..];
    let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
    start + blank..start + blank + length
}
