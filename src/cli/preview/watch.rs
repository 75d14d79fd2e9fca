//! Watches the files that the site is built from.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Change, Event};
use crate::config;
use crate::source::shown;
use crate::store::OBSERVATIONS;

/// A save is complete when nothing has changed for this long …
const QUIET_PERIOD: Duration = Duration::from_millis(15);
/// … or after this time, if changes do not stop.
const MAX_DELAY: Duration = Duration::from_millis(200);

/// How often to look for a log's folder that is gone, as on a branch without it.
const RETRY: Duration = Duration::from_millis(200);

/// Watches files until it is dropped.
pub struct Watcher {
    log: PathBuf,
    files: Vec<PathBuf>,
    events: Sender<Event>,
    /// Whether the log's folder is gone. If it is replaced, the new one must be watched: the system watches a
    /// folder, not a name.
    is_lost: bool,
    _watcher: RecommendedWatcher,
}

impl Watcher {
    /// Sends every change in the folder `log`, and in `files` wherever they are, to `events`.
    ///
    /// # Errors
    /// If they cannot be watched.
    pub fn of(log: &Path, files: &[PathBuf], events: Sender<Event>) -> anyhow::Result<Self> {
        // Paths are watched by their full names, so events contain full names.
        let folder = canonical(log)?;
        let mut known = vec![folder.clone()];
        let mut folders = Vec::new();
        for file in files {
            // An editor may replace a file, so its folder is watched.
            let around = canonical(folder_of(file))?;
            known.push(around.join(file.file_name().unwrap_or_default()));
            folders.push(around);
        }
        let sender = events.clone();
        let send_event = move |event: notify::Result<notify::Event>| {
            let change = match event {
                Ok(event) => change(&event, &known),
                Err(_) => Some(Change::Values),
            };
            if let Some(change) = change {
                let _ = sender.send(Event::Changed(change));
            }
        };
        let mut watcher = notify::recommended_watcher(send_event).context("cannot watch files")?;
        let mut watch = |folder: &Path, mode| {
            let result = watcher.watch(folder, mode);
            result.with_context(|| format!("cannot watch {}", shown(folder)))
        };
        watch(&folder, RecursiveMode::Recursive)?;
        for around in folders.iter().filter(|around| !around.starts_with(&folder)) {
            watch(around, RecursiveMode::NonRecursive)?;
        }
        Ok(Self {
            log: log.to_owned(),
            files: files.to_vec(),
            events,
            is_lost: false,
            _watcher: watcher,
        })
    }

    /// Waits for the next change and for those that immediately follow, and returns them combined. `None` at
    /// the end.
    pub fn next(&mut self, wait: &Receiver<Event>) -> Option<Change> {
        while self.is_lost {
            if let Ok(anew) = Self::of(&self.log, &self.files, self.events.clone()) {
                *self = anew;
                return Some(Change::Values);
            }
            match wait.recv_timeout(RETRY) {
                Ok(Event::Changed(_)) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Event::Ended) | Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        let Ok(Event::Changed(first)) = wait.recv() else {
            return None;
        };
        let change = combined(first, wait)?;
        self.is_lost = change == Change::Folder;
        Some(change)
    }
}

fn combined(first: Change, wait: &Receiver<Event>) -> Option<Change> {
    let began = Instant::now();
    let mut change = first;
    while began.elapsed() < MAX_DELAY {
        match wait.recv_timeout(QUIET_PERIOD) {
            Ok(Event::Changed(more)) => change = change.max(more),
            Ok(Event::Ended) | Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    Some(change)
}

/// What `event` changes, given the `known` files; `None` if it does not affect the site.
fn change(event: &notify::Event, known: &[PathBuf]) -> Option<Change> {
    if event.need_rescan() {
        return Some(Change::Values);
    }
    if matches!(event.kind, EventKind::Access(_) | EventKind::Other) {
        return None;
    }
    let is_going =
        event.kind.is_remove() || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
    if is_going && event.paths.first() == known.first() {
        return Some(Change::Folder);
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
    let is_record = inside.extension().is_some_and(|ending| ending == "md");
    match () {
        () if is_hidden => None,
        () if opening == Path::new(config::FILE_NAME) => Some(Change::Values),
        () if opening == Path::new(OBSERVATIONS) => Some(Change::Values),
        () if is_record => Some(Change::Records),
        () => Some(Change::Pages),
    }
}

/// The folder that contains `path`.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn canonical(folder: &Path) -> anyhow::Result<PathBuf> {
    folder
        .canonicalize()
        .with_context(|| format!("cannot watch {}", shown(folder)))
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, RemoveKind};

    use super::*;

    #[test]
    fn changes_are_classified_by_what_they_invalidate() {
        let known = [
            PathBuf::from("/r/docs/adr"),
            PathBuf::from("/r/values.toml"),
        ];
        for (path, expected) in [
            ("/r/docs/adr/0001-x.md", Some(Change::Records)),
            ("/r/docs/adr/templates/record.html", Some(Change::Pages)),
            ("/r/docs/adr/img/plan.png", Some(Change::Pages)),
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
            let removed = event(EventKind::Remove(RemoveKind::Any));
            assert_eq!(change(&removed, &known), expected, "{path}");
            let opened = event(EventKind::Access(AccessKind::Any));
            assert_eq!(change(&opened, &known), None, "{path}");
        }
        let gone = notify::Event::new(EventKind::Remove(RemoveKind::Folder));
        let gone = gone.add_path(PathBuf::from("/r/docs/adr"));
        assert_eq!(change(&gone, &known), Some(Change::Folder));
    }
}
