//! What the sections *Alternatives Rejected* and *Consequences* hold, in the shapes people write them:
//! list items, paragraphs that open with a name, H3 sections.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::body::{Alternative, heading_level};
use super::prose::{self, Places};
use crate::source::{Span, Spanned};

const LONGEST_PLAIN_NAME_WORDS: usize = 6;

/// The alternatives among the blocks of one section. Where there are H3 sections, they are the
/// alternatives and lists inside them belong to their reasons.
pub fn alternatives(places: &Places<'_>, blocks: &[Node<'_>]) -> Vec<Alternative> {
    if blocks.iter().any(|block| heading_level(block) == Some(3)) {
        return from_headings(places, blocks);
    }
    let mut found: Vec<Alternative> = Vec::new();
    for block in blocks {
        if is_list(block) {
            let items = block.children().map(|item| from_item(places, item));
            match found.last_mut() {
                Some(named) if named.why_rejected.is_none() && !named.name.is_empty() => {
                    extend(named, &prose::plain_text(block), places.span(block).end);
                }
                _ => found.extend(items),
            }
        } else if let Some(named) = from_paragraph(places, block) {
            found.push(named);
        } else if let Some(last) = found.last_mut() {
            extend(last, &prose::plain_text(block), places.span(block).end);
        }
    }
    found
}

fn from_headings(places: &Places<'_>, blocks: &[Node<'_>]) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for block in blocks {
        if heading_level(block) == Some(3) {
            found.push(Alternative {
                name: prose::plain_text(block),
                why_rejected: None,
                span: places.span(block),
            });
        } else if let Some(last) = found.last_mut() {
            extend(last, &prose::plain_text(block), places.span(block).end);
        }
    }
    found
}

fn from_item(places: &Places<'_>, item: Node<'_>) -> Alternative {
    let mut blocks = item.children();
    let first = blocks.next();
    let opening = first.filter(|block| is_paragraph(block));
    let (name, why) = opening.map_or_else(
        || (prose::plain_text(item), String::new()),
        |paragraph| {
            named(paragraph).unwrap_or_else(|| (prose::plain_text(paragraph), String::new()))
        },
    );
    let mut alternative = Alternative {
        name,
        why_rejected: (!why.is_empty()).then_some(why),
        span: places.span(item),
    };
    let end = alternative.span.end;
    if opening.is_some() {
        extend(&mut alternative, &prose::plain_text_of(blocks), end);
    }
    alternative
}

fn from_paragraph(places: &Places<'_>, block: Node<'_>) -> Option<Alternative> {
    if !is_paragraph(block) {
        return None;
    }
    let (name, why) = named(block)?;
    let opens_with_markup = block.first_child().is_some_and(is_emphasised);
    let is_short = name.split_whitespace().count() <= LONGEST_PLAIN_NAME_WORDS;
    if !opens_with_markup && (why.is_empty() || !is_short) {
        return None;
    }
    Some(Alternative {
        name,
        why_rejected: (!why.is_empty()).then_some(why),
        span: places.span(block),
    })
}

/// Splits a paragraph into the name it opens with and the rest.
fn named(paragraph: Node<'_>) -> Option<(String, String)> {
    if let Some(first) = paragraph.first_child().filter(|first| is_emphasised(first)) {
        let name = prose::plain_text(first);
        let rest = prose::plain_text_of(first.following_siblings().skip(1));
        let name = name.trim_end_matches([':', '.', ',']).trim_end().to_owned();
        return Some((name, without_separator(&rest)));
    }
    let text = prose::plain_text(paragraph);
    [": ", " — ", " – ", " - "]
        .iter()
        .filter_map(|separator| text.split_once(separator))
        .min_by_key(|(name, _)| name.len())
        .map(|(name, why)| (name.trim().to_owned(), why.trim().to_owned()))
}

fn without_separator(rest: &str) -> String {
    rest.trim_start_matches([':', '—', '–', '-', ',', '.', ' '])
        .trim_end()
        .to_owned()
}

fn extend(alternative: &mut Alternative, more: &str, end: usize) {
    let more = prose::collapse(more);
    alternative.span.end = alternative.span.end.max(end);
    if more.is_empty() {
        return;
    }
    let why = alternative.why_rejected.get_or_insert_default();
    if !why.is_empty() {
        why.push(' ');
    }
    why.push_str(&more);
}

/// Reads the gains and costs of one *Consequences* section.
pub fn consequences(
    places: &Places<'_>,
    blocks: &[Node<'_>],
    gains: &mut Vec<Spanned<String>>,
    costs: &mut Vec<Spanned<String>>,
) {
    let mut side = None;
    for block in blocks {
        if is_list(block) {
            for item in block.children() {
                let text = prose::plain_text(item);
                let own = side_of_item(&text).or(side);
                push(own, text, places.span(item), gains, costs);
            }
        } else if let Some((label, rest)) = labelled(block) {
            side = Some(label);
            if !rest.is_empty() {
                push(side, rest, places.span(block), gains, costs);
            }
        } else if side.is_some() && heading_level(block).is_none() {
            push(
                side,
                prose::plain_text(block),
                places.span(block),
                gains,
                costs,
            );
        } else {
            side = None;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Gain,
    Cost,
}

const GAINS: [&str; 11] = [
    "gain",
    "gains",
    "benefits",
    "positive",
    "positives",
    "pros",
    "good",
    "advantages",
    "easier",
    "upsides",
    "positive consequences",
];
const COSTS: [&str; 13] = [
    "cost",
    "costs",
    "drawbacks",
    "negative",
    "negatives",
    "cons",
    "bad",
    "disadvantages",
    "harder",
    "downsides",
    "risks",
    "trade-offs",
    "negative consequences",
];

fn side(label: &str) -> Option<Side> {
    let label = label.trim().trim_end_matches(':').to_lowercase();
    if GAINS.contains(&label.as_str()) {
        Some(Side::Gain)
    } else if COSTS.contains(&label.as_str()) {
        Some(Side::Cost)
    } else {
        None
    }
}

/// A paragraph or heading that names a side, with the text after the name.
fn labelled(block: Node<'_>) -> Option<(Side, String)> {
    let text = prose::plain_text(block);
    if let Some(whole) = side(&text) {
        return Some((whole, String::new()));
    }
    let (label, rest) = text.split_once(':')?;
    Some((side(label)?, rest.trim().to_owned()))
}

/// The side that a list item names for itself: `Good, because …` (MADR), `Gain: …`.
fn side_of_item(text: &str) -> Option<Side> {
    let (label, _) = text.split_once([',', ':'])?;
    side(label)
}

fn push(
    side: Option<Side>,
    text: String,
    span: Span,
    gains: &mut Vec<Spanned<String>>,
    costs: &mut Vec<Spanned<String>>,
) {
    if text.is_empty() {
        return;
    }
    match side {
        Some(Side::Gain) => gains.push(Spanned { value: text, span }),
        Some(Side::Cost) => costs.push(Spanned { value: text, span }),
        None => {}
    }
}

fn is_list(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::List(_))
}

fn is_paragraph(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Paragraph)
}

fn is_emphasised(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Strong | NodeValue::Emph | NodeValue::Link(_)
    )
}
