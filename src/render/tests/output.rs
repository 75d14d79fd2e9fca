use std::fs;

use super::super::output::{MANIFEST, OutputError, Provenance, Writer, Written};
use super::super::{Digest, Sink, Site};
use super::*;
use crate::store::Access;

fn site(files: &[(&str, &str)]) -> Site {
    let files = files.iter();
    files
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect()
}

/// A repository with a log, and a folder in it for the site.
fn repository() -> (tempfile::TempDir, Place, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().to_owned();
    let dir = root.join("docs/adr");
    fs::create_dir_all(&dir).unwrap();
    let out = root.join("site");
    (folder, Place { dir, root }, out)
}

fn put(site: &Site, writer: &Writer) -> Result<(), OutputError> {
    writer.expect(&mut site.keys().map(String::as_str))?;
    for (name, bytes) in site {
        writer.put(name, bytes.clone())?;
    }
    Ok(())
}

fn write(site: &Site, out: &Path, place: &Place) -> Result<Written, OutputError> {
    let writer = Writer::new(out, place, &Access::SILENT)?;
    put(site, &writer)?;
    writer.finish()
}

/// What [`write`] would change.
fn difference(site: &Site, out: &Path, place: &Place) -> Written {
    let writer = Writer::comparing(out, place).unwrap();
    put(site, &writer).unwrap();
    writer.finish().unwrap()
}

/// The text of every file in `folder`, by relative path.
fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = entries.into_iter().map(Result::unwrap);
    let text = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    entries
        .map(|entry| (entry.path().to_owned(), text(entry.path())))
        .collect()
}

fn written(written: usize, unchanged: usize, removed: usize) -> Written {
    Written {
        written,
        unchanged,
        removed,
    }
}

#[test]
fn only_changed_files_are_written() {
    let (_folder, place, out) = repository();
    let first = site(&[("index.html", "one"), ("0001-a.html", "a")]);
    assert_eq!(write(&first, &out, &place).unwrap(), written(2, 0, 0));
    let before = |name: &str| fs::metadata(out.join(name)).unwrap().modified().unwrap();
    let time = before("0001-a.html");
    std::thread::sleep(std::time::Duration::from_millis(20));
    let second = site(&[("index.html", "two"), ("0001-a.html", "a")]);
    assert_eq!(write(&second, &out, &place).unwrap(), written(1, 1, 0));
    assert_eq!(time, before("0001-a.html"));
    let times = ["0001-a.html", "index.html", MANIFEST].map(before);
    assert_eq!(write(&second, &out, &place).unwrap(), written(0, 2, 0));
    assert_eq!(times, ["0001-a.html", "index.html", MANIFEST].map(before));
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "two");
    assert_eq!(difference(&second, &out, &place), written(0, 2, 0));
    assert_eq!(difference(&first, &out, &place), written(1, 1, 0));
}

#[test]
fn pages_of_removed_records_are_removed_and_foreign_files_kept() {
    let (_folder, place, out) = repository();
    let first = site(&[("index.html", "one"), ("0001-a.html", "a")]);
    write(&first, &out, &place).unwrap();
    fs::write(out.join("CNAME"), "example.com").unwrap();
    let second = site(&[("index.html", "one")]);
    assert_eq!(write(&second, &out, &place).unwrap(), written(0, 1, 1));
    let mut names: Vec<_> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [MANIFEST, "CNAME", "index.html"]);
}

#[test]
fn a_foreign_file_in_the_way_stops_everything() {
    let (_folder, place, out) = repository();
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("index.html"), "theirs").unwrap();
    let ours = site(&[("0001-a.html", "a"), ("index.html", "ours")]);
    let error = write(&ours, &out, &place).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
    assert_eq!(
        fs::read_to_string(out.join("index.html")).unwrap(),
        "theirs"
    );
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn a_dropped_writer_leaves_the_folder_as_it_was() {
    let (_folder, place, out) = repository();
    let deep = |text| {
        site(&[
            ("index.html", text),
            ("0002-b.html", "b"),
            ("files/docs/a.png", "a"),
        ])
    };
    let writer = Writer::new(&out.join("below"), &place, &Access::SILENT).unwrap();
    put(&deep("one"), &writer).unwrap();
    assert_eq!(texts(&out.join("below/files")).len(), 3);
    drop(writer);
    assert!(!out.exists());
    write(&site(&[("index.html", "one")]), &out, &place).unwrap();
    let before = texts(&out);
    let writer = Writer::new(&out, &place, &Access::SILENT).unwrap();
    put(&deep("two"), &writer).unwrap();
    assert_ne!(texts(&out), before);
    drop(writer);
    assert_eq!(texts(&out), before);
}

#[test]
fn a_site_is_up_to_date_until_its_input_or_a_file_changes() {
    let (_folder, place, out) = repository();
    let picture = |path: &str| (path == "a.png").then(|| Digest::of("picture"));
    let warnings = |inputs: &str, linked: &dyn Fn(&str) -> Option<Digest>| {
        let writer = Writer::new(&out, &place, &Access::SILENT).unwrap();
        let warnings = writer.unchanged(&|| Digest::of(inputs), linked);
        let known = warnings.is_some().then(|| writer.finish().unwrap());
        assert!(known.is_none_or(|known| known == written(0, 1, 0)));
        warnings
    };
    assert_eq!(warnings("inputs", &picture), None);
    let writer = Writer::new(&out, &place, &Access::SILENT).unwrap();
    put(&site(&[("index.html", "one")]), &writer).unwrap();
    writer.remember(&|| Provenance {
        inputs: Digest::of("inputs"),
        linked: ["a.png", "b.png"]
            .map(|path| (path.to_owned(), picture(path)))
            .into(),
        warnings: vec!["warned".to_owned()],
    });
    writer.finish().unwrap();
    assert_eq!(
        warnings("inputs", &picture),
        Some(vec!["warned".to_owned()])
    );
    assert_eq!(warnings("others", &picture), None);
    assert_eq!(warnings("inputs", &|_| Some(Digest::of("picture"))), None);
    assert_eq!(warnings("inputs", &|_| None), None);
    let comparing = Writer::comparing(&out, &place).unwrap();
    assert_eq!(
        comparing.unchanged(&|| Digest::of("inputs"), &picture),
        None
    );
    fs::write(out.join("index.html"), "two").unwrap();
    assert_eq!(warnings("inputs", &picture), None);
}

#[test]
fn pages_left_by_a_killed_process_are_recognised() {
    let (_folder, place, out) = repository();
    let writer = Writer::new(&out, &place, &Access::SILENT).unwrap();
    let half = [("index.html", "half"), ("0001-a.html", "a")];
    put(&site(&half), &writer).unwrap();
    // Another thread creates them.
    let is_there = |(name, text): &(&str, &str)| {
        fs::read(out.join(name)).is_ok_and(|now| now == text.as_bytes())
    };
    while !half.iter().all(is_there) {
        std::thread::yield_now();
    }
    let left = texts(&out);
    drop(writer);
    fs::create_dir(&out).unwrap();
    for (path, text) in left.iter().filter(|(path, _)| *path != out) {
        fs::write(path, text).unwrap();
    }
    let whole = site(&[("index.html", "whole")]);
    assert_eq!(write(&whole, &out, &place).unwrap(), written(1, 0, 1));
}

#[cfg(unix)]
#[test]
fn a_symlink_in_the_way_is_not_followed() {
    use std::os::unix::fs::symlink;
    let (folder, place, out) = repository();
    let ours = site(&[("index.html", "ours")]);
    write(&ours, &out, &place).unwrap();
    let target = folder.path().join("precious");
    fs::write(&target, "theirs").unwrap();
    fs::remove_file(out.join("index.html")).unwrap();
    symlink(&target, out.join("index.html")).unwrap();
    for changed in [site(&[("index.html", "other")]), site(&[])] {
        let error = write(&changed, &out, &place).unwrap_err();
        assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
    }
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, folder.path().join("linked")).unwrap();
    let error = write(&ours, &folder.path().join("linked"), &place).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
    assert_eq!(fs::read_to_string(target).unwrap(), "theirs");
    assert_eq!(fs::read_dir(elsewhere).unwrap().count(), 0);
}

#[test]
fn the_log_and_the_repository_root_cannot_hold_a_site() {
    let (_folder, place, out) = repository();
    let ours = site(&[("index.html", "ours")]);
    for refused in [
        place.dir.clone(),
        place.dir.join("site"),
        out.join("../docs/adr/site/deeper"),
    ] {
        let error = write(&ours, &refused, &place).unwrap_err();
        assert!(matches!(error, OutputError::InsideLog { .. }), "{error}");
    }
    for refused in [place.root.clone(), place.root.join("docs/..")] {
        let error = write(&ours, &refused, &place).unwrap_err();
        assert!(
            matches!(error, OutputError::RepositoryRoot { .. }),
            "{error}"
        );
    }
    write(&ours, &place.root.join("docs/site"), &place).unwrap();
}

#[test]
fn a_manifest_cannot_name_files_elsewhere() {
    let (folder, place, out) = repository();
    fs::create_dir_all(&out).unwrap();
    fs::write(folder.path().join("precious"), "theirs").unwrap();
    for files in [
        "../precious",
        "/etc/hosts",
        "a/../../precious",
        "",
        MANIFEST,
    ] {
        let manifest = format!("{{\"version\": 1, \"files\": [\"{files}\"]}}");
        fs::write(out.join(MANIFEST), manifest).unwrap();
        let error = write(&site(&[]), &out, &place).unwrap_err();
        assert!(matches!(error, OutputError::Manifest { .. }), "{error}");
    }
    assert!(folder.path().join("precious").exists());
}
