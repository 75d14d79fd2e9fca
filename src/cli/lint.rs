//! `adr lint`: is every decision honest?

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::Exit;
use super::context::Context;
use crate::diagnostic::did_you_mean;
use crate::lint::{ALL, lint, rule, taken_on, unknown_rules};
use crate::metric::Plan;
use crate::report::{self, Counts, Findings};
use crate::source::shown;
use crate::store;

/// Finds what is wrong with the decisions of the log
///
/// Errors and warnings exit 1, infos do not. Levels are set in adr.toml under `[lint]`; a record spares
/// itself one rule with `[allow] rule = "reason"`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr lint
  adr lint docs/adr/0007-*.md          findings in these files only
  adr lint --base origin/main          also numbers that another branch has taken
  adr lint --format json
  adr lint --explain vague-reason      what a rule asks, and why")]
pub struct Args {
    /// Reports on these files or folders only; the whole log is still known
    #[arg(value_name = "PATHS", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// How to show the findings
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = report::names())]
    format: String,
    /// Explains a rule, or lists them all where none is named
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "", conflicts_with = "paths", value_parser = rule_name)]
    explain: Option<String>,
    /// A branch that this one will be merged into: numbers taken there are findings too
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    /// Exits 0 where it would exit 1
    #[arg(long)]
    exit_zero: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(name) = &args.explain {
        context.out.data(&explanation(name))?;
        return Ok(Exit::Clean);
    }
    let log = context.log()?;
    let config = context.config(&log.place)?;
    let (_, mut faults) = Plan::of(&config);
    faults.extend(unknown_rules(&config));
    faults.sort_by_key(|fault| fault.span.start);
    context.refuse(&faults)?;
    let wanted = wanted(&args.paths)?;
    let is_wanted = |path: &Path| {
        wanted.is_empty()
            || canonical(path).is_some_and(|path| wanted.iter().any(|w| path.starts_with(w)))
    };
    let taken = match &args.base {
        Some(base) => taken_on(base, &store::names_on(&log.place, base)?, &log),
        None => Vec::new(),
    };
    let diagnostics: Vec<_> = lint(&log, &config, context.today)
        .into_iter()
        .chain(taken)
        .filter(|found| is_wanted(found.source.path()))
        .collect();
    let findings = Findings {
        diagnostics: &diagnostics,
        records: log
            .records
            .iter()
            .filter(|record| is_wanted(record.source.path()))
            .count(),
    };
    if let Some(format) = report::format(&args.format) {
        context
            .out
            .write(|out, colour| (format.findings)(&findings, colour, out))?;
    }
    let is_clean = args.exit_zero || !Counts::of(&diagnostics).any_fault();
    Ok(if is_clean {
        Exit::Clean
    } else {
        Exit::Findings
    })
}

fn wanted(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut wanted = Vec::new();
    for path in paths {
        match canonical(path) {
            Some(path) => wanted.push(path),
            None => bail!("there is no {}", shown(path)),
        }
    }
    Ok(wanted)
}

fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

fn rule_name(name: &str) -> Result<String, String> {
    if name.is_empty() || rule(name).is_some() {
        return Ok(name.to_owned());
    }
    let meant = did_you_mean(name, ALL.iter().map(|rule| rule.name));
    let hint = meant.map_or_else(
        || "`adr lint --explain` lists them".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(format!("there is no such rule; {hint}"))
}

fn explanation(name: &str) -> String {
    if let Some(rule) = rule(name) {
        return rule.explanation();
    }
    let widest = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let line = |rule: &&crate::lint::Rule| {
        format!(
            "{:<widest$}  {:<7}  {}\n",
            rule.name,
            rule.severity.name(),
            rule.summary
        )
    };
    ALL.iter().map(line).collect()
}
