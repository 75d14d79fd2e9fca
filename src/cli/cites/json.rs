//! The cited decisions and all citations as JSON (version 1).

use serde::Serialize;

use super::CitingFile;
use super::table::{Count, counts};
use crate::citation::{Citation, Citing, Standing, Target};
use crate::record::{Record, Status};
use crate::source::shown;

#[derive(Serialize)]
struct Document<'f> {
    version: u32,
    decisions: Vec<Decision<'f>>,
    citations: Vec<Line<'f>>,
}

/// A cited decision, or a number that no decision has.
#[derive(Serialize)]
struct Decision<'f> {
    number: Option<u32>,
    title: Option<&'f str>,
    status: Option<Status>,
    path: Option<String>,
    /// How it stands, as for each of its citations.
    state: &'static str,
    /// The number of the current decision at the end of its lineage.
    successor: Option<u32>,
    citations: usize,
    files: usize,
}

#[derive(Serialize)]
struct Line<'f> {
    path: String,
    line: usize,
    column: usize,
    text: &'f str,
    spelling: &'f str,
    number: Option<u32>,
    state: &'static str,
    stale: bool,
    /// What `--fix` writes instead.
    replacement: Option<String>,
}

/// The document.
///
/// # Errors
/// Never, unless JSON itself fails.
pub fn text(files: &[CitingFile], citing: &Citing<'_>) -> serde_json::Result<String> {
    let decisions = counts(files, citing).into_iter();
    let lines = files.iter().flat_map(|file| {
        let citations = file.citations.iter();
        citations.map(|(citation, is_stale)| line(file, citation, *is_stale, citing))
    });
    let document = Document {
        version: 1,
        decisions: decisions
            .map(|(target, count)| decision(target, count, citing))
            .collect(),
        citations: lines.collect(),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn decision<'f>(target: Target, count: Count, citing: &Citing<'f>) -> Decision<'f> {
    let record = citing.record(target);
    let standing = citing.standing(target);
    let successor = match standing {
        Standing::Superseded(Some(position)) => citing.number(Target::Record(position)),
        _ => None,
    };
    Decision {
        number: citing.number(target),
        title: record.and_then(Record::title),
        status: record.and_then(Record::status),
        path: record.map(|record| record.source.shown_path()),
        state: standing.name(),
        successor,
        citations: count.citations,
        files: count.files,
    }
}

fn line<'f>(
    file: &'f CitingFile,
    citation: &'f Citation,
    is_stale: bool,
    citing: &Citing<'_>,
) -> Line<'f> {
    Line {
        path: shown(&file.path),
        line: citation.line,
        column: citation.column,
        text: &citation.text,
        spelling: &citation.spelling,
        number: citing.number(citation.target),
        state: citing.standing(citation.target).name(),
        stale: is_stale,
        replacement: is_stale.then(|| citing.repointed(citation)).flatten(),
    }
}
