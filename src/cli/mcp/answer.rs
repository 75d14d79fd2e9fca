//! What a call gives back: a value for programs, or an error in words, with all that was said meanwhile.

use std::sync::PoisonError;

use anstream::adapter::strip_str;
use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Value, json};

use super::bounds::{MAX_ANSWER, part};
use crate::cli::context::Context;

/// What a tool gives back.
#[derive(Debug)]
pub struct Reply {
    /// An object.
    pub value: Value,
    /// Whether the tool refused to do what it was called for.
    pub is_refusal: bool,
}

impl From<Value> for Reply {
    fn from(value: Value) -> Self {
        Self {
            value,
            is_refusal: false,
        }
    }
}

/// The outcome of a run, and the notes and problems that it reported.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The value, or why there is none.
    pub result: Result<T, String>,
    /// What was reported besides, one paragraph each.
    notes: Vec<String>,
}

impl<T> Outcome<T> {
    /// Does `work` in a context like `context`, at the current time. What it reports goes to stderr too.
    pub fn of(context: &Context, work: impl FnOnce(&Context) -> anyhow::Result<T>) -> Self {
        let (own, words) = match context.captured() {
            Ok(captured) => captured,
            Err(error) => return Self::failed(format!("{error:#}")),
        };
        let result = work(&own);
        if let Err(error) = &result {
            own.out.failed(error);
        }
        let words = std::mem::take(&mut *words.lock().unwrap_or_else(PoisonError::into_inner));
        context.out.replay(&words);
        let problems = strip_str(&words.problems).to_string();
        let notes = strip_str(&words.notes).to_string();
        match result {
            Ok(value) => {
                let lines = problems.lines().chain(notes.lines());
                Self {
                    result: Ok(value),
                    notes: lines.map(str::to_owned).collect(),
                }
            }
            Err(_) => {
                let why = problems + &notes;
                Self::failed(why.strip_prefix("error: ").unwrap_or(&why).to_owned())
            }
        }
    }

    fn failed(why: String) -> Self {
        Self {
            result: Err(why),
            notes: Vec::new(),
        }
    }
}

impl Outcome<Reply> {
    /// It as the answer to a call.
    pub fn into_result(self) -> CallToolResult {
        match self.result {
            Ok(Reply { value, is_refusal }) => {
                let value = with_notes(value, self.notes);
                match is_refusal {
                    true => CallToolResult::structured_error(value),
                    false => CallToolResult::structured(value),
                }
            }
            Err(why) => failure(&why),
        }
    }
}

/// A failed call.
pub fn failure(why: &str) -> CallToolResult {
    let (why, _) = part(why.trim_end(), 0);
    CallToolResult::error(vec![ContentBlock::text(why)])
}

/// `value` with as many `notes` as the answer has room for.
fn with_notes(mut value: Value, notes: Vec<String>) -> Value {
    if notes.is_empty() {
        return value;
    }
    let frame = json!({ "notes": [] }).to_string().len();
    let mut room = MAX_ANSWER.saturating_sub(value.to_string().len() + frame);
    let fits = |note: &String| {
        let size = Value::from(note.as_str()).to_string().len() + 1;
        let fits = size < room;
        room = room.saturating_sub(size);
        fits
    };
    let notes: Vec<_> = notes.into_iter().take_while(fits).collect();
    if let Value::Object(object) = &mut value {
        object.insert("notes".to_owned(), json!(notes));
    }
    value
}
