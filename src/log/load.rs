//! Which files of a log are records.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::foreign::{self, Role};
use crate::record::Record;
use crate::source::Source;

/// Reads one file of the log at `dir`.
pub(super) fn parse(source: Arc<Source>, dir: &Path) -> (Record, Role) {
    let folder = source.path().parent();
    // As they are written, before part by part: most are written alike.
    let is_at_top =
        folder.is_some_and(|folder| folder.as_os_str() == dir.as_os_str() || folder == dir);
    foreign::parse(source, is_at_top)
}

/// The records among `files`, and the paths of the others. What lies beside a README or an index that is a record, and
/// says nothing of itself, belongs to that record.
pub(super) fn records_and_pages(files: Vec<(Record, Role)>) -> (Vec<Record>, Vec<PathBuf>) {
    let mut pages = Vec::new();
    let records = files.into_iter().filter_map(|(record, role)| match role {
        Role::Record => Some(record),
        Role::Page | Role::Template => {
            pages.push(record.source.path().to_owned());
            None
        }
    });
    let records: Vec<_> = records.collect();
    let named_for_folder = records
        .iter()
        .filter(|record| foreign::stands_for_folder(record));
    let folders: HashSet<_> = named_for_folder
        .filter_map(|record| record.source.path().parent())
        .map(Path::to_owned)
        .collect();
    if folders.is_empty() {
        return (records, pages);
    }
    let is_attached = |record: &Record| {
        let folder = record.source.path().parent();
        let is_in_theirs = folder.is_some_and(|folder| folders.contains(folder));
        is_in_theirs && !foreign::stands_for_folder(record) && !foreign::says_what_it_is(record)
    };
    let (attached, records): (Vec<_>, Vec<_>) = records.into_iter().partition(is_attached);
    pages.extend(
        attached
            .iter()
            .map(|record| record.source.path().to_owned()),
    );
    (records, pages)
}
