//! `draft_decision` and `supersede`, which write proposals.

use anyhow::{anyhow, bail};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Tool};
use crate::cli::compose::{Composer, Proposed};
use crate::cli::draft_flags::DraftFlags;
use crate::cli::guard_text::guard;
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::{DEFAULT_LIMIT, page};
use crate::cli::mcp::server::Call;
use crate::diagnostic::Diagnostic;
use crate::record::draft::{DraftAlternative, DraftTrigger};
use crate::record::{LinkKind, reference};
use crate::report::json::finding;
use crate::source::shown;

pub const DRAFT_DECISION: Tool = Tool {
    name: "draft_decision",
    title: "Draft a decision",
    description: "\
Write an architecture decision as a proposal, which a person accepts or rejects later. It must be complete: context, \
decision, gains and costs, at least one rejected alternative with a reason that can be checked, and at least one trigger. \
If it has any problem, nothing is written and the findings are returned; correct them and call again.",
    effect: Effect::Writes,
    schema: schema::<Draft>,
    call: |arguments, call| write(read(arguments)?, &[], call),
};

pub const SUPERSEDE: Tool = Tool {
    name: "supersede",
    title: "Draft a decision that replaces others",
    description: "\
Write an architecture decision that replaces older ones, as a proposal: the old ones stay in force until a person accepts \
it. Everything else is as for draft_decision. Use it when a trigger has fired, or new facts speak against a decision.",
    effect: Effect::Writes,
    schema: schema::<Replacement>,
    call: |arguments, call| {
        let Replacement { replaces, draft } = read(arguments)?;
        if replaces.is_empty() {
            bail!("argument `replaces`: name at least one decision");
        }
        write(draft, &replaces, call)
    },
};

/// What a new decision says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Draft {
    /// The title, which states the decision: `Keep orders in one PostgreSQL primary`
    title: String,
    /// What made a decision necessary, with figures
    context: String,
    /// What is decided
    decision: String,
    /// What gets better
    gains: Vec<String>,
    /// What gets worse
    costs: Vec<String>,
    /// The alternatives that were considered and rejected
    alternatives: Vec<Alternative>,
    /// The conditions that re-open the decision
    revisit: Vec<Trigger>,
    /// The conditions in words; the conditions themselves if left out
    #[serde(default)]
    revisit_when: Option<String>,
    /// Who decides; the git user if left out
    #[serde(default)]
    deciders: Vec<String>,
    /// Tags
    #[serde(default)]
    tags: Vec<String>,
    /// The files that it affects, as globs relative to the repository's root: `src/orders/**`
    #[serde(default)]
    affects: Vec<String>,
    /// Links to other decisions
    #[serde(default)]
    links: Vec<Link>,
    /// What the code must not do once the decision is in force, as `KEY=VALUE; …`: `rejects=DynamoDB; packages=aws-sdk-dynamodb`
    #[serde(default)]
    guards: Vec<String>,
}

/// What a decision replaces, and what it says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Replacement {
    /// The decisions to replace: numbers, file names or unique parts of titles
    replaces: Vec<String>,
    /// The new decision
    draft: Draft,
}

/// An alternative that was rejected.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Alternative {
    /// What it is called
    name: String,
    /// Why it was rejected: a reason that can be checked, with figures
    why_rejected: String,
}

/// A condition that re-opens the decision.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Trigger {
    /// Its name in the record, such as `writes`
    #[serde(default)]
    id: Option<String>,
    /// The condition, such as `orders.writes > 4000/s`, `any(db.cpu.share) > 40% for 2w` or `today >= 2027-03-01`
    when: String,
    /// Why this condition
    #[serde(default)]
    note: Option<String>,
}

/// A link to another decision.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Link {
    /// How the new decision relates to the other
    kind: LinkKind,
    /// The number of the other decision
    to: u32,
}

impl Draft {
    fn into_flags(self) -> anyhow::Result<DraftFlags> {
        let alternatives = self.alternatives.into_iter();
        let triggers = self.revisit.into_iter();
        let guards: Result<_, String> = self.guards.iter().map(|text| guard(text)).collect();
        let guards = guards.map_err(|error| anyhow!("argument `guards`: {error}"))?;
        Ok(DraftFlags {
            decider: self.deciders,
            tag: self.tags,
            affects: self.affects,
            context: Some(self.context),
            decision: Some(self.decision),
            gain: self.gains,
            cost: self.costs,
            alternative: alternatives.map(Alternative::into_draft).collect(),
            revisit: triggers.map(Trigger::into_draft).collect(),
            revisit_when: self.revisit_when,
            link: self.links.iter().map(|link| (link.kind, link.to)).collect(),
            guard: guards,
            ..DraftFlags::default()
        })
    }
}

impl Alternative {
    fn into_draft(self) -> DraftAlternative {
        let Self { name, why_rejected } = self;
        DraftAlternative { name, why_rejected }
    }
}

impl Trigger {
    fn into_draft(self) -> DraftTrigger {
        let Self { id, when, note } = self;
        DraftTrigger { id, when, note }
    }
}

fn write(draft: Draft, replaces: &[String], call: &Call<'_>) -> anyhow::Result<Reply> {
    let composer = Composer::new(call.context)?;
    let title = draft.title.clone();
    match composer.propose(&title, replaces, draft.into_flags()?)? {
        Ok(proposed) => Ok(written(&proposed).into()),
        Err(findings) => refused(&findings),
    }
}

fn written(proposed: &Proposed) -> Value {
    let number = proposed.number;
    json!({
        "written": true,
        "number": number,
        "path": shown(&proposed.path),
        "status": "proposed",
        "next": format!("a person reviews {} and runs `adr accept {number}` or `adr reject {number}`", reference(number)),
    })
}

fn refused(findings: &[Diagnostic]) -> anyhow::Result<Reply> {
    let page = page(findings.iter(), 0, DEFAULT_LIMIT, |found| {
        serde_json::to_value(finding(found))
    })?;
    let mut value = JsonObject::new();
    value.insert("written".to_owned(), false.into());
    value.insert("diagnostics".to_owned(), page.items.into());
    value.insert(
        "next".to_owned(),
        "correct what the findings name, and call again".into(),
    );
    Ok(Reply {
        value: value.into(),
        is_refusal: true,
    })
}
