//! Which decisions govern given files: those whose `affects` select one of them, the most specific first, and those that
//! took the place of such a decision.

use std::collections::{BTreeMap, HashMap};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::files::{Closeness, Files};
use crate::log::Log;
use crate::record::{Record, Status};

/// The decisions about some files.
#[derive(Debug, Default)]
pub struct Governing<'l> {
    /// Those in force, the most specific first.
    pub in_force: Vec<Governed<'l>>,
    /// Those that are proposed, the most specific first.
    pub proposed: Vec<Governed<'l>>,
    /// Those no longer in force, and those rejected, by number.
    pub past: Vec<Past<'l>>,
    /// The number of files that no decision in force governs.
    pub ungoverned: usize,
}

/// A decision, and the files that it governs.
#[derive(Debug, Clone)]
pub struct Governed<'l> {
    /// The decision.
    pub record: &'l Record,
    /// Why it governs them.
    pub by: By<'l>,
    /// The positions of the files, in order.
    pub files: Vec<usize>,
    /// The proposed decisions that would take its place.
    pub challengers: Vec<&'l Record>,
    closeness: Closeness,
}

/// Why a decision governs a file.
#[derive(Debug, Clone, Copy)]
pub enum By<'l> {
    /// A glob of its `affects` selects it.
    Affects(&'l str),
    /// It took the place of a decision whose `affects` select it, and has none of its own.
    Successor(&'l Record),
}

/// A decision about some of the files that is not in force.
#[derive(Debug, Clone, Copy)]
pub struct Past<'l> {
    /// The decision.
    pub record: &'l Record,
    /// What holds in its place.
    pub successor: Option<&'l Record>,
}

impl<'l> Governing<'l> {
    /// The decisions of `log` about `files`.
    pub fn of(log: &'l Log, files: &Files) -> Self {
        let selections = Selections::of(log, files);
        let mut governing = Self::default();
        let mut heirs: BTreeMap<u32, Governed<'l>> = BTreeMap::new();
        for record in &log.records {
            let Some(governed) = selections.of_record(record) else {
                continue;
            };
            match record.status() {
                Some(Status::Accepted) | None => governing.in_force.push(governed),
                Some(Status::Proposed) => governing.proposed.push(governed),
                Some(Status::Superseded | Status::Deprecated | Status::Rejected) => {
                    let successor = log.living_successor(record);
                    governing.past.push(Past { record, successor });
                    if let Some(heir) = successor.filter(|heir| heir.affects().is_empty())
                        && let Some(number) = heir.number
                    {
                        let inherited = governed.inherited_by(heir);
                        heirs
                            .entry(number)
                            .and_modify(|heir| heir.add(&inherited))
                            .or_insert(inherited);
                    }
                }
            }
        }
        for heir in heirs.into_values() {
            match heir.record.status() {
                Some(Status::Proposed) => governing.proposed.push(heir),
                _ => governing.in_force.push(heir),
            }
        }
        governing.finish(log, files.len());
        governing
    }

    fn finish(&mut self, log: &'l Log, files: usize) {
        let challengers = challengers(log);
        for list in [&mut self.in_force, &mut self.proposed] {
            list.sort_by_key(|governed| {
                let number = governed.record.number;
                (
                    std::cmp::Reverse(governed.closeness),
                    number.is_none(),
                    number,
                )
            });
        }
        for governed in &mut self.in_force {
            let number = governed.record.number;
            let found = number.and_then(|number| challengers.get(&number));
            governed.challengers = found.cloned().unwrap_or_default();
        }
        let mut is_governed = vec![false; files];
        for position in self.in_force.iter().flat_map(|governed| &governed.files) {
            if let Some(governed) = is_governed.get_mut(*position) {
                *governed = true;
            }
        }
        self.ungoverned = is_governed.iter().filter(|governed| !**governed).count();
    }

    /// Whether there is no decision at all.
    pub fn is_empty(&self) -> bool {
        self.in_force.is_empty() && self.proposed.is_empty() && self.past.is_empty()
    }

    /// The decisions in force and those proposed.
    pub fn open(&self) -> impl Iterator<Item = &Governed<'l>> {
        self.in_force.iter().chain(&self.proposed)
    }
}

impl<'l> Governed<'l> {
    fn inherited_by(self, heir: &'l Record) -> Self {
        Self {
            by: By::Successor(self.record),
            record: heir,
            ..self
        }
    }

    fn add(&mut self, other: &Self) {
        self.files.extend(&other.files);
        self.files.sort_unstable();
        self.files.dedup();
        if other.closeness > self.closeness {
            self.closeness = other.closeness;
            self.by = other.by;
        }
    }
}

/// The files that each glob of a log selects, worked out once for each glob.
struct Selections<'l>(HashMap<&'l str, Vec<usize>>);

impl<'l> Selections<'l> {
    fn of(log: &'l Log, files: &Files) -> Self {
        let globs = log.records.iter().flat_map(Record::affects);
        let mut globs: Vec<&str> = globs.map(|glob| glob.value.as_str()).collect();
        globs.sort_unstable();
        globs.dedup();
        let selected = globs.par_iter().filter_map(|glob| {
            let selected = files.selected_by(glob);
            (!selected.is_empty()).then_some((*glob, selected))
        });
        Self(selected.collect())
    }

    /// `None` where no glob of `record` selects a file.
    fn of_record(&self, record: &'l Record) -> Option<Governed<'l>> {
        let mut governed: Option<Governed<'l>> = None;
        for glob in record.affects().iter().map(|glob| glob.value.as_str()) {
            let Some(files) = self.0.get(glob) else {
                continue;
            };
            let found = Governed {
                record,
                by: By::Affects(glob),
                files: files.clone(),
                challengers: Vec::new(),
                closeness: Closeness::of(glob),
            };
            match &mut governed {
                Some(governed) => governed.add(&found),
                None => governed = Some(found),
            }
        }
        governed
    }
}

/// The proposed decisions by the numbers that they would supersede.
fn challengers(log: &Log) -> HashMap<u32, Vec<&Record>> {
    let mut challengers: HashMap<u32, Vec<&Record>> = HashMap::new();
    let proposed = log
        .records
        .iter()
        .filter(|record| record.status() == Some(Status::Proposed));
    for record in proposed {
        for number in record.front.iter().flat_map(|front| &front.supersedes) {
            challengers.entry(number.value).or_default().push(record);
        }
    }
    challengers
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;
    use crate::store::Place;

    fn log(records: &[(u32, &str)]) -> Log {
        let record = |(number, front): &(u32, &str)| {
            let text = format!("+++\n{front}\n+++\n\n# T{number}\n");
            Record::parse(Arc::new(Source::new(
                format!("docs/adr/{number:04}-t.md"),
                text,
            )))
        };
        let place = Place {
            dir: PathBuf::from("docs/adr"),
            root: PathBuf::from("."),
        };
        Log::of(place, records.iter().map(record).collect())
    }

    fn files(paths: &[&str]) -> Files {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    fn numbers(list: &[Governed<'_>]) -> Vec<u32> {
        list.iter()
            .filter_map(|governed| governed.record.number)
            .collect()
    }

    #[test]
    fn the_most_specific_decision_comes_first_whatever_its_number() {
        let log = log(&[
            (1, "status = \"accepted\"\naffects = [\"**\"]"),
            (
                2,
                "status = \"accepted\"\naffects = [\"src/orders/**\", \"src/pay/**\"]",
            ),
            (
                3,
                "status = \"accepted\"\naffects = [\"src/orders/api.rs\"]",
            ),
            (4, "status = \"accepted\"\naffects = [\"lib/**\", \"[\"]"),
            (5, "status = \"accepted\""),
        ]);
        let files = files(&["src/orders/api.rs", "src/orders/db.rs", "README.md"]);
        let governing = Governing::of(&log, &files);
        assert_eq!(numbers(&governing.in_force), [3, 2, 1]);
        assert_eq!(governing.in_force[1].files.len(), 2);
        assert_eq!(governing.ungoverned, 0);
        assert!(governing.proposed.is_empty() && governing.past.is_empty());
    }

    #[test]
    fn a_superseded_decision_hands_its_files_to_a_successor_without_its_own() {
        let log = log(&[
            (
                1,
                "status = \"superseded\"\nsuperseded_by = 2\naffects = [\"src/**\"]",
            ),
            (2, "status = \"accepted\"\nsupersedes = [1]"),
            (
                3,
                "status = \"superseded\"\nsuperseded_by = 4\naffects = [\"src/**\"]",
            ),
            (
                4,
                "status = \"accepted\"\nsupersedes = [3]\naffects = [\"lib/**\"]",
            ),
            (5, "status = \"rejected\"\naffects = [\"src/a.rs\"]"),
        ]);
        let governing = Governing::of(&log, &files(&["src/a.rs"]));
        assert_eq!(numbers(&governing.in_force), [2]);
        assert!(
            matches!(governing.in_force[0].by, By::Successor(record) if record.number == Some(1))
        );
        let past: Vec<_> = governing
            .past
            .iter()
            .map(|past| {
                (
                    past.record.number,
                    past.successor.and_then(|record| record.number),
                )
            })
            .collect();
        assert_eq!(
            past,
            [(Some(1), Some(2)), (Some(3), Some(4)), (Some(5), None)]
        );
    }

    #[test]
    fn a_proposed_successor_does_not_take_the_place_of_what_is_accepted() {
        let log = log(&[
            (1, "status = \"accepted\"\naffects = [\"src/**\"]"),
            (
                2,
                "status = \"proposed\"\nsupersedes = [1]\naffects = [\"src/**\"]",
            ),
        ]);
        let governing = Governing::of(&log, &files(&["src/a.rs", "b.rs"]));
        assert_eq!(numbers(&governing.in_force), [1]);
        assert_eq!(governing.in_force[0].challengers[0].number, Some(2));
        assert_eq!(numbers(&governing.proposed), [2]);
        assert_eq!(governing.ungoverned, 1);
    }
}
