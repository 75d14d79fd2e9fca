//! The flags by which `list`, `search` and `graph` choose decisions. They apply to the records of every tool alike.

use chrono::NaiveDate;

use super::context::parse_day;
use crate::record::{Record, Status};
use crate::source::Spanned;

/// Flags that narrow a list of decisions; a flag given twice widens it again.
#[derive(Debug, Default, clap::Args)]
pub struct Filters {
    /// Only decisions with this status; repeatable
    #[arg(long, value_enum, value_name = "STATUS")]
    pub status: Vec<Status>,
    /// Only decisions with this tag; repeatable
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Only decisions with a decider whose name contains this; repeatable
    #[arg(long, value_name = "NAME")]
    pub decider: Vec<String>,
    /// Only decisions made on or after this date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub since: Option<NaiveDate>,
    /// Only decisions made on or before this date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub until: Option<NaiveDate>,
}

impl Filters {
    /// Whether `record` passes every filter. One whose status or date is unknown passes no filter for it.
    pub fn admit(&self, record: &Record) -> bool {
        self.admit_status(record) && self.admit_words(record) && self.admit_date(record)
    }

    fn admit_status(&self, record: &Record) -> bool {
        let is_wanted = |status: Status| self.status.contains(&status);
        self.status.is_empty() || record.status().is_some_and(is_wanted)
    }

    fn admit_words(&self, record: &Record) -> bool {
        let front = record.front.as_ref();
        let (tags, deciders) = front.map_or((&[][..], &[][..]), |front| {
            (&front.tags[..], &front.deciders[..])
        });
        is_any(&self.tag, tags, |tag, wanted| {
            tag.to_lowercase() == wanted.to_lowercase()
        }) && is_any(&self.decider, deciders, |decider, wanted| {
            decider.to_lowercase().contains(&wanted.to_lowercase())
        })
    }

    fn admit_date(&self, record: &Record) -> bool {
        let date = record.date();
        let is_after = |day: NaiveDate| date.is_some_and(|date| date >= day);
        let is_before = |day: NaiveDate| date.is_some_and(|date| date <= day);
        self.since.is_none_or(is_after) && self.until.is_none_or(is_before)
    }
}

/// Whether nothing is `wanted`, or one of the words is.
fn is_any(
    wanted: &[String],
    words: &[Spanned<String>],
    matches: impl Fn(&str, &str) -> bool,
) -> bool {
    let is_in_words = |wanted: &String| words.iter().any(|word| matches(&word.value, wanted));
    wanted.is_empty() || wanted.iter().any(is_in_words)
}
