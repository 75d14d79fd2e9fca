//! What a record's prose refers to: by a link, or by the number of another record.

use std::path::{Path, PathBuf};

use super::Log;
use crate::record::link::{Destination, destination};
use crate::record::mention::Mention;
use crate::record::{Record, reference};
use crate::source::shown;
use crate::store::{Place, Tree};

/// What a link leads to, whether or not it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The file.
    pub destination: Destination,
    /// The position of the record that it is, if it is one.
    pub record: Option<usize>,
}

/// Where the log lies in its repository.
#[derive(Debug)]
pub(super) struct Repository {
    root: PathBuf,
    /// The log's folder below the root, `/` between its parts; empty where it is the root.
    folder: String,
}

impl Repository {
    fn of(place: &Place) -> Self {
        if let Some(tree) = Tree::of(place) {
            return Self {
                root: place.root.clone(),
                folder: tree.folder().to_owned(),
            };
        }
        // Where there are no such folders on disk, the log's path is all that is known.
        let dir = shown(&place.dir);
        let root = if dir.starts_with('/') { "/" } else { "" };
        Self {
            root: PathBuf::from(root),
            folder: dir.trim_matches('/').to_owned(),
        }
    }
}

impl Log {
    /// What `url` leads to in the prose of `from`; `None` where it leads out of the repository, or is not a path.
    pub fn linked(&self, from: &Record, url: &str) -> Option<Linked> {
        let destination = destination(&self.path_in_repository(from.source.path()), url)?;
        let record = self.record_of(&destination);
        Some(Linked {
            destination,
            record,
        })
    }

    /// The position of the record that `destination` is, if it is one.
    pub fn record_of(&self, destination: &Destination) -> Option<usize> {
        destination
            .candidates()
            .find_map(|path| self.position_at(&self.place.dir.join(self.path_in_log(&path)?)))
    }

    /// The positions of the records that the prose of `record` names, by a number or by a link, in order.
    pub fn named_in(&self, record: &Record) -> Vec<usize> {
        let body = record.body();
        let mentioned = body
            .mentions()
            .filter_map(|mention| self.mentioned(&mention));
        let links = body.links().iter();
        let linked = links.filter_map(|link| self.linked(record, &link.value)?.record);
        let mut named: Vec<usize> = mentioned.chain(linked).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The position of the record that `mention` names: by the number as this program writes it, as the file's name has
    /// it, or without zeros in front; with a space or nothing before it only where the record's own title is written so.
    /// `None` where there is no such record, or several.
    pub fn mentioned(&self, mention: &Mention<'_>) -> Option<usize> {
        let position = self.position_of(mention.number)?;
        let record = self.records.get(position)?;
        let is_named = match mention.is_hyphenated() {
            true => {
                let is_plain = !mention.digits.starts_with('0');
                let is_canonical = mention.spelling == reference(mention.number);
                is_plain || is_canonical || has_in_path(record, mention.digits)
            }
            false => is_own_name(record, mention.spelling),
        };
        is_named.then_some(position)
    }

    /// The path of a file below the repository's root, as the caller can use it.
    pub fn at_root(&self, path: &str) -> PathBuf {
        self.repository().root.join(path)
    }

    /// The log's folder below the repository's root, `/` between its parts; empty where it is the root.
    pub fn folder_in_repository(&self) -> &str {
        &self.repository().folder
    }

    fn repository(&self) -> &Repository {
        self.repository.get_or_init(|| Repository::of(&self.place))
    }

    /// The path below the repository's root of a file of the log.
    pub fn path_in_repository(&self, path: &Path) -> String {
        let inside = shown(path.strip_prefix(&self.place.dir).unwrap_or(path));
        match self.repository().folder.as_str() {
            "" => inside,
            folder => format!("{folder}/{inside}"),
        }
    }

    pub(super) fn path_in_log<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.repository().folder.as_str() {
            "" => Some(path),
            folder => path.strip_prefix(folder)?.strip_prefix('/'),
        }
    }
}

/// Whether the title of `record` begins with `spelling`.
fn is_own_name(record: &Record, spelling: &str) -> bool {
    let Some(title) = record.heading() else {
        return false;
    };
    let heading = record.source.slice(&title.span);
    let heading = heading.trim_start_matches(['#', ' ']);
    let after = heading.strip_prefix(spelling);
    after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the number in the path of `record` is written with these `digits`.
fn has_in_path(record: &Record, digits: &str) -> bool {
    let path = record.source.shown_path();
    let mut numbers = path.split(|c: char| !c.is_ascii_digit());
    numbers.any(|number| number == digits)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::record::mention::mentions;
    use crate::source::Source;

    fn log(files: &[(&str, &str)]) -> Log {
        let record = |(name, text): &(&str, &str)| {
            Record::parse(Arc::new(Source::new(format!("docs/adr/{name}"), *text)))
        };
        let place = Place {
            dir: PathBuf::from("docs/adr"),
            root: PathBuf::from("no-such-repository"),
        };
        Log::of(place, files.iter().map(record).collect())
    }

    fn named<'l>(log: &'l Log, text: &str) -> Vec<&'l str> {
        let found = mentions(text).filter_map(|mention| log.mentioned(&mention));
        found
            .filter_map(|position| log.records[position].title())
            .collect()
    }

    #[test]
    fn a_mention_names_a_record_in_the_spellings_of_the_log() {
        let log = log(&[
            ("0005-a.md", "# ADR-0005: A\n"),
            ("00006-b.md", "# B\n"),
            ("7.md", "# ADR 7: C\n"),
            ("0008-d.md", "# D\n"),
            ("0008-e.md", "# E\n"),
        ]);
        for (text, expected) in [
            ("ADR-0005", vec!["A"]),
            ("ADR-5", vec!["A"]),
            ("ADR-05 ADR-005 ADR-00005 ADR 5 ADR5 ADR 0005", vec![]),
            ("ADR-00006 ADR-0006 ADR-6", vec!["B", "B", "B"]),
            ("ADR 7 ADR-7 ADR-0007", vec!["C", "C", "C"]),
            ("ADR7 ADR 07", vec![]),
            ("ADR-0008 ADR-0009", vec![]),
        ] {
            assert_eq!(named(&log, text), expected, "{text}");
        }
    }

    #[test]
    fn a_link_names_a_record_from_anywhere_in_the_repository() {
        let log = log(&[
            ("0001-a.md", "# A\n"),
            ("more/0002-b.md", "# B\n"),
            ("0003-c/README.md", "# C\n"),
        ]);
        let from = log.records.iter().find(|record| record.number == Some(2));
        for (url, expected) in [
            ("../0001-a.md", Some("A")),
            ("../../adr/0001-a.md?x#why", Some("A")),
            ("/docs/adr/0001-a.md", Some("A")),
            ("/docs/adr/more/0002-b", Some("B")),
            ("0002-b.html", Some("B")),
            ("../0003-c/", Some("C")),
            ("#why", Some("B")),
            ("0001-a.md", None),
            ("/adr/0001-a.md", None),
        ] {
            let linked = log.linked(from.unwrap(), url).unwrap();
            let title = linked
                .record
                .and_then(|position| log.records[position].title());
            assert_eq!(title, expected, "{url}");
        }
        assert_eq!(
            log.linked(from.unwrap(), "https://example.com/0001-a.md"),
            None
        );
    }
}
