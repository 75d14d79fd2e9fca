//! Which records the prose of each record names, and by which it is named.

use std::collections::HashSet;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::log::Log;
use crate::record::{Front, Record};

/// The citations in a log, by the position of each record.
#[derive(Debug)]
pub struct Citations {
    cited: Vec<Vec<usize>>,
    citing: Vec<Vec<usize>>,
}

impl Citations {
    /// The citations in `log`: by a number, or by a link.
    pub fn of(log: &Log) -> Self {
        let records = log.records.par_iter().enumerate();
        let cited = records.map(|(position, record)| cited_by(log, position, record));
        let cited: Vec<Vec<usize>> = cited.collect();
        let mut citing = vec![Vec::new(); cited.len()];
        for (position, others) in cited.iter().enumerate() {
            for other in others {
                if let Some(citing) = citing.get_mut(*other) {
                    citing.push(position);
                }
            }
        }
        Self { cited, citing }
    }

    /// The positions of the records that the prose of the one at `position` names, in order.
    pub fn cited(&self, position: usize) -> &[usize] {
        self.cited.get(position).map_or(&[], Vec::as_slice)
    }

    /// The positions of the records whose prose names the one at `position`, in order, except those that it is linked to
    /// in the front matter of either.
    pub fn citing_unlinked(&self, log: &Log, position: usize) -> Vec<usize> {
        let citing = self.citing.get(position).map_or(&[][..], Vec::as_slice);
        let Some(record) = log.records.get(position).filter(|_| !citing.is_empty()) else {
            return Vec::new();
        };
        let linked: HashSet<u32> = linked(record).collect();
        let is_unlinked = |other: &usize| {
            log.records.get(*other).is_some_and(|other| {
                let is_named = other.number.is_some_and(|number| linked.contains(&number));
                let names = || record.number.is_some_and(|own| linked_to(other, own));
                !is_named && !names()
            })
        };
        citing.iter().copied().filter(is_unlinked).collect()
    }
}

fn cited_by(log: &Log, position: usize, record: &Record) -> Vec<usize> {
    let mut cited = log.named_in(record);
    cited.retain(|other| *other != position);
    cited
}

/// The numbers that the front matter of `record` links to.
fn linked(record: &Record) -> impl Iterator<Item = u32> + '_ {
    let front = record.front.as_deref();
    front.into_iter().flat_map(Front::linked)
}

fn linked_to(record: &Record, number: u32) -> bool {
    linked(record).any(|other| other == number)
}
