//! The structure shared by TOML and JSON files: nested names, and lists of series.

use std::collections::BTreeMap;

use crate::diagnostic::did_you_mean;
use crate::source::{Span, Spanned};
use crate::trigger::value::Labels;

use super::{Entry, ReadingsBuilder, time};

/// The maximum nesting depth of names.
pub(super) const MAX_DEPTH: usize = 32;

const SERIES_KEYS: [&str; 3] = ["labels", "value", "at"];

/// A value in the file, with its location.
#[derive(Debug)]
pub(super) struct Node {
    pub content: Content,
    pub span: Span,
}

/// The content of a value.
#[derive(Debug)]
pub(super) enum Content {
    /// A number, string, date or time, exactly as written.
    Scalar(String),
    List(Vec<Node>),
    Table(Table),
    /// A type that a metric cannot have.
    Other(&'static str),
}

pub(super) type Table = Vec<(Spanned<String>, Node)>;

/// Adds every metric in `table` to `builder`.
pub(super) fn collect(builder: &mut ReadingsBuilder<'_>, table: Table) {
    collect_below(builder, "", table);
}

fn collect_below(builder: &mut ReadingsBuilder<'_>, prefix: &str, table: Table) {
    for (key, node) in table {
        let metric = Spanned {
            value: [prefix, &key.value].concat(),
            span: key.span,
        };
        let node = match node.content {
            Content::Table(inner) if !is_series(&inner) => {
                collect_below(builder, &(metric.value + "."), inner);
                continue;
            }
            content => Node { content, ..node },
        };
        if builder.has(&metric.value) {
            let message = format!("`{}` is given twice", metric.value);
            *builder.fault(metric.span, message) =
                Some("write several series as one list".to_owned());
        } else {
            read_metric(builder, &metric, node);
        }
    }
}

/// Whether a table is a series rather than the next part of a name.
fn is_series(table: &Table) -> bool {
    let is_value =
        |(key, node): &(Spanned<String>, Node)| key.value == "value" && is_scalar(&node.content);
    let is_known = |(key, _): &(Spanned<String>, Node)| SERIES_KEYS.contains(&key.value.as_str());
    table.iter().any(is_value) && table.iter().all(is_known)
}

fn is_scalar(content: &Content) -> bool {
    matches!(content, Content::Scalar(_))
}

fn read_metric(builder: &mut ReadingsBuilder<'_>, metric: &Spanned<String>, node: Node) {
    builder.open(metric);
    let span = node.span;
    match node.content {
        Content::Scalar(value) => {
            let value = Spanned { value, span };
            let labels = Labels::new();
            let at = None;
            builder.add(&metric.value, Entry { labels, value, at });
        }
        Content::Table(table) => read_series(builder, metric, table, span),
        Content::List(items) => {
            for item in items {
                match item.content {
                    Content::Table(table) => read_series(builder, metric, table, item.span),
                    _ => wrong_shape(
                        builder,
                        item.span,
                        "each element of a list must be a series",
                    ),
                }
            }
        }
        Content::Other(found) => {
            let message = format!("`{}` cannot be {found}", metric.value);
            wrong_shape(builder, span, &message);
        }
    }
}

fn wrong_shape(builder: &mut ReadingsBuilder<'_>, span: Span, message: &str) {
    *builder.fault(span, message) = Some(
        "write a number, a string with its unit, or a list of series with `labels` and `value`"
            .to_owned(),
    );
}

fn read_series(
    builder: &mut ReadingsBuilder<'_>,
    metric: &Spanned<String>,
    table: Table,
    span: Span,
) {
    let mut value = None;
    let mut labels = Labels::new();
    let mut at = None;
    for (key, node) in table {
        match (key.value.as_str(), node.content) {
            ("value", Content::Scalar(text)) => {
                value = Some(Spanned {
                    value: text,
                    span: node.span,
                });
            }
            ("labels", Content::Table(table)) => labels = read_labels(builder, table),
            ("at", Content::Scalar(text)) => {
                at = time(&text);
                if at.is_none() {
                    let message = format!("`{text}` is not a valid time");
                    *builder.fault(node.span, message) =
                        Some("write it as `2026-11-22T21:12:00Z`".to_owned());
                }
            }
            ("labels", _) => {
                *builder.fault(node.span, "`labels` must be a table") = Some(
                    "write each as a name and a string, such as module and \"billing\"".to_owned(),
                );
            }
            ("value" | "at", _) => {
                wrong_shape(
                    builder,
                    node.span,
                    &format!("`{}` is not a single value", key.value),
                );
                return;
            }
            (unknown, _) => {
                let help = match did_you_mean(unknown, SERIES_KEYS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "a series has `labels`, `value` and `at`".to_owned(),
                };
                let message = format!("unknown key `{unknown}`");
                *builder.fault(key.span, message) = Some(help);
                // It may be the misspelt value; one fault is enough.
                return;
            }
        }
    }
    match value {
        Some(value) => builder.add(&metric.value, Entry { labels, value, at }),
        None => wrong_shape(builder, span, "this series has no `value`"),
    }
}

fn read_labels(builder: &mut ReadingsBuilder<'_>, table: Table) -> Labels {
    let mut labels = BTreeMap::new();
    for (key, node) in table {
        match node.content {
            Content::Scalar(text) => {
                labels.insert(key.value, text);
            }
            _ => {
                let message = format!("the label `{}` must be a string", key.value);
                builder.fault(node.span, message);
            }
        }
    }
    labels.into()
}
