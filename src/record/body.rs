//! A record's prose: its title, its sections, and what the sections hold.

use std::mem;
use std::sync::Arc;

use comrak::Arena;

use super::block::{self, Block};
use super::{commonmark, options, plain, prose, weighed};
use crate::source::{Source, Span, Spanned};

/// A title as its H1 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The text without the number in front.
    pub text: String,
    /// The number in front: 7 of `ADR-0007: …` and of `7. …`.
    pub number: Option<u32>,
    /// The heading's line.
    pub span: Span,
}

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// What made a decision necessary.
    Context,
    /// What was decided.
    Decision,
    /// What follows from it.
    Consequences,
    /// What was not chosen.
    Alternatives,
    /// What would re-open it.
    Revisit,
    /// Anything else.
    Other,
}

impl SectionKind {
    /// The sections that every record has, in their order, each with the heading we write.
    pub const REQUIRED: [(Self, &'static str); 5] = [
        (Self::Context, "Context"),
        (Self::Decision, "Decision"),
        (Self::Consequences, "Consequences"),
        (Self::Alternatives, "Alternatives Rejected"),
        (Self::Revisit, "Revisit When"),
    ];

    const HEADINGS: [(&'static str, Self); 27] = [
        ("context", Self::Context),
        ("context and problem statement", Self::Context),
        ("problem statement", Self::Context),
        ("problem", Self::Context),
        ("background", Self::Context),
        ("motivation", Self::Context),
        ("issue", Self::Context),
        ("decision", Self::Decision),
        ("decision outcome", Self::Decision),
        ("consequences", Self::Consequences),
        ("consequence", Self::Consequences),
        ("implications", Self::Consequences),
        ("positive consequences", Self::Consequences),
        ("negative consequences", Self::Consequences),
        ("alternatives rejected", Self::Alternatives),
        ("rejected alternatives", Self::Alternatives),
        ("alternatives considered", Self::Alternatives),
        ("considered alternatives", Self::Alternatives),
        ("alternatives", Self::Alternatives),
        ("considered options", Self::Alternatives),
        ("options considered", Self::Alternatives),
        ("rejected options", Self::Alternatives),
        ("options", Self::Alternatives),
        ("revisit when", Self::Revisit),
        ("revisit if", Self::Revisit),
        ("revisit", Self::Revisit),
        ("when to revisit", Self::Revisit),
    ];

    /// What a section under `heading` is for.
    pub fn of(heading: &str) -> Self {
        let plain = heading.trim_end_matches(':').to_lowercase();
        let found = Self::HEADINGS.iter().find(|(name, _)| *name == plain);
        match found {
            Some((_, kind)) => *kind,
            None if names_options(&plain) => Self::Alternatives,
            None => Self::Other,
        }
    }
}

/// Whether a heading such as *Alternative options considered for the queue* speaks of what could have been chosen.
fn names_options(heading: &str) -> bool {
    const WEIGHED: [&str; 8] = [
        "considered",
        "rejected",
        "evaluated",
        "available",
        "possible",
        "potential",
        "other",
        "discarded",
    ];
    let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(word));
    has(&["alternatives"])
        || has(&["options", "alternative", "approaches", "solutions"]) && has(&WEIGHED)
}

/// An H2 and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is for.
    pub kind: SectionKind,
    /// The heading's text.
    pub heading: String,
    /// The heading's line.
    pub heading_span: Span,
    /// From the line after the heading to the next section.
    pub content: Span,
    /// Its text without markup.
    pub text: String,
    /// Its paragraphs, those inside lists and quotes too, and its headings, without markup.
    pub paragraphs: Vec<Spanned<String>>,
}

/// An option that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What it is called.
    pub name: String,
    /// Why it was not chosen, without markup; `None` where nothing is said.
    pub why_rejected: Option<String>,
    /// The item, paragraph or H3 section.
    pub span: Span,
}

/// The prose of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The first H1.
    pub title: Option<Title>,
    /// The H2 sections in their order.
    pub sections: Vec<Section>,
    /// What was rejected.
    pub alternatives: Vec<Alternative>,
    /// What the decision makes better.
    pub gains: Vec<Spanned<String>>,
    /// What the decision makes worse.
    pub costs: Vec<Spanned<String>>,
    /// Where its links and images lead: each one's URL, entities decoded, and its place.
    pub links: Vec<Spanned<String>>,
}

impl Body {
    /// The first section of `kind`.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }
}

/// Reads the prose that starts at byte `start` of `source`.
pub(super) fn read(source: &Arc<Source>, start: usize) -> Body {
    let prose = plain::read(source, start).unwrap_or_else(|| commonmark::read(source, start));
    let mut blocks = prose.blocks;
    let first = blocks.iter().find(|block| block.level() == Some(1));
    let mut body = Body {
        title: first.map(|heading| title(&heading.text, heading.lines.clone())),
        links: prose.links,
        ..Body::default()
    };
    let mut weighed = Vec::new();
    let numbered = options::numbered_options(&blocks);
    let mut rest = blocks.as_mut_slice();
    while let Some(at) = rest.iter().position(|block| block.level() == Some(2)) {
        let (above, below) = rest.split_at_mut(at + 1);
        let length = below
            .iter()
            .position(|block| block.level().is_some_and(|level| level <= 2))
            .unwrap_or(below.len());
        let next = below.get(length);
        let end = next.map_or(source.text().len(), |next| next.lines.start);
        let (content, behind) = below.split_at_mut(length);
        if let Some(heading) = above.last_mut() {
            if weighed::is_weighing(&heading.text) {
                weighed.extend(options::alternatives(content));
            }
            read_section(&mut body, heading, content, end);
        }
        rest = behind;
    }
    if body.section(SectionKind::Alternatives).is_none() {
        body.alternatives = numbered;
    }
    let decision = body.section(SectionKind::Decision);
    let decision = decision.map_or_else(String::new, |section| section.text.clone());
    weighed::join(&mut body.alternatives, weighed, &decision);
    body
}

/// Adds the section of `blocks`, from which it takes their texts.
fn read_section(body: &mut Body, heading: &mut Block, blocks: &mut [Block], end: usize) {
    let kind = SectionKind::of(&heading.text);
    match kind {
        SectionKind::Alternatives => {
            weighed::merge(&mut body.alternatives, options::alternatives(blocks));
        }
        SectionKind::Consequences => {
            options::consequences(blocks, &mut body.gains, &mut body.costs);
        }
        _ => {}
    }
    let text = block::joined(blocks.iter().map(|block| block.text.as_str()));
    let mut paragraphs = Vec::with_capacity(blocks.len());
    for block in blocks {
        block.move_paragraphs(&mut paragraphs);
    }
    let heading_span = heading.lines.clone();
    body.sections.push(Section {
        kind,
        heading: mem::take(&mut heading.text),
        content: heading_span.end..end.max(heading_span.end),
        heading_span,
        text,
        paragraphs,
    });
}

/// The H1 on the prose's first line, where that line says all: an ATX heading (CommonMark 0.31 §4.2)
/// without markup. Anything less plain is left to the full parse.
pub(super) fn plain_first_heading(source: &Source, start: usize) -> Option<Title> {
    let prose = source.text().get(start..)?;
    let blank = prose.len() - prose.trim_start_matches(['\r', '\n']).len();
    let line = prose[blank..].lines().next()?;
    let text = line.strip_prefix("# ")?;
    let may_be_markup = [
        "\\", "`", "*", "_", "[", "<", "&", "~", "#", "!", "\t", "://", "www.", "@",
    ];
    if may_be_markup.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let from = start + blank;
    let length = prose[blank..]
        .find('\n')
        .map_or(prose.len() - blank, |newline| newline + 1);
    Some(title(&prose::collapse(text), from..from + length))
}

/// Splits a heading's text into its number and its title.
fn title(text: &str, span: Span) -> Title {
    let (number, text) =
        split_number(text).map_or((None, text), |(number, rest)| (Some(number), rest));
    Title {
        text: text.to_owned(),
        number,
        span,
    }
}

/// The text of a heading after its number.
pub(super) fn without_number(text: &str) -> &str {
    split_number(text).map_or(text, |(_, title)| title)
}

fn split_number(text: &str) -> Option<(u32, &str)> {
    let has_prefix = text
        .get(..3)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("adr"));
    let rest = if has_prefix {
        text[3..].trim_start_matches(['-', ' ', '#'])
    } else {
        text
    };
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest[..rest.len() - after.len()].parse().ok()?;
    if after.is_empty() && has_prefix {
        return Some((number, ""));
    }
    let mark = after.trim_start();
    let unmarked = mark.strip_prefix([':', '.', '-', '–', '—']);
    let title = match unmarked {
        Some(title) if has_prefix || after.starts_with(['.', ':']) => title,
        None if has_prefix => after,
        _ => return None,
    };
    title.starts_with(' ').then(|| (number, title.trim_start()))
}

/// `title` as the text of a heading that reads back as the same title.
pub fn heading_text(title: &str) -> String {
    let reads_back = |markdown: &str, wanted: &str| {
        let arena = Arena::new();
        let document = format!("# {markdown}\n");
        let tree = prose::parse(&arena, &document);
        let heading = tree.first_child();
        heading.is_some_and(|heading| prose::plain_text(heading) == wanted)
            && tree.children().count() == 1
    };
    if reads_back(title, title) || reads_back(title, &title.replace('`', "")) {
        return title.to_owned();
    }
    title
        .chars()
        .flat_map(|c| {
            c.is_ascii_punctuation()
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect()
}
