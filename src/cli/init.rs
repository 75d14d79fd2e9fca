//! `adr init`: creates a log, or the settings of an existing one.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::Exit;
use super::compose::git_user;
use super::context::Context;
use crate::config;
use crate::log::Log;
use crate::record::Status;
use crate::record::draft::{Draft, DraftAlternative, DraftTrigger, TEMPLATE};
use crate::record::file_name::Naming;
use crate::report::counted;
use crate::source::shown;
use crate::store::{self, Change, KNOWN_FOLDERS, POINTER, Place};

/// Create a decision log: its folder, its settings, and a first decision
///
/// If the log already exists, only adds the settings file if it is missing, and changes no record.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  adr init                     create the log in docs/adr
  adr init doc/decisions       create it elsewhere; a file .adr-dir then points to it")]
pub struct Args {
    /// The log's folder [default: the existing log, else docs/adr]
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    folder: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let dir = folder(args, context);
    let place = Place {
        root: store::repository_root(&context.cwd, &dir).unwrap_or_else(|| PathBuf::from(".")),
        dir,
    };
    let is_new = !place.dir.is_dir();
    if is_new {
        store::make_folder(&place.dir)?;
    }
    let done = context.change(&place, |transaction, log| {
        let changes = changes(&place, &log, context)?;
        transaction.commit(&changes)?;
        Ok((log.records.len(), changes))
    });
    if is_new && done.is_err() {
        let _ = fs::remove_dir(&place.dir);
    }
    let (records, changes) = done?;
    let written = changes
        .iter()
        .map(|change| shown(&change.path) + "\n")
        .collect::<String>();
    context.out.data(&written)?;
    context.out.note(match (records, changes.is_empty()) {
        (0, _) => {
            "record the next decision with `adr new TITLE`, then run `adr lint` and `adr check`"
                .to_owned()
        }
        (_, true) => format!(
            "{} is already a log of {}; nothing to do",
            shown(&place.dir),
            counted(records, "record")
        ),
        (_, false) => format!(
            "{} found in {}; none was changed",
            counted(records, "record"),
            shown(&place.dir)
        ),
    });
    Ok(Exit::Clean)
}

/// The changes that create what the log lacks.
fn changes(place: &Place, log: &Log, context: &Context) -> anyhow::Result<Vec<Change>> {
    let mut changes = Vec::new();
    let settings = place.dir.join(config::FILE_NAME);
    if !settings.exists() {
        changes.push(Change::create(settings, config::TEMPLATE));
    }
    if log.records.is_empty() {
        let draft = first_decision(context);
        let name = Naming::default()
            .file_name(draft.number, &draft.title)
            .unwrap_or_default();
        let text = draft.render(TEMPLATE)?;
        changes.push(Change::create(place.dir.join(name), text));
    }
    changes.extend(pointer(&place.dir));
    Ok(changes)
}

fn folder(args: &Args, context: &Context) -> PathBuf {
    let named = args.folder.as_deref().or_else(|| context.named_dir());
    match named {
        Some(dir) => dir.to_owned(),
        None => context
            .place()
            .map_or_else(|_| PathBuf::from(KNOWN_FOLDERS[0]), |place| place.dir),
    }
}

/// Creates `.adr-dir`, for a folder that would not be found without it.
fn pointer(dir: &Path) -> Option<Change> {
    let is_below = dir
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let is_known = KNOWN_FOLDERS.iter().any(|known| Path::new(known) == dir);
    let is_needed = is_below && !is_known && !Path::new(POINTER).exists();
    is_needed.then(|| Change::create(POINTER, shown(dir) + "\n"))
}

fn first_decision(context: &Context) -> Draft {
    let alternative = |name: &str, why: &str| DraftAlternative {
        name: name.to_owned(),
        why_rejected: why.to_owned(),
    };
    let team = || vec!["the team".to_owned()];
    let deciders = Some(git_user())
        .filter(|names| !names.is_empty())
        .unwrap_or_else(team);
    Draft {
        number: 1,
        title: "Record architecture decisions".to_owned(),
        deciders,
        tags: vec!["process".to_owned()],
        triggers: vec![DraftTrigger {
            id: Some("stale".to_owned()),
            when: "log.proposals.stale > 5".to_owned(),
            note: Some("if proposals stay undecided, decisions are no longer made in this log".to_owned()),
        }],
        context: Some(
            "The reasons for the design are lost when people leave or forget, and the same options are debated again.".to_owned(),
        ),
        decision: Some(
            "Each decision that is hard to reverse becomes one record in this folder: what was rejected and why,\nand the measurable condition that re-opens it. `adr lint` and `adr check` enforce both.".to_owned(),
        ),
        gains: vec!["A newcomer can read in minutes what was considered and what was rejected.".to_owned()],
        costs: vec!["Each record takes its authors about 15 minutes to write.".to_owned()],
        alternatives: vec![
            alternative("A wiki", "its pages are not reviewed with the change that they explain, and nothing fails when they go out of date."),
            alternative("Commit messages alone", "they say what changed, but nobody lists the rejected options in them."),
        ],
        revisit_when: Some("More than 5 proposals have been waiting for over 90 days: decisions are then made somewhere else.".to_owned()),
        ..Draft::new(Status::Accepted, context.today)
    }
}
