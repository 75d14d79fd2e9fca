//! Runs HTML through ammonia, and reads its output as the parts of a tree.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Decoder, Reader, XmlVersion};

use super::super::super::super::escape::attribute;
use super::{ELEMENTS, GAP};

/// One step through the tree. What follows `Link`, `Open` or `Nothing` is inside it until its `Close`.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Gap,
    Break,
    Image {
        url: String,
        alt: String,
        /// Its `width` and `height`, as written on the page.
        size: String,
    },
    Link(String),
    /// A tag without its brackets.
    Open(&'static str),
    /// A link without a target.
    Nothing,
    Close,
}

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sanitizer = Builder::empty();
    sanitizer
        .tags(HashSet::from(ELEMENTS))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("details", HashSet::from(["open"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
        ]))
        .generic_attributes(HashSet::new())
        // Pages send no referrer, and no link can open a window.
        .link_rel(None)
        .url_schemes(HashSet::from(["http", "https", "mailto"]));
    sanitizer
});

/// The parts of `html`, which has `gaps` gaps; `None` if not all of them are still there.
pub fn parts(html: &str, gaps: usize) -> Option<Vec<Part>> {
    // Not an entity of XML.
    let clean = SANITIZER
        .clean(html)
        .to_string()
        .replace("&nbsp;", "\u{a0}");
    let mut reader = Reader::from_str(&clean);
    // `<br>` and `<img>` have no end.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let decoder = reader.decoder();
    let mut parts = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => parts.push(opened(&tag, decoder)?),
            Event::End(_) => parts.push(Part::Close),
            Event::Text(text) => push_text(&mut parts, &text.decode().ok()?),
            Event::GeneralRef(entity) => {
                let name = entity.decode().ok()?;
                push_text(
                    &mut parts,
                    quick_xml::escape::resolve_predefined_entity(&name)?,
                );
            }
            Event::Eof => break,
            _ => return None,
        }
    }
    let found = parts.iter().filter(|part| **part == Part::Gap).count();
    (found == gaps).then_some(parts)
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    for (position, text) in text.split(GAP).enumerate() {
        if position > 0 {
            parts.push(Part::Gap);
        }
        match parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(before)) => before.push_str(text),
            _ => parts.push(Part::Text(text.to_owned())),
        }
    }
}

fn opened(tag: &BytesStart<'_>, decoder: Decoder) -> Option<Part> {
    let value = |name: &str| -> Option<String> {
        let found = tag.try_get_attribute(name).ok()??;
        let value = found.decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder);
        Some(value.ok()?.into_owned())
    };
    let name = tag.name();
    let name = ELEMENTS
        .into_iter()
        .find(|known| known.as_bytes() == name.as_ref())?;
    Some(match name {
        "a" => value("href").map_or(Part::Nothing, Part::Link),
        "br" => Part::Break,
        "img" => {
            let mut size = String::new();
            for name in ["width", "height"] {
                if let Some(value) = value(name).filter(|value| is_size(value)) {
                    attribute(&mut size, name, &value);
                }
            }
            Part::Image {
                url: value("src").unwrap_or_default(),
                alt: value("alt").unwrap_or_default(),
                size,
            }
        }
        "details" if value("open").is_some() => Part::Open("details open"),
        name => Part::Open(name),
    })
}

/// Whether `value` is a number of pixels or a percentage.
fn is_size(value: &str) -> bool {
    let digits = value.strip_suffix('%').unwrap_or(value);
    (1..=4).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}
