//! The guards of a decision, for its page and for programs.

use serde::Serialize;

use super::Sources;
use crate::record::{Guard, Record};
use crate::source::Spanned;

/// A guard, and how many places break it.
#[derive(Debug, Serialize)]
pub struct GuardView {
    id: String,
    /// `packages`, `forbid`, `require` or `forbid_paths`.
    kind: &'static str,
    /// What it demands, before its patterns.
    demand: &'static str,
    patterns: Vec<String>,
    within: Vec<String>,
    except: Vec<String>,
    rejects: Option<String>,
    note: Option<String>,
    allowed: u32,
    /// How many places break it; `None` where nobody counted.
    broken: Option<usize>,
}

impl GuardView {
    /// The guards of `record`, at `position` in the log.
    pub fn all(sources: &Sources<'_>, record: &Record) -> Vec<Self> {
        let counts = sources.input.guards.get(record.source.path());
        let broken = |guard: &Guard| counts.and_then(|counts| counts.get(&guard.id)).copied();
        let guards = record.guards().iter();
        guards.map(|guard| Self::of(guard, broken(guard))).collect()
    }

    fn of(guard: &Guard, broken: Option<usize>) -> Self {
        Self {
            id: guard.id.clone(),
            kind: guard.demand.key(),
            demand: guard.demand.words(),
            patterns: guard
                .demand
                .patterns()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            within: texts(&guard.within),
            except: texts(&guard.except),
            rejects: guard.rejects.as_ref().map(|name| name.value.clone()),
            note: guard.note.clone(),
            allowed: guard.allowed.as_ref().map_or(0, |allowed| allowed.value),
            broken,
        }
    }
}

/// `kept` if no guard of `record` is broken by more places than it allows, else `broken`; `None` where nobody counted.
pub fn verdict(sources: &Sources<'_>, record: &Record) -> Option<&'static str> {
    sources.input.guards.get(record.source.path())?;
    let is_broken = |guard: &GuardView| guard.broken > Some(guard.allowed as usize);
    let guards = GuardView::all(sources, record);
    Some(match guards.iter().any(is_broken) {
        true => "broken",
        false => "kept",
    })
}

fn texts(list: &[Spanned<String>]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}
