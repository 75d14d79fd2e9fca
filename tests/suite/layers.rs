//! Modules import strictly downwards: each only from those below it in the list of `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from top to bottom, as listed in `src/lib.rs`.
fn layers() -> Vec<String> {
    let map = fs::read_to_string("src/lib.rs").unwrap();
    let name = |line: &str| Some(line.strip_prefix("//! - [`")?.split_once('`')?.0.to_owned());
    map.lines().filter_map(name).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// The modules that a file refers to by `crate::NAME`, including inside `use crate::{a, b::c}`.
fn imports(text: &str) -> Vec<String> {
    struct Imports(Vec<String>);
    impl<'ast> syn::visit::Visit<'ast> for Imports {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            let mut segments = path.segments.iter();
            if let (Some(first), Some(second)) = (segments.next(), segments.next())
                && first.ident == "crate"
            {
                self.0.push(second.ident.to_string());
            }
            syn::visit::visit_path(self, path);
        }
        fn visit_use_path(&mut self, path: &'ast syn::UsePath) {
            if path.ident == "crate" {
                first_names(&path.tree, &mut self.0);
            }
        }
    }
    fn first_names(tree: &syn::UseTree, found: &mut Vec<String>) {
        let mut push = |ident: &syn::Ident| found.push(ident.to_string());
        match tree {
            syn::UseTree::Path(path) => push(&path.ident),
            syn::UseTree::Name(name) => push(&name.ident),
            syn::UseTree::Rename(rename) => push(&rename.ident),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| first_names(item, found))
            }
            syn::UseTree::Glob(_) => {}
        }
    }
    let mut found = Imports(Vec::new());
    syn::visit::Visit::visit_file(&mut found, &syn::parse_file(text).unwrap());
    found.0
}

#[test]
fn the_module_list_is_complete() {
    let mut mapped = layers();
    mapped.sort();
    let map = fs::read_to_string("src/lib.rs").unwrap();
    let modules: Vec<_> = map
        .lines()
        .filter_map(|line| {
            Some(
                line.strip_prefix("pub mod ")?
                    .trim_end_matches(';')
                    .to_owned(),
            )
        })
        .collect();
    assert_eq!(mapped, modules);
}

#[test]
fn imports_go_strictly_downward() {
    let layers = layers();
    let rank = |name: &str| layers.iter().position(|layer| layer == name);
    let mut looked_at = 0;
    let mut upward = Vec::new();
    for path in rust_files(Path::new("src")) {
        let inside = path.strip_prefix("src").unwrap();
        let module = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy();
        let module = module.trim_end_matches(".rs");
        let Some(own) = rank(module) else { continue };
        for import in imports(&fs::read_to_string(&path).unwrap()) {
            looked_at += 1;
            if rank(&import).is_none_or(|other| other < own) {
                upward.push(format!("{}: crate::{import}", path.display()));
            }
        }
    }
    assert!(looked_at > 50, "only {looked_at} imports found");
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn grouped_and_inline_imports_are_seen() {
    let text = "use crate::{a, b::c};\nfn f() -> crate::d::T { crate::e::g() }\n";
    assert_eq!(imports(text), ["a", "b", "d", "e"]);
}
