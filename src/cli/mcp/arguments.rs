//! The arguments of tools: their JSON Schema, and errors that an agent can act on.

use anyhow::{anyhow, bail};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::did_you_mean;

/// The JSON Schema of `A`, in one piece and as plain as clients need it: an optional argument is left out rather than
/// `null`, and no type has a format that only Rust knows.
pub fn schema<A: JsonSchema>() -> JsonObject {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<A>();
    let object = schema.ensure_object();
    for key in ["$schema", "title", "description"] {
        object.remove(key);
    }
    let properties = object.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(JsonObject::values_mut) {
        simplify(property);
    }
    object.clone()
}

fn simplify(property: &mut Value) {
    let Some(property) = property.as_object_mut() else {
        return;
    };
    property.remove("format");
    if property.get("default") == Some(&Value::Null) {
        property.remove("default");
    }
    let kind = property.get_mut("type");
    if let Some(Value::Array(types)) = kind.as_deref()
        && let [kind_or_null, Value::String(null)] = &types[..]
        && null == "null"
    {
        let only = kind_or_null.clone();
        property.insert("type".to_owned(), only);
    }
}

/// Reads `arguments`.
///
/// # Errors
/// If one is unknown, missing or of the wrong type: which, and what there is instead.
pub fn read<A: DeserializeOwned + JsonSchema>(arguments: JsonObject) -> anyhow::Result<A> {
    refuse_unknown(&arguments, &schema::<A>())?;
    serde_path_to_error::deserialize(Value::Object(arguments)).map_err(|error| {
        match error.path().iter().next() {
            Some(_) => anyhow!("argument `{}`: {}", error.path(), error.inner()),
            None => anyhow!(
                "{}",
                error.inner().to_string().replacen("field", "argument", 1)
            ),
        }
    })
}

fn refuse_unknown(arguments: &JsonObject, schema: &JsonObject) -> anyhow::Result<()> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let known: Vec<&str> = properties
        .into_iter()
        .flat_map(|properties| properties.keys().map(String::as_str))
        .collect();
    let mut names = arguments.keys().map(String::as_str);
    let Some(unknown) = names.find(|name| !known.contains(name)) else {
        return Ok(());
    };
    match did_you_mean(unknown, known.iter().copied()) {
        Some(near) => bail!("unknown argument `{unknown}`; did you mean `{near}`?"),
        None => bail!(
            "unknown argument `{unknown}`; there are {}",
            known.join(", ")
        ),
    }
}
