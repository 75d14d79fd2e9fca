//! A condition typed by a user: refused with a caret under what is wrong.

use crate::source::printable;
use crate::trigger;

/// Says what is wrong with `when`, for a terminal: the text, a caret, the message, the way out.
///
/// # Errors
/// Where `when` is no condition.
pub fn refuse(when: &str) -> Result<(), String> {
    let Err(error) = trigger::parse(when) else {
        return Ok(());
    };
    let columns = |text: &str| unicode_width::UnicodeWidthStr::width(&*printable(text));
    let before = columns(when.get(..error.span.start).unwrap_or(when));
    let marked = columns(when.get(error.span.clone()).unwrap_or_default()).max(1);
    let carets = format!("{}{}", " ".repeat(before), "^".repeat(marked));
    Err(format!(
        "{error}\n  {}\n  {carets}\n  help: {}",
        printable(when),
        error.help
    ))
}
