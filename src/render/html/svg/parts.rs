//! The parts of an SVG file that matter here: elements and text, without comments and declarations.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Decoder, Reader, XmlVersion};

use super::Refusal;

/// The maximum number of parts of a file.
const MAX_PARTS: usize = 20_000;

/// The attributes of an element, in their order.
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    #[cfg(test)]
    pub fn of(attributes: &[(&str, &str)]) -> Self {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Self(attributes.iter().map(owned).collect())
    }

    /// The value of the attribute `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| value)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// A part of a file.
pub enum Part {
    /// An element starts, and ends as well if it is empty.
    Start {
        /// Its name.
        name: String,
        /// Its attributes.
        attributes: Attributes,
        /// Whether it was written as `<g/>`.
        is_empty: bool,
    },
    /// An element ends.
    End,
    /// Text, or a part of one.
    Text(String),
}

/// Iterates over the parts of a file. After an error, there are no more.
pub struct Parts<'s> {
    reader: Reader<&'s [u8]>,
    left: usize,
}

impl<'s> Parts<'s> {
    /// Starts at the beginning of `svg`.
    pub fn of(svg: &'s str) -> Self {
        let mut reader = Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        Self {
            reader,
            left: MAX_PARTS,
        }
    }

    /// The next part; `None` for what does not matter.
    fn part(&mut self, event: &Event<'_>) -> Option<Result<Part, Refusal>> {
        let decoder = self.reader.decoder();
        let part = match event {
            Event::Start(start) => start_of(start, decoder, false),
            Event::Empty(start) => start_of(start, decoder, true),
            Event::End(_) => Some(Part::End),
            Event::Text(text) => text
                .xml10_content()
                .ok()
                .map(|text| Part::Text(text.into())),
            Event::CData(text) => text.decode().ok().map(|text| Part::Text(text.into())),
            Event::GeneralRef(reference) => resolved(reference).map(Part::Text),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => return None,
            Event::Eof => return None,
        };
        Some(part.ok_or(Refusal::Malformed))
    }
}

impl Iterator for Parts<'_> {
    type Item = Result<Part, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(left) = self.left.checked_sub(1) else {
                return Some(Err(Refusal::TooLarge));
            };
            self.left = left;
            let part = match self.reader.read_event() {
                Ok(Event::Eof) => return None,
                Ok(event) => self.part(&event),
                Err(_) => Some(Err(Refusal::Malformed)),
            };
            if part.is_some() {
                return part;
            }
        }
    }
}

fn start_of(start: &BytesStart<'_>, decoder: Decoder, is_empty: bool) -> Option<Part> {
    let text = |name: &[u8]| std::str::from_utf8(name).ok().map(str::to_owned);
    let mut attributes = Vec::new();
    for found in start.attributes() {
        let found = found.ok()?;
        let key = text(found.key.as_ref())?;
        // Some editors write namespaces as entities, which are unknown here.
        if !key.starts_with("xmlns") {
            let value = found.decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder);
            attributes.push((key, value.ok()?.into_owned()));
        }
    }
    Some(Part::Start {
        name: text(start.name().as_ref())?,
        attributes: Attributes(attributes),
        is_empty,
    })
}

fn resolved(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return Some(character.to_string());
    }
    let name = reference.decode().ok()?;
    quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned)
}
