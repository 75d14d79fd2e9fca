//! Verdicts for a terminal.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;

use crate::check::{DecisionVerdict, Standing, Summary, TriggerVerdict, Verdict};
use crate::quantity::Value;
use crate::record::reference;
use crate::report::{Verdicts, counted, cut};
use crate::trigger::value::{Cause, Labels};
use crate::trigger::{Evidence, State, TriggerError};

/// A bar of cells that are all full, or all empty.
const FULL: &str = "██████████";
const EMPTY: &str = "░░░░░░░░░░";
const CELL: usize = '█'.len_utf8();
const BAR_WIDTH: usize = FULL.len() / CELL;
/// How many decisions are written into one text, each beside the others.
const DECISIONS_AT_ONCE: usize = 64;
/// How many such texts are kept until they are written.
const TEXTS_AT_ONCE: usize = 64;
/// Most decisions take fewer bytes of text than this.
const USUAL_LENGTH: usize = 320;
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// How text is styled: as asked, or not at all.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    is_coloured: bool,
}

impl Paint {
    /// As asked.
    pub const COLOURED: Self = Self { is_coloured: true };

    /// Writes `words` in `style`.
    fn put(self, text: &mut String, style: Style, words: &[&str]) {
        if self.is_coloured {
            let _ = write!(text, "{style}");
        }
        text.extend(words.iter().copied());
        if self.is_coloured {
            let _ = write!(text, "{style:#}");
        }
    }

    fn style(self, style: Style) -> Style {
        if self.is_coloured {
            style
        } else {
            Style::new()
        }
    }
}

pub fn write(verdicts: &Verdicts<'_>, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint {
        is_coloured: colour,
    };
    let shown = shown(verdicts);
    let text_of = |decisions: &[&DecisionVerdict]| {
        let mut text = String::with_capacity(decisions.len() * USUAL_LENGTH);
        for found in decisions {
            decision(&mut text, found, verdicts, paint);
        }
        text
    };
    // The texts of a batch take the memory of those before it.
    for batch in shown.chunks(TEXTS_AT_ONCE * DECISIONS_AT_ONCE) {
        let texts = batch.par_chunks(DECISIONS_AT_ONCE).map(text_of);
        for text in texts.collect::<Vec<_>>() {
            out.write_all(text.as_bytes())?;
        }
    }
    let hidden = verdicts.check.decisions.len() - shown.len();
    if hidden > 0 {
        let hidden = counted(hidden, "holding decision");
        writeln!(out, "{hidden} not shown; use `--limit 0` to show all\n")?;
    }
    out.write_all(missing(verdicts, paint).as_bytes())?;
    out.write_all(closing(verdicts).as_bytes())
}

/// The decisions that ask for attention, and at most as many others as the limit allows.
fn shown<'v>(verdicts: &Verdicts<'v>) -> Vec<&'v DecisionVerdict> {
    let decisions = &verdicts.check.decisions;
    let hold: Vec<bool> = decisions.par_iter().map(DecisionVerdict::holds).collect();
    let mut held = 0;
    let is_shown = |holds: bool| {
        held += usize::from(holds);
        !holds || verdicts.limit == 0 || held <= verdicts.limit
    };
    let is_shown = hold.into_iter().map(is_shown);
    let shown = decisions.iter().zip(is_shown);
    shown
        .filter(|(_, is_shown)| *is_shown)
        .map(|(found, _)| found)
        .collect()
}

fn decision(text: &mut String, found: &DecisionVerdict, verdicts: &Verdicts<'_>, paint: Paint) {
    let bold = paint.style(BOLD);
    let number = found
        .decision
        .number
        .map(|number| reference(number) + " ")
        .unwrap_or_default();
    let title = cut(&found.decision.title);
    let path = found.decision.path();
    let path = cut(&path);
    paint.put(text, BOLD, &[&number, &title]);
    text.push_str("  ");
    paint.put(text, DIM, &[&path]);
    text.push('\n');
    if found.decision.invalid {
        let _ = writeln!(text, "  the record is invalid; `adr lint` shows where");
    }
    let widest = found
        .triggers
        .iter()
        .map(|trigger| trigger.trigger.written.id.chars().count())
        .max()
        .unwrap_or(0);
    for trigger in &found.triggers {
        judged(text, trigger, widest, verdicts.scope.today, paint);
    }
    if let Some((pattern, preferred)) = verdicts.preferred_now(found) {
        let (was, now) = (&pattern.title, &preferred.title);
        let _ = match pattern == preferred {
            true => writeln!(text, "  advice: {bold}{now}{bold:#} still ranks first"),
            false => writeln!(
                text,
                "  advice: {bold}{now}{bold:#} now ranks first, ahead of {was}; `adr advise` says why"
            ),
        };
    }
    if let Some(number) = found.decision.number.filter(|_| found.is_due()) {
        let fired =
            |trigger: &&TriggerVerdict| trigger.standing() == Standing::Active(State::Fired);
        let id = found.triggers.iter().find(fired);
        let id = id.map_or_else(Default::default, |found| cut(&found.trigger.written.id));
        let confirm = match found.decision.is_foreign {
            true => "by a later review date in its file".to_owned(),
            false => format!("with\n       `adr snooze {number} {id} --until DATE --reason TEXT`"),
        };
        let _ = writeln!(
            text,
            "  due: replace it with `adr supersede {number} TITLE`, or confirm it {confirm}"
        );
    }
    text.push('\n');
}

/// Writes what `found` says, and its facts on the lines below it, with ids padded to `widest` characters.
pub fn judged(
    text: &mut String,
    found: &TriggerVerdict,
    widest: usize,
    today: NaiveDate,
    paint: Paint,
) {
    let standing = found.standing();
    let id = cut(&found.trigger.written.id);
    let indent = " ".repeat(2 + 8 + 1 + widest + 2);
    let padding = |words: &str, width: usize| {
        let missing = width.saturating_sub(words.chars().count());
        &indent[..missing.min(indent.len())]
    };
    let name = standing.name();
    text.push_str("  ");
    paint.put(text, style_of(standing), &[name, padding(name, 8)]);
    text.extend([" ", &id, padding(&id, widest), "  "]);
    text.extend([&cut(&found.trigger.written.when.value), "\n"]);
    match &found.verdict {
        Verdict::Invalid(error) => invalid(text, error, &indent),
        Verdict::Judged(outcome) => {
            let cause = outcome.state.cause().map(|cause| cause.name());
            text.push_str(&indent);
            facts(text, &outcome.evidence, cause, today);
            text.push('\n');
        }
    }
    if let (Standing::Snoozed, Some(day)) = (standing, found.trigger.snoozed_until) {
        let reason = cut(found.trigger.snooze_reason());
        let snooze = format!("snoozed until {day}: {reason}");
        text.push_str(&indent);
        paint.put(text, DIM, &[&snooze]);
        text.push('\n');
    }
    if let Some(note) = &found.trigger.written.note {
        text.push_str(&indent);
        paint.put(text, DIM, &[&cut(note)]);
        text.push('\n');
    }
}

fn invalid(text: &mut String, error: &TriggerError, indent: &str) {
    let _ = writeln!(text, "{indent}{}", cut(&error.to_string()));
    let _ = writeln!(text, "{indent}help: {}", cut(&error.help));
}

/// Writes `47% of 40%  ██████████ 118 %  {module="billing"}  prod, 3 days old`.
fn facts(text: &mut String, evidence: &Evidence, cause: Option<&str>, today: NaiveDate) {
    match (&evidence.value, cause) {
        (Some(of), _) => {
            value(text, of);
            text.push_str(" of ");
        }
        (None, Some(cause)) => {
            let lacking = if cause == Cause::NoValue.name() {
                "value"
            } else {
                "usable value"
            };
            let subject = cut(&evidence.subject);
            text.extend(["no ", lacking, " for ", &subject, "; threshold "]);
        }
        (None, None) => text.push_str("threshold "),
    }
    if let Some(threshold) = &evidence.threshold {
        value(text, threshold);
    }
    if let Some(cause) = cause {
        text.extend(["  ", cause]);
    }
    if let Some(progress) = evidence.progress {
        bar(text, progress);
    }
    if let Some(labels) = &evidence.witness {
        let _ = write!(text, "  {}", cut(&label_text(labels)));
    }
    let source = evidence.source.as_ref().map(|source| cut(source));
    let age = evidence
        .at
        .map(|at| age((today - at.date_naive()).num_days()));
    for (position, origin) in source.into_iter().chain(age).enumerate() {
        text.extend([if position == 0 { "  " } else { ", " }, &origin]);
    }
    for (position, part) in evidence.parts.iter().enumerate() {
        text.push_str(if position == 0 { "  " } else { ", " });
        text.push_str(&cut(&part.to_string()));
    }
    if let Some(detail) = &evidence.detail {
        let _ = write!(text, "  {}", cut(detail));
    }
}

/// Writes `of`, shortened if it is excessively long.
fn value(text: &mut String, of: &Value) {
    match of {
        Value::Amount(amount) => {
            let _ = write!(text, "{amount}");
        }
        other => text.push_str(&cut(&other.to_string())),
    }
}

/// The age of a value in whole days.
fn age(days: i64) -> Cow<'static, str> {
    match days {
        // A UTC date of tomorrow may be today's local date.
        ..=-2 => format!("{} days in the future", -days).into(),
        -1..=0 => "today".into(),
        1 => "1 day old".into(),
        days => format!("{days} days old").into(),
    }
}

/// Writes the progress towards the threshold: ten cells, then the percentage.
fn bar(text: &mut String, progress: f64) {
    let cells = (progress.clamp(0.0, 1.0) * BAR_WIDTH as f64).floor() as usize;
    text.extend(["  ", &FULL[..cells * CELL], &EMPTY[cells * CELL..]]);
    let _ = write!(text, " {:.0} %", progress * 100.0);
}

/// `{module="billing"}`.
pub fn label_text(labels: &Labels) -> String {
    let pairs: Vec<_> = labels
        .iter()
        .map(|(name, value)| format!("{name}={value:?}"))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

/// The maximum number of metrics without a value that are named.
const MAX_NAMED: usize = 8;

/// How to supply the metrics that have no value, each named once.
fn missing(verdicts: &Verdicts<'_>, paint: Paint) -> String {
    if verdicts.summary.unknown == 0 {
        return String::new();
    }
    let bold = paint.style(BOLD);
    let triggers = verdicts
        .check
        .decisions
        .iter()
        .flat_map(|decision| &decision.triggers);
    let unknown = triggers
        .filter(|trigger| trigger.standing() == Standing::Active(State::Unknown(Cause::NoValue)));
    let conditions = unknown.filter_map(|trigger| trigger.trigger.condition.as_ref().ok());
    let metrics = conditions.flat_map(|condition| condition.metrics());
    let names: HashSet<&str> = metrics.map(|metric| metric.name.as_str()).collect();
    let missing = names
        .into_iter()
        .filter(|name| verdicts.values.get(name).is_none());
    let names: BTreeSet<&str> = missing.collect();
    if names.is_empty() {
        return String::new();
    }
    let more = names.len().saturating_sub(MAX_NAMED);
    let named: Vec<&str> = names.into_iter().take(MAX_NAMED).collect();
    let more = match more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "{bold}no value{bold:#} for {}{more}: give one with --metric NAME=VALUE or --metrics FILE, or declare a source in adr.toml\n\n",
        named.join(", ")
    )
}

fn closing(verdicts: &Verdicts<'_>) -> String {
    let counts = counts(&verdicts.summary);
    let decisions = counted(verdicts.decisions, "decision");
    format!("{counts} in {decisions}\n")
}

/// `1 fired, 3 holding`: the number of triggers of each standing, the worst first.
pub fn counts(summary: &Summary) -> String {
    let counts = [
        (summary.invalid, "invalid"),
        (summary.fired, "fired"),
        (summary.unknown, "unknown"),
        (summary.stale, "stale"),
        (summary.near, "near"),
        (summary.holding, "holding"),
        (summary.snoozed, "snoozed"),
    ];
    let present: Vec<_> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    match present.is_empty() {
        true => "no triggers".to_owned(),
        false => present.join(", "),
    }
}

/// The colour of a standing.
pub fn style_of(standing: Standing) -> Style {
    match standing {
        Standing::Invalid | Standing::Active(State::Fired) => AnsiColor::Red.on_default().bold(),
        Standing::Active(State::Unknown(_) | State::Stale) => AnsiColor::Magenta.on_default(),
        Standing::Active(State::Near) => AnsiColor::Yellow.on_default(),
        Standing::Active(State::Holding) => AnsiColor::Green.on_default(),
        Standing::Snoozed => DIM,
    }
}
