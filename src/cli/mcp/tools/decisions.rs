//! `list_decisions` and `get_decision`.

use anyhow::Context as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Effect, Tool};
use crate::cli::context::parse_day;
use crate::cli::filters::Filters;
use crate::cli::list;
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::{DEFAULT_LIMIT, page, part, shortened};
use crate::cli::mcp::server::Call;
use crate::cli::mcp::tools::check;
use crate::log::Log;
use crate::record::{Record, Status};
use crate::render::json::{Decision, WholeDecision};

pub const LIST_DECISIONS: Tool = Tool {
    name: "list_decisions",
    title: "List decisions",
    description: "\
List the architecture decisions of this repository in the order of their numbers, with status, date, tags, file, the \
alternatives that each one rejected and why, and the triggers that re-open it. Filters combine; without any, all are \
listed. Use search_decisions to find decisions by topic, and get_decision to read one.",
    effect: Effect::Measures,
    schema: schema::<ListArguments>,
    call: |arguments, call| list(read(arguments)?, call),
};

pub const GET_DECISION: Tool = Tool {
    name: "get_decision",
    title: "Show a decision",
    description: "\
Show one architecture decision: what was decided and why, gains and costs, which alternatives were rejected and why, the \
state of each trigger at present (`fired` means that the decision is due for revisiting), links, and the decision that \
superseded it, if any. A superseded, rejected or deprecated decision is not in force.",
    effect: Effect::Measures,
    schema: schema::<GetArguments>,
    call: |arguments, call| get(&read(arguments)?, call),
};

/// Which decisions, and how many of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ListArguments {
    /// Only decisions with one of these statuses; those in force are `accepted`
    status: Vec<Status>,
    /// Only decisions with one of these tags
    tag: Vec<String>,
    /// Only decisions with a decider whose name contains one of these
    decider: Vec<String>,
    /// Only decisions made on or after this date, such as 2026-01-31
    since: Option<String>,
    /// Only decisions made on or before this date
    until: Option<String>,
    /// Only accepted decisions of which a trigger has fired
    due: bool,
    /// List at most this many; 500 at most
    limit: usize,
    /// Leave out this many at the start; the `next_offset` of the result before
    offset: usize,
}

impl Default for ListArguments {
    fn default() -> Self {
        Self {
            status: Vec::new(),
            tag: Vec::new(),
            decider: Vec::new(),
            since: None,
            until: None,
            due: false,
            limit: DEFAULT_LIMIT,
            offset: 0,
        }
    }
}

fn list(arguments: ListArguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let ListArguments { limit, offset, .. } = arguments;
    let day = |text: Option<&String>| text.map(|text| parse_day(text)).transpose();
    let wrong = anyhow::Error::msg::<String>;
    let filters = Filters {
        since: day(arguments.since.as_ref())
            .map_err(wrong)
            .context("argument `since`")?,
        until: day(arguments.until.as_ref())
            .map_err(wrong)
            .context("argument `until`")?,
        status: arguments.status,
        tag: arguments.tag,
        decider: arguments.decider,
    };
    let log = call.log()?;
    let mut records = match arguments.due {
        true => list::due(&log, call.values, &filters, call.context)?,
        false => log.records.iter().collect(),
    };
    records.retain(|record| filters.admit(record));
    let total = records.len();
    let page = page(records.into_iter(), offset, limit, |record: &Record| {
        serde_json::to_value(Decision::of(record, record.body()))
    })?;
    let listed = json!({
        "total": total,
        "decisions": page.items,
        "next_offset": page.next_offset,
    });
    Ok(listed.into())
}

/// Which decision, and whether its parts or its text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetArguments {
    /// Which one: a number (`7` or `ADR-0007`), a file name, or a unique part of a title
    #[schemars(with = "String")]
    reference: Reference,
    /// Give the whole record as the Markdown in its file, instead of its parts
    #[serde(default)]
    markdown: bool,
    /// Where to start in the Markdown, in bytes; the `next_offset` of the result before
    #[serde(default)]
    offset: usize,
}

/// What names a decision; agents write a number with and without quotes.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number, a file name or a part of a title"
)]
enum Reference {
    Number(u32),
    Text(String),
}

fn get(arguments: &GetArguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let log = call.log()?;
    let record = match &arguments.reference {
        Reference::Number(number) => log.find(&number.to_string())?,
        Reference::Text(text) => log.find(text)?,
    };
    if !record.faults.is_empty() {
        let note = "the record is invalid; only what could be read is given, and `lint` says where it is wrong";
        call.context.out.note(note);
    }
    if arguments.markdown {
        let (markdown, next_offset) = part(record.source.text(), arguments.offset);
        let path = record.source.shown_path();
        let text = json!({ "path": path, "markdown": markdown, "next_offset": next_offset });
        return Ok(text.into());
    }
    let mut found = serde_json::to_value(WholeDecision::of(record))?;
    if let Value::Object(found) = &mut found {
        let successor = successor(record, &log).map(serde_json::to_value);
        found.insert("successor".to_owned(), successor.transpose()?.into());
        found.insert("check".to_owned(), verdict(record, &log, call));
    }
    Ok(shortened(found).into())
}

/// The decision that is in force instead of another.
#[derive(Debug, Serialize)]
struct Successor<'r> {
    number: Option<u32>,
    title: Option<&'r str>,
    status: Option<Status>,
    path: String,
}

/// The decision that replaced `record`.
fn successor<'l>(record: &Record, log: &'l Log) -> Option<Successor<'l>> {
    let number = record.front.as_ref()?.superseded_by.as_ref()?.value;
    let successor = log.get(number)?;
    Some(Successor {
        number: successor.number,
        title: successor.title(),
        status: successor.status(),
        path: successor.source.shown_path(),
    })
}

/// The verdict on the triggers of `record`; `null` if there is none, with a note if that is a failure.
fn verdict(record: &Record, log: &Log, call: &Call<'_>) -> Value {
    check::verdict_on(record, log, call).unwrap_or_else(|error| {
        call.context.out.failed(&error);
        Value::Null
    })
}
