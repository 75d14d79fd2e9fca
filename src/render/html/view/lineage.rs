//! The lineage of a decision: the chain of replacements, and its other links.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Reference, Sources, Word};
use crate::record::{LinkKind, Record};

/// One decision in a chain of replacements.
#[derive(Debug, Serialize)]
pub struct Step {
    reference: Reference,
    date: Option<String>,
    status: Option<Word>,
    /// Whether it is the record of this page.
    here: bool,
}

/// The links of one kind to other records, in words.
#[derive(Debug, Serialize)]
pub struct LinkGroup {
    label: &'static str,
    to: Vec<Reference>,
}

/// The maximum length of a chain: longer ones are unreadable, and a malicious log could chain all its
/// records.
const MAX_CHAIN: usize = 24;

/// The records that `record` replaced, itself, and those that replaced it, oldest first; empty if there are
/// no others.
pub fn chain(sources: &Sources<'_>, record: &Record) -> Vec<Step> {
    let Some(number) = record.number else {
        return Vec::new();
    };
    let log = sources.input.log;
    let mut seen = BTreeSet::from([number]);
    let mut before = Vec::new();
    let mut waiting = replaced(record);
    while let Some(old) = waiting.pop() {
        if before.len() == MAX_CHAIN || !seen.insert(old) {
            continue;
        }
        before.push(old);
        waiting.extend(log.get(old).map(replaced).unwrap_or_default());
    }
    before.sort_unstable();
    let mut after = Vec::new();
    let mut next = successor(record);
    while let Some(new) = next.filter(|new| after.len() < MAX_CHAIN && seen.insert(*new)) {
        after.push(new);
        next = log.get(new).and_then(successor);
    }
    if before.is_empty() && after.is_empty() {
        return Vec::new();
    }
    let numbers = before.into_iter().chain([number]).chain(after);
    numbers
        .map(|other| {
            let found = log.get(other);
            Step {
                reference: Reference::to_number(sources, other),
                date: found.and_then(Record::date).map(|date| date.to_string()),
                status: found.and_then(Record::status).map(Word::of_status),
                here: other == number,
            }
        })
        .collect()
}

fn replaced(record: &Record) -> Vec<u32> {
    let front = record.front.as_ref();
    let supersedes = front.map(|front| front.supersedes.as_slice());
    let supersedes = supersedes.unwrap_or_default().iter();
    supersedes.map(|number| number.value).collect()
}

fn successor(record: &Record) -> Option<u32> {
    Some(record.front.as_ref()?.superseded_by.as_ref()?.value)
}

/// The other records that `record` links to, by kind.
pub fn links(sources: &Sources<'_>, record: &Record) -> Vec<LinkGroup> {
    let links = record.front.as_ref().map(|front| front.links.as_slice());
    let links = links.unwrap_or_default();
    let kinds = LinkKind::ALL.into_iter().map(|(kind, _)| LinkGroup {
        label: words(kind),
        to: links
            .iter()
            .filter(|link| link.kind == kind)
            .map(|link| Reference::to_number(sources, link.to.value))
            .collect(),
    });
    kinds.filter(|links| !links.to.is_empty()).collect()
}

fn words(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Amends => "Amends",
        LinkKind::AmendedBy => "Amended by",
        LinkKind::Relates => "Relates to",
        LinkKind::Refines => "Refines",
        LinkKind::RefinedBy => "Refined by",
        LinkKind::Conflicts => "Conflicts with",
    }
}
