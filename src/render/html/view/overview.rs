//! What the index opens with: what needs a decision now, what comes next, and what is new.

use chrono::NaiveDate;
use serde::Serialize;

use super::ahead::Ahead;
use super::listing::{ListedRecord, Listing};
use super::trigger::Trigger;
use super::{Reference, Word};

/// What the index opens with.
#[derive(Debug, Serialize)]
pub struct Overview<'s> {
    /// Triggers that are due or near, the most urgent first.
    urgent: Vec<Urgent<'s>>,
    /// The number of triggers that are due or near beyond those.
    more_urgent: usize,
    /// The next dates and crossings, the earliest first.
    next: Vec<Next<'s>>,
    /// The latest decisions.
    latest: Vec<Latest>,
}

/// A trigger that is due or near.
#[derive(Debug, Serialize)]
struct Urgent<'s> {
    decision: Reference,
    href: String,
    trigger: &'s Trigger,
}

/// A trigger with a date ahead.
#[derive(Debug, Serialize)]
struct Next<'s> {
    decision: Reference,
    href: String,
    trigger: &'s Trigger,
    ahead: &'s Ahead,
}

/// A decision with a date.
#[derive(Debug, Serialize)]
struct Latest {
    decision: Reference,
    date: NaiveDate,
    status: Option<Word>,
}

const MAX_URGENT: usize = 3;
const MAX_NEXT: usize = 5;
const MAX_LATEST: usize = 5;

impl<'s> Overview<'s> {
    /// The overview of everything in `listing`.
    pub fn of(listing: &Listing<'s>) -> Self {
        let triggers = || {
            listing.records().flat_map(|listed| {
                let triggers = listed.sources.verdicts.watched(listed.position).iter();
                triggers.map(move |trigger| (listed, trigger))
            })
        };
        let mut urgent: Vec<_> = triggers()
            .filter(|(_, trigger)| trigger.is_in("fired") || trigger.is_in("near"))
            .collect();
        urgent.sort_by(|(_, a), (_, b)| {
            let is_near = |trigger: &Trigger| trigger.is_in("near");
            is_near(a)
                .cmp(&is_near(b))
                .then(b.gone().total_cmp(&a.gone()))
        });
        let mut next: Vec<_> = triggers()
            .filter_map(|(listed, trigger)| Some((listed, trigger, trigger.ahead.as_ref()?)))
            .filter_map(|(listed, trigger, ahead)| Some((ahead.from?, listed, trigger, ahead)))
            .collect();
        next.sort_by_key(|(day, ..)| *day);
        Self {
            more_urgent: urgent.len().saturating_sub(MAX_URGENT),
            urgent: urgent
                .into_iter()
                .take(MAX_URGENT)
                .map(|(listed, trigger)| Urgent {
                    decision: listed.reference(),
                    href: listed.href_of(&trigger.anchor),
                    trigger,
                })
                .collect(),
            next: next
                .into_iter()
                .take(MAX_NEXT)
                .map(|(_, listed, trigger, ahead)| Next {
                    decision: listed.reference(),
                    href: listed.href_of(&trigger.anchor),
                    trigger,
                    ahead,
                })
                .collect(),
            latest: listing
                .records()
                .filter_map(|listed| latest(&listed))
                .take(MAX_LATEST)
                .collect(),
        }
    }
}

fn latest(listed: &ListedRecord<'_>) -> Option<Latest> {
    Some(Latest {
        decision: listed.reference(),
        date: listed.date()?,
        status: listed.record.status().map(Word::of_status),
    })
}
