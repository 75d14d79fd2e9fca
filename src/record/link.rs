//! The target of a link in a record: another file, an anchor in one, or anything else.

use std::collections::HashSet;

use comrak::Anchorizer;
use percent_encoding::percent_decode_str;

use super::Record;

/// The file of the repository that a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its path below the repository's root, `/` between its parts; that of the file with the link where the link is
    /// an anchor alone.
    pub path: String,
    /// What follows `#`, as it is written.
    pub fragment: Option<String>,
}

impl Destination {
    /// The anchor in the file.
    pub fn anchor(&self) -> Option<String> {
        decoded(self.fragment.as_deref()?).filter(|anchor| !anchor.is_empty())
    }

    /// The paths of the records that it may mean, the likeliest first: some sites link to pages by file names
    /// without an extension, or by the extension of a page, and some name a folder for the README in it.
    pub fn candidates(&self) -> impl Iterator<Item = String> + '_ {
        let mut endings = [".html", ".htm"].into_iter();
        let page = endings.find_map(|end| Some(format!("{}.md", self.path.strip_suffix(end)?)));
        let below = ["README.md", "index.md"].map(|name| match self.path.as_str() {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        });
        [self.path.clone(), format!("{}.md", self.path)]
            .into_iter()
            .chain(page)
            .chain(below)
    }
}

/// The file that `url` names in the file at `from`, a path below the repository's root: by the rules of RFC 3986 §5.2.4,
/// and a URL that starts with `/` from the root, as on GitHub. `None` where it has a scheme or a host, or leads out of
/// the repository.
pub fn destination(from: &str, url: &str) -> Option<Destination> {
    let url = url.trim();
    let has_scheme = url
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|opening| opening.contains(':'));
    if has_scheme || url.starts_with("//") || url.starts_with('\\') {
        return None;
    }
    let (path, fragment) = match url.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (url, None),
    };
    let path = decoded(path.split('?').next().unwrap_or_default())?;
    let path = match path.is_empty() {
        true if fragment.is_none_or(str::is_empty) => return None,
        true => from.to_owned(),
        false => joined(from, &path)?,
    };
    let fragment = fragment.map(str::to_owned);
    Some(Destination { path, fragment })
}

fn decoded(text: &str) -> Option<String> {
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

/// `path`, seen from the file at `from`; `None` where it leads above the root.
fn joined(from: &str, path: &str) -> Option<String> {
    let (folder, path) = match path.strip_prefix('/') {
        Some(path) => ("", path),
        None => (from.rsplit_once('/').map_or("", |(folder, _)| folder), path),
    };
    let mut whole: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                whole.pop()?;
            }
            part => whole.push(part),
        }
    }
    Some(whole.join("/"))
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
        let found = destination("docs/adr/0007-x.md", url)?;
        let anchor = found.anchor();
        Some((found.path, anchor))
    }

    #[test]
    fn a_link_leads_to_a_file_of_the_repository() {
        for (url, path, anchor) in [
            ("0004-y.md", "docs/adr/0004-y.md", None),
            ("./0004-y.md#why", "docs/adr/0004-y.md", Some("why")),
            ("../adr/0004-y.md#", "docs/adr/0004-y.md", None),
            (
                "/docs/adr/0004-y.md#a%20b",
                "docs/adr/0004-y.md",
                Some("a b"),
            ),
            ("/docs//adr/../img/./p.png", "docs/img/p.png", None),
            ("../../src/a%20b.rs?plain=1", "src/a b.rs", None),
            ("../..", "", None),
            ("#why", "docs/adr/0007-x.md", Some("why")),
        ] {
            let expected = (path.to_owned(), anchor.map(str::to_owned));
            assert_eq!(leads(url), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_file_of_the_repository() {
        for url in [
            "https://example.com/x",
            "mailto:a@example.com",
            "javascript:alert(1)",
            "//example.com/x",
            "\\\\example.com\\x",
            "../../../x.md",
            "/../x.md",
            "%ff.md",
            "#",
            "",
        ] {
            assert_eq!(leads(url), None, "{url}");
        }
    }

    #[test]
    fn a_link_to_a_page_may_mean_the_record_that_it_is_made_from() {
        let candidates = |url| {
            let found = destination("adr/0007-x.md", url).unwrap();
            found.candidates().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            candidates("0004-y.html"),
            "adr/0004-y.html adr/0004-y.html.md adr/0004-y.md adr/0004-y.html/README.md adr/0004-y.html/index.md"
        );
        assert_eq!(candidates(".."), " .md README.md index.md");
    }
}
