//! Sanitised SVG that executes nothing, loads nothing and changes no other styles: an allow-list of elements
//! and attributes (SVG 2), for use inside a page or as a separate file.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Decoder, Reader, XmlVersion};

use super::super::escape::{attribute, escape_into};

/// Drawings that are nested deeper or have more elements are rejected.
const MAX_DEPTH: usize = 64;
const MAX_ELEMENTS: usize = 20_000;

const ELEMENTS: [&str; 22] = [
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "marker",
    "title",
    "desc",
    "clipPath",
    "linearGradient",
    "radialGradient",
    "stop",
    "symbol",
    "mask",
    "pattern",
];

/// Attributes that only affect where and how something is drawn.
const ATTRIBUTES: [&str; 71] = [
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "dx",
    "dy",
    "width",
    "height",
    "d",
    "points",
    "transform",
    "viewBox",
    "preserveAspectRatio",
    "version",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "opacity",
    "color",
    "font-size",
    "font-weight",
    "font-style",
    "font-family",
    "text-anchor",
    "dominant-baseline",
    "alignment-baseline",
    "baseline-shift",
    "text-decoration",
    "letter-spacing",
    "textLength",
    "lengthAdjust",
    "visibility",
    "display",
    "overflow",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "fx",
    "fy",
    "clip-path",
    "clip-rule",
    "mask",
    "maskUnits",
    "patternUnits",
    "patternTransform",
    "refX",
    "refY",
    "orient",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "vector-effect",
    "rotate",
];

/// Attributes whose value refers to an element of the same drawing: `url(#arrow)`.
const REFERENCES: [&str; 3] = ["marker-start", "marker-mid", "marker-end"];

/// Sanitises `svg`, keeping only what is drawn. Ids get `prefix`, so that several drawings can be in one
/// page, and `colour` can replace colours. `None` if `svg` is not well-formed.
pub fn sanitised(
    svg: &str,
    prefix: &str,
    colour: &dyn Fn(&str) -> Option<&'static str>,
) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mut writer = Writer {
        out: String::with_capacity(svg.len()),
        open: Vec::new(),
        prefix,
        colour,
    };
    let decoder = reader.decoder();
    for _ in 0..MAX_ELEMENTS {
        match reader.read_event().ok()? {
            Event::Start(start) => writer.start(&start, decoder, false)?,
            Event::Empty(start) => writer.start(&start, decoder, true)?,
            Event::End(_) => writer.end()?,
            Event::Text(text) => writer.text(&text.xml10_content().ok()?),
            Event::GeneralRef(reference) => writer.text(&resolved(&reference)?),
            Event::CData(text) => writer.text(&text.decode().ok()?),
            Event::Eof => return writer.finish(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
        }
    }
    None
}

fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return Some(character.to_string());
    }
    let name = reference.decode().ok()?;
    quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned)
}

struct Writer<'w> {
    out: String,
    /// The enclosing elements: the name of each in the output, or `None` if it was removed.
    open: Vec<Option<&'static str>>,
    prefix: &'w str,
    colour: &'w dyn Fn(&str) -> Option<&'static str>,
}

impl Writer<'_> {
    fn start(&mut self, start: &BytesStart<'_>, decoder: Decoder, is_empty: bool) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        let name = start.name();
        let name = std::str::from_utf8(name.as_ref()).ok()?;
        // Of a link, only its content is kept.
        let drawn = if name == "a" { "g" } else { name };
        let known = ELEMENTS.into_iter().find(|known| *known == drawn);
        if self.open.is_empty() && (known != Some("svg") || !self.out.is_empty()) {
            return None;
        }
        let is_hidden = self.is_hidden();
        let written = known.filter(|_| !is_hidden);
        if let Some(name) = written {
            self.out.push('<');
            self.out.push_str(name);
            if self.open.is_empty() {
                self.out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
            }
            for found in start.attributes() {
                let found = found.ok()?;
                let key = std::str::from_utf8(found.key.as_ref()).ok()?;
                let value = found
                    .decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder)
                    .ok()?;
                self.attribute(key, &value);
            }
            self.out.push_str(if is_empty { "/>" } else { ">" });
        }
        if !is_empty {
            self.open.push(written);
        }
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        if let Some(name) = self.open.pop()? {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        Some(())
    }

    /// Text is kept only where it is shown: inside `<text>`, `<title>`, `<desc>`.
    fn text(&mut self, text: &str) {
        let is_shown = matches!(
            self.open.last(),
            Some(Some("text" | "tspan" | "title" | "desc"))
        );
        if is_shown && !self.is_hidden() {
            escape_into(&mut self.out, text);
        }
    }

    fn is_hidden(&self) -> bool {
        self.open.iter().any(Option::is_none)
    }

    fn attribute(&mut self, key: &str, value: &str) {
        match key {
            "style" => {
                for declaration in value.split(';') {
                    if let Some((property, value)) = declaration.split_once(':') {
                        let (property, value) = (property.trim(), value.trim());
                        if property.contains('-') || matches!(property, "fill" | "stroke") {
                            self.plain(property, value);
                        }
                    }
                }
            }
            "id" => {
                let id = format!("{}{value}", self.prefix);
                attribute(&mut self.out, "id", &id);
            }
            key => self.plain(key, value),
        }
    }

    fn plain(&mut self, key: &str, value: &str) {
        let known = ATTRIBUTES.into_iter().chain(REFERENCES);
        let Some(key) = known.into_iter().find(|known| *known == key) else {
            return;
        };
        let value = value.trim();
        if let Some(id) = own_reference(value) {
            let own = format!("url(#{}{id})", self.prefix);
            attribute(&mut self.out, key, &own);
        } else if let Some(colour) = (self.colour)(value) {
            attribute(&mut self.out, key, colour);
        } else if !REFERENCES.contains(&key) && is_safe(value) {
            attribute(&mut self.out, key, value);
        }
    }

    fn finish(self) -> Option<String> {
        (self.open.is_empty() && !self.out.is_empty()).then_some(self.out)
    }
}

/// The id in `url(#id)`.
fn own_reference(value: &str) -> Option<&str> {
    let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
    let is_id = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    id.chars().all(is_id).then_some(id)
}

/// Whether a value is only for drawing: numbers, colours, font names; no URL, and no escape that could
/// produce one.
fn is_safe(value: &str) -> bool {
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "#.,%()+-_'\"".contains(c)
    };
    let lower = value.to_ascii_lowercase();
    let loads = ["url", "image", "src", "script", "expression"];
    value.chars().all(is_plain) && loads.iter().all(|word| !lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(inside: &str) -> Option<String> {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
        let sanitised = sanitised(&svg, "p-", &|colour| {
            (colour == "#123456").then_some("var(--ink)")
        })?;
        let inside = sanitised.strip_prefix("<svg xmlns=\"http://www.w3.org/2000/svg\">")?;
        Some(inside.strip_suffix("</svg>")?.to_owned())
    }

    #[test]
    fn drawing_elements_are_kept() {
        for inside in [
            "<rect x=\"1\" width=\"2\" fill=\"#fff\"/>",
            "<g transform=\"translate(1,2)\"><text y=\"3\">a &lt; b</text></g>",
        ] {
            assert_eq!(kept(inside).as_deref(), Some(inside));
        }
        assert_eq!(
            kept("<marker id=\"a\"/><path marker-end=\"url(#a)\" stroke=\"#123456\"/>").as_deref(),
            Some("<marker id=\"p-a\"/><path marker-end=\"url(#p-a)\" stroke=\"var(--ink)\"/>")
        );
        assert_eq!(
            kept("<text style=\"text-anchor: middle; fill: red\">a</text>").as_deref(),
            Some("<text text-anchor=\"middle\" fill=\"red\">a</text>")
        );
    }

    #[test]
    fn elements_that_execute_load_or_restyle_are_removed() {
        for inside in [
            "<script>alert(1)</script>",
            "<style>*{fill:url(http://x)}</style>",
            "<foreignObject><body onload=\"x\"/></foreignObject>",
            "<image href=\"http://x\"/>",
            "<use href=\"http://x#a\"/>",
            "<animate onbegin=\"x\"/>",
            "<set attributeName=\"href\" to=\"javascript:x\"/>",
            "<script><rect/></script>",
            "<!-- <script> --><?x y?>stray text",
        ] {
            assert_eq!(kept(inside).as_deref(), Some(""), "{inside}");
        }
        for attribute in [
            "onload=\"x\"",
            "href=\"javascript:x\"",
            "xlink:href=\"http://x\"",
            "class=\"site-header\"",
            "fill=\"url(http://x)\"",
            "fill=\"URL( 'http://x' )\"",
            "fill=\"u&#114;l(//x)\"",
            "fill=\"\\75rl(//x)\"",
            "marker-end=\"url(http://x#a)\"",
            "style=\"fill:url(http://x);position:fixed;background:red\"",
        ] {
            let inside = format!("<rect {attribute}/>");
            assert_eq!(kept(&inside).as_deref(), Some("<rect/>"), "{inside}");
        }
        assert_eq!(
            kept("<a href=\"javascript:x\"><rect/></a>").as_deref(),
            Some("<g><rect/></g>")
        );
    }

    #[test]
    fn invalid_drawings_are_rejected() {
        for svg in [
            "",
            "text",
            "<html><svg/></html>",
            "<svg><g></svg>",
            "<svg/><svg/>",
            "<svg>&unknown;</svg>",
        ] {
            assert_eq!(sanitised(svg, "", &|_| None), None, "{svg}");
        }
        let deep = format!("<svg>{}{}</svg>", "<g>".repeat(999), "</g>".repeat(999));
        assert_eq!(sanitised(&deep, "", &|_| None), None);
    }
}
