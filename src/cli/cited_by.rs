//! `adr show --cited`: the records and the files that cite a decision.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::context::Context;
use crate::citation::{Citation, Citing};
use crate::log::Log;
use crate::record::Record;
use crate::render::markdown::code;
use crate::source::{printable, shown};

/// Where a decision is cited.
pub struct CitedBy<'l> {
    records: Vec<&'l Record>,
    files: Vec<(PathBuf, Vec<Citation>)>,
}

#[derive(Serialize)]
struct Document<'c> {
    records: Vec<CitingRecord<'c>>,
    files: Vec<CitingLine<'c>>,
}

#[derive(Serialize)]
struct CitingRecord<'c> {
    number: Option<u32>,
    title: Option<&'c str>,
    path: String,
}

#[derive(Serialize)]
struct CitingLine<'c> {
    path: String,
    line: usize,
    column: usize,
    text: &'c str,
    spelling: &'c str,
}

impl<'l> CitedBy<'l> {
    /// What cites `record` of `log`.
    ///
    /// # Errors
    /// If the settings are invalid.
    pub fn of(record: &Record, log: &'l Log, context: &Context) -> anyhow::Result<Self> {
        let config = context.config(&log.place)?;
        let citing = Citing::of(log);
        let target = citing.target(record);
        let only_of_it = |path: &Path, _: &[u8], mut citations: Vec<Citation>| {
            citations.retain(|citation| Some(citation.target) == target);
            (path.to_owned(), citations)
        };
        let read = citing.read(&[citing.whole_tree()], &config.citations, only_of_it);
        context.note_unreadable(&read.unreadable);
        Ok(Self {
            records: citing.records_that_name(record),
            files: read.files,
        })
    }

    /// As a section of Markdown.
    pub fn markdown(&self) -> String {
        let mut items = String::new();
        for record in &self.records {
            let path = record.source.shown_path();
            let _ = writeln!(
                items,
                "- {} ({})",
                printable(&record.name()),
                printable(&path)
            );
        }
        for (path, citation) in self.citing_lines() {
            let (path, text) = (shown(path), code(&printable(&citation.text)));
            let _ = writeln!(items, "- {}:{}: {text}", printable(&path), citation.line);
        }
        match items.is_empty() {
            true => "\n## Cited By\n\nNo record and no file.\n".to_owned(),
            false => format!("\n## Cited By\n\n{items}"),
        }
    }

    /// As a value in JSON.
    pub fn json(&self) -> impl Serialize {
        let records = self.records.iter().map(|record| CitingRecord {
            number: record.number,
            title: record.title(),
            path: record.source.shown_path(),
        });
        let files = self.citations().map(|(path, citation)| CitingLine {
            path: shown(path),
            line: citation.line,
            column: citation.column,
            text: &citation.text,
            spelling: &citation.spelling,
        });
        Document {
            records: records.collect(),
            files: files.collect(),
        }
    }

    /// The first citation in each line.
    fn citing_lines(&self) -> impl Iterator<Item = (&Path, &Citation)> {
        self.files.iter().flat_map(|(path, citations)| {
            let lines = citations.chunk_by(|a, b| a.line == b.line);
            let first = lines.filter_map(<[Citation]>::first);
            first.map(move |citation| (path.as_path(), citation))
        })
    }

    fn citations(&self) -> impl Iterator<Item = (&Path, &Citation)> {
        let files = self.files.iter();
        files.flat_map(|(path, citations)| {
            citations
                .iter()
                .map(move |citation| (path.as_path(), citation))
        })
    }
}
