//! A condition typed by a user: refused with a caret under what is wrong, or explained.

use anyhow::anyhow;

use super::context::Context;
use crate::config::Config;
use crate::metric::Plan;
use crate::report::explanation;
use crate::source::printable;
use crate::store::StoreError;
use crate::trigger::{self, Scope, TriggerError};

/// Says what is wrong with `when`, for a terminal: the text, a caret, the message, the way out.
///
/// # Errors
/// Where `when` is no condition.
pub fn refuse(when: &str) -> Result<(), String> {
    trigger::parse(when)
        .map(drop)
        .map_err(|error| pointed_out(when, &error))
}

/// Explains `when`, by what the log here declares, in a format that [`explains_in`] knows.
///
/// # Errors
/// Where it is no condition, its thresholds do not fit what is declared, or the settings are invalid.
pub fn explain(when: &str, format: &str, context: &Context) -> anyhow::Result<()> {
    let config = match context.place() {
        Ok(place) => context.config(&place)?,
        Err(error) if is_no_log(&error) => Config::default(),
        Err(error) => return Err(error),
    };
    let (plan, faults) = Plan::of(&config);
    context.refuse(&faults)?;
    let declarations = plan.declarations();
    let refused = |error: TriggerError| anyhow!(pointed_out(when, &error));
    let expr = trigger::parse(when).map_err(refused)?;
    declarations.check(&expr).map_err(refused)?;
    let scope = Scope {
        today: context.today,
        now: context.now,
        latest: context.latest,
        sprint: config.sprint,
        declarations: &declarations,
    };
    let explained = trigger::explain(&expr, &scope);
    match format {
        "json" => context.out.data(&(explanation::json(explained)? + "\n")),
        _ => context.out.data(&explanation::human(&explained)),
    }
}

/// Whether a condition is explained in `format`.
pub fn explains_in(format: &str) -> bool {
    matches!(format, "human" | "json")
}

fn is_no_log(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::NoLog))
}

fn pointed_out(when: &str, error: &TriggerError) -> String {
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
