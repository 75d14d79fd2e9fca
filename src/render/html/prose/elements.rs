//! HTML that people write in records: comments are removed, a few harmless elements work as on GitHub, and the
//! rest becomes text. Ammonia closes what is open and removes what is not listed; its output becomes nodes of the
//! Markdown tree, so that the rules for Markdown apply to it too. No HTML reaches a page as it was written.

mod tag;
mod tree;

use comrak::nodes::{AstNode, NodeCodeBlock, NodeLink, NodeValue};
use comrak::{Arena, Node};

use crate::record::prose::MAX_DEPTH;
use tag::Tag;
use tree::Part;

/// The elements that work.
const ELEMENTS: [&str; 9] = [
    "a", "br", "details", "img", "kbd", "mark", "sub", "summary", "sup",
];

/// Stands for the Markdown between pieces of HTML: a code point that is never a character (Unicode 23.7).
const GAP: char = '\u{fdd0}';

/// Whether `node` is HTML as its author wrote it. The node around an image, which holds its size, is not.
pub fn is_html(node: Node<'_>) -> bool {
    let is_html = matches!(
        node.data().value,
        NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_)
    );
    is_html && node.first_child().is_none()
}

/// The name of the element that `tag` opens; `None` if `tag` is not one of ours.
pub fn name(tag: &'static str) -> Option<&'static str> {
    let name = tag.split(' ').next()?;
    ELEMENTS.contains(&name).then_some(name)
}

/// Replaces the HTML among the children of `parent` by nodes. An element that is not closed ends with its parent.
pub fn convert<'a>(arena: &'a Arena<'a>, parent: Node<'a>) {
    let mut pieces = Pieces::default();
    // comrak writes the footnotes, which come last, into a list of their own.
    let is_footnote =
        |child: &Node<'_>| matches!(child.data().value, NodeValue::FootnoteDefinition(_));
    let children: Vec<_> = parent.children().collect();
    for child in children.into_iter().take_while(|child| !is_footnote(child)) {
        pieces.push(child);
    }
    if pieces.sources.is_empty() {
        return;
    }
    let Some(parts) = tree::parts(&pieces.html, pieces.gaps.len()) else {
        return pieces.sources.into_iter().for_each(become_text);
    };
    pieces.sources.into_iter().for_each(|html| html.detach());
    let footnotes = parent.children().find(is_footnote);
    let mut open = vec![parent];
    let mut gaps = pieces.gaps.into_iter();
    let append = |to: Node<'a>, node: Node<'a>| match footnotes {
        Some(first) if to.same_node(parent) => first.insert_before(node),
        _ => to.append(node),
    };
    for part in parts {
        let innermost = open.last().copied().unwrap_or(parent);
        match part {
            Part::Text(text) => append(innermost, new(arena, NodeValue::Text(text.into()))),
            Part::Gap => {
                let nodes = gaps.next().unwrap_or_default();
                nodes.into_iter().for_each(|node| append(innermost, node));
            }
            Part::Break => append(innermost, new(arena, NodeValue::LineBreak)),
            Part::Image { url, alt, size } => {
                let sized = new(arena, NodeValue::HtmlInline(size));
                let image = new(arena, NodeValue::Image(link(url)));
                image.append(new(arena, NodeValue::Text(alt.into())));
                sized.append(image);
                append(innermost, sized);
            }
            Part::Link(url) => {
                let link = new(arena, NodeValue::Link(link(url)));
                append(innermost, link);
                open.push(link);
            }
            Part::Open(tag) => {
                let element = new(arena, NodeValue::EscapedTag(tag));
                append(innermost, element);
                open.push(element);
            }
            Part::Nothing => open.push(innermost),
            Part::Close => {
                open.pop();
            }
        }
    }
}

/// The children of a node, with the Markdown among them replaced by gaps.
#[derive(Default)]
struct Pieces<'a> {
    html: String,
    /// The nodes for each gap.
    gaps: Vec<Vec<Node<'a>>>,
    /// The nodes that `html` comes from.
    sources: Vec<Node<'a>>,
    /// How many elements are open, by position in [`ELEMENTS`].
    open: [usize; ELEMENTS.len()],
}

impl<'a> Pieces<'a> {
    fn push(&mut self, node: Node<'a>) {
        let Some(html) = shown_html(node) else {
            if node.parent().is_some() {
                self.push_node(node);
            }
            return;
        };
        self.sources.push(node);
        let mut rest = html.as_str();
        while let Some(at) = rest.find('<') {
            self.push_text(&rest[..at]);
            rest = &rest[at..];
            let tag = Tag::at_start_of(rest).filter(|tag| self.admit(tag));
            let (tag, length) = tag.map_or(("&lt;", 1), |tag| (tag.text, tag.text.len()));
            self.push_text(tag);
            rest = &rest[length..];
        }
        self.push_text(rest);
    }

    fn push_text(&mut self, text: &str) {
        self.html.push_str(&text.replace(GAP, "\u{fffd}"));
    }

    fn push_node(&mut self, node: Node<'a>) {
        match self.gaps.last_mut() {
            Some(gap) if self.html.ends_with(GAP) => gap.push(node),
            _ => {
                self.html.push(GAP);
                self.gaps.push(vec![node]);
            }
        }
    }

    /// Counts `tag`, unless it would be nested too deeply: parsing takes quadratic time in the number of open
    /// elements.
    fn admit(&mut self, tag: &Tag<'_>) -> bool {
        let total: usize = self.open.iter().sum();
        let open = &mut self.open[tag.element];
        if tag.is_closing {
            *open = open.saturating_sub(1);
        } else if !tag.is_void() {
            if total >= MAX_DEPTH {
                return false;
            }
            *open += 1;
        }
        true
    }
}

/// The HTML of `node`, without comments, if ammonia has to see it. Otherwise `node` is no longer HTML, or has been
/// removed.
fn shown_html(node: Node<'_>) -> Option<String> {
    let (html, is_block) = match &node.data().value {
        NodeValue::HtmlBlock(block) => (block.literal.clone(), true),
        NodeValue::HtmlInline(tag) => (tag.clone(), false),
        _ => return None,
    };
    let shown = without_comments(&html, is_block);
    let start = shown.trim_start();
    if start.is_empty() {
        node.detach();
        return None;
    }
    let tag = Tag::at_start_of(start);
    let is_break = !is_block && tag.as_ref().is_some_and(Tag::is_break);
    let is_text = start.starts_with('<') && tag.is_none();
    set_html(node, shown.clone());
    if is_break {
        // The most frequent tag, and there is nothing in it to sanitize.
        node.data_mut().value = NodeValue::LineBreak;
    } else if is_text {
        become_text(node);
    } else {
        return Some(shown);
    }
    None
}

/// `html` without comments. A block that starts with an unclosed comment is all comment.
fn without_comments(html: &str, is_block: bool) -> String {
    let mut shown = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        // `<!-->` and `<!--->` are comments too (CommonMark 6.6).
        let end = match comment {
            comment if comment.starts_with('>') => Some(1),
            comment if comment.starts_with("->") => Some(2),
            comment => comment.find("-->").map(|end| end + 3),
        };
        let is_first = is_block && shown.trim().is_empty() && before.trim().is_empty();
        let Some(end) = end.or_else(|| is_first.then_some(comment.len())) else {
            break;
        };
        shown.push_str(before);
        rest = &comment[end..];
    }
    shown.push_str(rest);
    shown
}

fn set_html(node: Node<'_>, html: String) {
    match &mut node.data_mut().value {
        NodeValue::HtmlBlock(block) => block.literal = html,
        NodeValue::HtmlInline(tag) => *tag = html,
        _ => {}
    }
}

/// Shows HTML as it was written: a block as code, a tag as text.
fn become_text(node: Node<'_>) {
    let value = match &node.data().value {
        NodeValue::HtmlBlock(block) => NodeValue::CodeBlock(Box::new(NodeCodeBlock {
            literal: block.literal.clone(),
            ..NodeCodeBlock::default()
        })),
        NodeValue::HtmlInline(tag) => NodeValue::Text(tag.clone().into()),
        _ => return,
    };
    node.data_mut().value = value;
}

fn link(url: String) -> Box<NodeLink> {
    let title = String::new();
    Box::new(NodeLink { url, title })
}

fn new<'a>(arena: &'a Arena<'a>, value: NodeValue) -> Node<'a> {
    arena.alloc(AstNode::from(value))
}
