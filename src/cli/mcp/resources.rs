//! Resources: every record as Markdown, and the JSON Schema of a record.

use rmcp::model::{
    ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult, Resource,
    ResourceContents, ResourceTemplate,
};

use super::bounds::part;
use super::server::Call;
use crate::log::Log;
use crate::record::{self, Record, Status};
use crate::render::{path_in_log, percent_decoded, percent_encoded};

const SCHEMA: &str = "adr://schema/record";
/// Followed by a number.
const DECISIONS: &str = "adr://decisions/";
/// Followed by a path relative to the log.
const FILES: &str = "adr://files/";

const MARKDOWN: &str = "text/markdown";
const JSON_SCHEMA: &str = "application/schema+json";

/// How many resources a page has.
const PAGE: usize = 200;

/// The offset that `cursor` stands for.
///
/// # Errors
/// If it is not a cursor of this server.
pub fn offset(cursor: Option<&str>) -> Result<usize, String> {
    let Some(cursor) = cursor else {
        return Ok(0);
    };
    let wrong = |_| format!("`{cursor}` is not a cursor; leave it out to start again");
    cursor.parse().map_err(wrong)
}

/// The resources from `offset` on.
///
/// # Errors
/// If there is no log, or it cannot be read.
pub fn list(offset: usize, call: &Call<'_>) -> anyhow::Result<ListResourcesResult> {
    let log = call.log()?;
    let schema = Resource::new(SCHEMA, "record-schema")
        .with_title("JSON Schema of a decision record")
        .with_description("The TOML on top of a decision record")
        .with_mime_type(JSON_SCHEMA);
    let records = log.records.iter().map(|record| described(record, &log));
    let all = std::iter::once(schema).chain(records);
    let page: Vec<_> = all.skip(offset).take(PAGE).collect();
    let end = offset.saturating_add(page.len());
    let mut listed = ListResourcesResult::with_all_items(page);
    listed.next_cursor = (end <= log.records.len()).then(|| end.to_string());
    Ok(listed)
}

/// The patterns of the addresses of records.
pub fn templates() -> ListResourceTemplatesResult {
    let of = |address: &str, name: &str, what: &str| {
        ResourceTemplate::new(address, name)
            .with_description(what)
            .with_mime_type(MARKDOWN)
    };
    ListResourceTemplatesResult::with_all_items(vec![
        of(
            "adr://decisions/{number}",
            "decision",
            "The decision record with this number",
        ),
        of(
            "adr://files/{+path}",
            "decision-file",
            "The decision record in this file, relative to the log's folder; for those without a number of their own",
        ),
    ])
}

/// The content of the resource at `uri`; `None` if there is none.
///
/// # Errors
/// If there is no log, or it cannot be read.
pub fn read(uri: &str, call: &Call<'_>) -> anyhow::Result<Option<ReadResourceResult>> {
    let content = |text: String, kind: &str| {
        let content = ResourceContents::text(text, uri).with_mime_type(kind);
        Some(ReadResourceResult::new(vec![content]))
    };
    if uri == SCHEMA {
        let schema = serde_json::to_string_pretty(&record::schema())?;
        return Ok(content(schema, JSON_SCHEMA));
    }
    let log = call.log()?;
    Ok(find(uri, &log).and_then(|record| content(text(record), MARKDOWN)))
}

fn find<'l>(uri: &str, log: &'l Log) -> Option<&'l Record> {
    if let Some(number) = uri.strip_prefix(DECISIONS) {
        let mut records = log.numbered(number.parse().ok()?);
        let record = records.next();
        return record.filter(|_| records.next().is_none());
    }
    let path = percent_decoded(uri.strip_prefix(FILES)?)?;
    let is_at_path = |record: &&Record| path_in_log(log, record.source.path()) == path;
    log.records.iter().find(is_at_path)
}

/// The text of `record`, as much of it as an answer holds.
fn text(record: &Record) -> String {
    let whole = record.source.text();
    let (part, next) = part(whole, 0);
    match next {
        None => part.to_owned(),
        Some(next) => {
            let (length, path) = (whole.len(), record.source.shown_path());
            format!("{part}\n\n[cut after {next} of {length} bytes; `{path}` has the rest]\n")
        }
    }
}

fn described(record: &Record, log: &Log) -> Resource {
    let path = path_in_log(log, record.source.path());
    let status = record.status().map_or("no status", Status::name);
    Resource::new(address(record, log), path)
        .with_title(record.name())
        .with_description(status)
        .with_mime_type(MARKDOWN)
        .with_size(record.source.text().len() as u64)
}

/// The address of `record`: by its number, or by its file if the number is not its own.
pub fn address(record: &Record, log: &Log) -> String {
    match record.number {
        Some(number) if log.numbered(number).count() == 1 => format!("{DECISIONS}{number}"),
        _ => {
            let path = path_in_log(log, record.source.path());
            format!("{FILES}{}", percent_encoded(&path))
        }
    }
}
