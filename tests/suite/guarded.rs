//! Guards in every kind of checkout, and what of it is new: renamed, merged, shallow, sparse, with submodules.

use std::fs;

use crate::fixture::{Folder, stderr_of};

const COMMIT: &str = "-c user.name=mara -c user.email=mara@example.com commit -q -m change";

const RECORD: &str = r#"```toml
status = "accepted"
date = 2026-06-01
deciders = ["team-orders"]

[[guard]]
forbid = 'println!'
in = ["src/**", "web/**", "library/**"]
rejects = "Printing"
```

# ADR-0001: Log through tracing

## Alternatives Rejected

- **Printing:** nobody can filter it by level.
"#;

fn write(folder: &Folder, path: &str, text: &str) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn commit_all(folder: &Folder) {
    folder.git("add -A");
    folder.git(COMMIT);
}

/// Twelve lines of code, and one that prints.
fn printing(text: &str) -> String {
    let lines = (1..=12).map(|n| format!("fn number_{n}() -> u32 {{ {n} }}\n"));
    lines.collect::<String>() + &format!("fn said() {{ println!(\"{text}\") }}\n")
}

/// A repository on the branch `main`, in which one file already prints.
fn repository() -> Folder {
    let folder = Folder::new();
    folder.git("init -q -b main");
    write(&folder, "docs/adr/adr.toml", "");
    write(&folder, "docs/adr/0001-log-through-tracing.md", RECORD);
    write(&folder, "src/old.rs", &printing("old"));
    write(&folder, "web/page.rs", "fn page() {}\n");
    commit_all(&folder);
    folder
}

/// The places of the findings of `adr guard`, which must end as it does with findings.
#[track_caller]
fn places(folder: &Folder, arguments: &str) -> Vec<String> {
    let output = folder.adr(arguments);
    let shown = String::from_utf8(output.stdout.clone()).unwrap();
    let places: Vec<_> = shown
        .lines()
        .filter_map(|line| Some(line.trim().strip_prefix("--> ")?.to_owned()))
        .collect();
    let expected = i32::from(!places.is_empty());
    assert_eq!(
        output.status.code(),
        Some(expected),
        "{shown}{}",
        stderr_of(&output)
    );
    places
}

#[test]
fn what_a_renamed_file_already_held_is_not_new() {
    let folder = repository();
    folder.git("checkout -q -b branch");
    folder.git("mv src/old.rs src/new.rs");
    assert!(places(&folder, "guard --staged").is_empty());
    write(
        &folder,
        "src/new.rs",
        &(printing("old") + "fn more() { println!(\"more\") }\n"),
    );
    folder.git("add -A");
    assert_eq!(places(&folder, "guard --staged"), ["src/new.rs:14:13"]);
    commit_all(&folder);
    assert_eq!(places(&folder, "guard --diff main"), ["src/new.rs:14:13"]);
    assert_eq!(places(&folder, "guard").len(), 2);
}

#[test]
fn a_merge_in_progress_is_read_as_it_stands() {
    let folder = repository();
    folder.git("checkout -q -b other");
    write(
        &folder,
        "src/old.rs",
        &format!("// one\n{}", printing("one")),
    );
    commit_all(&folder);
    folder.git("checkout -q main");
    write(
        &folder,
        "src/old.rs",
        &format!("// two\n{}", printing("two")),
    );
    commit_all(&folder);
    let merged = folder
        .command("git")
        .args(["merge", "-q", "other"])
        .output()
        .unwrap();
    assert!(!merged.status.success());
    // Both sides of the conflict print, on lines of their own.
    assert_eq!(places(&folder, "guard").len(), 2);
    assert_eq!(places(&folder, "guard --staged").len(), 0);
}

#[test]
fn what_git_cannot_compare_is_an_error_with_a_way_out() {
    let folder = repository();
    for base in ["nowhere", "--output=stolen", ""] {
        let mut command = folder.command(env!("CARGO_BIN_EXE_adr"));
        let output = command
            .args(["guard", &format!("--diff={base}")])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{base}: {}",
            stderr_of(&output)
        );
    }
    assert!(!folder.path().join("stolen").exists());

    folder.git("checkout -q -b branch");
    write(&folder, "src/more.rs", "fn more() {}\n");
    commit_all(&folder);
    let url = format!("file://{}", folder.path().display());
    let clone = Folder::new();
    clone.git(&format!("clone -q --depth 1 -b branch {url} copy"));
    clone.git("-C copy fetch -q --depth 1 origin main:main");
    let output = clone.adr("-C copy guard --diff main");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr_of(&output).contains("git fetch --unshallow"),
        "{}",
        stderr_of(&output)
    );

    let bare = Folder::new();
    bare.git(&format!("clone -q --bare {url} copy"));
    let output = bare.adr("-C copy guard");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr_of(&output).contains("no decision log"),
        "{}",
        stderr_of(&output)
    );
}

#[test]
fn a_sparse_checkout_is_guarded_where_it_has_files() {
    let origin = repository();
    let url = format!("file://{}", origin.path().display());
    let folder = Folder::new();
    folder.git(&format!("clone -q --sparse {url} copy"));
    folder.git("-C copy sparse-checkout set docs web");
    assert!(places(&folder, "-C copy guard").is_empty());
    write(
        &folder,
        "copy/web/page.rs",
        "fn page() { println!(\"x\") }\n",
    );
    folder.git("-C copy add web");
    assert_eq!(
        places(&folder, "-C copy guard --staged"),
        ["web/page.rs:1:13"]
    );
}

#[test]
fn the_files_of_a_submodule_are_its_own() {
    let library = Folder::new();
    library.git("init -q -b main");
    write(&library, "lib.rs", "fn lib() { println!(\"x\") }\n");
    commit_all(&library);
    let folder = repository();
    let path = library.path().display();
    folder.git(&format!(
        "-c protocol.file.allow=always submodule --quiet add {path} library"
    ));
    assert!(places(&folder, "guard --staged").is_empty());
    commit_all(&folder);
    assert_eq!(places(&folder, "guard"), ["src/old.rs:13:13"]);
    assert!(places(&folder, "guard --diff main~1").is_empty());
}

/// A line that prints, exempt in a comment as each language writes them.
const EXEMPT: [(&str, &str); 14] = [
    (
        "a.rs",
        "// ALLOW: the output of a command line\nprintln!(\"x\");",
    ),
    (
        "b.rs",
        "println!(\"x\"); // ALLOW: the output of a command line",
    ),
    ("c.py", "# ALLOW: generated\nprintln!"),
    ("d.sql", "select 'println!' -- ALLOW: a test of the scanner"),
    (
        "e.html",
        "<!-- ALLOW: shown to learners --><code>println!</code>",
    ),
    (
        "f.css",
        "a { content: 'println!' } /* ALLOW: shown to learners */",
    ),
    ("g.lisp", ";; ALLOW: shown to learners\n(println!)"),
    ("h.erl", "% ALLOW: shown to learners\nprintln!"),
    ("i.jsx", "{/* ALLOW: shown to learners */}\n<b>println!</b>"),
    ("j.hs", "{- ALLOW: shown to learners -}\nprintln!"),
    (
        "k.java",
        "/**\n * ALLOW: shown to learners\n */ String x = \"println!\";",
    ),
    ("l.ml", "(* ALLOW: shown to learners *)\nprintln!"),
    ("m.lua", "--[[ ALLOW: shown to learners ]]\nprintln!"),
    ("n.hbs", "{{!-- ALLOW: shown to learners --}}\nprintln!"),
];

#[test]
fn a_comment_with_a_reason_exempts_a_line_in_any_language() {
    let folder = repository();
    folder.git("rm -q src/old.rs");
    for (name, text) in EXEMPT {
        let text = text.replace("ALLOW", "adr-allow ADR-0001");
        write(&folder, &format!("src/{name}"), &text);
    }
    commit_all(&folder);
    assert_eq!(places(&folder, "guard"), [""; 0]);
    for (name, text) in EXEMPT {
        let text = text.replace("ALLOW", "adr-allow ADR-0001");
        let without_reason = text.split(": ").next().unwrap().to_owned() + "\nprintln!\n";
        write(&folder, &format!("src/{name}"), &without_reason);
    }
    commit_all(&folder);
    assert!(places(&folder, "guard").len() >= EXEMPT.len());
}
