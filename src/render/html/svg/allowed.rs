//! The elements, attributes and values of SVG 2 that only draw.

/// Elements that are kept.
pub const ELEMENTS: [&str; 22] = [
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

/// Elements that draw and are not kept: without them, a drawing would lose something that its readers need.
pub const UNSUPPORTED: [&str; 4] = ["foreignObject", "image", "textPath", "use"];

/// Elements that may take over what they do not set from another of their kind: `href="#other"`.
pub const INHERITING: [&str; 3] = ["linearGradient", "radialGradient", "pattern"];

/// Attributes that only affect where and how something is drawn.
pub const ATTRIBUTES: [&str; 49] = [
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
    "fx",
    "fy",
    "fr",
    "d",
    "points",
    "width",
    "height",
    "transform",
    "viewBox",
    "preserveAspectRatio",
    "version",
    "xml:space",
    "rotate",
    "pathLength",
    "textLength",
    "lengthAdjust",
    "offset",
    "gradientUnits",
    "gradientTransform",
    "spreadMethod",
    "clipPathUnits",
    "maskUnits",
    "maskContentUnits",
    "patternUnits",
    "patternContentUnits",
    "patternTransform",
    "refX",
    "refY",
    "orient",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "href",
    "marker-start",
    "marker-mid",
    "marker-end",
];

/// Properties of CSS that are attributes too.
pub const PROPERTIES: [&str; 45] = [
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
    "font-family",
    "font-size",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "dominant-baseline",
    "alignment-baseline",
    "baseline-shift",
    "letter-spacing",
    "word-spacing",
    "white-space",
    "writing-mode",
    "direction",
    "visibility",
    "display",
    "overflow",
    "paint-order",
    "shape-rendering",
    "stop-color",
    "stop-opacity",
    "clip-path",
    "clip-rule",
    "mask",
    "mask-type",
    "marker-start",
    "marker-mid",
    "marker-end",
    "vector-effect",
];

/// The property called `name`, if it is allowed.
pub fn property(name: &str) -> Option<&'static str> {
    PROPERTIES.into_iter().find(|known| *known == name)
}

/// The attribute called `name`, if it is allowed.
pub fn attribute(name: &str) -> Option<&'static str> {
    let known = ATTRIBUTES.into_iter().find(|known| *known == name);
    known.or_else(|| property(name))
}

/// Whether the attribute `name` can only refer to an element of the same drawing.
pub fn is_reference(name: &str) -> bool {
    name == "href" || name.starts_with("marker-")
}

/// The id in `url(#id)`. What is drawn if there is no such element may follow, and is left out.
pub fn own_reference(value: &str) -> Option<&str> {
    let (id, _) = value.strip_prefix("url(")?.split_once(')')?;
    let id = id.trim().trim_matches(['"', '\'']);
    id.strip_prefix('#').filter(|id| is_id(id))
}

/// Whether `id` can be written into `url(#id)`.
pub fn is_id(id: &str) -> bool {
    id.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// The colour for light backgrounds in `light-dark(light, dark)`.
pub fn light(value: &str) -> &str {
    let Some(colours) = value.strip_prefix("light-dark(") else {
        return value;
    };
    let mut depth = 0_usize;
    let end = colours.find(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    end.map_or(value, |end| colours[..end].trim())
}

/// Whether a value is only for drawing: numbers, colours, font names; no URL, and no escape that could
/// produce one.
pub fn is_safe(value: &str) -> bool {
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "#.,%()+-_/'\"".contains(c)
    };
    let lower = value.to_ascii_lowercase();
    let loads = ["url", "image", "src", "script", "expression"];
    value.chars().all(is_plain) && loads.iter().all(|word| !lower.contains(word))
}
