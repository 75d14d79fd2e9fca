//! `advise`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Tool};
use crate::advise::{Fact, Rules};
use crate::cli::advise::{advice_on, supply};
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::shortened;
use crate::cli::mcp::server::Call;
use crate::diagnostic::did_you_mean;
use crate::report::advice::document;
use crate::trigger::value::Values;

pub const ADVISE: Tool = Tool {
    name: "advise",
    title: "Rank architecture patterns",
    description: "\
Rank architecture patterns (modular monolith, microservices, CQRS, …) by the facts about a system, each with the rules that \
speak for and against it and their sources. Facts that the repository's log measures are known already; `missing` in the \
result says which others would help most.",
    effect: Effect::Measures,
    schema: schema::<Arguments>,
    call: |arguments, call| advise(&read(arguments)?, call),
};

/// What is known of the system.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The facts that are known, each as text
    #[serde(default)]
    facts: Facts,
}

/// Facts by their names.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Facts(BTreeMap<String, String>);

impl JsonSchema for Facts {
    fn schema_name() -> Cow<'static, str> {
        "Facts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let property = |fact: &Fact| {
            let description = format!("{} Such as `{}`.", fact.asks, fact.example);
            let schema = json!({ "type": "string", "description": description });
            (fact.flag.clone(), schema)
        };
        let facts = Rules::built_in().facts.iter();
        let properties: serde_json::Map<_, _> = facts.map(property).collect();
        json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
    }
}

fn advise(arguments: &Arguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let mut given = Values::default();
    for (name, text) in &arguments.facts.0 {
        let fact = fact(name)?;
        let value = fact.read(text);
        let value = value.map_err(|why| anyhow!("argument `facts.{name}`: {why}"))?;
        supply(&mut given, fact, value);
    }
    let advice = advice_on(given, call.values, call.context)?;
    Ok(shortened(serde_json::to_value(document(&advice))?).into())
}

fn fact(name: &str) -> anyhow::Result<&'static Fact> {
    let facts = &Rules::built_in().facts;
    if let Some(fact) = facts.iter().find(|fact| fact.flag == name) {
        return Ok(fact);
    }
    let names: Vec<_> = facts.iter().map(|fact| fact.flag.as_str()).collect();
    match did_you_mean(name, names.iter().copied()) {
        Some(near) => bail!("there is no fact `{name}`; did you mean `{near}`?"),
        None => bail!("there is no fact `{name}`; there are {}", names.join(", ")),
    }
}
