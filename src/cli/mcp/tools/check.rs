//! `check_triggers`, and the verdict on one decision.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Effect, Tool};
use crate::check::DecisionVerdict;
use crate::cli::check::preferred;
use crate::cli::context::Context;
use crate::cli::mcp::answer::Reply;
use crate::cli::mcp::arguments::{read, schema};
use crate::cli::mcp::bounds::{DEFAULT_LIMIT, page};
use crate::cli::mcp::server::Call;
use crate::cli::values::{Checked, has_conditions, is_evaluated};
use crate::config::Config;
use crate::log::Log;
use crate::record::Record;
use crate::report::json::verdict;
use crate::report::{Base, Verdicts};

pub const CHECK_TRIGGERS: Tool = Tool {
    name: "check_triggers",
    title: "Check triggers",
    description: "\
Evaluate the triggers of the accepted architecture decisions, the measurable conditions that re-open them, and say which \
decisions are due for revisiting (state `fired`): these come first. `near` is close to firing, `holding` is far from it, \
`unknown` lacks a value, `stale` has only an old one, `snoozed` is put off until a date.",
    effect: Effect::Measures,
    schema: schema::<Arguments>,
    call: |arguments, call| check(&read(arguments)?, call),
};

/// What to check, and by which values.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Arguments {
    /// Values as NAME=VALUE with their units, such as `team.size=24`; they replace what the log's sources give
    values: Vec<String>,
    /// Only decisions that are due
    due: bool,
    /// Also decisions that are not accepted
    all: bool,
    /// Give at most this many decisions; 500 at most
    limit: usize,
    /// Leave out this many at the start; the `next_offset` of the result before
    offset: usize,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            due: false,
            all: false,
            limit: DEFAULT_LIMIT,
            offset: 0,
        }
    }
}

fn check(arguments: &Arguments, call: &Call<'_>) -> anyhow::Result<Reply> {
    let log = call.log_without_prose()?;
    let values = call.values.with_metrics(&arguments.values);
    let selects =
        |record: &Record| has_conditions(record) && (arguments.all || is_evaluated(record));
    let Arguments { limit, offset, .. } = *arguments;
    let config = call.context.config(&log.place)?;
    let checked = values.check(&log, &config, selects, call.context)?;
    with_verdicts(&checked, &config, &log, call.context, |verdicts| {
        let all = verdicts.check.decisions.iter();
        let mut shown: Vec<_> = all
            .filter(|found| !arguments.due || found.is_due())
            .collect();
        shown.sort_by_key(|found| urgency(found));
        let total = shown.len();
        let page = page(shown.into_iter(), offset, limit, |found| {
            serde_json::to_value(verdict(found, verdicts))
        })?;
        let checked = json!({
            "today": verdicts.scope.today,
            "summary": verdicts.summary,
            "total": total,
            "decisions": page.items,
            "next_offset": page.next_offset,
        });
        Ok(checked.into())
    })
}

/// The verdict on `record`, whatever its status; `null` if it has no triggers.
///
/// # Errors
/// If the settings or the values are invalid.
pub fn verdict_on(record: &Record, log: &Log, call: &Call<'_>) -> anyhow::Result<Value> {
    if !has_conditions(record) {
        return Ok(Value::Null);
    }
    let is_it = |other: &Record| std::ptr::eq(other, record);
    let config = call.context.config(&log.place)?;
    let checked = call.values.check_some(log, &config, is_it, call.context)?;
    with_verdicts(&checked, &config, log, call.context, |verdicts| {
        let found = verdicts.check.decisions.first();
        let found = found.map(|found| serde_json::to_value(verdict(found, verdicts)));
        Ok(found.transpose()?.map_or(Value::Null, standing))
    })
}

/// The part of a verdict that the decision itself does not have.
fn standing(mut verdict: Value) -> Value {
    if let Value::Object(verdict) = &mut verdict {
        verdict.retain(|key, _| ["state", "advice", "triggers"].contains(&key.as_str()));
    }
    verdict
}

/// What `then` makes of the verdicts in `checked`.
fn with_verdicts<T>(
    checked: &Checked,
    config: &Config,
    log: &Log,
    context: &Context,
    then: impl FnOnce(&Verdicts<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let check = &checked.verdicts;
    then(&Verdicts {
        check,
        summary: check.tally().summary,
        decisions: check.decisions.len(),
        limit: 0,
        values: &checked.known.values,
        preferred: preferred(check, &checked.known.values, config, context),
        scope: &context.scope(config, &checked.declarations),
        base: &Base::new(&context.cwd, &log.place.root),
    })
}

/// The order in which decisions matter: first those that are due, then the worse ones.
fn urgency(found: &DecisionVerdict) -> impl Ord + use<> {
    let standing = found.standing();
    (!found.is_due(), standing.is_none(), standing)
}
