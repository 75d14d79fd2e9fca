//! Data goes to stdout, everything else to stderr; colour is used only where it is supported.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::Exit;
use super::context::Reported;

/// The exit code of a process that Ctrl-C ended (128 + SIGINT), by the shells' convention.
pub const INTERRUPTED: u8 = 130;

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// At a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where a command's output goes.
#[derive(Debug, Clone)]
pub struct Output {
    stdout: ColorChoice,
    stderr: ColorChoice,
    quiet: bool,
    /// A buffer that receives text for stderr instead, if set.
    words: Option<Arc<Mutex<Words>>>,
}

/// What a command has written besides its data, with ANSI styles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Notes and hints.
    pub notes: String,
    /// Errors and reports.
    pub problems: String,
}

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

impl Output {
    /// Output with colours according to `color`.
    pub fn new(color: Color, quiet: bool) -> Self {
        let choice = |auto: ColorChoice| match color {
            Color::Auto => auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self {
            stdout: choice(AutoStream::choice(&io::stdout())),
            stderr: choice(AutoStream::choice(&io::stderr())),
            quiet,
            words: None,
        }
    }

    /// The same output, with a buffer for what would go to stderr.
    pub fn captured(&self) -> (Self, Arc<Mutex<Words>>) {
        let words = Arc::default();
        let captured = Self {
            words: Some(Arc::clone(&words)),
            ..self.clone()
        };
        (captured, words)
    }

    /// Writes a command's data. ANSI styles in `text` are removed where colour is not supported.
    ///
    /// # Errors
    /// If stdout cannot be written to, including a closed pipe.
    pub fn data(&self, text: &str) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        let is_plain = |byte: u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
        // Nothing would be removed from it, and looking for that takes time.
        if text.bytes().all(is_plain) {
            stdout.write_all(text.as_bytes())?;
            stdout.flush()?;
            return Ok(());
        }
        let mut stream = AutoStream::new(stdout, self.stdout);
        stream.write_all(text.as_bytes())?;
        stream.flush()?;
        Ok(())
    }

    /// Calls `write` to write a command's data, telling it whether to use colour.
    ///
    /// # Errors
    /// If stdout cannot be written to, including a closed pipe.
    pub fn write(
        &self,
        write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut stream = BufWriter::new(io::stdout().lock());
        write(&mut stream, self.stdout != ColorChoice::Never)?;
        stream.flush()?;
        Ok(())
    }

    /// The same for text to be read at a terminal: long lines are wrapped with a hanging indent.
    ///
    /// # Errors
    /// If stdout cannot be written to, including a closed pipe.
    pub fn write_wrapped(
        &self,
        write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let Some(width) = self.width() else {
            return self.write(write);
        };
        self.write(|out, colour| {
            let mut text = Vec::new();
            write(&mut text, colour)?;
            let text = String::from_utf8_lossy(&text);
            text.lines()
                .try_for_each(|line| writeln!(out, "{}", wrapped(line, width)))
        })
    }

    /// Writes a note to stderr, unless `--quiet` is set.
    pub fn note(&self, text: impl Display) {
        if !self.quiet {
            let note = line(CYAN, "note", &text.to_string());
            self.write_stderr(&note, |words| &mut words.notes);
        }
    }

    /// Writes an error.
    pub fn error(&self, text: impl Display) {
        self.report(&line(RED, "error", &text.to_string()));
    }

    /// Writes a report, such as what `lint` found in a new record.
    pub fn report(&self, text: &str) {
        self.write_stderr(text, |words| &mut words.problems);
    }

    /// Writes what was captured.
    pub fn replay(&self, words: &Words) {
        self.write_stderr(&words.notes, |captured| &mut captured.notes);
        self.report(&words.problems);
    }

    /// Whether notes and hints are suppressed.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether what goes to stderr is coloured.
    pub fn reports_are_coloured(&self) -> bool {
        self.stderr != ColorChoice::Never
    }

    /// The width of the terminal at stdout; `None` if it is not a terminal.
    pub fn width(&self) -> Option<usize> {
        Some(terminal()?.0.0.into())
    }

    /// The height of the terminal at stdout; `None` if it is not a terminal.
    pub fn height(&self) -> Option<usize> {
        Some(terminal()?.1.0.into())
    }

    /// Reports the error that ended a command, and returns the exit code. A closed pipe is not an error.
    pub fn failed(&self, error: &anyhow::Error) -> Exit {
        let is_closed_pipe = error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
        if is_closed_pipe {
            return Exit::Clean;
        }
        if let Some(Reported(exit)) = error.downcast_ref() {
            return *exit;
        }
        self.error(format!("{error:#}"));
        Exit::Failed
    }

    fn write_stderr(&self, text: &str, buffer_of: impl FnOnce(&mut Words) -> &mut String) {
        let Some(words) = &self.words else {
            let mut stderr = AutoStream::new(io::stderr().lock(), self.stderr);
            let _ = stderr.write_all(text.as_bytes());
            return;
        };
        let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
        buffer_of(&mut words).push_str(text);
    }
}

fn line(style: Style, label: &str, text: &str) -> String {
    let text = printable_lines(text);
    let labelled = format!("{style}{label}{style:#}: {text}");
    let stderr = io::stderr();
    let size = terminal_size::terminal_size_of(&stderr).filter(|_| stderr.is_terminal());
    let Some((terminal_size::Width(width), _)) = size else {
        return labelled + "\n";
    };
    let lines = labelled
        .lines()
        .map(|line| wrapped(line, width.into()) + "\n");
    lines.collect()
}

/// `line` wrapped at `width` between words, with a hanging indent.
fn wrapped(line: &str, width: usize) -> String {
    const MIN_INDENT: usize = 6;
    let indent = line.len() - line.trim_start().len();
    let below = " ".repeat(indent.max(MIN_INDENT).min(width / 2));
    let options = textwrap::Options::new(width)
        .subsequent_indent(&below)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}

/// The size of the terminal at stdout.
fn terminal() -> Option<(terminal_size::Width, terminal_size::Height)> {
    let stdout = io::stdout();
    terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal())
}

/// `text` with every control character except newlines made visible.
fn printable_lines(text: &str) -> String {
    text.split('\n')
        .map(crate::source::printable)
        .collect::<Vec<_>>()
        .join("\n")
}
