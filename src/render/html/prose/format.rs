//! Formats the tree as HTML where these pages need something other than comrak's output.

use std::collections::HashSet;
use std::fmt::{self, Write};

use comrak::Node;
use comrak::html::{ChildRendering, Context, format_node_default};
use comrak::nodes::{NodeMath, NodeValue, TableAlignment};

use super::super::super::escape::escaped;
use super::super::diagram::{Drawing, is_diagram};
use super::super::highlight::highlighted;
use super::math::mathml;
use super::{ProseTools, elements};
use crate::record::prose;

/// The state while formatting the blocks of one record.
pub struct Blocks<'b> {
    tools: &'b ProseTools<'b>,
    /// The ids of other elements of the page.
    taken: &'b HashSet<&'b str>,
    heading: Option<String>,
    diagrams: usize,
    /// The column of the next cell of a table.
    column: usize,
    findings: Findings,
}

/// What is known of the blocks of one record once they are formatted.
#[derive(Default)]
pub struct Findings {
    pub headings: Vec<super::Heading>,
    pub has_code: bool,
    /// What could not be shown as intended.
    pub warnings: Vec<String>,
}

impl<'b> Blocks<'b> {
    pub fn new(tools: &'b ProseTools<'b>, taken: &'b HashSet<&'b str>) -> Self {
        Self {
            tools,
            taken,
            heading: None,
            diagrams: 0,
            column: 0,
            findings: Findings::default(),
        }
    }

    /// What was found on the way.
    pub fn into_findings(self) -> Findings {
        self.findings
    }

    /// A fenced or indented block: a diagram, or highlighted code. It scrolls, so it must be focusable by
    /// keyboard.
    fn block(&mut self, info: &str, text: &str) -> String {
        let language = info.split_whitespace().next().unwrap_or_default();
        if is_diagram(language) {
            self.diagrams += 1;
            match self.tools.diagrams.draw(text, self.diagrams) {
                Ok(Drawing { svg, is_themed }) => {
                    let light = if is_themed { "" } else { " light" };
                    return format!(
                        "<figure class=\"diagram{light}\" tabindex=\"0\" role=\"group\" aria-label=\"Diagram\">{svg}</figure>\n"
                    );
                }
                Err(why) => self.warn("diagram", &why),
            }
        }
        if language == "math" {
            match mathml(text, true) {
                Ok(math) => return format!("<div class=\"formula\" tabindex=\"0\">{math}</div>\n"),
                Err(why) => self.warn("formula", &why),
            }
        }
        let class = match language {
            "" => String::new(),
            language => format!(" class=\"language-{}\"", escaped(language)),
        };
        self.findings.has_code = true;
        let code = highlighted(language, text);
        format!("<pre tabindex=\"0\"><code{class}>{code}</code></pre>\n")
    }

    /// A formula in a paragraph, or what looks like one.
    fn formula(&mut self, node: Node<'_>, math: &NodeMath) -> String {
        let (open, close) = prose::delimiters(math);
        let written = escaped(&format!("{open}{}{close}", math.literal));
        if math.dollar_math && is_between_variables(node) {
            return written;
        }
        match mathml(&math.literal, math.display_math) {
            Ok(math) if open == "$$" => {
                format!("<span class=\"formula\" tabindex=\"0\">{math}</span>")
            }
            Ok(math) => math,
            Err(why) => {
                self.warn("formula", &why);
                format!("<code>{written}</code>")
            }
        }
    }

    fn warn(&mut self, what: &str, why: &str) {
        self.findings
            .warnings
            .push(format!("a {what} is shown as code: {why}"));
    }
}

/// Whether `node` is between two variables of a shell, as in `$HOME/$USER` and `${A}/${B}`.
fn is_between_variables(node: Node<'_>) -> bool {
    let text = |node: Option<Node<'_>>| match &node?.data().value {
        NodeValue::Text(text) => Some(text.clone()),
        _ => None,
    };
    let before = text(node.previous_sibling());
    let after = text(node.next_sibling());
    before.is_some_and(|before| before.ends_with(char::is_alphanumeric))
        || after.is_some_and(|after| after.starts_with(|c: char| c.is_alphanumeric() || c == '{'))
}

/// Whether `id` is reserved for the page itself or its footnotes: a heading with that id would hijack the
/// page's own links.
fn is_reserved(id: &str) -> bool {
    const WHOLE: [&str; 3] = ["page-content", "adr-triggers", "adr-lineage"];
    const PREFIXES: [&str; 3] = ["adr-diagram-", "fn-", "fnref-"];
    WHOLE.contains(&id) || PREFIXES.iter().any(|opening| id.starts_with(opening))
}

/// How an item of a list opens.
const LIST_ITEM: &str = "<li dir=\"auto\">";

/// Writes the opening `tag` of a block.
fn open(
    context: &mut Context<'_, '_, Blocks<'_>>,
    tag: &str,
) -> Result<ChildRendering, fmt::Error> {
    context.cr()?;
    context.write_str(tag)?;
    Ok(ChildRendering::HTML)
}

/// Whether a paragraph has no tags of its own, because it is in an item of a list without blank lines (CommonMark 5.3).
fn is_tight(paragraph: Node<'_>) -> bool {
    let list = paragraph.parent().and_then(|item| item.parent());
    list.is_some_and(|list| match list.data().value {
        NodeValue::List(list) => list.tight,
        _ => false,
    })
}

/// The opening tag of the cell of a table in `column`.
fn cell(node: Node<'_>, column: usize) -> String {
    let row = node.parent();
    let is_heading = |row: Node<'_>| matches!(row.data().value, NodeValue::TableRow(true));
    let tag = if row.is_some_and(is_heading) {
        "th"
    } else {
        "td"
    };
    let table = row.and_then(|row| row.parent());
    let alignment = table.and_then(|table| match &table.data().value {
        NodeValue::Table(table) => table.alignments.get(column).copied(),
        _ => None,
    });
    let align = match alignment {
        Some(TableAlignment::Left) => " align=\"left\"",
        Some(TableAlignment::Right) => " align=\"right\"",
        Some(TableAlignment::Center) => " align=\"center\"",
        Some(TableAlignment::None) | None => "",
    };
    format!("<{tag} dir=\"auto\"{align}>")
}

fn is_document(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::Document)
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
            let text = prose::plain_text(node);
            let mut id = context.anchorizer.anchorize(&text);
            while is_reserved(&id) || context.user.taken.contains(id.as_str()) {
                id = context.anchorizer.anchorize(&format!("heading {id}"));
            }
            write!(context, "<h{} dir=\"auto\" id=\"", heading.level)?;
            context.escape(&id)?;
            context.write_str("\">")?;
            if heading.level == 2 && node.parent().is_some_and(is_document) {
                let anchor = id.clone();
                let headings = &mut context.user.findings.headings;
                headings.push(super::Heading { anchor, text });
            }
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
        NodeValue::Math(math) => {
            if entering {
                let html = context.user.formula(node, math);
                context.write_str(&html)?;
            }
            Ok(ChildRendering::Skip)
        }
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
        NodeValue::Paragraph if entering && !is_tight(node) => open(context, "<p dir=\"auto\">"),
        NodeValue::Item(_) if entering => open(context, LIST_ITEM),
        NodeValue::BlockQuote if entering => open(context, "<blockquote dir=\"auto\">\n"),
        NodeValue::TableRow(_) if entering => {
            context.user.column = 0;
            format_node_default(context, node, entering)
        }
        NodeValue::TableCell if entering => {
            let tag = cell(node, context.user.column);
            context.user.column += 1;
            open(context, &tag)
        }
        NodeValue::TaskItem(item) if entering => {
            context.cr()?;
            let is_in_list = |list: Node<'_>| matches!(list.data().value, NodeValue::List(_));
            if node.parent().is_some_and(is_in_list) {
                context.write_str(LIST_ITEM)?;
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
