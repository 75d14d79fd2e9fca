//! The `prometheus` kind: a query over the HTTP API of Prometheus, which VictoriaMetrics, Thanos and Mimir
//! also provide: <https://prometheus.io/docs/prometheus/latest/querying/api/>.
//!
//! The settings name a server and a query. The server's address and credentials come from outside the
//! repository: see [`Servers`].

mod answer;
mod ask;
mod servers;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Kind, Lookback, Measurement, Point, Scope, SourceError, Spec, Taken};
use crate::config::KeyShape;
use crate::quantity::Value;
use crate::trigger::value::{Cause, Labels};
use ask::When;

pub use servers::{Servers, VARIABLES};

/// Implements `source = { prometheus = … }`.
pub const PROMETHEUS: Kind = Kind {
    name: "prometheus",
    summary: "the result of a query to a Prometheus server that the caller binds",
    keys: KEYS,
    explain: EXPLAIN,
    plan,
};

const KEYS: &[KeyShape] = &[
    KeyShape::text(
        "prometheus",
        "the name of a server, which the caller binds to its URL",
    ),
    KeyShape::text("query", "the query, in PromQL"),
    KeyShape::text(
        "at",
        "a query for the times at which the values were measured, in seconds since 1970",
    ),
];

const EXPLAIN: &str = r#"
The result of an instant query: a series for each element of a vector, or one for a scalar. The comparison is
made here, so query the bare value, never `value > 0.4`: Prometheus drops elements for which that is false.

`prometheus = "prod"` is a name; whoever runs `adr check` binds it to an address with `--prometheus prod=URL` or
`ADR_PROMETHEUS_PROD=URL`. A server without an address is never queried, and its metrics have no value.

`at` is a second query, which returns when the values were measured, in seconds since 1970, if that is not the
time of the query: `push_time_seconds{job="sizes"}` for a Pushgateway, or `timestamp(…)`.

A condition with `for` uses a range query over that time, in steps no longer than the metric's `max_gap`.

```toml
source = { prometheus = "prod", query = "sum by (module) (rate(db_cpu_seconds_total[5m]))" }
```
"#;

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let server = spec.text("prometheus");
    let query = spec.text("query");
    let at = spec.text("at");
    if let Some(server) = server
        && !is_name(&server.value)
    {
        let message = format!("`{}` is not the name of a server", server.value);
        *spec.fault(server.span.clone(), message) = Some(
            "write a name such as \"prod\"; `--prometheus prod=URL` gives its address".to_owned(),
        );
        return None;
    }
    let server = server?;
    let Some(query) = query else {
        *spec.fault(server.span.clone(), "`prometheus` needs a `query`") =
            Some("write query = 'sum(rate(http_requests_total[5m]))'".to_owned());
        return None;
    };
    let request = Request {
        server: server.value.clone(),
        query: query.value.clone(),
        at: at.map(|at| at.value.clone()),
    };
    let key = format!("{request:?}");
    let server = request.server.clone();
    Some(Measurement::remote(server, key, move |scope, lookback| {
        request.take(scope, lookback)
    }))
}

#[derive(Debug)]
struct Request {
    server: String,
    query: String,
    at: Option<String>,
}

impl Request {
    fn take(&self, scope: &Scope<'_>, lookback: Option<Lookback>) -> Result<Taken, SourceError> {
        let ask = |query: &str, when: When| ask::ask(scope.servers, &self.server, query, when);
        let present = match scope.is_past {
            true => When::At(scope.now),
            false => When::Instant,
        };
        let now = ask(&self.query, present)?;
        let mut taken = Taken {
            points: now.newest,
            is_partial: now.is_partial,
            ..Taken::default()
        };
        let mut warnings = now.warnings;
        if let Some(at) = &self.at {
            let times = ask(at, present)?;
            self.date(&mut taken.points, &times.newest)?;
            warnings.extend(times.warnings);
            taken.is_partial |= times.is_partial;
        }
        if let Some(lookback) = lookback {
            match ask(&self.query, When::past(scope.now, lookback)) {
                Ok(past) => {
                    taken.history = past.all;
                    taken.is_partial |= past.is_partial;
                }
                Err(error) => warnings.push(format!("no past values: {error}")),
            }
        }
        let lines = warnings.iter();
        taken.notes = lines
            .map(|warning| format!("{}: {warning}", self.server))
            .collect();
        Ok(taken)
    }

    /// Sets the time of each of `points` from `times`: the one with the same labels, or the only one.
    fn date(&self, points: &mut [Point], times: &[Point]) -> Result<(), SourceError> {
        let mut by_labels: BTreeMap<&Labels, &Point> = BTreeMap::new();
        for time in times {
            by_labels.entry(&time.labels).or_insert(time);
        }
        for point in points {
            let time = match times {
                [only] if only.labels.is_empty() => Some(only),
                _ => by_labels.get(&point.labels).copied(),
            };
            let at = time.and_then(|time| instant(&time.value));
            point.at = Some(at.ok_or_else(|| {
                SourceError::new(format!(
                    "the query `at` to {} does not return when the value was measured",
                    self.server
                ))
            })?);
        }
        Ok(())
    }
}

/// The value as a time in seconds since 1970.
fn instant(value: &Result<Value, Cause>) -> Option<DateTime<Utc>> {
    let Ok(Value::Amount(amount)) = value else {
        return None;
    };
    let millis = amount.number.checked_mul(Decimal::ONE_THOUSAND)?;
    DateTime::from_timestamp_millis(millis.trunc().to_i64()?)
}

/// Whether `name` is a valid server name: lower-case letters, digits, `-` and `_`.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_allowed)
}
