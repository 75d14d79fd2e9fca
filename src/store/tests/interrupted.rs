//! Changes that ended in the middle, and journals that say so.

use super::*;

#[test]
fn a_reader_completes_an_interrupted_change_from_every_step() {
    for done in 0..=3 {
        let log = Fixture::new();
        log.interrupted(done);
        let (events, files) = log.read().unwrap();
        let expected = [("0001-a.md", "one, superseded"), ("0003-c.md", "three")];
        assert_eq!(files, pairs(&expected), "after {done} steps");
        let left = ["0003-c.md", "0001-a.md", "0002-b.md"];
        let base = fs::canonicalize(log.path("")).unwrap();
        let left = left[done..].iter().map(|name| base.join(name)).collect();
        assert_eq!(events, [Event::Completed(left)]);
        assert!(log.read().unwrap().0.is_empty(), "said twice");
    }
}

#[test]
fn an_interrupted_change_that_nothing_was_done_of_yields_to_a_later_edit() {
    let log = Fixture::new();
    log.interrupted(0);
    fs::write(log.path("0001-a.md"), "edited by hand").unwrap();
    let (events, files) = log.read().unwrap();
    assert_eq!(events, [Event::Dropped(Vec::new())]);
    assert_eq!(
        files,
        pairs(&[("0001-a.md", "edited by hand"), ("0002-b.md", "two")])
    );
}

#[test]
fn a_later_edit_is_not_lost_to_a_change_that_was_done_in_part() {
    let log = Fixture::new();
    log.interrupted(1);
    fs::write(log.path("0001-a.md"), "edited by hand").unwrap();
    let before = log.files();
    let error = log.read().unwrap_err();
    assert!(matches!(error, StoreError::BadJournal { .. }), "{error}");
    assert_eq!(log.files(), before);
}

#[test]
fn a_done_file_may_be_edited_before_the_rest_is_completed() {
    let log = Fixture::new();
    log.interrupted(2);
    fs::write(log.path("0001-a.md"), "edited by hand").unwrap();
    let (_, files) = log.read().unwrap();
    assert_eq!(
        files,
        pairs(&[("0001-a.md", "edited by hand"), ("0003-c.md", "three")])
    );
}

#[test]
fn a_temporary_file_or_folder_without_a_journal_is_removed_and_only_that() {
    let log = Fixture::new();
    fs::create_dir(log.path("observations")).unwrap();
    for name in [
        ".adr-tmp-Ab12Cd34",
        "observations/.adr-tmp-Ab12Cd34",
        ".adr-tmp-",
        ".adr-tmp-a b c d",
        ".adr-x",
    ] {
        fs::write(log.path(name), "").unwrap();
    }
    for folder in [
        ".adr-tmp-folder12",
        "observations/.adr-tmp-folder12/2026",
        "folder",
    ] {
        fs::create_dir_all(log.path(folder)).unwrap();
    }
    for name in [
        ".adr-tmp-folder12/0003-c.md",
        "observations/.adr-tmp-folder12/2026/x.jsonl",
    ] {
        fs::write(log.path(name), "").unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("folder", log.path(".adr-tmp-link12")).unwrap();
    let (events, files) = log.read().unwrap();
    let [Event::Dropped(removed)] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(removed.len(), 4, "{removed:?}");
    let expected = [
        (".adr-tmp-", ""),
        (".adr-tmp-a b c d", ""),
        (".adr-x", ""),
        ("0001-a.md", "one"),
        ("0002-b.md", "two"),
    ];
    assert_eq!(files, pairs(&expected));
    assert!(!log.path(".adr-tmp-folder12").exists());
    assert!(log.path("folder").is_dir());
}

#[test]
fn a_journal_that_cannot_be_trusted_is_refused_and_nothing_is_touched() {
    let entry = |target: &str, temporary: &str| {
        format!(
            r#"[{{"do":"create","target":"{target}","temporary":"{temporary}","after":{{"length":0,"hash":1}}}}]"#
        )
    };
    for (body, why) in [
        (entry("../0001-x.md", ".adr-tmp-aaaaaa"), "outside the log"),
        (entry("/etc/passwd", ".adr-tmp-aaaaaa"), "outside the log"),
        (
            entry("../../.adr-dir", ".adr-tmp-aaaaaa"),
            "outside the log",
        ),
        (
            entry("x/../../../y.md", ".adr-tmp-aaaaaa"),
            "outside the log",
        ),
        (entry("", ".adr-tmp-aaaaaa"), "outside the log"),
        (entry(".git/hook", ".adr-tmp-aaaaaa"), "dot file"),
        (entry("0003-c.md", "../x"), "not a temporary file"),
        (entry("0003-c.md", "0001-a.md"), "not a temporary file"),
        (entry("link/0003-c.md", ".adr-tmp-aaaaaa"), "not a folder"),
        (entry("link.md", ".adr-tmp-aaaaaa"), "symbolic link"),
        ("[{}]".to_owned(), "damaged"),
        ("".to_owned(), "damaged"),
    ] {
        let log = Fixture::new();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(log.folder.path(), log.path("link")).unwrap();
            std::os::unix::fs::symlink("0001-a.md", log.path("link.md")).unwrap();
        }
        fs::write(log.path(".adr-tmp-aaaaaa"), "").unwrap();
        log.forged(&body);
        refuses(&log, why);
    }
}

#[test]
fn a_journal_cut_short_at_any_byte_or_of_another_version_is_refused() {
    let whole = {
        let log = Fixture::new();
        log.interrupted(0);
        fs::read_to_string(log.path(".adr-journal")).unwrap()
    };
    for length in 0..whole.len() {
        let log = Fixture::new();
        fs::write(log.path(".adr-journal"), &whole[..length]).unwrap();
        refuses(&log, "");
    }
    let log = Fixture::new();
    fs::write(
        log.path(".adr-journal"),
        whole.replace("journal 1", "journal 2"),
    )
    .unwrap();
    refuses(&log, "version 2");
    let log = Fixture::new();
    fs::create_dir(log.path(".adr-journal")).unwrap();
    refuses(&log, "not a regular file");
}

#[track_caller]
fn refuses(log: &Fixture, why: &str) {
    let before = log.files();
    let error = log.read().unwrap_err();
    assert!(matches!(error, StoreError::BadJournal { .. }), "{error}");
    assert!(error.to_string().contains(why), "{error}");
    let error = log
        .commit(&[Change::create(log.path("0009-z.md"), "")])
        .unwrap_err();
    assert!(matches!(error, StoreError::BadJournal { .. }), "{error}");
    assert_eq!(log.files(), before);
}
