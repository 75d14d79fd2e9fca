//! The JSON Schema of a record's TOML, for editors. [`super::front`] is what reads it; a test holds the two to
//! the same keys.

use schemars::{JsonSchema, Schema, schema_for};

use super::front::{LinkKind, Status};

/// The JSON Schema (draft 2020-12) of the TOML on top of a decision.
pub fn schema() -> Schema {
    schema_for!(Record)
}

/// The TOML record on top of an architecture decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "adr record")]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Record {
    /// Where the decision stands.
    status: Status,
    /// The day it was decided; the day it was proposed, while it is proposed.
    #[schemars(with = "Day")]
    date: (),
    /// Who decided: people or teams.
    deciders: Option<Vec<String>>,
    /// Words to find it by.
    tags: Option<Vec<String>>,
    /// The files it governs: globs relative to the repository's root.
    affects: Option<Vec<String>>,
    /// The numbers of the decisions that this one replaces.
    supersedes: Option<Vec<u32>>,
    /// The number of the decision that replaced this one; only in a superseded record.
    superseded_by: Option<u32>,
    /// Edges to other decisions. The other record has the reverse edge.
    links: Option<Vec<Link>>,
    /// The conditions that re-open the decision.
    revisit: Option<Vec<Revisit>>,
    /// Lint rules that this record is spared, each with the reason: `missing-trigger = "…"`.
    allow: Option<std::collections::BTreeMap<String, String>>,
    /// What the record said in words of its own before it was migrated from another tool: `status = "On hold"`.
    original: Option<std::collections::BTreeMap<String, String>>,
}

/// An edge to another decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Link {
    /// What this decision does to the other.
    kind: LinkKind,
    /// The other's number.
    to: u32,
}

/// A condition that re-opens the decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Revisit {
    /// Its name inside the record; a, b, c … by position where it is left out.
    id: Option<String>,
    /// The condition: `team.size > 20`, `any(db.cpu.share) > 40%`, `today >= 2027-03-01`.
    when: String,
    /// Why this condition.
    note: Option<String>,
    /// The day from which it counts again. Goes with `snooze_reason`.
    #[schemars(with = "Option<Day>")]
    snoozed_until: (),
    /// Why it does not count until then.
    snooze_reason: Option<String>,
}

/// A TOML date, which tools that know JSON Schema take for a text of this format.
#[derive(JsonSchema)]
#[schemars(inline, extend("format" = "date"))]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Day(String);
