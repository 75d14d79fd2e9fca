//! A progress indicator while many files are written: on stderr, and only at a terminal.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::counted;

/// So many files are written, each with its syncs, before anybody wonders.
const UNNOTICED: usize = 100;

/// A bar comes only after this time: most logs are rendered before.
const PATIENCE: Duration = Duration::from_millis(500);

/// A line that stands on stderr until this is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Tells those who wait to show the line that it is over.
    _over: Sender<()>,
}

impl Progress {
    /// Says that so many `files` are being written, unless that takes no time or is not to be said.
    pub fn writing(files: usize, is_quiet: bool) -> Self {
        let is_said = !is_quiet && files > UNNOTICED;
        Self::saying(format!("writing {}", counted(files, "file")), is_said)
    }

    /// Says that so many `metrics` are being measured, unless there are none or it is not to be said.
    pub fn measuring(metrics: usize, is_quiet: bool) -> Self {
        let is_said = !is_quiet && metrics > 0;
        Self::saying(format!("measuring {}", counted(metrics, "metric")), is_said)
    }

    /// Says `text` once nobody would wait longer.
    fn saying(text: String, is_said: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(text);
        let (over, waits) = mpsc::channel::<()>();
        if is_said && std::io::stderr().is_terminal() {
            let shown = bar.clone();
            thread::spawn(move || {
                if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(Duration::from_millis(100));
                }
            });
        }
        Self { bar, _over: over }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar that grows with each page, until this is dropped.
#[derive(Debug)]
pub struct Pages {
    bar: ProgressBar,
    is_said: bool,
}

impl Pages {
    /// Nothing is shown yet.
    pub fn rendering(pages: usize, is_quiet: bool) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(u64::try_from(pages).ok(), hidden);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} pages") {
            bar.set_style(style);
        }
        let is_said = !is_quiet && std::io::stderr().is_terminal();
        Self { bar, is_said }
    }

    /// One more page is there.
    pub fn done(&self) {
        if self.is_said && self.bar.is_hidden() && self.bar.elapsed() > PATIENCE {
            self.bar
                .set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
        self.bar.inc(1);
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
