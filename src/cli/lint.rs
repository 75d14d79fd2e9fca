//! `adr lint`: is every decision honest?

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use chrono::NaiveDate;

use super::context::Context;
use super::progress::Progress;
use super::{Exit, difference, pager};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::lint::fix::{Fixed, apply_fixes};
use crate::lint::{
    ALL, Since, is_shown, lint, lint_since, rule, taken_on, unknown_rules, with_selected,
};
use crate::log::{Log, Prose, Rewritten};
use crate::metric::Plan;
use crate::report::{self, Base, Counts, Findings, counted};
use crate::source::shown;
use crate::store::{self, Place};

/// Check the decisions in the log for problems
///
/// Exits 1 if there are errors or warnings, but not for infos. Set levels in adr.toml under `[lint]`; a
/// record can opt out of a rule with `[allow] rule = "reason"`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr lint
  adr lint docs/adr/0007-*.md          report only on these files
  adr lint --fix                       fix what can be fixed safely
  adr lint --dry-run                   show what that would change
  adr lint --select vague-reason,missing-trigger
  adr lint --base origin/main          also report numbers taken there, and accepted records that were rewritten
  adr lint --format json
  adr lint --explain vague-reason      show what a rule checks, and why")]
pub struct Args {
    /// Report only on these files or folders; the whole log is still read
    #[arg(value_name = "PATHS", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Output format
    #[arg(long, default_value = "human", value_name = "FORMAT", value_parser = report::names())]
    format: String,
    /// Explain a rule, or list all rules
    #[arg(long, value_name = "RULE", num_args = 0..=1, default_missing_value = "", conflicts_with = "paths", value_parser = rule_name)]
    explain: Option<String>,
    /// The branch to merge into: numbers taken there, and accepted records that were removed, reworded or loosened since, are
    /// also reported
    #[arg(long, value_name = "REF")]
    base: Option<String>,
    /// Check only these rules; unreadable records are always reported
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = known_rule)]
    select: Vec<String>,
    /// Check all rules except these
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = known_rule)]
    ignore: Vec<String>,
    /// Fix what can be fixed safely, in one step, and report the rest
    #[arg(long)]
    fix: bool,
    /// Show what `--fix` would change, without changing it; exit 1 if there are changes
    #[arg(long)]
    dry_run: bool,
    /// Show at most this many findings; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Exit 0 instead of 1
    #[arg(long)]
    exit_zero: bool,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(name) = &args.explain {
        pager::show(&explanation(name), context)?;
        return Ok(Exit::Clean);
    }
    let place = context.place()?;
    let config = config(&place, &args.select, context)?;
    let linter = Linter {
        config,
        wanted: wanted(&args.paths, &place)?,
        selected: &args.select,
        ignored: &args.ignore,
        today: context.today,
    };
    if args.fix || args.dry_run {
        return args.apply_fixes(linter, &place, context);
    }
    args.report(&linter, &*context.lean_log(Prose::Read)?, context)
}

/// The findings in the files or folders at `paths`, or in all, by the rules called `selected`, or by all.
///
/// # Errors
/// If a path or a rule does not exist, or there is no log, or its settings are invalid.
pub fn findings(
    paths: &[PathBuf],
    selected: &[String],
    context: &Context,
) -> anyhow::Result<Vec<Diagnostic>> {
    for name in selected {
        known_rule(name).map_err(|why| anyhow!("`{name}`: {why}"))?;
    }
    let place = context.place()?;
    let linter = Linter {
        config: config(&place, selected, context)?,
        wanted: wanted(paths, &place)?,
        selected,
        ignored: &[],
        today: context.today,
    };
    let log = ManuallyDrop::into_inner(context.lean_log(Prose::Read)?);
    linter.note_unmatched(&log, context);
    Ok(linter.findings(&log))
}

/// The settings of the log at `place` for a run with the `selected` rules.
fn config(place: &Place, selected: &[String], context: &Context) -> anyhow::Result<Config> {
    let config = context.config(place)?;
    let (_, mut faults) = Plan::of(&config);
    faults.extend(unknown_rules(&config));
    faults.sort_by_key(|fault| fault.span.start);
    context.refuse(&faults)?;
    Ok(with_selected(config, selected))
}

impl Args {
    /// Applies all fixes, and shows the remaining findings.
    fn apply_fixes(
        &self,
        mut linter: Linter<'_>,
        place: &Place,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        if self.dry_run {
            let fixed_log = linter.fixed_log(ManuallyDrop::into_inner(context.log()?))?;
            let files = fixed_log.files.iter().chain(&fixed_log.outside);
            let difference: String = files.map(difference::of).collect();
            context.out.data(&difference)?;
            return Ok(match difference.is_empty() || self.exit_zero {
                true => Exit::Clean,
                false => Exit::Findings,
            });
        }
        let fixed_log = context.change(place, |transaction, log| {
            let fixed_log = linter.fixed_log(log)?;
            let changes: Vec<_> = fixed_log
                .files
                .iter()
                .flat_map(Rewritten::changes)
                .collect();
            let count = changes.len() + fixed_log.outside.len();
            let _progress = Progress::writing(count, context.out.is_quiet());
            for file in &fixed_log.outside {
                let before = file.source.text().as_bytes();
                transaction.rewrite(&file.path, before, file.text.as_bytes())?;
            }
            transaction.commit(&changes)?;
            Ok(fixed_log)
        })?;
        for line in fix_summary(&fixed_log) {
            context.out.note(line);
        }
        context.report_unreadable(&fixed_log.log);
        linter.follow(&fixed_log.files);
        self.report(&linter, &fixed_log.log, context)
    }

    fn report(&self, linter: &Linter<'_>, log: &Log, context: &Context) -> anyhow::Result<Exit> {
        let against_base = match &self.base {
            Some(base) => against(base, log, &linter.config)?,
            None => Vec::new(),
        };
        linter.note_unmatched(log, context);
        let against_base = against_base.into_iter().filter(|found| {
            linter.wants(found.source.path())
                && is_shown(found.rule, linter.selected, linter.ignored)
        });
        let mut diagnostics = linter.findings(log);
        diagnostics.extend(against_base);
        let records = log.records.iter();
        let examined = records
            .filter(|record| linter.wants(record.source.path()))
            .count();
        let findings = Findings {
            diagnostics: &diagnostics,
            examined: &counted(examined, "record"),
            command: "adr lint",
            limit: self.limit,
            base: &Base::new(&context.cwd, &log.place.root),
        };
        if let Some(format) = report::format(&self.format) {
            context
                .out
                .write(|out, colour| (format.findings)(&findings, colour, out))?;
        }
        let is_clean = self.exit_zero || !Counts::of(&diagnostics).any_fault();
        Ok(match is_clean {
            true => Exit::Clean,
            false => Exit::Findings,
        })
    }
}

/// A path to report findings for: as given, and as an absolute path.
struct RequestedPath {
    given: PathBuf,
    canonical: PathBuf,
}

/// What one run checks, and where.
struct Linter<'a> {
    config: Config,
    wanted: Vec<RequestedPath>,
    selected: &'a [String],
    ignored: &'a [String],
    today: NaiveDate,
}

impl Linter<'_> {
    /// The findings in the requested files.
    fn findings(&self, log: &Log) -> Vec<Diagnostic> {
        let mut found = lint(log, &self.config, self.today);
        found.retain(|finding| {
            let is_shown = is_shown(finding.rule, self.selected, self.ignored);
            is_shown && self.wants(finding.source.path())
        });
        found
    }

    /// `log` after applying fixes, including the READMEs that link to renamed files.
    fn fixed_log(&self, log: Log) -> anyhow::Result<Fixed> {
        let mut fixed_log = apply_fixes(log, |log| self.findings(log));
        let pages = fixed_log.log.pages_after(&fixed_log.renamings())?;
        fixed_log.files.extend(pages);
        Ok(fixed_log)
    }

    /// Updates the requested paths for renamed `files`.
    fn follow(&mut self, files: &[Rewritten]) {
        let canonical = |path: &Path| {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or(Path::new("."));
            Some(canonical(folder)?.join(path.file_name()?))
        };
        let renamed = files.iter().filter(|file| file.path != file.source.path());
        for file in renamed {
            let (old, new) = (canonical(file.source.path()), canonical(&file.path));
            let wanted = self.wanted.iter_mut();
            for wanted in wanted.filter(|wanted| Some(&wanted.canonical) == old.as_ref()) {
                wanted.canonical = new.clone().unwrap_or_default();
                wanted.given.clone_from(&file.path);
            }
        }
    }

    fn note_unmatched(&self, log: &Log, context: &Context) {
        for path in self.unmatched(log) {
            context
                .out
                .note(format!("{} is not a record of this log", shown(path)));
        }
    }

    /// The requested paths at which the log has neither a record nor its settings.
    fn unmatched<'l>(&'l self, log: &Log) -> Vec<&'l Path> {
        if self.wanted.is_empty() {
            return Vec::new();
        }
        let sources = log.records.iter().map(|record| &record.source);
        let known: Vec<_> = sources
            .chain([&self.config.source])
            .filter_map(|source| canonical(source.path()))
            .collect();
        let is_matched =
            |wanted: &&RequestedPath| known.iter().any(|path| path.starts_with(&wanted.canonical));
        let unmatched = self.wanted.iter().filter(|wanted| !is_matched(wanted));
        unmatched.map(|wanted| wanted.given.as_path()).collect()
    }

    fn wants(&self, path: &Path) -> bool {
        self.wanted.is_empty()
            || canonical(path).is_some_and(|path| {
                self.wanted
                    .iter()
                    .any(|wanted| path.starts_with(&wanted.canonical))
            })
    }
}

/// The findings about `log` beside the branch `base`: numbers taken there, and what happened to the records that were
/// accepted where the two parted.
fn against(base: &str, log: &Log, config: &Config) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = taken_on(base, &store::names_on(&log.place, base)?, log);
    let before = log.changed_since(base)?;
    found.extend(lint_since(&Since::of(base, &before, log), config));
    Ok(found)
}

/// The maximum number of renamed files listed; `git status` shows them all.
const MAX_NAMED: usize = 20;

/// What was fixed, one line each.
fn fix_summary(fixed_log: &Fixed) -> Vec<String> {
    let fixed = fixed_log.fixed.values().sum();
    if fixed == 0 {
        return vec!["there was nothing to fix automatically".to_owned()];
    }
    let rules: Vec<_> = fixed_log
        .fixed
        .iter()
        .map(|(rule, count)| format!("{count} {rule}"))
        .collect();
    let (findings, files) = (
        counted(fixed, "finding"),
        counted(fixed_log.files.len() + fixed_log.outside.len(), "file"),
    );
    let mut lines = vec![format!("fixed {findings} in {files}: {}", rules.join(", "))];
    let renamed: Vec<_> = fixed_log
        .files
        .iter()
        .filter(|file| file.path != file.source.path())
        .map(|file| format!("{} is now {}", file.source.shown_path(), shown(&file.path)))
        .collect();
    let more = renamed.len().saturating_sub(MAX_NAMED);
    lines.extend(renamed.into_iter().take(MAX_NAMED));
    lines.extend((more > 0).then(|| format!("{} more were renamed", counted(more, "file"))));
    lines
}

/// `paths`, each checked to exist and to belong to the log at `place`.
fn wanted(paths: &[PathBuf], place: &Place) -> anyhow::Result<Vec<RequestedPath>> {
    let dir = canonical(&place.dir);
    let wanted = |given: &PathBuf| {
        let Some(canonical) = canonical(given) else {
            bail!("{} does not exist", shown(given));
        };
        let is_near = |dir: &PathBuf| canonical.starts_with(dir) || dir.starts_with(&canonical);
        if !dir.as_ref().is_some_and(is_near) {
            let (given, dir) = (shown(given), shown(&place.dir));
            bail!("{given} is not part of the log {dir}; use `--dir` for another log");
        }
        let given = given.clone();
        Ok(RequestedPath { given, canonical })
    };
    paths.iter().map(wanted).collect()
}

fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

fn rule_name(name: &str) -> Result<String, String> {
    match name {
        "" => Ok(String::new()),
        name => known_rule(name),
    }
}

fn known_rule(name: &str) -> Result<String, String> {
    if rule(name).is_some() {
        return Ok(name.to_owned());
    }
    let meant = did_you_mean(name, ALL.iter().map(|rule| rule.name));
    let hint = meant.map_or_else(
        || "`adr lint --explain` lists them".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(format!("no such rule; {hint}"))
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
            rule.default_level().name(),
            rule.summary
        )
    };
    ALL.iter().map(line).collect()
}
