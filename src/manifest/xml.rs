//! An XML document part by part, as slices of its text.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ManifestError;

/// A part of a document.
pub(super) enum Part<'p> {
    /// An element begins.
    Start(Element<'p>),
    /// Text in it, without white space around it. An entity splits it.
    Text(&'p str),
    /// The last element that began ends.
    End,
}

/// The start of an element.
pub(super) struct Element<'p>(&'p BytesStart<'p>);

impl<'p> Element<'p> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &'p str {
        let name = self.0.local_name().into_inner();
        std::str::from_utf8(name).unwrap_or_default()
    }

    /// The attribute `name` as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'p str> {
        let mut attributes = self.0.attributes();
        // The check compares each with all before it.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|found| found.key.as_ref() == name.as_bytes())?;
        match found.value {
            Cow::Borrowed(value) => std::str::from_utf8(value).ok(),
            Cow::Owned(_) => None,
        }
    }
}

/// Visits all parts of `text`.
///
/// # Errors
/// If it is not well-formed.
pub(super) fn visit(text: &str, mut part: impl FnMut(Part<'_>)) -> Result<(), ManifestError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut has_root) = (0_usize, false);
    loop {
        let event = reader.read_event().map_err(|error| {
            let at = usize::try_from(reader.error_position()).unwrap_or_default();
            ManifestError::new(error.to_string(), at..at)
        })?;
        match event {
            Event::Start(start) => {
                (depth, has_root) = (depth + 1, true);
                part(Part::Start(Element(&start)));
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                part(Part::End);
            }
            Event::Text(content) => trimmed(&content).into_iter().for_each(&mut part),
            Event::CData(content) => trimmed(&content).into_iter().for_each(&mut part),
            Event::Eof if depth > 0 => {
                let message = "the file ends inside an element";
                return Err(ManifestError::new(message, text.len()..text.len()));
            }
            Event::Eof if !has_root => return Err(ManifestError::new("expected XML", 0..0)),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn trimmed(content: &[u8]) -> Option<Part<'_>> {
    let text = std::str::from_utf8(content).ok()?.trim();
    (!text.is_empty()).then_some(Part::Text(text))
}
