//! The target of a link in a record: another file, an anchor in one, or anything else.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use comrak::Anchorizer;
use percent_encoding::percent_decode_str;

use super::Record;

/// The file that a relative link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its path, by the rules of RFC 3986 §5.2.4 joined to that of the file with the link; the same file where
    /// the link is an anchor alone.
    pub path: PathBuf,
    /// The anchor in it, without `#`.
    pub anchor: Option<String>,
}

/// The file that `url`, in the file `from`, names. `None` where it has a scheme or a host, is absolute, leads
/// above every folder of `from`, or is a blank of a template.
pub fn destination(from: &Path, url: &str) -> Option<Destination> {
    let url = url.trim();
    let has_scheme = url
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|opening| opening.contains(':'));
    if has_scheme || url.starts_with(['/', '\\']) || url.contains(['{', '}', '<', '>', '$']) {
        return None;
    }
    let (path, anchor) = match url.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (url, None),
    };
    let decoded = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    let path = decoded(path.split('?').next().unwrap_or_default())?;
    let anchor = anchor.and_then(decoded).filter(|anchor| !anchor.is_empty());
    let path = match path.is_empty() {
        true if anchor.is_none() => return None,
        true => from.to_owned(),
        false => joined(from.parent()?, Path::new(&path))?,
    };
    Some(Destination { path, anchor })
}

fn joined(folder: &Path, path: &Path) -> Option<PathBuf> {
    let mut whole = folder.to_owned();
    for component in path.components() {
        match component {
            Component::Normal(part) => whole.push(part),
            Component::CurDir => {}
            Component::ParentDir if whole.file_name().is_some() => {
                whole.pop();
            }
            _ => return None,
        }
    }
    Some(whole)
}

/// The places in a record that a link can name.
#[derive(Debug)]
pub struct Anchors {
    /// Of its headings as GitHub makes them, each reduced to its letters and digits, since site generators
    /// differ in the rest.
    headings: HashSet<String>,
    /// As they are written, by `id` or `name`, in HTML.
    written: HashSet<String>,
}

impl Anchors {
    /// The places in `record`.
    pub(super) fn of(record: &Record) -> Self {
        let written = ["id=\"", "name=\""].into_iter().flat_map(|key| {
            let values = record.source.text().split(key).skip(1);
            values.filter_map(|value| Some(value.split_once('"')?.0.to_owned()))
        });
        let mut anchorizer = Anchorizer::new();
        let headings = record.body().headings();
        Self {
            headings: headings
                .map(|text| bare_anchor(&anchorizer.anchorize(text)))
                .collect(),
            written: written.collect(),
        }
    }

    /// Whether `anchor` is one of them.
    pub fn contains(&self, anchor: &str) -> bool {
        self.written.contains(anchor) || self.headings.contains(&bare_anchor(anchor))
    }
}

/// `anchor` reduced to its letters and digits.
fn bare_anchor(anchor: &str) -> String {
    let letters = anchor.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(url: &str) -> Option<(String, Option<String>)> {
        let found = destination(Path::new("docs/adr/0007-x.md"), url)?;
        Some((crate::source::shown(&found.path), found.anchor))
    }

    #[test]
    fn a_relative_link_leads_to_a_file_beside_the_record() {
        for (url, path, anchor) in [
            ("0004-y.md", "docs/adr/0004-y.md", None),
            ("./0004-y.md#why", "docs/adr/0004-y.md", Some("why")),
            ("../../src/a%20b.rs?plain=1", "src/a b.rs", None),
            ("#why", "docs/adr/0007-x.md", Some("why")),
        ] {
            let expected = (path.to_owned(), anchor.map(str::to_owned));
            assert_eq!(leads(url), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_nobodys_to_check() {
        for url in [
            "https://example.com/x",
            "mailto:a@example.com",
            "//example.com/x",
            "/docs/x.md",
            "../../../x.md",
            "{{ link }}",
            "%ff.md",
            "#",
            "",
        ] {
            assert_eq!(leads(url), None, "{url}");
        }
    }
}
