//! A round of questions for the values that triggers lack and that no source measures.

use super::ask::Prompter;
use super::context::Context;
use super::values::{ValueFlags, is_evaluated};
use crate::check::DecisionInput;
use crate::check::lacking::{Lacking, lacking};
use crate::config::Config;
use crate::log::Log;
use crate::metric::Plan;
use crate::metric::flag;
use crate::report::lacking as report;
use crate::source::printable;
use crate::trigger::value::{Labels, Values};
use crate::trigger::{Declarations, Scope};

/// The values that the triggers of a log lack, and what to judge answers by.
pub struct Round<'r> {
    lacking: Vec<Lacking>,
    declarations: Declarations,
    config: &'r Config,
    context: &'r Context,
}

impl<'r> Round<'r> {
    /// The round for the decisions of `log` that `check` evaluates. Values of `flags` are not lacking.
    ///
    /// # Errors
    /// If the settings or the flags are invalid.
    pub fn of(
        flags: &ValueFlags,
        log: &Log,
        config: &'r Config,
        context: &'r Context,
    ) -> anyhow::Result<Self> {
        let (plan, faults) = Plan::of(config);
        context.refuse(&faults)?;
        let records = log.records.iter().filter(|record| is_evaluated(record));
        let inputs: Vec<_> = records.map(DecisionInput::of).collect();
        let known = flags.supplied_or_observed(&inputs, log, config, context)?;
        let declarations = plan.declarations();
        let lacking = lacking(
            &inputs,
            &known,
            |metric| plan.is_measured(metric),
            &context.scope(config, &declarations),
        );
        Ok(Self {
            lacking,
            declarations,
            config,
            context,
        })
    }

    /// Whether nothing is lacking.
    pub fn is_empty(&self) -> bool {
        self.lacking.is_empty()
    }

    /// The values that are lacking as a TOML file to fill in.
    pub fn toml(&self) -> String {
        report::toml(&self.lacking, self.context.today, self.context.now)
    }

    /// Asks for each value, and returns those that were given.
    ///
    /// # Errors
    /// If a prompt is interrupted.
    pub fn ask(&self) -> anyhow::Result<Values> {
        let prompter = Prompter::new(&self.context.out);
        let all = self.lacking.len();
        self.context.out.note(format!(
            "{all} to ask for, one by one; press Enter to skip one"
        ));
        let mut values = Values::default();
        for (position, lacking) in self.lacking.iter().enumerate() {
            let question = report::question(lacking, self.context.now);
            let question = format!("{}/{all} {question}", position + 1);
            if let Some(answer) = self.answer(&prompter, lacking, &question)? {
                values.supply_all(answer);
            }
        }
        prompter.stop();
        Ok(values)
    }

    /// The answer to `question`, asked again until it is usable or empty.
    fn answer(
        &self,
        prompter: &Prompter,
        lacking: &Lacking,
        question: &str,
    ) -> anyhow::Result<Option<Values>> {
        loop {
            let answer = prompter.optional(question)?;
            if answer.is_empty() {
                return Ok(None);
            }
            match self.read(lacking, &answer) {
                Ok(values) => return Ok(Some(values)),
                Err(why) => {
                    let report = format!("  {}\n", printable(&why));
                    self.context.out.report(&report);
                }
            }
        }
    }

    /// The value in `answer`, or why it is of no use.
    fn read(&self, lacking: &Lacking, answer: &str) -> Result<Values, String> {
        let flag = format!("{}{}={answer}", lacking.metric, labels(&lacking.labels));
        let (values, faults) = flag::read([flag.as_str()], self.config);
        if let Some(fault) = faults.first() {
            let help = fault.help.as_deref().unwrap_or_default();
            return Err(format!("{}; {help}", fault.message));
        }
        let scope: Scope<'_> = self.context.scope(self.config, &self.declarations);
        let series = values
            .get(&lacking.metric)
            .and_then(|reading| reading.series.first());
        match series.and_then(|series| lacking.refuses(&series.value, &scope)) {
            Some(cause) => Err(format!("{}; {}", cause.meaning(), way_out(lacking))),
            None => Ok(values),
        }
    }
}

fn way_out(lacking: &Lacking) -> String {
    match (lacking.unit, lacking.example()) {
        (Some(unit), _) => format!("write a value such as {}", unit.example()),
        (None, Some(example)) => format!("write a value such as {example}"),
        (None, None) => "write a number with its unit".to_owned(),
    }
}

/// `{module="billing"}`, in the syntax of flags.
fn labels(labels: &Labels) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let pairs = labels.iter().map(|(name, value)| {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{name}=\"{value}\"")
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}
