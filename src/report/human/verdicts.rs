//! Verdicts for a terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};

use crate::check::{Check, DecisionVerdict, Standing, Summary, TriggerVerdict, Verdict};
use crate::record::reference;
use crate::report::{Verdicts, counted};
use crate::source::printable;
use crate::trigger::value::Labels;
use crate::trigger::{Evidence, State, TriggerError};

const BAR_WIDTH: usize = 10;
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

pub fn write(verdicts: &Verdicts<'_>, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for found in &verdicts.check.decisions {
        decision(&mut text, found);
    }
    text.push_str(&closing(verdicts.check));
    if colour {
        return out.write_all(text.as_bytes());
    }
    write!(out, "{}", strip_str(&text))
}

fn decision(text: &mut String, found: &DecisionVerdict) {
    let number = found
        .decision
        .number
        .map(|number| reference(number) + " ")
        .unwrap_or_default();
    let title = printable(&found.decision.title);
    let path = printable(&found.decision.path);
    let _ = writeln!(text, "{BOLD}{number}{title}{BOLD:#}  {DIM}{path}{DIM:#}");
    if found.decision.invalid {
        let _ = writeln!(text, "  the record is invalid; `adr lint` says where");
    }
    let widest = found
        .triggers
        .iter()
        .map(|trigger| trigger.trigger.id.chars().count())
        .max()
        .unwrap_or(0);
    for trigger in &found.triggers {
        judged(text, trigger, widest);
    }
    if let (Some(Standing::Awake(State::Fired)), Some(number)) =
        (found.standing(), found.decision.number)
    {
        let _ = writeln!(
            text,
            "  due: confirm it, or replace it with `adr supersede {number} TITLE`"
        );
    }
    text.push('\n');
}

fn judged(text: &mut String, found: &TriggerVerdict, widest: usize) {
    let standing = found.standing();
    let style = style_of(standing);
    let id = printable(&found.trigger.id);
    let when = printable(&found.trigger.when);
    let name = standing.name();
    let _ = writeln!(text, "  {style}{name:<8}{style:#} {id:<widest$}  {when}");
    let indent = " ".repeat(2 + 8 + 1 + widest + 2);
    match &found.verdict {
        Verdict::Invalid(error) => invalid(text, error, &indent),
        Verdict::Judged(outcome) => {
            let cause = outcome.state.cause().map(|cause| cause.name());
            let facts = facts(&outcome.evidence, cause);
            let _ = writeln!(text, "{indent}{}", printable(&facts));
        }
    }
    if let (Standing::Snoozed, Some(day)) = (standing, found.trigger.snoozed_until) {
        let _ = writeln!(text, "{indent}{DIM}snoozed until {day}{DIM:#}");
    }
    if let Some(note) = &found.trigger.note {
        let _ = writeln!(text, "{indent}{DIM}{}{DIM:#}", printable(note));
    }
}

fn invalid(text: &mut String, error: &TriggerError, indent: &str) {
    let _ = writeln!(text, "{indent}{}", printable(&error.to_string()));
    let _ = writeln!(text, "{indent}help: {}", printable(&error.help));
}

/// `47% of 40%  ██████████ 118 %  {module="billing"}  --metric, 2026-11-22`
fn facts(evidence: &Evidence, cause: Option<&str>) -> String {
    let mut parts = Vec::new();
    match (&evidence.value, cause) {
        (Some(value), _) => parts.push(format!("{value} of {}", evidence.threshold)),
        (None, Some(_)) => parts.push(format!(
            "{}: threshold {}",
            evidence.subject, evidence.threshold
        )),
        (None, None) => parts.push(format!("threshold {}", evidence.threshold)),
    }
    if let Some(cause) = cause {
        parts.push(cause.to_owned());
    }
    if let Some(progress) = evidence.progress {
        parts.push(bar(progress));
    }
    parts.extend(evidence.witness.as_ref().map(label_text));
    let day = evidence.at.map(|at| at.date_naive().to_string());
    let origin: Vec<_> = evidence.source.iter().cloned().chain(day).collect();
    if !origin.is_empty() {
        parts.push(origin.join(", "));
    }
    parts.extend(evidence.detail.clone());
    parts.join("  ")
}

/// How much of the way to the threshold is gone: ten cells, then the figure.
fn bar(progress: f64) -> String {
    let cells = (progress.clamp(0.0, 1.0) * BAR_WIDTH as f64).floor() as usize;
    let (full, empty) = ("█".repeat(cells), "░".repeat(BAR_WIDTH - cells));
    format!("{full}{empty} {:.0} %", progress * 100.0)
}

fn label_text(labels: &Labels) -> String {
    let pairs: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}={value:?}"))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn closing(check: &Check) -> String {
    let Summary {
        fired,
        unknown,
        stale,
        near,
        holding,
        snoozed,
        invalid,
    } = check.summary();
    let counts = [
        (invalid, "invalid"),
        (fired, "fired"),
        (unknown, "unknown"),
        (stale, "stale"),
        (near, "near"),
        (holding, "holding"),
        (snoozed, "snoozed"),
    ];
    let told: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let decisions = counted(check.decisions.len(), "decision");
    let told = if told.is_empty() {
        "no triggers".to_owned()
    } else {
        told.join(", ")
    };
    format!("{told} in {decisions}\n")
}

fn style_of(standing: Standing) -> Style {
    match standing {
        Standing::Invalid | Standing::Awake(State::Fired) => AnsiColor::Red.on_default().bold(),
        Standing::Awake(State::Unknown(_) | State::Stale) => AnsiColor::Magenta.on_default(),
        Standing::Awake(State::Near) => AnsiColor::Yellow.on_default(),
        Standing::Awake(State::Holding) => AnsiColor::Green.on_default(),
        Standing::Snoozed => DIM,
    }
}
