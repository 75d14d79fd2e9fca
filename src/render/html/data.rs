//! `decisions.json`: the content of the site for programs. Its schema is published beside it as
//! `decisions.schema.json`.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::super::json::Decision;
use super::view::Sources;
use crate::record::Record;

/// The version of the format; additions do not change it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Decisions<'s> {
    version: u32,
    title: &'s str,
    today: NaiveDate,
    decisions: DecisionList<'s>,
}

/// Serialises decisions one at a time, so that thousands are not in memory at once.
struct DecisionList<'s>(&'s Sources<'s>);

impl Serialize for DecisionList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let records = self.0.input.log.records.iter().enumerate();
        serializer
            .collect_seq(records.map(|(position, record)| published(self.0, position, record)))
    }
}

#[derive(Serialize)]
struct Published<'s> {
    #[serde(flatten)]
    decision: Decision<'s>,
    /// The file of its page in the site.
    page: &'s str,
    /// The state of its worst trigger.
    state: Option<&'static str>,
    triggers: Vec<Trigger<'s>>,
}

#[derive(Serialize)]
struct Trigger<'s> {
    id: &'s str,
    when: &'s str,
    state: &'static str,
    cause: Option<&'static str>,
    value: Option<&'s str>,
    threshold: Option<&'s str>,
    measured: Option<NaiveDate>,
}

/// All decisions of the log, with the states of their triggers.
pub fn decisions(sources: &Sources<'_>) -> serde_json::Result<Vec<u8>> {
    let decisions = Decisions {
        version: VERSION,
        title: sources.site.title,
        today: sources.input.today,
        decisions: DecisionList(sources),
    };
    let mut bytes = serde_json::to_vec(&decisions)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn published<'s>(sources: &Sources<'s>, position: usize, record: &'s Record) -> Published<'s> {
    let triggers = sources.verdicts.triggers(position).iter();
    Published {
        decision: Decision::of(record, record.body()).at(sources.pages.path(position)),
        page: sources.pages.file(position),
        state: sources
            .verdicts
            .of(position)
            .and_then(|verdict| Some(verdict.standing()?.name())),
        triggers: triggers
            .filter_map(|trigger| {
                let facts = trigger.facts.as_ref();
                let threshold = facts.map(|facts| facts.threshold.as_str());
                Some(Trigger {
                    id: &trigger.id,
                    when: &trigger.when,
                    state: trigger.state.as_ref()?.name(),
                    cause: facts.and_then(|facts| facts.cause),
                    value: facts.and_then(|facts| facts.value.as_deref()),
                    threshold: threshold.filter(|threshold| !threshold.is_empty()),
                    measured: facts.and_then(|facts| facts.measured),
                })
            })
            .collect(),
    }
}
