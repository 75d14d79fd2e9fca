//! The authors and dates of the records of a log: two calls of git, however many records there are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Place, git};

/// What git knows of the files of a log, by their paths inside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    files: BTreeMap<String, FileHistory>,
}

/// What git knows of one file, under whatever name it had.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileHistory {
    /// The day of its first commit.
    pub created: NaiveDate,
    /// The day of its last one.
    pub changed: NaiveDate,
    /// Everybody who committed it, the first author first.
    pub authors: Vec<String>,
}

/// What separates commits in the output: no name of a file or a person holds it before a NUL.
const COMMIT: &str = "\u{1}";

impl History {
    /// The history that `HEAD` has of the log at `place`; empty where there is no repository, no `git`, no commit,
    /// or a shallow clone, whose dates would be wrong.
    pub fn read(place: &Place) -> Self {
        let shallow = output(place, &["rev-parse", "--is-shallow-repository"]);
        if shallow.as_deref().map(str::trim) != Some("false") {
            return Self::default();
        }
        let format = format!("--format={COMMIT}%as%x00%aN");
        let arguments = [
            "log",
            "--no-show-signature",
            "--no-merges",
            "--name-status",
            "--find-renames",
            "--relative",
            "-z",
            format.as_str(),
            "HEAD",
            "--",
            ".",
        ];
        output(place, &arguments).map_or_else(Self::default, |log| Self::parse(&log))
    }

    /// The commit of which [`History::read`] tells; `None` where there is none.
    pub fn head(place: &Place) -> Option<String> {
        output(place, &["rev-parse", "HEAD"])
    }

    /// What is known of the file at `path` inside the log.
    pub fn of(&self, path: &str) -> Option<&FileHistory> {
        self.files.get(path)
    }

    /// Reads `git log -z --name-status`, the newest commit first: after each commit's day and author the changed
    /// files, each a letter and a path; of a renamed one the old path, then the new.
    fn parse(log: &str) -> Self {
        let mut history = Self::default();
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        let mut commit = None;
        let mut words = log.split('\0');
        while let Some(word) = words.next() {
            if let Some(day) = word.trim_start_matches('\n').strip_prefix(COMMIT) {
                commit = day.parse::<NaiveDate>().ok().zip(words.next());
                continue;
            }
            let kind = word.trim_start_matches('\n');
            let Some(path) = words.next().filter(|_| !kind.is_empty()) else {
                continue;
            };
            let now = match kind.starts_with(['R', 'C']) {
                true => words.next().unwrap_or(path),
                false => path,
            };
            let name = renamed.get(now).cloned().unwrap_or_else(|| now.to_owned());
            if kind.starts_with('R') {
                renamed.insert(path.to_owned(), name.clone());
            }
            if let Some((day, author)) = commit {
                history.add(name, day, author);
            }
        }
        for file in history.files.values_mut() {
            file.authors.reverse();
        }
        history
    }

    fn add(&mut self, name: String, day: NaiveDate, author: &str) {
        let file = self.files.entry(name).or_insert_with(|| FileHistory {
            created: day,
            changed: day,
            authors: Vec::new(),
        });
        file.created = file.created.min(day);
        file.changed = file.changed.max(day);
        file.authors.retain(|known| known != author);
        file.authors.push(author.to_owned());
    }
}

fn output(place: &Place, arguments: &[&str]) -> Option<String> {
    let output = git(&place.dir).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_keeps_its_history_under_another_name() {
        let log = "\u{1}2026-03-03\0Mara\0\nR090\0a.md\0b.md\0M\0c.md\0\u{1}2026-02-02\0Ben\0\nM\0a.md\0\
                   \u{1}2026-01-01\0Mara\0\nA\0a.md\0";
        let history = History::parse(log);
        let expected = FileHistory {
            created: day("2026-01-01"),
            changed: day("2026-03-03"),
            authors: vec!["Mara".to_owned(), "Ben".to_owned()],
        };
        assert_eq!(history.of("b.md"), Some(&expected));
        assert_eq!(history.of("a.md"), None);
        assert_eq!(history.of("c.md").unwrap().authors, ["Mara"]);
    }

    #[test]
    fn what_is_no_log_has_no_history() {
        assert_eq!(History::parse(""), History::default());
        assert_eq!(History::parse("M\0"), History::default());
    }
}
