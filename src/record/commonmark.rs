//! The blocks of any Markdown, by way of comrak's tree.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::block::{Block, Item, Kind, Opening, Paragraph, Prose};
use super::prose::{self, Places};
use crate::source::{Source, Spanned};

/// Reads the prose that starts at byte `start` of `source`.
pub fn read(source: &Source, start: usize) -> Prose {
    let arena = Arena::new();
    let places = Places::new(source, start);
    let tree = prose::parse(&arena, source.text().get(start..).unwrap_or_default());
    Prose {
        blocks: tree.children().map(|node| block(&places, node)).collect(),
        links: links(&places, tree),
    }
}

fn links(places: &Places<'_>, tree: Node<'_>) -> Vec<Spanned<String>> {
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

fn block(places: &Places<'_>, node: Node<'_>) -> Block {
    let kind = match &node.data().value {
        NodeValue::Heading(heading) => Kind::Heading(heading.level),
        NodeValue::Paragraph => Kind::Paragraph(opening(node)),
        NodeValue::List(_) => {
            let items = node.children().map(|node| item(places, node));
            Kind::List(items.collect(), paragraphs(places, node))
        }
        _ => Kind::Other(paragraphs(places, node)),
    };
    Block {
        kind,
        span: places.span(node),
        lines: places.lines(node),
        text: prose::plain_text(node),
    }
}

fn item(places: &Places<'_>, node: Node<'_>) -> Item {
    let is_paragraph = |node: &Node<'_>| matches!(node.data().value, NodeValue::Paragraph);
    let first = node.first_child().filter(is_paragraph);
    let rest = node.children().skip(usize::from(first.is_some()));
    // comrak lets the last item of a list end behind the blank lines that follow it.
    let span = places.span(node);
    let written = places.source().slice(&span).trim_ascii_end();
    Item {
        span: span.start..span.start + written.len(),
        first: first.map(|paragraph| Paragraph {
            text: prose::plain_text(paragraph),
            opening: opening(paragraph),
        }),
        rest: prose::plain_text_of(rest),
    }
}

/// The part of a paragraph that names something, and what follows it.
fn opening(paragraph: Node<'_>) -> Option<Opening> {
    let first = paragraph.first_child()?;
    let names = matches!(
        first.data().value,
        NodeValue::Strong | NodeValue::Emph | NodeValue::Link(_)
    );
    names.then(|| Opening {
        name: prose::plain_text(first),
        rest: prose::plain_text_of(first.following_siblings().skip(1)),
    })
}

fn paragraphs(places: &Places<'_>, node: Node<'_>) -> Vec<Spanned<String>> {
    let is_one = |node: &Node<'_>| {
        matches!(
            node.data().value,
            NodeValue::Paragraph | NodeValue::Heading(_)
        )
    };
    node.descendants()
        .filter(is_one)
        .map(|node| Spanned {
            value: prose::plain_text(node),
            span: places.span(node),
        })
        .collect()
}
