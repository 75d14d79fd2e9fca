//! What a change does to the records that were accepted before it.

use crate::log::Log;
use crate::record::{Record, Status};

/// The records that were accepted on another branch, with what they are now.
#[derive(Debug)]
pub struct Since<'a> {
    /// The name of the branch.
    pub branch: &'a str,
    /// The pairs, in the order of the other branch.
    pub pairs: Vec<Pair<'a>>,
}

/// A record that was accepted, and what it is now.
#[derive(Debug)]
pub struct Pair<'a> {
    /// As it was accepted.
    pub before: &'a Record,
    /// As it is now; `None` where it is gone.
    pub now: Option<Now<'a>>,
}

/// A record as it is now, with its prose.
#[derive(Debug)]
pub struct Now<'a> {
    record: &'a Record,
    whole: Option<Record>,
}

impl Now<'_> {
    /// The record.
    pub fn record(&self) -> &Record {
        self.whole.as_ref().unwrap_or(self.record)
    }

    /// Whether the change puts a correction on record that was not there `before`.
    pub fn is_amended(&self, before: &Record) -> bool {
        let amendments =
            |record: &Record| record.front.as_ref().map_or(0, |front| front.amended.len());
        amendments(self.record()) > amendments(before)
    }
}

impl<'a> Since<'a> {
    /// The accepted ones of the records in `before`, which are on `branch`, beside those of `log`: found by their file, or
    /// where that was renamed, by their title.
    pub fn of(branch: &'a str, before: &'a [Record], log: &'a Log) -> Self {
        let accepted = before
            .iter()
            .filter(|record| record.status() == Some(Status::Accepted));
        let pair = |before: &'a Record| {
            let by_title = || {
                let title = before.title()?.to_lowercase();
                let mut records = log.records.iter();
                records.find(|record| {
                    record
                        .title()
                        .is_some_and(|other| other.to_lowercase() == title)
                })
            };
            let now = log.record_at(before.source.path()).or_else(by_title);
            let now = now.map(|record| Now {
                record,
                whole: log.whole(record),
            });
            Pair { before, now }
        };
        Self {
            branch,
            pairs: accepted.map(pair).collect(),
        }
    }

    /// The pairs of which the record is still there and can be read.
    pub fn kept(&self) -> impl Iterator<Item = (&Record, &Now<'_>)> {
        let pairs = self.pairs.iter();
        pairs
            .filter_map(|pair| Some((pair.before, pair.now.as_ref()?)))
            .filter(|(_, now)| now.record().is_legible() && now.record().faults.is_empty())
    }
}
