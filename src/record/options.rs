//! What the sections *Alternatives Rejected* and *Consequences* hold, in the shapes people write them:
//! list items, paragraphs that open with a name, H3 sections.

use super::block::{Block, Item, Kind, Opening, Paragraph};
use super::body::Alternative;
use crate::source::{Span, Spanned};

const LONGEST_PLAIN_NAME_WORDS: usize = 6;

/// The alternatives among the blocks of one section. Where there are H3 sections, they are the
/// alternatives and lists inside them belong to their reasons.
pub fn alternatives(blocks: &[Block]) -> Vec<Alternative> {
    if blocks.iter().any(|block| block.level() == Some(3)) {
        return from_headings(blocks);
    }
    let mut found: Vec<Alternative> = Vec::new();
    let are_paragraphs = blocks
        .iter()
        .filter(|block| opens_with_markup(block))
        .count()
        > 1;
    for block in blocks {
        if let Kind::List(items, _) = &block.kind {
            match found.last_mut() {
                Some(named) if are_paragraphs || named.why_rejected.is_none() => {
                    extend(named, &block.text, block.span.end);
                }
                _ => found.extend(items.iter().map(from_item)),
            }
        } else if let (Some(last), true) = (found.last_mut(), is_side(&block.text)) {
            extend(last, &block.text, block.span.end);
        } else if let Some(named) = from_paragraph(block) {
            found.push(named);
        } else if let Some(last) = found.last_mut() {
            extend(last, &block.text, block.span.end);
        }
    }
    found.retain(|alternative| !says_none(alternative));
    if found.is_empty() {
        found.extend(blocks.iter().filter_map(told));
    }
    found
}

/// The alternative that a paragraph tells of without naming it first: it is called by the words it begins with.
fn told(block: &Block) -> Option<Alternative> {
    const SHORTEST: usize = 8;
    let words: Vec<&str> = block.text.split_whitespace().collect();
    let is_paragraph = matches!(block.kind, Kind::Paragraph(_));
    let first = words.first().map(|word| word.to_lowercase())?;
    let says_none = ["no", "none", "n/a", "nothing", "tbd", "todo"];
    let is_told = is_paragraph && words.len() >= SHORTEST;
    let bare = first.trim_end_matches(|c: char| !c.is_alphanumeric());
    (is_told && !says_none.contains(&bare)).then(|| Alternative {
        name: words
            .iter()
            .take(SHORTEST)
            .copied()
            .collect::<Vec<_>>()
            .join(" "),
        why_rejected: Some(block.text.clone()),
        span: block.span.clone(),
    })
}

/// Whether an alternative is no more than the word that there is none, or the dots of a template.
fn says_none(alternative: &Alternative) -> bool {
    let letters = alternative.name.chars().filter(|c| c.is_alphabetic());
    let bare = letters.flat_map(char::to_lowercase).collect::<String>();
    let none = ["na", "none", "notapplicable", "nonewereconsidered"];
    let is_left_out = ["…", "..."].contains(&alternative.name.trim());
    alternative.why_rejected.is_none() && (is_left_out || none.contains(&bare.as_str()))
}

fn opens_with_markup(block: &Block) -> bool {
    matches!(&block.kind, Kind::Paragraph(Some(opening)) if !is_side(&opening.name))
}

/// Whether `text` is a label such as `Pros:`, with or without a sign in front, and no more.
fn is_side(text: &str) -> bool {
    let label = text.trim_matches(|c: char| !c.is_alphabetic());
    side(label).is_some()
}

/// The alternatives that are set as headings of their own in a section about something else: `Option 2: …`,
/// with what stands below each up to the next heading of its level or above.
pub fn numbered_options(blocks: &[Block]) -> Vec<Alternative> {
    let is_option = |block: &Block| {
        let word = block.text.split_whitespace().next().unwrap_or_default();
        let word = word
            .trim_end_matches(|c: char| !c.is_alphabetic())
            .to_lowercase();
        let is_heading = block.level().is_some_and(|level| level > 2);
        is_heading && ["option", "alternative"].contains(&word.as_str())
    };
    let mut found = Vec::new();
    for (position, heading) in blocks.iter().enumerate() {
        if !is_option(heading) {
            continue;
        }
        let mut option = Alternative {
            name: heading.text.clone(),
            why_rejected: None,
            span: heading.span.clone(),
        };
        let below = blocks.get(position + 1..).unwrap_or_default();
        let ends = |block: &&Block| {
            block
                .level()
                .is_some_and(|level| Some(level) <= heading.level())
        };
        for block in below.iter().take_while(|block| !ends(block)) {
            extend(&mut option, &block.text, block.span.end);
        }
        found.push(option);
    }
    found
}

fn from_headings(blocks: &[Block]) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for block in blocks {
        if block.level() == Some(3) {
            found.push(Alternative {
                name: block.text.clone(),
                why_rejected: None,
                span: block.span.clone(),
            });
        } else if let Some(last) = found.last_mut() {
            extend(last, &block.text, block.span.end);
        }
    }
    found.retain(|alternative| !says_none(alternative));
    found
}

fn from_item(item: &Item) -> Alternative {
    let unnamed = |text: &str| match text.split_once(". ") {
        // More than one sentence says more than a name.
        Some((name, why)) if name.contains(' ') => (name.to_owned(), why.trim().to_owned()),
        _ => (text.to_owned(), String::new()),
    };
    let (name, why) = match &item.first {
        None => unnamed(&item.rest),
        Some(Paragraph { text, opening }) => {
            named(text, opening.as_ref()).unwrap_or_else(|| unnamed(text))
        }
    };
    let mut alternative = Alternative {
        name,
        why_rejected: (!why.is_empty()).then_some(why),
        span: item.span.clone(),
    };
    if item.first.is_some() {
        extend(&mut alternative, &item.rest, item.span.end);
    }
    alternative
}

fn from_paragraph(block: &Block) -> Option<Alternative> {
    let Kind::Paragraph(opening) = &block.kind else {
        return None;
    };
    let (name, why) = named(&block.text, opening.as_ref())?;
    let is_short = name.split_whitespace().count() <= LONGEST_PLAIN_NAME_WORDS;
    if opening.is_none() && (why.is_empty() || !is_short) {
        return None;
    }
    Some(Alternative {
        name,
        why_rejected: (!why.is_empty()).then_some(why),
        span: block.span.clone(),
    })
}

/// Splits a paragraph into the name it opens with and the rest.
fn named(text: &str, opening: Option<&Opening>) -> Option<(String, String)> {
    if let Some(Opening { name, rest }) = opening {
        let name = name.trim_end_matches([':', '.', ',']).trim_end().to_owned();
        return Some((name, without_separator(rest)));
    }
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
    alternative.span.end = alternative.span.end.max(end);
    if more.is_empty() {
        return;
    }
    let why = alternative.why_rejected.get_or_insert_default();
    if !why.is_empty() {
        why.push(' ');
    }
    why.push_str(more);
}

/// Reads the gains and costs of one *Consequences* section.
pub fn consequences(
    blocks: &[Block],
    gains: &mut Vec<Spanned<String>>,
    costs: &mut Vec<Spanned<String>>,
) {
    let mut side = None;
    for block in blocks {
        if let Kind::List(items, _) = &block.kind {
            for item in items {
                let text = item.text();
                let own = side_of_item(&text).or(side);
                push(own, text, item.span.clone(), gains, costs);
            }
        } else if let Some((label, rest)) = labelled(&block.text) {
            side = Some(label);
            if !rest.is_empty() {
                push(side, rest, block.span.clone(), gains, costs);
            }
        } else if side.is_some() && block.level().is_none() {
            push(side, block.text.clone(), block.span.clone(), gains, costs);
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
fn labelled(text: &str) -> Option<(Side, String)> {
    if let Some(whole) = side(text) {
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
