//! The explanation of a condition, for people and for programs.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;

use super::json::VERSION;
use super::{facts, human};
use crate::check::{DecisionInput, Standing, TriggerVerdict};
use crate::record::reference;
use crate::source::printable;
use crate::trigger::{self, Comparison, Explanation, State};

const BOLD: Style = Style::new().bold();

/// `explanation` for a terminal, each part below its parent, with ANSI styles.
pub fn human(explanation: &Explanation) -> String {
    indented(explanation, "")
}

/// The same behind `indent`.
pub(super) fn indented(explanation: &Explanation, indent: &str) -> String {
    let mut text = String::new();
    part(&mut text, explanation, indent);
    text
}

fn part(text: &mut String, explanation: &Explanation, indent: &str) {
    match explanation {
        Explanation::Joined {
            text: written,
            joiner,
            meaning,
            outcome,
            parts,
        } => {
            headed(text, indent, written, &format!("{joiner}: {meaning}"));
            if let Some(outcome) = outcome {
                facts::result(text, outcome, indent);
            }
            for inner in parts {
                text.push('\n');
                part(text, inner, &format!("{indent}  "));
            }
        }
        Explanation::Comparison(found) => comparison(text, found, indent),
    }
}

fn headed(text: &mut String, indent: &str, written: &str, meaning: &str) {
    let (written, meaning) = (printable(written), printable(meaning));
    let _ = writeln!(text, "{indent}{BOLD}{written}{BOLD:#}\n{indent}  {meaning}");
}

fn comparison(text: &mut String, found: &Comparison, indent: &str) {
    headed(text, indent, &found.text, &found.meaning);
    let converted = found.converted.iter();
    let unit: String = converted.fold(found.unit.clone(), |unit, converted| {
        format!("{unit}; the threshold is {converted}")
    });
    let _ = writeln!(text, "{indent}  unit     {unit}");
    for run in found
        .examples
        .chunk_by(|left, right| left.state == right.state)
    {
        let Some(trigger::Example { state, .. }) = run.first() else {
            continue;
        };
        let style = human::style_of(Standing::Active(*state));
        let values: Vec<_> = run.iter().map(|example| example.value.as_str()).collect();
        let values = values.join(", ");
        let hold = found.hold.iter().filter(|_| *state == State::Fired);
        let hold = hold.map(|hold| format!(" for {hold}"));
        let cause = state.cause().map(|cause| format!("  {}", cause.name()));
        let more: String = hold.chain(cause).collect();
        let _ = writeln!(
            text,
            "{indent}  {style}{:<7}{style:#}  at {values}{more}",
            state.name(),
        );
    }
    if let Some(found) = &found.facts {
        facts::write(text, found, indent);
    }
}

/// The trigger whose condition is explained.
#[derive(Debug, Clone, Copy)]
pub struct ExplainedTrigger<'a> {
    /// The decision it belongs to.
    pub decision: &'a DecisionInput,
    /// The trigger.
    pub trigger: &'a TriggerVerdict,
}

impl ExplainedTrigger<'_> {
    /// Its name and standing for a terminal, with ANSI styles.
    pub fn human(&self) -> String {
        let Self { decision, trigger } = self;
        let standing = trigger.standing();
        let style = human::style_of(standing);
        let number = decision.number.map(|number| reference(number) + " ");
        let number = number.unwrap_or_default();
        let (title, id) = (
            printable(&decision.title),
            printable(&trigger.trigger.written.id),
        );
        format!(
            "{BOLD}{number}{title}{BOLD:#}  {id}  {style}{}{style:#}\n\n",
            standing.name()
        )
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    #[serde(flatten)]
    of: Option<ExplainedTriggerDocument<'a>>,
    explanation: Part,
}

/// A joined part has `parts`, a comparison has `unit` and `examples`; both have `state` if they were
/// evaluated.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Part {
    Joined {
        condition: String,
        meaning: &'static str,
        joiner: &'static str,
        #[serde(flatten)]
        result: Option<facts::Result>,
        parts: Vec<Part>,
    },
    Comparison {
        condition: String,
        meaning: String,
        unit: String,
        threshold_in_unit: Option<String>,
        hold: Option<String>,
        examples: Vec<Example>,
        #[serde(flatten)]
        facts: Option<facts::Document>,
    },
}

/// A value and its state.
#[derive(Serialize)]
pub(super) struct Example {
    value: String,
    state: &'static str,
    cause: Option<&'static str>,
}

#[derive(Serialize)]
struct ExplainedTriggerDocument<'a> {
    number: Option<u32>,
    title: &'a str,
    path: String,
    id: &'a str,
    state: &'static str,
}

/// `explanation` as JSON: one object, with the version shared by all JSON output, and with the trigger it
/// belongs to.
///
/// # Errors
/// If serialization fails; no such case is known.
pub fn json(
    explanation: Explanation,
    of: Option<&ExplainedTrigger<'_>>,
) -> serde_json::Result<String> {
    let document = Document {
        version: VERSION,
        of: of.map(|of| ExplainedTriggerDocument {
            number: of.decision.number,
            title: &of.decision.title,
            path: of.decision.path().into_owned(),
            id: &of.trigger.trigger.written.id,
            state: of.trigger.standing().name(),
        }),
        explanation: Part::from(explanation),
    };
    serde_json::to_string_pretty(&document)
}

impl From<Explanation> for Part {
    fn from(explanation: Explanation) -> Self {
        match explanation {
            Explanation::Joined {
                text,
                joiner,
                meaning,
                outcome,
                parts,
            } => Self::Joined {
                condition: text,
                meaning,
                joiner,
                result: outcome.map(|outcome| facts::Result::from(*outcome)),
                parts: parts.into_iter().map(Self::from).collect(),
            },
            Explanation::Comparison(found) => Self::Comparison {
                condition: found.text,
                meaning: found.meaning,
                unit: found.unit,
                threshold_in_unit: found.converted,
                hold: found.hold,
                examples: found.examples.into_iter().map(Example::from).collect(),
                facts: found.facts.map(facts::Document::from),
            },
        }
    }
}

impl From<trigger::Example> for Example {
    fn from(trigger::Example { value, state }: trigger::Example) -> Self {
        Self {
            value,
            state: state.name(),
            cause: state.cause().map(|cause| cause.name()),
        }
    }
}
