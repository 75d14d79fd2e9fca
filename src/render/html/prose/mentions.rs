//! Turns the numbers of other records in a text into links to their pages.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use super::super::super::escape::escaped;
use crate::record::mention::{Mention, mentions};

/// The record that a mention names.
#[derive(Debug)]
pub struct Mentioned {
    /// The URL of its page.
    pub href: String,
    /// Its title, with its status where it is no longer in force.
    pub title: String,
    /// Whether it is superseded.
    pub is_superseded: bool,
    /// Its successor, unless that is the record of this page.
    pub successor: Option<Successor>,
}

/// The record that replaces another.
#[derive(Debug)]
pub struct Successor {
    /// Its number, as in file names.
    pub number: String,
    /// The URL of its page.
    pub href: String,
    /// Its title.
    pub title: String,
}

/// Links the mentions in `tree` to what `find` returns for them, except those in code, links and images. The links are raw
/// HTML around the text, which stays as it is: the anchors of headings are made from it.
pub fn link<'a>(
    arena: &'a Arena<'a>,
    tree: Node<'a>,
    find: &dyn Fn(&Mention<'_>) -> Option<Mentioned>,
) {
    let mut waiting = vec![tree];
    while let Some(node) = waiting.pop() {
        let text = match &node.data().value {
            NodeValue::Link(_) | NodeValue::Image(_) => continue,
            NodeValue::Text(text) if mentions(text).next().is_some() => text.to_string(),
            _ => String::new(),
        };
        if text.is_empty() {
            waiting.extend(node.children());
        } else {
            link_in_text(arena, node, &text, find);
        }
    }
}

fn link_in_text<'a>(
    arena: &'a Arena<'a>,
    node: Node<'a>,
    text: &str,
    find: &dyn Fn(&Mention<'_>) -> Option<Mentioned>,
) {
    let mut done = 0;
    let push = |value: NodeValue| node.insert_before(arena.alloc(value.into()));
    for mention in mentions(text) {
        let Some(mentioned) = find(&mention) else {
            continue;
        };
        let range = mention.range();
        let before = text.get(done..range.start).unwrap_or_default();
        if !before.is_empty() {
            push(NodeValue::Text(before.to_owned().into()));
        }
        push(NodeValue::Raw(mentioned.opening()));
        push(NodeValue::Text(mention.spelling.to_owned().into()));
        push(NodeValue::Raw(mentioned.closing()));
        done = range.end;
    }
    if done > 0 {
        let rest = text.get(done..).unwrap_or_default().to_owned();
        node.data_mut().value = NodeValue::Text(rest.into());
    }
}

impl Mentioned {
    fn opening(&self) -> String {
        let (href, title) = (escaped(&self.href), escaped(&self.title));
        let struck = if self.is_superseded { "<s>" } else { "" };
        format!("<a class=\"mention\" href=\"{href}\" title=\"{title}\">{struck}")
    }

    fn closing(&self) -> String {
        let struck = if self.is_superseded { "</s>" } else { "" };
        let successor = self.successor.as_ref().map(|successor| {
            let (href, title) = (escaped(&successor.href), escaped(&successor.title));
            let number = escaped(&successor.number);
            format!(" → <a class=\"mention\" href=\"{href}\" title=\"{title}\">{number}</a>")
        });
        format!("{struck}</a>{}", successor.unwrap_or_default())
    }
}
