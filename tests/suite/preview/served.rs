//! What a preview serves, to whom, and how.

use super::*;

#[test]
fn it_serves_the_files_that_render_writes() {
    let shop = Sandbox::shop();
    let flags = ["--metric", "team.size=24"];
    shop.adr(["render", "--out", "site"].iter().chain(&flags))
        .expect_code(0);
    let preview = Preview::of(&shop, &flags);
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(shop.path("site")) {
        let entry = entry.unwrap();
        let name = entry.file_name().to_str().unwrap();
        if !entry.file_type().is_file() || name.starts_with('.') {
            continue;
        }
        let answer = preview.get(&format!("/{name}"));
        let mut served = answer.body;
        if name.ends_with(".html") {
            let html = String::from_utf8(served).unwrap();
            served = without_script(&html).into_bytes();
            pages += 1;
        }
        assert!(served == fs::read(entry.path()).unwrap(), "{name}");
    }
    assert_eq!(pages, 11);
    assert_eq!(preview.page("/"), preview.page("/index.html"));
}

#[test]
fn only_requests_to_localhost_are_answered() {
    let preview = Preview::of(&Sandbox::shop(), &[]);
    let port = preview.port;
    let get = |host: &str| preview.answer(&format!("GET / HTTP/1.1\n{host}"));
    for name in ["localhost", "LocalHost", "127.0.0.1", "[::1]"] {
        assert_eq!(get(&format!("Host: {name}:{port}")).code, 200, "{name}");
    }
    for host in [
        format!("Host: evil.example:{port}"),
        format!("Host: localhost.evil.example:{port}"),
        "Host: localhost".to_owned(),
        format!("Host: localhost:{}", port.wrapping_add(1)),
        format!("Host: user@localhost:{port}"),
        format!("Host: localhost:{port}\nHost: evil.example"),
        "Host:".to_owned(),
        "Accept: */*".to_owned(),
    ] {
        let answer = get(&host);
        assert!([400, 421].contains(&answer.code), "{host}: {}", answer.code);
        assert!(
            !answer.body.windows(5).any(|five| five == b"<html"),
            "{host}"
        );
    }
    let absolute = "GET http://evil.example/ HTTP/1.1\nHost: HOST";
    assert_eq!(preview.answer(absolute).code, 421);
    let events = format!("GET {EVENTS} HTTP/1.1\nHost: evil.example");
    assert_eq!(preview.answer(&events).code, 421);
}

#[test]
fn only_read_requests_are_answered() {
    let preview = Preview::of(&Sandbox::shop(), &[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer = preview.answer(&format!(
            "{method} / HTTP/1.1\nHost: HOST\nContent-Length: 0"
        ));
        assert_eq!(answer.code, 405, "{method}");
        assert_eq!(answer.headers["allow"], "GET, HEAD");
    }
    let head = preview.answer("HEAD / HTTP/1.1\nHost: HOST");
    assert_eq!((head.code, head.body.len()), (200, 0));
}

#[test]
fn no_path_leads_out_of_the_site() {
    let shop = Sandbox::shop();
    shop.write("secret.txt", "secret");
    shop.write("docs/adr/secret.txt", "secret");
    let preview = Preview::of(&shop, &[]);
    for path in [
        "/secret.txt",
        "/../secret.txt",
        "/../docs/adr/adr.toml",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/files/../../secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/%2fetc%2fpasswd",
        "/index.html%00.txt",
        "/adr.toml",
        "/.adr-site.json",
        "/-/",
        "/-/../secret.txt",
        "/%ff",
    ] {
        let answer = preview.get(path);
        assert!([400, 404].contains(&answer.code), "{path}: {}", answer.code);
        assert!(
            !answer.body.windows(6).any(|six| six == b"secret"),
            "{path}"
        );
    }
}

#[test]
fn every_response_has_a_restrictive_policy() {
    let preview = Preview::of(&Sandbox::shop(), &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        (PAGE, "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/filter.js", "text/javascript; charset=utf-8"),
        ("/-/preview.js", "text/javascript; charset=utf-8"),
        ("/-/preview.css", "text/css; charset=utf-8"),
        ("/decisions.json", "application/json"),
        ("/badge.svg", "image/svg+xml"),
        ("/nowhere", "text/html; charset=utf-8"),
    ] {
        let headers = preview.get(path).headers;
        assert_eq!(headers["content-type"], kind, "{path}");
        let policy = &headers["content-security-policy"];
        let is_page = kind.starts_with("text/html");
        assert_eq!(policy.contains("default-src 'self'"), is_page, "{path}");
        assert_eq!(policy.contains("sandbox"), !is_page, "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
}

#[test]
fn names_with_any_characters_are_served() {
    let shop = Sandbox::shop();
    let name = "0007-größe 50% & mehr.md";
    shop.write(
        &format!("docs/adr/{name}"),
        "# 7. Größe\n\n## Context\n\nAny.\n",
    );
    let preview = Preview::of(&shop, &[]);
    let index = preview.page("/");
    let (_, href) = index.split_once("href=\"0007-").unwrap();
    let href = format!(
        "/0007-{}",
        href.split('"').next().unwrap().replace("&amp;", "&")
    );
    assert!(href.contains("%C3%B6"), "{href}");
    assert!(preview.page(&href).contains("Größe"));
}

/// The desktop's opener is a program that records what it is asked to open.
#[cfg(target_os = "linux")]
#[test]
fn open_opens_the_address_in_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Sandbox::shop();
    shop.write(
        "bin/xdg-open",
        "#!/bin/sh\necho \"$1\" > opened.part && mv opened.part opened\n",
    );
    fs::set_permissions(shop.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = shop.command(["preview", "--port", "0", "--open"]);
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", shop.path("bin").display()));
    let preview = Preview::started(command);
    let started = Instant::now();
    while !shop.path("opened").exists() {
        assert!(started.elapsed() < TIMEOUT);
        thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(
        shop.read("opened"),
        format!("http://127.0.0.1:{}/\n", preview.port)
    );
}

#[test]
fn ctrl_c_ends_it_at_once_despite_listeners() {
    let preview = Preview::of(&Sandbox::shop(), &[]);
    let _open = [preview.events(), preview.events()];
    let started = Instant::now();
    assert_eq!(preview.ended_by("-INT").code(), Some(0));
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn startup_errors_come_with_a_hint() {
    let shop = Sandbox::shop();
    let preview = Preview::of(&shop, &[]);
    let port = preview.port.to_string();
    let taken = refused(&shop, &["--port", &port]);
    assert!(taken.contains(&format!("port {port}")), "{taken}");
    assert!(taken.contains("--port 0"), "{taken}");
    let stdin = refused(&shop, &["--port", "0", "--metrics", "-"]);
    assert!(stdin.contains("pass a file"), "{stdin}");
    let no_log = refused(&Sandbox::empty(), &["--port", "0"]);
    assert!(no_log.contains("adr init"), "{no_log}");
}
