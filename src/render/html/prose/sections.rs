//! Marks the sections of a record for the stylesheet: gains and costs, rejected alternatives.

use comrak::nodes::NodeValue;
use comrak::{Arena, Node};

use crate::record::prose::{self, Places};
use crate::record::{Record, SectionKind};
use crate::source::Span;

/// Wraps each H2 and its content in a `<section>` of its kind, and each alternative under an H3 in a block of
/// its own; removes the title.
pub fn mark<'a>(arena: &'a Arena<'a>, tree: Node<'a>, record: &Record, places: &Places<'_>) {
    let page = Page {
        arena,
        record,
        places,
    };
    page.mark_sections(tree);
}

struct Page<'p, 'a> {
    arena: &'a Arena<'a>,
    record: &'p Record,
    places: &'p Places<'p>,
}

impl<'a> Page<'_, 'a> {
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
            if level <= 3 && is_in_alternative {
                block.insert_before(self.raw("</div>\n"));
                is_in_alternative = false;
            }
            if level <= 2 && kind.take().is_some() {
                block.insert_before(self.raw("</section>\n"));
            }
            if level == 2 {
                kind = Some(self.kind_at(&self.places.lines(block)));
                let class = class(kind.unwrap_or(SectionKind::Other), self.record);
                block.insert_before(self.raw(&format!("<section class=\"{class}\">\n")));
            } else if kind == Some(SectionKind::Consequences) {
                self.mark_side(block);
            } else if kind == Some(SectionKind::Alternatives) && level == 3 {
                block.insert_before(self.raw("<div class=\"alternative\">\n"));
                is_in_alternative = true;
            }
            if level == 1 && title == Some(&self.places.lines(block)) {
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

    /// Marks a list that contains only gains, or only costs, together with the label above it.
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
        let class = match (holds(body.gains()), holds(body.costs())) {
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
        SectionKind::Alternatives if record.is_ours() => "alternatives",
        SectionKind::Alternatives => "options",
        SectionKind::Revisit => "revisit",
        SectionKind::Other => "other",
    }
}
