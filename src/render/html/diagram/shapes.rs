//! Nodes of a flowchart with properties, `A@{ shape: cyl, label: "DB" }`, as nodes in brackets, `A[("DB")]`.

use std::borrow::Cow;

/// The names of shapes, and the brackets around their labels. All others are rectangles.
const SHAPES: [(&[&str], &str, &str); 12] = [
    (&["rounded", "event"], "(", ")"),
    (&["stadium", "terminal", "pill"], "([", "])"),
    (
        &[
            "fr-rect",
            "subproc",
            "subprocess",
            "subroutine",
            "framed-rectangle",
        ],
        "[[",
        "]]",
    ),
    (&["cyl", "cylinder", "database", "db"], "[(", ")]"),
    (&["circle", "circ"], "((", "))"),
    (&["dbl-circ", "double-circle"], "(((", ")))"),
    (&["diam", "diamond", "decision", "question"], "{", "}"),
    (&["hex", "hexagon", "prepare"], "{{", "}}"),
    (&["lean-r", "lean-right", "in-out"], "[/", "/]"),
    (&["lean-l", "lean-left", "out-in"], "[\\", "\\]"),
    (
        &["trap-b", "trapezoid", "trapezoid-bottom", "priority"],
        "[/",
        "\\]",
    ),
    (
        &["trap-t", "inv-trapezoid", "trapezoid-top", "manual"],
        "[\\",
        "/]",
    ),
];

/// `text` with brackets for properties.
pub fn adapted(text: &str) -> String {
    let mut adapted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        adapted.push_str(before);
        let Some((properties, end)) = properties(after) else {
            adapted.push_str("@{");
            rest = after;
            continue;
        };
        let is_id = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let start = adapted.trim_end_matches(is_id).len();
        let id = adapted[start..].to_owned();
        let value = |key: &str| {
            let found = properties.iter().find(|(known, _)| *known == key);
            found.map(|(_, value)| value.as_ref())
        };
        match (value("shape"), value("label")) {
            // The properties of a link.
            (None, None) => adapted.truncate(start),
            (shape, label) => {
                let (open, close) = brackets(shape.unwrap_or_default());
                let label = label.unwrap_or(&id).replace('"', "#quot;");
                adapted.push_str(&format!("{open}\"{label}\"{close}"));
            }
        }
        rest = &after[end..];
    }
    adapted.push_str(rest);
    adapted
}

fn brackets(shape: &str) -> (&'static str, &'static str) {
    let known = SHAPES.iter().find(|(names, ..)| names.contains(&shape));
    known.map_or(("[", "]"), |(_, open, close)| (open, close))
}

/// A key and its value.
type Property<'t> = (&'t str, Cow<'t, str>);

/// The properties up to the closing brace, and the place after it.
fn properties(text: &str) -> Option<(Vec<Property<'_>>, usize)> {
    let mut properties = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, ',' | '\n' | '}') => {
                properties.extend(property(&text[start..at]));
                start = at + 1;
                if c == '}' {
                    return Some((properties, start));
                }
            }
            _ => {}
        }
    }
    None
}

fn property(text: &str) -> Option<Property<'_>> {
    let (key, value) = text.split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'']);
    let value = match value.contains(char::is_control) {
        true => Cow::Owned(value.replace(char::is_control, " ")),
        false => Cow::Borrowed(value),
    };
    Some((key.trim(), value))
}
