//! The `prometheus` kind: an instant query over the HTTP API of Prometheus, which VictoriaMetrics, Thanos and
//! Mimir have too: <https://prometheus.io/docs/prometheus/latest/querying/api/>.
//!
//! The settings name a server and a query. Where the server is, and what opens it, comes from outside the
//! repository: see [`Servers`].

mod answer;
mod ask;
mod servers;
#[cfg(test)]
mod tests;

use super::{Kind, Measurement, Spec};

pub use servers::{Servers, VARIABLES};

/// What `source = { prometheus = … }` asks for.
pub const PROMETHEUS: Kind = Kind {
    name: "prometheus",
    summary: "the result of a query to a Prometheus that the caller binds",
    explain: EXPLAIN,
    plan,
};

const EXPLAIN: &str = r#"
The result of an instant query: a series for each element of a vector, or one for a scalar. The comparison is
made here, so ask for the bare value, never for `value > 0.4`: Prometheus drops what does not compare.

`prometheus = "prod"` is a name; whoever runs `adr check` binds it to an address with `--prometheus prod=URL` or
`ADR_PROMETHEUS_PROD=URL`. What nobody binds is never asked, and its metric has no value.

```toml
source = { prometheus = "prod", query = "sum by (module) (rate(db_cpu_seconds_total[5m]))" }
```
"#;

fn plan(spec: &mut Spec<'_>) -> Option<Measurement> {
    let server = spec.text("prometheus");
    let query = spec.text("query");
    if let Some(server) = server
        && !is_name(&server.value)
    {
        let message = format!("`{}` is not the name of a server", server.value);
        *spec.fault(server.span.clone(), message) = Some(
            "write a name such as \"prod\"; `--prometheus prod=URL` says where it is".to_owned(),
        );
        return None;
    }
    let server = server?;
    let Some(query) = query else {
        *spec.fault(server.span.clone(), "`prometheus` needs a `query`") =
            Some("write query = 'sum(rate(http_requests_total[5m]))'".to_owned());
        return None;
    };
    let (server, query) = (server.value.clone(), query.value.clone());
    let key = format!("{server}\0{query}");
    Some(Measurement::remote(server.clone(), key, move |scope| {
        ask::ask(scope.servers, &server, &query)
    }))
}

/// Whether `name` can name a server: letters and digits with `-` and `_`, in lower case.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_allowed)
}
