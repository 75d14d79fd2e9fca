//! A foreign record as one of ours: what its TOML record says, and which lines of the file that record replaces.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::meta::{Fact, Group, Key, is_blank, is_placeholder};
use super::relation::{self, Resolve};
use super::{date, people, view, yaml};
use crate::record::draft::{Draft, DraftTrigger};
use crate::record::title::heading_text;
use crate::record::{Front, Record, Status, reference};
use crate::source::{Source, Span, Spanned};

/// What becomes of a foreign record.
#[derive(Debug, Clone)]
pub struct Migration {
    /// What its TOML record says.
    pub front: Front,
    /// The places in the file that the TOML record replaces, each of whole lines, in their order.
    pub moved: Vec<Span>,
}

impl Migration {
    /// The migration of `record`, in a log in which `resolve` knows the records that it names. What names another one
    /// stays in the prose.
    pub fn of(record: &Record, resolve: Resolve<'_>) -> Self {
        let facts = Facts::of_record(record);
        let mut front = view::front(&facts, resolve);
        if front.superseded_by.is_some() {
            let span = 0..0;
            let value = Status::Superseded;
            front.status = Some(Spanned { value, span });
        }
        let moved = moved(&facts, &front, resolve);
        add_other_yaml(&facts, &mut front, resolve);
        front.original.retain(|(key, text)| match key.as_str() {
            "status" => !says(
                &text.value,
                front.status.as_ref().map(|status| status.value),
            ),
            "date" => front.date.is_none() || !date::is_alone(&text.value),
            _ => true,
        });
        Self { front, moved }
    }

    /// The lines that the TOML record replaces, without those that have no words in them.
    pub fn moved_lines<'s>(&self, source: &'s Source) -> Vec<&'s str> {
        let parts = self.moved.iter();
        let lines = parts.flat_map(|span| source.slice(span).lines());
        lines
            .map(str::trim_end)
            .filter(|line| line.contains(char::is_alphanumeric))
            .collect()
    }

    /// The whole text of `record`'s file under `number`: the TOML record, then the prose without what has moved.
    pub fn text(&self, record: &Record, number: Option<u32>) -> String {
        let source = record.source.text();
        let newline = if source.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let (mark, _) = source.split_at(source.len() - source.trim_start_matches('\u{feff}').len());
        let prose = without(source, mark.len(), &self.moved);
        let prose = prose.trim_start_matches(['\n', '\r']);
        let has_heading = record
            .body()
            .title
            .as_ref()
            .is_some_and(|title| !title.text.is_empty());
        let heading = match (has_heading, record.title(), number) {
            (true, ..) | (_, None, _) => String::new(),
            (false, Some(title), Some(number)) => {
                format!(
                    "# {}: {}{newline}{newline}",
                    reference(number),
                    heading_text(title)
                )
            }
            (false, Some(title), None) => format!("# {}{newline}{newline}", heading_text(title)),
        };
        let toml = self.toml().replace('\n', newline);
        format!("{mark}```toml{newline}{toml}```{newline}{newline}{heading}{prose}")
    }

    fn toml(&self) -> String {
        let front = &self.front;
        let texts = |list: &[Spanned<String>]| list.iter().map(|item| item.value.clone()).collect();
        let triggers = front.revisit.iter().map(|revisit| DraftTrigger {
            id: None,
            when: revisit.when.value.clone(),
            note: revisit.note.clone(),
        });
        let draft = Draft {
            deciders: texts(&front.deciders),
            tags: texts(&front.tags),
            affects: texts(&front.affects),
            supersedes: front.supersedes.iter().map(|number| number.value).collect(),
            links: front
                .links
                .iter()
                .map(|link| (link.kind, link.to.value))
                .collect(),
            triggers: triggers.collect(),
            ..Draft::new(
                front
                    .status
                    .as_ref()
                    .map_or(Status::Accepted, |status| status.value),
                front
                    .date
                    .as_ref()
                    .map(|date| date.value)
                    .unwrap_or_default(),
            )
        };
        let mut document = draft.document();
        if let Some(by) = &front.superseded_by {
            document["superseded_by"] = toml_edit::value(i64::from(by.value));
        }
        let mut original = toml_edit::Table::new();
        for (key, text) in &front.original {
            original[key] = toml_edit::value(text.value.as_str());
        }
        if !original.is_empty() {
            document["original"] = toml_edit::Item::Table(original);
        }
        document.to_string()
    }
}

/// Whether `text` says nothing but `status`, and what replaced a superseded record.
fn says(text: &str, status: Option<Status>) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    let names_successor =
        status == Some(Status::Superseded) && !relation::all(&lower, &relation::by_name).is_empty();
    names_successor || status.is_some_and(|status| status.name() == lower)
}

/// The places that the TOML record replaces, each of whole lines.
fn moved(facts: &Facts<'_>, front: &Front, resolve: Resolve<'_>) -> Vec<Span> {
    let record = facts.sheet.record;
    let source = facts.sheet.source;
    let mut moved = Vec::new();
    if record.yaml.is_some() {
        moved.push(0..record.prose_start());
    }
    let in_prose = facts.in_file().map(|(_, fact)| fact);
    let in_prose: Vec<&Fact> = in_prose
        .filter(|fact| fact.extent.start >= record.prose_start())
        .collect();
    let is_taken = |fact: &&&Fact| is_taken(facts, fact, front, resolve);
    let mut groups: BTreeMap<usize, (&Group, Vec<&Fact>)> = BTreeMap::new();
    for fact in &in_prose {
        if let Some(group) = &fact.group {
            let entry = groups
                .entry(group.whole.start)
                .or_insert((group, Vec::new()));
            entry.1.push(fact);
        }
    }
    for (group, members) in groups.into_values() {
        let extents: Vec<Span> = members.iter().map(|fact| fact.extent.clone()).collect();
        if members.iter().all(|fact| is_taken(&fact))
            && is_covered(source, &group.content, &extents)
        {
            moved.push(whole_lines(source, &group.whole));
        }
    }
    let single = in_prose.iter().filter(|fact| fact.group.is_none());
    let extents: Vec<Span> = single
        .filter(is_taken)
        .map(|fact| fact.extent.clone())
        .collect();
    for extent in &extents {
        let lines = whole_lines(source, extent);
        if is_covered(source, &lines, &extents) {
            moved.push(lines);
        }
    }
    moved.sort_by_key(|span| span.start);
    moved.dedup();
    moved
}

/// Whether the TOML record says all that `fact` does.
fn is_taken(facts: &Facts<'_>, fact: &Fact, front: &Front, resolve: Resolve<'_>) -> bool {
    const LONGEST_STATUS: usize = 120;
    let text = fact.text();
    let is_first = facts
        .of(fact.key)
        .iter()
        .any(|first| std::ptr::eq(*first, fact));
    match fact.key {
        Key::Status => {
            let relations = relation::all(facts.sheet.source.slice(&fact.span), resolve);
            let is_known = relations.iter().all(|(_, numbers)| !numbers.is_empty());
            let is_kept =
                front.original_text("status") == Some(text.trim()) && text.len() <= LONGEST_STATUS;
            let is_relation = !relations.is_empty() && text.len() <= LONGEST_STATUS;
            // What has been superseded was accepted before.
            let is_past = front.superseded_by.is_some() && says(&text, Some(Status::Accepted));
            is_known && (is_kept || is_relation || is_past || is_blank(&text))
        }
        Key::Date => {
            let is_kept = front.original_text("date") == Some(text.as_str());
            is_kept || is_blank(&text) || is_placeholder(&text)
        }
        Key::Deciders | Key::Tags | Key::Consulted | Key::Informed => {
            let has_names = !people::names(&fact.values).is_empty();
            (has_names && is_first) || is_blank(&text) || is_placeholder(&text)
        }
        Key::Affects => is_first,
        Key::Title => facts.sheet.record.title() == Some(text.trim()),
        Key::Review => {
            let mut reviews = front.revisit.iter();
            reviews.any(|revisit| revisit.span == fact.span) || is_blank(&text)
        }
        _ => {
            let numbers = facts.numbers(fact, resolve);
            let is_one = fact.key != Key::SupersededBy || numbers.len() == 1;
            (is_one && !numbers.is_empty() && is_first) || is_blank(&text)
        }
    }
}

/// Adds to `front` what its file's YAML says beside: by their keys, as they are written.
fn add_other_yaml(facts: &Facts<'_>, front: &mut Front, resolve: Resolve<'_>) {
    let Some(block) = &facts.sheet.record.yaml else {
        return;
    };
    let source = facts.sheet.source;
    let known: Vec<&Fact> = facts.in_file().map(|(_, fact)| fact).collect();
    for (key, span) in yaml::entries(source.slice(block), block.start) {
        let fact = known.iter().find(|fact| fact.span == span);
        if fact.is_some_and(|fact| is_taken(facts, fact, front, resolve)) {
            continue;
        }
        let written = source.slice(&span);
        let value = written.split_once(':').map_or(written, |(_, value)| value);
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if !value.is_empty() && front.original_text(key).is_none() {
            front
                .original
                .push((key.to_owned(), Spanned { value, span }));
        }
    }
}

/// `span` with the rest of its first line and of its last.
fn whole_lines(source: &Source, span: &Span) -> Span {
    let text = source.text();
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let last = span.end.saturating_sub(1).max(span.start);
    let end = text
        .get(last..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |at| last + at + 1);
    start..end
}

/// Whether nothing stands in `part` of `source` beside `extents` but white space and marks of lists, tables and quotes.
fn is_covered(source: &Source, part: &Span, extents: &[Span]) -> bool {
    const MARKS: &str = "|-*+>:·•\\_";
    let is_mark = |c: char| c.is_whitespace() || MARKS.contains(c);
    let slice = source.slice(part);
    let mut outside = slice.char_indices().filter(|(at, _)| {
        let at = part.start + at;
        !extents.iter().any(|extent| extent.contains(&at))
    });
    outside.all(|(_, c)| is_mark(c))
}

/// `text` from byte `start` without `parts`, and without the blank lines that would then stand beside others.
fn without(text: &str, start: usize, parts: &[Span]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = start;
    for part in parts.iter().filter(|part| part.end > start) {
        kept.push_str(text.get(at..part.start.max(at)).unwrap_or_default());
        at = at.max(part.end);
        let is_after_blank =
            kept.is_empty() || kept.ends_with("\n\n") || kept.ends_with("\r\n\r\n");
        if is_after_blank {
            at += blank_lines(text.get(at..).unwrap_or_default());
        }
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept
}

/// The length of the blank lines that `text` opens with.
fn blank_lines(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    let blank = lines.take_while(|line| line.trim().is_empty());
    blank.map(str::len).sum()
}
