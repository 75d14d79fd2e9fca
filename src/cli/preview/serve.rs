//! The server: serves the published files to the local machine only, and notifies open pages of changes.

use std::convert::Infallible;
use std::fmt::Write;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::watch::Receiver;

use super::build::Published;
use crate::render::{escaped, percent_decoded};

/// The path of what the preview adds to the site; no page of a record has this prefix.
const EVENTS: &str = "/-/events";
const SCRIPT: &str = "/-/preview.js";
const STYLE: &str = "/-/preview.css";

const SCRIPT_TEXT: &str = include_str!("../../../templates/preview/preview.js");
const STYLE_TEXT: &str = include_str!("../../../templates/preview/preview.css");

/// For pages.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
);
/// For everything else: an image from a record can be opened directly.
const FILE_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// How long open requests are still served at the end.
const SHUTDOWN_GRACE: Duration = Duration::from_millis(500);

/// Serves the `current` site until Ctrl-C.
///
/// # Errors
/// If an I/O operation fails.
pub fn serve(listener: TcpListener, current: Receiver<Published>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = listener.local_addr()?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = Router::new()
            .route(EVENTS, get(events))
            .route(SCRIPT, get(script))
            .route(STYLE, get(style))
            .fallback(file)
            .layer(middleware::from_fn_with_state(address, guard))
            .with_state(current);
        let ended = async {
            interrupted().await;
            tokio::time::sleep(SHUTDOWN_GRACE).await;
        };
        let served = axum::serve(listener, app).with_graceful_shutdown(interrupted());
        tokio::select! {
            served = async { served.await } => served,
            () = ended => Ok(()),
        }
    })
}

/// Waits for Ctrl-C, or for a signal from a process manager.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Whether all host names in a request are names of the local machine.
fn is_local(port: u16, uri: &Uri, headers: &HeaderMap) -> bool {
    let is_own = |host: &str| {
        let own = ["127.0.0.1", "localhost", "[::1]"].into_iter();
        own.into_iter().any(|name| {
            host.eq_ignore_ascii_case(&format!("{name}:{port}"))
                || port == 80 && host.eq_ignore_ascii_case(name)
        })
    };
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let mut authority = uri.authority().into_iter();
    host.is_some_and(is_own)
        && hosts.next().is_none()
        && authority.all(|authority| is_own(authority.as_str()))
}

/// Rejects requests under other host names and with methods that are not read-only: a page elsewhere whose
/// name resolves to this machine (DNS rebinding) must not read the log.
async fn guard(State(address): State<SocketAddr>, request: Request, next: Next) -> Response {
    let is_local = is_local(address.port(), request.uri(), request.headers());
    let mut response = if !is_local {
        let message = format!("This server only answers to http://{address}/.\n");
        (StatusCode::MISDIRECTED_REQUEST, message).into_response()
    } else if ![Method::GET, Method::HEAD].contains(request.method()) {
        let allow = [(header::ALLOW, "GET, HEAD")];
        (StatusCode::METHOD_NOT_ALLOWED, allow).into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(FILE_POLICY);
    response
}

/// Sends the version of the site, now and after every change.
async fn events(
    State(current): State<Receiver<Published>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut current = current;
    current.mark_changed();
    let versions = unfold(current, |mut current| async move {
        current.changed().await.ok()?;
        let version = current.borrow_and_update().version;
        let event = Event::default().event("version").data(version.to_string());
        Some((Ok(event), current))
    });
    Sse::new(versions).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}

async fn script() -> Response {
    typed("text/javascript; charset=utf-8", SCRIPT_TEXT)
}

async fn style() -> Response {
    typed("text/css; charset=utf-8", STYLE_TEXT)
}

/// A file of the site.
async fn file(State(current): State<Receiver<Published>>, request: Request) -> Response {
    let published = current.borrow().clone();
    let path = percent_decoded(request.uri().path().trim_start_matches('/'));
    let path = match path.as_deref() {
        Some("") => "index.html",
        Some(path) => path,
        None => return StatusCode::BAD_REQUEST.into_response(),
    };
    match published.site.get(path) {
        Some(bytes) if path.ends_with(".html") => {
            let html = String::from_utf8_lossy(bytes);
            page(StatusCode::OK, &html, &published)
        }
        Some(bytes) => {
            let mut response = typed(content_type(path), bytes.clone());
            if content_type(path) == PDF {
                // Browsers show it in a built-in viewer, which does not work in a sandbox.
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
            }
            response
        }
        // Browsers request it automatically, and log an error if it is missing.
        None if path == "favicon.ico" => StatusCode::NO_CONTENT.into_response(),
        None => page(StatusCode::NOT_FOUND, MISSING, &published),
    }
}

const MISSING: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page not found</title></head>\n\
    <body><main><h1>Page not found</h1><p><a href=\"/\">The index</a></p></main></body></html>\n";

/// Inserts the faults at the start of the body of `html`, and the script that reloads it at the end.
fn page(status: StatusCode, html: &str, published: &Published) -> Response {
    let version = published.version;
    let mut head = format!("<script src=\"{SCRIPT}?version={version}\" defer></script>\n");
    let mut faults = String::new();
    if !published.faults.is_empty() {
        let _ = writeln!(head, "<link rel=\"stylesheet\" href=\"{STYLE}\">");
        faults = format!(
            "\n<aside class=\"preview-faults\" tabindex=\"0\" aria-label=\"Problems in the log\"><pre>{}</pre></aside>",
            escaped(&published.faults)
        );
    }
    let (before, after) = match html.find("</head>") {
        Some(at) => html.split_at(at),
        None => ("", html),
    };
    let body = match after
        .find("<body")
        .and_then(|at| Some(at + after[at..].find('>')? + 1))
    {
        Some(at) => {
            let (opening, rest) = after.split_at(at);
            format!("{before}{head}{opening}{faults}{rest}")
        }
        None => {
            head += &faults;
            format!("{before}{head}{after}")
        }
    };
    let mut response = typed("text/html; charset=utf-8", body);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    response
}

fn typed(content_type: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

const PDF: &str = "application/pdf";

/// The media types of the files in a site.
fn content_type(path: &str) -> &'static str {
    let ending = path.rsplit('.').next().unwrap_or_default();
    match ending.to_lowercase().as_str() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "xml" => "application/atom+xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "pdf" => PDF,
        "bmp" => "image/bmp",
        "docx" | "odt" | "pptx" | "xlsx" => "application/octet-stream",
        _ => "text/plain; charset=utf-8",
    }
}
