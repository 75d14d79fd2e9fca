//! Which decisions a command looks at, by flags that several commands share.

use chrono::NaiveDate;

use super::context::parse_day;
use crate::record::{Front, Record, Status};
use crate::source::Spanned;

/// Flags that leave decisions out.
#[derive(Debug, Default, clap::Args)]
pub struct Filter {
    /// Only decisions with this status; repeatable
    #[arg(long, value_enum, value_name = "STATUS")]
    status: Vec<Status>,
    /// Only decisions with this tag; repeatable
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only decisions by somebody whose name contains this; repeatable
    #[arg(long, value_name = "NAME")]
    decider: Vec<String>,
    /// Only decisions made on or after this date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<NaiveDate>,
    /// Only decisions made on or before this date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<NaiveDate>,
}

impl Filter {
    /// Whether `record` is not left out.
    pub fn admits(&self, record: &Record) -> bool {
        let front = record.front.as_deref();
        let has = |list: fn(&Front) -> &[Spanned<String>], is_it: &dyn Fn(&str) -> bool| {
            front.is_some_and(|front| list(front).iter().any(|item| is_it(&item.value)))
        };
        let has_tag = |tag: &String| has(|front| &front.tags, &|known| known == tag);
        let has_decider = |name: &String| {
            let name = name.to_lowercase();
            has(|front| &front.deciders, &|known| {
                known.to_lowercase().contains(&name)
            })
        };
        let is_any = |list: &[String], holds: &dyn Fn(&String) -> bool| {
            list.is_empty() || list.iter().any(holds)
        };
        let has_status = || {
            record
                .status()
                .is_some_and(|status| self.status.contains(&status))
        };
        (self.status.is_empty() || has_status())
            && is_any(&self.tag, &has_tag)
            && is_any(&self.decider, &has_decider)
            && self
                .since
                .is_none_or(|day| record.date().is_some_and(|date| date >= day))
            && self
                .until
                .is_none_or(|day| record.date().is_some_and(|date| date <= day))
    }
}
