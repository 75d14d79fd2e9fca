use super::*;

#[test]
fn a_manifest_names_its_dependencies_of_all_sorts() {
    let text = r#"[package]
name = "shop"
version = "1.0.0"

[dependencies]
serde = { version = "1", features = ["derive"] }
"quoted" = "1"
dotted.workspace = true
json = { package = "serde_json", version = "1" }

[dependencies.own-table]
version = "2"

[dependencies.alias]
version = "3"
package = "real"

[dev-dependencies]
proptest = "1"

[dev_dependencies]
old-spelling = "1"

[build-dependencies]
cc = "1"

[target.'cfg(unix)'.dependencies]
nix = "0.29"

[target.x86_64-pc-windows-msvc.build-dependencies]
winres = "0.1"

[workspace.dependencies]
inner = { path = "inner" }

[features]
default = ["serde"]

[package.metadata.dependencies]
not-one = "1"
"#;
    assert_eq!(
        listed("Cargo.toml", text),
        [
            "6 serde",
            "7 quoted",
            "8 dotted",
            "9 serde_json",
            "11 own-table",
            "16 real",
            "19 proptest",
            "22 old-spelling",
            "25 cc",
            "28 nix",
            "31 winres",
            "34 inner",
        ]
    );
}

#[test]
fn a_key_is_found_where_it_stands_in_dotted_and_inline_tables() {
    let text = "dependencies.serde.version = '1'\ndev-dependencies = { a = '1', 'b' = '2' }\n";
    assert_eq!(listed("Cargo.toml", text), ["1 serde", "2 a", "2 b"]);
}

#[test]
fn a_lock_file_names_what_comes_from_outside() {
    let text = r#"version = 4

[[package]]
name = "shop"
version = "1.0.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://example.org/index"

[[package]]
name = "serde"
version = "0.9.0"
source = "git+https://example.org/serde"
"#;
    assert_eq!(listed("Cargo.lock", text), ["9 serde", "14 serde"]);
}

#[test]
fn an_escaped_name_is_found_with_its_escapes() {
    let text = "[dependencies]\n\"s\\u0065rde\" = '1'\n";
    assert_eq!(listed("Cargo.toml", text), ["2 serde = s\\u0065rde"]);
}

#[test]
fn broken_toml_is_refused_with_its_place() {
    let text = "[dependencies]\nserde = \n";
    let (message, place) = refused("Cargo.toml", text);
    assert!(message.contains("value"), "{message}");
    assert_eq!(place, Some(""));
    let (message, place) = refused("Cargo.toml", "[dependencies]\na = '1'\na = '2'\n");
    assert_eq!((message.as_str(), place), ("duplicate key", Some("a")));
}
