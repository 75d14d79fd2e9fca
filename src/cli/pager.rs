//! Shows long text at a terminal in the user's pager.

use std::io::Write;
use std::process::{Command, Stdio};

use super::context::Context;

/// The default pager: it exits if the text fits on the screen, and keeps colours.
const DEFAULT_PAGER: &str = "less -FRX";

/// Writes `text` as a command's data: through `$PAGER` if stdout is a terminal that is too small for it,
/// otherwise directly. An empty `PAGER`, or `cat`, disables paging.
///
/// # Errors
/// If stdout cannot be written to.
pub fn show(text: &str, context: &Context) -> anyhow::Result<()> {
    let fits = |height: usize| text.lines().count() < height;
    let is_long = context.out.height().is_some_and(|height| !fits(height));
    if is_long && paged(text).is_some() {
        return Ok(());
    }
    context.out.data(text)
}

/// Shows `text` in the pager; `None` if that fails.
fn paged(text: &str) -> Option<()> {
    let line = std::env::var("PAGER").unwrap_or_else(|_| DEFAULT_PAGER.to_owned());
    let words = shell_words::split(&line).ok()?;
    let (program, arguments) = words.split_first()?;
    let mut pager = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .ok()?;
    // Quitting the pager early closes the pipe.
    let _ = pager
        .stdin
        .take()
        .map(|mut input| input.write_all(text.as_bytes()));
    pager
        .wait()
        .ok()
        .filter(std::process::ExitStatus::success)
        .map(drop)
}
