//! The values of the past, for `replay`: what was observed, and what servers and dated files say of it, but nothing that is
//! measured now.

use std::time::Duration;

use chrono::NaiveDate;

use super::{Checked, Known, ValueFlags, Wanted, measure, metrics, observed};
use crate::check::{DecisionInput, check};
use crate::cli::context::Context;
use crate::cli::doubts;
use crate::config::Config;
use crate::log::Log;
use crate::metric::{Plan, Servers};
use crate::trigger::Expr;
use crate::trigger::value::Values;

/// Today's verdicts, and the values of the past.
pub struct WithPast {
    /// The same as `check` finds.
    pub checked: Checked,
    /// The values with a time, by which earlier days are evaluated.
    pub past: Values,
}

const DAY: Duration = Duration::from_secs(86_400);

impl ValueFlags {
    /// Evaluates the triggers of `inputs` as `check` does, and collects the values of the past, as far back as `window`.
    ///
    /// # Errors
    /// If the settings or the flags are invalid.
    pub fn check_with_past(
        &self,
        inputs: Vec<DecisionInput>,
        window: Duration,
        log: &Log,
        config: &Config,
        context: &Context,
    ) -> anyhow::Result<WithPast> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let wanted = metrics(&inputs, context.today);
        let needed = wanted.keys().cloned().collect();
        let supplied = self.supplied(context, config, &needed)?;
        doubts::note_near_misses(&supplied, &wanted, context);
        let servers = self.servers()?;
        let measured = measure(&plan, log, &wanted, None, &servers, context);
        let window = window.saturating_add(longest_reach(&inputs, context.today));
        let every =
            Some(shortest_reach(&inputs, context.today).map_or(DAY, |hold| DAY.min(hold / 2)));
        let remote = remote(&plan, &wanted, &servers, window);
        let mut asked = match remote.is_empty() {
            true => Values::default(),
            false => measure(&plan, log, &remote, every, &servers, context),
        };
        for metric in wanted.keys().filter(|metric| plan.is_dated(metric)) {
            if let Some(reading) = measured.get(metric) {
                asked.supply(metric.as_str(), reading.clone());
            }
        }
        let observed = observed(log, &wanted, context);
        let known_of = |observed, measured, supplied| {
            Known::of(&plan, wanted.clone(), observed, measured, supplied, context)
        };
        let past = known_of(observed.clone(), asked, supplied.clone()).values;
        let known = known_of(observed, measured, supplied);
        let declarations = plan.declarations();
        let scope = context.scope(config, &declarations);
        let verdicts = check(inputs, &known.values, &scope);
        Ok(WithPast {
            checked: Checked {
                verdicts,
                known: known.into(),
                declarations,
            },
            past,
        })
    }
}

impl ValueFlags {
    /// The values that the triggers of `inputs` use: those that flags supply, and those that were observed.
    ///
    /// # Errors
    /// If a flag is invalid.
    pub fn supplied_or_observed(
        &self,
        inputs: &[DecisionInput],
        log: &Log,
        config: &Config,
        context: &Context,
    ) -> anyhow::Result<Values> {
        let wanted = metrics(inputs, context.today);
        let needed = wanted.keys().cloned().collect();
        let mut values = observed(log, &wanted, context);
        for set in self.supplied(context, config, &needed)? {
            values.supply_all(set);
        }
        for series in values.series_mut() {
            series.at = series.at.or(Some(context.now));
        }
        Ok(values)
    }
}

/// The metrics among `wanted` whose servers have an address, each with its history over `window`.
fn remote(plan: &Plan<'_>, wanted: &Wanted, servers: &Servers, window: Duration) -> Wanted {
    let metrics = wanted.keys().filter(|metric| {
        let name = metric.as_str();
        plan.is_remote(name) && plan.unbound(servers, [name]).is_empty()
    });
    metrics
        .map(|metric| (metric.clone(), Some(window)))
        .collect()
}

fn longest_reach(inputs: &[DecisionInput], today: NaiveDate) -> Duration {
    reaches(inputs, today).max().unwrap_or_default()
}

fn shortest_reach(inputs: &[DecisionInput], today: NaiveDate) -> Option<Duration> {
    reaches(inputs, today).min()
}

/// How far back each condition looks that does.
fn reaches(inputs: &[DecisionInput], today: NaiveDate) -> impl Iterator<Item = Duration> {
    let triggers = inputs.iter().flat_map(|decision| &decision.triggers);
    let conditions = triggers
        .filter_map(|trigger| trigger.condition.as_ref().ok())
        .flat_map(Expr::conditions);
    conditions.filter_map(move |condition| condition.reach(today))
}
