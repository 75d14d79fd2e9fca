//! One record, or the log's index, as plain Nygard Markdown. Prose is copied byte for byte; text from the
//! TOML record is escaped where Markdown would interpret it as markup.

use std::sync::Arc;

use comrak::Arena;
use comrak::nodes::NodeValue;

use super::entry::{self, Entry};
use super::{DEFAULT_TITLE, text};
use crate::log::Log;
use crate::record::prose;
use crate::record::title::heading_text;
use crate::record::{self, Front, Guard, Record, Revisit, Section, SectionKind};
use crate::source::Spanned;

/// One record: title, status line, sections in the order of [`SectionKind::REQUIRED`], then all others, then
/// its guards and its successor. A record without TOML keeps the order and the headings that its author chose.
pub fn record(record: &Record) -> String {
    let mut blocks = vec![title_line(record)];
    match record.front.as_ref().filter(|_| record.is_ours()) {
        Some(front) => {
            blocks.extend(status_line(record, front));
            blocks.push(preamble(record).to_owned());
            blocks.extend(sections(record, front));
            blocks.extend(guards(record, front));
            blocks.extend(successor(front));
        }
        None => blocks.push(below_title(record).to_owned()),
    }
    let newline = line_ending(record);
    let shown = blocks.iter().filter(|block| !block.is_empty());
    let joined = shown
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(&newline.repeat(2));
    let mut markdown = text::printable(&joined).into_owned();
    markdown.push_str(newline);
    markdown
}

/// The log's index with a title. Links are relative to the log's own folder.
pub fn index(log: &Log, title: Option<&str>) -> String {
    let title = heading_text(&text::one_line(title.unwrap_or(DEFAULT_TITLE)));
    format!("# {title}\n\n{}", table(log, ""))
}

/// The log's index as a table, for a file in another folder; `prefix` is the relative path from there to the
/// log, empty if it is the same folder.
pub fn table(log: &Log, prefix: &str) -> String {
    let mut markdown = "| Number | Title | Status | Date |\n|---|---|---|---|\n".to_owned();
    for listed in entry::entries(log) {
        let cells = match listed {
            Entry::Record(_, record) => record_cells(log, record, prefix),
            Entry::Unreadable(path, why) => {
                let shown = entry::path_in_log(log, path);
                [
                    entry::number_of(path).map_or_else(|| "–".to_owned(), record::reference),
                    cell(&shown),
                    cell(&format!("cannot be read: {why}")),
                    String::new(),
                ]
            }
        };
        markdown.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    markdown
}

fn record_cells(log: &Log, record: &Record, prefix: &str) -> [String; 4] {
    let path = entry::path_in_log(log, record.source.path());
    let name = record.number.map_or_else(|| cell(&path), record::reference);
    let status = record
        .status()
        .map(|status| text::capitalised(status.name()));
    let fault = record.faults.first().map(|fault| entry::fault(log, fault));
    let status: Vec<_> = status
        .into_iter()
        .chain(fault.map(|fault| cell(&fault)))
        .collect();
    let path = match prefix {
        "" => path,
        prefix => format!("{prefix}/{path}"),
    };
    [
        format!("[{name}]({})", text::percent_encoded(&path)),
        cell(record.title().unwrap_or("(no title)")),
        status.join("; "),
        record
            .date()
            .map(|date| date.to_string())
            .unwrap_or_default(),
    ]
}

fn title_line(record: &Record) -> String {
    let title = heading_text(&text::one_line(record.title().unwrap_or_default()));
    match record.number.map(record::reference) {
        Some(reference) if title.is_empty() => format!("# {reference}"),
        Some(reference) => format!("# {reference}: {title}"),
        None if title.is_empty() => "# (no title)".to_owned(),
        None => format!("# {title}"),
    }
}

fn status_line(record: &Record, front: &Front) -> Option<String> {
    let deciders: Vec<_> = front
        .deciders
        .iter()
        .map(|name| inline(&name.value))
        .collect();
    let known = [
        (
            "Status",
            record
                .status()
                .map(|status| text::capitalised(status.name())),
        ),
        ("Date", record.date().map(|date| date.to_string())),
        (
            "Deciders",
            (!deciders.is_empty()).then(|| deciders.join(", ")),
        ),
    ];
    let shown: Vec<_> = known
        .into_iter()
        .filter_map(|(label, value)| Some(format!("**{label}:** {}", value?)))
        .collect();
    (!shown.is_empty()).then(|| shown.join("   "))
}

/// The text between the title and the first section.
fn preamble(record: &Record) -> &str {
    let start = title_end(record);
    let mut headings = record
        .body()
        .sections
        .iter()
        .map(|section| section.heading_span.start);
    let end = headings
        .find(|heading| *heading >= start)
        .unwrap_or(record.source.text().len());
    without_blank_edges(record.source.slice(&(start..end)))
}

/// The prose below the title, or all of it if there is no title.
fn below_title(record: &Record) -> &str {
    let end = record.source.text().len();
    without_blank_edges(record.source.slice(&(title_end(record)..end)))
}

fn title_end(record: &Record) -> usize {
    let title = record.body().title.as_ref();
    title.map_or(record.prose_start(), |title| title.span.end)
}

fn sections(record: &Record, front: &Front) -> Vec<String> {
    let sections = &record.body().sections;
    let mut blocks = Vec::new();
    for (kind, heading) in SectionKind::REQUIRED {
        let mut of_kind = sections.iter().filter(|section| section.kind == kind);
        let first = of_kind.next();
        let mut content = first.map(|section| content(record, section));
        if kind == SectionKind::Revisit {
            content = with_triggers(record, content, &front.revisit);
        }
        if let Some(content) = content {
            blocks.extend([format!("## {heading}"), content]);
        }
        blocks.extend(of_kind.flat_map(|section| as_written(record, section)));
    }
    let others = sections
        .iter()
        .filter(|section| section.kind == SectionKind::Other);
    blocks.extend(others.flat_map(|section| as_written(record, section)));
    blocks
}

fn as_written(record: &Record, section: &Section) -> [String; 2] {
    let heading = without_blank_edges(record.source.slice(&section.heading_span));
    [heading.to_owned(), content(record, section)]
}

fn content(record: &Record, section: &Section) -> String {
    let mut content = without_blank_edges(record.source.slice(&section.content)).to_owned();
    let is_last = section.content.end == record.source.text().len();
    if let Some(closing) = is_last.then(|| missing_end(&content)).flatten() {
        content.push_str(line_ending(record));
        content.push_str(&closing);
    }
    content
}

/// The end of the block that `markdown` leaves unclosed, which would otherwise swallow what follows.
fn missing_end(markdown: &str) -> Option<String> {
    let arena = Arena::new();
    let tree = prose::parse(&arena, markdown);
    let last = tree.last_child()?.data();
    match &last.value {
        NodeValue::CodeBlock(block) if block.fenced && !block.closed => Some(
            char::from(block.fence_char)
                .to_string()
                .repeat(block.fence_length),
        ),
        NodeValue::HtmlBlock(block) if is_open_comment(&block.literal) => Some("-->".to_owned()),
        _ => None,
    }
}

fn is_open_comment(html: &str) -> bool {
    html.trim_start().starts_with("<!--") && !html.contains("-->")
}

/// The prose under *Revisit When*, followed by list items for conditions that it does not mention.
fn with_triggers(
    record: &Record,
    prose: Option<String>,
    triggers: &[Arc<Revisit>],
) -> Option<String> {
    let prose_line = text::one_line(prose.as_deref().unwrap_or_default());
    let items: Vec<_> = triggers
        .iter()
        .filter(|trigger| !prose_line.contains(&text::one_line(&trigger.when.value)))
        .map(|trigger| list_item(trigger))
        .collect();
    if items.is_empty() {
        return prose;
    }
    let newline = line_ending(record);
    let blocks = prose.into_iter().filter(|prose| !prose.is_empty());
    let blocks: Vec<_> = blocks.chain([items.join(newline)]).collect();
    Some(blocks.join(&newline.repeat(2)))
}

fn list_item(trigger: &Revisit) -> String {
    let condition = code(&text::one_line(&trigger.when.value));
    match &trigger.note {
        Some(note) => format!("- {condition}: {}", inline(note)),
        None => format!("- {condition}"),
    }
}

/// What the code must not do, as a list.
fn guards(record: &Record, front: &Front) -> Option<String> {
    let newline = line_ending(record);
    let items: Vec<_> = front.guards.iter().map(guard_item).collect();
    let list = items.join(newline);
    (!items.is_empty()).then(|| format!("**Guards:**{newline}{newline}{list}"))
}

/// ``- no line matches `println!` in `src/**`, which would bring back Printing``
fn guard_item(guard: &Guard) -> String {
    let listed = |texts: Vec<&str>| {
        let codes = texts.into_iter().map(|text| code(&text::one_line(text)));
        codes.collect::<Vec<_>>().join(", ")
    };
    let mut item = format!(
        "- {} {}",
        guard.demand.words(),
        listed(guard.demand.patterns())
    );
    let globs =
        |globs: &[Spanned<String>]| listed(globs.iter().map(|glob| glob.value.as_str()).collect());
    if !guard.within.is_empty() {
        item += &format!(" in {}", globs(&guard.within));
    }
    if !guard.except.is_empty() {
        item += &format!(" except {}", globs(&guard.except));
    }
    if let Some(rejected) = &guard.rejects {
        item += &format!(", which would bring back {}", inline(&rejected.value));
    }
    if let Some(note) = &guard.note {
        item += &format!(": {}", inline(note));
    }
    item
}

fn successor(front: &Front) -> Option<String> {
    let number = front.superseded_by.as_ref()?.value;
    Some(format!("> **Superseded by {}**", record::reference(number)))
}

fn line_ending(record: &Record) -> &'static str {
    if record.source.text().contains("\r\n") {
        return "\r\n";
    }
    "\n"
}

/// `text` without leading blank lines and trailing white space; the indent of the first line is kept.
fn without_blank_edges(text: &str) -> &str {
    let text = text.trim_end();
    let blank = text.len() - text.trim_start().len();
    let start = text[..blank].rfind('\n').map_or(0, |newline| newline + 1);
    &text[start..]
}

/// `value` as a code span, whatever backticks it contains (CommonMark 0.31 §6.1).
pub fn code(value: &str) -> String {
    let runs = value.split(|c| c != '`').map(str::len);
    let longest = runs.max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if value.starts_with('`') || value.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{value}{pad}{fence}")
}

/// `value` on one line, escaped where Markdown would interpret it as markup.
fn inline(value: &str) -> String {
    let line = text::one_line(value);
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let is_markup = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after == '#' || after.is_alphanumeric(),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}

/// `value` as a table cell.
fn cell(value: &str) -> String {
    inline(value).replace('|', "\\|")
}
