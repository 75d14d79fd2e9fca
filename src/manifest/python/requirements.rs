//! `requirements.txt`: one requirement per line.

use super::super::span_in;
use super::{ManifestError, Package};

pub(super) fn read(text: &str) -> Result<Vec<Package>, ManifestError> {
    let mut found = Vec::new();
    let mut is_continued = false;
    for line in text.lines() {
        let is_start = !std::mem::replace(&mut is_continued, line.ends_with('\\'));
        let line = without_comment(line).trim_end_matches('\\').trim();
        if !is_start || line.is_empty() {
            continue;
        }
        match name_in(line) {
            Some(name) => found.push(Package::named_in(text, name)),
            None if is_option_or_place(line) => {}
            None => {
                let message = "expected a requirement, such as `requests>=2`";
                return Err(ManifestError::new(message, span_in(text, line)));
            }
        }
    }
    Ok(found)
}

/// A `#` starts a comment at the start of a line or after a space: in an address, it starts the fragment.
fn without_comment(line: &str) -> &str {
    let mut before_sign = line.match_indices('#').map(|(at, _)| &line[..at]);
    let comment = before_sign.find(|before| before.is_empty() || before.ends_with([' ', '\t']));
    comment.unwrap_or(line)
}

fn name_in(line: &str) -> Option<&str> {
    if let Some((_, name)) = line.split_once("#egg=") {
        return name_at_start(name);
    }
    let name = name_at_start(line)?;
    let rest = line[name.len()..].trim_start();
    let begins_range = rest.starts_with(['[', '=', '<', '>', '!', '~', '@', ';', '(']);
    let is_requirement = rest.is_empty() || begins_range || rest.starts_with("--");
    (is_requirement && !is_archive(line)).then_some(name)
}

/// The name with which a requirement (PEP 508) begins.
pub(super) fn name_at_start(text: &str) -> Option<&str> {
    let is_name = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    let end = text.find(|character| !is_name(character));
    let name = &text[..end.unwrap_or(text.len())];
    let name = name.trim_end_matches(['-', '_', '.']);
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        .then_some(name)
}

/// Whether a line is an option (`-r`, `--hash`), or the place of a package without its name.
fn is_option_or_place(line: &str) -> bool {
    line.starts_with(['-', '.']) || line.contains(['/', '\\']) || is_archive(line)
}

fn is_archive(line: &str) -> bool {
    let path = line.split([' ', ';']).next().unwrap_or(line);
    [".whl", ".zip", ".tar.gz"]
        .iter()
        .any(|end| path.ends_with(end))
}
