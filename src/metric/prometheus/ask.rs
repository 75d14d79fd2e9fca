//! One request to one server: limited in time and size, without redirects, over https or to the local machine
//! only.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ureq::http::StatusCode;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

use super::answer::{self, QueryResult};
use super::servers::{Server, Servers};
use crate::metric::{Lookback, SourceError};

/// The limit from the first byte sent to the last byte read.
const TIMEOUT: Duration = Duration::from_secs(10);

const MAX_BYTES: u64 = 10 << 20;

/// Longer queries are sent in the body of a POST: some servers reject long URLs.
const MAX_GET_QUERY: usize = 1500;

/// The time of a query.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// Now.
    Instant,
    /// At an earlier time.
    At(DateTime<Utc>),
    /// At each step from a start to an end time.
    Range {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        step: Duration,
    },
}

/// The response of the server `name` to `query`.
///
/// # Errors
/// If the server cannot be reached or does not respond with numbers. No message contains an address or a
/// secret.
pub fn ask(
    servers: &Servers,
    name: &str,
    query: &str,
    when: When,
) -> Result<QueryResult, SourceError> {
    let error_of = |why: String| SourceError::new(format!("{name} {why}"));
    let server = servers
        .server(name)
        .map_err(|why| SourceError::new(format!("{name}: {why}")))?;
    let (status, body) = fetched(&server, query, when).map_err(|error| error_of(why(&error)))?;
    if status.is_success() {
        return answer::values(&body).map_err(error_of);
    }
    let code = status.as_u16();
    let message = answer::error(&body);
    Err(error_of(match (code, message) {
        (400 | 422, Some(message)) => format!("rejected the query: {message}"),
        (300..=399, _) => format!("returned a redirect ({code}), which is not followed"),
        (401 | 403, _) => format!("rejected the credentials ({code})"),
        (404, _) => "has no Prometheus API at that address (404)".to_owned(),
        (_, Some(message)) => format!("returned {code}: {message}"),
        (_, None) => format!(
            "returned {code} {}",
            status.canonical_reason().unwrap_or_default()
        ),
    }))
}

fn fetched(server: &Server, query: &str, when: When) -> Result<(StatusCode, Vec<u8>), Error> {
    let agent = agent(server)?;
    let (method, parameters) = when.parameters(query);
    let url = format!("{}/api/v1/{method}", server.base);
    let mut response = if query.len() <= MAX_GET_QUERY {
        let parameters = parameters.iter().map(|(name, value)| (*name, value));
        let mut request = agent.get(&url).query_pairs(parameters);
        for (name, value) in &server.headers {
            request = request.header(name, value);
        }
        request.call()?
    } else {
        let mut request = agent.post(&url);
        for (name, value) in &server.headers {
            request = request.header(name, value);
        }
        let parameters = parameters.iter().map(|(name, value)| (*name, value));
        request.send_form(parameters)?
    };
    let body = response
        .body_mut()
        .with_config()
        .limit(MAX_BYTES)
        .read_to_vec()?;
    Ok((response.status(), body))
}

impl When {
    /// The times of `lookback` before `now`, plus one step, so that there is one at or before the start of
    /// the window.
    pub fn past(now: DateTime<Utc>, Lookback { window, step }: Lookback) -> Self {
        let reach = TimeDelta::from_std(window.saturating_add(step)).unwrap_or(TimeDelta::MAX);
        let from = now.checked_sub_signed(reach);
        Self::Range {
            from: from.unwrap_or(DateTime::UNIX_EPOCH),
            to: now,
            step,
        }
    }

    /// The API method, and its parameters.
    fn parameters(self, query: &str) -> (&'static str, Vec<(&'static str, String)>) {
        let query = ("query", query.to_owned());
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        match self {
            Self::Instant => ("query", vec![query]),
            Self::At(at) => ("query", vec![query, ("time", time(at))]),
            Self::Range { from, to, step } => {
                let step = format!("{:.3}", step.as_secs_f64());
                let parameters = vec![
                    query,
                    ("start", time(from)),
                    ("end", time(to)),
                    ("step", step),
                ];
                ("query_range", parameters)
            }
        }
    }
}

fn agent(server: &Server) -> Result<Agent, Error> {
    let mut tls = TlsConfig::builder();
    if let Some(pem) = &server.ca {
        let mut certificates = Vec::new();
        for item in parse_pem(pem) {
            if let PemItem::Certificate(certificate) = item? {
                certificates.push(certificate);
            }
        }
        tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
    }
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("adr/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls.build())
        .build();
    Ok(config.into())
}

/// The reason for a failure, as a clause after the server's name.
fn why(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("did not answer within {} s", TIMEOUT.as_secs()),
        Error::BodyExceedsLimit(_) => format!("returned more than {} MiB", MAX_BYTES >> 20),
        Error::HostNotFound => "has an unknown host".to_owned(),
        Error::ConnectionFailed => "cannot be reached".to_owned(),
        Error::Io(error) if error.to_string().contains("certificate") => {
            format!("cannot be trusted: {error}; set _CA_FILE to its certificate authority")
        }
        Error::Io(error) => format!("cannot be reached: {error}"),
        Error::Tls(why) => format!("cannot be trusted: {why}"),
        Error::Rustls(why) => format!("cannot be trusted: {why}"),
        _ => "cannot be queried over HTTP".to_owned(),
    }
}
