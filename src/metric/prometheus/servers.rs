//! The addresses and credentials of servers: from flags and the environment, never from the repository.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::http::Uri;

/// The prefix of the variables that configure a server: `ADR_PROMETHEUS_PROD`.
pub const VARIABLES: &str = "ADR_PROMETHEUS_";

/// The servers configured by the caller.
#[derive(Default, Clone)]
pub struct Servers {
    urls: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
}

/// One server, ready for requests. Its fields are secret, so it does not implement `Debug`.
pub(super) struct Server {
    pub base: String,
    pub headers: Vec<(String, String)>,
    pub ca: Option<Vec<u8>>,
}

impl fmt::Debug for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.urls.keys()).finish()
    }
}

impl Servers {
    /// The servers from `--prometheus NAME=URL` flags and from those `variables` that start with
    /// [`VARIABLES`]: `ADR_PROMETHEUS_<NAME>` is the address, optionally with `_TOKEN` or `_TOKEN_FILE`
    /// (bearer), `_USER` with `_PASSWORD` or `_PASSWORD_FILE` (basic), `_HEADERS` (`Name: value`, separated
    /// by `;`) and `_CA_FILE` (PEM) appended.
    ///
    /// # Errors
    /// If a flag is not `NAME=URL`. The message does not repeat the URL.
    pub fn new(
        flags: &[String],
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        let mut servers = Self {
            urls: BTreeMap::new(),
            variables: variables
                .into_iter()
                .filter(|(name, _)| name.starts_with(VARIABLES))
                .collect(),
        };
        for flag in flags {
            let bound = flag
                .split_once('=')
                .filter(|(name, _)| super::is_name(name));
            let (name, url) = bound.ok_or(
                "write --prometheus NAME=URL, such as prod=https://prometheus.example.com",
            )?;
            servers.urls.insert(name.to_owned(), url.to_owned());
        }
        Ok(servers)
    }

    /// Whether an address for `name` is configured.
    pub fn binds(&self, name: &str) -> bool {
        self.url(name).is_some()
    }

    fn url(&self, name: &str) -> Option<&String> {
        self.urls.get(name).or_else(|| self.variable(name, ""))
    }

    fn variable(&self, name: &str, of: &str) -> Option<&String> {
        let name = name.to_uppercase().replace('-', "_");
        let value = self.variables.get(&format!("{VARIABLES}{name}{of}"));
        value.filter(|value| !value.is_empty())
    }

    /// The server `name`.
    ///
    /// # Errors
    /// If its address is not allowed, or a file cannot be read. The message contains no secret.
    pub(super) fn server(&self, name: &str) -> Result<Server, String> {
        let url = self.url(name).ok_or("it has no address")?;
        let base = checked(url)?;
        let mut headers = Vec::new();
        if let Some(token) = self.secret(name, "_TOKEN")? {
            headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
        } else if let Some(user) = self.variable(name, "_USER") {
            let password = self.secret(name, "_PASSWORD")?.unwrap_or_default();
            let credentials = STANDARD.encode(format!("{user}:{password}"));
            headers.push(("Authorization".to_owned(), format!("Basic {credentials}")));
        }
        let more = self.variable(name, "_HEADERS").map_or("", String::as_str);
        for header in more
            .split([';', '\n'])
            .filter(|header| !header.trim().is_empty())
        {
            let (key, value) = header
                .split_once(':')
                .ok_or("a header in _HEADERS is not of the form `Name: value`")?;
            headers.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        let ca = self.variable(name, "_CA_FILE").map(fs::read).transpose();
        Ok(Server {
            base,
            headers,
            ca: ca.map_err(|error| format!("cannot read its CA file: {error}"))?,
        })
    }

    /// The secret in a variable, or in the file named by `…_FILE`.
    fn secret(&self, name: &str, of: &str) -> Result<Option<String>, String> {
        if let Some(value) = self.variable(name, of) {
            return Ok(Some(value.clone()));
        }
        let Some(path) = self.variable(name, &format!("{of}_FILE")) else {
            return Ok(None);
        };
        let text = fs::read_to_string(path)
            .map_err(|error| format!("cannot read the file in its {of}_FILE: {error}"))?;
        Ok(Some(text.trim_end().to_owned()))
    }
}

/// The address without a trailing `/`, if it is allowed: https, or http on the local machine.
fn checked(url: &str) -> Result<String, String> {
    let uri: Uri = url
        .parse()
        .map_err(|_| "its address is not a URL".to_owned())?;
    let authority = uri.authority().ok_or("its address has no host")?;
    if authority.as_str().contains('@') {
        return Err(
            "its address contains credentials; use _USER and _PASSWORD_FILE instead".to_owned(),
        );
    }
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if is_loopback(authority.host()) => {}
        Some("http") => return Err("its address must use https, except on this machine".to_owned()),
        _ => return Err("its address is neither https nor http".to_owned()),
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
