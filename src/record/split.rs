//! Splits one trigger into several, each with a condition of its own and otherwise equal.

use std::collections::HashSet;
use std::sync::Arc;

use toml_edit::Value;

use super::{Front, Record};
use crate::source::{Source, Span};

/// The whole text of `record`'s file in which the `[[revisit]]` at `position` (from 0) stands once for each
/// of `conditions`. An id that is written gets `-2`, `-3` … in the copies. `None` where the triggers are not
/// set as `[[revisit]]` tables, or an id would be given twice.
pub fn split_trigger(record: &Record, position: usize, conditions: &[String]) -> Option<String> {
    let front = record.front.as_ref()?;
    let trigger = front.revisit.get(position)?;
    let toml = &record.layout.as_ref()?.toml;
    let table = table(record.source.text(), toml, &trigger.when.span)?;
    let written = record.source.slice(&table);
    let (body, gap) = written.split_at(own_end(written));
    let newline = if body.contains("\r\n") { "\r\n" } else { "\n" };
    let blank_line = format!("{newline}{newline}");
    let copies: Option<Vec<String>> = (0..)
        .zip(conditions)
        .map(|(copy, condition)| copy_of(body, copy, &trigger.id, condition))
        .collect();
    let text = record.source.text();
    let copies = copies?.join(&blank_line);
    let after = [&text[..table.start], &copies, gap, &text[table.end..]].concat();
    is_as_meant(record, front, position, conditions, &after).then_some(after)
}

/// From the header of the table that holds `when` to the next header, or to the TOML's end.
fn table(text: &str, toml: &Span, when: &Span) -> Option<Span> {
    let above = text.get(toml.start..when.start)?;
    let start = toml.start + above.rfind("[[revisit]]")?;
    let below = text.get(when.end..toml.end)?;
    let next = below.find("\n[").map_or(toml.end, |at| when.end + at + 1);
    Some(start..next)
}

/// Where the last key of `table` ends: comments below it belong to what follows.
fn own_end(table: &str) -> usize {
    let is_remark = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let lines: Vec<&str> = table.split_inclusive('\n').collect();
    let kept = lines.iter().rposition(|line| !is_remark(line));
    let length: usize = lines
        .iter()
        .take(kept.map_or(0, |last| last + 1))
        .map(|line| line.len())
        .sum();
    table[..length].trim_end().len()
}

/// `table` with another condition, and with another id where it says one.
fn copy_of(table: &str, copy: usize, id: &str, condition: &str) -> Option<String> {
    let mut document: toml_edit::DocumentMut = table.parse().ok()?;
    let tables = document.get_mut("revisit")?.as_array_of_tables_mut()?;
    let trigger = tables.get_mut(0)?;
    let mut set = |key: &str, mut new: Value| {
        if let Some(value) = trigger.get_mut(key).and_then(toml_edit::Item::as_value_mut) {
            *new.decor_mut() = value.decor().clone();
            *value = new;
        }
    };
    set("when", literal(condition));
    if copy > 0 {
        set("id", format!("{id}-{}", copy + 1).into());
    }
    let text = document.to_string();
    let newline = if table.contains("\r\n") { "\r\n" } else { "\n" };
    Some(text.trim_end().lines().collect::<Vec<_>>().join(newline))
}

/// `text` as TOML writes it with the fewest escapes: a literal string, where it can be one.
fn literal(text: &str) -> Value {
    let quoted = format!("'{text}'");
    let is_plain = !text.contains('\'') && !text.contains(char::is_control);
    let parsed = is_plain.then(|| quoted.parse().ok()).flatten();
    parsed.unwrap_or_else(|| text.into())
}

/// Whether `after` reads as the triggers of `front`, of which the one at `position` became several.
fn is_as_meant(
    record: &Record,
    front: &Front,
    position: usize,
    conditions: &[String],
    after: &str,
) -> bool {
    let source = Arc::new(Source::new(record.source.path(), after));
    let after = Record::parse(source);
    let Some(new) = &after.front else {
        return false;
    };
    let faults = |record: &Record| -> Vec<String> {
        let faults = record.faults.iter();
        faults.map(|fault| fault.message.clone()).collect()
    };
    let before = front.revisit.iter().map(|trigger| &trigger.when.value);
    let wanted = (before.clone().take(position))
        .chain(conditions)
        .chain(before.skip(position + 1));
    let has_wanted = new
        .revisit
        .iter()
        .map(|trigger| &trigger.when.value)
        .eq(wanted);
    let ids: HashSet<_> = new.revisit.iter().map(|trigger| &trigger.id).collect();
    has_wanted && faults(&after) == faults(record) && ids.len() == new.revisit.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(toml: &str, position: usize) -> Option<String> {
        let text = format!("+++\nstatus = \"accepted\"\ndate = 2026-03-02\n{toml}+++\n# T\n");
        let record = Record::parse(Arc::new(Source::new("0001-x.md", text)));
        let parts = ["a > 1".to_owned(), "b{c=\"d\"} > 2".to_owned()];
        let after = split_trigger(&record, position, &parts)?;
        let start = after.find("2026-03-02\n")? + 11;
        let end = after.rfind("+++")?;
        Some(after[start..end].to_owned())
    }

    #[test]
    fn everything_but_the_condition_is_kept_in_each() {
        let toml = "\n# load\n[[revisit]]\nid = \"load\" # name\nwhen = 'a > 1 or b{c=\"d\"} > 2'\nnote = \"n\"\n\n# next\n[[revisit]]\nwhen = 'z > 1'\n";
        let expected = "\n# load\n[[revisit]]\nid = \"load\" # name\nwhen = 'a > 1'\nnote = \"n\"\n\n[[revisit]]\nid = \"load-2\" # name\nwhen = 'b{c=\"d\"} > 2'\nnote = \"n\"\n\n# next\n[[revisit]]\nwhen = 'z > 1'\n";
        assert_eq!(split(toml, 0).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_not_set_as_a_table_or_would_clash_is_left_alone() {
        let inline = "revisit = [{ when = 'a > 1 or b > 2' }]\n";
        assert_eq!(split(inline, 0), None);
        let clash = "[[revisit]]\nid = \"x\"\nwhen = 'a > 1 or b > 2'\n[[revisit]]\nid = \"x-2\"\nwhen = 'z > 1'\n";
        assert_eq!(split(clash, 0), None);
    }
}
