//! Which citations are out of date, and how to say so.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::{Citation, Citing, Standing, Target};
use crate::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::record::{Record, reference};
use crate::source::{Source, Span};

/// The rule under which they are reported.
pub const STALE_CITATION: &str = "stale-citation";

impl Citing<'_> {
    /// Those of `citations`, all of one file, that are out of date: of a record that is not there, or of a superseded one
    /// in a line that does not cite its successor too, and so explain itself. A deprecated or rejected decision is cited
    /// to say why something is as it is, and nothing else could be cited instead.
    pub fn stale<'c>(&self, citations: &'c [Citation]) -> Vec<&'c Citation> {
        let lines = citations.chunk_by(|a, b| a.line == b.line);
        lines.flat_map(|line| self.stale_in_line(line)).collect()
    }

    fn stale_in_line<'c>(&self, line: &'c [Citation]) -> impl Iterator<Item = &'c Citation> {
        let cited: HashSet<Target> = line.iter().map(|citation| citation.target).collect();
        line.iter()
            .filter(move |citation| match self.standing(citation.target) {
                Standing::Missing => true,
                Standing::Superseded(Some(successor)) => {
                    !cited.contains(&Target::Record(successor))
                }
                Standing::Superseded(None) => true,
                Standing::Current | Standing::Deprecated | Standing::Rejected => false,
            })
    }

    /// The `stale` citations as findings in the file at `path`, which holds `bytes`. They have a fix if there is something
    /// to cite instead, and if the file is UTF-8.
    pub fn findings(&self, path: &Path, bytes: &[u8], stale: &[&Citation]) -> Vec<Diagnostic> {
        if stale.is_empty() {
            return Vec::new();
        }
        let spans = spans_in_text(bytes, stale);
        let source = Arc::new(Source::from_bytes(path, bytes.to_vec()));
        let located = stale.iter().zip(spans);
        located
            .map(|(citation, span)| self.finding(citation, &source, span))
            .collect()
    }

    fn finding(&self, citation: &Citation, source: &Arc<Source>, span: Span) -> Diagnostic {
        let name = self.name(citation.target);
        let successor = match self.standing(citation.target) {
            Standing::Superseded(successor) => {
                successor.and_then(|position| self.log.records.get(position))
            }
            _ => None,
        };
        let (message, help) = match (self.record(citation.target), successor) {
            (None, _) => (
                format!("{name} is not in this log"),
                "cite a decision of this log, or leave the file out with `[citations] exclude` in adr.toml"
                    .to_owned(),
            ),
            (Some(_), None) => (
                format!("{name} is superseded, and no single current decision replaces it"),
                "cite the decision that applies here".to_owned(),
            ),
            (Some(_), Some(successor)) => (
                format!("{name} is superseded by {}", successor.name()),
                format!("cite {} instead", short_name(successor)),
            ),
        };
        let text = self.repointed(citation);
        let text = text.filter(|_| source.invalid_utf8_at().is_none());
        let fix = text.and_then(|text| {
            let edit = Edit {
                source: Arc::clone(source),
                span: span.clone(),
                text,
            };
            Fix::of("cite the decision that is current", edit)
        });
        Diagnostic::error(STALE_CITATION, source, span, message)
            .with_severity(Severity::Warning)
            .with_help(help)
            .with_fix(fix)
    }

    /// `ADR-0007`, or the path of a record without a number.
    fn name(&self, target: Target) -> String {
        match self.record(target) {
            Some(record) => short_name(record),
            None => self.number(target).map(reference).unwrap_or_default(),
        }
    }
}

fn short_name(record: &Record) -> String {
    record
        .number
        .map_or_else(|| record.source.shown_path(), reference)
}

/// The bytes that the `citations`, in order, take in a text made of `bytes`, where what is not UTF-8 is replaced.
fn spans_in_text(bytes: &[u8], citations: &[&Citation]) -> Vec<Span> {
    let spans = citations.iter().map(|citation| citation.span.clone());
    if std::str::from_utf8(bytes).is_ok() {
        return spans.collect();
    }
    let (mut passed, mut start) = (0, 0);
    let moved = spans.map(|span| {
        let before = bytes.get(passed..span.start).unwrap_or_default();
        start += String::from_utf8_lossy(before).len();
        passed = span.start;
        start..start + span.len()
    });
    moved.collect()
}
