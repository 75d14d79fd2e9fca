//! One question to one server: bounded in time and size, without redirects, to https or to this machine.

use std::time::Duration;

use ureq::http::StatusCode;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

use super::answer;
use super::servers::{Server, Servers};
use crate::metric::{Point, SourceError};

/// From the first byte sent to the last one read.
const LONGEST: Duration = Duration::from_secs(10);

const LARGEST: u64 = 10 << 20;

/// Longer queries go in the body of a POST: some servers refuse long addresses.
const LONGEST_QUERY: usize = 1500;

/// What the server `name` answers to the instant `query`.
///
/// # Errors
/// Where it cannot be asked or does not answer with numbers. No message holds an address or a secret.
pub fn ask(servers: &Servers, name: &str, query: &str) -> Result<Vec<Point>, SourceError> {
    let told = |why: String| SourceError::new(format!("{name} {why}"));
    let server = servers
        .server(name)
        .map_err(|why| SourceError::new(format!("{name}: {why}")))?;
    let (status, body) = fetched(&server, query).map_err(|error| told(why(&error)))?;
    if status.is_success() {
        return answer::points(&body).map_err(told);
    }
    let code = status.as_u16();
    let said = answer::error(&body);
    Err(told(match (code, said) {
        (400 | 422, Some(said)) => format!("does not take the query: {said}"),
        (300..=399, _) => format!("answers with a redirect ({code}), which is not followed"),
        (401 | 403, _) => format!("refuses the credentials ({code})"),
        (404, _) => "has no API of Prometheus at that address (404)".to_owned(),
        (_, Some(said)) => format!("answers {code}: {said}"),
        (_, None) => format!(
            "answers {code} {}",
            status.canonical_reason().unwrap_or_default()
        ),
    }))
}

fn fetched(server: &Server, query: &str) -> Result<(StatusCode, Vec<u8>), Error> {
    let agent = agent(server)?;
    let url = format!("{}/api/v1/query", server.base);
    let mut response = if query.len() <= LONGEST_QUERY {
        let mut request = agent.get(&url).query("query", query);
        for (name, value) in &server.headers {
            request = request.header(name, value);
        }
        request.call()?
    } else {
        let mut request = agent.post(&url);
        for (name, value) in &server.headers {
            request = request.header(name, value);
        }
        request.send_form([("query", query)])?
    };
    let body = response
        .body_mut()
        .with_config()
        .limit(LARGEST)
        .read_to_vec()?;
    Ok((response.status(), body))
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
        .timeout_global(Some(LONGEST))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .user_agent(concat!("adr/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls.build())
        .build();
    Ok(config.into())
}

/// What went wrong on the way, as a clause behind the server's name.
fn why(error: &Error) -> String {
    match error {
        Error::Timeout(_) => format!("did not answer within {} s", LONGEST.as_secs()),
        Error::BodyExceedsLimit(_) => format!("answers with more than {} MiB", LARGEST >> 20),
        Error::HostNotFound => "is at a host that is not known".to_owned(),
        Error::ConnectionFailed => "cannot be reached".to_owned(),
        Error::Io(error) => format!("cannot be reached: {error}"),
        Error::Tls(why) => format!("cannot be trusted: {why}"),
        Error::Rustls(why) => format!("cannot be trusted: {why}"),
        _ => "cannot be asked by HTTP".to_owned(),
    }
}
