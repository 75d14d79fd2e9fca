//! Sanitised SVG that executes nothing, loads nothing and changes no other styles: an allow-list of elements
//! and attributes (SVG 2), for use inside a page or as a separate file.

mod allowed;
mod parts;
mod style;

use super::super::escape::{attribute, escape_into};
use allowed::{ELEMENTS, INHERITING, UNSUPPORTED};
use parts::{Attributes, Part, Parts};
use style::Sheet;

/// Drawings that are nested deeper are rejected.
const MAX_DEPTH: usize = 64;

/// Why a drawing is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not XML, or not SVG.
    #[error("it is not a well-formed SVG drawing")]
    Malformed,
    /// A browser could take long to draw it.
    #[error("it is too large or too deeply nested")]
    TooLarge,
    /// Neither safe to keep nor safe to leave out.
    #[error("it contains <{0}>, which is not supported")]
    Element(String),
    /// Neither safe to keep nor safe to leave out.
    #[error("its style sheet selects `{0}`; only elements, classes and IDs are supported")]
    Selector(String),
}

/// Sanitises `svg`, keeping only what is drawn. Ids get `prefix`, so that several drawings can be in one
/// page, and `colour` can replace colours. Rules of a style sheet become attributes.
///
/// # Errors
/// If what is not kept would be missed.
pub fn sanitised(
    svg: &str,
    prefix: &str,
    colour: &dyn Fn(&str) -> Option<&'static str>,
) -> Result<String, Refusal> {
    let mut writer = Writer {
        out: String::with_capacity(svg.len()),
        open: Vec::new(),
        sheet: sheet(svg)?,
        prefix,
        colour,
    };
    for part in Parts::of(svg) {
        match part? {
            Part::Start {
                name,
                attributes,
                is_empty,
            } => writer.start(&name, &attributes, is_empty)?,
            Part::End => writer.end()?,
            Part::Text(text) => writer.text(&text),
        }
    }
    writer.finish()
}

/// The style sheets in `svg` as one.
fn sheet(svg: &str) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::default();
    if !svg.contains("<style") {
        return Ok(sheet);
    }
    let mut css = String::new();
    let mut is_style = Vec::new();
    for part in Parts::of(svg) {
        match part? {
            Part::Start { name, is_empty, .. } if !is_empty => is_style.push(name == "style"),
            Part::End if is_style.pop() == Some(true) => sheet.add(&std::mem::take(&mut css))?,
            Part::Text(text) if is_style.last() == Some(&true) => css.push_str(&text),
            _ => {}
        }
    }
    Ok(sheet)
}

/// An element that has started.
#[derive(Default)]
struct Open {
    /// Its name in the output; `None` if it was removed.
    written: Option<&'static str>,
    /// Whether only one of its children is drawn.
    is_switch: bool,
    /// Whether a child that is drawn has been found.
    has_choice: bool,
    /// The first of its children that would have been drawn but is not supported.
    refused: Option<String>,
}

struct Writer<'w> {
    out: String,
    open: Vec<Open>,
    sheet: Sheet,
    prefix: &'w str,
    colour: &'w dyn Fn(&str) -> Option<&'static str>,
}

impl Writer<'_> {
    fn start(
        &mut self,
        name: &str,
        attributes: &Attributes,
        is_empty: bool,
    ) -> Result<(), Refusal> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Refusal::TooLarge);
        }
        let drawn = match name {
            // Of a link, only its content is kept.
            "a" if self.is_in_text() => "tspan",
            "a" | "switch" => "g",
            name => name,
        };
        let known = ELEMENTS.into_iter().find(|known| *known == drawn);
        if self.open.is_empty() && (known != Some("svg") || !self.out.is_empty()) {
            return Err(Refusal::Malformed);
        }
        let written = known.filter(|_| !self.is_hidden());
        let is_refused = UNSUPPORTED.contains(&name) && !self.is_hidden();
        let written = match self.open.last_mut().filter(|above| above.is_switch) {
            Some(switch) => {
                if is_refused {
                    switch.refused.get_or_insert_with(|| name.to_owned());
                }
                let chosen = written.filter(|_| !switch.has_choice);
                switch.has_choice |= chosen.is_some();
                chosen
            }
            None if is_refused => return Err(Refusal::Element(name.to_owned())),
            None => written,
        };
        if let Some(written) = written {
            self.write_start(name, written, attributes, is_empty);
        }
        if !is_empty {
            self.open.push(Open {
                written,
                is_switch: written.is_some() && name == "switch",
                ..Open::default()
            });
        }
        Ok(())
    }

    fn write_start(
        &mut self,
        name: &str,
        written: &'static str,
        attributes: &Attributes,
        is_empty: bool,
    ) {
        self.out.push('<');
        self.out.push_str(written);
        if self.open.is_empty() {
            self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
        }
        if let Some(id) = attributes.get("id") {
            let id = format!("{}{id}", self.prefix);
            attribute(&mut self.out, "id", &id);
        }
        let mut kept: Vec<(&'static str, String)> = Vec::new();
        let mut keep = |known: &'static str, value: &str| {
            let Some(value) = self.value(known, value) else {
                return;
            };
            match kept.iter_mut().find(|(kept, _)| *kept == known) {
                Some((_, before)) => *before = value,
                None => kept.push((known, value)),
            }
        };
        for (key, value) in attributes.iter() {
            let key = if key == "xlink:href" { "href" } else { key };
            let known = allowed::attribute(key);
            let known = known.filter(|known| *known != "href" || INHERITING.contains(&written));
            if let Some(known) = known {
                keep(known, value);
            }
        }
        for declaration in self.sheet.declarations(name, attributes) {
            keep(declaration.property, &declaration.value);
        }
        for (key, value) in kept {
            attribute(&mut self.out, key, &value);
        }
        self.out.push_str(if is_empty { "/>" } else { ">" });
    }

    fn end(&mut self) -> Result<(), Refusal> {
        let closed = self.open.pop().ok_or(Refusal::Malformed)?;
        if let (Some(refused), false) = (closed.refused, closed.has_choice) {
            return Err(Refusal::Element(refused));
        }
        if let Some(name) = closed.written {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        Ok(())
    }

    /// Text is kept only where it is shown: inside `<text>`, `<title>`, `<desc>`.
    fn text(&mut self, text: &str) {
        if self.is_in_text() && !self.is_hidden() {
            escape_into(&mut self.out, text);
        }
    }

    fn is_in_text(&self) -> bool {
        let above = self.open.last().and_then(|above| above.written);
        matches!(above, Some("text" | "tspan" | "title" | "desc"))
    }

    fn is_hidden(&self) -> bool {
        self.open.iter().any(|above| above.written.is_none())
    }

    /// `value` of the attribute `key`, if it is safe.
    fn value(&self, key: &str, value: &str) -> Option<String> {
        let value = allowed::light(value.trim());
        if let Some(id) = allowed::own_reference(value) {
            return Some(format!("url(#{}{id})", self.prefix));
        }
        if key == "href" {
            let id = value.strip_prefix('#').filter(|id| allowed::is_id(id))?;
            return Some(format!("#{}{id}", self.prefix));
        }
        if let Some(colour) = (self.colour)(value) {
            return Some(colour.to_owned());
        }
        let is_kept = !allowed::is_reference(key) && allowed::is_safe(value);
        is_kept.then(|| value.to_owned())
    }

    fn finish(self) -> Result<String, Refusal> {
        let is_whole = self.open.is_empty() && !self.out.is_empty();
        is_whole.then_some(self.out).ok_or(Refusal::Malformed)
    }
}

#[cfg(test)]
mod tests;
