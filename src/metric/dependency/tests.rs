use crate::metric::tests::{measured, measured_by};

const CARGO: &str = r#"
version = 4
[[package]]
name = "shop"
version = "0.1.0"
[[package]]
name = "tokio"
version = "1.48.0"
source = "registry+https://example.com/index"
[[package]]
name = "syn"
version = "1.0.9"
source = "registry+https://example.com/index"
[[package]]
name = "syn"
version = "2.0.1"
source = "registry+https://example.com/index"
"#;

const NPM_1: &str = r#"{ "name": "shop", "lockfileVersion": 1, "dependencies": {
    "react": { "version": "18.2.0" },
    "a": { "version": "1.0.0", "requires": { "react": "^17" },
           "dependencies": { "react": { "version": "17.0.2" } } } } }"#;

const NPM_3: &str = r#"{ "name": "shop", "lockfileVersion": 3, "packages": {
    "": { "name": "shop", "version": "9.0.0", "dependencies": { "react": "^18" } },
    "node_modules/react": { "version": "18.2.0" },
    "node_modules/@scope/ui": { "version": "3.1.0", "dependencies": { "react": "*" } },
    "node_modules/@scope/ui/node_modules/react": { "version": "18.2.0" },
    "node_modules/old": { "name": "left-pad", "version": "1.3.0" },
    "node_modules/app": { "resolved": "app", "link": true },
    "app": { "version": "1.0.0" } } }"#;

const GO: &str = "module example.com/shop // the shop\n\ngo 1.24\n\nrequire example.com/one v1.2.3\nrequire (\n\t\"example.com/two\" v0.0.0-20260102030405-abcdef012345 // indirect\n\texample.com/three v2.0.0+incompatible\n)\nreplace example.com/one => example.com/fork v1.3.0\n";

const UV: &str = r#"
version = 1
[[package]]
name = "shop"
version = "0.1.0"
source = { editable = "." }
[[package]]
name = "zope-interface"
version = "7.1.0"
source = { registry = "https://example.com/simple" }
"#;

const REQUIREMENTS: &str = "# pinned\r\n-r other.txt\r\nDjango[argon2]==5.1.2 ; python_version > '3.9' \\\r\n    --hash=sha256:00\r\nzope.interface === 7.1 # why\r\nflask>=2\r\nnumpy==1.*\r\ngit+https://example.com/x.git#egg=x\r\n./local\r\n";

fn with(name: &str, text: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join(name), text).unwrap();
    root
}

#[test]
fn each_lock_file_format_gives_versions() {
    let cases: [(&str, &str, &str, &[&str]); 11] = [
        ("Cargo.lock", CARGO, "tokio", &["1.48.0"]),
        ("Cargo.lock", CARGO, "syn", &["1.0.9 1.0.9", "2.0.1 2.0.1"]),
        (
            "package-lock.json",
            NPM_1,
            "react",
            &["17.0.2 17.0.2", "18.2.0 18.2.0"],
        ),
        ("package-lock.json", NPM_3, "react", &["18.2.0"]),
        ("package-lock.json", NPM_3, "@scope/ui", &["3.1.0"]),
        ("package-lock.json", NPM_3, "left-pad", &["1.3.0"]),
        ("go.mod", GO, "example.com/one", &["1.3.0"]),
        ("go.mod", GO, "example.com/three", &["2.0.0+incompatible"]),
        ("uv.lock", UV, "Zope.Interface", &["7.1.0"]),
        ("requirements-dev.txt", REQUIREMENTS, "django", &["5.1.2"]),
        ("requirements.txt", REQUIREMENTS, "zope-interface", &["7.1"]),
    ];
    for (file, text, package, wanted) in cases {
        let root = with(file, text);
        let read = measured_by(root.path(), &format!("dependency = '{package}'"));
        let wanted: Vec<_> = wanted.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(read, Ok(wanted), "{file} {package}");
    }
}

#[test]
fn packages_are_counted_without_the_project_itself() {
    let cases = [
        ("Cargo.lock", CARGO, 3),
        ("package-lock.json", NPM_1, 3),
        ("package-lock.json", NPM_3, 3),
        ("go.mod", GO, 3),
        ("uv.lock", UV, 1),
        ("requirements.txt", REQUIREMENTS, 4),
    ];
    for (file, text, wanted) in cases {
        let root = with(file, text);
        let read = measured_by(root.path(), "dependency = '*', measure = 'count'");
        assert_eq!(read, Ok(vec![wanted.to_string()]), "{file}");
    }
    let root = with("Cargo.lock", CARGO);
    let syns = measured_by(root.path(), "dependency = 'syn', measure = 'count'");
    assert_eq!(syns, Ok(vec!["2".to_owned()]));
}

#[test]
fn a_dependency_needs_no_declaration() {
    let root = with("Cargo.lock", CARGO);
    let read = measured(root.path(), "", "dependency.tokio");
    assert_eq!(read, Ok(vec!["1.48.0".to_owned()]));
}

#[test]
fn a_missing_package_is_an_error_with_a_hint() {
    let root = with("Cargo.lock", CARGO);
    let error = |source: &str| measured_by(root.path(), source).unwrap_err();
    assert_eq!(
        error("dependency = 'tokoi'"),
        "dependency: Cargo.lock has no package `tokoi`; did you mean `tokio`?"
    );
    assert_eq!(
        error("dependency = 'react', lockfile = 'web/package-lock.json'"),
        "dependency: `web/package-lock.json` does not exist"
    );
    let root = with("requirements.txt", REQUIREMENTS);
    for package in ["flask", "numpy"] {
        let error = measured_by(root.path(), &format!("dependency = '{package}'")).unwrap_err();
        assert!(error.ends_with(&format!("does not pin a version of `{package}`")));
    }
    let bare = tempfile::tempdir().unwrap();
    let error = measured_by(bare.path(), "dependency = 'x'").unwrap_err();
    assert!(error.contains("has no lock file"), "{error}");
}

#[test]
fn a_broken_lock_file_is_an_error_rather_than_missing() {
    for (file, text) in [("Cargo.lock", "[[package]"), ("package-lock.json", "{")] {
        let root = with(file, text);
        let error = measured_by(root.path(), "dependency = 'x'").unwrap_err();
        assert!(error.contains("cannot read"), "{error}");
    }
}
