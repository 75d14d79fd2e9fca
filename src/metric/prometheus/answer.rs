//! Parses a server's response into points.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::Number;
use serde_json::value::RawValue;

use crate::metric::Point;
use crate::quantity::parse_value;
use crate::trigger::value::{Cause, Labels};

/// The maximum length of a server's message that is shown.
const MAX_MESSAGE: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'b> {
    status: String,
    #[serde(borrow)]
    data: Option<Data<'b>>,
    error_type: Option<String>,
    error: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
    /// Set by VictoriaMetrics if part of its storage did not answer.
    #[serde(default)]
    is_partial: bool,
}

/// A server's response.
#[derive(Debug, Default)]
pub struct QueryResult {
    /// The newest value of each series.
    pub newest: Vec<Point>,
    /// All values of each series.
    pub all: Vec<Point>,
    /// The server's warnings.
    pub warnings: Vec<String>,
    /// Whether the response is incomplete: by `isPartial`, or by a warning, as in Thanos.
    pub is_partial: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data<'b> {
    result_type: String,
    /// Read on its own, once its type is known.
    #[serde(borrow)]
    result: &'b RawValue,
}

#[derive(Deserialize)]
struct Element {
    #[serde(default, deserialize_with = "labels")]
    metric: Labels,
    value: Option<Sample>,
    #[serde(default)]
    values: Vec<Sample>,
}

/// The labels of a series, without its name.
fn labels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Labels, D::Error> {
    let mut labels = BTreeMap::<String, String>::deserialize(deserializer)?;
    labels.remove("__name__");
    Ok(labels.into())
}

/// A time in seconds since 1970, and the value as text.
#[derive(Clone, Deserialize)]
struct Sample(Number, String);

/// The values in `body`, the body of a successful response.
///
/// # Errors
/// If the response reports an error, or is not one of this API.
pub fn values(body: &[u8]) -> Result<QueryResult, String> {
    let answer = read(body)?;
    let Some(data) = answer.data.filter(|_| answer.status == "success") else {
        return Err("returned no result".to_owned());
    };
    let elements = match data.result_type.as_str() {
        "vector" | "matrix" => serde_json::from_str::<Vec<Element>>(data.result.get()),
        "scalar" => serde_json::from_str(data.result.get()).map(|value| {
            vec![Element {
                metric: Labels::new(),
                value: Some(value),
                values: Vec::new(),
            }]
        }),
        other => {
            return Err(format!("returned a {}, which is not a number", cut(other)));
        }
    };
    let elements = elements.map_err(|_| "returned a result that cannot be read".to_owned())?;
    let mut answered = QueryResult {
        is_partial: answer.is_partial || !answer.warnings.is_empty(),
        warnings: answer.warnings.iter().map(|warning| cut(warning)).collect(),
        ..QueryResult::default()
    };
    for mut element in elements {
        element.values.extend(element.value.take());
        for sample in &element.values {
            answered.all.push(point(&element.metric, sample)?);
        }
        if !element.values.is_empty() {
            answered.newest.extend(answered.all.last().cloned());
        }
    }
    Ok(answered)
}

/// The message in `body`, the body of an error response.
pub fn error(body: &[u8]) -> Option<String> {
    let answer = read(body).ok()?;
    let kind = answer.error_type.unwrap_or_default();
    let message = answer.error?;
    Some(cut(&format!("{kind}: {message}")))
}

fn read(body: &[u8]) -> Result<Answer<'_>, String> {
    serde_json::from_slice(body).map_err(|_| {
        let opening = body.iter().find(|byte| !byte.is_ascii_whitespace());
        match opening {
            Some(b'<') => "returned a web page instead of JSON".to_owned(),
            _ => "returned something other than the JSON of its API".to_owned(),
        }
    })
}

fn point(labels: &Labels, Sample(seconds, text): &Sample) -> Result<Point, String> {
    let value = match parse_value(text) {
        Ok(value) => Ok(value),
        Err(fault) => match Cause::of_text(fault.kind) {
            Some(cause) => Err(cause),
            None => return Err(format!("returned the value `{}`", cut(text))),
        },
    };
    Ok(Point {
        labels: labels.clone(),
        value,
        at: instant(seconds),
    })
}

fn instant(seconds: &Number) -> Option<DateTime<Utc>> {
    let millis = (seconds.as_f64()? * 1000.0).round();
    // Any plausible time fits into an i64 by far.
    DateTime::from_timestamp_millis(millis as i64)
}

fn cut(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    line.join(" ").chars().take(MAX_MESSAGE).collect()
}
