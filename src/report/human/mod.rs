//! Output for a terminal: each finding with its line, a caret and a hint, followed by a count.

mod verdicts;

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Counts, Findings, Format, counts_text, cut, excerpt};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::printable;
pub use verdicts::{Paint, counts, judged, label_text, style_of};

/// The format.
pub const FORMAT: Format = Format {
    name: "human",
    summary: "for people: each finding with its source line and help",
    findings: write,
    verdicts: verdicts::write,
};

/// The width of a report in columns; longer lines are truncated around the finding.
const MAX_WIDTH: usize = 120;

fn write(findings: &Findings<'_>, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let all = findings.diagnostics.len();
    let limit = match findings.limit {
        0 => all,
        limit => limit.min(all),
    };
    for finding in &findings.diagnostics[..limit] {
        out.write_all(diagnostic(finding, colour).as_bytes())?;
    }
    if limit < all {
        writeln!(
            out,
            "{} more not shown; use `--limit 0` to show all\n",
            all - limit
        )?;
    }
    writeln!(out, "{}", closing(findings))
}

/// One finding followed by an empty line.
pub fn diagnostic(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let line = diagnostic.source.position(diagnostic.span.start).line;
    let path = diagnostic.source.shown_path();
    let excerpt = excerpt::of(&diagnostic.source, &diagnostic.span);
    let snippet = Snippet::source(excerpt.text)
        .path(printable(&path))
        .line_start(line)
        .annotation(AnnotationKind::Primary.span(excerpt.marked));
    let mut report = level
        .primary_title(cut(&diagnostic.message))
        .id(diagnostic.rule)
        .element(snippet);
    if let Some(help) = &diagnostic.help {
        report = report.element(Level::HELP.message(cut(help)));
    }
    let groups: [Group<'_>; 1] = [report];
    format!("{}\n\n", renderer(colour).render(&groups))
}

fn renderer(colour: bool) -> Renderer {
    match colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    }
    .term_width(MAX_WIDTH)
}

/// `2 errors, 1 warning in 12 records`.
fn closing(findings: &Findings<'_>) -> String {
    let found = counts_text(&Counts::of(findings.diagnostics));
    let fixable = findings
        .diagnostics
        .iter()
        .filter(|found| found.fix.is_some());
    let hint = match fixable.count() {
        0 => String::new(),
        count => format!("; `{} --fix` can fix {count}", findings.command),
    };
    format!("{found} in {}{hint}", findings.examined)
}
