//! Which record of a log a link means.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::Log;
use crate::foreign;
use crate::record::Record;

/// The records of `log` by the names of their files, where one has that name.
pub(super) fn by_name(log: &Log) -> HashMap<&str, Option<&Record>> {
    let mut names: HashMap<&str, Option<&Record>> = HashMap::new();
    for record in &log.records {
        if let Some(name) = record
            .source
            .path()
            .file_name()
            .and_then(|name| name.to_str())
        {
            names
                .entry(name)
                .and_modify(|known| *known = None)
                .or_insert(Some(record));
        }
    }
    names
}

/// The record that a link to `target`, in the file at `path`, leads to.
pub(super) fn linked<'l>(
    log: &'l Log,
    by_name: &HashMap<&str, Option<&'l Record>>,
    path: &Path,
    target: &str,
) -> Option<&'l Record> {
    let target = percent_decode_str(target.split(['#', '?']).next()?);
    let target = &*target.decode_utf8_lossy();
    let folder = path.parent().unwrap_or(Path::new(""));
    let beside = normal(&folder.join(target));
    log.record_at(&beside)
        .or_else(|| log.record_at(&beside.join("README.md")))
        .or_else(|| log.record_at(&beside.join("index.md")))
        .or_else(|| {
            let name = target.trim_end_matches('/').rsplit('/').next()?;
            *by_name.get(name)?
        })
        .or_else(|| {
            let number = foreign::number_of_link(target)?;
            let mut numbered = log.numbered(number);
            numbered.next().filter(|_| numbered.next().is_none())
        })
}

/// `path` without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
