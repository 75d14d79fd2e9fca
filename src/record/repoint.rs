//! Another number for a record: in its own text, and in what other records say of it.

use comrak::Arena;
use comrak::nodes::NodeValue;
use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::edit::{self, EditError};
use super::prose::{self, Places};
use super::{LinkKind, Record, reference};

/// An edge as the record that has it names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// One of `supersedes`.
    Supersedes,
    /// `superseded_by`.
    SupersededBy,
    /// One of `links`.
    Link(LinkKind),
}

impl Edge {
    /// What the record at the other end says of it.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::Supersedes => Self::SupersededBy,
            Self::SupersededBy => Self::Supersedes,
            Self::Link(kind) => Self::Link(kind.reverse()),
        }
    }
}

/// A record's file and number, old and new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// The old file name.
    pub old_name: String,
    /// The new file name.
    pub new_name: String,
    /// The old number.
    pub from: u32,
    /// The new number.
    pub to: u32,
}

/// Every edge of `record` with the number it leads to.
pub fn edges(record: &Record) -> Vec<(Edge, u32)> {
    let Some(front) = &record.front else {
        return Vec::new();
    };
    let supersedes = front
        .supersedes
        .iter()
        .map(|to| (Edge::Supersedes, to.value));
    let superseded_by = front
        .superseded_by
        .iter()
        .map(|to| (Edge::SupersededBy, to.value));
    let links = front
        .links
        .iter()
        .map(|link| (Edge::Link(link.kind), link.to.value));
    supersedes.chain(superseded_by).chain(links).collect()
}

/// The text of `record`'s file in which `edge` leads to `to` in place of `from`.
///
/// # Errors
/// Where the file has no TOML that parses.
pub fn repoint(record: &Record, edge: Edge, from: u32, to: u32) -> Result<String, EditError> {
    edit::with_toml(record, |document| match edge {
        Edge::Supersedes => {
            let numbers = document.get_mut("supersedes").and_then(Item::as_array_mut);
            numbers
                .into_iter()
                .flat_map(|numbers| numbers.iter_mut())
                .for_each(|number| renumber(number, from, to));
        }
        Edge::SupersededBy => {
            let number = document
                .get_mut("superseded_by")
                .and_then(Item::as_value_mut);
            number
                .into_iter()
                .for_each(|number| renumber(number, from, to));
        }
        Edge::Link(kind) => repoint_links(document, kind, from, to),
    })
}

fn repoint_links(document: &mut DocumentMut, kind: LinkKind, from: u32, to: u32) {
    let repoint = |link: &mut dyn TableLike| {
        if link.get("kind").and_then(Item::as_str) == Some(kind.name())
            && let Some(number) = link.get_mut("to").and_then(Item::as_value_mut)
        {
            renumber(number, from, to);
        }
    };
    match document.get_mut("links") {
        Some(Item::Value(Value::Array(array))) => {
            let tables = array.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.for_each(|link| repoint(link));
        }
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().for_each(|link| repoint(link)),
        _ => {}
    }
}

fn renumber(value: &mut Value, from: u32, to: u32) {
    if value.as_integer() == Some(from.into()) {
        let decor = value.decor().clone();
        *value = i64::from(to).into();
        *value.decor_mut() = decor;
    }
}

/// The text of `record`'s file in which links to the old file lead to the new one, and the number in their
/// texts is the new one.
pub fn rename_links(record: &Record, renaming: &Renaming) -> String {
    let text = record.source.text();
    let arena = Arena::new();
    let places = Places::new(&record.source, record.prose_start());
    let tree = prose::parse(&arena, record.prose());
    let mut renamed = String::with_capacity(text.len());
    let mut done = 0;
    for node in tree.descendants() {
        let leads_there = matches!(&node.data().value, NodeValue::Link(link) if names(&link.url, &renaming.old_name));
        let span = places.span(node);
        if leads_there && span.start >= done {
            let link = record.source.slice(&span);
            renamed.push_str(&text[done..span.start]);
            renamed.push_str(&link.replace(&reference(renaming.from), &reference(renaming.to)));
            done = span.end;
        }
    }
    renamed.push_str(&text[done..]);
    let (front, prose) = renamed.split_at(record.prose_start());
    [
        front,
        &prose.replace(&renaming.old_name, &renaming.new_name),
    ]
    .concat()
}

/// Whether `url` leads to the file `name`, in whatever folder.
fn names(url: &str, name: &str) -> bool {
    let path = url.split(['#', '?']).next().unwrap_or_default();
    path.rsplit('/').next() == Some(name)
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
    fn one_kind_of_edge_is_repointed_and_nothing_else() {
        let text = "+++\r\nsupersedes = [ 7, 2 ] # 7\r\nsuperseded_by = 7\nlinks = [{ kind = \"amends\", to = 7 }, { kind = 'relates', to = 7 }]\n+++\n7\n";
        let cases = [
            (Edge::Supersedes, "[ 7, 2 ]", "[ 9, 2 ]"),
            (Edge::SupersededBy, "superseded_by = 7", "superseded_by = 9"),
            (
                Edge::Link(LinkKind::Relates),
                "'relates', to = 7",
                "'relates', to = 9",
            ),
        ];
        for (edge, old, new) in cases {
            assert_eq!(
                repoint(&record(text), edge, 7, 9).unwrap(),
                text.replace(old, new)
            );
        }
    }

    #[test]
    fn links_are_mended_and_other_mentions_left() {
        let renaming = Renaming {
            old_name: "0007-b.md".to_owned(),
            new_name: "0009-b.md".to_owned(),
            from: 7,
            to: 9,
        };
        let text = "# ADR-0003: T\n\nSee [ADR-0007](0007-b.md#why), [it](../adr/0007-b.md), [ADR-0007](0007-a.md), ADR-0007, [r].\n\n[r]: 0007-b.md\n";
        let expected = "# ADR-0003: T\n\nSee [ADR-0009](0009-b.md#why), [it](../adr/0009-b.md), [ADR-0007](0007-a.md), ADR-0007, [r].\n\n[r]: 0009-b.md\n";
        assert_eq!(rename_links(&record(text), &renaming), expected);
    }
}
