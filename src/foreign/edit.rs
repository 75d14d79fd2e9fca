//! Changes to what a foreign record says of its status, in its own words and place, that leave every other byte as it was.

use std::path::{Path, PathBuf};

use super::facts::Facts;
use super::meta::{Fact, Key};
use super::{date, lines, relation, status, yaml};
use crate::record::draft::capitalised;
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
            Change::Unlink(kind, number) => edits.push(editor.unlink_edit(*kind, *number)?),
            Change::Snooze(..) | Change::Wake(_) => {
                return Err(editor.no_place("snoozed triggers"));
            }
            Change::Amended(..) => return Err(editor.no_place("amendments")),
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

/// The kind of link that `words` of a status section name: `Amended by`, `Clarifies`.
pub fn kind(words: &str) -> Option<LinkKind> {
    link_kind(Key::of(words)?)
}

fn link_kind(key: Key) -> Option<LinkKind> {
    Some(match key {
        Key::Amends => LinkKind::Amends,
        Key::AmendedBy => LinkKind::AmendedBy,
        Key::Refines => LinkKind::Refines,
        Key::RefinedBy => LinkKind::RefinedBy,
        Key::Relates => LinkKind::Relates,
        Key::Conflicts => LinkKind::Conflicts,
        _ => return None,
    })
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
        let span =
            value_span(&self.record.source, format, fact).ok_or_else(|| self.no_place("status"))?;
        let old = self.record.source.slice(&span);
        let mut word = match by {
            Some(number) => format!("superseded by {}", self.link(format, number, named)),
            None => new.name().to_owned(),
        };
        word.extend(self.day_beside(fact, changes));
        let is_lower = match old.chars().next() {
            Some(first) => first.is_lowercase(),
            None => *format == yaml::FORMAT.name,
        };
        let word = if is_lower { word } else { capitalised(&word) };
        let mut edits = vec![self.replacement(format, fact, span, &word)];
        if by.is_none() {
            return Ok(edits);
        }
        // A key of its own for the successor says the same.
        let successor = self.facts.of(Key::SupersededBy).into_iter().next();
        if let (Some(fact), Some(number)) = (successor, by)
            && let Some(span) = value_span(&self.record.source, format, fact)
        {
            let link = self.link(format, number, named);
            edits.push(self.replacement(format, fact, span, &link));
        }
        Ok(edits)
    }

    /// The day that stands beside a new status, where that of the decision stood beside the old one alone: the new one,
    /// else the old one with what it is the day of.
    fn day_beside(&self, fact: &Fact, changes: &[Change]) -> Option<String> {
        let has_date = self.facts.in_file().any(|(_, fact)| fact.key == Key::Date);
        let text = fact.text();
        let old_day = status::day(std::slice::from_ref(&text)).filter(|_| !has_date)?;
        let new_day = changes.iter().find_map(|change| match change {
            Change::Date(day) => Some(format!(" ({day})")),
            _ => None,
        });
        let old = || Some(format!(" ({} {old_day})", status::of(&text)?.name()));
        new_day.or_else(old)
    }

    /// The day in place of the one that stands there, where nothing else does.
    fn date_edit(&self, day: &str) -> Option<(Span, String)> {
        let mut dates = self
            .facts
            .in_file()
            .filter(|(_, fact)| fact.key == Key::Date);
        let (format, fact) = dates
            .next()
            .filter(|(_, fact)| date::is_alone(&fact.text()))?;
        let span = value_span(&self.record.source, format, fact)?;
        Some(self.replacement(format, fact, span, day))
    }

    /// One more paragraph of the status section.
    fn relation_edit(
        &self,
        phrase: &str,
        number: u32,
        named: &dyn Fn(u32) -> Option<Named>,
    ) -> Result<(Span, String), EditError> {
        let status = self.status.as_ref();
        let status = status.filter(|(format, fact)| is_section(format, fact));
        let (format, _) = status.ok_or_else(|| self.no_place("links"))?;
        let paragraphs = self.facts.of(Key::Status).into_iter();
        let last = paragraphs.map(|fact| fact.span.end).max();
        let last = last.unwrap_or_default();
        let link = self.link(format, number, named);
        Ok((last..last, self.paragraph(&format!("{phrase} {link}"))))
    }

    /// The paragraph of the status section that says nothing but this link goes.
    fn unlink_edit(&self, link: LinkKind, number: u32) -> Result<(Span, String), EditError> {
        let source = &self.record.source;
        let says_it = |fact: &&Fact| {
            let relations = relation::all(source.slice(&fact.span), &relation::by_name);
            matches!(&relations[..], [(key, numbers)] if link_kind(*key) == Some(link) && numbers[..] == [number])
        };
        let paragraphs = self.facts.of(Key::Status).into_iter();
        let mut paragraphs = paragraphs.filter(|fact| fact.group.is_some());
        let fact = paragraphs.find(says_it);
        let span = &fact.ok_or_else(|| self.no_place("link alone"))?.span;
        let before = source.text().get(..span.start).unwrap_or_default();
        Ok((before.trim_end().len()..span.end, String::new()))
    }

    /// `new` in place of the value of `fact`, which stands at `span`, in the way of its format.
    fn replacement(&self, format: &str, fact: &Fact, span: Span, new: &str) -> (Span, String) {
        let text = self.record.source.text();
        let before = text.get(..span.start).unwrap_or_default();
        let new = match format == yaml::FORMAT.name {
            true => yaml::scalar(new, before.chars().next_back()),
            false => new.to_owned(),
        };
        let new = match span.is_empty() {
            true if is_section(format, fact) => self.paragraph(&new),
            true if !before.ends_with([' ', '\t']) => format!(" {new}"),
            _ => new,
        };
        (span, new)
    }

    /// `text` as the next paragraph.
    fn paragraph(&self, text: &str) -> String {
        match self.record.source.text().contains("\r\n") {
            true => format!("\r\n\r\n{text}"),
            false => format!("\n\n{text}"),
        }
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

/// Whether `fact` stands in a section of its own.
fn is_section(format: &str, fact: &Fact) -> bool {
    format == lines::FORMAT.name && fact.group.is_some()
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

/// The place of what `fact` says, without its label and its emphasis; `None` where a label's value is more than a line.
fn value_span(source: &Source, format: &str, fact: &Fact) -> Option<Span> {
    const AROUND: [char; 8] = [' ', '\t', '*', '_', '"', '\'', '\r', '\n'];
    const BEFORE_LABEL: [char; 6] = ['*', '_', '-', '+', '>', ' '];
    let written = source.slice(&fact.span);
    let at = |place: Span| fact.span.start + place.start..fact.span.start + place.end;
    if format == yaml::FORMAT.name {
        return yaml::value_place(written).map(at);
    }
    let mut colons = written.char_indices();
    let colon = colons.find(|(_, c)| matches!(c, ':' | '：'));
    let behind_label = colon.and_then(|(at, mark)| {
        let label = written.get(..at)?.trim_matches(BEFORE_LABEL);
        (Key::of(label) == Some(fact.key)).then_some(at + mark.len_utf8())
    });
    let marker = ["- ", "+ "]
        .iter()
        .find(|marker| written.starts_with(**marker));
    let start = behind_label.unwrap_or(marker.map_or(0, |marker| marker.len()));
    let value = written.get(start..)?;
    let trimmed = value.trim_start_matches(AROUND);
    let from = start + (value.len() - trimmed.len());
    let trimmed = trimmed.trim_end_matches(AROUND);
    let is_one_line = !trimmed.contains('\n') || behind_label.is_none();
    let place = match trimmed.is_empty() {
        true => written.trim_end().len()..written.trim_end().len(),
        false => from..from + trimmed.len(),
    };
    is_one_line.then(|| at(place))
}
