//! The changes to a file as a unified diff, in the format of POSIX `diff -u`.

use similar::TextDiff;

use crate::log::Rewritten;
use crate::source::{printable, shown};

/// The changes in `rewritten`; safe for a terminal.
pub fn of(rewritten: &Rewritten) -> String {
    let source = &rewritten.source;
    let diff = TextDiff::from_lines(source.text(), rewritten.text.as_str());
    let (old, new) = (source.shown_path(), shown(&rewritten.path));
    let mut text = diff.unified_diff().header(&old, &new).to_string();
    if text.is_empty() && old != new {
        text = format!("--- {old}\n+++ {new}\n");
    }
    text.split_inclusive('\n')
        .map(|line| printable(line.trim_end_matches(['\n', '\r'])).into_owned() + "\n")
        .collect()
}
