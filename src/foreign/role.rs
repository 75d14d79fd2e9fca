//! What a Markdown file in a log is there for.

use super::{meta::Sheet, meta::is_placeholder};
use crate::record::{OWN_FORMAT, Record, file_name};

/// What a Markdown file in a log is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is a decision.
    Record,
    /// It tells of decisions, or lists them.
    Page,
    /// It is what decisions are copied from.
    Template,
}

impl Role {
    /// What `record`, in our own format or with a fault, is there for.
    pub(super) fn of_own(record: &Record, is_at_top: bool) -> Self {
        match record.format != Some(OWN_FORMAT) && is_at_top && is_named_readme(record) {
            true => Self::Page,
            false => Self::Record,
        }
    }

    /// What `record`, whose metadata has been read, is there for.
    pub(super) fn of(record: &Record, is_at_top: bool) -> Self {
        if is_named_readme(record) {
            let front = record.front.as_ref();
            let has_status = front.is_some_and(|front| front.original_text("status").is_some());
            let is_named = record.number.is_some() || record.date().is_some();
            let is_decision = is_named || has_status || Sheet::of(record).has_sections();
            return match is_decision && !is_at_top {
                true => Self::Record,
                false => Self::Page,
            };
        }
        match is_template(record) {
            true => Self::Template,
            false => Self::Record,
        }
    }
}

pub(super) fn is_named_readme(record: &Record) -> bool {
    file_name::stands_for_folder(record.source.path())
}

/// Whether it has no number of its own, and its name or its title says that it is to be filled in.
fn is_template(record: &Record) -> bool {
    let name = record.source.path().file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    let is_named_so = name
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "template");
    let has_blank_title = record.title().is_some_and(is_placeholder);
    matches!(record.number, None | Some(0)) && (is_named_so || has_blank_title)
}
