//! A condition typed by a user: rejected with a caret under the error, or explained.

use anyhow::{anyhow, bail};

use super::context::Context;
use super::proposals::{Proposer, is_prose};
use crate::config::Config;
use crate::metric::Plan;
use crate::record::Record;
use crate::report::{explanation, proposals};
use crate::source::printable;
use crate::store::StoreError;
use crate::trigger::{self, TriggerError};

/// Reports what is wrong with `when`, for a terminal: the text, a caret, the message, the help. For a sentence, says what
/// makes conditions of it.
///
/// # Errors
/// If `when` is not a valid condition.
pub fn refuse(when: &str) -> Result<(), String> {
    trigger::parse(when).map(drop).map_err(|error| {
        let refused = with_caret(when, &error);
        match when.contains(' ') && is_prose(when, &error) {
            true => format!(
                "{refused}\n  help: `adr check --explain 'WORDS'` proposes conditions for what is said in words"
            ),
            false => refused,
        }
    })
}

/// Explains `when`, with the metrics declared in the log here, in a format supported by [`explains_in`]. If it is in
/// words, explains the conditions that it may stand for.
///
/// # Errors
/// If it is not a valid condition, its thresholds do not match the declarations, or the settings are invalid.
pub fn explain(when: &str, format: &str, context: &Context) -> anyhow::Result<()> {
    let config = match context.place() {
        Ok(place) => context.config(&place)?,
        Err(error) if is_no_log(&error) => Config::default(),
        Err(error) => return Err(error),
    };
    let (plan, faults) = Plan::of(&config);
    context.refuse(&faults)?;
    let declarations = plan.declarations();
    let scope = context.scope(&config, &declarations);
    let refused = |error: TriggerError| anyhow!(with_caret(when, &error));
    let expr = match trigger::parse(when) {
        Ok(expr) => expr,
        Err(error) => {
            let clauses = Proposer::new(&config, context).propose(when, &error);
            if clauses.is_empty() {
                return Err(refused(error));
            }
            return context.out.data(&match format {
                "json" => proposals::json(&clauses, &scope)? + "\n",
                _ => proposals::human(&clauses, &scope),
            });
        }
    };
    declarations.check(&expr).map_err(refused)?;
    let explained = trigger::explain(&expr, None, &scope);
    match format {
        "json" => context
            .out
            .data(&(explanation::json(explained, None)? + "\n")),
        _ => context.out.data(&explanation::human(&explained)),
    }
}

/// Splits `7:writes` into the reference and the id; `None` for a condition or a sentence.
pub fn reference(text: &str) -> Option<(&str, &str)> {
    let (reference, id) = text.trim().rsplit_once(':')?;
    let is_condition = text.contains(['<', '>', '=', '!', '(', '{']);
    let is_id = !id.is_empty() && !id.contains(char::is_whitespace);
    (!is_condition && !reference.is_empty() && is_id).then_some((reference, id))
}

/// The index of the trigger `id` in `record`.
///
/// # Errors
/// If there is no such trigger, or it is invalid.
pub fn position(record: &Record, id: &str) -> anyhow::Result<usize> {
    let path = record.source.shown_path();
    if !record.faults.is_empty() {
        bail!("{path} is not valid; `adr lint` says what is wrong with it");
    }
    let triggers = record
        .front
        .as_ref()
        .map_or(&[][..], |front| &front.revisit);
    let position = triggers.iter().position(|trigger| trigger.id == id);
    position.ok_or_else(|| {
        let ids: Vec<_> = triggers.iter().map(|trigger| trigger.id.as_str()).collect();
        match ids[..] {
            [] => anyhow!("{path} has no trigger"),
            _ => anyhow!("{path} has no trigger `{id}`; it has {}", ids.join(", ")),
        }
    })
}

/// Whether conditions can be explained in `format`.
pub fn explains_in(format: &str) -> bool {
    matches!(format, "human" | "json")
}

fn is_no_log(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::NoLog))
}

/// `when` with a caret under the error.
pub fn with_caret(when: &str, error: &TriggerError) -> String {
    let columns = |text: &str| unicode_width::UnicodeWidthStr::width(&*printable(text));
    let before = columns(when.get(..error.span.start).unwrap_or(when));
    let marked = columns(when.get(error.span.clone()).unwrap_or_default()).max(1);
    let carets = format!("{}{}", " ".repeat(before), "^".repeat(marked));
    format!(
        "{error}\n  {}\n  {carets}\n  help: {}",
        printable(when),
        error.help
    )
}
