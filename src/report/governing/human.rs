//! Governing decisions for a terminal.

use std::fmt::Write as _;

use anstyle::Style;

use super::{Card, Report};
use crate::governing::Past;
use crate::record::Status;
use crate::report::human::{Paint, judged};
use crate::report::{counted, cut};
use crate::source::printable;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The maximum number of files named for a decision.
const MAX_FILES: usize = 3;

/// `report` for a terminal, with ANSI styles.
pub fn human(report: &Report<'_>) -> String {
    let mut text = String::new();
    for card in &report.in_force {
        write_card(&mut text, card, report);
    }
    if report.hidden > 0 {
        let hidden = counted(report.hidden, "more decision");
        let _ = writeln!(text, "{hidden} in force; `--limit 0` shows all\n");
    }
    if !report.proposed.is_empty() {
        let _ = writeln!(text, "{BOLD}Proposed, and not in force yet{BOLD:#}\n");
    }
    for card in &report.proposed {
        write_card(&mut text, card, report);
    }
    if !report.past.is_empty() {
        let _ = writeln!(text, "{BOLD}No longer in force{BOLD:#}");
        for past in report.past {
            let _ = writeln!(text, "  {}", cut(&past_line(past)));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", closing(report));
    text
}

fn write_card(text: &mut String, card: &Card<'_>, report: &Report<'_>) {
    let record = card.governed.record;
    let (title, path) = (record.name(), record.source.shown_path());
    let _ = writeln!(
        text,
        "{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}",
        cut(&title),
        cut(&path)
    );
    let _ = writeln!(text, "  governs   {}", printable(&governs(card, report)));
    if let Some(decision) = card.decision() {
        let decision: Vec<_> = decision.split_whitespace().collect();
        let _ = writeln!(text, "  decided   {}", cut(&decision.join(" ")));
    }
    for alternative in card.alternatives() {
        let why = alternative
            .why_rejected
            .as_deref()
            .unwrap_or("no reason is given");
        let _ = writeln!(text, "  rejected  {}: {}", cut(&alternative.name), cut(why));
    }
    for challenger in &card.governed.challengers {
        let _ = writeln!(
            text,
            "  proposed  {} would replace it",
            cut(&challenger.name())
        );
    }
    for guard in card.record().guards() {
        let patterns = guard.demand.patterns().join(" or ");
        let _ = writeln!(
            text,
            "  guard     {} {}",
            guard.demand.words(),
            cut(&patterns)
        );
    }
    let triggers = card
        .verdict
        .map(|found| found.triggers.as_slice())
        .unwrap_or_default();
    let widest = triggers
        .iter()
        .map(|found| found.trigger.written.id.chars().count())
        .max();
    for trigger in triggers {
        judged(
            text,
            trigger,
            widest.unwrap_or(0),
            report.scope.today,
            Paint::COLOURED,
        );
    }
    if card.is_due() {
        let _ = writeln!(
            text,
            "  due: what it was based on has changed; decide again before you rely on its reasons"
        );
    }
    text.push('\n');
}

/// `src/orders/api.rs and 2 more files, by src/orders/**`.
fn governs(card: &Card<'_>, report: &Report<'_>) -> String {
    let files = card.files(report.files);
    let named = files
        .iter()
        .take(MAX_FILES)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let more = match files.len().saturating_sub(MAX_FILES) {
        0 => String::new(),
        more => format!(" and {}", counted(more, "more file")),
    };
    let by = match card.predecessor() {
        Some(predecessor) => format!("as the successor of {}", predecessor.short_name()),
        None => format!("by {}", card.glob().unwrap_or_default()),
    };
    format!("{named}{more}, {by}")
}

/// `ADR-0003 Keep sessions in Redis: superseded by ADR-0009 Sign cookies`.
pub(super) fn past_line(past: &Past<'_>) -> String {
    let status = past
        .record
        .status()
        .map_or("no longer in force", Status::name);
    let by = past
        .successor
        .map_or_else(String::new, |successor| format!(" by {}", successor.name()));
    format!("{}: {status}{by}", past.record.name())
}

fn closing(report: &Report<'_>) -> String {
    let decisions = report.total();
    let governs = if decisions == 1 { "governs" } else { "govern" };
    let due = match report.due() {
        0 => String::new(),
        1 => "; 1 is due".to_owned(),
        due => format!("; {due} are due"),
    };
    let decisions = counted(decisions, "decision");
    format!("{decisions} {governs} {}{due}", report.governed_files())
}
