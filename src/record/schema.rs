//! The JSON Schema of a record's TOML, for editors. [`super::front`] is what reads it; a test holds the two to
//! the same keys.

use schemars::{JsonSchema, Schema, schema_for};

use super::front::LinkKind;
use super::status::Status;

/// The JSON Schema (draft 2020-12) of the TOML on top of a decision.
pub fn schema() -> Schema {
    schema_for!(Record)
}

/// The TOML record at the top of an architecture decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "adr record")]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Record {
    /// The status of the decision.
    status: Status,
    /// The date of the decision; while it is proposed, the date of the proposal.
    #[schemars(with = "Day")]
    date: (),
    /// Who made the decision: people or teams.
    deciders: Option<Vec<String>>,
    /// Keywords for finding it.
    tags: Option<Vec<String>>,
    /// The files it affects: globs relative to the repository root.
    affects: Option<Vec<String>>,
    /// The numbers of the decisions that this one replaces.
    supersedes: Option<Vec<u32>>,
    /// The number of the decision that replaced this one; only in a superseded record.
    superseded_by: Option<u32>,
    /// Links to other decisions. The other record has the reverse link.
    links: Option<Vec<Link>>,
    /// The conditions that re-open the decision.
    revisit: Option<Vec<Revisit>>,
    /// What the code must not do while the decision is in force.
    guard: Option<Vec<Guard>>,
    /// The corrections of the record since it was accepted.
    amended: Option<Vec<Amendment>>,
    /// Lint rules that do not apply to this record, each with the reason: `missing-trigger = "…"`.
    allow: Option<std::collections::BTreeMap<String, String>>,
    /// What the record said in words of its own before it was migrated from another tool: `status = "On hold"`.
    original: Option<std::collections::BTreeMap<String, String>>,
}

/// A link to another decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Link {
    /// How this decision relates to the other.
    kind: LinkKind,
    /// The number of the other decision.
    to: u32,
}

/// A condition that re-opens the decision.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Revisit {
    /// Its name within the record; a, b, c … by position if left out.
    id: Option<String>,
    /// The condition: `team.size > 20`, `any(db.cpu.share) > 40%`, `today >= 2027-03-01`.
    when: String,
    /// Why this condition was chosen.
    note: Option<String>,
    /// The date on which the snooze ends. Requires `snooze_reason`.
    #[schemars(with = "Option<Day>")]
    snoozed_until: (),
    /// Why it is snoozed until then.
    snooze_reason: Option<String>,
}

/// What the code must not do while the decision is in force: one of `packages`, `forbid`, `require` and `forbid_paths`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Guard {
    /// Its name within the record; g1, g2 … by position if left out.
    id: Option<String>,
    /// The rejected alternative whose return it notices.
    rejects: Option<String>,
    /// Why there is such a rule.
    note: Option<String>,
    /// Packages that no manifest names: names, or globs.
    packages: Option<Vec<String>>,
    /// Whether `packages` also looks at what other packages need, in lock files.
    transitive: Option<bool>,
    /// A regular expression that no line matches.
    forbid: Option<String>,
    /// A regular expression that every file has a match of.
    require: Option<String>,
    /// Globs of files that must not be there.
    forbid_paths: Option<Vec<String>>,
    /// Globs of the files to look at; those that the decision affects if left out.
    #[schemars(rename = "in")]
    within: Option<Vec<String>>,
    /// Globs of files to pass over.
    except: Option<Vec<String>>,
    /// How many places may break it: those that were there when it was written.
    allowed: Option<u32>,
}

/// A correction of the record after it was accepted.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Amendment {
    /// The day of the change.
    #[schemars(with = "Day")]
    date: (),
    /// Why the record was changed.
    reason: String,
}

/// A TOML date, which tools that know JSON Schema take for a text of this format.
#[derive(JsonSchema)]
#[schemars(inline, extend("format" = "date"))]
#[expect(dead_code, reason = "only its shape is wanted")]
struct Day(String);
