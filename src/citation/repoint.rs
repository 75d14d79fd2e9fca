//! Citations of a superseded decision, written anew for the one that is current.

use std::path::Path;

use super::{Citation, Citing, Standing};
use crate::record::{Record, file_name, repoint};

impl Citing<'_> {
    /// What to write in place of `citation`, in its own style, so that it cites the current successor of the record that
    /// it cites now. `None` where there is no such successor, or a heading is named that it may not have.
    pub fn repointed(&self, citation: &Citation) -> Option<String> {
        let Standing::Superseded(Some(successor)) = self.standing(citation.target) else {
            return None;
        };
        let successor = self.log.records.get(successor)?;
        match citation.spelling.strip_prefix(&self.folder) {
            Some(inside) if !self.folder.is_empty() => self.path_like(inside, successor),
            _ => number_like(&citation.spelling, successor),
        }
    }

    /// `bytes` in which its `stale` citations, in order, are repointed; `None` where nothing changes.
    pub fn rewritten(&self, bytes: &[u8], stale: &[&Citation]) -> Option<Vec<u8>> {
        let mut text = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for citation in stale {
            if let Some(spelling) = self.repointed(citation) {
                text.extend_from_slice(bytes.get(copied..citation.span.start)?);
                text.extend_from_slice(spelling.as_bytes());
                copied = citation.span.end;
            }
        }
        text.extend_from_slice(bytes.get(copied..)?);
        (copied > 0).then_some(text)
    }

    /// The path of `successor` as the path `inside` the log is written.
    fn path_like(&self, inside: &str, successor: &Record) -> Option<String> {
        let path = self.log.path_in_repository(successor.source.path());
        let ending = Path::new(inside).extension().and_then(|end| end.to_str());
        let path = match ending {
            _ if inside.contains('#') => return None,
            Some("html" | "htm") => format!("{}.{}", without_ending(&path), ending?),
            Some("md" | "mdx" | "markdown") => path,
            _ => without_ending(&path).to_owned(),
        };
        Some(match inside.contains('%') {
            true => repoint::escaped(&path),
            false => path,
        })
    }
}

/// The number of `successor` as `spelling` is written: behind the same letters, and with zeros up to the same width.
fn number_like(spelling: &str, successor: &Record) -> Option<String> {
    let number = successor.number?;
    let opening = spelling.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = spelling.strip_prefix(opening)?;
    let width = match digits.starts_with('0') {
        true => digits.len(),
        false => 0,
    };
    Some(format!("{opening}{number:0width$}"))
}

/// `path` without the ending of its name; that of the folder where the file stands for it.
fn without_ending(path: &str) -> &str {
    if file_name::stands_for_folder(Path::new(path)) {
        return path.rsplit_once('/').map_or(path, |(folder, _)| folder);
    }
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}
