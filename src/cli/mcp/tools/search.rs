//! `search_decisions`.

use anyhow::bail;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Effect, Tool};
use crate::cli::filters::Filters;
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::page;
use crate::cli::mcp::server::Call;
use crate::cli::search::{Found, note};
use crate::record::Status;
use crate::search::{Hit, Query, search};

pub const SEARCH_DECISIONS: Tool = Tool {
    name: "search_decisions",
    title: "Search decisions",
    description: "\
Search the architecture decisions of this repository for words, best match first: titles, tags, text, and the names of \
rejected alternatives. Ask it before you propose a technology, a pattern or a change of structure: a hit with \
`alternative` says that what you look for was considered and rejected, and why.",
    effect: Effect::Reads,
    schema: schema::<Arguments>,
    call: |arguments, call| find(read(arguments)?, call),
};

/// What to search for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Arguments {
    /// The words, such as `kafka` or `one primary`; words in double quotes must follow each other
    query: String,
    /// Only decisions with one of these statuses
    #[serde(default)]
    status: Vec<Status>,
    /// Only decisions with one of these tags
    #[serde(default)]
    tag: Vec<String>,
    /// Give at most this many hits
    #[serde(default = "default_limit")]
    limit: usize,
    /// Leave out this many at the start; the `next_offset` of the result before
    #[serde(default)]
    offset: usize,
}

fn default_limit() -> usize {
    20
}

/// A hit, and what it means where that is easily overlooked.
#[derive(Serialize)]
struct Marked<'h> {
    #[serde(flatten)]
    found: Found<'h>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

fn find(arguments: Arguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let Arguments { limit, offset, .. } = arguments;
    let query = Query::parse(&[arguments.query]);
    if query.terms.is_empty() {
        bail!("argument `query`: there is no word in it to search for");
    }
    let filters = Filters {
        status: arguments.status,
        tag: arguments.tag,
        ..Filters::default()
    };
    let log = call.log()?;
    let last = offset.saturating_add(limit);
    let results = search(&log, &query, |record| filters.admit(record), last);
    let page = page(results.hits.iter(), offset, limit, |hit| {
        serde_json::to_value(Marked::of(hit))
    })?;
    note(&results, &call.context.out);
    let end = offset.saturating_add(page.items.len());
    let found = json!({
        "total": results.total,
        "hits": page.items,
        "next_offset": (end < results.total).then_some(end),
    });
    Ok(found.into())
}

impl<'h> Marked<'h> {
    fn of(hit: &'h Hit<'_>) -> Self {
        let warning = hit.alternative.as_ref().map(|alternative| {
            format!(
                "“{}” was considered and rejected in this decision; do not propose it again without new facts",
                alternative.name
            )
        });
        Self {
            found: Found::of(hit),
            warning,
        }
    }
}
