//! Changes the number of a record: in its own text, and in other records that refer to it.

use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use toml_edit::{DocumentMut, Item, TableLike, Value};

use super::edit::{self, EditError};
use super::{LinkKind, Record, reference};
use crate::source::{Source, Spanned};

/// A link, by the key of the record that declares it.
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

/// What a link escapes in a file's name beside control characters and all that is not ASCII.
const ESCAPED: AsciiSet = CONTROLS.add(b' ').add(b'%').add(b'(').add(b')');

impl Renaming {
    /// The old file name as it stands in prose: as it is, and as a URL has it where that differs.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        let mut spellings = vec![self.old_name.clone()];
        let escaped = escaped(&self.old_name);
        spellings.extend((escaped != self.old_name).then_some(escaped));
        spellings
    }
}

/// `path` as a URL has it.
pub fn escaped(path: &str) -> String {
    utf8_percent_encode(path, &ESCAPED).to_string()
}

/// Every link of `record`, with the number it refers to.
pub fn edges(record: &Record) -> Vec<(Edge, u32)> {
    let Some(front) = record.front.as_ref().filter(|_| record.is_ours()) else {
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

/// The text of `record`'s file in which `edge` refers to `to` instead of `from`.
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

/// The text of `source` after all of `renamings`; `None` where it names none of those files.
pub fn renamed_links(source: &Arc<Source>, renamings: &[Renaming]) -> Option<String> {
    if source.invalid_utf8_at().is_some() {
        return None;
    }
    let mut renamed: Option<Arc<Source>> = None;
    for renaming in renamings {
        let now = renamed.as_ref().unwrap_or(source);
        let mut spellings = renaming.spellings().into_iter();
        if spellings.any(|old| now.text().contains(&old)) {
            let text = rename_links(&Record::parse(Arc::clone(now)), renaming);
            renamed = Some(Arc::new(Source::new(source.path(), text)));
        }
    }
    let renamed = renamed?;
    (renamed.text() != source.text()).then(|| renamed.text().to_owned())
}

/// The text of `record`'s file in which links to the old file lead to the new one, and the number in their
/// texts is the new one.
pub fn rename_links(record: &Record, renaming: &Renaming) -> String {
    let text = record.source.text();
    let spellings = renaming.spellings();
    let mut renamed = String::with_capacity(text.len());
    let mut done = 0;
    for Spanned { value: url, span } in record.body().links() {
        if names(url, &spellings) && span.start >= done {
            let link = record.source.slice(span);
            renamed.push_str(&text[done..span.start]);
            renamed.push_str(&link.replace(&reference(renaming.from), &reference(renaming.to)));
            done = span.end;
        }
    }
    renamed.push_str(&text[done..]);
    let (front, prose) = renamed.split_at(record.prose_start());
    let follow = |prose, old: &String| named_anew(prose, old, &renaming.new_name);
    let prose = spellings.iter().fold(prose.to_owned(), follow);
    [front, &prose].concat()
}

/// `prose` in which the file `old` is called `new`; a longer name that ends in the old one is another file's.
fn named_anew(prose: String, old: &str, new: &str) -> String {
    let mut renamed = String::with_capacity(prose.len());
    let mut done = 0;
    for (at, _) in prose.match_indices(old) {
        let before = prose[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '%')) {
            renamed.push_str(&prose[done..at]);
            renamed.push_str(new);
            done = at + old.len();
        }
    }
    renamed.push_str(&prose[done..]);
    renamed
}

/// Whether `url` leads to the file of that name in one of its `spellings`, in whatever folder.
fn names(url: &str, spellings: &[String]) -> bool {
    let path = url.split(['#', '?']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    spellings.iter().any(|spelling| spelling == name)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_name_is_followed_as_a_url_has_it_and_not_as_the_end_of_another() {
        let renaming = Renaming {
            old_name: "0007 größe.md".to_owned(),
            new_name: "0007-b.md".to_owned(),
            from: 7,
            to: 7,
        };
        let text =
            "# T\n\n[a](<0007 größe.md>) [b](0007%20gr%C3%B6%C3%9Fe.md#x) [c](<10007 größe.md>)\n";
        let expected = "# T\n\n[a](<0007-b.md>) [b](0007-b.md#x) [c](<10007 größe.md>)\n";
        assert_eq!(rename_links(&record(text), &renaming), expected);
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
