//! Lock files in JSON: `package-lock.json` in its versions 1 to 3, `bun.lock`.

use super::{ManifestError, Package, name_and_range, real_package, tree};
use tree::{Node, Text};

const FOLDER: &str = "node_modules/";

/// Reads the flat `packages` if present, otherwise the nested `dependencies` of version 1.
pub(super) fn read_npm(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let mut found = Vec::new();
    match root.get("packages") {
        Some(packages) => found.extend(packages.entries().iter().filter_map(installed)),
        None => collect_nested(&root, &mut found),
    }
    Ok(found)
}

/// A path outside `node_modules` is the project itself or one of its workspaces; a link leads to one.
fn installed((path, entry): &(Text<'_>, Node<'_>)) -> Option<Package> {
    let (_, name) = path.value.rsplit_once(FOLDER)?;
    if entry.get("link").is_some() {
        return None;
    }
    let renamed = entry.text_of("name");
    Some(renamed.map_or_else(|| path.package_in(name), Text::package))
}

fn collect_nested(parent: &Node<'_>, found: &mut Vec<Package>) {
    for (name, entry) in parent.entries_at(&["dependencies"]) {
        let version = entry.text_of("version");
        if !version.is_some_and(|version| version.value.starts_with("file:")) {
            found.push(real_package(name, version));
        }
        collect_nested(entry, found);
    }
}

/// Reads `packages`: from the place of each package to a list that begins with `name@version`.
pub(super) fn read_bun(text: &str) -> Result<Vec<Package>, ManifestError> {
    let root = tree::json(text)?;
    let packages = root.entries_at(&["packages"]);
    let resolved = packages.filter_map(|(_, entry)| match entry {
        Node::List(parts) => parts.first()?.text(),
        _ => None,
    });
    let foreign = resolved.filter_map(|resolved| {
        let (name, version) = name_and_range(&resolved.value)?;
        let is_own = version.starts_with("workspace:") || version.starts_with("root:");
        (!is_own).then(|| resolved.package_in(name))
    });
    Ok(foreign.collect())
}
