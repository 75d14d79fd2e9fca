//! The JSON Schema of `adr.toml`, for editors. Parsing is done by [`super::Config::parse`]; a test checks
//! that both accept the same keys.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, schema_for};
use serde_json::{Map, Value, json};

use super::{Level, NewFormat, NewStatus};

/// A key of a source: its name, what it says in a few words, and what it may be.
#[derive(Debug, Clone, Copy)]
pub struct KeyShape {
    name: &'static str,
    summary: &'static str,
    value: ValueShape,
}

#[derive(Debug, Clone, Copy)]
enum ValueShape {
    Text,
    Texts,
    OneOf(&'static [&'static str]),
}

impl KeyShape {
    /// A key whose value is a text.
    pub const fn text(name: &'static str, summary: &'static str) -> Self {
        let value = ValueShape::Text;
        Self {
            name,
            summary,
            value,
        }
    }

    /// A key whose value is a text, or a list of texts.
    pub const fn texts(name: &'static str, summary: &'static str) -> Self {
        let value = ValueShape::Texts;
        Self {
            name,
            summary,
            value,
        }
    }

    /// A key whose value is one of `words`.
    pub const fn one_of(
        name: &'static str,
        summary: &'static str,
        words: &'static [&'static str],
    ) -> Self {
        let value = ValueShape::OneOf(words);
        Self {
            name,
            summary,
            value,
        }
    }
}

/// A kind of source: what it measures, and its keys, of which the first names it and is required.
pub type SourceShape = (&'static str, &'static [KeyShape]);

/// The JSON Schema (draft 2020-12) of `adr.toml`, for the given lint rules, each with its description, and kinds of source.
pub fn schema(rules: &[(&str, &str)], kinds: &[SourceShape]) -> Schema {
    let mut schema = schema_for!(Settings);
    let levels: Vec<_> = Level::ALL.iter().map(|level| level.name()).collect();
    extend(&mut schema, "/$defs/Lint/properties", |properties| {
        for (name, summary) in rules {
            let rule = json!({ "description": summary, "enum": levels });
            properties.insert((*name).to_owned(), rule);
        }
    });
    extend(&mut schema, "/$defs/Source", |source| {
        source.insert("anyOf".to_owned(), kinds.iter().map(source_of).collect());
    });
    schema
}

fn source_of((summary, keys): &SourceShape) -> Value {
    let property = |key: &KeyShape| {
        let mut property = match key.value {
            ValueShape::Text => json!({ "type": "string" }),
            ValueShape::Texts => json!({ "$ref": "#/$defs/OneOrMany" }),
            ValueShape::OneOf(words) => json!({ "enum": words }),
        };
        property["description"] = key.summary.into();
        (key.name.to_owned(), property)
    };
    json!({
        "type": "object",
        "description": summary,
        "properties": keys.iter().map(property).collect::<Map<_, _>>(),
        "required": keys.first().map(|key| [key.name]),
        "additionalProperties": false,
    })
}

/// Changes the object at `pointer`.
fn extend(schema: &mut Schema, pointer: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    let mut value = std::mem::take(schema).to_value();
    if let Some(object) = value.pointer_mut(pointer).and_then(Value::as_object_mut) {
        change(object);
    }
    if let Ok(extended) = Schema::try_from(value) {
        *schema = extended;
    }
}

/// Settings of an architecture decision log.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "adr.toml")]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Settings {
    /// How long `/sprint` is, in whole days or weeks: "14d".
    sprint: Option<String>,
    /// Defaults for `adr new`.
    new: Option<New>,
    /// The levels of lint rules.
    lint: Option<Lint>,
    /// Where citations of decisions do not count.
    citations: Option<Citations>,
    /// The metrics that triggers use, by name: `[metrics."team.size"]`.
    metrics: Option<BTreeMap<String, Metric>>,
    /// The rendered site.
    site: Option<Site>,
}

/// Defaults for `adr new`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct New {
    /// The status of a new record.
    status: Option<NewStatus>,
    /// The format of a new record: another tool's has no TOML record, and so no triggers.
    format: Option<NewFormat>,
}

/// The level of each lint rule, by its name.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Lint {
    /// Records with a lower number are exempt from the rules about content.
    from: Option<u32>,
}

/// Where citations of decisions do not count.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Citations {
    /// Files and folders that `adr cites` leaves out, as globs from the repository's root: "tests/fixtures/**".
    exclude: Option<OneOrMany>,
}

/// What a metric means, and what measures it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Metric {
    /// A description of the metric.
    description: Option<String>,
    /// The unit of values that are given without one: count, ratio, s, B, /s, B/s, version, date, text, or a
    /// word of your own, such as EUR or engineers.
    unit: Option<String>,
    /// How old a value may be before it is stale: "7d".
    max_age: Option<String>,
    /// How far apart two observations may be for a `for` to hold between them: "1d".
    max_gap: Option<String>,
    /// The series that are expected, by label: `{ team = ["a", "b"] }`; if one is missing, the metric is unknown.
    series: Option<BTreeMap<String, OneOrMany>>,
    /// The minimum number of series.
    min_series: Option<u64>,
    /// The smallest and the largest possible value, in its unit.
    range: Option<[f64; 2]>,
    /// What measures it; without a source, values must be supplied.
    source: Option<Source>,
}

/// One text, or several.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its shape is wanted")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// What measures a metric: one key names the kind, the others are its own.
#[derive(JsonSchema)]
struct Source {}

/// The rendered site.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Site {
    /// Its title.
    title: Option<String>,
    /// The path of its logo, relative to this file.
    logo: Option<String>,
    /// The colour of links and focus outlines: "#0b5aa8".
    accent: Option<String>,
    /// A line at the foot of every page.
    footer: Option<String>,
    /// The URL where it is published; required for feeds.
    url: Option<String>,
    /// The URL for editing a record; its path replaces `{path}`, or is appended.
    edit_url: Option<String>,
}
