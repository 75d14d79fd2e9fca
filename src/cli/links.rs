//! Both ends of a link: the changes to other records when one record links to them.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};

use crate::foreign;
use crate::foreign::edit::Named;
use crate::log::Log;
use crate::record::edit::{self, Change as Edit};
use crate::record::{LinkKind, Record, Status, reference};
use crate::store::Change;

/// The numbers of the records in `log` that `references` refer to, without duplicates.
///
/// # Errors
/// If a reference does not identify a single record, or the record has no number.
pub fn numbers(log: &Log, references: &[String]) -> anyhow::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for reference in references {
        let number = number(log.find(reference)?)?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(numbers)
}

/// The kind of link that `words` name, as `amended-by` or as people write it: `Amended by`, `Clarifies`.
pub fn kind(words: &str) -> Option<LinkKind> {
    let name = words.to_lowercase().replace(' ', "-");
    LinkKind::from_name(&name).or_else(|| foreign::edit::kind(words))
}

/// The number of `record`.
///
/// # Errors
/// If it has none.
pub fn number(record: &Record) -> anyhow::Result<u32> {
    let path = record.source.shown_path();
    record
        .number
        .ok_or_else(|| anyhow!("{path} has no number, so it cannot be referenced"))
}

/// The changes to other records when the record `new`, with the given status, supersedes some of them and
/// links to others. A proposed record does not supersede anything yet.
///
/// # Errors
/// If one of them does not exist, cannot be edited, or is already superseded; or if a new record cannot have
/// that status.
pub fn reverse_changes(
    log: &Log,
    new: &Named,
    status: Option<Status>,
    supersedes: &[u32],
    links: &[(LinkKind, u32)],
) -> anyhow::Result<Vec<Change>> {
    check_new_status(status, supersedes)?;
    let number = new.number;
    let mut edits: BTreeMap<u32, Vec<Edit>> = BTreeMap::new();
    for old in supersedes {
        check_in_force(existing(log, *old)?, number)?;
        if status != Some(Status::Proposed) {
            let reverse = [Edit::Status(Status::Superseded), Edit::SupersededBy(number)];
            edits.entry(*old).or_default().extend(reverse);
        }
    }
    for (kind, to) in links {
        let reverse = Edit::Link(kind.reverse(), number);
        edits.entry(*to).or_default().push(reverse);
    }
    let change =
        |(old, edits): (u32, Vec<Edit>)| edited(log, existing(log, old)?, &edits, Some(new));
    edits.into_iter().map(change).collect()
}

/// The change that applies `edits` to `record` of `log`, whatever its format. The edits may refer to `new`, which is not
/// in the log yet.
///
/// # Errors
/// If it has no TOML that can be edited, or its format has no place for an edit.
pub fn edited(
    log: &Log,
    record: &Record,
    edits: &[Edit],
    new: Option<&Named>,
) -> anyhow::Result<Change> {
    let named = |number: u32| {
        let new = new.filter(|new| new.number == number);
        new.cloned().or_else(|| name(log.get(number)?))
    };
    let after = match record.is_ours() {
        true => edit::apply(record, edits)?,
        false => foreign::edit::apply(record, edits, &named)?,
    };
    let source = &record.source;
    Ok(Change::replace(source.path(), source.text(), after))
}

/// `record` as others name it; `None` where it has no number.
pub fn name(record: &Record) -> Option<Named> {
    Some(Named {
        number: record.number?,
        title: record.title().unwrap_or_default().to_owned(),
        path: record.source.path().to_owned(),
    })
}

fn existing(log: &Log, number: u32) -> anyhow::Result<&Record> {
    Ok(log.find(&number.to_string())?)
}

/// Rejects a status that is not valid for a new record that supersedes these records.
fn check_new_status(status: Option<Status>, supersedes: &[u32]) -> anyhow::Result<()> {
    match status {
        Some(Status::Superseded) => bail!(
            "a new decision cannot be superseded yet; record it as accepted, then use `adr supersede`"
        ),
        Some(status @ (Status::Rejected | Status::Deprecated)) if !supersedes.is_empty() => bail!(
            "a {} decision cannot supersede others; it must be proposed or accepted",
            status.name()
        ),
        _ => Ok(()),
    }
}

/// Rejects superseding a record that is not in force.
fn check_in_force(old: &Record, successor: u32) -> anyhow::Result<()> {
    let front = old.front.as_ref();
    let by = front.and_then(|front| front.superseded_by.as_ref());
    let name = old
        .number
        .map_or_else(|| old.source.shown_path(), reference);
    match (old.status(), by) {
        (_, Some(by)) if by.value != successor => {
            let by = reference(by.value);
            bail!("{name} is already superseded by {by}; supersede {by} instead")
        }
        (Some(Status::Proposed), _) => bail!(
            "{name} is only proposed, so there is nothing to replace; `adr accept` or `adr reject` it first"
        ),
        (Some(Status::Rejected), _) => {
            bail!("{name} was rejected, so there is nothing to replace; use `adr new` instead")
        }
        _ => Ok(()),
    }
}
