//! `adr context`: the decisions that govern files.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;

use super::Exit;
use super::context::Context;
use super::values::{Checked, ValueFlags, has_conditions};
use crate::files::{Files, walk};
use crate::governing::Governing;
use crate::log::{Log, Prose};
use crate::record::Record;
use crate::report::governing::{self as report, Report};
use crate::report::{Base, counted};
use crate::source::shown;
use crate::store::{Changed, Place};

/// Show the decisions that govern files: what was decided, what was rejected and why, and whether it still holds
///
/// A decision governs the files that its `affects` select, globs from the repository's root. The most specific comes
/// first. One that superseded another governs the other's files, unless it has `affects` of its own. The state of
/// the triggers says whether the reasons of a decision still stand; values come from the same places as for `adr check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr context src/orders/api.rs
  adr context src/orders                       all files in a folder
  adr context --staged                         before a commit
  adr context --diff origin/main --format markdown
                                               for a comment on a pull request: what is due comes first
  adr context src/orders/api.rs --format json | jq '.decisions[].alternatives'")]
pub struct Args {
    /// Files or folders in the repository; they need not exist yet
    #[arg(value_name = "PATHS", required_unless_present_any = ["diff", "staged"], value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The files changed since this branch and the current one parted, committed or not
    #[arg(long, value_name = "REF", conflicts_with = "paths")]
    diff: Option<String>,
    /// The files that are staged
    #[arg(long, conflicts_with_all = ["paths", "diff"])]
    staged: bool,
    /// Show at most this many decisions in force, and as many proposed ones; 0 shows all. JSON contains all of them
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    values: ValueFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let log = context.lean_log(Prose::Unread)?;
    let files = args.files(&log.place, context)?;
    if files.is_empty() {
        context.out.note("there are no files to look at");
    }
    let text = args.answer(&log, &files, context)?;
    match args.format {
        Format::Human => context.out.write_wrapped(|out, colour| match colour {
            true => out.write_all(text.as_bytes()),
            false => write!(out, "{}", anstream::adapter::strip_str(&text)),
        })?,
        Format::Json | Format::Markdown => context.out.data(&text)?,
    }
    Ok(Exit::Clean)
}

impl Args {
    fn files(&self, place: &Place, context: &Context) -> anyhow::Result<Files> {
        match &self.diff {
            Some(base) => Ok(Changed::Since(base).files(place)?.into_iter().collect()),
            None if self.staged => Ok(Changed::Staged.files(place)?.into_iter().collect()),
            None => files_at(&self.paths, place, &context.cwd),
        }
    }

    fn answer(&self, log: &Log, files: &Files, context: &Context) -> anyhow::Result<String> {
        let limit = match (self.format, self.limit) {
            (Format::Json, _) | (_, 0) => usize::MAX,
            (_, limit) => limit,
        };
        with_report(files, log, &self.values, limit, context, |report| {
            Ok(match self.format {
                Format::Human if report.is_empty() => String::new(),
                Format::Human => report::human(report),
                Format::Json => report::json(report)?,
                Format::Markdown => report::markdown(report),
            })
        })
    }
}

/// What `then` makes of the decisions of `log` that govern `files`, of at most `limit` in force.
///
/// # Errors
/// If the settings or the values are invalid, or `then` fails.
pub fn with_report<T>(
    files: &Files,
    log: &Log,
    values: &ValueFlags,
    limit: usize,
    context: &Context,
    then: impl FnOnce(&Report<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let config = context.config(&log.place)?;
    let governing = Governing::of(log, files);
    let open = governing.open().map(|open| open.record.source.path());
    let open: HashSet<&Path> = open.collect();
    let is_open = |record: &Record| has_conditions(record) && open.contains(record.source.path());
    let Checked {
        verdicts,
        declarations,
        ..
    } = values.check_some(log, &config, is_open, context)?;
    if governing.is_empty() && !files.is_empty() {
        context.out.note(format!(
            "no decision governs {}; `affects` in a record names the files that it is about",
            counted(files.len(), "file")
        ));
    }
    let scope = context.scope(&config, &declarations);
    let base = Base::new(&context.cwd, &log.place.root);
    then(&Report::new(
        &governing, files, log, &verdicts, limit, &scope, &base,
    ))
}

/// The files at `paths`, and below those that are folders.
pub fn files_at(paths: &[PathBuf], place: &Place, cwd: &Path) -> anyhow::Result<Files> {
    let root = place
        .root
        .canonicalize()
        .with_context(|| format!("cannot read {}", shown(&place.root)))?;
    let mut files = Vec::new();
    for path in paths {
        let whole = resolved(&cwd.join(path));
        let Ok(relative) = whole.strip_prefix(&root) else {
            bail!(
                "{} is outside the repository {}; use `-C` or `--dir` for another log",
                shown(path),
                shown(&root)
            );
        };
        match whole.is_dir() {
            true => files.extend(walk(&root, &whole).flatten()),
            false => files.push(shown(relative)),
        }
    }
    Ok(files.into_iter().collect())
}

/// `path` without symbolic links, `.` and `..`, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let mut components = path.components();
    match (components.next_back(), components.as_path()) {
        (Some(Component::Normal(name)), parent) => resolved(parent).join(name),
        (Some(Component::ParentDir), parent) => {
            let parent = resolved(parent);
            parent
                .parent()
                .map_or_else(|| parent.clone(), Path::to_owned)
        }
        (Some(Component::CurDir), parent) => resolved(parent),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_need_not_exist_and_never_leads_out_unnoticed() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("src")).unwrap();
        for (path, expected) in [
            ("src/new/file.rs", "src/new/file.rs"),
            ("src/../lib.rs", "lib.rs"),
            ("new/../src/a.rs", "src/a.rs"),
            ("./a.rs", "a.rs"),
        ] {
            assert_eq!(resolved(&root.join(path)), root.join(expected), "{path}");
        }
        assert!(!resolved(&root.join("../x")).starts_with(&root));
        assert!(!resolved(&root.join("new/../../x")).starts_with(&root));
        assert_eq!(resolved(Path::new("/")), Path::new("/"));
    }
}
