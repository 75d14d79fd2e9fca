//! Lines under the title, and sections for the status and its like.

use comrak::Arena;

use super::Format;
use super::meta::{Fact, Group, Key, Sheet};
use crate::record::outline::{Block, Kind};
use crate::record::prose;
use crate::source::Span;

/// The format.
pub const FORMAT: Format = Format {
    name: "nygard",
    summary: "Michael Nygard's template and adr-tools: `Date: 2026-03-02`, `## Status` \
              (https://cognitect.com/blog/2011/11/15/documenting-architecture-decisions)",
    facts,
};

/// So many paragraphs of a section may be metadata.
const MOST_PARAGRAPHS: usize = 20;

fn facts(sheet: &Sheet<'_>) -> Vec<Fact> {
    let outline = sheet.outline;
    let head = sheet.head().into_iter();
    let paragraphs = head.flat_map(|(at, block)| match block.kind {
        Kind::Quote => outline
            .outermost(&outline.inside(at))
            .map(|(_, block)| block)
            .collect(),
        _ => vec![block],
    });
    let paragraphs: Vec<&Block> = paragraphs.collect();
    let mut lines = Vec::new();
    for (at, block) in paragraphs.iter().enumerate() {
        if block.kind != Kind::Paragraph {
            continue;
        }
        match below_label(sheet, block, paragraphs.get(at + 1).copied()) {
            Some(fact) => lines.push(fact),
            None => lines.extend(of_paragraph(sheet, block)),
        }
    }
    let sections = sheet.headings().into_iter();
    let sections = sections.flat_map(|(at, key)| of_section(sheet, at, key));
    sections.chain(lines).collect()
}

/// What stands below a label that has a line of its own, `**Status**`: the rest of its paragraph, else the next one.
fn below_label(sheet: &Sheet<'_>, paragraph: &Block, next: Option<&Block>) -> Option<Fact> {
    let written = sheet.source.slice(&paragraph.span);
    let (label, value) = written.split_once('\n').unwrap_or((written, ""));
    let label = label.trim();
    let bare = label.trim_matches(['*', '_']);
    let key = Key::of(bare).filter(|_| bare.len() + 4 <= label.len())?;
    let (value, span) = match value.trim() {
        "" => {
            let is_line = |next: &&Block| !sheet.source.slice(&next.span).contains('\n');
            let next = next.filter(|next| next.kind == Kind::Paragraph);
            let next = next.filter(is_line)?;
            (sheet.outline.text_of(next).to_owned(), next.span.clone())
        }
        value if value.contains('\n') => return None,
        _ => (
            plain(value.trim()),
            paragraph.span.end - value.len()..paragraph.span.end,
        ),
    };
    Some(Fact {
        key,
        values: vec![value],
        extent: paragraph.span.start..span.end,
        span,
        group: None,
    })
}

/// What stands under a heading: each paragraph, and each item of a list, by itself.
fn of_section(sheet: &Sheet<'_>, heading: usize, key: Key) -> Vec<Fact> {
    let outline = sheet.outline;
    let is_heading = |block: &Block| block.level().is_some();
    let blocks = outline.outermost(&outline.under(heading));
    let blocks = blocks.take_while(|(_, block)| !is_heading(block));
    let mut paragraphs = Vec::new();
    for (at, block) in blocks.take(MOST_PARAGRAPHS) {
        match block.kind {
            Kind::Paragraph => paragraphs.push(block),
            Kind::List => {
                let items = outline.outermost(&outline.inside(at));
                paragraphs.extend(items.map(|(_, item)| item));
            }
            Kind::Quote => {
                let inside = outline.outermost(&outline.inside(at));
                paragraphs.extend(inside.map(|(_, block)| block));
            }
            _ => {}
        }
    }
    let content = content(sheet, heading);
    let start = outline
        .block(heading)
        .map_or(content.start, |block| block.span.start);
    let group = Group {
        whole: start..content.end,
        content,
    };
    let fact = |block: &Block| Fact {
        key,
        values: vec![outline.text_of(block).to_owned()],
        span: block.span.clone(),
        extent: block.span.clone(),
        group: Some(group.clone()),
    };
    let facts: Vec<Fact> = paragraphs.into_iter().map(fact).collect();
    let is_empty = sheet.source.slice(&group.content).trim().is_empty();
    match is_empty && key == Key::Status {
        true => vec![blank(sheet, group)],
        false => facts,
    }
}

/// A section in which nothing stands yet: the place of its first paragraph.
fn blank(sheet: &Sheet<'_>, group: Group) -> Fact {
    let heading = sheet
        .source
        .slice(&(group.whole.start..group.content.start));
    let end = group.whole.start + heading.trim_end().len();
    Fact {
        key: Key::Status,
        values: Vec::new(),
        span: end..end,
        extent: end..end,
        group: Some(group),
    }
}

/// From the line after a heading to the next one of its level or a higher one.
fn content(sheet: &Sheet<'_>, heading: usize) -> Span {
    let outline = sheet.outline;
    let start = outline.block(heading).map_or(0, |block| block.span.end);
    let next = outline.block(outline.under(heading).end);
    let end = next.map_or(sheet.source.text().len(), |next| next.span.start);
    start..end.max(start)
}

/// The lines of a paragraph that open with a label: `Date: 2026-03-02`, `**Status**: Accepted   **Date**: 2026-03-02`.
fn of_paragraph(sheet: &Sheet<'_>, paragraph: &Block) -> Vec<Fact> {
    let text = sheet.source.slice(&paragraph.span);
    let mut facts = Vec::new();
    let mut at = paragraph.span.start;
    for line in text.split_inclusive('\n') {
        facts.extend(of_line(line, at));
        at += line.len();
    }
    facts
}

fn of_line(line: &str, start: usize) -> Vec<Fact> {
    const BETWEEN: [&str; 5] = ["  ", " | ", " · ", " • ", "\t"];
    let mut facts = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let ends = BETWEEN
            .iter()
            .filter_map(|mark| Some((rest.find(mark)?, mark.len())));
        let (length, gap) = ends.min().unwrap_or((rest.len(), 0));
        let part = rest.get(..length).unwrap_or(rest);
        facts.extend(labelled(part, start + at));
        at += length + gap;
    }
    facts
}

/// The metadata in a part of a line that starts at byte `start` of the file.
fn labelled(part: &str, start: usize) -> Option<Fact> {
    const EMPHASIS: [char; 4] = ['*', '_', ' ', '>'];
    let (label, value) = part.split_once([':', '：'])?;
    let key = Key::of(label.trim_matches(EMPHASIS))?;
    let value = value.trim();
    // Emphasis that the label opens may close behind the colon.
    let value = value.trim_matches(['*', '_']).trim();
    let written = part.trim();
    let span: Span = {
        let from = start + part.len() - part.trim_start().len();
        from..from + written.len()
    };
    Some(Fact {
        key,
        values: vec![plain(value)],
        extent: span.clone(),
        span,
        group: None,
    })
}

/// `markdown` as a reader sees it.
fn plain(markdown: &str) -> String {
    if !markdown.contains(['[', '*', '_', '`', '<', '\\', '&']) {
        return markdown.to_owned();
    }
    let arena = Arena::new();
    prose::plain_text(prose::parse(&arena, markdown))
}
