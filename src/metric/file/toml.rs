//! Metrics files in TOML.

use toml::de::{DeTable, DeValue};

use crate::source::Spanned;

use super::tree::{Content, MAX_DEPTH, Node, Table, collect};
use super::{Format, ReadingsBuilder};

/// Metrics files in TOML.
pub const TOML: Format = Format {
    name: "toml",
    extensions: &["toml"],
    renames: false,
    read,
};

fn read(builder: &mut ReadingsBuilder<'_>, text: &str) {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        collect(builder, entries(table.into_inner(), MAX_DEPTH));
    }
    for error in errors {
        builder.fault(error.span().unwrap_or(0..0), error.message());
    }
}

/// A table's entries in source order.
fn entries(table: DeTable<'_>, depth: usize) -> Table {
    let entries = table.into_iter().map(|(key, value)| {
        let span = key.span();
        let key = Spanned {
            value: key.into_inner().into_owned(),
            span,
        };
        (key, node(value, depth))
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    entries
}

fn node(value: toml::Spanned<DeValue<'_>>, depth: usize) -> Node {
    let span = value.span();
    let Some(depth) = depth.checked_sub(1) else {
        let content = Content::Other("nested so deeply");
        return Node { content, span };
    };
    let content = match value.into_inner() {
        DeValue::String(text) => Content::Scalar(text.into_owned()),
        DeValue::Integer(integer) if integer.radix() == 10 => number(integer.as_str()),
        DeValue::Integer(integer) => {
            match u128::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(whole) => Content::Scalar(whole.to_string()),
                Err(_) => Content::Other("so large a number"),
            }
        }
        DeValue::Float(float) => number(float.as_str()),
        DeValue::Boolean(_) => Content::Other("true or false"),
        DeValue::Datetime(time) => Content::Scalar(time.to_string()),
        DeValue::Array(items) => {
            let items = items.into_iter().map(|item| node(item, depth));
            Content::List(items.collect())
        }
        DeValue::Table(table) => Content::Table(entries(table, depth)),
    };
    Node { content, span }
}

/// A number without the leading `+` that TOML allows.
fn number(text: &str) -> Content {
    Content::Scalar(text.strip_prefix('+').unwrap_or(text).to_owned())
}
