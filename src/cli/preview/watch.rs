//! What the site is made of, watched.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Change, Event};
use crate::cli::site::TEMPLATES;
use crate::config;
use crate::source::shown;
use crate::store::OBSERVATIONS;

/// A save is over when nothing has changed for so long …
const QUIET: Duration = Duration::from_millis(15);
/// … or after this time: something writes without end.
const PATIENCE: Duration = Duration::from_millis(200);

/// Watches until it is dropped.
pub struct Watcher {
    _watcher: RecommendedWatcher,
}

impl Watcher {
    /// Tells `events` of every change of `watched`: of a folder with all in it, and of files. The first is the log's
    /// folder.
    ///
    /// # Errors
    /// Where one cannot be watched.
    pub fn of(watched: &[PathBuf], events: Sender<Event>) -> anyhow::Result<Self> {
        let known: Vec<PathBuf> = watched.iter().map(|path| absolute(path)).collect();
        let tell = move |event: notify::Result<notify::Event>| {
            let change = match event {
                Ok(event) => change(&event, &known),
                Err(_) => Some(Change::Values),
            };
            if let Some(change) = change {
                let _ = events.send(Event::Changed(change));
            }
        };
        let mut watcher = notify::recommended_watcher(tell).context("cannot watch files")?;
        for path in watched {
            // An editor may put another file in place of one, so its folder is watched.
            let (folder, mode) = match path.is_dir() {
                true => (path.as_path(), RecursiveMode::Recursive),
                false => (folder_of(path), RecursiveMode::NonRecursive),
            };
            watcher
                .watch(folder, mode)
                .with_context(|| format!("cannot watch {}", shown(folder)))?;
        }
        Ok(Self { _watcher: watcher })
    }
}

/// Waits until `first` and what follows it at once is over: how much has changed by then. `None` where everything is.
pub fn settled(first: Change, wait: &Receiver<Event>) -> Option<Change> {
    let began = Instant::now();
    let mut change = first;
    while began.elapsed() < PATIENCE {
        match wait.recv_timeout(QUIET) {
            Ok(Event::Changed(more)) => change = change.max(more),
            Ok(Event::Over) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    Some(change)
}

/// What `event` changes of what is `known`; `None` where it changes nothing that the site is made of.
fn change(event: &notify::Event, known: &[PathBuf]) -> Option<Change> {
    if event.need_rescan() {
        return Some(Change::Values);
    }
    if matches!(event.kind, EventKind::Access(_) | EventKind::Other) {
        return None;
    }
    let changes = event.paths.iter().filter_map(|path| of_path(path, known));
    changes.max()
}

fn of_path(path: &Path, known: &[PathBuf]) -> Option<Change> {
    let (log, files) = known.split_first()?;
    if files.iter().any(|file| file == path) {
        return Some(Change::Values);
    }
    let inside = path.strip_prefix(log).ok()?;
    let first = inside.components().next();
    let opening = first.map_or(Path::new(""), |part| Path::new(part.as_os_str()));
    let is_hidden = inside
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    match () {
        () if is_hidden => None,
        () if opening == Path::new(config::FILE_NAME) => Some(Change::Values),
        () if opening == Path::new(OBSERVATIONS) => Some(Change::Values),
        () if opening == Path::new(TEMPLATES) => Some(Change::Templates),
        () => Some(Change::Records),
    }
}

/// The folder that holds `path`.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn absolute(path: &Path) -> PathBuf {
    let folder = folder_of(path);
    let whole = match path.file_name() {
        Some(name) if !path.is_dir() => folder.canonicalize().map(|folder| folder.join(name)),
        _ => path.canonicalize(),
    };
    whole.unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind};

    use super::*;

    #[test]
    fn what_changed_tells_how_much_is_old() {
        let known = [
            PathBuf::from("/r/docs/adr"),
            PathBuf::from("/r/values.toml"),
        ];
        for (path, expected) in [
            ("/r/docs/adr/0001-x.md", Some(Change::Records)),
            ("/r/docs/adr/templates/record.html", Some(Change::Templates)),
            ("/r/docs/adr/adr.toml", Some(Change::Values)),
            (
                "/r/docs/adr/observations/2026/a.jsonl",
                Some(Change::Values),
            ),
            ("/r/values.toml", Some(Change::Values)),
            ("/r/other.toml", None),
            ("/r/docs/adr/.0001-x.md.swp", None),
        ] {
            let event = |kind| notify::Event::new(kind).add_path(PathBuf::from(path));
            let created = event(EventKind::Create(CreateKind::File));
            assert_eq!(change(&created, &known), expected, "{path}");
            let opened = event(EventKind::Access(AccessKind::Any));
            assert_eq!(change(&opened, &known), None, "{path}");
        }
    }
}
