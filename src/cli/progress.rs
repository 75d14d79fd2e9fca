//! A progress indicator while many files are written: on stderr, and only at a terminal.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::render::html;
use crate::report::counted;

/// This many files can be synced to disk without a noticeable delay.
const UNNOTICEABLE: usize = 100;

/// The delay before a bar is shown; most logs are rendered faster.
const DELAY: Duration = Duration::from_millis(500);

/// A line that is shown on stderr until this is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Signals the waiting thread to stop.
    _stop: Sender<()>,
}

impl Progress {
    /// Announces that `files` files are being written, unless that takes no time or `is_quiet` is set.
    pub fn writing(files: usize, is_quiet: bool) -> Self {
        let is_shown = !is_quiet && files > UNNOTICEABLE;
        Self::show_after_delay(format!("writing {}", counted(files, "file")), is_shown)
    }

    /// Announces that `metrics` metrics are being measured, unless there are none or `is_quiet` is set.
    pub fn measuring(metrics: usize, is_quiet: bool) -> Self {
        let is_shown = !is_quiet && metrics > 0;
        Self::show_after_delay(
            format!("measuring {}", counted(metrics, "metric")),
            is_shown,
        )
    }

    /// Shows `text` after a noticeable delay.
    fn show_after_delay(text: String, is_shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.set_message(text);
        let (over, waits) = mpsc::channel::<()>();
        if is_shown && std::io::stderr().is_terminal() {
            let shown = bar.clone();
            thread::spawn(move || {
                if waits.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(Duration::from_millis(100));
                }
            });
        }
        Self { bar, _stop: over }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A progress bar for rendered pages, removed when this is dropped.
#[derive(Debug)]
pub struct Pages {
    bar: ProgressBar,
    is_shown: bool,
}

impl Pages {
    /// Starts without showing anything.
    pub fn rendering(pages: usize, is_quiet: bool) -> Self {
        let hidden = ProgressDrawTarget::hidden();
        let steps = u64::try_from(html::STEPS * pages).ok();
        let bar = ProgressBar::with_draw_target(steps, hidden);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} % of {msg}") {
            bar.set_style(style);
        }
        bar.set_message(counted(pages, "page"));
        let is_shown = !is_quiet && std::io::stderr().is_terminal();
        Self { bar, is_shown }
    }

    /// Counts one more step.
    pub fn done(&self) {
        if self.is_shown && self.bar.is_hidden() && self.bar.elapsed() > DELAY {
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
