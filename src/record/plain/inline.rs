//! The text inside a plain block: words, code, emphasis that is not nested, and inline links.

use super::super::block::{Opening, Paragraph};
use super::super::prose::collapse;
use crate::source::{Span, Spanned};

/// Reads the bytes `span` of `text`, if all in them is plain; adds where links lead to `links`.
pub fn read(text: &str, span: Span, links: &mut Vec<Spanned<String>>) -> Option<Paragraph> {
    let mut reader = Reader {
        text: text.get(..span.end)?,
        start: span.start,
        at: span.start,
        copied: span.start,
        shown: String::with_capacity(span.len()),
        emphasis: None,
        name_end: None,
    };
    while let Some(byte) = reader.special() {
        reader.mark(byte, links)?;
    }
    if reader.emphasis.is_some() {
        return None;
    }
    reader.show(span.end);
    let opening = reader.name_end.map(|end| Opening {
        name: collapse(&reader.shown[..end]),
        rest: collapse(&reader.shown[end..]),
    });
    Some(Paragraph {
        text: collapsed(reader.shown),
        opening,
    })
}

struct Reader<'t> {
    /// The text up to the block's end.
    text: &'t str,
    start: usize,
    at: usize,
    /// Up to where `shown` has the text.
    copied: usize,
    /// The text without markup so far.
    shown: String,
    /// Where the open emphasis begins, and the length of its marks.
    emphasis: Option<(usize, usize)>,
    /// Where in `shown` the name ends that the block opens with.
    name_end: Option<usize>,
}

/// The same as [`collapse`], which mostly changes nothing here.
fn collapsed(text: String) -> String {
    let is_done = text.is_ascii()
        && !text.contains(|c| matches!(c, '\t'..='\r'))
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if is_done { text } else { collapse(&text) }
}

/// Bytes that may be markup, or the beginning of an autolink.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let marks = b"\\`*_[]<&~@:.!\n\t\x0b\x0c\x7f";
    let mut at = 0;
    while at < marks.len() {
        special[marks[at] as usize] = true;
        at += 1;
    }
    special
};

/// What stands beside a mark, as §6.2 tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Space,
    Punctuation,
    Letter,
}

impl Reader<'_> {
    /// Goes to the next byte that may be markup.
    fn special(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let found = rest.iter().position(|byte| SPECIAL[usize::from(*byte)])?;
        self.at += found;
        rest.get(found).copied()
    }

    /// Reads what stands at `byte`, which is the next one.
    fn mark(&mut self, byte: u8, links: &mut Vec<Spanned<String>>) -> Option<()> {
        let next = self.byte(self.at + 1);
        match byte {
            b'`' => return self.code(),
            b'*' => return self.emphasis(),
            b'[' => return self.bracket(links),
            b'\n' => return self.line_end(),
            b'_' => self.is_inside_word().then_some(())?,
            b'<' => matches!(next, Some(b' ' | b'=' | b'0'..=b'9')).then_some(())?,
            b'&' => matches!(next, Some(b' ')).then_some(())?,
            b'!' => (next != Some(b'[')).then_some(())?,
            b']' => (next != Some(b':')).then_some(())?,
            b':' => (next != Some(b'/')).then_some(())?,
            b'.' => (!self.text[self.start..self.at].ends_with("www")).then_some(())?,
            _ => return None,
        }
        self.at += 1;
        Some(())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Adds the text up to byte `end` to what is shown.
    fn show(&mut self, end: usize) {
        self.shown.push_str(&self.text[self.copied..end]);
        self.copied = end;
    }

    /// Goes on at byte `at`; what was not shown before it is markup.
    fn skip_to(&mut self, at: usize) {
        self.copied = at;
        self.at = at;
    }

    /// Goes to the next line's text; a blank stands for the line's end.
    fn line_end(&mut self) -> Option<()> {
        self.show(self.at);
        self.shown.push(' ');
        let next = self.text.get(self.at..)?;
        self.skip_to(self.at + (next.len() - next.trim_start_matches(['\n', ' ']).len()));
        Some(())
    }

    fn is_inside_word(&self) -> bool {
        let is_word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        self.at > self.start && is_word(self.byte(self.at - 1)) && is_word(self.byte(self.at + 1))
    }

    /// The length of the run of `mark` at byte `at`.
    fn run(&self, at: usize, mark: u8) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        rest.iter().take_while(|byte| **byte == mark).count()
    }

    /// §6.1
    fn code(&mut self) -> Option<()> {
        let length = self.run(self.at, b'`');
        let inside = self.at + length;
        let mut end = inside;
        loop {
            end += self.text.get(end..)?.find('`')?;
            let closing = self.run(end, b'`');
            if closing == length {
                break;
            }
            end += closing;
        }
        let code = &self.text[inside..end];
        if code.starts_with([' ', '\n']) || code.ends_with([' ', '\n']) {
            return None;
        }
        self.show(self.at);
        self.copied = inside;
        self.show(end);
        self.skip_to(end + length);
        Some(())
    }

    /// §6.2, where the marks close in the order they open, one pair at a time.
    fn emphasis(&mut self) -> Option<()> {
        let length = self.run(self.at, b'*');
        let before = beside(self.text[self.start..self.at].chars().next_back())?;
        let after = beside(self.text[self.at + length..].chars().next())?;
        let flanks = |own: Beside, other: Beside| {
            own == Beside::Letter || (own == Beside::Punctuation && other != Beside::Letter)
        };
        let (opens, closes) = (flanks(after, before), flanks(before, after));
        self.show(self.at);
        match self.emphasis {
            None if opens && !closes && length <= 2 => self.emphasis = Some((self.at, length)),
            Some((start, opened)) if closes && opened == length => {
                self.emphasis = None;
                if start == self.start {
                    self.name_end = Some(self.shown.len());
                }
            }
            _ => return None,
        }
        self.skip_to(self.at + length);
        Some(())
    }

    /// §6.3, inline links of plain text to a plain destination; other brackets are text, since nothing plain
    /// defines a reference.
    fn bracket(&mut self, links: &mut Vec<Spanned<String>>) -> Option<()> {
        let inside = self.at + 1;
        let rest = self.text.get(inside..)?;
        let length =
            rest.find(|c: char| c.is_ascii() && SPECIAL[c as usize] && !":.!\n".contains(c))?;
        let label = &rest[..length];
        let has_autolink = label.contains("://") || label.contains("www.");
        let is_footnote = label.starts_with('^');
        if !rest[length..].starts_with(']')
            || label.trim().is_empty()
            || has_autolink
            || is_footnote
        {
            return None;
        }
        let behind = inside + length + 1;
        match self.byte(behind) {
            Some(b':') => return None,
            Some(b'(') => {}
            _ => {
                self.at = behind;
                return Some(());
            }
        }
        let destination = self.text.get(behind + 1..)?;
        let length = destination.find(')')?;
        let destination = &destination[..length];
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/#?=:+,%@$".contains(&byte);
        if destination.is_empty() || !destination.bytes().all(is_plain) {
            return None;
        }
        let end = behind + 1 + length + 1;
        links.push(Spanned {
            value: destination.to_owned(),
            span: self.at..end,
        });
        self.show(self.at);
        self.shown.push_str(label);
        if self.at == self.start {
            self.name_end = Some(self.shown.len());
        }
        self.skip_to(end);
        Some(())
    }
}

/// What `character` is beside a mark; `None` where that is not certain.
fn beside(character: Option<char>) -> Option<Beside> {
    match character {
        None => Some(Beside::Space),
        Some(c) if c.is_ascii_whitespace() => Some(Beside::Space),
        Some(c) if c.is_ascii_punctuation() => Some(Beside::Punctuation),
        Some(c) if c.is_alphanumeric() => Some(Beside::Letter),
        Some(_) => None,
    }
}
