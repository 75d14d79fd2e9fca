//! Shows long text at a terminal in the user's pager.

use std::io::Write;
use std::process::{Command, Stdio};

use super::context::Context;

/// The pager where none is named: it leaves short text alone and keeps colour.
const USUAL: &str = "less -FRX";

/// Shows `text` as a command's data: through `$PAGER` at a terminal that it does not fit, else directly. An
/// empty `PAGER`, or `cat`, switches paging off.
///
/// # Errors
/// Where stdout cannot be written.
pub fn show(text: &str, context: &Context) -> anyhow::Result<()> {
    let fits = |height: usize| text.lines().count() < height;
    let is_long = context.out.height().is_some_and(|height| !fits(height));
    if is_long && paged(text).is_some() {
        return Ok(());
    }
    context.out.data(text)
}

/// Lets the pager show `text`; `None` where there is none that does.
fn paged(text: &str) -> Option<()> {
    let line = std::env::var("PAGER").unwrap_or_else(|_| USUAL.to_owned());
    let words = shell_words::split(&line).ok()?;
    let (program, arguments) = words.split_first()?;
    let mut pager = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn()
        .ok()?;
    // Who leaves the pager early closes the pipe.
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
