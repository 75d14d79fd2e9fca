//! Finds citations in the bytes of one file, which need not be UTF-8: only what is around a hit is decoded.

use std::path::Path;

use memchr::{memchr, memchr_iter, memrchr};

use super::{Citation, Citing, Target};
use crate::record::file_name;
use crate::record::link::destination;
use crate::record::mention::{OPENINGS_IN_CODE, mention_in_code};

/// How many bytes from its start a citation by number is looked at. No number of a record is near as long.
const LONGEST_MENTION: usize = 64;

/// How many bytes of a path are looked at.
const LONGEST_PATH: usize = 1024;

/// How many bytes of a long line are kept on either side of a citation.
const CONTEXT: usize = 100;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl Citing<'_> {
    /// The citations in `bytes`, the content of a file, in order.
    pub fn citations_in(&self, bytes: &[u8]) -> Vec<Citation> {
        let mut found: Vec<Citation> = Vec::new();
        let mut cursor = Cursor::new(bytes);
        let hits = self.openings.iter().flat_map(|all| all.find_iter(bytes));
        for hit in hits {
            let start = hit.start();
            let is_inside = found.last().is_some_and(|last| start < last.span.end);
            let is_path = hit.pattern().as_usize() == OPENINGS_IN_CODE.len();
            let cited = match is_path {
                _ if is_inside => None,
                true => self.path_at(bytes, start),
                false => self.mention_at(bytes, start),
            };
            if let Some((spelling, target)) = cited {
                let span = start..start + spelling.len();
                cursor.move_to(start);
                found.push(Citation {
                    target,
                    spelling,
                    line: cursor.line,
                    column: cursor.column,
                    text: line_around(bytes, cursor.line_start, &span),
                    span,
                });
            }
        }
        found
    }

    /// The target of `number`.
    fn numbered(&self, number: u32) -> Target {
        let first = self.log.positions_of(number).next();
        first.map_or(Target::Missing(number), Target::Record)
    }

    fn mention_at(&self, bytes: &[u8], start: usize) -> Option<(String, Target)> {
        let end = bytes.len().min(start + LONGEST_MENTION);
        let before = char_before(bytes, start).map(String::from);
        let mut text = before.unwrap_or_default();
        let at = text.len();
        text.push_str(&String::from_utf8_lossy(&bytes[start..end]));
        let mention = mention_in_code(&text, at)?;
        let goes_on = mention.range().end == text.len() && end < bytes.len();
        (!goes_on).then(|| {
            let target = self.numbered(mention.number);
            (mention.spelling.to_owned(), target)
        })
    }

    fn path_at(&self, bytes: &[u8], start: usize) -> Option<(String, Target)> {
        if !is_from_root(&bytes[..start]) {
            return None;
        }
        let inside = &bytes[start + self.folder.len()..];
        let mut odd = self.odd_paths.iter();
        if let Some((path, at)) = odd.find(|(path, _)| inside.starts_with(path.as_bytes())) {
            return Some((format!("{}{path}", self.folder), Target::Record(*at)));
        }
        let path = path_with_fragment(inside)?;
        let spelling = format!("{}{path}", self.folder);
        let destination = destination("", &spelling)?;
        let target = match self.log.record_of(&destination) {
            Some(position) => Target::Record(position),
            None => self.numbered(number_in(destination.path.strip_prefix(&self.folder)?)?),
        };
        Some((spelling, target))
    }
}

/// Whether paths usually hold `c`. What they hold besides ends them in a text.
pub(super) fn is_in_path(c: char) -> bool {
    c.is_alphanumeric() || "-_./%~@".contains(c)
}

/// The path at the start of `bytes`, and the fragment behind it. `None` where it is a pattern for several files, or goes on
/// with characters that paths seldom hold.
fn path_with_fragment(bytes: &[u8]) -> Option<&str> {
    let text = valid_start(&bytes[..bytes.len().min(LONGEST_PATH)]);
    let end = text.find(|c| !is_in_path(c)).unwrap_or(text.len());
    let (whole, after) = text.split_at(end);
    if after.starts_with(['*', '{', '$', '<', '(', '[', '+', '&']) {
        return None;
    }
    let path = whole.trim_end_matches('.');
    let fragment = after.strip_prefix('#').filter(|_| path.len() == end);
    let fragment = fragment.map_or(0, |fragment| {
        let is_in_fragment = |c: char| c.is_alphanumeric() || "-_".contains(c);
        let end = fragment.find(|c| !is_in_fragment(c));
        end.unwrap_or(fragment.len())
    });
    let sign = usize::from(fragment > 0);
    text.get(..path.len() + sign + fragment)
}

/// The number of the record that the file at `path` in the log would be, if it is named like one.
fn number_in(path: &str) -> Option<u32> {
    const PAGES: [&str; 5] = ["md", "mdx", "markdown", "html", "htm"];
    const OTHER_FOLDERS: [&str; 2] = ["templates/", "observations/"];
    let is_elsewhere = OTHER_FOLDERS.iter().any(|folder| path.starts_with(folder));
    let path = Path::new(path);
    let name = path.file_name()?.to_str()?;
    let has_slug = || name.contains(['-', '_']);
    let is_named_so = match path.extension().and_then(|ending| ending.to_str()) {
        Some(ending) => PAGES.contains(&ending),
        None => has_slug(),
    };
    (is_named_so && !is_elsewhere)
        .then(|| file_name::number_at(path))
        .flatten()
}

/// Whether a path that follows `before` starts at the repository's root: nothing joins it, but for a `/` that stands for
/// the root, and for `./` and `../`, which lead there from somewhere else.
fn is_from_root(before: &[u8]) -> bool {
    let steps = before
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b'.' | b'/'));
    let (before, steps) = before.split_at(before.len() - steps.count());
    let are_steps = match steps {
        b"" | b"/" => true,
        steps => {
            let mut parts = steps.split(|byte| *byte == b'/');
            let ends_so = parts.next_back().is_some_and(<[u8]>::is_empty);
            ends_so && parts.all(|part| part == b"." || part == b"..")
        }
    };
    let joins = |c: char| c.is_alphanumeric() || "-_\\~%$".contains(c);
    let is_drive = || steps == b"/" && before.ends_with(b":");
    are_steps && !is_drive() && !char_before(before, before.len()).is_some_and(joins)
}

/// The character that ends at byte `at`, U+FFFD where that is not UTF-8; `None` at the start.
fn char_before(bytes: &[u8], at: usize) -> Option<char> {
    let above = bytes.get(..at).filter(|above| !above.is_empty())?;
    const LONGEST: usize = 4;
    let longest = above.len().min(LONGEST);
    let mut ends = (1..=longest).filter_map(|length| above.get(above.len() - length..));
    let valid = ends.find_map(|end| std::str::from_utf8(end).ok()?.chars().next());
    Some(valid.unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// The part of `bytes` up to the first that is not UTF-8.
fn valid_start(bytes: &[u8]) -> &str {
    match bytes.utf8_chunks().next() {
        Some(chunk) => chunk.valid(),
        None => "",
    }
}

/// The line that starts at `line_start`, or what of it is near `span`.
fn line_around(bytes: &[u8], line_start: usize, span: &std::ops::Range<usize>) -> String {
    const MOST: usize = 3 * CONTEXT;
    let longest = &bytes[line_start..bytes.len().min(line_start + MOST)];
    let newline = memchr(b'\n', longest).map(|length| line_start + length);
    let is_last = line_start + longest.len() == bytes.len();
    let whole = newline.or(is_last.then_some(bytes.len()));
    if let Some(end) = whole {
        let line = String::from_utf8_lossy(&bytes[line_start..end]);
        return line.trim_start_matches('\u{feff}').trim().to_owned();
    }
    let start = line_start.max(span.start.saturating_sub(CONTEXT));
    let end = bytes.len().min(span.end + CONTEXT);
    let end = memchr(b'\n', &bytes[span.end..end]).map_or(end, |length| span.end + length);
    let is_cut = |at: usize| bytes.get(at).is_some_and(|byte| *byte != b'\n');
    let ellipsis = |is_cut: bool| if is_cut { "…" } else { "" };
    let part = String::from_utf8_lossy(&bytes[start..end]);
    let part = part.trim_matches(char::REPLACEMENT_CHARACTER).trim();
    let (before, after) = (ellipsis(start > line_start), ellipsis(is_cut(end)));
    format!("{before}{part}{after}")
}

/// A place in a text that moves on through it, and its line and column. Each byte is looked at once or twice, however
/// long the lines are.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
    line: usize,
    line_start: usize,
    column: usize,
}

impl<'b> Cursor<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        let at = match bytes.starts_with(BYTE_ORDER_MARK) {
            true => BYTE_ORDER_MARK.len(),
            false => 0,
        };
        Self {
            bytes,
            at,
            line: 1,
            line_start: 0,
            column: 1,
        }
    }

    fn move_to(&mut self, to: usize) {
        let passed = &self.bytes[self.at..to];
        if let Some(last) = memrchr(b'\n', passed) {
            self.line += memchr_iter(b'\n', passed).count();
            self.line_start = self.at + last + 1;
            self.column = 1;
            self.at = self.line_start;
        }
        let passed = String::from_utf8_lossy(&self.bytes[self.at..to]);
        self.column += passed.chars().count();
        self.at = to;
    }
}
