//! `lint`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{Effect, Tool};
use crate::cli::lint::findings;
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::{DEFAULT_LIMIT, page};
use crate::cli::mcp::server::Call;
use crate::report::Counts;
use crate::report::json::finding;

pub const LINT: Tool = Tool {
    name: "lint",
    title: "Lint decisions",
    description: "\
Check the decision records of this repository for problems: unreadable records, missing alternatives or triggers, vague \
reasons, broken links. Each finding has the rule, the place in the file, and what to write instead. Use it after you have \
edited a record.",
    effect: Effect::Reads,
    schema: schema::<Arguments>,
    call: |arguments, call| lint(&read(arguments)?, call),
};

/// Which findings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Arguments {
    /// Only findings in these files or folders of the log, relative to the folder in which the server runs
    paths: Vec<PathBuf>,
    /// Only findings of these rules, such as `missing-trigger`
    rules: Vec<String>,
    /// Give at most this many findings; 500 at most
    limit: usize,
    /// Leave out this many at the start; the `next_offset` of the result before
    offset: usize,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            rules: Vec::new(),
            limit: DEFAULT_LIMIT,
            offset: 0,
        }
    }
}

fn lint(arguments: &Arguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let Arguments { limit, offset, .. } = *arguments;
    let found = findings(&arguments.paths, &arguments.rules, call.context)?;
    let page = page(found.iter(), offset, limit, |found| {
        serde_json::to_value(finding(found))
    })?;
    let linted = json!({
        "summary": Counts::of(&found),
        "total": found.len(),
        "diagnostics": page.items,
        "next_offset": page.next_offset,
    });
    Ok(linted.into())
}
