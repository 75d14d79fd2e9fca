//! `yarn.lock`, of Yarn 1 and of its successors: every entry begins with `name@range`.
//!
//! Yarn 1 writes a language of its own, its successors YAML; what is read here looks the same in both.

use super::super::{check_merged, span_in};
use super::{ManifestError, Package, alias_target, name_and_range};

pub(super) fn read(text: &str) -> Result<Vec<Package>, ManifestError> {
    check_merged(text)?;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.is_empty() || line.starts_with([' ', '\t', '#', ':']) {
            continue;
        }
        let line = line.strip_prefix("? ").unwrap_or(line);
        let first = line.trim_start_matches('"');
        let first = first.split([',', '"']).next().unwrap_or(first);
        let first = first.strip_suffix(':').unwrap_or(first);
        match name_and_range(first) {
            Some((_, range)) if range.starts_with("workspace:") => {}
            Some((name, range)) => {
                let name = alias_target(range).unwrap_or(name);
                found.push(Package::named_in(text, name));
            }
            None if first == "__metadata" => {}
            None => {
                let message = "expected the name and range of a package, such as `left-pad@^1.0.0`";
                return Err(ManifestError::new(message, span_in(text, line)));
            }
        }
    }
    Ok(found)
}
