//! Workflow commands of GitHub Actions, which annotate the lines of a pull request:
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>.

use std::io::{self, Write};

use super::alert::alerts;
use super::{Findings, Format, Verdicts};
use crate::diagnostic::Severity;
use crate::source::{Place, printable};

/// The format.
pub const FORMAT: Format = Format {
    name: "github",
    summary: "for GitHub Actions: an annotation for each finding",
    findings: write,
    verdicts: write_verdicts,
};

fn write(findings: &Findings<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings.diagnostics {
        let help = finding.help.iter().map(|help| format!("\nhelp: {help}"));
        let message: String = std::iter::once(finding.message.clone())
            .chain(help)
            .collect();
        let place = finding.source.place(&finding.span);
        let path = findings.base.path(&finding.source.shown_path());
        annotate(out, finding.severity, &path, place, finding.rule, &message)?;
    }
    Ok(())
}

fn write_verdicts(verdicts: &Verdicts<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    for alert in alerts(verdicts) {
        let kind = alert.kind;
        annotate(
            out,
            kind.severity,
            &alert.path,
            alert.place,
            kind.name,
            &alert.message,
        )?;
    }
    Ok(())
}

/// One command. Columns are supported only within a single line.
fn annotate(
    out: &mut dyn Write,
    severity: Severity,
    path: &str,
    place: Place,
    title: &str,
    message: &str,
) -> io::Result<()> {
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let Place { start, end } = place;
    let is_on_one_line = start.line == end.line;
    let columns = match is_on_one_line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    writeln!(
        out,
        "::{command} file={},line={},endLine={}{columns},title={}::{}",
        property(path),
        start.line,
        end.line,
        property(title),
        data(message)
    )
}

/// Text after the last `::`, without control characters, in case the job's log is read in a terminal.
fn data(text: &str) -> String {
    let lines = text
        .split('\n')
        .map(|line| printable(line.trim_end_matches('\r')));
    let lines: Vec<_> = lines.map(|line| line.replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property, in which `,` and `:` must be escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
