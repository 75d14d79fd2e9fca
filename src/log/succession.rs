//! Which decision took the place of another.

use std::collections::HashSet;

use super::Log;
use crate::record::{Record, Status};

impl Log {
    /// The decision that holds in place of the superseded `record`: the end of the chain of its successors. `None` where
    /// there is no successor, where it is rejected, deprecated or not in the log, or where the chain is a circle.
    pub fn living_successor(&self, record: &Record) -> Option<&Record> {
        let mut seen = HashSet::new();
        let mut successor = self.successor(record)?;
        while seen.insert(successor.number) {
            match successor.status() {
                Some(Status::Superseded) => successor = self.successor(successor)?,
                Some(Status::Rejected | Status::Deprecated) => return None,
                Some(Status::Accepted | Status::Proposed) | None => return Some(successor),
            }
        }
        None
    }

    fn successor(&self, record: &Record) -> Option<&Record> {
        let by = record.front.as_ref()?.superseded_by.as_ref()?;
        self.get(by.value)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use crate::log::Log;
    use crate::record::Record;
    use crate::source::Source;
    use crate::store::Place;

    #[test]
    fn a_chain_is_followed_to_what_holds_now() {
        let record = |(number, status, by): (u32, &str, u32)| {
            let by = match by {
                0 => String::new(),
                by => format!("superseded_by = {by}\n"),
            };
            let text = format!("+++\nstatus = \"{status}\"\n{by}+++\n\n# T{number}\n");
            Record::parse(Arc::new(Source::new(
                format!("docs/adr/{number:04}-t.md"),
                text,
            )))
        };
        let place = Place {
            dir: PathBuf::from("docs/adr"),
            root: PathBuf::from("."),
        };
        let records = [
            (1, "superseded", 2),
            (2, "superseded", 3),
            (3, "accepted", 0),
            (4, "superseded", 5),
            (5, "superseded", 4),
            (6, "superseded", 7),
            (7, "rejected", 0),
            (8, "superseded", 99),
            (9, "superseded", 9),
        ];
        let log = Log::of(place, records.map(record).into());
        let successors = log.records.iter().map(|record| {
            let successor = log.living_successor(record);
            successor.and_then(|successor| successor.number)
        });
        let expected = [Some(3), Some(3), None, None, None, None, None, None, None];
        assert_eq!(successors.collect::<Vec<_>>(), expected);
    }
}
