//! Is every decision honest? One file per rule, all listed in [`ALL`]. Levels, waivers and exemptions are
//! applied here, fixes in [`fix`]; `report` displays the findings.
//!
//! To add a rule: a file in `rules/` with its `RULE`, a `mod` line and a line in [`ALL`].

mod case;
pub mod fix;
mod rule;
mod rules;
mod since;
mod vague_words;

use chrono::NaiveDate;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::config::{Config, INVALID_SETTINGS, Level};
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::log::Log;
use crate::metric::Plan;
use crate::record::{INVALID_RECORD, Record, Status};
use crate::source::Spanned;

use case::quoted;
pub use case::{Case, Findings, LogCase, Trigger};
pub use rule::{Applies, Check, Rule};
pub use rules::ALL;
pub use rules::duplicate_number::taken_on;
pub use rules::vague_reason::is_vague_reason;
pub use since::{Now, Pair, Since};

/// The rule called `name`.
pub fn rule(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

/// All findings in `log`, ordered by path and location. `today` determines which snoozes and dates have
/// passed.
pub fn lint(log: &Log, config: &Config, today: NaiveDate) -> Vec<Diagnostic> {
    let declarations = Plan::of(config).0.declarations();
    let findings_in = |record| {
        let whole = log.whole(record);
        let record = whole.as_ref().unwrap_or(record);
        let case = Case::new(record, Some(log), config, &declarations, today);
        findings(&case)
    };
    let mut found: Vec<_> = log.records.par_iter().flat_map_iter(findings_in).collect();
    found.append(&mut findings_in_all(log, config));
    sort(&mut found);
    found
}

/// All findings in `record`: in its `log`, or as far as possible without one.
pub fn lint_one(
    record: &Record,
    log: Option<&Log>,
    config: &Config,
    today: NaiveDate,
) -> Vec<Diagnostic> {
    let declarations = Plan::of(config).0.declarations();
    let mut found = findings(&Case::new(record, log, config, &declarations, today));
    sort(&mut found);
    found
}

/// The findings about what a change does to records that were accepted before it, ordered by path and location. A record's
/// `[allow]` does not apply to them, because it is a part of the change.
pub fn lint_since(since: &Since<'_>, config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in ALL.iter().copied() {
        if let Check::Since(check) = rule.check
            && level_of(rule, config) != Level::Off
        {
            let mut findings = Findings::new(rule, severity_of(rule, config), &config.source);
            check(since, &mut findings);
            found.append(&mut findings.into_diagnostics());
        }
    }
    sort(&mut found);
    found
}

/// The unknown rules named in the settings, as faults of the settings.
pub fn unknown_rules(config: &Config) -> Vec<Diagnostic> {
    let unknown = config.lint.levels.iter();
    unknown
        .filter(|(name, _)| rule(name).is_none())
        .map(|(name, level)| {
            let message = format!("unknown lint rule `{name}`");
            Diagnostic::error(
                INVALID_SETTINGS,
                &config.source,
                level.span.clone(),
                message,
            )
            .with_help(help(name))
        })
        .collect()
}

/// `config` for a run with the `selected` rules, even if the settings switch them off, or do not switch them on.
pub fn with_selected(mut config: Config, selected: &[String]) -> Config {
    for rule in selected.iter().filter_map(|name| rule(name)) {
        if level_of(rule, &config) == Level::Off {
            let value = Level::At(rule.severity);
            let level = Spanned { value, span: 0..0 };
            config.lint.levels.insert(rule.name.to_owned(), level);
        }
    }
    config
}

/// Whether a run shows the findings of `rule`: only those of the `selected` rules, if any, and none of the
/// `ignored` ones. An invalid record is always shown, because no rule can check it. Findings are filtered,
/// not rules, so that no waiver appears to be unused because its rule was not run.
pub fn is_shown(rule: &str, selected: &[String], ignored: &[String]) -> bool {
    let named = |names: &[String]| names.iter().any(|name| name == rule);
    (selected.is_empty() || rule == INVALID_RECORD || named(selected)) && !named(ignored)
}

/// A suggestion for an unknown rule name.
fn help(name: &str) -> String {
    did_you_mean(name, ALL.iter().map(|rule| rule.name)).map_or_else(
        || "`adr lint --explain` lists the rules".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

fn findings(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in ALL.iter().copied() {
        if holds(rule, case) && !is_waived(rule, case.record) {
            found.append(&mut findings_of(rule, case));
        }
    }
    found
}

/// The findings of `rule` in one record, waived or not.
fn findings_of(rule: &'static Rule, case: &Case<'_>) -> Vec<Diagnostic> {
    let severity = severity_of(rule, case.config);
    let mut findings = Findings::new(rule, severity, &case.record.source);
    if let Check::Record(check) = rule.check {
        check(case, &mut findings);
    }
    findings.into_diagnostics()
}

/// The findings of the rules on the log as a whole. A record's `[allow]` also applies to them.
fn findings_in_all(log: &Log, config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in ALL.iter().copied() {
        if let Check::Log(check) | Check::Repository(check) = rule.check
            && level_of(rule, config) != Level::Off
        {
            let severity = severity_of(rule, config);
            let mut findings = Findings::new(rule, severity, &config.source);
            check(&LogCase { log, config }, &mut findings);
            found.extend(findings.into_diagnostics().into_iter().filter(|finding| {
                let record = log.record_at(finding.source.path());
                record.is_none_or(|record| !is_waived(rule, record))
            }));
        }
    }
    found
}

/// The level of `rule`: as set, else its own.
fn level_of(rule: &Rule, config: &Config) -> Level {
    let level = config.lint.levels.get(rule.name);
    level.map_or_else(|| rule.default_level(), |level| level.value)
}

/// The severity of `rule` in the settings, if set.
fn severity_of(rule: &Rule, config: &Config) -> Option<Severity> {
    match config.lint.levels.get(rule.name)?.value {
        Level::At(severity) => Some(severity),
        Level::Off => None,
    }
}

/// Whether `rule` applies to this record, according to settings and status.
fn holds(rule: &Rule, case: &Case<'_>) -> bool {
    let record = case.record;
    if !record.is_legible() && rule.name != INVALID_RECORD {
        return false;
    }
    let applies = match rule.applies {
        Applies::ToEveryFile => true,
        Applies::ToRecords => record.is_ours(),
        Applies::ToOpenRecords => {
            record.is_ours() && matches!(record.status(), Some(Status::Proposed | Status::Accepted))
        }
    };
    let is_older = match (record.number, case.config.lint.from) {
        (Some(number), Some(from)) => number < from,
        _ => false,
    };
    applies && !(rule.content && is_older) && level_of(rule, case.config) != Level::Off
}

fn is_waived(rule: &Rule, record: &Record) -> bool {
    let mut waivers = record.front.iter().flat_map(|front| &front.allow);
    waivers.any(|waiver| waiver.rule.value == rule.name && !waiver.reason.value.trim().is_empty())
}

fn sort(found: &mut [Diagnostic]) {
    let place = |finding: &Diagnostic| (finding.span.start, finding.span.end);
    found.sort_by(|a, b| {
        let path = a.source.path().cmp(b.source.path());
        path.then_with(|| place(a).cmp(&place(b)))
    });
}

#[cfg(test)]
mod tests;
