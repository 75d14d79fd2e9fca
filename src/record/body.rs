//! A record's prose: its title, its sections, and what the sections hold.

use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::prose::{self, Places};
use super::{options, weighed};
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
        found.map_or(Self::Other, |(_, kind)| *kind)
    }
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
    let arena = Arena::new();
    let places = Places::new(source, start);
    let tree = prose::parse(&arena, source.text().get(start..).unwrap_or_default());
    let blocks: Vec<Node<'_>> = tree.children().collect();
    let mut body = Body {
        title: blocks
            .iter()
            .find(|block| heading_level(block) == Some(1))
            .map(|heading| title(&prose::plain_text(heading), places.lines(heading))),
        ..Body::default()
    };
    body.links = links(tree, &places);
    let mut weighed = Vec::new();
    for (position, heading) in blocks.iter().enumerate() {
        if heading_level(heading) != Some(2) {
            continue;
        }
        let content = &blocks[position + 1..];
        let length = content
            .iter()
            .position(|block| heading_level(block).is_some_and(|level| level <= 2))
            .unwrap_or(content.len());
        let end = content
            .get(length)
            .map_or(source.text().len(), |next| places.lines(next).start);
        let blocks = &content[..length];
        read_section(&mut body, &places, heading, blocks, end);
        if weighed::is_weighing(&prose::plain_text(heading)) {
            weighed.extend(options::alternatives(&places, blocks));
        }
    }
    let decision = body.section(SectionKind::Decision);
    let decision = decision.map_or_else(String::new, |section| section.text.clone());
    weighed::join(&mut body.alternatives, weighed, &decision);
    body
}

fn links(tree: Node<'_>, places: &Places<'_>) -> Vec<Spanned<String>> {
    let link = |node: Node<'_>| {
        let value = match &node.data().value {
            NodeValue::Link(link) | NodeValue::Image(link) => link.url.clone(),
            _ => return None,
        };
        let span = places.span(node);
        Some(Spanned { value, span })
    };
    tree.descendants().filter_map(link).collect()
}

fn read_section(
    body: &mut Body,
    places: &Places<'_>,
    heading: Node<'_>,
    blocks: &[Node<'_>],
    end: usize,
) {
    let text = prose::plain_text(heading);
    let kind = SectionKind::of(&text);
    match kind {
        SectionKind::Alternatives => body
            .alternatives
            .extend(options::alternatives(places, blocks)),
        SectionKind::Consequences => {
            options::consequences(places, blocks, &mut body.gains, &mut body.costs)
        }
        _ => {}
    }
    let heading_span = places.lines(heading);
    body.sections.push(Section {
        kind,
        heading: text,
        content: heading_span.end..end.max(heading_span.end),
        heading_span,
        text: prose::plain_text_of(blocks.iter().copied()),
        paragraphs: blocks
            .iter()
            .flat_map(|block| block.descendants())
            .filter(|node| is_paragraph_or_heading(node))
            .map(|node| Spanned {
                value: prose::plain_text(node),
                span: places.span(node),
            })
            .collect(),
    });
}

fn is_paragraph_or_heading(node: &Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Paragraph | NodeValue::Heading(_)
    )
}

/// The level of a heading.
pub(super) fn heading_level(node: Node<'_>) -> Option<u8> {
    match node.data().value {
        NodeValue::Heading(heading) => Some(heading.level),
        _ => None,
    }
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
