//! An unresolved merge: git's conflict markers in a record's TOML or in its prose.
//! <https://git-scm.com/docs/git-merge#_how_conflicts_are_presented>

use std::sync::Arc;

use memchr::memmem;

use super::INVALID_RECORD;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

const OURS: &str = "<<<<<<< ";
const BETWEEN: &str = "=======";
const THEIRS: &str = ">>>>>>> ";

/// The first conflict in `source`, whose prose begins at `body_start`; one that stands in a block of code is an example.
pub fn find(source: &Arc<Source>, body_start: usize) -> Option<Diagnostic> {
    let text = source.text();
    let mut starts = memmem::find_iter(text.as_bytes(), OURS);
    let span = starts.find_map(|start| at(text, start, body_start))?;
    let lines = [span.start, span.end.saturating_sub(1)].map(|at| source.position(at).line);
    let [first, last] = lines;
    let message = format!("an unresolved merge conflict, up to line {last}");
    let help = format!(
        "keep what is right, and delete the lines that start with `<<<<<<<`, `=======` and `>>>>>>>` in lines {first} to {last}"
    );
    let opening = span.start..line_end(text, span.start);
    Some(Diagnostic::error(INVALID_RECORD, source, opening, message).with_help(help))
}

/// The conflict that begins at `start`, if one does.
fn at(text: &str, start: usize, body_start: usize) -> Option<Span> {
    let is_line = start == 0 || text.get(..start)?.ends_with('\n');
    let prose = text.get(body_start..start).unwrap_or_default();
    let is_fence = |line: &&str| line.starts_with("```") || line.starts_with("~~~");
    let is_example = prose.lines().filter(is_fence).count() % 2 == 1;
    if !is_line || is_example {
        return None;
    }
    let mut at = start;
    let mut is_divided = false;
    for line in text.get(start..)?.split_inclusive('\n') {
        at += line.len();
        is_divided |= line.trim_end() == BETWEEN;
        if is_divided && line.starts_with(THEIRS) {
            return Some(start..at);
        }
    }
    None
}

fn line_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.lines().next().map_or(0, str::len)
}
