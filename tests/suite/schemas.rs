//! The JSON Schemas accept the same keys as the TOML parsers, no more and no less.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use adr::config::Config;
use adr::diagnostic::Diagnostic;
use adr::record::Record;
use adr::source::Source;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

fn schema(of: &str) -> Value {
    Sandbox::empty().adr(["schema", of]).expect_code(0).json()
}

/// The keys that a parser knows in the table with the unknown key `zzzz`, as listed in the fault.
fn known_keys(faults: &[Diagnostic]) -> BTreeSet<String> {
    let fault = faults
        .iter()
        .find(|fault| fault.message == "unknown key `zzzz`")
        .unwrap();
    let help = fault.help.as_ref().unwrap();
    let words = help.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

fn keys_at(schema: &Value, pointer: &str) -> BTreeSet<String> {
    let properties = schema
        .pointer(pointer)
        .and_then(|at| at["properties"].as_object());
    properties.unwrap().keys().cloned().collect()
}

#[test]
fn the_schema_of_a_record_has_the_keys_of_its_parser() {
    let schema = schema("record");
    let faults = |toml: &str| {
        let text = format!("+++\n{toml}\n+++\n");
        Record::parse(Arc::new(Source::new("0001-x.md", text))).faults
    };
    for (toml, pointer) in [
        ("zzzz = 1", ""),
        ("[[revisit]]\nzzzz = 1", "/$defs/Revisit"),
        ("[[links]]\nzzzz = 1", "/$defs/Link"),
    ] {
        let known = known_keys(&faults(toml));
        assert_eq!(known, keys_at(&schema, pointer), "{toml}");
    }
}

#[test]
fn the_schema_of_the_settings_has_the_keys_of_their_parser() {
    let schema = schema("config");
    let faults = |toml: &str| Config::parse(&Arc::new(Source::new("adr.toml", toml))).1;
    for (toml, pointer) in [
        ("zzzz = 1", ""),
        ("[new]\nzzzz = 1", "/$defs/New"),
        ("[citations]\nzzzz = 1", "/$defs/Citations"),
        ("[site]\nzzzz = 1", "/$defs/Site"),
        ("[metrics.\"a.b\"]\nzzzz = 1", "/$defs/Metric"),
    ] {
        let known = known_keys(&faults(toml));
        assert_eq!(known, keys_at(&schema, pointer), "{toml}");
    }
    let rules: BTreeSet<_> = adr::lint::ALL
        .iter()
        .map(|rule| rule.name.to_owned())
        .chain(["from".to_owned()])
        .collect();
    assert_eq!(keys_at(&schema, "/$defs/Lint"), rules);
}

#[test]
fn the_schema_of_the_settings_has_the_keys_of_every_source() {
    let schema = schema("config");
    let sources = schema["$defs"]["Source"]["anyOf"].as_array().unwrap();
    let faults = |toml: String| {
        let settings = Arc::new(Source::new("adr.toml", toml));
        let (config, faults) = Config::parse(&settings);
        assert!(faults.is_empty(), "{faults:?}");
        adr::metric::Plan::of(&config).1
    };
    assert_eq!(sources.len(), adr::metric::KINDS.len());
    for (kind, source) in adr::metric::KINDS.iter().zip(sources) {
        let name = kind.name;
        assert_eq!(source["required"], json!([name]));
        let properties = source["properties"].as_object().unwrap();
        let words = |key: &str| {
            let words = properties[key]["enum"].as_array();
            words.map(|words| words.iter().map(|word| word.as_str().unwrap()))
        };
        // What one figure does not know, another does.
        let mut known = BTreeSet::new();
        let figures: Vec<&str> = words(name).map_or(vec!["x.csv"], Iterator::collect);
        for figure in &figures {
            for more in ["", ", count = 'rows'"] {
                let source = format!("{{ {name} = '{figure}', zzzz = 'x'{more} }}");
                known.extend(known_keys(&faults(format!(
                    "[metrics.\"a.b\"]\nsource = {source}"
                ))));
            }
        }
        known.retain(|key| key != "zzzz");
        assert_eq!(known, properties.keys().cloned().collect(), "{name}");
        for key in properties.keys() {
            let Some(words) = words(key) else {
                continue;
            };
            let source = match key == name {
                true => format!("{{ {name} = 'zzzz' }}"),
                false => format!("{{ {name} = '{}', {key} = 'zzzz' }}", figures[0]),
            };
            let faults = faults(format!("[metrics.\"a.b\"]\nsource = {source}"));
            let listed: Vec<_> = words.map(|word| format!("\"{word}\"")).collect();
            let message = format!("`{key}` must be one of {}", listed.join(", "));
            assert!(
                faults.iter().any(|fault| fault.message == message),
                "{message}: {faults:?}"
            );
        }
    }
}

#[test]
fn real_records_are_valid_and_wrong_ones_are_not() {
    let record_schema = jsonschema::validator_for(&schema("record")).unwrap();
    let config_schema = jsonschema::validator_for(&schema("config")).unwrap();
    for log in ["docs/adr", "tests/fixtures/shop/docs/adr"] {
        let settings = fs::read_to_string(Path::new(log).join("adr.toml")).unwrap();
        let settings = as_json(&settings);
        let faults: Vec<_> = config_schema
            .iter_errors(&settings)
            .map(|e| e.to_string())
            .collect();
        assert!(faults.is_empty(), "{log}: {faults:?}");
        for entry in fs::read_dir(log).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "md") {
                let text = fs::read_to_string(&path).unwrap();
                let toml = text.split("```").nth(1).unwrap().trim_start_matches("toml");
                let record = as_json(toml);
                let faults: Vec<_> = record_schema
                    .iter_errors(&record)
                    .map(|e| e.to_string())
                    .collect();
                assert!(faults.is_empty(), "{}: {faults:?}", path.display());
            }
        }
    }
    for wrong in [
        json!({ "status": "acepted", "date": "2026-03-02" }),
        json!({ "date": "2026-03-02" }),
        json!({ "status": "accepted", "date": "2026-03-02", "decider": ["x"] }),
        json!({ "status": "accepted", "date": "2026-03-02", "revisit": [{ "id": "a" }] }),
        json!({ "status": "accepted", "date": "2026-03-02", "links": [{ "kind": "ammends", "to": 4 }] }),
    ] {
        assert!(!record_schema.is_valid(&wrong), "{wrong}");
    }
    for wrong in [
        json!({ "sprnt": "14d" }),
        json!({ "new": { "status": "superseded" } }),
        json!({ "lint": { "vague-reason": "fatal" } }),
        json!({ "lint": { "vague-reasons": "off" } }),
        json!({ "metrics": { "a": { "unit": 7 } } }),
        json!({ "metrics": { "a": { "source": { "git": "comits" } } } }),
        json!({ "metrics": { "a": { "source": { "git": "commits", "windw": "90d" } } } }),
        json!({ "metrics": { "a": { "source": { "query": "up" } } } }),
    ] {
        assert!(!config_schema.is_valid(&wrong), "{wrong}");
    }
}

/// TOML as a language server sees it: dates are strings.
fn as_json(toml: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(day) => Value::from(day.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => table
                .into_iter()
                .map(|(key, value)| (key, plain(value)))
                .collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    plain(toml::Value::Table(toml.parse().unwrap()))
}
