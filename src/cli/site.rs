//! The site of a log, from everything on disk that it is made of: for whoever writes or serves it.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::context::Context;
use super::values::{ValueFlags, is_watched};
use crate::config::Config;
use crate::log::Log;
use crate::render::html::{self, Rendered};
use crate::store::{self, History, Tree};

/// Larger files that a record links to are not copied.
const LARGEST_FILE: u64 = 8 * 1024 * 1024;

/// A bar that comes only after this time: most logs are done before.
const PATIENCE: Duration = Duration::from_millis(500);

/// Renders the site of `log`, with the verdicts that `values` lead to.
///
/// # Errors
/// Where the settings, the flags or a template are invalid.
pub fn site(
    values: &ValueFlags,
    log: &Log,
    config: &Config,
    context: &Context,
) -> anyhow::Result<Rendered> {
    let check = values.check(log, config, is_watched, context)?.verdicts;
    let history = History::read(&log.place);
    let tree = Tree::of(&log.place);
    let progress = progress(log.records.len(), context);
    let input = html::Input {
        log,
        folder: tree.as_ref().map_or("", Tree::folder),
        settings: &config.site,
        check: &check,
        today: context.today,
        history: &history,
        read_file: &|path| tree.as_ref()?.read(path, LARGEST_FILE),
        tick: &|| tick(&progress),
    };
    let rendered = html::render(&input, |name| own_template(&log.place.dir, name));
    progress.finish_and_clear();
    Ok(rendered?)
}

/// A bar on stderr, where that is a terminal.
fn progress(pages: usize, context: &Context) -> ProgressBar {
    let progress =
        ProgressBar::with_draw_target(u64::try_from(pages).ok(), ProgressDrawTarget::hidden());
    if context.out.is_quiet() {
        progress.finish();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} pages");
    progress.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tick(progress: &ProgressBar) {
    if progress.is_hidden() && !progress.is_finished() && progress.elapsed() > PATIENCE {
        // At most ten times a second; nothing where stderr is no terminal.
        progress.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    }
    progress.inc(1);
}

/// The log's own text for a template, where it has one.
fn own_template(log: &Path, name: &str) -> Option<String> {
    let source = store::read_file(&log.join("templates").join(name)).ok()??;
    Some(source.text().to_owned())
}
