//! `requirements*.txt`: one requirement per line; only `==` and `===` pin a version.

use super::{Format, Package, python_name};

pub(super) const REQUIREMENTS: Format = Format {
    file_name: "requirements*.txt",
    read,
    canonical: python_name,
};

fn read(text: &str) -> Result<Vec<Package>, String> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let joined = text.replace("\\\n", " ");
    Ok(joined.lines().filter_map(requirement).collect())
}

fn requirement(line: &str) -> Option<Package> {
    // A `#` starts a comment only after a space: in a URL, it starts the fragment.
    let line = match line.trim_start() {
        comment if comment.starts_with('#') => "",
        line => line.split(" #").next().unwrap_or(line),
    };
    let line = line.split(';').next().unwrap_or(line).trim();
    let is_name = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let name_end = line.find(|character| !is_name(character));
    let (name, rest) = line.split_at(name_end.unwrap_or(line.len()));
    // Anything else after a name makes it a path or a URL; an option (`-r`) has no name.
    let is_requirement =
        rest.is_empty() || rest.starts_with(['[', ' ', '\t', '=', '<', '>', '!', '~', '@']);
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric()) || !is_requirement {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    let pin = rest.strip_prefix("==");
    let pin = pin.map(|pin| pin.trim_start_matches('=').trim_start());
    let version = pin.and_then(|pin| pin.split_whitespace().next());
    let version = version.filter(|version| !version.contains(['*', ',']));
    Some(Package {
        name: python_name(name),
        version: version.map(str::to_owned),
    })
}
