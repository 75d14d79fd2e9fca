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

/// Where a command's words go.
#[derive(Debug, Clone)]
pub struct Output {
    stdout: ColorChoice,
    stderr: ColorChoice,
    quiet: bool,
    /// Where words for stderr go instead, if not there.
    words: Option<Arc<Mutex<Words>>>,
}

/// What a command has said beside its data, with ANSI styles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// What may be of interest.
    pub notes: String,
    /// What is wrong.
    pub problems: String,
}

const RED: Style = AnsiColor::Red.on_default().bold();
const CYAN: Style = AnsiColor::Cyan.on_default().bold();

impl Output {
    /// Output coloured as `color` says.
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

    /// The same output, with a place of its own for what would go to stderr.
    pub fn captured(&self) -> (Self, Arc<Mutex<Words>>) {
        let words = Arc::default();
        let captured = Self {
            words: Some(Arc::clone(&words)),
            ..self.clone()
        };
        (captured, words)
    }

    /// Writes a command's data. `text` may hold ANSI styles; they go where colour does not.
    ///
    /// # Errors
    /// Where stdout cannot be written; a closed pipe among them.
    pub fn data(&self, text: &str) -> anyhow::Result<()> {
        let mut stream = AutoStream::new(io::stdout().lock(), self.stdout);
        stream.write_all(text.as_bytes())?;
        stream.flush()?;
        Ok(())
    }

    /// Lets `write` write a command's data, in colour where it is told so.
    ///
    /// # Errors
    /// Where stdout cannot be written; a closed pipe among them.
    pub fn write(
        &self,
        write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let mut stream = BufWriter::new(io::stdout().lock());
        write(&mut stream, self.stdout != ColorChoice::Never)?;
        stream.flush()?;
        Ok(())
    }

    /// The same of a text for a reader, whose lines go on under their beginning where the terminal is too narrow for them.
    ///
    /// # Errors
    /// Where stdout cannot be written; a closed pipe among them.
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

    /// Writes something for the reader beside the data, unless `--quiet`.
    pub fn note(&self, text: impl Display) {
        if !self.quiet {
            let note = line(CYAN, "note", &text.to_string());
            self.tell(&note, |words| &mut words.notes);
        }
    }

    /// Writes something that went wrong.
    pub fn error(&self, text: impl Display) {
        self.report(&line(RED, "error", &text.to_string()));
    }

    /// Writes a report, such as what `lint` found in a new record.
    pub fn report(&self, text: &str) {
        self.tell(text, |words| &mut words.problems);
    }

    /// Says what was captured.
    pub fn pass_on(&self, words: &Words) {
        self.tell(&words.notes, |kept| &mut kept.notes);
        self.report(&words.problems);
    }

    /// Whether notes and hints are unwanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether what goes to stderr is coloured.
    pub fn reports_are_coloured(&self) -> bool {
        self.stderr != ColorChoice::Never
    }

    /// The width of the terminal that stdout is; `None` where it is none.
    pub fn width(&self) -> Option<usize> {
        Some(terminal()?.0.0.into())
    }

    /// The height of the terminal that stdout is; `None` where it is none.
    pub fn height(&self) -> Option<usize> {
        Some(terminal()?.1.0.into())
    }

    /// Says what ended a command early, and gives the exit code. A closed pipe is no error.
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

    fn tell(&self, text: &str, kept: impl FnOnce(&mut Words) -> &mut String) {
        let Some(words) = &self.words else {
            let mut stderr = AutoStream::new(io::stderr().lock(), self.stderr);
            let _ = stderr.write_all(text.as_bytes());
            return;
        };
        let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
        kept(&mut words).push_str(text);
    }
}

fn line(style: Style, label: &str, text: &str) -> String {
    let text = printable_lines(text);
    let told = format!("{style}{label}{style:#}: {text}");
    let stderr = io::stderr();
    let size = terminal_size::terminal_size_of(&stderr).filter(|_| stderr.is_terminal());
    let Some((terminal_size::Width(width), _)) = size else {
        return told + "\n";
    };
    let lines = told.lines().map(|line| wrapped(line, width.into()) + "\n");
    lines.collect()
}

/// `line` broken between words where it is wider than `width`, and going on under its beginning.
fn wrapped(line: &str, width: usize) -> String {
    const UNDER: usize = 6;
    let indent = line.len() - line.trim_start().len();
    let below = " ".repeat(indent.max(UNDER).min(width / 2));
    let options = textwrap::Options::new(width)
        .subsequent_indent(&below)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(line, options)
}

/// The size of the terminal that stdout is.
fn terminal() -> Option<(terminal_size::Width, terminal_size::Height)> {
    let stdout = io::stdout();
    terminal_size::terminal_size_of(&stdout).filter(|_| stdout.is_terminal())
}

/// `text` with every control character but the newline made visible.
fn printable_lines(text: &str) -> String {
    text.split('\n')
        .map(crate::source::printable)
        .collect::<Vec<_>>()
        .join("\n")
}
