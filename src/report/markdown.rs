//! Markdown for a comment on a pull request or for an issue; its first line can serve as the title.
//! Text from records is escaped, so it can contain no mention, reference or image.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Counts, Findings, Format, Verdicts, counted, counts_text, cut};
use crate::check::{DecisionVerdict, Standing, TriggerVerdict, Verdict};
use crate::diagnostic::Diagnostic;
use crate::record::reference;
use crate::trigger::State;

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    summary: "for a comment or an issue: a table",
    findings: write,
    verdicts: write_verdicts,
};

/// The maximum size of all rows in bytes; GitHub allows 65,536 characters in a comment.
pub(super) const MAX_BYTES: usize = 50_000;

fn write(findings: &Findings<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts_text(&Counts::of(findings.diagnostics));
    writeln!(out, "## {counts} in {}", findings.examined)?;
    if findings.diagnostics.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| | rule | place | finding |\n|---|---|---|---|")?;
    let mut length = 0;
    for (shown, finding) in findings.diagnostics.iter().enumerate() {
        let row = row(finding);
        length += row.len();
        if length > MAX_BYTES {
            let left = findings.diagnostics.len() - shown;
            return writeln!(out, "\n{left} more; `{}` shows all.", findings.command);
        }
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

fn row(finding: &Diagnostic) -> String {
    let place = finding.source.position(finding.span.start);
    let path = format!("{}:{}", finding.source.shown_path(), place.line);
    let help = finding
        .help
        .as_deref()
        .map_or_else(String::new, |help| format!("<br>{}", text(help)));
    format!(
        "| {} | `{}` | {} | {}{help} |\n",
        finding.severity.name(),
        finding.rule,
        code(&path),
        text(&finding.message)
    )
}

fn write_verdicts(verdicts: &Verdicts<'_>, _colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let due = due(verdicts);
    let mut text = match due {
        0 => "## No decisions are due\n".to_owned(),
        1 => "## 1 decision is due\n".to_owned(),
        due => format!("## {due} decisions are due\n"),
    };
    let decisions = verdicts.check.decisions.iter();
    let mut decisions = decisions.filter(|found| !found.holds()).map(decision);
    while let Some(section) = decisions.next() {
        if text.len() + section.len() > MAX_BYTES {
            let left = counted(1 + decisions.count(), "more decision");
            let _ = writeln!(text, "\n{left}; `adr check` shows all.");
            break;
        }
        text.push_str(&section);
    }
    let _ = writeln!(
        text,
        "\n{} on {}",
        super::human::counts(&verdicts.summary),
        verdicts.scope.today
    );
    out.write_all(text.as_bytes())
}

fn due(verdicts: &Verdicts<'_>) -> usize {
    let decisions = verdicts.check.decisions.iter();
    decisions.filter(|found| found.is_due()).count()
}

fn decision(found: &DecisionVerdict) -> String {
    let mut out = String::new();
    let name = found
        .decision
        .number
        .map_or_else(String::new, |number| reference(number) + ": ");
    let _ = writeln!(
        &mut out,
        "\n### {name}{}\n\n{}\n",
        text(&found.decision.title),
        code(&found.decision.path())
    );
    if found.decision.invalid {
        out.push_str("The record is invalid; `adr lint` shows where.\n\n");
    }
    if !found.triggers.is_empty() {
        out.push_str("| state | condition | value | note |\n|---|---|---|---|\n");
    }
    for trigger in &found.triggers {
        let _ = writeln!(
            &mut out,
            "| {} | {} | {} | {} |",
            state(trigger),
            code(&trigger.trigger.written.when.value),
            value(trigger),
            note(trigger)
        );
    }
    if let Some(number) = found.decision.number.filter(|_| found.is_due()) {
        let confirm = match found.decision.is_foreign {
            true => "by a later review date in its file".to_owned(),
            false => format!("with `adr snooze {number} ID --until DATE --reason TEXT`"),
        };
        let _ = writeln!(
            &mut out,
            "\nConfirm it {confirm}, or replace it with `adr supersede {number} TITLE`."
        );
    }
    out
}

pub(super) fn state(trigger: &TriggerVerdict) -> String {
    match trigger.standing() {
        fired @ Standing::Active(State::Fired) => format!("**{}**", fired.name()),
        other => other.name().to_owned(),
    }
}

pub(super) fn value(trigger: &TriggerVerdict) -> String {
    match &trigger.verdict {
        Verdict::Invalid(error) => text(&error.to_string()),
        Verdict::Judged(outcome) => {
            let evidence = &outcome.evidence;
            let value = evidence.value_text().as_deref().map(code);
            let cause = outcome.state.cause().map(|cause| cause.name().to_owned());
            let labels = evidence
                .witness
                .as_ref()
                .map(|labels| code(&super::human::label_text(labels)));
            let detail = evidence.detail.as_deref().map(text);
            let of = evidence.parts.iter().map(|part| text(&part.to_string()));
            let of: Vec<_> = of.collect();
            let of = (!of.is_empty()).then(|| format!("({})", of.join(", ")));
            let parts: Vec<_> = [value, cause, labels, of, detail]
                .into_iter()
                .flatten()
                .collect();
            parts.join(" ")
        }
    }
}

fn note(trigger: &TriggerVerdict) -> String {
    let note = trigger.trigger.written.note.as_deref().map(text);
    let snooze = trigger.trigger.snoozed_until.filter(|_| trigger.snoozed);
    let reason = trigger.trigger.snooze_reason();
    let snooze = snooze.map(|day| format!("until {day}: {}", text(reason)));
    let parts: Vec<_> = note.into_iter().chain(snooze).collect();
    parts.join("; ")
}

/// Punctuation that is never markup inside a line.
const HARMLESS: &str = ",.;'\"%/=-()?+";

/// Escapes `text` for a table cell: no markup, no mention (`@`), no reference (`#`), no automatic link.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // `www.` alone starts an automatic link.
    let line = one_line(text).replace("www.", "www\u{200b}.");
    for character in line.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' | '#' => {
                escaped.push(character);
                escaped.push('\u{200b}');
            }
            ':' => escaped.push_str("&#58;"),
            c if c.is_ascii_punctuation() && !HARMLESS.contains(c) => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// `text` as code in a table cell, by CommonMark 0.31 §6.1. A `|` ends a cell even in code, and whether a
/// backslash prevents that depends on the backslashes before it (GFM, "Tables"), so code with a `|` is
/// written as HTML.
pub(super) fn code(code: &str) -> String {
    let line = one_line(code);
    if line.contains('|') {
        return format!("<code>{}</code>", text(&line));
    }
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("{fence}{line}{fence}"),
        _ => format!("{fence} {line} {fence}"),
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    cut(&words.join(" ")).into_owned()
}
