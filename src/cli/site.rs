//! Builds the site of a log, or of several, from everything on disk that it depends on, for the commands that write or
//! serve it.

use std::path::Path;

use super::context::Context;
use super::progress::Pages;
use super::values::Checked;
use crate::config::Config;
use crate::guard::{self, Watch};
use crate::log::Log;
use crate::render::Sink;
use crate::render::html::{self, GuardCounts, Previous};
use crate::store::{self, History, Tree};

/// Linked files that are larger are not copied.
const MAX_FILE_SIZE: u64 = 8 * 1024 * 1024;

/// What the repository around a log says of its decisions.
#[derive(Debug, Default)]
pub struct Around {
    /// The history of the records in git.
    pub history: History,
    /// How many places break their guards.
    pub guards: GuardCounts,
}

/// Renders the site of `log` into `sink`, with the given verdicts, and with what the repository `around` says.
/// Unchanged pages are reused from the `previous` rendering.
///
/// # Errors
/// If a template is invalid, or `sink` fails.
pub fn site(
    sink: &impl Sink,
    checked: &Checked,
    around: &Around,
    previous: Option<Previous<'_>>,
    log: &Log,
    config: &Config,
    context: &Context,
) -> anyhow::Result<Vec<String>> {
    let tree = Tree::of(&log.place);
    let progress = Pages::rendering(log.records.len(), context.out.is_quiet());
    let source = Source {
        log,
        config,
        checked,
        around,
        tree: tree.as_ref(),
    };
    let read_file = |path: &str| source.read(path);
    let tick = || progress.done();
    let input = html::Input {
        previous,
        ..source.input(context, &read_file, &tick)
    };
    let warnings = html::render(&input, |name| own_template(&log.place.dir, name), sink);
    drop(progress);
    Ok(warnings?)
}

/// How many places in the repository break the guards of the decisions of `log` that are in force; none are counted where
/// git does not say what is tracked.
pub fn guard_counts(log: &Log, context: &Context) -> GuardCounts {
    let (watches, _) = Watch::all(log, |_| true);
    if watches.is_empty() {
        return GuardCounts::new();
    }
    let tree = match guard::Tree::whole(&log.place) {
        Ok(tree) => tree,
        Err(error) => {
            context.out.note(format!("guards are not counted: {error}"));
            return GuardCounts::new();
        }
    };
    let found = guard::scan(&watches, &tree);
    let mut counts = GuardCounts::new();
    for (watch, count) in watches.iter().zip(found.counts) {
        let path = watch.record.source.path().to_owned();
        let id = watch.guard.id.clone();
        counts.entry(path).or_default().insert(id, count);
    }
    counts
}

/// A log with its name and what is known of it.
pub struct NamedLog {
    /// The name by which its decisions are qualified.
    pub name: String,
    /// The log.
    pub log: Log,
    /// Its settings.
    pub config: Config,
    /// The verdicts on its triggers.
    pub checked: Checked,
    /// What the repository around it says of it.
    pub around: Around,
}

/// Renders one site of several `logs` into `sink`.
///
/// # Errors
/// If a template is invalid, or `sink` fails.
pub fn site_of_logs(
    sink: &impl Sink,
    logs: &[NamedLog],
    title: Option<&str>,
    context: &Context,
) -> anyhow::Result<Vec<String>> {
    let records = logs.iter().map(|named| named.log.records.len()).sum();
    let progress = Pages::rendering(records, context.out.is_quiet());
    let tick = || progress.done();
    let trees: Vec<Option<Tree>> = logs
        .iter()
        .map(|named| Tree::of(&named.log.place))
        .collect();
    let sources: Vec<Source<'_>> = logs
        .iter()
        .zip(&trees)
        .map(|(named, tree)| Source {
            log: &named.log,
            config: &named.config,
            checked: &named.checked,
            around: &named.around,
            tree: tree.as_ref(),
        })
        .collect();
    let readers: Vec<_> = sources
        .iter()
        .map(|source| |path: &str| source.read(path))
        .collect();
    let templates: Vec<_> = sources
        .iter()
        .map(|source| |name: &str| own_template(&source.log.place.dir, name))
        .collect();
    let members: Vec<html::Member<'_>> = logs
        .iter()
        .zip(&sources)
        .zip(readers.iter().zip(&templates))
        .map(|((named, source), (reader, template))| html::Member {
            name: &named.name,
            input: source.input(context, reader, &tick),
            override_of: template,
        })
        .collect();
    let warnings = html::render_logs(&members, title, sink);
    drop(progress);
    Ok(warnings?)
}

/// What the pages of one log are made of.
struct Source<'s> {
    log: &'s Log,
    config: &'s Config,
    checked: &'s Checked,
    around: &'s Around,
    tree: Option<&'s Tree>,
}

impl<'s> Source<'s> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.tree?.read(path, MAX_FILE_SIZE)
    }

    fn input<'i>(
        &'i self,
        context: &Context,
        read_file: &'i html::ReadFile<'i>,
        tick: &'i (dyn Fn() + Sync),
    ) -> html::Input<'i> {
        html::Input {
            log: self.log,
            folder: self.tree.map_or("", Tree::folder),
            settings: &self.config.site,
            check: &self.checked.verdicts,
            values: &self.checked.known.values,
            declarations: &self.checked.declarations,
            sprint: self.config.sprint,
            today: context.today,
            history: &self.around.history,
            guards: &self.around.guards,
            read_file,
            tick,
            previous: None,
        }
    }
}

/// The folder in a log for its own templates.
const TEMPLATES: &str = "templates";

/// The log's own version of a template, if there is one.
fn own_template(log: &Path, name: &str) -> Option<String> {
    let source = store::read_file(&log.join(TEMPLATES).join(name)).ok()??;
    Some(source.text().to_owned())
}
