//! Builds the site of a log from everything on disk that it depends on, for the commands that write or serve
//! it.

use std::path::Path;

use super::context::Context;
use super::progress::Pages;
use super::values::Checked;
use crate::config::Config;
use crate::log::Log;
use crate::render::Sink;
use crate::render::html::{self, Previous};
use crate::store::{self, History, Tree};

/// Larger files that a record links to are not copied.
const LARGEST_FILE: u64 = 8 * 1024 * 1024;

/// Renders the site of `log` into `sink`, with the verdicts that were come to, and the log's `history` in git. What a `previous`
/// rendering has and is not new is taken from there.
///
/// # Errors
/// Where a template is invalid, and what `sink` says.
pub fn site(
    sink: &impl Sink,
    checked: &Checked,
    history: &History,
    previous: Option<Previous<'_>>,
    log: &Log,
    config: &Config,
    context: &Context,
) -> anyhow::Result<Vec<String>> {
    let tree = Tree::of(&log.place);
    let progress = Pages::rendering(log.records.len(), context.out.is_quiet());
    let input = html::Input {
        log,
        folder: tree.as_ref().map_or("", Tree::folder),
        settings: &config.site,
        check: &checked.verdicts,
        values: &checked.known.values,
        declarations: &checked.declarations,
        sprint: config.sprint,
        today: context.today,
        history,
        read_file: &|path| tree.as_ref()?.read(path, LARGEST_FILE),
        tick: &|| progress.done(),
        previous,
    };
    let warnings = html::render(&input, |name| own_template(&log.place.dir, name), sink);
    drop(progress);
    Ok(warnings?)
}

/// The folder in a log for templates of its own.
const TEMPLATES: &str = "templates";

/// The log's own text for a template, where it has one.
fn own_template(log: &Path, name: &str) -> Option<String> {
    let source = store::read_file(&log.join(TEMPLATES).join(name)).ok()??;
    Some(source.text().to_owned())
}
