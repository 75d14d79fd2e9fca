//! What a condition says, for readers and for programs.

use std::fmt::Write as _;

use anstyle::Style;
use serde::Serialize;

use super::human;
use super::json::VERSION;
use crate::check::Standing;
use crate::source::printable;
use crate::trigger::{Comparison, Example, Explanation, State};

const BOLD: Style = Style::new().bold();

/// `explanation` for a reader, each part below the one it belongs to; with ANSI styles.
pub fn human(explanation: &Explanation) -> String {
    let mut text = String::new();
    part(&mut text, explanation, "");
    text
}

fn part(text: &mut String, explanation: &Explanation, indent: &str) {
    match explanation {
        Explanation::Joined {
            text: written,
            joiner,
            meaning,
            parts,
        } => {
            headed(text, indent, written, &format!("{joiner}: {meaning}"));
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
        let Some(Example { state, .. }) = run.first() else {
            continue;
        };
        let style = human::style_of(Standing::Awake(*state));
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
}

#[derive(Serialize)]
struct Document {
    version: u32,
    explanation: Part,
}

/// A joined part has `parts`, a comparison `unit` and `examples`.
#[derive(Serialize)]
#[serde(untagged)]
enum Part {
    Joined {
        condition: String,
        meaning: &'static str,
        joiner: &'static str,
        parts: Vec<Part>,
    },
    Comparison {
        condition: String,
        meaning: String,
        unit: String,
        threshold_in_unit: Option<String>,
        hold: Option<String>,
        examples: Vec<Value>,
    },
}

#[derive(Serialize)]
struct Value {
    value: String,
    state: &'static str,
    cause: Option<&'static str>,
}

/// `explanation` for a program: one object, of the version that all our JSON has.
///
/// # Errors
/// None that is known of; serialization says so.
pub fn json(explanation: Explanation) -> serde_json::Result<String> {
    let document = Document {
        version: VERSION,
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
                parts,
            } => Self::Joined {
                condition: text,
                meaning,
                joiner,
                parts: parts.into_iter().map(Self::from).collect(),
            },
            Explanation::Comparison(found) => Self::Comparison {
                condition: found.text,
                meaning: found.meaning,
                unit: found.unit,
                threshold_in_unit: found.converted,
                hold: found.hold,
                examples: found.examples.into_iter().map(Value::from).collect(),
            },
        }
    }
}

impl From<Example> for Value {
    fn from(Example { value, state }: Example) -> Self {
        Self {
            value,
            state: state.name(),
            cause: state.cause().map(|cause| cause.name()),
        }
    }
}
