//! Mermaid as people write it, as the library understands it. What it would draw wrongly is refused.

use std::fmt::Write;

use super::{gantt, shapes};

/// Kinds of diagrams that the library recognises and does not draw as Mermaid does.
const UNSUPPORTED: [&str; 3] = ["radar-beta", "requirementdiagram", "zenuml"];

/// Arrows between participants that the library does not know, and those to draw instead, if there are any.
const ARROWS: [(&str, Option<&str>); 6] = [
    ("<<-->>", None),
    ("<<->>", None),
    ("--)", Some("-->>")),
    ("-)", Some("->>")),
    ("--x", None),
    ("-x", None),
];

/// First words of lines in a sequence that are not messages.
const BLOCKS: [&str; 15] = [
    "activate",
    "alt",
    "and",
    "box",
    "break",
    "critical",
    "deactivate",
    "else",
    "loop",
    "note",
    "opt",
    "option",
    "par",
    "rect",
    "title",
];

/// Keeps the library from taking what a message says for an arrow: a character that is not shown (U+2060).
const JOINER: char = '\u{2060}';

/// `text` with what the library does not know in the words that it does.
///
/// # Errors
/// In words, if the library would draw something else.
pub fn adapted(text: &str) -> Result<String, String> {
    let written = kind(text);
    let kind = written.to_ascii_lowercase();
    match kind.as_str() {
        kind if UNSUPPORTED.contains(&kind) => Err(format!("`{written}` is not supported")),
        "sequencediagram" => by_line(text, message),
        "gantt" => gantt::adapted(text),
        "flowchart" | "graph" => Ok(shapes::adapted(text)),
        _ => Ok(text.to_owned()),
    }
}

/// What the library checks of `source`, which is less than it offers: it refuses participants that are not declared,
/// and the stereotype of a class.
pub fn checked(source: &str) -> String {
    let is_declaration = |line: &&str| {
        let mut openings = ["participant ", "actor ", "<<"].into_iter();
        openings.any(|opening| line.trim_start().starts_with(opening))
    };
    let lines = source.lines().map(|line| match is_declaration(&line) {
        true => "",
        false => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `label` without quotes around it.
pub fn unquoted(label: &str) -> &str {
    let inside = label
        .strip_prefix('"')
        .and_then(|label| label.strip_suffix('"'));
    inside.unwrap_or(label)
}

/// Puts the type of each attribute in the label of an entity after its name: the column that the library has for types
/// is only there if it finds a font.
pub fn name_types(label: &mut String) {
    let lines = label.lines().enumerate().map(|(position, line)| {
        let mut words = line.split_whitespace();
        match (position, words.next(), words.next()) {
            (2.., Some(kind), Some(name)) => {
                let others: String = words.flat_map(|word| [" ", word]).collect();
                format!("{kind} {name}: {kind}{others}")
            }
            _ => line.to_owned(),
        }
    });
    *label = lines.collect::<Vec<_>>().join("\n");
}

/// The first word of the diagram itself.
fn kind(text: &str) -> &str {
    let mut is_front_matter = false;
    let lines = text.lines().map(str::trim).filter(|line| {
        let is_fence = *line == "---";
        is_front_matter ^= is_fence;
        !is_fence && !is_front_matter && !line.is_empty() && !line.starts_with("%%")
    });
    let first = lines.into_iter().next().unwrap_or_default();
    first
        .split([' ', '\t', ':', ';'])
        .next()
        .unwrap_or_default()
}

/// Adapts each line with `adapt`.
pub fn by_line(
    text: &str,
    mut adapt: impl FnMut(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut adapted = String::with_capacity(text.len());
    for line in text.lines() {
        let _ = writeln!(adapted, "{}", adapt(line)?);
    }
    Ok(adapted)
}

/// Adapts a line of a sequence: participants that are created or destroyed are there all the time, and asynchronous
/// messages look like others.
fn message(line: &str) -> Result<String, String> {
    let trimmed = line.trim();
    let first = trimmed.split_whitespace().next().unwrap_or_default();
    match first.to_ascii_lowercase().as_str() {
        "create" => return message(&trimmed["create".len()..]),
        "destroy" => return Ok(String::new()),
        "participant" | "actor" => {
            let (name, _) = trimmed.split_once("@{").unwrap_or((trimmed, ""));
            return Ok(name.to_owned());
        }
        first if BLOCKS.contains(&first) => return Ok(line.to_owned()),
        _ => {}
    }
    let Some((ends, said)) = line.split_once(':') else {
        return Ok(line.to_owned());
    };
    let found = ARROWS.iter().find(|(arrow, _)| ends.contains(arrow));
    let ends = match found {
        None => ends.to_owned(),
        Some((arrow, Some(similar))) => ends.replacen(arrow, similar, 1),
        Some((arrow, None)) => return Err(format!("the arrow `{arrow}` is not supported")),
    };
    let said = said.replace("->", &format!("-{JOINER}>"));
    let said = said.replace("<-", &format!("<{JOINER}-"));
    Ok(format!("{ends}:{said}"))
}
