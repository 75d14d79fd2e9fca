//! A new record before it is written: its number, its file, and the changes to the records that it links to.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};

use crate::cli::links;
use crate::foreign::edit::Named;
use crate::log::Log;
use crate::record::draft::Draft;
use crate::store::Change;

/// A new record that is not written yet.
pub struct Composed {
    /// Its number.
    pub number: u32,
    /// Its file.
    pub path: PathBuf,
    /// What writes it, and the reverse links in others.
    pub changes: Vec<Change>,
    /// The log with them.
    pub log: Log,
}

impl Composed {
    /// `draft` by `template` as a record of `log`.
    ///
    /// # Errors
    /// If its title does not yield a file name, the template cannot be filled in, or a link cannot be made.
    pub fn of(draft: Draft, template: &str, log: Log) -> anyhow::Result<Self> {
        let path = path_for(&log, draft.number, &draft.title)?;
        let mut changes = vec![Change::create(&path, rendered(&draft, template)?)];
        let new = Named {
            number: draft.number,
            title: draft.title,
            path: path.clone(),
        };
        let status = Some(draft.status);
        let others = links::reverse_changes(&log, &new, status, &draft.supersedes, &draft.links)?;
        changes.extend(others);
        Ok(Self {
            number: draft.number,
            path,
            log: log.after(&changes),
            changes,
        })
    }
}

/// The text of `draft` by `template`.
///
/// # Errors
/// If the template cannot be filled in.
pub fn rendered(draft: &Draft, template: &str) -> anyhow::Result<String> {
    draft
        .render(template)
        .context("cannot fill in the template")
}

/// The number after every other one, those on other branches too.
///
/// # Errors
/// If there is none.
pub fn next_number(log: &Log, elsewhere: Option<u32>) -> anyhow::Result<u32> {
    log.next_number_after(elsewhere)
        .ok_or_else(|| anyhow!("no number is left after {}", u32::MAX))
}

/// The path of record `number`, in the folder in which the others lie.
///
/// # Errors
/// If the title does not yield a file name.
pub fn path_for(log: &Log, number: u32, title: &str) -> anyhow::Result<PathBuf> {
    if title.is_empty() {
        bail!("a decision needs a title, such as: Keep orders in one PostgreSQL primary");
    }
    let name = log
        .naming()
        .file_name(number, title)
        .ok_or_else(|| anyhow!("the title `{title}` has no letter or digit to form a file name"))?;
    Ok(log.folder_of_records().join(name))
}
