//! `decisions.json`: the content of the site for programs. Its schema is published beside it as
//! `decisions.schema.json`.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::super::json::{Decision, Guard};
use super::view::{self, Listing, Logs, RejectedOption, Site, Sources};
use crate::record::Record;

/// The version of the format; additions do not change it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Decisions<'s> {
    version: u32,
    title: &'s str,
    today: NaiveDate,
    decisions: DecisionList<'s, 's>,
    rejected_options: Vec<Rejected<'s>>,
}

/// The alternatives of one name.
#[derive(Serialize)]
struct Rejected<'s> {
    name: &'s str,
    rejections: Vec<Rejection<'s>>,
}

/// A decision that rejected an option.
#[derive(Serialize)]
struct Rejection<'s> {
    /// `ADR-0007`, after the name of its log in a site of several.
    decision: Option<&'s str>,
    page: Option<&'s str>,
    /// Whether the reasons still hold: `holding`, `near`, `fired`, `unknown`, `snoozed`, `unwatched`, `open` or `past`.
    verdict: &'static str,
}

impl<'s> Rejected<'s> {
    fn of(option: &'s RejectedOption) -> Self {
        let rejections = option.rejections.iter().map(|rejection| Rejection {
            decision: rejection.decision.number.as_deref(),
            page: rejection.decision.href.as_deref(),
            verdict: rejection.verdict.name(),
        });
        Self {
            name: &option.name,
            rejections: rejections.collect(),
        }
    }
}

/// Serialises decisions one at a time, so that thousands are not in memory at once.
struct DecisionList<'l, 's>(&'l Logs<'s>);

impl Serialize for DecisionList<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let decisions = self.0.iter().flat_map(|(log, sources)| {
            let records = sources.input.log.records.iter().enumerate();
            records.map(|(position, record)| published(*log, sources, position, record))
        });
        serializer.collect_seq(decisions)
    }
}

#[derive(Serialize)]
struct Published<'s> {
    #[serde(flatten)]
    decision: Decision<'s>,
    /// The name of its log, in a site of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<&'s str>,
    /// The file of its page in the site.
    page: Cow<'s, str>,
    /// The state of its worst trigger.
    state: Option<&'static str>,
    triggers: Vec<Trigger<'s>>,
    guards: Vec<PublishedGuard<'s>>,
    /// The paths of the records that its prose names.
    cites: Vec<&'s str>,
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

/// A guard, and how many places break it; null where they were not counted.
#[derive(Serialize)]
struct PublishedGuard<'s> {
    #[serde(flatten)]
    guard: Guard<'s>,
    broken: Option<usize>,
}

/// All decisions of the log, with the states of their triggers.
pub fn decisions(sources: &Sources<'_>) -> serde_json::Result<Vec<u8>> {
    decisions_of_logs(sources.site, &[(None, *sources)])
}

/// All decisions of several logs, each with its name.
pub fn decisions_of_logs(site: &Site<'_>, logs: &Logs<'_>) -> serde_json::Result<Vec<u8>> {
    let options = view::options(&Listing::of(logs));
    let decisions = Decisions {
        version: VERSION,
        title: site.title,
        today: site.today,
        decisions: DecisionList(logs),
        rejected_options: options.iter().map(Rejected::of).collect(),
    };
    let mut bytes = serde_json::to_vec(&decisions)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn published<'s>(
    log: Option<&'s str>,
    sources: &'s Sources<'_>,
    position: usize,
    record: &'s Record,
) -> Published<'s> {
    let triggers = sources.verdicts.triggers(position).iter();
    let cited = sources.citations.cited(position).iter();
    let counts = sources.input.guards.get(record.source.path());
    Published {
        decision: Decision::of(record, record.body()).at(sources.pages.path(position)),
        log,
        page: match log {
            Some(log) => format!("{log}/{}", sources.pages.file(position)).into(),
            None => sources.pages.file(position).into(),
        },
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
        guards: record
            .guards()
            .iter()
            .map(|guard| PublishedGuard {
                broken: counts.and_then(|counts| counts.get(&guard.id)).copied(),
                guard: Guard::of(guard),
            })
            .collect(),
        cites: cited.map(|other| sources.pages.path(*other)).collect(),
    }
}
