//! Finds the record that a user names; else says what is wrong with the name, and which record was probably meant.

use std::path::Path;

use super::Log;
use crate::diagnostic::did_you_mean;
use crate::record::{Record, file_name, reference};

/// Why a reference names no single record.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceError {
    /// None matches.
    #[error("no decision matches `{reference}`{}", near_matches(near))]
    NotFound {
        /// What was asked for.
        reference: String,
        /// The names of those that come near.
        near: Vec<String>,
    },
    /// Several match.
    #[error("`{reference}` matches several decisions:\n{}{}", listed(matches), way_out(*share_number))]
    Ambiguous {
        /// What was asked for.
        reference: String,
        /// The names of all that match.
        matches: Vec<String>,
        /// Whether they have one number, so that nothing can refer to one of them.
        share_number: bool,
    },
}

fn way_out(share_number: bool) -> &'static str {
    match share_number {
        true => "\nrun `adr renumber` first to give each its own number",
        false => "",
    }
}

fn near_matches(near: &[String]) -> String {
    if near.is_empty() {
        return "; `adr list` shows all decisions".to_owned();
    }
    format!("; did you mean one of these?\n{}", listed(near))
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("  {name}"))
        .collect::<Vec<_>>()
        .join("\n")
}

impl Log {
    /// The record that `reference` names: a number (`7`, `0007`, `ADR-0007`), a file name or a part of
    /// one, or a part of a title.
    ///
    /// # Errors
    /// Where none matches, or several do.
    pub fn find(&self, reference: &str) -> Result<&Record, ReferenceError> {
        let wanted = reference.trim();
        if let Some(number) = as_number(wanted) {
            return self.only(reference, self.numbered(number).collect());
        }
        let wanted = wanted.to_lowercase();
        let whole_name = |record: &&Record| {
            let name = name_of(record);
            name == wanted
                || name.strip_suffix(".md") == Some(&wanted)
                || shown_path(record) == wanted
        };
        let part = |record: &&Record| {
            let in_title = record
                .title()
                .is_some_and(|title| title.to_lowercase().contains(&wanted));
            !wanted.is_empty() && (in_title || name_of(record).contains(&wanted))
        };
        let named: Vec<_> = self.records.iter().filter(whole_name).collect();
        if !named.is_empty() {
            return self.only(reference, named);
        }
        self.only(reference, self.records.iter().filter(part).collect())
    }

    fn only<'l>(
        &'l self,
        reference: &str,
        matches: Vec<&'l Record>,
    ) -> Result<&'l Record, ReferenceError> {
        match matches[..] {
            [record] => Ok(record),
            [] => Err(ReferenceError::NotFound {
                reference: reference.to_owned(),
                near: self.near(reference),
            }),
            _ => Err(ReferenceError::Ambiguous {
                reference: reference.to_owned(),
                share_number: as_number(reference.trim()).is_some(),
                matches: matches.iter().map(|record| choice(record)).collect(),
            }),
        }
    }

    /// Those whose number or title comes near to `reference`.
    fn near(&self, reference: &str) -> Vec<String> {
        const MOST: u32 = 2;
        if let Some(number) = as_number(reference.trim()) {
            let around = number.saturating_sub(MOST)..=number.saturating_add(MOST);
            let around = &self.records[self.positions_within(around)];
            return around.iter().map(choice).collect();
        }
        let wanted = reference.to_lowercase();
        let resembles = |record: &&Record| {
            let title = record.title().unwrap_or_default().to_lowercase();
            let words = title.split_whitespace().collect::<Vec<_>>();
            did_you_mean(&wanted, [title.as_str()]).is_some()
                || wanted
                    .split_whitespace()
                    .any(|word| did_you_mean(word, words.iter().copied()).is_some())
        };
        self.records
            .iter()
            .filter(resembles)
            .take(5)
            .map(choice)
            .collect()
    }
}

fn choice(record: &Record) -> String {
    let title = record.title().unwrap_or("(no title)");
    match record.number {
        Some(number) => format!("{} {title} ({})", reference(number), name_of(record)),
        None => format!("{title} ({})", name_of(record)),
    }
}

/// The name of `record`'s file, or of its folder where the file is a README or an index, in lower case.
fn name_of(record: &Record) -> String {
    let path = record.source.path();
    let named = match file_name::stands_for_folder(path) {
        true => path.parent().unwrap_or(path),
        false => path,
    };
    let name = named.file_name().or_else(|| path.file_name());
    name.unwrap_or_default().to_string_lossy().to_lowercase()
}

fn shown_path(record: &Record) -> String {
    record.source.shown_path().to_lowercase()
}

fn as_number(reference: &str) -> Option<u32> {
    let is_plain = Path::new(reference).extension().is_none() && !reference.contains(['_', ' ']);
    let digits = reference.trim_start_matches(|c: char| !c.is_ascii_digit());
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_plain && is_number)
        .then(|| file_name::number(reference))
        .flatten()
}
