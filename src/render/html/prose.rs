//! A record's prose as HTML that is safe to publish. The tree is made harmless before it is written: raw HTML
//! becomes text, URLs pass the allow-list, nesting has a limit; then its sections are marked for the stylesheet.

use std::fmt::{self, Write};

use comrak::html::{ChildRendering, Context, format_document_with_formatter, format_node_default};
use comrak::nodes::{AstNode, NodeCode, NodeCodeBlock, NodeLink, NodeValue};
use comrak::options::Plugins;
use comrak::{Arena, Node, parse_document};

use super::super::text;
use super::url;
use crate::record::prose::{self, Places};
use crate::record::{Record, SectionKind};
use crate::source::Span;

/// Quotes, lists, emphasis and links deeper than this become plain text. Nobody writes as many; a hostile
/// record could otherwise make a page that no browser lays out.
const DEEPEST: usize = 40;

/// The prose of `record` without its title. `rewritten` gives the page of another record to which a relative
/// link leads.
pub fn html(record: &Record, rewritten: &dyn Fn(&str) -> Option<String>) -> String {
    let mut options = prose::options();
    if record.front.is_none() {
        options.extension.front_matter_delimiter = Some("---".to_owned());
    }
    let arena = Arena::new();
    let tree = parse_document(&arena, record.prose(), &options);
    let page = Page {
        arena: &arena,
        record,
        places: Places::new(&record.source, record.prose_start()),
        rewritten,
    };
    page.make_harmless(tree);
    page.mark_sections(tree);
    let mut html = String::new();
    let plugins = Plugins::default();
    // Writing to a `String` does not fail.
    let _ = format_document_with_formatter(tree, &options, &mut html, &plugins, format_node, ());
    html
}

/// Headings get an anchor, as GitHub names it; code and tables scroll, so the keyboard must reach them; a task's box has
/// a name.
fn format_node(
    context: &mut Context<'_, '_>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    match &node.data().value {
        NodeValue::Heading(heading) if entering => {
            let id = context.anchorizer.anchorize(&prose::plain_text(node));
            write!(context, "<h{} id=\"", heading.level)?;
            context.escape(&id)?;
            context.write_str("\">")?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::Heading(heading) => {
            writeln!(context, "</h{}>", heading.level)?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(block) if entering => {
            context.cr()?;
            context.write_str("<pre tabindex=\"0\"><code")?;
            if let Some(language) = block.info.split_whitespace().next() {
                context.write_str(" class=\"language-")?;
                context.escape(language)?;
                context.write_str("\"")?;
            }
            context.write_str(">")?;
            context.escape(&block.literal)?;
            context.write_str("</code></pre>\n")?;
            Ok(ChildRendering::Skip)
        }
        NodeValue::CodeBlock(_) => Ok(ChildRendering::Skip),
        NodeValue::Table(_) if entering => {
            context.cr()?;
            context.write_str("<div class=\"table\" tabindex=\"0\">")?;
            format_node_default(context, node, entering)
        }
        NodeValue::Table(_) => {
            format_node_default(context, node, entering)?;
            context.write_str("</div>\n")?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::TaskItem(item) if entering => {
            context.cr()?;
            let is_in_list = |list: Node<'_>| matches!(list.data().value, NodeValue::List(_));
            if node.parent().is_some_and(is_in_list) {
                context.write_str("<li>")?;
            }
            context.write_str(match item.symbol {
                Some(_) => "<input type=\"checkbox\" aria-label=\"Done\" checked disabled> ",
                None => "<input type=\"checkbox\" aria-label=\"To do\" disabled> ",
            })?;
            Ok(ChildRendering::HTML)
        }
        _ => format_node_default(context, node, entering),
    }
}

struct Page<'p, 'a> {
    arena: &'a Arena<'a>,
    record: &'p Record,
    places: Places<'p>,
    rewritten: &'p dyn Fn(&str) -> Option<String>,
}

impl<'a> Page<'_, 'a> {
    fn make_harmless(&self, tree: Node<'a>) {
        let mut waiting = vec![(tree, 0_usize)];
        while let Some((node, depth)) = waiting.pop() {
            if depth >= DEEPEST && flatten(self.arena, node) {
                continue;
            }
            let children: Vec<_> = node.children().collect();
            self.make_node_harmless(node);
            waiting.extend(children.into_iter().map(|child| (child, depth + 1)));
        }
    }

    fn make_node_harmless(&self, node: Node<'a>) {
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
        match (url::kind(&link.url), (self.rewritten)(&link.url)) {
            (url::Kind::Refused, _) => unwrap(node),
            (url::Kind::Relative, Some(page)) => {
                let link = NodeLink {
                    url: page,
                    title: link.title.clone(),
                };
                node.data_mut().value = NodeValue::Link(Box::new(link));
            }
            (url::Kind::Relative, None) if !link.url.starts_with('#') => {
                self.name_file(node, &link.url);
                unwrap(node);
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

    /// An image elsewhere becomes a link to it: the page's policy would not load it, and its reader would be
    /// told on. One beside the record is named, as every file that is no part of the site.
    fn make_image_harmless(&self, node: Node<'a>, image: &NodeLink) {
        let is_in_link = node
            .ancestors()
            .skip(1)
            .take(DEEPEST)
            .any(|above| matches!(above.data().value, NodeValue::Link(_)));
        match url::kind(&image.url) {
            url::Kind::Relative => {
                self.name_file(node, &image.url);
                let alt = prose::plain_text(node);
                let label = if alt.is_empty() { "Image" } else { &alt };
                become_text(node, label);
            }
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

    /// Puts each H2 and what stands under it into a `<section>` of its kind, each alternative under an H3 into a
    /// block of its own, and leaves out the title.
    fn mark_sections(&self, tree: Node<'a>) {
        let body = self.record.body();
        let title = body.title.as_ref().map(|title| &title.span);
        let mut kind = None;
        let mut is_in_alternative = false;
        for block in tree.children().collect::<Vec<_>>() {
            let level = match block.data().value {
                NodeValue::Heading(heading) => heading.level,
                NodeValue::FootnoteDefinition(_) => 1,
                _ => u8::MAX,
            };
            let lines = self.places.lines(block);
            if level <= 3 && is_in_alternative {
                block.insert_before(self.raw("</div>\n"));
                is_in_alternative = false;
            }
            if level <= 2 && kind.take().is_some() {
                block.insert_before(self.raw("</section>\n"));
            }
            if level == 2 {
                kind = Some(self.kind_at(&lines));
                let class = class(kind.unwrap_or(SectionKind::Other), self.record);
                block.insert_before(self.raw(&format!("<section class=\"{class}\">\n")));
            } else if kind == Some(SectionKind::Consequences) {
                self.mark_side(block);
            } else if kind == Some(SectionKind::Alternatives) && level == 3 {
                block.insert_before(self.raw("<div class=\"alternative\">\n"));
                is_in_alternative = true;
            }
            if title == Some(&lines) && level == 1 {
                block.detach();
            }
        }
        if is_in_alternative {
            tree.append(self.raw("</div>\n"));
        }
        if kind.is_some() {
            tree.append(self.raw("</section>\n"));
        }
    }

    fn kind_at(&self, heading: &Span) -> SectionKind {
        let sections = &self.record.body().sections;
        let found =
            sections.binary_search_by_key(&heading.start, |section| section.heading_span.start);
        found.map_or(SectionKind::Other, |position| sections[position].kind)
    }

    /// Marks a list that holds only gains, or only costs, with the label above it.
    fn mark_side(&self, block: Node<'a>) {
        if !matches!(block.data().value, NodeValue::List(_)) {
            return;
        }
        let body = self.record.body();
        let lines = self.places.span(block);
        let holds = |side: &[crate::source::Spanned<String>]| {
            let after = side.partition_point(|item| item.span.start < lines.start);
            side.get(after)
                .is_some_and(|item| item.span.start < lines.end)
        };
        let class = match (holds(&body.gains), holds(&body.costs)) {
            (true, false) => "gains",
            (false, true) => "costs",
            _ => return,
        };
        let label = block
            .previous_sibling()
            .filter(|above| match above.data().value {
                NodeValue::Heading(heading) => heading.level > 2,
                NodeValue::Paragraph => prose::plain_text(above).ends_with(':'),
                _ => false,
            });
        self.wrap(label.unwrap_or(block), block, class);
    }

    fn wrap(&self, first: Node<'a>, last: Node<'a>, class: &str) {
        first.insert_before(self.raw(&format!("<div class=\"{class}\">\n")));
        last.insert_after(self.raw("</div>\n"));
    }

    fn raw(&self, html: &str) -> Node<'a> {
        self.arena.alloc(NodeValue::Raw(html.to_owned()).into())
    }
}

fn class(kind: SectionKind, record: &Record) -> &'static str {
    match kind {
        SectionKind::Context => "context",
        SectionKind::Decision => "decision",
        SectionKind::Consequences => "consequences",
        SectionKind::Alternatives if record.front.is_some() => "alternatives",
        SectionKind::Alternatives => "options",
        SectionKind::Revisit => "revisit",
        SectionKind::Other => "other",
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
        NodeValue::BlockQuote | NodeValue::List(_) | NodeValue::FootnoteDefinition(_) => true,
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
