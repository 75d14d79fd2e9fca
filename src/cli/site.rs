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

/// Linked files that are larger are not copied.
const MAX_FILE_SIZE: u64 = 8 * 1024 * 1024;

/// Renders the site of `log` into `sink`, with the given verdicts, and with the log's `history` in git.
/// Unchanged pages are reused from the `previous` rendering.
///
/// # Errors
/// If a template is invalid, or `sink` fails.
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
        read_file: &|path| tree.as_ref()?.read(path, MAX_FILE_SIZE),
        tick: &|| progress.done(),
        previous,
    };
    let warnings = html::render(&input, |name| own_template(&log.place.dir, name), sink);
    drop(progress);
    Ok(warnings?)
}

/// The folder in a log for its own templates.
const TEMPLATES: &str = "templates";

/// The log's own version of a template, if there is one.
fn own_template(log: &Path, name: &str) -> Option<String> {
    let source = store::read_file(&log.join(TEMPLATES).join(name)).ok()??;
    Some(source.text().to_owned())
}
