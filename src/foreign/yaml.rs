//! YAML front matter.

use serde::Deserialize;
use yaml_serde::Value;

use super::Format;
use super::meta::{Fact, Key, Sheet};
use crate::source::Span;

/// The format.
pub const FORMAT: Format = Format {
    name: "madr",
    summary: "MADR 3 and 4, and other tools' YAML front matter (https://adr.github.io/madr/)",
    facts,
};

fn facts(sheet: &Sheet<'_>) -> Vec<Fact> {
    let Some(block) = &sheet.record.yaml else {
        return Vec::new();
    };
    let entries = entries(sheet.source.slice(block), block.start);
    let fact = |(label, span): (&str, Span)| {
        let key = Key::of(label)?;
        let values = values(sheet.source.slice(&span));
        Some(Fact {
            key,
            values,
            extent: span.clone(),
            span,
            group: None,
        })
    };
    entries.into_iter().filter_map(fact).collect()
}

/// The entries of the outermost mapping in `yaml`, which starts at byte `start` of its file: each one's key, and the place
/// from its key to the last line that belongs to it. Each is read by itself, so that one which is no YAML spoils no other.
pub fn entries(yaml: &str, start: usize) -> Vec<(&str, Span)> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let written = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let outermost = yaml.lines().filter(written).map(indent).min().unwrap_or(0);
    let mut entries: Vec<(&str, Span)> = Vec::new();
    let mut at = start;
    for line in yaml.split_inclusive('\n') {
        let is_entry = written(&line) && indent(line) == outermost;
        let key = line.trim_start().split_once(':').map(|(key, _)| key.trim());
        let key = key.filter(|key| is_entry && !key.is_empty() && !key.starts_with('-'));
        let end = at + line.trim_end().len();
        if let Some(key) = key {
            entries.push((key.trim_matches(['"', '\'']), at..end));
        } else if let Some((_, span)) = entries.last_mut()
            && !line.trim().is_empty()
        {
            span.end = end;
        }
        at += line.len();
    }
    entries
}

/// The values of one entry: what the YAML says, or, where it is none, what is written.
fn values(entry: &str) -> Vec<String> {
    let margin = entry.len() - entry.trim_start_matches(' ').len();
    let flush: String = entry
        .split_inclusive('\n')
        .map(|line| {
            line.get(margin..)
                .filter(|_| line.starts_with(' '))
                .unwrap_or(line)
        })
        .collect();
    let read = yaml_serde::from_str::<Value>(&flush);
    let value = match &read {
        Ok(Value::Mapping(mapping)) => mapping.values().next().and_then(texts),
        _ => None,
    };
    value.unwrap_or_else(|| as_written(&flush))
}

/// The texts of `value`; `None` where it is more than a text or a list of texts.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.trim().to_owned()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Bool(truth) => Some(vec![truth.to_string()]),
        Value::Sequence(items) => items.iter().map(item).collect(),
        Value::Mapping(_) | Value::Tagged(_) => None,
    }
}

/// One item of a list: a text, or the pattern of a path as other tools have it, `{type: path, pattern: "src/**"}`.
fn item(value: &Value) -> Option<String> {
    #[derive(Deserialize)]
    struct Pattern {
        pattern: String,
    }
    match value {
        Value::Mapping(_) => {
            let pattern = yaml_serde::from_value::<Pattern>(value.clone()).ok()?;
            Some(pattern.pattern)
        }
        value => texts(value)?.into_iter().next(),
    }
}

/// The place of the text that is the value of `entry`, without its quotes and a comment; `None` where it is more than a
/// line.
pub fn value_place(entry: &str) -> Option<Span> {
    let colon = entry.find(':')? + 1;
    let behind = entry.get(colon..)?.trim_end();
    if behind.contains('\n') {
        return None;
    }
    let value = behind.trim_start();
    let start = colon + (behind.len() - value.len());
    let inside = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let mut at = 1;
            loop {
                let rest = value.get(at..)?;
                let next = rest.find([quote, '\\'])?;
                at += next;
                match rest.get(next..)? {
                    rest if quote == '"' && rest.starts_with('\\') => at += 2,
                    rest if rest.starts_with("''") => at += 2,
                    rest if rest.starts_with(quote) => break 1..at,
                    _ => at += 1,
                }
            }
        }
        Some('#') | None => return Some(colon..colon),
        Some(_) => {
            let text = value.split(" #").next().unwrap_or(value).trim_end();
            0..text.len()
        }
    };
    Some(start + inside.start..start + inside.end)
}

/// `text` as a YAML scalar behind the character `before`, which may be a quote that is open already.
pub fn scalar(text: &str, before: Option<char>) -> String {
    let escaped = || text.replace('\\', "\\\\").replace('"', "\\\"");
    match before {
        Some('"') => escaped(),
        Some('\'') => text.replace('\'', "''"),
        _ if text.contains(": ") || text.contains(" #") => format!("\"{}\"", escaped()),
        _ => text.to_owned(),
    }
}

/// What stands behind the colon of an entry that is no YAML, and the items below it.
fn as_written(entry: &str) -> Vec<String> {
    let (_, value) = entry.split_once(':').unwrap_or(("", entry));
    let lines = value
        .lines()
        .map(|line| line.trim().trim_start_matches("- ").trim());
    let bare = lines.map(|line| line.trim_matches(['"', '\'']));
    bare.filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_an_entry_is_found_between_quotes_and_before_comments() {
        for (entry, expected) in [
            ("status: accepted", Some("accepted")),
            ("status: \"accepted\"   # or \"proposed\"", Some("accepted")),
            ("status: 'it''s'", Some("it''s")),
            ("status: accepted   # or proposed", Some("accepted")),
            ("status: see #12", Some("see")),
            ("status:", Some("")),
            ("status: # nobody knows", Some("")),
            ("status:\n  - accepted", None),
            ("status: \"accepted", None),
        ] {
            let place = value_place(entry);
            assert_eq!(place.map(|place| &entry[place]), expected, "{entry}");
        }
    }
}
