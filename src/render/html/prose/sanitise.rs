//! Sanitises a record's tree: nothing in untrusted prose may execute, load a resource or change the page's
//! style.

use comrak::nodes::{AstNode, NodeCode, NodeLink, NodeValue};
use comrak::{Arena, Node};

use super::super::super::text;
use super::super::{files, url};
use super::{Links, elements};
use crate::record::prose::{self, MAX_DEPTH};

/// Removes everything from `tree` that is not allowed on a page, and resolves its links to pages and files.
pub fn sanitise<'a>(arena: &'a Arena<'a>, tree: Node<'a>, links: &Links<'_>) {
    Prose { arena, links }.sanitise(tree);
}

struct Prose<'p, 'a> {
    arena: &'a Arena<'a>,
    links: &'p Links<'p>,
}

impl<'a> Prose<'_, 'a> {
    fn sanitise(&self, tree: Node<'a>) {
        let mut waiting = vec![(tree, 0_usize)];
        while let Some((node, depth)) = waiting.pop() {
            if depth >= MAX_DEPTH && flatten(self.arena, node) {
                continue;
            }
            if node.children().any(elements::is_html) {
                elements::convert(self.arena, node);
            }
            waiting.extend(node.children().map(|child| (child, depth + 1)));
            self.sanitise_node(node);
        }
    }

    fn sanitise_node(&self, node: Node<'a>) {
        let is_suspect = matches!(node.data().value, NodeValue::Link(_) | NodeValue::Image(_));
        if !is_suspect {
            return;
        }
        let value = node.data().value.clone();
        match value {
            NodeValue::Link(link) => self.sanitise_link(node, &link),
            NodeValue::Image(image) => self.sanitise_image(node, &image),
            _ => {}
        }
    }

    fn sanitise_link(&self, node: Node<'a>, link: &NodeLink) {
        match (url::kind(&link.url), (self.links.page)(&link.url)) {
            (url::Kind::Refused, _) => unwrap(node),
            // A URL written as the text of an `<a>` is a link too.
            _ if is_in_link(node) => unwrap(node),
            (url::Kind::Relative, Some(page)) => set_url(node, page),
            (url::Kind::Relative, None) if !link.url.starts_with('#') => {
                let file = (self.links.file)(&link.url);
                if let Some(file) = file.or_else(|| (self.links.forge)(&link.url)) {
                    set_url(node, file);
                } else {
                    self.name_file(node, &link.url);
                    unwrap(node);
                }
            }
            _ => {}
        }
    }

    /// Appends the path `url` to `node`, unless it is already there. Used for a file that is not part of the
    /// site: a link to it would be dead, and an image of it would be broken.
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

    /// The copy of an image; `None` for other files, which would be shown as a broken image.
    fn image_file(&self, url: &str) -> Option<String> {
        let file = (self.links.file)(url)?;
        files::is_image(&file).then_some(file)
    }

    /// An external image becomes a link: the page's policy would block it, and loading it would disclose its
    /// reader. A local image is shown, or its path is, like that of any file that is not part of the site.
    fn sanitise_image(&self, node: Node<'a>, image: &NodeLink) {
        match url::kind(&image.url) {
            url::Kind::Relative => match self.image_file(&image.url) {
                Some(file) => set_url(node, file),
                None => {
                    self.name_file(node, &image.url);
                    let alt = prose::plain_text(node);
                    become_text(node, if alt.is_empty() { "Image" } else { &alt });
                }
            },
            url::Kind::Web if !is_in_link(node) => {
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

fn is_in_link(node: Node<'_>) -> bool {
    let mut above = node.ancestors().skip(1).take(MAX_DEPTH);
    above.any(|above| matches!(above.data().value, NodeValue::Link(_)))
}

/// Turns a node that could nest into plain text; returns `false` for any other node.
fn flatten<'a>(arena: &'a Arena<'a>, node: Node<'a>) -> bool {
    let is_block = match node.data().value {
        NodeValue::BlockQuote
        | NodeValue::Alert(_)
        | NodeValue::List(_)
        | NodeValue::FootnoteDefinition(_) => true,
        NodeValue::Emph
        | NodeValue::Strong
        | NodeValue::Strikethrough
        | NodeValue::EscapedTag(_)
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
