//! `context_for_paths`.

use std::path::PathBuf;

use anyhow::bail;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Tool};
use crate::cli::governing::{files_at, with_report};
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::{DEFAULT_LIMIT, page, shortened};
use crate::cli::mcp::server::Call;
use crate::report::governing::value;

pub const CONTEXT_FOR_PATHS: Tool = Tool {
    name: "context_for_paths",
    title: "Decisions that govern files",
    description: "\
Before you change files, ask which architecture decisions govern them. Each comes with what was decided, which alternatives \
were rejected and why, so that you do not propose those again without new facts, and with the state of its triggers, the \
measurable conditions under which its reasons no longer hold: where `due` is true, the decision is to be made again, and its \
reasons do not bind. The most specific decision comes first. `proposed` decisions are not in force yet; `past` ones no \
longer are, and say what holds in their place.",
    effect: Effect::Measures,
    schema: schema::<Arguments>,
    call: |arguments, call| context(&read(arguments)?, call),
};

/// Which files to look at.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// Files or folders, relative to the folder of the server or absolute; they need not exist yet
    paths: Vec<PathBuf>,
    /// Values as NAME=VALUE with their units, such as `team.size=24`; they replace what the log's sources give
    #[serde(default)]
    values: Vec<String>,
    /// Give at most this many decisions in force; 500 at most
    #[serde(default = "default_limit")]
    limit: usize,
    /// Leave out this many at the start; the `next_offset` of the result before
    #[serde(default)]
    offset: usize,
}

fn default_limit() -> usize {
    DEFAULT_LIMIT
}

/// The maximum number of proposed decisions, and of past ones.
const MAX_BESIDE: usize = 20;

fn context(arguments: &Arguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    if arguments.paths.is_empty() {
        bail!("`paths` is empty; name the files that you are about to change");
    }
    let log = call.log_without_prose()?;
    let files = files_at(&arguments.paths, &log.place, &call.context.cwd)?;
    let values = call.values.with_metrics(&arguments.values);
    let Arguments { limit, offset, .. } = *arguments;
    let shown = offset.saturating_add(limit.max(1));
    with_report(&files, &log, &values, shown, call.context, |report| {
        let mut report_value = value(report)?;
        let mut list = |key: &str, most: usize| -> Vec<Value> {
            let list = report_value.get_mut(key).and_then(Value::as_array_mut);
            let mut list = list.map(std::mem::take).unwrap_or_default();
            list.truncate(most);
            list
        };
        let decisions = list("decisions", shown);
        let (proposed, past) = (list("proposed", MAX_BESIDE), list("past", MAX_BESIDE));
        let page = page(decisions.into_iter(), offset, limit, Ok)?;
        let end = offset.saturating_add(page.items.len());
        let next_offset = page.next_offset.or((end < report.total()).then_some(end));
        Ok(shortened(json!({
            "today": report_value.get("today"),
            "files": files.len(),
            "total": report.total(),
            "decisions": page.items,
            "proposed": proposed,
            "past": past,
            "next_offset": next_offset,
        }))
        .into())
    })
}
