//! A server with a certificate from a private certificate authority.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{Running, check_with, free_port, log, trigger_field, vector};

/// Creates a certificate authority and a certificate of it for this machine: `ca.pem`, `server.pem`,
/// `server.key`.
fn certify(folder: &Path) {
    let openssl = |arguments: &str| {
        let ran = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(ran.status.success(), "{arguments}: {ran:?}");
    };
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
    );
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
    );
    std::fs::write(
        folder.join("names"),
        "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    );
}

#[test]
fn a_certificate_is_trusted_only_by_its_authority() {
    let folder = tempfile::tempdir().unwrap();
    certify(folder.path());
    // With `-HTTP`, a file is the whole response, and its name is the requested path.
    let api = folder.path().join("api/v1");
    std::fs::create_dir_all(&api).unwrap();
    std::fs::write(api.join("query?query=x"), vector(&[("a", "0.47")])).unwrap();
    let port = free_port();
    let served = Command::new("openssl")
        .args([
            "s_server",
            "-quiet",
            "-HTTP",
            "-cert",
            "server.pem",
            "-key",
            "server.key",
        ])
        .args(["-accept", &format!("127.0.0.1:{port}")])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _server = Running(served.unwrap());
    let url = format!("https://localhost:{port}");
    let authority = folder.path().join("ca.pem");
    let authority = [("ADR_PROMETHEUS_PROD_CA_FILE", authority.to_str().unwrap())];
    let trusted = (0..50).find_map(|_| {
        let (ran, state, _) = check_with(&log("x"), &url, &authority);
        thread::sleep(Duration::from_millis(100));
        state.starts_with("fired").then_some(ran)
    });
    trusted.expect("an answer that is trusted");
    let (ran, state, other) = check_with(&log("x"), &url, &[]);
    assert_eq!(
        (state.as_str(), other.as_str(), ran.code),
        ("unknown source-error -", "holding - 6", 3)
    );
    assert!(
        trigger_field(&ran, "detail").contains("cannot be trusted"),
        "{ran:?}"
    );
}
