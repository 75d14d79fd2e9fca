//! `pnpm-lock.yaml`, versions 5 to 9: the keys of `packages`.
//!
//! pnpm writes the file in one certain layout, so that it can be read line by line.

use super::super::{check_merged, span_in};
use super::{ManifestError, Package};

pub(super) fn read(text: &str) -> Result<Vec<Package>, ManifestError> {
    check_merged(text)?;
    if !text
        .lines()
        .any(|line| line.starts_with("lockfileVersion:"))
    {
        let first = text.lines().next().unwrap_or_default();
        let message = "`lockfileVersion` is missing";
        return Err(ManifestError::new(message, span_in(text, first)));
    }
    let mut found = Vec::new();
    let mut is_in_packages = false;
    let mut is_nameless = false;
    for line in text.lines() {
        match indented(line) {
            (0, content) => is_in_packages = content == "packages:",
            (2, key) if is_in_packages => {
                let name = name_in_key(key);
                is_nameless = name.is_none();
                found.extend(name.map(|name| Package::named_in(text, name)));
            }
            (4, property) if is_in_packages && is_nameless => {
                let name = property.strip_prefix("name: ").map(unquoted);
                found.extend(name.map(|name| Package::named_in(text, name)));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The number of spaces before a line, and the rest; a blank line has none and does not end anything.
fn indented(line: &str) -> (usize, &str) {
    let content = line.trim();
    if content.is_empty() || content.starts_with('#') {
        return (usize::MAX, content);
    }
    let indent = line.bytes().take_while(|byte| *byte == b' ').count();
    (indent, content)
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['\'', '"'])
}

/// The name in a key: `/name/1.0.0` in version 5, `/name@1.0.0` in version 6, `name@1.0.0` since version 9. There is
/// none in the address of a repository or archive; the entry then says it.
fn name_in_key(key: &str) -> Option<&str> {
    let key = key.strip_prefix("? ").unwrap_or(key);
    let key = unquoted(key.strip_suffix(':').unwrap_or(key));
    let (key, is_rooted) = match key.strip_prefix('/') {
        Some(key) => (key, true),
        None => (key, false),
    };
    let scope = match key.strip_prefix('@') {
        Some(_) => key.find('/')? + 1,
        None => 0,
    };
    let end = scope + key[scope..].find(['/', '@'])?;
    let is_address = !is_rooted && key[end..].starts_with('/');
    (!is_address).then_some(&key[..end])
}
