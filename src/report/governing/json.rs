//! Governing decisions as JSON.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Card, Report};
use crate::governing::Past;
use crate::record::{Record, SectionKind, Status};
use crate::render::json::{Alternative, Guard};
use crate::report::json::VERSION;
use crate::report::json::verdicts::Judged;

/// All lists are ordered as for a terminal. Files are relative to the repository's root, paths of records to the folder
/// in which the command was run.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    today: NaiveDate,
    files: Vec<&'a str>,
    decisions: Vec<Decision<'a>>,
    proposed: Vec<Decision<'a>>,
    past: Vec<PastDecision<'a>>,
}

/// `glob` is null for a decision that has its files from `predecessor`, which it superseded. `decision` is Markdown.
#[derive(Serialize)]
struct Decision<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    date: Option<NaiveDate>,
    deciders: Vec<&'a str>,
    files: Vec<&'a str>,
    glob: Option<&'a str>,
    predecessor: Option<u32>,
    decision: Option<&'a str>,
    alternatives: Vec<Alternative<'a>>,
    guards: Vec<Guard<'a>>,
    due: bool,
    state: Option<&'static str>,
    triggers: Vec<Judged<'a>>,
    proposed_successors: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    number: Option<u32>,
    title: Option<&'a str>,
    status: Option<Status>,
    path: String,
}

/// `superseded_by` is the decision that holds in its place, however many were in between.
#[derive(Serialize)]
struct PastDecision<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    superseded_by: Option<Named<'a>>,
}

/// `report` as a JSON document.
///
/// # Errors
/// If it cannot be serialized.
pub fn json(report: &Report<'_>) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&Document::of(report))? + "\n")
}

/// The same as a value.
///
/// # Errors
/// If it cannot be serialized.
pub fn value(report: &Report<'_>) -> serde_json::Result<serde_json::Value> {
    serde_json::to_value(Document::of(report))
}

impl<'a> Document<'a> {
    fn of(report: &'a Report<'a>) -> Self {
        let decisions = |cards: &'a [Card<'a>]| -> Vec<Decision<'a>> {
            cards
                .iter()
                .map(|card| Decision::of(card, report))
                .collect()
        };
        Self {
            version: VERSION,
            today: report.scope.today,
            files: report.files.iter().collect(),
            decisions: decisions(&report.in_force),
            proposed: decisions(&report.proposed),
            past: report.past.iter().map(PastDecision::of).collect(),
        }
    }
}

impl<'a> Decision<'a> {
    fn of(card: &'a Card<'_>, report: &'a Report<'_>) -> Self {
        let record = card.record();
        let front = record.front.as_ref();
        let body = record.body();
        let section = body.section(SectionKind::Decision);
        let verdict = card.verdict;
        let triggers = verdict
            .map(|found| found.triggers.as_slice())
            .unwrap_or_default();
        Self {
            named: Named::of(record),
            date: record.date(),
            deciders: front.map_or_else(Vec::new, |front| {
                front
                    .deciders
                    .iter()
                    .map(|name| name.value.as_str())
                    .collect()
            }),
            files: card.files(report.files),
            glob: card.glob(),
            predecessor: card.predecessor().and_then(|record| record.number),
            decision: section.map(|section| record.source.slice(&section.content).trim()),
            alternatives: card.alternatives().iter().map(Alternative::of).collect(),
            guards: record.guards().iter().map(Guard::of).collect(),
            due: card.is_due(),
            state: verdict.and_then(|found| Some(found.standing()?.name())),
            triggers: triggers.iter().map(Judged::of).collect(),
            proposed_successors: card
                .governed
                .challengers
                .iter()
                .map(|record| Named::of(record))
                .collect(),
        }
    }
}

impl<'a> Named<'a> {
    fn of(record: &'a Record) -> Self {
        Self {
            number: record.number,
            title: record.title(),
            status: record.status(),
            path: record.source.shown_path(),
        }
    }
}

impl<'a> PastDecision<'a> {
    fn of(past: &'a Past<'_>) -> Self {
        Self {
            named: Named::of(past.record),
            superseded_by: past.successor.map(Named::of),
        }
    }
}
