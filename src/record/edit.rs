//! Changes to a record's TOML that leave every other byte as it was: comments, key order, line
//! endings, byte order mark, trailing blanks, the prose.

use chrono::NaiveDate;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::draft::{inline_link, toml_date};
use super::status::Status;
use super::{Record, reference};

/// Why a record's TOML cannot be edited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// There is no TOML record, or it does not parse.
    #[error("the TOML record of {0} cannot be edited; `adr lint` says what is wrong with it")]
    NotEditable(String),
    /// A record in another tool's format has no place where it could be said.
    #[error("{name} has no place for its {what}; `adr migrate` gives it one")]
    NoPlace {
        /// The record.
        name: String,
        /// What would be said.
        what: &'static str,
    },
}

/// One change to the TOML of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Sets `status`.
    Status(Status),
    /// Sets `superseded_by`.
    SupersededBy(u32),
    /// Adds a number to `supersedes`.
    Supersedes(u32),
    /// Adds a link to `links`.
    Link(super::LinkKind, u32),
    /// Removes a link from `links`.
    Unlink(super::LinkKind, u32),
    /// Sets `date`.
    Date(NaiveDate),
    /// Sets until when, and why, the trigger at a position (from 0) does not count.
    Snooze(usize, NaiveDate, String),
    /// Lets the trigger at a position (from 0) count again.
    Wake(usize),
    /// Adds a correction of the record, with its day and the reason.
    Amended(NaiveDate, String),
}

/// The whole text of `record`'s file after `changes`.
///
/// # Errors
/// Where the file has no TOML that parses.
pub fn apply(record: &Record, changes: &[Change]) -> Result<String, EditError> {
    with_toml(record, |document| {
        for change in changes {
            change.apply(document);
        }
    })
}

/// The whole text of `record`'s file after `edit` of its TOML.
pub(super) fn with_toml(
    record: &Record,
    edit: impl FnOnce(&mut DocumentMut),
) -> Result<String, EditError> {
    let not_editable = || {
        let name = record
            .number
            .map_or_else(|| record.source.shown_path(), reference);
        EditError::NotEditable(name)
    };
    let layout = record.layout.as_ref().ok_or_else(not_editable)?;
    let text = record.source.text();
    let toml = record.source.slice(&layout.toml);
    let mut document: DocumentMut = toml.parse().map_err(|_| not_editable())?;
    let before = document.to_string();
    edit(&mut document);
    let toml = keep_lines(toml, &before, &document.to_string());
    Ok([&text[..layout.toml.start], &toml, &text[layout.toml.end..]].concat())
}

/// The whole text of `record`'s file with `ADR-NNNN: ` in front of its title, in place of any other number.
pub fn number_heading(record: &Record, number: u32) -> String {
    let text = record.source.text();
    let Some(title) = record.heading() else {
        return text.to_owned();
    };
    let line = record.source.slice(&title.span).trim_start();
    // An ATX heading opens with a hash and a blank, a setext heading with its text (CommonMark §4.2, §4.3).
    let written = match line.strip_prefix('#') {
        Some(after_hash) => after_hash.strip_prefix([' ', '\t']),
        None => Some(line),
    };
    let Some(written) = written else {
        return text.to_owned();
    };
    let at = title.span.end - written.len();
    let rest = super::title::without_number(text[at..title.span.end].trim_start());
    [
        &text[..at],
        &reference(number),
        ": ",
        rest,
        &text[title.span.end..],
    ]
    .concat()
}

impl Change {
    fn apply(&self, document: &mut DocumentMut) {
        match self {
            Self::Status(status) => set(document.as_table_mut(), "status", status.name().into()),
            Self::SupersededBy(number) => {
                set(
                    document.as_table_mut(),
                    "superseded_by",
                    i64::from(*number).into(),
                );
            }
            Self::Supersedes(number) => {
                let numbers = document
                    .entry("supersedes")
                    .or_insert_with(|| Array::new().into());
                push_once(numbers, i64::from(*number).into());
            }
            Self::Link(kind, to) => push_link(document, inline_link(*kind, *to)),
            Self::Unlink(kind, to) => remove_link(document, *kind, *to),
            Self::Date(date) => set(document.as_table_mut(), "date", toml_date(*date).into()),
            Self::Snooze(position, until, reason) => {
                let trigger = trigger(document, *position);
                if let Some(trigger) = trigger {
                    set(trigger, "snoozed_until", toml_date(*until).into());
                    set(trigger, "snooze_reason", reason.as_str().into());
                }
            }
            Self::Amended(date, reason) => {
                let mut amendment = Table::new();
                amendment.insert("date", Item::Value(toml_date(*date).into()));
                amendment.insert("reason", Item::Value(reason.as_str().into()));
                push_table(document, "amended", amendment);
            }
            Self::Wake(position) => {
                if let Some(trigger) = trigger(document, *position) {
                    trigger.remove("snoozed_until");
                    trigger.remove("snooze_reason");
                }
            }
        }
    }
}

/// Sets `key` without touching what stands around its value, or around the key itself.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value) {
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// The table of the trigger at `position`, however the triggers are set.
fn trigger(document: &mut DocumentMut, position: usize) -> Option<&mut dyn TableLike> {
    match document.get_mut("revisit")? {
        Item::ArrayOfTables(tables) => Some(tables.get_mut(position)?),
        Item::Value(Value::Array(array)) => Some(array.get_mut(position)?.as_inline_table_mut()?),
        _ => None,
    }
}

/// Removes a link; `links` is removed with its last one.
fn remove_link(document: &mut DocumentMut, kind: super::LinkKind, to: u32) {
    let is_other = |link: &dyn TableLike| {
        let has_kind = link.get("kind").and_then(Item::as_str) == Some(kind.name());
        let has_number = link.get("to").and_then(Item::as_integer) == Some(i64::from(to));
        !(has_kind && has_number)
    };
    let is_empty = match document.get_mut("links") {
        Some(Item::Value(Value::Array(array))) => {
            let opening = array.get(0).map(|first| first.decor().clone());
            array.retain(|link| link.as_inline_table().is_none_or(|link| is_other(link)));
            if let (Some(opening), Some(first)) = (opening, array.get_mut(0)) {
                *first.decor_mut() = opening;
            }
            array.is_empty()
        }
        Some(Item::ArrayOfTables(tables)) => {
            tables.retain(|link| is_other(link));
            tables.is_empty()
        }
        _ => false,
    };
    if is_empty {
        document.remove("links");
    }
}

fn push_once(item: &mut Item, value: Value) {
    if let Some(array) = item.as_array_mut()
        && !array
            .iter()
            .any(|old| old.as_integer() == value.as_integer())
    {
        array.push(value);
    }
}

fn push_link(document: &mut DocumentMut, link: toml_edit::InlineTable) {
    let links = document
        .entry("links")
        .or_insert_with(|| Array::new().into());
    match links {
        Item::Value(Value::Array(array)) => array.push(link),
        Item::ArrayOfTables(tables) => tables.push(link.into_table()),
        _ => {}
    }
}

/// Adds `table` to the list of tables under `key`, however that is set.
fn push_table(document: &mut DocumentMut, key: &str, table: Table) {
    let tables = document
        .entry(key)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match tables {
        Item::ArrayOfTables(tables) => tables.push(table),
        Item::Value(Value::Array(array)) => array.push(table.into_inline_table()),
        _ => {}
    }
}

/// `old` with the lines changed that differ between `before` and `after`, which are how `toml_edit` writes
/// `old` unchanged and changed: it ends every line with LF, and takes blanks out of headers. A line that is
/// replaced keeps its ending; one that is new ends as most do.
fn keep_lines(old: &str, before: &str, after: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let before: Vec<&str> = before.split_inclusive('\n').collect();
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    let usual = usual_ending(&old);
    let mut text = String::new();
    for operation in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let replaced = old.get(operation.old_range()).unwrap_or_default();
        if let DiffOp::Equal { .. } = operation {
            text.extend(replaced.iter().copied());
            continue;
        }
        for (position, line) in after[operation.new_range()].iter().enumerate() {
            text.push_str(without_ending(line));
            text.push_str(replaced.get(position).map_or(usual, |old| ending_of(old)));
        }
    }
    text
}

fn without_ending(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

fn ending_of(line: &str) -> &str {
    &line[without_ending(line).len()..]
}

/// The ending that most lines have.
fn usual_ending(lines: &[&str]) -> &'static str {
    let crlf = lines.iter().filter(|line| line.ends_with("\r\n")).count();
    if crlf * 2 > lines.len() { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    fn record(text: &str) -> Record {
        Record::parse(Arc::new(Source::new("docs/adr/0003-x.md", text)))
    }

    #[test]
    fn no_change_gives_the_same_bytes() {
        for text in [
            "```toml\nstatus = \"accepted\"   # why\r\ndate=2026-03-02\n\n[[revisit]]\r\nwhen = 'a > 1'\n```\n# T",
            "\u{feff}+++\r\ndate = 2026-03-02\r\nstatus = 'accepted'\r\ntags = [\r\n  \"a\", # one\r\n]\r\n+++\r\nx  \r\n",
            "+++\nstatus=\"accepted\"\n\t\ndate = 2026-03-02 \nlinks = [ ]\n+++",
        ] {
            assert_eq!(apply(&record(text), &[]).unwrap(), text);
        }
    }

    #[test]
    fn a_change_touches_its_own_lines_only() {
        let text = "+++\r\n# who knows\r\ndate = 2026-03-02\r\nstatus = 'accepted' # so far\r\n\n[[revisit]]\r\nwhen = 'a > 1'\r\n+++\r\n# T\n";
        let changes = [Change::Status(Status::Superseded), Change::SupersededBy(9)];
        let expected = "+++\r\n# who knows\r\ndate = 2026-03-02\r\nstatus = \"superseded\" # so far\r\nsuperseded_by = 9\r\n\n[[revisit]]\r\nwhen = 'a > 1'\r\n+++\r\n# T\n";
        assert_eq!(apply(&record(text), &changes).unwrap(), expected);
    }

    #[test]
    fn numbers_and_links_are_added_to_what_is_there() {
        let text = "+++\nstatus = \"accepted\"\ndate = 2026-03-02\nsupersedes = [1] # first\n[[links]]\nkind = \"relates\"\nto = 2\n+++\n";
        let changes = [
            Change::Supersedes(1),
            Change::Supersedes(2),
            Change::Link(super::super::LinkKind::AmendedBy, 4),
        ];
        let expected = "+++\nstatus = \"accepted\"\ndate = 2026-03-02\nsupersedes = [1, 2] # first\n[[links]]\nkind = \"relates\"\nto = 2\n\n[[links]]\nkind = \"amended-by\"\nto = 4\n+++\n";
        assert_eq!(apply(&record(text), &changes).unwrap(), expected);
    }

    #[test]
    fn a_link_a_day_and_a_snooze_are_set_and_taken_back_alone() {
        let text = "+++\nstatus = \"proposed\"\ndate = 2026-03-02 # asked\nlinks = [{ kind = \"relates\", to = 2 }, { kind = \"amends\", to = 4 }]\n\n[[revisit]]\nwhen = 'a > 1' # x\n\n[[revisit]]\nwhen = 'b > 1'\n+++\n";
        let day = NaiveDate::from_ymd_opt(2027, 1, 31).unwrap();
        let changes = [
            Change::Date(day),
            Change::Unlink(super::super::LinkKind::Relates, 2),
            Change::Unlink(super::super::LinkKind::Relates, 4),
            Change::Snooze(1, day, "frozen".to_owned()),
        ];
        let expected = "+++\nstatus = \"proposed\"\ndate = 2027-01-31 # asked\nlinks = [{ kind = \"amends\", to = 4 }]\n\n[[revisit]]\nwhen = 'a > 1' # x\n\n[[revisit]]\nwhen = 'b > 1'\nsnoozed_until = 2027-01-31\nsnooze_reason = \"frozen\"\n+++\n";
        let edited = apply(&record(text), &changes).unwrap();
        assert_eq!(edited, expected);
        let last = apply(
            &record(&edited),
            &[Change::Unlink(super::super::LinkKind::Amends, 4)],
        )
        .unwrap();
        assert!(!last.contains("links"), "{last}");
    }

    #[test]
    fn an_amendment_comes_after_what_is_there() {
        let text = "+++\nstatus = \"accepted\"\ndate = 2026-03-02\n\n[[revisit]]\nwhen = 'a > 1' # x\n+++\n# T\n";
        let day = |day| NaiveDate::from_ymd_opt(2027, 1, day).unwrap();
        let first = Change::Amended(day(5), "a \"slip\"".to_owned());
        let once = apply(&record(text), &[first]).unwrap();
        let twice = apply(&record(&once), &[Change::Amended(day(6), "x".to_owned())]).unwrap();
        let expected = "+++\nstatus = \"accepted\"\ndate = 2026-03-02\n\n[[revisit]]\nwhen = 'a > 1' # x\n\n[[amended]]\ndate = 2027-01-05\nreason = 'a \"slip\"'\n\n[[amended]]\ndate = 2027-01-06\nreason = \"x\"\n+++\n# T\n";
        assert_eq!(twice, expected);
        let inline = "+++\nstatus = \"accepted\"\ndate = 2026-03-02\namended = [{ date = 2026-04-01, reason = \"y\" }]\n+++\n";
        let inline = apply(&record(inline), &[Change::Amended(day(5), "z".to_owned())]).unwrap();
        assert!(
            inline.contains("reason = \"y\" }, { date = 2027-01-05, reason = \"z\" }]"),
            "{inline}"
        );
    }

    #[test]
    fn what_has_no_toml_is_not_edited() {
        assert!(apply(&record("# 1. Title\n"), &[]).is_err());
        assert!(apply(&record("+++\nstatus = \n+++\n"), &[]).is_err());
    }
}
