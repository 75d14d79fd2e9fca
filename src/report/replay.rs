//! Triggers over the days of the past: as a strip of characters for a terminal, and as JSON.

use std::fmt::Write as _;

use anstyle::Style;
use chrono::NaiveDate;
use serde::Serialize;

use super::json::VERSION;
use super::{counted, cut, human};
use crate::check::replay::{DecisionReplay, Replay, TriggerReplay, days, summary};
use crate::check::{Standing, Verdict};
use crate::record::reference;
use crate::trigger::{Span, State};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The maximum number of characters of a strip.
const MAX_STRIP: usize = 73;
/// The minimum, where the terminal is narrower.
const MIN_STRIP: usize = 20;
/// The indent of what is said of a trigger.
const INDENT: usize = 4;
/// The maximum number of spans that are listed.
const MAX_SPANS: usize = 6;

/// The character of each state, from the worst to the best.
const CHARACTERS: [(&str, char); 5] = [
    ("fired", '█'),
    ("unknown", '?'),
    ("stale", '~'),
    ("near", '▒'),
    ("holding", '·'),
];

/// `replay` with ANSI styles, for a terminal of this width.
pub fn human(replay: &Replay<'_>, width: Option<usize>) -> String {
    let columns = width
        .unwrap_or(MAX_STRIP + INDENT)
        .saturating_sub(INDENT)
        .clamp(MIN_STRIP, MAX_STRIP);
    let all = usize::try_from((replay.to - replay.from).num_days() + 1).unwrap_or(1);
    let every = all.div_ceil(columns).max(1);
    let mut text = String::new();
    for decision in &replay.decisions {
        of_decision(&mut text, decision, every);
    }
    let triggers: usize = replay
        .decisions
        .iter()
        .map(|found| found.triggers.len())
        .sum();
    if triggers == 0 {
        return "no triggers\n".to_owned();
    }
    let legend = CHARACTERS.map(|(name, character)| format!("{character} {name}"));
    let worst = if every > 1 { ", the worst of them" } else { "" };
    let _ = writeln!(
        text,
        "{} to {}; a character is {}{worst}\n{}",
        replay.from,
        replay.to,
        counted(every, "day"),
        legend.join("  ")
    );
    text
}

fn of_decision(text: &mut String, found: &DecisionReplay<'_>, every: usize) {
    let decision = &found.verdict.decision;
    let number = decision.number.map(|number| reference(number) + " ");
    let _ = writeln!(
        text,
        "{BOLD}{}{}{BOLD:#}  {DIM}{}{DIM:#}",
        number.unwrap_or_default(),
        cut(&decision.title),
        cut(&decision.path())
    );
    for trigger in &found.triggers {
        of_trigger(text, trigger, every);
    }
    text.push('\n');
}

fn of_trigger(text: &mut String, found: &TriggerReplay<'_>, every: usize) {
    let written = &found.verdict.trigger.written;
    let _ = writeln!(text, "  {}  {}", cut(&written.id), cut(&written.when.value));
    if let Verdict::Invalid(error) = &found.verdict.verdict {
        let _ = writeln!(text, "    invalid: {}", cut(&error.to_string()));
        return;
    }
    let _ = writeln!(text, "    {}", strip(&found.spans, every));
    let _ = writeln!(text, "    {}", summary(&found.spans));
    let fired: Vec<&Span> = of_state(&found.spans, "fired").collect();
    if fired.len() > 1 {
        let listed = fired.iter().take(MAX_SPANS).map(|span| period(span));
        let more = match fired.len().saturating_sub(MAX_SPANS) {
            0 => String::new(),
            more => format!(" and {more} more; --format json lists all"),
        };
        let listed: Vec<_> = listed.collect();
        let _ = writeln!(text, "    {DIM}{}{more}{DIM:#}", listed.join(", "));
    }
}

/// `2026-03-02`, or `2026-03-02 to 2026-03-15`.
fn period(span: &Span) -> String {
    match span.from == span.to {
        true => span.from.to_string(),
        false => format!("{} to {}", span.from, span.to),
    }
}

fn of_state<'s>(spans: &'s [Span], name: &str) -> impl Iterator<Item = &'s Span> {
    spans.iter().filter(move |span| span.state.name() == name)
}

/// A character for every `every` days, ending with today; the first may stand for fewer.
fn strip(spans: &[Span], every: usize) -> String {
    let states: Vec<State> = spans
        .iter()
        .flat_map(|span| std::iter::repeat_n(span.state, span.days()))
        .collect();
    let mut strip = String::new();
    let mut last = None;
    for days in states.rchunks(every).rev() {
        let Some(worst) = days.iter().min() else {
            continue;
        };
        let style = human::style_of(Standing::Active(*worst));
        if last != Some(style) {
            if let Some(last) = last {
                let _ = write!(strip, "{last:#}");
            }
            let _ = write!(strip, "{style}");
            last = Some(style);
        }
        strip.push(character(*worst));
    }
    if let Some(last) = last {
        let _ = write!(strip, "{last:#}");
    }
    strip
}

fn character(state: State) -> char {
    let known = CHARACTERS.iter().find(|(name, _)| *name == state.name());
    known.map_or(' ', |(_, character)| *character)
}

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    from: NaiveDate,
    to: NaiveDate,
    decisions: Vec<Decision<'c>>,
}

#[derive(Serialize)]
struct Decision<'c> {
    number: Option<u32>,
    title: &'c str,
    path: String,
    status: &'c str,
    triggers: Vec<Trigger<'c>>,
}

#[derive(Serialize)]
struct Trigger<'c> {
    id: &'c str,
    when: &'c str,
    /// Why it is invalid, so that it has no spans.
    cause: Option<&'static str>,
    days: Days,
    first_fired: Option<NaiveDate>,
    last_fired: Option<NaiveDate>,
    spans: Vec<Period>,
}

/// The number of days with each state.
#[derive(Serialize)]
struct Days {
    fired: usize,
    near: usize,
    holding: usize,
    stale: usize,
    unknown: usize,
}

#[derive(Serialize)]
struct Period {
    state: &'static str,
    cause: Option<&'static str>,
    from: NaiveDate,
    to: NaiveDate,
}

/// `replay` as JSON: one object, with the version shared by all JSON output.
///
/// # Errors
/// If serialization fails; no such case is known.
pub fn json(replay: &Replay<'_>) -> serde_json::Result<String> {
    let decisions = replay.decisions.iter().map(|found| Decision {
        number: found.verdict.decision.number,
        title: &found.verdict.decision.title,
        path: found.verdict.decision.path().into_owned(),
        status: found.verdict.decision.status,
        triggers: found.triggers.iter().map(Trigger::of).collect(),
    });
    serde_json::to_string_pretty(&Document {
        version: VERSION,
        from: replay.from,
        to: replay.to,
        decisions: decisions.collect(),
    })
}

impl<'c> Trigger<'c> {
    fn of(found: &TriggerReplay<'c>) -> Self {
        let spans = &found.spans;
        let count = |name: &str| days(spans, |state| state.name() == name);
        let fired = || of_state(spans, "fired");
        Self {
            id: &found.verdict.trigger.written.id,
            when: &found.verdict.trigger.written.when.value,
            cause: match &found.verdict.verdict {
                Verdict::Invalid(error) => Some(error.fault.name()),
                Verdict::Judged(_) => None,
            },
            days: Days {
                fired: count("fired"),
                near: count("near"),
                holding: count("holding"),
                stale: count("stale"),
                unknown: count("unknown"),
            },
            first_fired: fired().next().map(|span| span.from),
            last_fired: fired().last().map(|span| span.to),
            spans: spans.iter().map(Period::of).collect(),
        }
    }
}

impl Period {
    fn of(span: &Span) -> Self {
        Self {
            state: span.state.name(),
            cause: span.state.cause().map(|cause| cause.name()),
            from: span.from,
            to: span.to,
        }
    }
}
