//! Guards × files → what breaks a decision that is in force.
//!
//! Nothing is executed, patterns run in linear time, and nothing outside of the repository is read.

mod demand;
mod exemption;
mod findings;
mod packages;
mod scan;
mod tree;

use rayon::iter::{Either, IntoParallelRefIterator, ParallelIterator};

use crate::files::{Files, Glob};
use crate::log::Log;
use crate::manifest::format_of;
use crate::record::{Demand, Guard, Record, Status};

pub use demand::GuardError;
use demand::{Compiled, globs};
pub use findings::{LOOSE_ALLOWANCE, findings};
pub use scan::{Exempted, Report, Violation, scan};
pub use tree::Tree;

/// A guard of a decision in force, ready to be compared with files.
#[derive(Debug)]
pub struct Watch<'l> {
    /// The decision.
    pub record: &'l Record,
    /// The guard as written.
    pub guard: &'l Guard,
    demand: Compiled,
    within: Vec<String>,
    except: Vec<Glob>,
}

/// A guard that is not valid as written.
#[derive(Debug)]
pub struct Invalid<'l> {
    /// The decision.
    pub record: &'l Record,
    /// What is wrong.
    pub error: GuardError,
}

impl<'l> Watch<'l> {
    /// The guards of the accepted decisions of `log` that `selects` selects, and those that are not valid.
    pub fn all(log: &'l Log, selects: impl Fn(&Record) -> bool) -> (Vec<Self>, Vec<Invalid<'l>>) {
        let is_in_force = |record: &&Record| record.status() == Some(Status::Accepted);
        let records = log.records.iter().filter(is_in_force);
        let guards: Vec<_> = records
            .filter(|record| selects(record))
            .flat_map(|record| record.guards().iter().map(move |guard| (record, guard)))
            .collect();
        // To compile a pattern takes about a millisecond.
        let compiled = guards.par_iter().map(|(record, guard)| {
            Self::new(record, guard).map_err(|error| Invalid { record, error })
        });
        compiled.partition_map(|watch| match watch {
            Ok(watch) => Either::Left(watch),
            Err(invalid) => Either::Right(invalid),
        })
    }

    /// `guard` of `record`.
    ///
    /// # Errors
    /// If one of its patterns or globs is not valid.
    pub fn new(record: &'l Record, guard: &'l Guard) -> Result<Self, GuardError> {
        let within = match (&guard.demand, guard.within.is_empty()) {
            // A manifest is rarely among the files that a decision is about.
            (Demand::Packages { .. }, true) => &[],
            (_, true) => record.affects(),
            (_, false) => guard.within.as_slice(),
        };
        globs(within)?;
        Ok(Self {
            record,
            guard,
            demand: Compiled::new(&guard.demand)?,
            within: within.iter().map(|glob| glob.value.clone()).collect(),
            except: globs(&guard.except)?,
        })
    }

    /// The positions of the files that it looks at.
    pub fn looks_at(&self, files: &Files) -> Vec<usize> {
        let mut positions: Vec<usize> = match self.within.is_empty() {
            true => (0..files.len()).collect(),
            false => self
                .within
                .iter()
                .flat_map(|glob| files.selected_by(glob))
                .collect(),
        };
        positions.sort_unstable();
        positions.dedup();
        positions.retain(|position| {
            let path = files.get(*position).unwrap_or_default();
            !self.except.iter().any(|glob| glob.is_match(path)) && self.is_about(path)
        });
        positions
    }

    /// Whether its demand is about a file of that path.
    fn is_about(&self, path: &str) -> bool {
        match &self.demand {
            Compiled::Forbid(_) | Compiled::Require(_) => true,
            Compiled::ForbidPaths(globs) => globs.iter().any(|glob| glob.is_match(path)),
            Compiled::Packages(names) => format_of(path).is_some_and(|format| names.are_in(format)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    #[test]
    fn a_guard_looks_at_what_its_decision_affects_and_for_packages_at_every_manifest() {
        let text = "+++\nstatus = \"accepted\"\ndate = 2026-01-01\naffects = [\"src/**\"]\n\n[[guard]]\nforbid = 'x'\n\n[[guard]]\npackages = [\"x\"]\n\n[[guard]]\npackages = [\"x\"]\nin = [\"web/**\"]\n+++\n\n# T\n";
        let record = Record::parse(Arc::new(Source::new("docs/adr/0001-t.md", text)));
        let files: Files = ["Cargo.toml", "src/a.rs", "web/package.json", "web/a.js"]
            .map(str::to_owned)
            .into_iter()
            .collect();
        let looked_at = record.guards().iter().map(|guard| {
            let watch = Watch::new(&record, guard).unwrap();
            let positions = watch.looks_at(&files).into_iter();
            positions
                .filter_map(|position| files.get(position))
                .collect::<Vec<_>>()
        });
        let expected = [
            vec!["src/a.rs"],
            vec!["Cargo.toml", "web/package.json"],
            vec!["web/package.json"],
        ];
        assert_eq!(looked_at.collect::<Vec<_>>(), expected);
    }
}
