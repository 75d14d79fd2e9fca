//! How the decision stands that a citation names: in force, replaced, or not there at all.

use std::collections::HashSet;

use super::{Citing, Target};
use crate::record::{Record, Status};

/// How a cited decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is accepted, proposed, or of a status that cannot be read.
    Current,
    /// It is superseded. At the end of its lineage stands the record at this position; `None` where the lineage ends in
    /// one that is not current either, splits, or leads in a circle.
    Superseded(Option<usize>),
    /// It is deprecated, and nothing replaces it.
    Deprecated,
    /// It was never taken.
    Rejected,
    /// No record has its number.
    Missing,
}

impl Standing {
    /// The word used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded(_) => "superseded",
            Self::Deprecated => "deprecated",
            Self::Rejected => "rejected",
            Self::Missing => "missing",
        }
    }
}

impl Citing<'_> {
    /// How `target` stands. Of several records with one number, one that is current is enough.
    pub fn standing(&self, target: Target) -> Standing {
        let record = match target {
            Target::Missing(number) if self.log.has_number(number) => return Standing::Current,
            Target::Missing(_) => return Standing::Missing,
            Target::Record(position) => self.log.records.get(position),
        };
        let Some(record) = record else {
            return Standing::Missing;
        };
        let number = record.number;
        let mut of_number = number
            .into_iter()
            .flat_map(|number| self.log.numbered(number));
        if of_number.any(is_current) {
            return Standing::Current;
        }
        match record.status() {
            Some(Status::Superseded) => Standing::Superseded(self.successor(record)),
            Some(Status::Deprecated) => Standing::Deprecated,
            Some(Status::Rejected) => Standing::Rejected,
            Some(Status::Accepted | Status::Proposed) | None => Standing::Current,
        }
    }

    /// The position of the one current record at the end of the lineage of `record`.
    fn successor(&self, record: &Record) -> Option<usize> {
        let mut seen = HashSet::new();
        let mut record = record;
        loop {
            let number = self.replaced_by(record)?;
            let position = self.log.position_of(number)?;
            record = self.log.records.get(position)?;
            if is_current(record) {
                return Some(position);
            }
            let goes_on = record.status() == Some(Status::Superseded);
            if !goes_on || !seen.insert(number) {
                return None;
            }
        }
    }

    /// The number of the one record that replaces `record`: as it says itself, and as others say.
    fn replaced_by(&self, record: &Record) -> Option<u32> {
        let front = record.front.as_ref();
        let own = front.and_then(|front| front.superseded_by.as_ref());
        let own = own.map(|by| by.value);
        let others = record.number.and_then(|number| self.claims.get(&number));
        let mut all = own.into_iter().chain(others.into_iter().flatten().copied());
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }
}

fn is_current(record: &Record) -> bool {
    matches!(
        record.status(),
        Some(Status::Accepted | Status::Proposed) | None
    )
}
