//! Sanitises a record's tree: nothing in untrusted prose may execute, load a resource or change the page's
//! style.

use comrak::nodes::{AstNode, NodeCode, NodeCodeBlock, NodeLink, NodeValue};
use comrak::{Arena, Node};

use super::super::super::text;
use super::super::{files, url};
use super::{DEEPEST, Links};
use crate::record::prose;

/// Takes everything from `tree` that may not reach a page, and leads its links to where pages and files are.
pub fn make_harmless<'a>(arena: &'a Arena<'a>, tree: Node<'a>, links: &Links<'_>) {
    Prose { arena, links }.make_harmless(tree);
}

struct Prose<'p, 'a> {
    arena: &'a Arena<'a>,
    links: &'p Links<'p>,
}

impl<'a> Prose<'_, 'a> {
    fn make_harmless(&self, tree: Node<'a>) {
        let mut waiting = vec![(tree, 0_usize)];
        while let Some((node, depth)) = waiting.pop() {
            if depth >= DEEPEST && flatten(self.arena, node) {
                continue;
            }
            waiting.extend(node.children().map(|child| (child, depth + 1)));
            self.make_node_harmless(node);
        }
    }

    fn make_node_harmless(&self, node: Node<'a>) {
        let is_suspect = matches!(
            node.data().value,
            NodeValue::HtmlBlock(_)
                | NodeValue::HtmlInline(_)
                | NodeValue::Link(_)
                | NodeValue::Image(_)
        );
        if !is_suspect {
            return;
        }
        let value = node.data().value.clone();
        match value {
            NodeValue::HtmlBlock(block) if is_comment(&block.literal) => node.detach(),
            NodeValue::HtmlBlock(block) => {
                let code = NodeCodeBlock {
                    literal: block.literal,
                    ..NodeCodeBlock::default()
                };
                node.data_mut().value = NodeValue::CodeBlock(Box::new(code));
            }
            NodeValue::HtmlInline(tag) if is_comment(&tag) => node.detach(),
            NodeValue::HtmlInline(tag) if is_line_break(&tag) => {
                node.data_mut().value = NodeValue::Raw("<br />\n".to_owned());
            }
            NodeValue::HtmlInline(tag) => node.data_mut().value = NodeValue::Text(tag.into()),
            NodeValue::Link(link) => self.make_link_harmless(node, &link),
            NodeValue::Image(image) => self.make_image_harmless(node, &image),
            _ => {}
        }
    }

    fn make_link_harmless(&self, node: Node<'a>, link: &NodeLink) {
        match (url::kind(&link.url), (self.links.page)(&link.url)) {
            (url::Kind::Refused, _) => unwrap(node),
            (url::Kind::Relative, Some(page)) => set_url(node, page),
            (url::Kind::Relative, None) if !link.url.starts_with('#') => {
                if let Some(file) = (self.links.file)(&link.url) {
                    set_url(node, file);
                } else {
                    self.name_file(node, &link.url);
                    unwrap(node);
                }
            }
            _ => {}
        }
    }

    /// Puts the path `url` behind `node`, unless it stands there already. A file that is no part of the site
    /// is named: a link to it would lead nowhere, an image of it would be a hole in the page.
    fn name_file(&self, node: Node<'a>, url: &str) {
        let path = text::percent_decoded(url).unwrap_or_else(|| url.to_owned());
        if path.is_empty() || path == prose::plain_text(node) {
            return;
        }
        let code = NodeCode {
            num_backticks: 1,
            literal: path,
        };
        node.insert_after(self.arena.alloc(text_node(")")));
        node.insert_after(self.arena.alloc(NodeValue::Code(code).into()));
        node.insert_after(self.arena.alloc(text_node(" (")));
    }

    /// The copy of an image; a file of another kind would be a hole in the page.
    fn image_file(&self, url: &str) -> Option<String> {
        let file = (self.links.file)(url)?;
        files::is_image(&file).then_some(file)
    }

    /// An image elsewhere becomes a link to it: the page's policy would not load it, and its reader would be
    /// told on. One beside the record is shown, or named as every file that is no part of the site.
    fn make_image_harmless(&self, node: Node<'a>, image: &NodeLink) {
        let is_in_link = node
            .ancestors()
            .skip(1)
            .take(DEEPEST)
            .any(|above| matches!(above.data().value, NodeValue::Link(_)));
        match url::kind(&image.url) {
            url::Kind::Relative => match self.image_file(&image.url) {
                Some(file) => set_url(node, file),
                None => {
                    self.name_file(node, &image.url);
                    let alt = prose::plain_text(node);
                    become_text(node, if alt.is_empty() { "Image" } else { &alt });
                }
            },
            url::Kind::Web if !is_in_link => {
                let alt = prose::plain_text(node);
                let label = if alt.is_empty() { &image.url } else { &alt };
                let text = self.arena.alloc(text_node(label));
                replace_children(node, text);
                node.data_mut().value = NodeValue::Link(Box::new(image.clone()));
            }
            _ => {
                let alt = prose::plain_text(node);
                become_text(node, &alt);
            }
        }
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_none_or(|end| end + 3 == html.len())
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>');
    name.trim_end_matches('/').trim().eq_ignore_ascii_case("br")
}

/// Makes plain text of a node that could hold more of its kind; `false` for every other.
fn flatten<'a>(arena: &'a Arena<'a>, node: Node<'a>) -> bool {
    let is_block = match node.data().value {
        NodeValue::BlockQuote
        | NodeValue::Alert(_)
        | NodeValue::List(_)
        | NodeValue::FootnoteDefinition(_) => true,
        NodeValue::Emph
        | NodeValue::Strong
        | NodeValue::Strikethrough
        | NodeValue::Link(_)
        | NodeValue::Image(_) => false,
        _ => return false,
    };
    let text = prose::plain_text(node);
    if is_block {
        replace_children(node, arena.alloc(text_node(&text)));
        node.data_mut().value = NodeValue::Paragraph;
    } else {
        become_text(node, &text);
    }
    true
}

fn set_url(node: Node<'_>, url: String) {
    if let NodeValue::Link(link) | NodeValue::Image(link) = &mut node.data_mut().value {
        link.url = url;
    }
}

fn text_node<'a>(text: &str) -> AstNode<'a> {
    NodeValue::Text(text.to_owned().into()).into()
}

fn become_text(node: Node<'_>, text: &str) {
    detach_children(node);
    node.data_mut().value = NodeValue::Text(text.to_owned().into());
}

fn replace_children<'a>(node: Node<'a>, child: Node<'a>) {
    detach_children(node);
    node.append(child);
}

fn detach_children(node: Node<'_>) {
    while let Some(child) = node.first_child() {
        child.detach();
    }
}

fn unwrap(node: Node<'_>) {
    while let Some(child) = node.first_child() {
        node.insert_before(child);
    }
    node.detach();
}
