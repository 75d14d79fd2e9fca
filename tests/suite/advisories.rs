//! The exceptions in `deny.toml` match `Cargo.lock`.

use std::fs;

use toml::Table;

fn table(path: &str) -> Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn each_ignored_advisory_is_of_a_used_crate_and_has_a_reason() {
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().unwrap().iter();
    let names: Vec<_> = packages
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    let deny = table("deny.toml");
    let ignored = deny["advisories"]["ignore"].as_array().unwrap();
    assert!(!ignored.is_empty());
    for advisory in ignored {
        let id = advisory["id"].as_str().unwrap();
        let reason = advisory["reason"].as_str().unwrap();
        let (name, why) = reason.split_once(": ").expect(reason);
        assert!(id.starts_with("RUSTSEC-"), "{id}");
        assert!(names.contains(&name), "{id}: {name} is not in Cargo.lock");
        assert!(why.len() > 20, "{id}: {why}");
    }
}

/// Crates known to be unmaintained: either no longer used, or in the list with a reason.
#[test]
fn no_unmaintained_crate_is_added_unnoticed() {
    const UNMAINTAINED: [&str; 10] = [
        "ansi_term",
        "atty",
        "backoff",
        "derivative",
        "failure",
        "paste",
        "proc-macro-error",
        "serde_yaml",
        "term_size",
        "ttf-parser",
    ];
    let lock = table("Cargo.lock");
    let packages = lock["package"].as_array().unwrap().iter();
    let names: Vec<_> = packages
        .map(|package| package["name"].as_str().unwrap())
        .collect();
    let deny = fs::read_to_string("deny.toml").unwrap();
    for name in UNMAINTAINED {
        let is_known = deny.contains(&format!("reason = \"{name}: "));
        assert!(is_known || !names.contains(&name), "{name}");
    }
}
