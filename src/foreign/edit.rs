//! Changes to what a foreign record says of its status, in its own words and place, that leave every other byte as it was.

use std::path::{Path, PathBuf};

use super::facts::Facts;
use super::meta::{Fact, Key};
use super::{date, lines, status};
use crate::record::edit::{Change, EditError};
use crate::record::title::heading_text;
use crate::record::{LinkKind, Record, Status, reference};
use crate::source::{Source, Span};

/// A record as another one names it.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its number.
    pub number: u32,
    /// Its title, without the number.
    pub title: String,
    /// Its file.
    pub path: PathBuf,
}

/// The whole text of `record`'s file after `changes`. `named` knows the records that they speak of.
///
/// # Errors
/// Where the record has no place for one of them.
pub fn apply(
    record: &Record,
    changes: &[Change],
    named: &dyn Fn(u32) -> Option<Named>,
) -> Result<String, EditError> {
    let facts = Facts::of_record(record);
    let editor = Editor {
        record,
        status: chosen_status(&facts),
        facts,
    };
    let mut edits = editor.status_edits(changes, named)?;
    for change in changes {
        match change {
            Change::Status(_) | Change::SupersededBy(_) => {}
            Change::Date(day) => edits.extend(editor.date_edit(&day.to_string())),
            Change::Supersedes(number) => {
                edits.push(editor.relation_edit("Supersedes", *number, named)?)
            }
            Change::Link(kind, number) => {
                edits.push(editor.relation_edit(phrase(*kind), *number, named)?)
            }
            Change::Unlink(..) | Change::Snooze(..) | Change::Wake(_) => {
                return Err(editor.no_place("links and triggers"));
            }
        }
    }
    let mut text = record.source.text().to_owned();
    edits.sort_by_key(|(span, _)| span.start);
    for (span, new) in edits.into_iter().rev() {
        text.replace_range(span, &new);
    }
    Ok(text)
}

/// How a status section names a link.
pub fn phrase(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Amends => "Amends",
        LinkKind::AmendedBy => "Amended by",
        LinkKind::Refines => "Refines",
        LinkKind::RefinedBy => "Refined by",
        LinkKind::Relates => "Relates to",
        LinkKind::Conflicts => "Conflicts with",
    }
}

/// The fact that says the status, with the name of its format.
fn chosen_status(facts: &Facts<'_>) -> Option<(&'static str, Fact)> {
    let found = facts.of(Key::Status);
    let texts: Vec<String> = found.iter().map(|fact| fact.text()).collect();
    let read = status::read(&texts).map(|(_, text)| text);
    let text = read.or_else(|| status::as_written(&texts));
    let position = match text {
        Some(text) => texts.iter().position(|known| known.trim() == text.trim())?,
        None => 0,
    };
    let fact = found.get(position)?;
    let mut formats = facts.in_file();
    let (format, _) = formats.find(|(_, known)| std::ptr::eq(*known, *fact))?;
    Some((format, (*fact).clone()))
}

struct Editor<'r> {
    record: &'r Record,
    facts: Facts<'r>,
    status: Option<(&'static str, Fact)>,
}

impl Editor<'_> {
    fn no_place(&self, what: &'static str) -> EditError {
        let number = self.record.number;
        EditError::NoPlace {
            name: number.map_or_else(|| self.record.source.shown_path(), reference),
            what,
        }
    }

    /// The status in place of the one that stands there.
    fn status_edits(
        &self,
        changes: &[Change],
        named: &dyn Fn(u32) -> Option<Named>,
    ) -> Result<Vec<(Span, String)>, EditError> {
        let new = changes.iter().rev().find_map(|change| match change {
            Change::Status(status) => Some(*status),
            _ => None,
        });
        let by = changes.iter().find_map(|change| match change {
            Change::SupersededBy(number) => Some(*number),
            _ => None,
        });
        let Some(new) = new.or(by.map(|_| Status::Superseded)) else {
            return Ok(Vec::new());
        };
        let (format, fact) = self
            .status
            .as_ref()
            .ok_or_else(|| self.no_place("status"))?;
        let span = value_span(&self.record.source, fact).ok_or_else(|| self.no_place("status"))?;
        let old = self.record.source.slice(&span);
        let word = match by {
            Some(number) => format!("superseded by {}", self.link(format, number, named)),
            None => new.name().to_owned(),
        };
        let is_lower = old.starts_with(char::is_lowercase);
        let word = if is_lower { word } else { capitalised(&word) };
        let mut edits = vec![(span, word)];
        if by.is_none() {
            return Ok(edits);
        }
        // A key of its own for the successor says the same.
        let successor = self.facts.of(Key::SupersededBy).into_iter().next();
        if let (Some(fact), Some(number)) = (successor, by)
            && let Some(span) = value_span(&self.record.source, fact)
        {
            edits.push((span, self.link(format, number, named)));
        }
        Ok(edits)
    }

    /// The day in place of the one that stands there, where nothing else does.
    fn date_edit(&self, day: &str) -> Option<(Span, String)> {
        let mut dates = self
            .facts
            .in_file()
            .filter(|(_, fact)| fact.key == Key::Date);
        let (_, fact) = dates
            .next()
            .filter(|(_, fact)| date::is_alone(&fact.text()))?;
        let span = value_span(&self.record.source, fact)?;
        Some((span, day.to_owned()))
    }

    /// One more paragraph of the status section.
    fn relation_edit(
        &self,
        phrase: &str,
        number: u32,
        named: &dyn Fn(u32) -> Option<Named>,
    ) -> Result<(Span, String), EditError> {
        let is_section =
            |(format, fact): &&(&str, Fact)| *format == lines::FORMAT.name && fact.group.is_some();
        let status = self.status.as_ref().filter(is_section);
        let (format, _) = status.ok_or_else(|| self.no_place("links"))?;
        let sections = self.facts.of(Key::Status);
        let last = sections
            .iter()
            .map(|fact| fact.span.end)
            .max()
            .unwrap_or_default();
        let newline = if self.record.source.text().contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let link = self.link(format, number, named);
        Ok((last..last, format!("{newline}{newline}{phrase} {link}")))
    }

    /// A link to record `number`, in the way of its format.
    fn link(&self, format: &str, number: u32, named: &dyn Fn(u32) -> Option<Named>) -> String {
        let Some(other) = named(number) else {
            return reference(number);
        };
        let folder = self.record.source.path().parent().unwrap_or(Path::new(""));
        match format {
            name if name == lines::FORMAT.name => link_to(&other, folder),
            _ => format!("[{}]({})", reference(number), target(&other, folder)),
        }
    }
}

/// A link to `other` as adr-tools writes it, in a file of `folder`: `[7. Title](0007-title.md)`.
pub fn link_to(other: &Named, folder: &Path) -> String {
    let title = heading_text(&other.title).replace(['[', ']'], "");
    format!("[{}. {title}]({})", other.number, target(other, folder))
}

fn target(other: &Named, folder: &Path) -> String {
    let path = pathdiff::diff_paths(&other.path, folder);
    let path = path.unwrap_or_else(|| other.path.clone());
    let target = path.to_string_lossy().replace('\\', "/");
    match target.contains([' ', '(', ')']) {
        true => format!("<{target}>"),
        false => target,
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The place of what `fact` says, without its label and its emphasis; `None` where it is more than a line.
fn value_span(source: &Source, fact: &Fact) -> Option<Span> {
    let written = source.slice(&fact.span);
    let has_label = fact.group.is_none() && fact.extent == fact.span;
    let start = match has_label {
        true => {
            let (at, mark) = written
                .char_indices()
                .find(|(_, c)| matches!(c, ':' | '：'))?;
            at + mark.len_utf8()
        }
        false => 0,
    };
    const AROUND: [char; 8] = [' ', '\t', '*', '_', '"', '\'', '\r', '\n'];
    let value = written.get(start..)?;
    let trimmed = value.trim_start_matches(AROUND);
    let from = fact.span.start + start + (value.len() - trimmed.len());
    let trimmed = trimmed.trim_end_matches(AROUND);
    let is_one_line = !trimmed.trim_end().contains('\n') || !has_label;
    is_one_line.then(|| from..from + trimmed.len())
}
