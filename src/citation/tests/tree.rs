//! Which files of a repository are read.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::config::{Citations, Config};

/// A repository with a log of one decision, and with `files` that cite it.
fn repository(files: &[(&str, &[u8])]) -> (TempDir, Log) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let own: [(&str, &[u8]); 3] = [
        ("docs/adr/0001-a.md", b"# ADR-0001: A\n"),
        ("docs/adr/notes/x.txt", b"ADR-0001\n"),
        (".git/HEAD", b"ADR-0001\n"),
    ];
    for (name, bytes) in own.iter().chain(files) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let dir = root.join("docs/adr");
    (folder, Log::load(Place { dir, root }).unwrap())
}

fn excluding(pattern: &str) -> Citations {
    let text = format!("[citations]\nexclude = [{pattern}]\n");
    let (config, faults) = Config::parse(&Arc::new(Source::new("adr.toml", text)));
    assert!(faults.is_empty(), "{faults:?}");
    config.citations
}

/// The files below the root in which a citation was found.
fn citing_files(log: &Log, paths: &[&str], settings: &Citations) -> Vec<String> {
    let citing = Citing::of(log);
    let root = &log.place.root;
    let roots: Vec<_> = match paths {
        [] => vec![citing.whole_tree()],
        paths => {
            let paths = paths.iter().map(|path| citing.root(&root.join(path)));
            paths.map(Result::unwrap).collect()
        }
    };
    let read = citing.read(&roots, settings, |path, _, _| path.to_owned());
    assert!(read.unreadable.is_empty(), "{:?}", read.unreadable);
    let inside = |path: PathBuf| crate::source::shown(path.strip_prefix(root).unwrap());
    read.files.into_iter().map(inside).collect()
}

#[test]
fn text_files_are_read_but_not_the_log_binaries_large_or_ignored_files() {
    let large = [b"ADR-0001\n".to_vec(), vec![b'x'; 1 << 20]].concat();
    let middle = [vec![b'x'; 100_000], b"\nADR-0001".to_vec()].concat();
    let late_nul = [vec![b'x'; 8000], b"\0 ADR-0001".to_vec()].concat();
    let (_folder, log) = repository(&[
        ("src/a.rs", b"// ADR-0001"),
        ("src/none.rs", b"// nothing"),
        ("src/latin.txt", b"\xe9 ADR-0001"),
        ("src/binary.o", b"\0ADR-0001"),
        ("src/late.txt", &late_nul),
        ("src/large.txt", &large),
        ("src/middle.txt", &middle),
        ("docs/adr-notes.md", b"ADR-0001"),
        (".hidden/x.yml", b"# ADR-0001"),
        (".gitignore", b"/target\n"),
        ("target/x.txt", b"ADR-0001"),
        ("empty.txt", b""),
    ]);
    let all = [
        ".hidden/x.yml",
        "docs/adr-notes.md",
        "src/a.rs",
        "src/late.txt",
        "src/latin.txt",
        "src/middle.txt",
    ];
    assert_eq!(citing_files(&log, &[], &Citations::default()), all);
    assert_eq!(
        citing_files(&log, &[".", "src", "src/a.rs"], &Citations::default()),
        all
    );
    assert_eq!(
        citing_files(&log, &["src/a.rs", "docs"], &Citations::default()),
        ["docs/adr-notes.md", "src/a.rs"]
    );
}

#[test]
fn settings_exclude_files_and_folders_also_where_they_are_named() {
    let (_folder, log) = repository(&[
        ("src/a.rs", b"ADR-0001"),
        ("tests/fixtures/x/a.rs", b"ADR-0001"),
        ("tests/b.rs", b"ADR-0001"),
    ]);
    for (pattern, paths, expected) in [
        (
            "\"tests/fixtures/**\"",
            &[][..],
            &["src/a.rs", "tests/b.rs"][..],
        ),
        ("\"tests\"", &[], &["src/a.rs"]),
        ("\"**/*.rs\"", &[], &[]),
        ("\"tests\"", &["tests/b.rs", "src"], &["src/a.rs"]),
    ] {
        assert_eq!(
            citing_files(&log, paths, &excluding(pattern)),
            expected,
            "{pattern}"
        );
    }
}

#[test]
fn a_path_must_be_in_the_repository_and_outside_the_log() {
    let (_folder, log) = repository(&[]);
    let citing = Citing::of(&log);
    let refused = |path: &Path| citing.root(path).unwrap_err();
    let root = &log.place.root;
    assert!(matches!(
        refused(&root.join("x")),
        RootError::Unreadable { .. }
    ));
    assert!(matches!(
        refused(&root.join("docs/adr")),
        RootError::InLog { .. }
    ));
    assert!(matches!(
        refused(&root.join("docs/adr/0001-a.md")),
        RootError::InLog { .. }
    ));
    assert!(matches!(
        refused(root.parent().unwrap()),
        RootError::Outside { .. }
    ));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (_folder, log) = repository(&[("src/a.rs", b"ADR-0001")]);
    let root = &log.place.root;
    symlink("a.rs", root.join("src/link.rs")).unwrap();
    symlink("../src", root.join("src/loop")).unwrap();
    assert_eq!(citing_files(&log, &[], &Citations::default()), ["src/a.rs"]);
    let refused = Citing::of(&log).root(&root.join("src/link.rs"));
    assert!(matches!(refused, Err(RootError::Link { .. })));
}

#[cfg(unix)]
#[test]
fn a_log_that_is_the_whole_repository_is_cited_by_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("0001-a.md"), "# A\n").unwrap();
    fs::write(root.join("x.txt"), "ADR-0001").unwrap();
    let log = Log::load(Place {
        dir: root.clone(),
        root,
    })
    .unwrap();
    assert!(citing_files(&log, &[], &Citations::default()).is_empty());
}
