//! Formats the tree as HTML where these pages need something other than comrak's output.

use std::fmt::{self, Write};

use comrak::Node;
use comrak::html::{ChildRendering, Context, format_node_default};
use comrak::nodes::NodeValue;

use super::super::super::escape::escaped;
use super::super::diagram::is_diagram;
use super::super::highlight::highlighted;
use super::{ProseTools, elements};
use crate::record::prose;

/// The state while formatting the blocks of one record.
pub struct Blocks<'b> {
    tools: &'b ProseTools<'b>,
    heading: Option<String>,
    diagrams: usize,
    warnings: Vec<String>,
}

impl<'b> Blocks<'b> {
    pub fn new(tools: &'b ProseTools<'b>) -> Self {
        Self {
            tools,
            heading: None,
            diagrams: 0,
            warnings: Vec::new(),
        }
    }

    /// What could not be shown as intended.
    pub fn into_warnings(self) -> Vec<String> {
        self.warnings
    }

    /// A fenced or indented block: a diagram, or highlighted code. It scrolls, so it must be focusable by
    /// keyboard.
    fn block(&mut self, info: &str, text: &str) -> String {
        let language = info.split_whitespace().next().unwrap_or_default();
        if is_diagram(language) {
            self.diagrams += 1;
            match self.tools.diagrams.draw(text, self.diagrams) {
                Ok(svg) => {
                    return format!(
                        "<figure class=\"diagram\" tabindex=\"0\" role=\"group\" aria-label=\"Diagram\">{svg}</figure>\n"
                    );
                }
                Err(why) => self
                    .warnings
                    .push(format!("a diagram is shown as code: {why}")),
            }
        }
        let class = match language {
            "" => String::new(),
            language => format!(" class=\"language-{}\"", escaped(language)),
        };
        let code = highlighted(language, text);
        format!("<pre tabindex=\"0\"><code{class}>{code}</code></pre>\n")
    }
}

/// Whether `id` is reserved for the page itself or its footnotes: a heading with that id would hijack the
/// page's own links.
fn is_reserved(id: &str) -> bool {
    const WHOLE: [&str; 3] = ["page-content", "adr-triggers", "adr-lineage"];
    const PREFIXES: [&str; 4] = ["adr-trigger-", "adr-diagram-", "fn-", "fnref-"];
    WHOLE.contains(&id) || PREFIXES.iter().any(|opening| id.starts_with(opening))
}

/// Adds anchors to headings, as GitHub names them; makes code and tables focusable by keyboard, because they
/// scroll; labels the checkboxes of tasks; and writes the elements made from HTML.
pub fn format_node(
    context: &mut Context<'_, '_, Blocks<'_>>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    match &node.data().value {
        NodeValue::Heading(heading) if entering => {
            let mut id = context.anchorizer.anchorize(&prose::plain_text(node));
            if is_reserved(&id) {
                id = context.anchorizer.anchorize(&format!("heading {id}"));
            }
            write!(context, "<h{} id=\"", heading.level)?;
            context.escape(&id)?;
            context.write_str("\">")?;
            context.user.heading = Some(id);
            Ok(ChildRendering::HTML)
        }
        NodeValue::Heading(heading) => {
            let id = context.user.heading.take().unwrap_or_default();
            context.write_str(" <a class=\"anchor\" href=\"#")?;
            context.escape(&id)?;
            context.write_str("\" aria-label=\"Link to this section\"></a>")?;
            writeln!(context, "</h{}>", heading.level)?;
            Ok(ChildRendering::HTML)
        }
        NodeValue::CodeBlock(block) if entering => {
            context.cr()?;
            let html = context.user.block(&block.info, &block.literal);
            context.write_str(&html)?;
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
        NodeValue::EscapedTag(tag) => {
            match elements::name(tag) {
                Some(_) if entering => write!(context, "<{tag}>")?,
                Some(name) => write!(context, "</{name}>")?,
                None => {}
            }
            Ok(ChildRendering::HTML)
        }
        // The size of the image inside.
        NodeValue::HtmlInline(_) => Ok(ChildRendering::HTML),
        NodeValue::Image(_) if !entering => {
            let size = node.parent().map(|above| above.data().value.clone());
            if let Some(NodeValue::HtmlInline(size)) = size {
                write!(context, "\"{size} />")?;
                return Ok(ChildRendering::HTML);
            }
            format_node_default(context, node, entering)
        }
        _ => format_node_default(context, node, entering),
    }
}
