//! `go.mod`: the required modules, at the versions that result from `replace`.

use std::collections::BTreeMap;

use super::{Format, Package, as_written};

pub(super) const GO: Format = Format {
    file_name: "go.mod",
    read,
    canonical: as_written,
};

fn read(text: &str) -> Result<Vec<Package>, String> {
    let mut modules: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut replaced: Vec<(String, Option<String>)> = Vec::new();
    let mut block = None;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let words: Vec<_> = line
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '`']))
            .collect();
        let (directive, words) = match (words.as_slice(), block) {
            ([")"], _) => {
                block = None;
                continue;
            }
            ([directive, "("], None) => {
                block = Some(directive.to_owned());
                continue;
            }
            (words, Some(directive)) => (directive, words),
            ([directive, words @ ..], None) => (*directive, words),
            ([], None) => continue,
        };
        match (directive, words) {
            ("require", [module, version]) => {
                modules.insert((*module).to_owned(), Some((*version).to_owned()));
            }
            ("replace", [module, .., "=>", _, version]) => {
                replaced.push(((*module).to_owned(), Some((*version).to_owned())));
            }
            ("replace", [module, .., "=>", _folder]) => replaced.push(((*module).to_owned(), None)),
            _ => {}
        }
    }
    for (module, version) in replaced {
        if let Some(required) = modules.get_mut(&module) {
            *required = version;
        }
    }
    let modules = modules.into_iter();
    Ok(modules
        .map(|(name, version)| Package { name, version })
        .collect())
}
