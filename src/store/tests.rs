//! Transactions, and what is done about interrupted ones.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::journal::{self, Entry};
use super::names::Bounds;
use super::{Access, Change, Event, Place, Reading, StoreError, Transaction};

/// Names and contents.
type Files = Vec<(String, String)>;

/// A log in a folder of its own, with two records.
struct Fixture {
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(fixture.path("")).unwrap();
        fs::write(fixture.path("0001-a.md"), "one").unwrap();
        fs::write(fixture.path("0002-b.md"), "two").unwrap();
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("log").join(name)
    }

    fn place(&self) -> Place {
        Place {
            dir: self.path(""),
            root: self.folder.path().to_owned(),
        }
    }

    fn commit(&self, changes: &[Change]) -> Result<(), StoreError> {
        Transaction::begin(&self.place(), Access::SILENT)?.commit(changes)
    }

    /// What a reader finds: what it was told, and every file's content.
    fn read(&self) -> Result<(Vec<Event>, Files), StoreError> {
        let events = RefCell::new(Vec::new());
        let tell = |event| events.borrow_mut().push(event);
        let access = Access {
            timeout: Duration::ZERO,
            tell: &tell,
        };
        let reading = Reading::begin(&self.place(), &access)?;
        let contents = super::read(&self.path(""), |_| ())?;
        reading.end(&contents.strays, &access)?;
        Ok((events.take(), self.files()))
    }

    fn files(&self) -> Files {
        let mut files = Vec::new();
        for entry in walkdir::WalkDir::new(self.folder.path()) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(self.folder.path()).unwrap();
                let name = name.to_str().unwrap().trim_start_matches("log/");
                files.push((name.to_owned(), fs::read_to_string(entry.path()).unwrap()));
            }
        }
        files.sort();
        files
    }

    /// A change of three files that a kill ended after its journal and `done` of its steps.
    fn interrupted(&self, done: usize) {
        let digest = |text: &str| super::disk::Digest::of(text.as_bytes());
        let temporary = |name: &str, text: &str| {
            let temporary = format!(".adr-tmp-{name}aaaaaa");
            fs::write(self.path(&temporary), text).unwrap();
            temporary
        };
        let entries = [
            Entry::Create {
                target: "0003-c.md".to_owned(),
                temporary: temporary("c", "three"),
                after: digest("three"),
            },
            Entry::Replace {
                target: "0001-a.md".to_owned(),
                temporary: temporary("a", "one, superseded"),
                before: digest("one"),
                after: digest("one, superseded"),
            },
            Entry::Remove {
                target: "0002-b.md".to_owned(),
                before: digest("two"),
            },
        ];
        let bounds = Bounds::of(&self.place()).unwrap();
        journal::write(&bounds, &entries).unwrap();
        for entry in &entries[..done] {
            let step = super::step::Step::of(entry, &bounds).unwrap();
            step.complete().unwrap();
        }
    }

    /// A journal whose first line is right and whose body is `body`.
    fn forged(&self, body: &str) {
        let sum = super::disk::Digest::of(body.as_bytes());
        let sum = serde_json::to_string(&sum).unwrap();
        fs::write(
            self.path(".adr-journal"),
            format!("adr-journal 1 {sum}\n{body}"),
        )
        .unwrap();
    }
}

fn pairs(files: &[(&str, &str)]) -> Files {
    files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn a_new_file_never_takes_anothers_place() {
    let log = Fixture::new();
    let path = log.path("sub/0003-x.md");
    log.commit(&[Change::create(&path, "one")]).unwrap();
    let error = log.commit(&[Change::create(&path, "two")]).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "one");
}

#[test]
fn nothing_is_written_when_one_of_the_files_changed_meanwhile() {
    let log = Fixture::new();
    let before = log.files();
    let changes = [
        Change::create(log.path("0003-c.md"), "new"),
        Change::replace(log.path("0001-a.md"), "ours", "ours, edited"),
    ];
    let error = log.commit(&changes).unwrap_err();
    assert!(matches!(error, StoreError::Changed { .. }), "{error}");
    assert_eq!(log.files(), before);
}

#[test]
fn a_change_creates_replaces_and_removes_in_one() {
    let log = Fixture::new();
    let changes = [
        Change::remove(log.path("0002-b.md"), "two"),
        Change::replace(log.path("0001-a.md"), "one", "uno"),
        Change::create(log.path("0003-c.md"), "three"),
        Change::create(log.folder.path().join(".adr-dir"), "log\n"),
    ];
    log.commit(&changes).unwrap();
    let expected = [
        (".adr-dir", "log\n"),
        ("0001-a.md", "uno"),
        ("0003-c.md", "three"),
    ];
    assert_eq!(log.files(), pairs(&expected));
}

#[test]
fn only_files_of_the_log_are_written() {
    let log = Fixture::new();
    fs::create_dir(log.path(".git")).unwrap();
    for path in [
        log.folder.path().join("0001-x.md"),
        log.path(".git/hook"),
        log.path(".adr-journal"),
        log.folder.path().join("log/../../.adr-dir"),
    ] {
        let error = log.commit(&[Change::create(&path, "x")]).unwrap_err();
        assert!(
            matches!(error, StoreError::NotOurs { .. }),
            "{path:?}: {error}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let log = Fixture::new();
    let path = log.path("0001-a.md");
    for mode in [0o604, 0o666, 0o755] {
        let text = fs::read_to_string(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        log.commit(&[Change::replace(&path, text, format!("{mode:o}"))])
            .unwrap();
        let now = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(now & 0o777, mode);
    }
}

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
fn a_temporary_file_without_a_journal_is_removed_and_only_that() {
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
    fs::create_dir(log.path(".adr-tmp-folder12")).unwrap();
    let (events, files) = log.read().unwrap();
    let [Event::Dropped(removed)] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(removed.len(), 2);
    let expected = [
        (".adr-tmp-", ""),
        (".adr-tmp-a b c d", ""),
        (".adr-x", ""),
        ("0001-a.md", "one"),
        ("0002-b.md", "two"),
    ];
    assert_eq!(files, pairs(&expected));
    assert!(log.path(".adr-tmp-folder12").is_dir());
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
        (entry("0003-c.md", "../x"), "no temporary file"),
        (entry("0003-c.md", "0001-a.md"), "no temporary file"),
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

#[cfg(unix)]
#[test]
fn symbolic_links_are_never_followed() {
    let log = Fixture::new();
    let outside = log.folder.path().join("outside");
    fs::write(&outside, "theirs").unwrap();
    std::os::unix::fs::symlink(&outside, log.path("0004-d.md")).unwrap();
    let error = log
        .commit(&[Change::replace(log.path("0004-d.md"), "theirs", "ours")])
        .unwrap_err();
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
    log.interrupted(0);
    fs::rename(log.path(".adr-journal"), log.folder.path().join("journal")).unwrap();
    std::os::unix::fs::symlink("../journal", log.path(".adr-journal")).unwrap();
    let error = log.read().unwrap_err();
    assert!(error.to_string().contains("symbolic link"), "{error}");
    assert_eq!(fs::read_to_string(&outside).unwrap(), "theirs");
}

#[test]
fn a_writer_waits_for_readers_and_gives_up_in_time() {
    let log = Fixture::new();
    let waited = RefCell::new(0);
    let tell = |event| {
        assert!(matches!(event, Event::Waiting(_)));
        *waited.borrow_mut() += 1;
    };
    let patient = Access {
        timeout: Duration::from_millis(1300),
        tell: &tell,
    };
    let reading = Reading::begin(&log.place(), &patient).unwrap();
    let other = Reading::begin(&log.place(), &patient).unwrap();
    let error = Transaction::begin(&log.place(), patient).err().unwrap();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    assert_eq!(*waited.borrow(), 1);
    drop((reading, other));
    Transaction::begin(&log.place(), patient).unwrap();
}

#[test]
fn a_lock_ends_with_its_holder() {
    let log = Fixture::new();
    let holder = File::open(log.path("")).unwrap();
    holder.lock().unwrap();
    let place = log.place();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| Reading::begin(&place, &Access::SILENT).map(drop));
        std::thread::sleep(Duration::from_millis(50));
        drop(holder);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn a_log_that_was_moved_while_it_was_waited_for_is_not_written() {
    let log = Fixture::new();
    let holder = File::open(log.path("")).unwrap();
    holder.lock().unwrap();
    let place = log.place();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| Transaction::begin(&place, Access::SILENT).map(drop));
        std::thread::sleep(Duration::from_millis(50));
        fs::rename(log.path(""), log.folder.path().join("moved")).unwrap();
        drop(holder);
        let error = waiting.join().unwrap().unwrap_err();
        assert!(matches!(error, StoreError::Io { .. }), "{error}");
    });
    assert!(!Path::new(&log.path("")).exists());
}
