//! The tools, one file for each group, all listed in [`ALL`].
//!
//! To add a tool: its arguments and its [`Tool`] in a file of this folder, and a line in [`ALL`].

mod advise;
mod check;
mod context;
mod decisions;
mod draft;
mod lint;
mod search;

use rmcp::model::{JsonObject, ToolAnnotations};

use super::answer::Reply;
use super::server::Call;
use crate::diagnostic::did_you_mean;

/// A tool.
#[derive(Debug)]
pub struct Tool {
    /// Its name.
    name: &'static str,
    /// Its name for people.
    title: &'static str,
    /// What it is for, written for an agent that knows nothing of this program.
    description: &'static str,
    effect: Effect,
    /// The JSON Schema of its arguments.
    schema: fn() -> JsonObject,
    /// Calls it.
    call: fn(JsonObject, &Call<'_>) -> anyhow::Result<Reply>,
}

/// What a tool does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It reads the log.
    Reads,
    /// It reads the log and measures metrics, for which it may query servers.
    Measures,
    /// It adds a record to the log.
    Writes,
}

/// All tools.
const ALL: &[&Tool] = &[
    &context::CONTEXT_FOR_PATHS,
    &search::SEARCH_DECISIONS,
    &decisions::LIST_DECISIONS,
    &decisions::GET_DECISION,
    &check::CHECK_TRIGGERS,
    &lint::LINT,
    &advise::ADVISE,
    &draft::DRAFT_DECISION,
    &draft::SUPERSEDE,
];

/// The tools that may be used: those that write only if that is allowed.
pub fn available(allows_writing: bool) -> impl Iterator<Item = &'static Tool> {
    let is_allowed = move |tool: &&Tool| allows_writing || tool.effect != Effect::Writes;
    ALL.iter().copied().filter(is_allowed)
}

/// The tool called `name`.
///
/// # Errors
/// If there is none, or it may not be used: what to do.
pub fn find(name: &str, allows_writing: bool) -> Result<&'static Tool, String> {
    let Some(tool) = ALL.iter().copied().find(|tool| tool.name == name) else {
        let names = || available(allows_writing).map(|tool| tool.name);
        return Err(match did_you_mean(name, names()) {
            Some(near) => format!("there is no tool `{name}`; did you mean `{near}`?"),
            None => {
                let names: Vec<_> = names().collect();
                format!("there is no tool `{name}`; there are {}", names.join(", "))
            }
        });
    };
    match tool.effect {
        Effect::Writes if !allows_writing => Err(format!(
            "`{name}` writes, which this server may not; start it as `adr mcp --allow-write`"
        )),
        _ => Ok(tool),
    }
}

impl Tool {
    /// It as clients see it.
    pub fn described(&self) -> rmcp::model::Tool {
        let annotations = ToolAnnotations::new()
            .read_only(self.effect != Effect::Writes)
            .destructive(false)
            .open_world(self.effect == Effect::Measures);
        rmcp::model::Tool::new(self.name, self.description, (self.schema)())
            .with_title(self.title)
            .with_annotations(annotations)
    }

    /// Calls it with `arguments`.
    ///
    /// # Errors
    /// If the arguments are not those of the schema, or the tool fails.
    pub fn call(&self, arguments: JsonObject, call: &Call<'_>) -> anyhow::Result<Reply> {
        (self.call)(arguments, call)
    }
}
