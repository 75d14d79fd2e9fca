//! Transactions, and recovery from interrupted ones.

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
mod interrupted;

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
        let contents = super::read(&self.path(""), |_, _| ())?;
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
fn a_new_file_comes_with_its_folders_which_are_like_any_others() {
    let log = Fixture::new();
    for name in ["year/month/0003-c.md", "year/day/deep/0004-d.md"] {
        let path = log.path(name);
        log.commit(&[Change::create(&path, "new")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
    assert_eq!(log.files().len(), 4, "{:?}", log.files());
    assert_eq!(fs::read_dir(log.path("year")).unwrap().count(), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name| fs::metadata(log.path(name)).unwrap().permissions().mode();
        for folder in ["year", "year/month", "year/day/deep"] {
            assert_eq!(mode(folder), mode(""), "{folder}");
        }
        assert_eq!(mode("year/month/0003-c.md"), mode("0001-a.md"));
    }
}

#[test]
fn a_new_folder_is_refused_like_the_file_in_it() {
    let log = Fixture::new();
    for name in [
        "../else/0003-c.md",
        ".hidden/0003-c.md",
        "a/.hidden/0003-c.md",
        "a/../b/0003-c.md",
        "a/.0003-c.md",
    ] {
        let path = log.path(name);
        let error = log.commit(&[Change::create(&path, "x")]).unwrap_err();
        assert!(
            matches!(error, StoreError::NotOurs { .. }),
            "{name}: {error}"
        );
        assert_eq!(fs::read_dir(log.path("")).unwrap().count(), 2, "{name}");
        assert_eq!(fs::read_dir(log.folder.path()).unwrap().count(), 1);
    }
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

#[cfg(unix)]
#[test]
fn files_outside_the_log_are_rewritten_one_by_one_if_they_are_as_they_were_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let log = Fixture::new();
    let outside = |name: &str| log.folder.path().join(name);
    fs::write(outside("a.sh"), "one").unwrap();
    fs::set_permissions(outside("a.sh"), fs::Permissions::from_mode(0o751)).unwrap();
    fs::write(outside("b.txt"), "changed").unwrap();
    symlink("a.sh", outside("link")).unwrap();
    let transaction = Transaction::begin(&log.place(), Access::SILENT).unwrap();
    let rewrite = |name: &str| transaction.rewrite(&outside(name), b"one", b"two");
    rewrite("a.sh").unwrap();
    assert!(matches!(rewrite("b.txt"), Err(StoreError::Changed { .. })));
    assert!(matches!(rewrite("link"), Err(StoreError::NotOurs { .. })));
    let mode = fs::metadata(outside("a.sh")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o751);
    let files = [
        ("0001-a.md", "one"),
        ("0002-b.md", "two"),
        ("a.sh", "two"),
        ("b.txt", "changed"),
    ];
    assert_eq!(
        log.files(),
        files.map(|(name, text)| (name.to_owned(), text.to_owned()))
    );
}
