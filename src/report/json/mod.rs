//! JSON, for programs. The format is stable for each `version`.

pub(super) mod verdicts;

use std::io::{self, Write};

use serde::Serialize;

use super::{Counts, Findings, Format};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::{Place, shown};

pub use verdicts::verdict;

/// The format.
pub const FORMAT: Format = Format {
    name: "json",
    summary: "for programs: one object",
    findings: write,
    verdicts: verdicts::write,
};

/// The version of all formats.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    diagnostics: Vec<Entry<'a>>,
    summary: Counts,
}

/// Lines and columns start at 1, columns count characters; the end is the position after the last character.
#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixEntry<'a>>,
}

/// The fix of a finding: edits of files, and a new path for its own file.
#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    edits: Vec<EditEntry<'a>>,
    rename: Option<String>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

fn write(findings: &Findings<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        diagnostics: findings.diagnostics.iter().map(entry).collect(),
        summary: Counts::of(findings.diagnostics),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    out.write_all(b"\n")
}

/// `diagnostic` as one of the findings of `lint`.
pub fn finding(diagnostic: &Diagnostic) -> impl Serialize {
    entry(diagnostic)
}

fn entry(diagnostic: &Diagnostic) -> Entry<'_> {
    let Place { start, end } = diagnostic.source.place(&diagnostic.span);
    Entry {
        rule: diagnostic.rule,
        severity: diagnostic.severity,
        path: diagnostic.source.shown_path(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        fix: diagnostic.fix.as_ref().map(fix),
    }
}

fn fix(fix: &Fix) -> FixEntry<'_> {
    FixEntry {
        title: &fix.title,
        edits: fix
            .edits
            .iter()
            .map(|edit| {
                let Place { start, end } = edit.source.place(&edit.span);
                EditEntry {
                    path: edit.source.shown_path(),
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    text: &edit.text,
                }
            })
            .collect(),
        rename: fix.rename.as_deref().map(shown),
    }
}
