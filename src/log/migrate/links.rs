//! Both ends of every link of a migrated log.

use std::collections::{BTreeMap, HashMap};

use super::{Log, Step, unplaced};
use crate::foreign::Migration;
use crate::record::edit::Change;
use crate::record::{Link, LinkKind, Record, Status};

/// Gives each record the reverse of every link to it. Returns the changes to records of ours that this needs.
pub(super) fn complete<'l>(log: &'l Log, steps: &mut [Step<'l>]) -> Vec<(&'l Record, Vec<Change>)> {
    let by_number: HashMap<u32, usize> = steps
        .iter()
        .enumerate()
        .filter_map(|(at, step)| Some((step.number?, at)))
        .collect();
    take_over(log, &by_number, steps);
    let mut edits: BTreeMap<u32, Vec<Change>> = BTreeMap::new();
    for at in 0..steps.len() {
        let Some(own) = steps[at].number else {
            continue;
        };
        let front = steps[at].migration.front.clone();
        let is_in_force = front
            .status
            .as_ref()
            .is_none_or(|status| status.value != Status::Proposed);
        for old in &front.supersedes {
            let Some(position) = by_number.get(&old.value) else {
                let by = log.get(old.value).and_then(successor);
                let edits = edits.entry(old.value).or_default();
                if by.is_some_and(|by| by != own) {
                    let migration = &mut steps[at].migration;
                    relate_instead(migration, old.value);
                    edits.push(Change::Link(LinkKind::Relates, own));
                } else if is_in_force {
                    edits.push(Change::Status(Status::Superseded));
                    edits.push(Change::SupersededBy(own));
                }
                continue;
            };
            let other = &mut steps[*position].migration.front;
            let by = other.superseded_by.as_ref().map(|by| by.value);
            if by.is_none() && is_in_force {
                other.superseded_by = Some(unplaced(own));
                other.status = Some(unplaced(Status::Superseded));
            } else if by.is_some() && by != Some(own) {
                // A decision has one successor: what others say of it is kept as a link.
                relate(&mut steps[*position].migration, own);
                relate_instead(&mut steps[at].migration, old.value);
            }
        }
        if let Some(by) = &front.superseded_by {
            match by_number.get(&by.value) {
                Some(position) => add_superseded(&mut steps[*position].migration, own),
                None => edits
                    .entry(by.value)
                    .or_default()
                    .push(Change::Supersedes(own)),
            }
        }
        for link in &front.links {
            match by_number.get(&link.to.value) {
                Some(position) => {
                    add_link(&mut steps[*position].migration, link.kind.reverse(), own)
                }
                None => {
                    let change = Change::Link(link.kind.reverse(), own);
                    edits.entry(link.to.value).or_default().push(change);
                }
            }
        }
    }
    let of_ours = edits.into_iter().filter_map(|(number, mut changes)| {
        let record = log
            .get(number)
            .filter(|record| record.is_ours() && record.faults.is_empty())?;
        changes.retain(|change| !already_says(record, change));
        (!changes.is_empty()).then_some((record, changes))
    });
    of_ours.collect()
}

/// What replaced `record`.
fn successor(record: &Record) -> Option<u32> {
    let by = record.front.as_ref()?.superseded_by.as_ref()?;
    Some(by.value)
}

/// Whether `record`, one of ours, already says what `change` would add.
fn already_says(record: &Record, change: &Change) -> bool {
    let Some(front) = &record.front else {
        return false;
    };
    match change {
        Change::Status(status) => record.status() == Some(*status),
        Change::SupersededBy(number) => successor(record) == Some(*number),
        Change::Supersedes(number) => front.supersedes.iter().any(|old| old.value == *number),
        Change::Link(kind, number) => {
            let mut links = front.links.iter();
            links.any(|link| link.kind == *kind && link.to.value == *number)
        }
        _ => false,
    }
}

/// Adds to `steps` the reverse of every link that a record of ours in `log` has to them.
fn take_over<'l>(log: &'l Log, by_number: &HashMap<u32, usize>, steps: &mut [Step<'l>]) {
    let is_ours = |record: &&Record| record.is_ours() && record.faults.is_empty();
    for record in log.records.iter().filter(is_ours) {
        let (Some(own), Some(front)) = (record.number, &record.front) else {
            continue;
        };
        let step = |number: u32| by_number.get(&number).copied();
        for at in front.supersedes.iter().filter_map(|old| step(old.value)) {
            let other = &mut steps[at].migration.front;
            if other.superseded_by.is_none() && record.status() != Some(Status::Proposed) {
                other.superseded_by = Some(unplaced(own));
                other.status = Some(unplaced(Status::Superseded));
            }
        }
        if let Some(at) = successor(record).and_then(step) {
            add_superseded(&mut steps[at].migration, own);
        }
        for link in &front.links {
            if let Some(at) = step(link.to.value) {
                add_link(&mut steps[at].migration, link.kind.reverse(), own);
            }
        }
    }
}

fn relate(migration: &mut Migration, to: u32) {
    add_link(migration, LinkKind::Relates, to);
}

/// Makes a link of what `migration` says to have replaced.
fn relate_instead(migration: &mut Migration, old: u32) {
    let supersedes = &mut migration.front.supersedes;
    supersedes.retain(|number| number.value != old);
    relate(migration, old);
}

fn add_superseded(migration: &mut Migration, old: u32) {
    let supersedes = &mut migration.front.supersedes;
    if supersedes.iter().all(|known| known.value != old) {
        supersedes.push(unplaced(old));
    }
}

fn add_link(migration: &mut Migration, kind: LinkKind, to: u32) {
    let links = &mut migration.front.links;
    if !links
        .iter()
        .any(|link| link.kind == kind && link.to.value == to)
    {
        let to = unplaced(to);
        links.push(Link { kind, to });
    }
}
