//! The decisions that govern given files, each with what was decided, what was rejected and why, and whether its reasons
//! still stand by the state of its triggers.

mod human;
mod json;
mod markdown;

use std::collections::HashMap;
use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::Base;
use crate::check::{Check, DecisionVerdict};
use crate::files::Files;
use crate::governing::{By, Governed, Governing, Past};
use crate::log::Log;
use crate::record::{Alternative, Record, SectionKind};
use crate::trigger::Scope;

pub use human::human;
pub use json::{json, value};
pub use markdown::markdown;

/// The decisions that govern some files.
#[derive(Debug)]
pub struct Report<'a> {
    in_force: Vec<Card<'a>>,
    proposed: Vec<Card<'a>>,
    past: &'a [Past<'a>],
    files: &'a Files,
    ungoverned: usize,
    scope: &'a Scope<'a>,
    base: &'a Base,
    /// The decisions in force that are not shown.
    hidden: usize,
}

/// A decision that governs some of the files.
#[derive(Debug)]
struct Card<'a> {
    governed: &'a Governed<'a>,
    /// The record, where the log holds only its head.
    whole: Option<Record>,
    verdict: Option<&'a DecisionVerdict>,
}

impl<'a> Report<'a> {
    /// The report on `governing`, of decisions in `log`, with at most `limit` decisions in force.
    pub fn new(
        governing: &'a Governing<'a>,
        files: &'a Files,
        log: &Log,
        check: &'a Check,
        limit: usize,
        scope: &'a Scope<'a>,
        base: &'a Base,
    ) -> Self {
        let by_path = check
            .decisions
            .iter()
            .map(|found| (found.decision.source.path(), found));
        let verdicts: HashMap<&Path, &DecisionVerdict> = by_path.collect();
        let cards = |list: &'a [Governed<'a>]| -> Vec<Card<'a>> {
            let shown = list.get(..limit.min(list.len())).unwrap_or_default();
            let card = |governed: &'a Governed<'a>| Card {
                governed,
                whole: log.whole(governed.record),
                verdict: verdicts.get(governed.record.source.path()).copied(),
            };
            shown.par_iter().map(card).collect()
        };
        Self {
            in_force: cards(&governing.in_force),
            proposed: cards(&governing.proposed),
            past: &governing.past,
            files,
            ungoverned: governing.ungoverned,
            scope,
            base,
            hidden: governing.in_force.len().saturating_sub(limit),
        }
    }

    /// The number of decisions in force, shown or not.
    pub fn total(&self) -> usize {
        self.in_force.len() + self.hidden
    }

    /// Whether there is no decision about the files at all.
    pub fn is_empty(&self) -> bool {
        self.in_force.is_empty() && self.proposed.is_empty() && self.past.is_empty()
    }

    /// `3 files`, `1 of 3 files`.
    fn governed_files(&self) -> String {
        let all = super::counted(self.files.len(), "file");
        match self.ungoverned {
            0 => all,
            ungoverned => format!("{} of {all}", self.files.len() - ungoverned),
        }
    }

    fn due(&self) -> usize {
        self.in_force.iter().filter(|card| card.is_due()).count()
    }
}

impl<'a> Card<'a> {
    fn record(&self) -> &Record {
        self.whole.as_ref().unwrap_or(self.governed.record)
    }

    fn is_due(&self) -> bool {
        self.verdict.is_some_and(DecisionVerdict::is_due)
    }

    /// What was decided, without markup; `None` where the record does not say.
    fn decision(&self) -> Option<&str> {
        let body = self.record().body();
        let text = body.text(body.section(SectionKind::Decision)?).trim();
        (!text.is_empty()).then_some(text)
    }

    fn alternatives(&self) -> &[Alternative] {
        self.record().body().alternatives()
    }

    /// The paths of the files that it governs.
    fn files<'f>(&self, files: &'f Files) -> Vec<&'f str> {
        let positions = self.governed.files.iter();
        positions
            .filter_map(|position| files.get(*position))
            .collect()
    }

    /// The glob by which it governs them.
    fn glob(&self) -> Option<&'a str> {
        match self.governed.by {
            By::Affects(glob) => Some(glob),
            By::Successor(_) => None,
        }
    }

    /// The decision from which it has its files.
    fn predecessor(&self) -> Option<&'a Record> {
        match self.governed.by {
            By::Affects(_) => None,
            By::Successor(record) => Some(record),
        }
    }
}
