//! The conditions that words may stand for, each explained, for people and for programs.

use serde::Serialize;

use super::explanation::{self, Part};
use super::json::VERSION;
use crate::source::printable;
use crate::trigger::{Scope, explain};
use crate::words::Clause;

/// `clauses` for a terminal, each with its conditions below it, with ANSI styles.
pub fn human(clauses: &[Clause], scope: &Scope<'_>) -> String {
    let clause = |clause: &Clause| {
        let conditions = clause.conditions.iter();
        let explained: Vec<String> = conditions
            .map(|condition| explanation::indented(&explain(condition, None, scope), "  "))
            .collect();
        let (text, conditions) = (printable(&clause.text), explained.join("\n"));
        format!("“{text}” could be\n\n{conditions}")
    };
    let clauses: Vec<String> = clauses.iter().map(clause).collect();
    clauses.join("\n")
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    clauses: Vec<ClauseDocument<'a>>,
}

/// A clause with the conditions that it may stand for, the most likely first.
#[derive(Serialize)]
struct ClauseDocument<'a> {
    text: &'a str,
    proposals: Vec<Part>,
}

/// `clauses` as JSON: one object, with the version shared by all JSON output.
///
/// # Errors
/// If serialization fails; no such case is known.
pub fn json(clauses: &[Clause], scope: &Scope<'_>) -> serde_json::Result<String> {
    let clause = |clause: &'_ Clause| -> Vec<Part> {
        let conditions = clause.conditions.iter();
        let explained = conditions.map(|condition| explain(condition, None, scope));
        explained.map(Part::from).collect()
    };
    let clauses = clauses.iter().map(|found| ClauseDocument {
        text: &found.text,
        proposals: clause(found),
    });
    serde_json::to_string_pretty(&Document {
        version: VERSION,
        clauses: clauses.collect(),
    })
}
