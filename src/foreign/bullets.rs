//! A list of metadata under the title.

use super::Format;
use super::meta::{Fact, Group, Key, Sheet};
use crate::record::outline::Kind;

/// The format.
pub const FORMAT: Format = Format {
    name: "madr-2",
    summary: "MADR 2 and log4brains: a list under the title, `* Status: accepted` (https://github.com/adr/madr/tree/2.1.2)",
    facts,
};

fn facts(sheet: &Sheet<'_>) -> Vec<Fact> {
    let outline = sheet.outline;
    let head = sheet.head().into_iter();
    let lists = head.filter(|(_, block)| block.kind == Kind::List);
    let items = lists.flat_map(|(at, _)| outline.outermost(&outline.inside(at)));
    items.filter_map(|(at, _)| of_item(sheet, at)).collect()
}

/// The metadata in one item: what stands behind its label, or the items of the list below it.
fn of_item(sheet: &Sheet<'_>, item: usize) -> Option<Fact> {
    let outline = sheet.outline;
    let inside = outline.inside(item);
    let block = outline.block(item)?;
    let mut parts = outline.outermost(&inside);
    let (_, first) = parts.next()?;
    let (label, value) = outline.text_of(first).split_once([':', '：'])?;
    let key = Key::of(label)?;
    let below = parts.next();
    let mut has_more = below.is_some() || parts.next().is_some();
    let values = match below {
        Some((list, block)) if value.trim().is_empty() && block.kind == Kind::List => {
            has_more = parts.next().is_some();
            let items = outline.outermost(&outline.inside(list));
            items
                .map(|(_, item)| outline.text_of(item).to_owned())
                .collect()
        }
        _ => vec![value.trim().to_owned()],
    };
    // What else stands in the item says more than its label: the item is taken as a whole or not at all.
    let (span, group) = match has_more {
        true => {
            let (whole, content) = (block.span.clone(), block.span.clone());
            (first.span.clone(), Some(Group { whole, content }))
        }
        false => (block.span.clone(), None),
    };
    Some(Fact {
        key,
        values,
        extent: span.clone(),
        span,
        group,
    })
}
