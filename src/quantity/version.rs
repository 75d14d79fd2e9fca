//! Versions: dotted numbers with an optional pre-release, ordered as in SemVer 2.0.0 §11.

use std::cmp::Ordering;
use std::fmt;

/// A dotted version with an optional pre-release, compared numerically part by part.
///
/// It keeps as many parts as were written; missing ones count as 0, so `18` equals `18.0.0`. Numbers can have
/// any length.
#[derive(Debug, Clone)]
pub struct Version(String);

impl Version {
    /// Parses a version such as `18`, `18.10`, `18.0.0-rc.1` or `1.2.3+build`. `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let (before_build, build) = match text.split_once('+') {
            Some((before, build)) => (before, Some(build)),
            None => (text, None),
        };
        let (release, pre_release) = split(before_build);
        let is_version = release.split('.').all(is_number)
            && pre_release.is_none_or(are_identifiers)
            && build.is_none_or(are_identifiers);
        is_version.then(|| Self(text.to_owned()))
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Release and pre-release; build metadata does not affect the order.
    fn parts(&self) -> (&str, Option<&str>) {
        split(self.0.split('+').next().unwrap_or_default())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let (release, pre_release) = self.parts();
        let (other_release, other_pre_release) = other.parts();
        compare_releases(release, other_release).then_with(|| {
            match (pre_release, other_pre_release) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) => left
                    .split('.')
                    .map(Identifier)
                    .cmp(right.split('.').map(Identifier)),
            }
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

/// One dotted part of a pre-release: numbers order below words, numbers by value, words by bytes.
#[derive(PartialEq, Eq)]
struct Identifier<'v>(&'v str);

impl Ord for Identifier<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (is_number(self.0), is_number(other.0)) {
            (true, true) => compare_numbers(self.0, other.0),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.0.cmp(other.0),
        }
    }
}

impl PartialOrd for Identifier<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once('-') {
        Some((release, pre_release)) => (release, Some(pre_release)),
        None => (text, None),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn are_identifiers(text: &str) -> bool {
    let is_identifier = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !part.is_empty() && part.bytes().all(allowed)
    };
    text.split('.').all(is_identifier)
}

fn compare_releases(left: &str, right: &str) -> Ordering {
    let mut left = left.split('.');
    let mut right = right.split('.');
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (part, other) => compare_numbers(part.unwrap_or("0"), other.unwrap_or("0")),
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Compares two strings of digits as numbers of any length.
fn compare_numbers(left: &str, right: &str) -> Ordering {
    let left = left.trim_start_matches('0');
    let right = right.trim_start_matches('0');
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}
