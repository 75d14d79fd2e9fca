//! `adr advise`: which architecture patterns the facts about a system speak for, and the record that makes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{anyhow, bail};
use clap::ValueEnum;

use super::compose::{Composer, git_user};
use super::context::Context;
use super::draft_flags::DraftFlags;
use super::values::ValueFlags;
use super::{Exit, ask, declare};
use crate::advise::{self, Advice, Fact, Proposal, Rules};
use crate::config::Config;
use crate::metric::Plan;
use crate::record::Status;
use crate::report::advice as report;
use crate::store::{Place, StoreError};
use crate::trigger::value::{Labels, Reading, Series, Values};
use crate::trigger::{Declarations, Scope};

/// Rank the architecture patterns by the facts about a system, and draft the decision
///
/// Facts come from the flags, else from the log's metrics of the same names, as `adr check` has them. At a
/// terminal, if no flag gives a fact, each is asked for and can be skipped. Every pattern is listed with what
/// speaks for and against it, by which rule and source. The facts that made a decision become its triggers.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr advise --engineers 6 --concurrent-users 150 --transactions acid
  adr advise --chain 4 --availability 99.9%
  adr advise --metrics facts.toml --format json
  adr advise --engineers 6 --transactions acid --new --declare
  adr advise --engineers 6 --transactions acid --new Ship the shop as one program")]
pub struct Args {
    #[command(flatten)]
    facts: FactFlags,
    /// Draft the decision for the best pattern; the title needs no quotes [default: by the pattern]
    #[arg(long, value_name = "TITLE", num_args = 0..)]
    new: Option<Vec<String>>,
    /// Declare the metrics of the decision's triggers in adr.toml, and record the facts as observations
    /// [default: asked at a terminal]
    #[arg(long, requires = "new")]
    declare: bool,
    /// Who made the decision [default: the git user]
    #[arg(long, value_name = "NAME", requires = "new")]
    decider: Vec<String>,
    /// The status of the decision [default: accepted, or as set in adr.toml]
    #[arg(long, value_enum, value_name = "STATUS", requires = "new")]
    status: Option<Status>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT", conflicts_with = "new")]
    format: Format,
    #[command(flatten)]
    values: ValueFlags,
}

/// The facts about a system, by the names in the rules.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts")]
struct FactFlags {
    /// The number of engineers who work on it
    #[arg(long, value_name = "NUMBER")]
    engineers: Option<String>,
    /// The number of users who are active at once at peak
    #[arg(long, value_name = "NUMBER")]
    concurrent_users: Option<String>,
    /// Whether changes must be atomic (acid), or parts may follow later (eventual)
    #[arg(long, value_name = "acid|eventual")]
    transactions: Option<String>,
    /// How often a deployment waits for another team
    #[arg(long, value_name = "NUMBER/sprint")]
    blocked_deployments: Option<String>,
    /// The share of the infrastructure that the most demanding module uses
    #[arg(long, value_name = "NUMBER%")]
    max_module_share: Option<String>,
    /// The number of reads for each write
    #[arg(long, value_name = "NUMBER")]
    read_write_ratio: Option<String>,
    /// The number of consumers that react to the same events independently
    #[arg(long, value_name = "NUMBER")]
    independent_consumers: Option<String>,
    /// Whether it is safe to show data that is a few seconds old
    #[arg(long, value_name = "safe|unsafe")]
    stale_reads: Option<String>,
    /// Whether every change, or the state at a past time, must be available later
    #[arg(long, value_name = "yes|no")]
    audit_history: Option<String>,
    /// Whether there is a platform team
    #[arg(long, value_name = "yes|no")]
    platform_team: Option<String>,
    /// The number of services that a request passes through, one after the other
    #[arg(long, value_name = "NUMBER")]
    chain: Option<String>,
    /// The availability of each service in the chain
    #[arg(long, value_name = "NUMBER%")]
    availability: Option<String>,
    /// Whether there is a legacy system that is too risky to replace as a whole
    #[arg(long, value_name = "yes|no")]
    legacy: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut given = args.facts.values()?;
    let (config, mut values) = known(&args.values, args.new.is_some(), context)?;
    if given.is_empty() && ask::is_possible() {
        ask_for_facts(&mut given, &values, context)?;
    }
    values.supply_all(given.clone());
    let declarations = declarations(&config);
    let scope = context.scope(&config, &declarations);
    let advice = advise::advise(&values, &scope);
    if advice.facts.is_empty() {
        bail!("no fact about the system is known; {}", give_first(&advice));
    }
    refuse_contradiction(&values, &scope)?;
    match &args.new {
        Some(title) => args.draft(title, &advice, &values, &given, &scope, context),
        None => args.show(&advice, context),
    }
}

/// What the rules say about the facts in `given`, and about those that the log knows, if there is one.
///
/// # Errors
/// If the settings or the flags are invalid, or the facts contradict each other.
pub fn advice_on(given: Values, flags: &ValueFlags, context: &Context) -> anyhow::Result<Advice> {
    let (config, mut values) = known(flags, false, context)?;
    values.supply_all(given);
    let declarations = declarations(&config);
    let scope = context.scope(&config, &declarations);
    refuse_contradiction(&values, &scope)?;
    Ok(advise::advise(&values, &scope))
}

fn refuse_contradiction(values: &Values, scope: &Scope<'_>) -> anyhow::Result<()> {
    match advise::contradiction(values, scope) {
        Some(why) => bail!("the facts contradict each other: {why}"),
        None => Ok(()),
    }
}

/// The log's settings, and the facts that it knows. There need not be a log, unless one `is_needed`.
fn known(
    flags: &ValueFlags,
    is_needed: bool,
    context: &Context,
) -> anyhow::Result<(Config, Values)> {
    match context.place() {
        Ok(place) => of_log(flags, place, context),
        Err(error) if !is_needed && flags.is_empty() && is_no_log(&error) => {
            Ok((Config::default(), Values::default()))
        }
        Err(error) => Err(error),
    }
}

fn is_no_log(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::NoLog))
}

fn of_log(flags: &ValueFlags, place: Place, context: &Context) -> anyhow::Result<(Config, Values)> {
    let config = context.config(&place)?;
    let log = context.log_at(place)?;
    let values = flags.values_of(&log, &config, fact_metrics(), context)?;
    Ok((config, values))
}

/// The metrics of all facts.
pub fn fact_metrics() -> impl Iterator<Item = String> {
    let facts = Rules::built_in().facts.iter();
    facts.map(|fact| fact.metric.clone())
}

/// The log's declarations, and those of the facts.
pub fn declarations(config: &Config) -> Declarations {
    let of_log = Plan::of(config).0.declarations();
    of_log.with_defaults(&Rules::built_in().declarations())
}

/// `give these first: --transactions acid …`
fn give_first(advice: &Advice) -> String {
    const AT_MOST: usize = 3;
    let first = advice.missing.iter().take(AT_MOST);
    let flags: Vec<_> = first
        .map(|fact| format!("--{} {}", fact.flag, fact.example))
        .collect();
    format!("give these first, such as {}", flags.join(", "))
}

fn ask_for_facts(given: &mut Values, known: &Values, context: &Context) -> anyhow::Result<()> {
    let prompter = ask::Prompter::new(&context.out);
    for fact in &Rules::built_in().facts {
        if known.get(&fact.metric).is_none()
            && let Some(value) = prompter.fact(fact)?
        {
            supply(given, fact, value);
        }
    }
    prompter.stop();
    Ok(())
}

/// Adds the fact `fact`, as a flag states it, to `values`.
pub fn supply(values: &mut Values, fact: &Fact, value: crate::quantity::Value) {
    let series = Series {
        labels: Labels::default(),
        value: Ok(value),
        at: None,
        source: format!("--{}", fact.flag).into(),
    };
    let reading = Reading {
        series: vec![series],
        ..Reading::default()
    };
    values.supply(fact.metric.as_str(), reading);
}

impl FactFlags {
    fn values(&self) -> anyhow::Result<Values> {
        let by_flag = self.by_flag();
        let mut values = Values::default();
        for fact in &Rules::built_in().facts {
            if let Some(text) = by_flag.get(fact.flag.as_str()) {
                let value = fact
                    .read(text)
                    .map_err(|why| anyhow!("--{}: {why}", fact.flag))?;
                supply(&mut values, fact, value);
            }
        }
        Ok(values)
    }

    fn by_flag(&self) -> BTreeMap<&'static str, &str> {
        let flags = [
            ("engineers", &self.engineers),
            ("concurrent-users", &self.concurrent_users),
            ("transactions", &self.transactions),
            ("blocked-deployments", &self.blocked_deployments),
            ("max-module-share", &self.max_module_share),
            ("read-write-ratio", &self.read_write_ratio),
            ("independent-consumers", &self.independent_consumers),
            ("stale-reads", &self.stale_reads),
            ("audit-history", &self.audit_history),
            ("platform-team", &self.platform_team),
            ("chain", &self.chain),
            ("availability", &self.availability),
            ("legacy", &self.legacy),
        ];
        let given = flags.into_iter();
        given
            .filter_map(|(flag, text)| Some((flag, text.as_deref()?)))
            .collect()
    }
}

impl Args {
    fn show(&self, advice: &Advice, context: &Context) -> anyhow::Result<Exit> {
        match self.format {
            Format::Json => context.out.data(&report::json(advice)?)?,
            Format::Markdown => context.out.data(&report::markdown(advice))?,
            Format::Human => {
                let text = report::human(advice);
                context.out.write_wrapped(|out, colour| match colour {
                    true => out.write_all(text.as_bytes()),
                    false => write!(out, "{}", anstream::adapter::strip_str(&text)),
                })?;
            }
        }
        Ok(Exit::Clean)
    }

    fn draft(
        &self,
        title: &[String],
        advice: &Advice,
        values: &Values,
        given: &Values,
        scope: &Scope<'_>,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        let Some(proposal) = Proposal::of(advice, values, scope) else {
            bail!(
                "the facts do not speak for any pattern; {}",
                give_first(advice)
            );
        };
        for trigger in &proposal.already_true {
            let when = &trigger.when;
            context
                .out
                .note(format!("left out `{when}`, which is already true"));
        }
        let composer = Composer::new(context)?;
        let undeclared = composer.undeclared(proposal.metrics());
        let declares = self.declares(&undeclared, context)?;
        let declared: BTreeSet<&str> = undeclared.iter().map(|(name, _)| name.as_str()).collect();
        let also = match declares {
            true => declare::changes(composer.place(), &undeclared, given, context)?,
            false => Vec::new(),
        };
        let title = match title {
            [] => vec![proposal.pattern.decision.clone()],
            title => title.to_vec(),
        };
        let exit = composer.write_with(&title, &[], self.flags(proposal), also)?;
        if !declares && !declared.is_empty() {
            context.out.note(format!(
                "to declare the metrics of its triggers, add to adr.toml, or use --declare next time:\n\n{}",
                declare::tables(&undeclared).trim_end()
            ));
        }
        Ok(exit)
    }

    /// Whether to declare the metrics, which is asked at a terminal.
    fn declares(&self, undeclared: &[declare::Metric], context: &Context) -> anyhow::Result<bool> {
        if self.declare || undeclared.is_empty() || !ask::is_possible() {
            return Ok(self.declare);
        }
        let prompter = ask::Prompter::new(&context.out);
        let tables = declare::tables(undeclared);
        let answer = prompter.declares(&tables)?;
        prompter.stop();
        Ok(answer)
    }

    fn flags(&self, proposal: Proposal) -> DraftFlags {
        let decider = match self.decider.is_empty() {
            true => git_user(),
            false => self.decider.clone(),
        };
        DraftFlags {
            status: self.status,
            decider,
            tag: vec![proposal.pattern.tag()],
            context: Some(proposal.context),
            decision: Some(proposal.decision),
            gain: proposal.pattern.gains.clone(),
            cost: proposal.pattern.costs.clone(),
            alternative: proposal.alternatives,
            revisit: proposal.triggers,
            no_edit: true,
            ..DraftFlags::default()
        }
    }
}
