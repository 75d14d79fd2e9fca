//! A TOML or JSON document as a tree of texts with their places.

use std::borrow::Cow;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions};
use toml::de::{DeTable, DeValue};

use super::{ManifestError, Package, span_in};
use crate::source::Span;

/// A value of a document.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Text(Text<'t>),
    List(Vec<Node<'t>>),
    /// In no certain order. A key of a JSON object can occur more than once.
    Table(Vec<(Text<'t>, Node<'t>)>),
    /// A number, a date, true, false or null.
    Other,
}

/// A key or a string, and its place without the quotes.
#[derive(Debug)]
pub(super) struct Text<'t> {
    pub value: Cow<'t, str>,
    span: Span,
}

/// What lies deeper in a TOML document is not read.
const MAX_DEPTH: usize = 100;

/// Reads a TOML document.
pub(super) fn toml(text: &str) -> Result<Node<'_>, ManifestError> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let root = DeValue::Table(table.into_inner());
    let root = toml_value(text, toml::Spanned::new(0..text.len(), root), MAX_DEPTH);
    match errors.into_iter().next() {
        Some(error) => Err(ManifestError::new(error.message(), error.span())),
        None => Ok(root),
    }
}

fn toml_value<'t>(text: &'t str, value: toml::Spanned<DeValue<'t>>, depth: usize) -> Node<'t> {
    let span = value.span();
    let value = value.into_inner();
    let Some(inner) = depth.checked_sub(1) else {
        take_apart(value);
        return Node::Other;
    };
    match value {
        DeValue::String(string) => Node::Text(Text::new(text, string, span)),
        DeValue::Array(array) => {
            let elements = array.into_iter();
            let elements = elements.map(|element| toml_value(text, element, inner));
            Node::List(elements.collect())
        }
        DeValue::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| {
                let span = key.span();
                let key = Text::new(text, key.into_inner(), span);
                (key, toml_value(text, value, inner))
            });
            Node::Table(entries.collect())
        }
        _ => Node::Other,
    }
}

/// Drops `value` level by level. Dotted keys in inline tables make for thousands of levels, more than fit on the stack.
fn take_apart(value: DeValue<'_>) {
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            DeValue::Array(array) => left.extend(array.into_iter().map(toml::Spanned::into_inner)),
            DeValue::Table(table) => {
                left.extend(table.into_iter().map(|(_, value)| value.into_inner()));
            }
            _ => {}
        }
    }
}

/// Reads a JSON object, in which comments and trailing commas are allowed: some package managers write them.
pub(super) fn json(text: &str) -> Result<Node<'_>, ManifestError> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &options);
    let parsed = parsed.map_err(|error| {
        let range = error.range();
        ManifestError::new(error.kind().to_string(), range.start..range.end)
    })?;
    match parsed.value {
        Some(object @ ast::Value::Object(_)) => Ok(json_value(text, object)),
        other => {
            let span = other.map(|value| value.start()..value.end());
            Err(ManifestError::new("expected a JSON object", span))
        }
    }
}

/// The parser has limited the depth.
fn json_value<'t>(text: &'t str, value: ast::Value<'t>) -> Node<'t> {
    match value {
        ast::Value::StringLit(string) => Node::Text(json_text(text, string)),
        ast::Value::Array(array) => {
            let elements = array.elements.into_iter();
            Node::List(elements.map(|element| json_value(text, element)).collect())
        }
        ast::Value::Object(object) => {
            let entries = object.properties.into_iter().map(|property| {
                let key = match property.name {
                    ObjectPropName::String(key) => json_text(text, key),
                    ObjectPropName::Word(word) => Text {
                        value: Cow::Borrowed(word.value),
                        span: word.start()..word.end(),
                    },
                };
                (key, json_value(text, property.value))
            });
            Node::Table(entries.collect())
        }
        _ => Node::Other,
    }
}

fn json_text<'t>(text: &'t str, string: ast::StringLit<'t>) -> Text<'t> {
    let span = string.start()..string.end();
    Text::new(text, string.value, span)
}

impl<'t> Node<'t> {
    /// The values at a path of keys with `.` between them; `*` is every key, or every element of a list.
    pub(super) fn select(&self, path: &str) -> Vec<&Self> {
        path.split('.').fold(vec![self], |found, step| {
            let inner = found.into_iter().flat_map(|node| node.children(step));
            inner.collect()
        })
    }

    fn children<'n>(&'n self, step: &str) -> Vec<&'n Self> {
        let is_step = |key: &Text<'_>| step == "*" || key.value == step;
        match self {
            Self::Table(entries) => {
                let entries = entries.iter().filter(|(key, _)| is_step(key));
                entries.map(|(_, value)| value).collect()
            }
            Self::List(elements) if step == "*" => elements.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The keys of a table and their values.
    pub(super) fn entries(&self) -> &[(Text<'t>, Self)] {
        match self {
            Self::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The keys of the table at each of `paths`, and their values.
    pub(super) fn entries_at<'n>(
        &'n self,
        paths: &[&str],
    ) -> impl Iterator<Item = &'n (Text<'t>, Self)> {
        let tables: Vec<_> = paths.iter().flat_map(|path| self.select(path)).collect();
        tables.into_iter().flat_map(Self::entries)
    }

    /// The strings at each of `paths`.
    pub(super) fn texts_at<'n>(&'n self, paths: &[&str]) -> impl Iterator<Item = &'n Text<'t>> {
        let nodes: Vec<_> = paths.iter().flat_map(|path| self.select(path)).collect();
        nodes.into_iter().filter_map(Self::text)
    }

    /// The value of `key`.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.entries().iter().rev();
        let found = entries.find(|(name, _)| name.value == key);
        found.map(|(_, value)| value)
    }

    /// This value if it is a string.
    pub(super) fn text(&self) -> Option<&Text<'t>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of `key` if it is a string.
    pub(super) fn text_of(&self, key: &str) -> Option<&Text<'t>> {
        self.get(key)?.text()
    }
}

impl<'t> Text<'t> {
    /// The text at `written`, which can include quotes.
    fn new(source: &str, value: Cow<'t, str>, written: Span) -> Self {
        let raw = source.get(written.clone()).unwrap_or_default();
        let within = match raw.find(&*value) {
            Some(start) => start..start + value.len(),
            // It has escapes.
            None => span_in(raw, raw.trim_matches(['"', '\''])),
        };
        let span = written.start + within.start..written.start + within.end;
        Self { value, span }
    }

    /// The package of this name.
    pub(super) fn package(&self) -> Package {
        Package::new(&*self.value, self.span.clone())
    }

    /// The package of the name `part`, a slice of the value.
    pub(super) fn package_in(&self, part: &str) -> Package {
        let has_escapes = self.span.len() != self.value.len();
        if has_escapes {
            return Package::new(part, self.span.clone());
        }
        let within = span_in(&self.value, part);
        let start = self.span.start;
        Package::new(part, start + within.start..start + within.end)
    }
}
