//! Governing decisions as Markdown, for a comment on a pull request: what is due comes first.

use std::fmt::Write as _;

use super::human::past_line;
use super::{Card, Report};
use crate::report::counted;
use crate::report::markdown::{MAX_BYTES, code, state, text, value};

/// The maximum number of files named for a decision.
const MAX_FILES: usize = 5;

/// `report` as Markdown; empty where there is no decision. Text from records is escaped, so it can contain no mention,
/// reference or image.
pub fn markdown(report: &Report<'_>) -> String {
    if report.is_empty() {
        return String::new();
    }
    let decisions = report.total();
    let governs = if decisions == 1 { "governs" } else { "govern" };
    let mut out = format!(
        "## {} {governs} {}\n",
        counted(decisions, "decision"),
        report.governed_files()
    );
    match report.due() {
        0 => {}
        1 => out.push_str("\n**1 of them is due**: what it was based on has changed.\n"),
        due => {
            let _ = writeln!(
                out,
                "\n**{due} of them are due**: what they were based on has changed."
            );
        }
    }
    let (due, others): (Vec<_>, Vec<_>) = report.in_force.iter().partition(|card| card.is_due());
    let mut left = report.hidden;
    for card in due.into_iter().chain(others).chain(&report.proposed) {
        let section = section(card, report);
        match left == report.hidden && out.len() + section.len() <= MAX_BYTES {
            true => out.push_str(&section),
            false => left += 1,
        }
    }
    if left > 0 {
        let _ = writeln!(
            out,
            "\n{}; `adr context` shows all.",
            counted(left, "more decision")
        );
    }
    if !report.past.is_empty() && out.len() < MAX_BYTES {
        out.push_str("\n### No longer in force\n\n");
        for past in report.past.iter().take(MAX_PAST) {
            let _ = writeln!(out, "- {}", text(&past_line(past)));
        }
        let more = report.past.len().saturating_sub(MAX_PAST);
        if more > 0 {
            let _ = writeln!(out, "- {more} more");
        }
    }
    out
}

/// The maximum number of past decisions listed.
const MAX_PAST: usize = 20;

fn section(card: &Card<'_>, report: &Report<'_>) -> String {
    let record = card.governed.record;
    let path = record.source.shown_path();
    let title = record.title().unwrap_or(&path);
    let number = record
        .number
        .map_or_else(String::new, |_| record.short_name() + ": ");
    let mut out = format!("\n### {number}{}", text(title));
    if card.is_due() {
        out.push_str(" (due)");
    } else if record.status() == Some(crate::record::Status::Proposed) {
        out.push_str(" (proposed)");
    }
    let _ = writeln!(
        out,
        "\n\n{}, for {}",
        code(&report.base.path(&path)),
        governs(card, report)
    );
    if let Some(decision) = card.decision() {
        let _ = writeln!(out, "\n{}", text(decision));
    }
    if !card.alternatives().is_empty() {
        out.push_str("\nRejected:\n\n");
    }
    for alternative in card.alternatives() {
        let why = alternative
            .why_rejected
            .as_deref()
            .unwrap_or("no reason is given");
        let _ = writeln!(out, "- **{}**: {}", text(&alternative.name), text(why));
    }
    for challenger in &card.governed.challengers {
        let _ = writeln!(
            out,
            "\n{} is proposed in its place.",
            text(&challenger.name())
        );
    }
    let triggers = card
        .verdict
        .map(|found| found.triggers.as_slice())
        .unwrap_or_default();
    if !triggers.is_empty() {
        out.push_str("\n| state | think again when | now |\n|---|---|---|\n");
    }
    for trigger in triggers {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            state(trigger),
            code(&trigger.trigger.written.when.value),
            value(trigger)
        );
    }
    out
}

fn governs(card: &Card<'_>, report: &Report<'_>) -> String {
    let files = card.files(report.files);
    let named: Vec<_> = files
        .iter()
        .take(MAX_FILES)
        .map(|file| code(file))
        .collect();
    let named = named.join(", ");
    match files.len().saturating_sub(MAX_FILES) {
        0 => named,
        more => format!("{named} and {}", counted(more, "more file")),
    }
}
