//! Metrics files in JSON, parsed level by level as raw text to keep numbers exact and locations known.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::source::{Span, Spanned, floor_char_boundary};

use super::tree::{Content, MAX_DEPTH, Node, Table, collect};
use super::{Format, ReadingsBuilder};

/// Metrics files in JSON.
pub const JSON: Format = Format {
    name: "json",
    extensions: &["json"],
    renames: false,
    read,
};

fn read(builder: &mut ReadingsBuilder<'_>, text: &str) {
    let root: &RawValue = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let at = offset_of(text, error.line(), error.column());
            builder.fault(at..at, bare_message(&error));
            return;
        }
    };
    let node = Document { text, builder }.node(root, MAX_DEPTH);
    match node.content {
        Content::Table(table) => collect(builder, table),
        _ => {
            *builder.fault(node.span, "the file must contain one object") =
                Some("write {\"team.size\": 6}".to_owned());
        }
    }
}

struct Document<'t, 's, 'c> {
    text: &'t str,
    builder: &'s mut ReadingsBuilder<'c>,
}

impl<'t> Document<'t, '_, '_> {
    fn node(&mut self, raw: &'t RawValue, depth: usize) -> Node {
        let span = self.span_of(raw.get());
        let Some(depth) = depth.checked_sub(1) else {
            let content = Content::Other("nested so deeply");
            return Node { content, span };
        };
        let content = self.content(raw, depth);
        let content = content.unwrap_or_else(|error| {
            self.builder.fault(span.clone(), bare_message(&error));
            Content::Other("this")
        });
        Node { content, span }
    }

    fn content(&mut self, raw: &'t RawValue, depth: usize) -> serde_json::Result<Content> {
        let text = raw.get();
        Ok(match text.bytes().next() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text)?;
                Content::Table(self.table(members, depth))
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items = items.into_iter().map(|item| self.node(item, depth));
                Content::List(items.collect())
            }
            Some(b'"') => Content::Scalar(serde_json::from_str(text)?),
            Some(b'-' | b'0'..=b'9') => Content::Scalar(text.to_owned()),
            Some(b'n') => Content::Other("null"),
            _ => Content::Other("true or false"),
        })
    }

    fn table(&mut self, members: Vec<(Cow<'t, str>, &'t RawValue)>, depth: usize) -> Table {
        let mut seen = BTreeSet::new();
        let mut table = Table::new();
        for (key, raw) in members {
            let span = match &key {
                Cow::Borrowed(written) => self.span_of(written),
                // A key with escapes is not a slice of the text, so the location of its value is used.
                Cow::Owned(_) => self.span_of(raw.get()),
            };
            if !seen.insert(key.clone()) {
                let message = format!("the key `{key}` is given twice");
                self.builder.fault(span, message);
                continue;
            }
            let value = key.into_owned();
            table.push((Spanned { value, span }, self.node(raw, depth)));
        }
        table
    }

    /// The span of `part`, which is borrowed from the text.
    fn span_of(&self, part: &str) -> Span {
        let start = part
            .as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr());
        start..start + part.len()
    }
}

/// An object's members in source order, including those with duplicate keys.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

#[derive(Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Key(key), value)) = map.next_entry()? {
            members.push((key, value));
        }
        Ok(Members(members))
    }
}

/// The byte offset of serde_json's line and column (both from 1, the column in bytes), rounded down to a
/// character.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = lines.map(str::len).sum();
    let offset = start.saturating_add(column.saturating_sub(1));
    floor_char_boundary(text, offset)
}

/// The message without serde_json's own line and column.
fn bare_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(&message).to_owned()
}
